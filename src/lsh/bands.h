/*
 * bands.h - bands and rows from a threshold, and the S-curve
 *
 * A sketch is cut into bands of r rows; two articles become a candidate pair
 * if all rows of at least one band agree.  For Jaccard index J and b bands
 * that happens with probability 1 - (1 - J^r)^b, the S-curve (Leskovec,
 * Rajaraman and Ullman, "Mining of Massive Datasets", ch. 3; Indyk and
 * Motwani, 1998).
 */
#ifndef ND_LSH_BANDS_H
#define ND_LSH_BANDS_H

#include <stdint.h>

struct nd_bands {
	uint32_t bands, rows;
};

/* Probability that a pair of Jaccard index j becomes a candidate: 0-1. */
double nd_bands_recall(struct nd_bands bands, double j);

/*
 * The most rows for which num_perm slots hold enough bands to reach 'recall'
 * at 'threshold', and just as many bands as that takes: more rows mean fewer
 * false candidates, more bands more work.  Where even one row does not reach
 * it: one row, num_perm bands.  Never more than 'most_rows'.
 */
struct nd_bands nd_bands_choose(uint32_t num_perm, uint32_t most_rows, double threshold,
				double recall);

#endif
