/* learn.c - rows, weights, and the two stages */
#include "train/learn.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/real.h"

#define TOTAL_WEIGHT	20000	/* of an average set: what ridge and leaf_weight refer to */
#define SEED		77
#define JUDGED		1024	/* rows judged at once */

/* Different events are most rows: of those with little in common one in FAINT_SHARE
 * is used and counts for all, of the others in large piles one in OTHER_SHARE. */
#define FAINT		0.08f	/* COS_STEEP below this */
#define FAINT_SHARE	12
#define OTHER_SHARE	3

/* More in common never speaks against a pair; more rivals never for it. */
static const enum nd_event_figure rising[] = {
	ND_EF_COS_WORDS, ND_EF_COS_WORDS_BG, ND_EF_COS_PAIRS, ND_EF_COS_PAIRS_BG, ND_EF_COS_STEEP,
	ND_EF_COS_STEEP_BG, ND_EF_COS_NAMES, ND_EF_COS_NUMBERS, ND_EF_COS_LEAD, ND_EF_COS_TITLE,
	ND_EF_TITLE_MIN, ND_EF_TITLE_MAX, ND_EF_LEAD_MIN, ND_EF_LEAD_MAX, ND_EF_NAMES_MIN,
	ND_EF_NAMES_MAX, ND_EF_NUMBERS_MIN, ND_EF_NUMBERS_MAX, ND_EF_SHARED, ND_EF_SHARED_BG,
	ND_EF_RARE, ND_EF_HEAVIEST, ND_EF_CONTAIN, ND_EF_SLOTS, ND_EF_FILLED, ND_EF_QUOTES,
	ND_EF_OVER_NOISE_MIN,
	ND_EF_OVER_NOISE_MAX, ND_EF_TO_BEST_MIN, ND_EF_TO_BEST_MAX, ND_EF_P1, ND_EF_COMMON,
	ND_EF_COMMON_BEST, ND_EF_AGREE, ND_EF_SUPPORT,
};
static const enum nd_event_figure falling[] = {
	ND_EF_AGAINST_MIN, ND_EF_AGAINST_MAX,
};

const struct recipe default_recipe = {
	.trees = 80,
	.shrinkage = 0.125f,
	.row_share = 0.6f,
	.figure_share = 0.5f,
	.ridge = 8,
	.leaf_weight = 8,
	.kind_weight = {
		[PILE_ALONE] = 1, [PILE_CROWD] = 0.5f, [PILE_EIGHTH] = 1,
		[PILE_BARE] = 0.25f, [PILE_SHORT] = 0.25f, [PILE_SHORT_BARE] = 0.2f,
		[PILE_PARTS] = 0.4f, [PILE_SMALL] = 0.7f, [PILE_COLUMNS] = 0.05f,
		[PILE_FOREIGN] = 0.5f,
	},
	.set_power = 0.38f,
	.crowd_weight = 0.8f,
	.slug_weight = 1.3f,
	.item_weight = 0.3f,
	.sample = 5,
	.thin = 2,
	.shift = -0.5f,
};

static int is_crowd(const struct learner *learner, const struct pile *pile)
{
	return pile->set == (int32_t)learner->n_sets;
}

static int takes_part(const struct learner *learner, const struct pile *pile, unsigned without)
{
	return pile->set <= (int32_t)learner->n_sets && !(without >> pile->set & 1);
}

static const float *row_of(const struct pile *pile, size_t i)
{
	return pile->rows.figures + i * ND_EF_COUNT;
}

/*
 * Of the crowd's pairs that nobody labelled, those that are alike but far apart
 * in time are two events: reports on one company, columns, yearly figures.
 * Without them stories ran all year.
 */
#define FAR_ALIKE	0.15f		/* COS_STEEP */
#define FAR_HOURS	6.985f		/* HOURS of 45 days */
#define FAR_SHARE	4		/* one in so many is used */

static int is_far(const struct pile *pile, size_t i)
{
	const float *const f = row_of(pile, i);

	return pile->labels[i] == PAIR_UNKNOWN && !pile->copies[i] &&
		f[ND_EF_COS_STEEP] >= FAR_ALIKE && f[ND_EF_HOURS] > FAR_HOURS;
}

#define FOLDS	2
#define NO_FOLD	FOLDS

/* The half of a set's stories that a row is of; strangers are halved one by one. */
static unsigned fold_of(const struct pile *pile, size_t i)
{
	const uint32_t a = pile->rows.edges[i].a;
	const int32_t story = pile->members[a].cluster;
	const uint64_t which = story != NO_CLUSTER ? (uint64_t)story :
		~(uint64_t)pile->members[a].origin;

	return nd_mix(which * MAX_SETS + (uint64_t)pile->set) % FOLDS;
}

/* For how many rows a row counts; 0: it is not used. */
static float counts_for(const struct learner *learner, const struct pile *pile, size_t i)
{
	const struct nd_event_edge *const edge = &pile->rows.edges[i];
	const uint8_t label = pile->labels[i];
	const int32_t story = pile->members[edge->a].cluster;
	const unsigned sample = learner->recipe->sample;
	unsigned share;

	if (pile->kind == PILE_COLUMNS && (label == PAIR_SAME || label == PAIR_OTHER))
		return label == PAIR_SAME || row_of(pile, i)[ND_EF_COS_STEEP] >= FAINT;
	if (is_crowd(learner, pile))
		return label == PAIR_ROLLING ? 1 :
			label == PAIR_SLUG ? learner->recipe->slug_weight :
			label == PAIR_ITEM ? learner->recipe->item_weight :
			is_far(pile, i) && nd_mix(i) % FAR_SHARE == 0;
	if (label != PAIR_OTHER && label != PAIR_SAME)
		return 0;
	/* a large pile is sampled by story, so that what is drawn keeps its rivals */
	if (pile->kind != PILE_SMALL && pile->true_pairs > 4000 &&
	    nd_mix(story != NO_CLUSTER ? (uint64_t)story : edge->a) % sample)
		return 0;
	if (label == PAIR_SAME)
		return 1;
	share = pile->kind == PILE_SMALL ? 1 :
		row_of(pile, i)[ND_EF_COS_STEEP] < FAINT ? FAINT_SHARE :
		pile->kind == PILE_ALONE ? 1 : OTHER_SHARE;
	share *= learner->recipe->thin;
	return nd_mix(i * 31 + pile->kind) % share ? 0 : (float)share;
}

/* Sums over the rows that are used, by set and kind. */
struct totals {
	double weight[MAX_SETS][PILE_KINDS];
	double set[MAX_SETS];		/* weight of the set, in parts of an average one */
	size_t rows;
};

static struct totals total_up(const struct learner *learner, unsigned without)
{
	struct totals t = { .rows = 0 };
	double sum = 0;
	unsigned sets = 0;

	for (size_t k = 0; k < learner->n_piles; k++) {
		const struct pile *const pile = &learner->piles[k];

		if (!takes_part(learner, pile, without))
			continue;
		for (size_t i = 0; i < pile->rows.n; i++) {
			const float counts = counts_for(learner, pile, i);

			t.weight[pile->set][pile->kind] += counts;
			t.rows += counts > 0;
		}
		if (pile->kind == PILE_ALONE && !is_crowd(learner, pile)) {
			t.set[pile->set] = nd_exp(learner->recipe->set_power *
						  nd_log((double)pile->rows.n));
			sum += t.set[pile->set];
			sets++;
		}
	}
	for (unsigned s = 0; s < learner->n_sets; s++)
		t.set[s] *= sets / sum;
	t.set[learner->n_sets] = learner->recipe->crowd_weight;
	return t;
}

/* Weight of a row of this set and kind that counts for one. */
static double unit_weight(const struct learner *learner, const struct totals *t,
			  const struct pile *pile)
{
	const float *const share = learner->recipe->kind_weight;
	double shares = 0;

	for (unsigned kind = 0; kind < PILE_KINDS; kind++)
		if (t->weight[pile->set][kind] > 0)
			shares += share[kind];
	return TOTAL_WEIGHT * t->set[pile->set] * share[pile->kind] / shares /
		t->weight[pile->set][pile->kind];
}

/* Rows to learn from, with room for all of them as often as they are used. */
struct lesson {
	float *figures, *weight;
	uint8_t *label;
	size_t n;
};

static struct lesson lesson_open(size_t rows)
{
	const struct lesson lesson = {
		nd_calloc(rows, ND_EF_COUNT * sizeof(float)), nd_calloc(rows, sizeof(float)),
		nd_calloc(rows, 1), 0,
	};

	if (!lesson.figures || !lesson.weight || !lesson.label)
		die("out of memory");
	return lesson;
}

static void lesson_close(struct lesson *lesson)
{
	free(lesson->figures);
	free(lesson->weight);
	free(lesson->label);
}

/* Append the rows of all sets but those in 'without' and of all folds but 'fold'. */
static void gather(const struct learner *learner, unsigned without, unsigned fold,
		   const struct totals *totals, struct lesson *lesson)
{
	for (size_t k = 0; k < learner->n_piles; k++) {
		const struct pile *const pile = &learner->piles[k];
		double unit;

		if (!takes_part(learner, pile, without))
			continue;
		unit = unit_weight(learner, totals, pile);
		for (size_t i = 0; i < pile->rows.n; i++) {
			const float counts = counts_for(learner, pile, i);
			const size_t n = lesson->n;

			if (counts == 0 || fold_of(pile, i) == fold)
				continue;
			memcpy(lesson->figures + n * ND_EF_COUNT, row_of(pile, i),
			       ND_EF_COUNT * sizeof(float));
			lesson->weight[n] = (float)(unit * counts);
			lesson->label[n] = pile->labels[i] == PAIR_SAME ||
				pile->labels[i] == PAIR_SLUG || pile->labels[i] == PAIR_ITEM;
			lesson->n++;
		}
	}
}

static struct nd_event_forest *train_stage(const struct learner *learner,
					   const struct lesson *lesson, int stage)
{
	const struct recipe *const recipe = learner->recipe;
	const struct boost_rows rows = {
		lesson->figures, lesson->weight, lesson->label, lesson->n, ND_EF_COUNT,
	};
	uint8_t use[ND_EF_COUNT];
	int8_t monotone[ND_EF_COUNT] = { 0 };
	const struct boost_options opt = {
		recipe->trees, use, monotone, recipe->shrinkage, recipe->row_share,
		recipe->figure_share, recipe->ridge, recipe->leaf_weight, SEED,
	};

	for (unsigned j = 0; j < ND_EF_COUNT; j++)
		use[j] = !recipe->leave_out[j] && (stage == 2 || j < ND_EF_RANK_END);
	for (size_t i = 0; i < sizeof(rising) / sizeof(rising[0]); i++)
		monotone[rising[i]] = 1;
	for (size_t i = 0; i < sizeof(falling) / sizeof(falling[0]); i++)
		monotone[falling[i]] = -1;
	return boost_train(&rows, &opt);
}

static const struct nd_event_forest *first_stage(struct learner *learner, unsigned without,
						 unsigned fold)
{
	struct nd_event_forest **const forest = &learner->first[without][fold];

	if (!*forest) {
		const struct totals totals = total_up(learner, without);
		struct lesson lesson = lesson_open(totals.rows);

		gather(learner, without, fold, &totals, &lesson);
		fprintf(stderr, "first forest without sets %02x, fold %u: %zu rows\n",
			without, fold, lesson.n);
		*forest = train_stage(learner, &lesson, 1);
		lesson_close(&lesson);
	}
	return *forest;
}

/* Give all edges of a pile the probability that a forest says. */
static void judge_all(const struct nd_event_forest *forest, struct pile *pile)
{
	float answer[JUDGED];

	for (size_t from = 0; from < pile->rows.n; from += JUDGED) {
		const size_t n = pile->rows.n - from < JUDGED ? pile->rows.n - from : JUDGED;

		nd_event_probabilities(forest, row_of(pile, from), ND_EF_COUNT, n, answer);
		for (size_t i = 0; i < n; i++)
			pile->rows.edges[from + i].score = answer[i];
	}
}

/* Each row gets the probability of the forest of its fold; fill in the graph figures. */
static void apply_first(const struct nd_event_forest *const forest[FOLDS], struct pile *pile)
{
	const struct nd_event_graph graph = nd_event_rows_graph(&pile->rows);

	if (forest[0] == forest[1])
		judge_all(forest[0], pile);
	else
		for (size_t i = 0; i < pile->rows.n; i++)
			pile->rows.edges[i].score =
				nd_event_probability(forest[fold_of(pile, i)], row_of(pile, i));
	if (nd_event_graph_figures(&graph, 1, pile->rows.figures) != ND_OK)
		die("out of memory");
}

/* Give all piles that take part first probabilities from forests that have not seen their set. */
static void apply_strangers(struct learner *learner, unsigned without)
{
	for (size_t k = 0; k < learner->n_piles; k++) {
		struct pile *const pile = &learner->piles[k];
		const unsigned own = is_crowd(learner, pile) ? 0 : 1u << pile->set;

		if (takes_part(learner, pile, without)) {
			const struct nd_event_forest *const first =
				first_stage(learner, without | own, NO_FOLD);

			apply_first((const struct nd_event_forest *[]){ first, first }, pile);
		}
	}
}

/* The same from forests that have seen the other half of their stories. */
static void apply_halves(struct learner *learner, unsigned without)
{
	const struct nd_event_forest *const first[FOLDS] = {
		first_stage(learner, without, 0), first_stage(learner, without, 1),
	};

	for (size_t k = 0; k < learner->n_piles; k++)
		if (takes_part(learner, &learner->piles[k], without))
			apply_first(first, &learner->piles[k]);
}

struct model learn(struct learner *learner, unsigned without)
{
	const struct totals totals = total_up(learner, without);
	struct lesson lesson = lesson_open(totals.rows * 2);
	struct model model = { first_stage(learner, without, NO_FOLD), NULL };

	apply_strangers(learner, without);
	gather(learner, without, NO_FOLD, &totals, &lesson);
	apply_halves(learner, without);
	gather(learner, without, NO_FOLD, &totals, &lesson);
	for (size_t i = 0; i < lesson.n; i++)
		lesson.weight[i] /= 2;
	fprintf(stderr, "second forest without sets %02x: %zu rows\n", without, lesson.n);
	model.second = train_stage(learner, &lesson, 2);
	model.second->bias += learner->recipe->shift;
	lesson_close(&lesson);
	return model;
}

void learner_release(struct learner *learner)
{
	for (size_t i = 0; i < sizeof(learner->first) / sizeof(learner->first[0]); i++)
		for (unsigned fold = 0; fold <= NO_FOLD; fold++)
			boost_free(learner->first[i][fold]);
}

void model_apply(const struct model *model, struct pile *pile)
{
	apply_first((const struct nd_event_forest *[]){ model->first, model->first }, pile);
	judge_all(model->second, pile);
}
