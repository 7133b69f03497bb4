/* overlap.c - Jaccard index and containment by merging two sorted sets */
#include "verify/overlap.h"

struct nd_overlap nd_overlap(const struct nd_kernels *kernels, struct nd_set a, struct nd_set b)
{
	struct nd_overlap overlap = { 0, 0, 0 };
	const size_t smaller = a.n < b.n ? a.n : b.n;

	if (smaller == 0)
		return overlap;
	overlap.common = kernels->intersect(a.at, a.n, b.at, b.n);
	overlap.jaccard = (double)overlap.common / (double)(a.n + b.n - overlap.common);
	overlap.containment = (double)overlap.common / (double)smaller;
	return overlap;
}
