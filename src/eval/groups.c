/*
 * groups.c - sums over the contingency table
 *
 * In a story let a class have n articles and the weight m: it was drawn m times,
 * and its copies do not meet each other.  Then m n (n - 1) / 2 of its pairs are
 * right; two classes make m n times m' n' wrong ones, and so the wrong pairs of
 * a story are ((sum m n)^2 - sum (m n)^2) / 2 over its labelled classes, and
 * (sum m n) times the weight of its strangers.  B-cubed is a mean over articles:
 * each keeps its own precision and recall, and counts m times.
 */
#include "eval/groups.h"

#include <stdlib.h>

#include "base/sort.h"
#include "eval/share.h"

static enum nd_status count_cells(struct nd_groups *groups, struct nd_keyed *keyed)
{
	const struct nd_truth *const truth = groups->truth;
	struct nd_cell *cell = NULL;

	for (uint32_t i = 0; i < truth->articles; i++)
		keyed[i].key = (uint64_t)groups->story[i] << 32 | truth->class_of[i];
	nd_sort_keyed(keyed, keyed + truth->articles, truth->articles);
	for (uint32_t i = 0; i < truth->articles; i++) {
		const struct nd_cell one = {
			(uint32_t)(keyed[i].key >> 32), (uint32_t)keyed[i].key, 1,
		};

		if (cell && cell->story == one.story && cell->class == one.class)
			cell->n++;
		else if (!(cell = nd_array_append(&groups->cells, &one, 1)))
			return ND_ENOMEM;
	}
	return ND_OK;
}

enum nd_status nd_groups_open(struct nd_groups *groups, const struct nd_truth *truth,
			      const uint32_t *story)
{
	struct nd_keyed *keyed;
	enum nd_status status;

	*groups = (struct nd_groups){
		.truth = truth,
		.story = story,
		.cells = ND_ARRAY_INIT(struct nd_cell, UINT32_MAX),
	};
	if (truth->form == ND_LABEL_PAIRS)
		return ND_OK;
	keyed = nd_calloc(truth->articles, 2 * sizeof(*keyed));
	status = keyed ? count_cells(groups, keyed) : ND_ENOMEM;
	free(keyed);
	return status;
}

void nd_groups_close(struct nd_groups *groups)
{
	nd_array_release(&groups->cells);
}

/* Weights of all judged pairs, by what the labels and the stories say. */
struct counts {
	double right, wrong;	/* in one story: same, different */
	double same, judged;	/* in all */
};

struct b3 {
	double articles, precision, recall;
};

/* A run of cells: one story. */
struct story {
	const struct nd_cell *cells;
	size_t n, labelled;	/* strangers are the last of them */
	double articles;	/* strangers too */
	double size, squares;	/* sums of m n and (m n)^2 over the labelled */
	double strangers;	/* their weight */
};

static struct story next_story(const struct nd_groups *groups, size_t from, const double *weight)
{
	const struct nd_cell *const cell = groups->cells.items;
	struct story story = { .cells = cell + from };

	for (size_t i = from; i < groups->cells.n && cell[i].story == cell[from].story; i++) {
		const double n = weight[cell[i].class] * cell[i].n;

		story.n++;
		story.articles += cell[i].n;
		if (nd_is_stranger(groups->truth, cell[i].class)) {
			story.strangers += n;
			continue;
		}
		story.labelled++;
		story.size += n;
		story.squares += n * n;
	}
	return story;
}

static void add_story(const struct nd_truth *truth, const struct story *story,
		      const double *weight, struct counts *counts, struct b3 *b3)
{
	for (size_t i = 0; i < story->labelled; i++) {
		const struct nd_cell *const cell = &story->cells[i];
		const double n = cell->n, m = weight[cell->class];

		counts->right += m * n * (n - 1) / 2;
		b3->articles += m * n;
		b3->precision += m * n * (n / story->articles);
		b3->recall += m * n * (n / truth->size[cell->class]);
	}
	counts->wrong += (story->size * story->size - story->squares) / 2 +
			 story->size * story->strangers;
}

/* The judged pairs in all: those in classes, between them, and with strangers. */
static void add_world(const struct nd_truth *truth, const double *weight, struct counts *counts)
{
	double labelled = 0, squares = 0, strangers = 0;

	for (uint32_t i = 0; i < truth->classes; i++) {
		const double n = weight[i] * truth->size[i];

		if (nd_is_stranger(truth, i)) {
			strangers += n;
			continue;
		}
		counts->same += weight[i] * (double)truth->same[i];
		labelled += n;
		squares += n * n;
	}
	counts->judged = counts->same + (labelled * labelled - squares) / 2 + labelled * strangers;
}

/* The same from listed pairs. */
static void add_listed(const struct nd_groups *groups, const double *weight, struct counts *counts)
{
	const struct nd_listed *const listed = groups->truth->listed.items;
	const uint32_t *const class_of = groups->truth->class_of;

	for (size_t i = 0; i < groups->truth->listed.n; i++) {
		const uint32_t a = class_of[listed[i].a], b = class_of[listed[i].b];
		const double w = a == b ? weight[a] : weight[a] * weight[b];

		counts->judged += w;
		counts->same += listed[i].same ? w : 0;
		if (groups->story[listed[i].a] != groups->story[listed[i].b])
			continue;
		counts->right += listed[i].same ? w : 0;
		counts->wrong += listed[i].same ? 0 : w;
	}
}

static double adjusted_rand(const struct counts *counts)
{
	const double missed = counts->same - counts->right;
	const double apart = counts->judged - counts->same - counts->wrong;

	if (counts->judged > 0 && counts->wrong == 0 && missed == 0)
		return 1;
	return nd_share(2 * (counts->right * apart - missed * counts->wrong),
			counts->same * (missed + apart) +
			(counts->right + counts->wrong) * (counts->wrong + apart));
}

struct nd_groups_figures nd_groups_measure(const struct nd_groups *groups, const double *weight)
{
	struct counts counts = { 0, 0, 0, 0 };
	struct b3 b3 = { 0, 0, 0 };
	struct nd_groups_figures out;

	if (groups->truth->form == ND_LABEL_PAIRS)
		add_listed(groups, weight, &counts);
	else
		add_world(groups->truth, weight, &counts);
	for (size_t i = 0; i < groups->cells.n;) {
		const struct story story = next_story(groups, i, weight);

		add_story(groups->truth, &story, weight, &counts, &b3);
		i += story.n;
	}
	out = (struct nd_groups_figures){
		.precision = nd_share(counts.right, counts.right + counts.wrong),
		.recall = nd_share(counts.right, counts.same),
		.f1 = nd_f1(counts.right, counts.right + counts.wrong, counts.same),
		.ari = adjusted_rand(&counts),
		.b3_precision = nd_share(b3.precision, b3.articles),
		.b3_recall = nd_share(b3.recall, b3.articles),
	};
	out.b3_f1 = nd_share(2 * out.b3_precision * out.b3_recall,
			     out.b3_precision + out.b3_recall);
	return out;
}
