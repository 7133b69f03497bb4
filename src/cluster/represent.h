/*
 * represent.h - which article stands for a story
 */
#ifndef ND_CLUSTER_REPRESENT_H
#define ND_CLUSTER_REPRESENT_H

#include "neardup.h"

/* What the choice looks at. */
struct nd_candidacy {
	uint64_t order;		/* place in the order of time: the smaller the earlier */
	uint64_t length;	/* tokens */
};

/*
 * Index of the representative of n >= 1 articles: the earliest, the longest
 * (of equal ones the earliest) or the latest.
 */
size_t nd_representative(const struct nd_candidacy *articles, size_t n, enum nd_keep keep);

#endif
