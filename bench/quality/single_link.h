/*
 * single_link.h - clusters by single link, at the threshold that suits them best
 */
#ifndef BENCH_QUALITY_SINGLE_LINK_H
#define BENCH_QUALITY_SINGLE_LINK_H

#include "eval/curve.h"

struct single_link {
	double f1;		/* of the pairs inside clusters */
	double threshold;
};

/* Join along the pairs by falling score and keep the best F1 on the way.  ND_OK or ND_ENOMEM. */
enum nd_status single_link_best(const struct nd_truth *truth, const struct nd_scored *pairs,
				size_t n, struct single_link *best);

#endif
