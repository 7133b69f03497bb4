/* model_tally.c - each meeting looked for in all the others */
#include "model/model.h"

size_t model_tally(const struct nd_listed *meetings, size_t n, unsigned least,
		   struct nd_listed *out)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		struct nd_listed sum = { meetings[i].rank, 0 };
		unsigned shared = 0;
		int is_first = 1;

		for (size_t k = 0; k < n; k++) {
			if (meetings[k].rank != sum.rank)
				continue;
			is_first = is_first && k >= i;
			sum.weight += meetings[k].weight;
			shared++;
		}
		if (is_first && shared >= least)
			out[kept++] = sum;
	}
	return kept;
}
