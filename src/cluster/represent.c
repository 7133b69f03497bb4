/* represent.c - choosing a representative */
#include "cluster/represent.h"

static int is_better(const struct nd_candidacy *x, const struct nd_candidacy *y, enum nd_keep keep)
{
	if (keep == ND_KEEP_LATEST)
		return x->order > y->order;
	if (keep == ND_KEEP_LONGEST && x->length != y->length)
		return x->length > y->length;
	return x->order < y->order;
}

size_t nd_representative(const struct nd_candidacy *articles, size_t n, enum nd_keep keep)
{
	size_t best = 0;

	for (size_t i = 1; i < n; i++)
		if (is_better(&articles[i], &articles[best], keep))
			best = i;
	return best;
}
