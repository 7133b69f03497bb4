/*
 * overlap.h - what two made-up articles really have in common
 *
 * Counted on the generator's own words: nothing of the program is used, so that
 * what it says of a pair can be checked.  The sets are those of the default
 * shingles: 3 words, or 5 characters where those of Han are, title and text in one.
 */
#ifndef ND_BENCH_OVERLAP_H
#define ND_BENCH_OVERLAP_H

#include "speed/article.h"

struct overlap {
	double jaccard, containment;	/* containment in the shorter */
};

/* Returns -1 when out of memory. */
int overlap_of(struct overlap *out, const struct corpus *corpus, const struct article *a,
	       const struct article *b);

#endif
