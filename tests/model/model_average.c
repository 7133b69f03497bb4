/* model_average.c - average link, every mean computed anew for every join */
#include "model/model.h"

#include "base/real.h"
#include "testing.h"

struct best {
	double mean;
	uint32_t a, b;
};

static uint32_t size_of(const uint32_t *story, uint32_t n, uint32_t group)
{
	uint32_t size = 0;

	for (uint32_t i = 0; i < n; i++)
		size += story[i] == group;
	return size;
}

static double mean_between(const double *p, const uint32_t *story, uint32_t n, uint32_t a,
			   uint32_t b, double trust)
{
	const double pairs = (double)size_of(story, n, a) * size_of(story, n, b);
	double sum = 0;

	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = 0; k < n; k++)
			if (story[i] == a && story[k] == b)
				sum += p[i * n + k];
	return sum / pairs * (trust > 0 ? nd_exp(trust * nd_log(pairs)) : 1);
}

void model_average(const struct nd_link *links, size_t n_links, uint32_t n, double cut,
		   double trust, uint32_t *story)
{
	double *const p = take((size_t)n * n, sizeof(*p));

	for (size_t i = 0; i < n_links; i++)
		p[links[i].a * n + links[i].b] = p[links[i].b * n + links[i].a] =
			links[i].probability;
	for (uint32_t i = 0; i < n; i++)
		story[i] = i;
	for (;;) {
		struct best best = { -1, 0, 0 };

		for (uint32_t a = 0; a < n; a++) {
			for (uint32_t b = a + 1; b < n; b++) {
				if (story[a] != a || story[b] != b)
					continue;	/* a group is known by its least */
				const double mean = mean_between(p, story, n, a, b, trust);

				if (mean > best.mean)
					best = (struct best){ mean, a, b };
			}
		}
		if (best.mean < cut)
			break;
		for (uint32_t i = 0; i < n; i++)
			if (story[i] == best.b)
				story[i] = best.a;
	}
	free(p);
}
