/* quality.c - all figures at once, and their intervals */
#include "eval/quality.h"

#include <stdlib.h>

#include "base/hash.h"
#include "eval/share.h"

#define MOST_STEPS	((uint64_t)1 << 29)	/* of all rounds: some seconds */
#define FEWEST_ROUNDS	100			/* 95 of which are an interval still */
#define OUTSIDE		0.025			/* of the rounds, on either side */
#define GOLDEN		0x9e3779b97f4a7c15u	/* the step of splitmix64 */

const struct nd_quality_range nd_quality_ranges[ND_Q_RANGES] = {
	{ 0.4, 0.6, ND_Q_RIGHT_MIDDLE },
	{ 0.5, INFINITY, ND_Q_RIGHT_5 },
	{ 0.7, INFINITY, ND_Q_RIGHT_7 },
	{ 0.9, INFINITY, ND_Q_RIGHT_9 },
};

enum nd_status nd_quality_open(struct nd_quality *quality, const struct nd_truth *truth,
			       const struct nd_scored *scored, size_t n, const uint32_t *story)
{
	enum nd_status status;

	quality->truth = truth;
	status = nd_curve_open(&quality->curve, truth, scored, n);
	if (status != ND_OK)
		return status;
	status = nd_groups_open(&quality->groups, truth, story);
	if (status != ND_OK)
		nd_quality_close(quality);
	return status;
}

void nd_quality_close(struct nd_quality *quality)
{
	nd_curve_close(&quality->curve);
	nd_groups_close(&quality->groups);
}

void nd_quality_measure(const struct nd_quality *quality, const double *weight,
			double out[ND_Q_FIGURES])
{
	const struct nd_truth *const truth = quality->truth;
	struct nd_curve_figures curve;
	struct nd_groups_figures groups;
	double same = 0;

	for (uint32_t i = 0; i < truth->classes; i++)
		same += weight[i] * (double)truth->same[i];
	curve = nd_curve_measure(&quality->curve, weight, same);
	groups = nd_groups_measure(&quality->groups, weight);
	out[ND_Q_PRECISION] = curve.precision;
	out[ND_Q_RECALL] = curve.recall;
	out[ND_Q_F1] = curve.f1;
	out[ND_Q_AVERAGE_PRECISION] = curve.average_precision;
	out[ND_Q_BEST_F1] = curve.best_f1;
	out[ND_Q_BEST_THRESHOLD] = curve.best_threshold;
	out[ND_Q_RIGHT_MIDDLE] = curve.right_middle;
	out[ND_Q_RIGHT_5] = curve.right_5;
	out[ND_Q_RIGHT_7] = curve.right_7;
	out[ND_Q_RIGHT_9] = curve.right_9;
	out[ND_Q_CANDIDATE_RECALL] = curve.candidate_recall;
	out[ND_Q_STORY_PRECISION] = groups.precision;
	out[ND_Q_STORY_RECALL] = groups.recall;
	out[ND_Q_STORY_F1] = groups.f1;
	out[ND_Q_ARI] = groups.ari;
	out[ND_Q_B3_PRECISION] = groups.b3_precision;
	out[ND_Q_B3_RECALL] = groups.b3_recall;
	out[ND_Q_B3_F1] = groups.b3_f1;
}

/* As many classes as there are, drawn with replacement. */
static void draw(double *weight, uint32_t classes, uint64_t *state)
{
	for (uint32_t i = 0; i < classes; i++)
		weight[i] = 0;
	for (uint32_t i = 0; i < classes; i++) {
		const uint64_t random = nd_mix(*state += GOLDEN) >> 32;

		weight[random * classes >> 32]++;
	}
}

static int upwards(const void *x, const void *y)
{
	const double p = *(const double *)x, q = *(const double *)y;

	return (p > q) - (p < q);
}

/* Leave out the rounds without the figure, and cut off the outer ones. */
static void set_interval(struct nd_estimate *estimate, double *rounds, size_t n)
{
	size_t kept = 0, outside;

	for (size_t i = 0; i < n; i++)
		if (!isnan(rounds[i]))
			rounds[kept++] = rounds[i];
	estimate->low = estimate->high = NAN;
	if (!kept || isnan(estimate->value))
		return;
	qsort(rounds, kept, sizeof(*rounds), upwards);
	outside = (size_t)(OUTSIDE * (double)kept);
	estimate->low = rounds[outside];
	estimate->high = rounds[kept - 1 - outside];
}

static unsigned affordable(const struct nd_quality *quality, unsigned rounds)
{
	const uint64_t steps = quality->curve.steps.n + quality->groups.cells.n +
			       quality->truth->listed.n + quality->truth->classes + 1;
	const uint64_t most = MOST_STEPS / steps;

	if (rounds <= most || rounds <= FEWEST_ROUNDS)
		return rounds;
	return most < FEWEST_ROUNDS ? FEWEST_ROUNDS : (unsigned)most;
}

enum nd_status nd_quality_estimate(const struct nd_quality *quality, unsigned rounds, uint64_t seed,
				   struct nd_estimate out[ND_Q_FIGURES], unsigned *done)
{
	const uint32_t classes = quality->truth->classes;
	const unsigned n = affordable(quality, rounds);
	double *const weight = nd_calloc(classes, sizeof(*weight));
	double *const all = nd_calloc(n, ND_Q_FIGURES * sizeof(*all)); /* by figure, then round */
	double one[ND_Q_FIGURES];
	uint64_t state = nd_mix(seed);

	if (!weight || !all) {
		free(weight);
		free(all);
		return ND_ENOMEM;
	}
	for (uint32_t i = 0; i < classes; i++)
		weight[i] = 1;
	nd_quality_measure(quality, weight, one);
	for (int f = 0; f < ND_Q_FIGURES; f++)
		out[f].value = one[f];
	for (unsigned i = 0; i < n; i++) {
		draw(weight, classes, &state);
		nd_quality_measure(quality, weight, one);
		for (int f = 0; f < ND_Q_FIGURES; f++)
			all[(size_t)f * n + i] = one[f];
	}
	for (int f = 0; f < ND_Q_FIGURES; f++)
		set_interval(&out[f], all + (size_t)f * n, n);
	free(weight);
	free(all);
	*done = n;
	return ND_OK;
}
