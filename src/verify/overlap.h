/*
 * overlap.h - the exact measures of two sets of shingles
 *
 * What a sketch estimates is computed here from the sets themselves; no pair
 * is reported on an estimate.
 */
#ifndef ND_VERIFY_OVERLAP_H
#define ND_VERIFY_OVERLAP_H

#include "kernel/kernel.h"

/* A set: sorted, each value once. */
struct nd_set {
	const uint64_t *at;
	size_t n;
};

struct nd_overlap {
	size_t common;		/* shingles in both */
	double jaccard;		/* common / in either, 0-1; 0 for two empty sets */
	double containment;	/* common / in the smaller, 0-1; 0 where it is empty */
};

/* The measures of two sets of so many values. */
struct nd_overlap nd_overlap_of(size_t common, size_t a, size_t b);

struct nd_overlap nd_overlap(const struct nd_kernels *kernels, struct nd_set a, struct nd_set b);

#endif
