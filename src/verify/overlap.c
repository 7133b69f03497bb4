/* overlap.c - Jaccard index and containment by merging two sorted sets */
#include "verify/overlap.h"

struct nd_overlap nd_overlap_of(size_t common, size_t a, size_t b)
{
	const size_t smaller = a < b ? a : b;

	if (smaller == 0)
		return (struct nd_overlap){ 0, 0, 0 };
	return (struct nd_overlap){
		.common = common,
		.jaccard = (double)common / (double)(a + b - common),
		.containment = (double)common / (double)smaller,
	};
}

struct nd_overlap nd_overlap(const struct nd_kernels *kernels, struct nd_set a, struct nd_set b)
{
	return nd_overlap_of(kernels->intersect(a.at, a.n, b.at, b.n), a.n, b.n);
}
