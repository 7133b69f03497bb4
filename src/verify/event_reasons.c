/* event_reasons.c - the probability again, with one group of figures made middling */
#include "verify/event_reasons.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/real.h"
#include "verify/event_figures.h"
#include "verify/event_model.h"

#define MOST_FIGURES 10
#define RIVALS "rivals"
#define END ND_EF_COUNT
#define NEAR_CERTAIN 1e-6	/* log-odds beyond this are the float's rounding */

struct group {
	const char *name, *speaks_for, *speaks_against;
	enum nd_event_figure figures[MOST_FIGURES];	/* ends with END */
};

static const struct group groups[] = {
	{ "words", "the words that make up the story are the same",
	  "few of the words that make up the story are the same",
	  { ND_EF_COS_WORDS, ND_EF_COS_WORDS_BG, ND_EF_COS_STEEP, ND_EF_COS_STEEP_BG, ND_EF_SHARED,
	    ND_EF_SHARED_BG, ND_EF_RARE, ND_EF_HEAVIEST, ND_EF_CONTAIN, END } },
	{ "phrases", "the same words stand side by side", "the same words seldom stand side by side",
	  { ND_EF_COS_PAIRS, ND_EF_COS_PAIRS_BG, ND_EF_JACCARD, ND_EF_CONTAIN3, ND_EF_QUOTES, END } },
	{ "names", "the same names", "other names",
	  { ND_EF_COS_NAMES, ND_EF_NAMES_MIN, ND_EF_NAMES_MAX, END } },
	{ "numbers", "the same numbers and dates", "other numbers and dates",
	  { ND_EF_COS_NUMBERS, ND_EF_NUMBERS_MIN, ND_EF_NUMBERS_MAX, ND_EF_SLOTS,
	    ND_EF_FILLED, END } },
	{ "headline", "the headlines tell the same", "the headlines tell different things",
	  { ND_EF_COS_TITLE, ND_EF_TITLE_MIN, ND_EF_TITLE_MAX, END } },
	{ "opening", "the openings tell the same", "the openings tell different things",
	  { ND_EF_COS_LEAD, ND_EF_LEAD_MIN, ND_EF_LEAD_MAX, END } },
	{ "time", "published close together", "published far apart", { ND_EF_HOURS, END } },
	{ RIVALS, "hardly another article is as like either of them",
	  "other articles are as like them as they are like each other",
	  { ND_EF_TO_BEST_MIN, ND_EF_TO_BEST_MAX, ND_EF_OVER_NOISE_MIN, ND_EF_OVER_NOISE_MAX, END } },
};
#define GROUPS (sizeof(groups) / sizeof(*groups))
_Static_assert(GROUPS + 1 == ND_EVENT_REASONS, "the groups, and the other articles");

static double log_odds(const struct nd_event_forest *forest, const float *figures)
{
	const double p = nd_event_probability(forest, figures);
	const double bounded = fmin(fmax(p, NEAR_CERTAIN), 1 - NEAR_CERTAIN);

	return nd_log(bounded / (1 - bounded));
}

/* The figure of a middling candidate. */
static float middling(const struct nd_event_forest *forest, unsigned figure)
{
	return forest->boundaries[figure * (ND_MODEL_BINS - 1) + forest->n_steps[figure] / 2];
}

/* Has either article any other candidate?  If not, nothing can be said of rivals or coverage. */
static int has_company(const float *figures)
{
	return nd_event_belief(figures[ND_EF_BEST_MAX]) > 0;
}

/* What the group added; 0 where the pair has none of its figures. */
static double added(const struct group *group, const float *figures, double all)
{
	float without[ND_EF_COUNT];
	int known = 0;

	memcpy(without, figures, sizeof(without));
	for (size_t i = 0; group->figures[i] != END; i++) {
		const unsigned figure = group->figures[i];

		known |= figures[figure] >= 0;
		without[figure] = middling(&nd_event_first, figure);
	}
	return known ? all - log_odds(&nd_event_first, without) : 0;
}

static int weightiest_first(const void *x, const void *y)
{
	const struct nd_event_reason *const p = x, *const q = y;
	const double a = fabs(p->weight), b = fabs(q->weight);

	if (a != b)
		return a > b ? -1 : 1;
	return strcmp(p->name, q->name);
}

size_t nd_event_reasons(const float *figures, struct nd_event_reason out[ND_EVENT_REASONS])
{
	const double first = log_odds(&nd_event_first, figures);
	const double others = log_odds(&nd_event_second, figures) - first;
	size_t n = 0;

	for (size_t i = 0; i < GROUPS; i++) {
		const double weight = added(&groups[i], figures, first);

		if (weight != 0 && (strcmp(groups[i].name, RIVALS) || has_company(figures)))
			out[n++] = (struct nd_event_reason){
				groups[i].name,
				weight > 0 ? groups[i].speaks_for : groups[i].speaks_against, weight,
			};
	}
	if (others != 0 && has_company(figures))
		out[n++] = (struct nd_event_reason){
			"coverage",
			others > 0 ? "the other articles like the one are like the other, too" :
				     "the other articles like the one are unlike the other", others,
		};
	qsort(out, n, sizeof(*out), weightiest_first);
	return n;
}
