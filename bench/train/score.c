/* score.c - pairs and clusters of one pile against the labels */
#include "train/score.h"

#include <stdlib.h>

#include "base/real.h"
#include "cluster/average.h"

#define FLAGGED		0.5f
#define NEAR_DUPLICATE	0.3	/* the threshold of the text channel */
#define CUT		0.5	/* as src/engine/group.c: the threshold of a pair */

static double choose_2(double n)
{
	return n * (n - 1) / 2;
}

static double f1(double right, double claimed, double true_pairs)
{
	return claimed + true_pairs > 0 ? 2 * right / (claimed + true_pairs) : 1;
}

static uint32_t *stories(const struct pile *pile, double cut)
{
	struct nd_link *const links = nd_calloc(pile->rows.n, sizeof(*links));
	uint32_t *const story = nd_calloc(pile->n_members, sizeof(*story));

	if (!links || !story)
		die("out of memory");
	for (size_t i = 0; i < pile->rows.n; i++) {
		const struct nd_event_edge *const edge = &pile->rows.edges[i];
		const float *const f = pile->rows.figures + i * ND_EF_COUNT;
		const unsigned relation = !pile->copies[i] ? ND_SAME_EVENT :
			f[ND_EF_JACCARD] >= NEAR_DUPLICATE ? ND_NEAR_DUPLICATE : ND_CONTAINED;
		const double hours = nd_exp(f[ND_EF_HOURS]) - 1;	/* below 0 where a date lacks */
		const int holds = nd_copy_holds(relation, edge->score, f[ND_EF_JACCARD], hours);

		links[i] = (struct nd_link){
			edge->a, edge->b,
			nd_story_probability(relation, holds, hours, edge->score),
		};
	}
	if (nd_cluster_average(links, pile->rows.n, pile->n_members, cut, ND_CLUSTER_TRUST,
			       story) != ND_OK)
		die("out of memory");
	free(links);
	return story;
}

/* An article of the set: where it was put, where it belongs. */
struct placed {
	uint32_t story;
	int32_t cluster;
};

static int by_both(const void *x, const void *y)
{
	const struct placed *const p = x, *const q = y;

	if (p->story != q->story)
		return p->story < q->story ? -1 : 1;
	return (p->cluster > q->cluster) - (p->cluster < q->cluster);
}

/* True pairs that are in one story, and the number of articles of the set. */
static double count_right(const struct pile *pile, const uint32_t *story, size_t *n)
{
	struct placed *const placed = nd_calloc(pile->n_members, sizeof(*placed));
	double right = 0;

	if (!placed)
		die("out of memory");
	*n = 0;
	for (uint32_t i = 0; i < pile->n_members; i++)
		if (pile->members[i].cluster != NO_CLUSTER)
			placed[(*n)++] = (struct placed){ story[i], pile->members[i].cluster };
	qsort(placed, *n, sizeof(*placed), by_both);
	for (size_t i = 0, same; i < *n; i += same) {
		for (same = 1; i + same < *n && !by_both(&placed[i], &placed[i + same]); same++)
			;
		right += choose_2((double)same);
	}
	free(placed);
	return right;
}

/* Pairs in one story that have an article of the set. */
static double count_claimed(const struct pile *pile, const uint32_t *story)
{
	uint32_t *const all = nd_calloc(pile->n_members, 2 * sizeof(*all));
	uint32_t *const strangers = all + pile->n_members;
	double claimed = 0;

	if (!all)
		die("out of memory");
	for (uint32_t i = 0; i < pile->n_members; i++) {
		all[story[i]]++;
		strangers[story[i]] += pile->members[i].cluster == NO_CLUSTER;
	}
	for (uint32_t i = 0; i < pile->n_members; i++)
		claimed += choose_2(all[i]) - choose_2(strangers[i]);
	free(all);
	return claimed;
}

static void score_clusters(const struct pile *pile, double cut, struct score *score)
{
	const double true_pairs = (double)pile->true_pairs;
	uint32_t *const story = stories(pile, cut);
	size_t n;
	const double right = count_right(pile, story, &n), claimed = count_claimed(pile, story);
	const double chance = claimed * true_pairs / choose_2((double)n);

	score->precision = claimed > 0 ? right / claimed : 1;
	score->found = true_pairs > 0 ? right / true_pairs : 1;
	score->clusters = f1(right, claimed, true_pairs);
	score->ari = (right - chance) / ((claimed + true_pairs) / 2 - chance);
	free(story);
}

struct score score_pile(const struct pile *pile)
{
	const double true_pairs = (double)pile->true_pairs;
	double candidates = 0, right = 0, claimed = 0;
	struct score score;

	for (size_t i = 0; i < pile->rows.n; i++) {
		const int label = pile->labels[i];
		const int flagged = pile->rows.edges[i].score >= FLAGGED || pile->copies[i];

		if (label != PAIR_OTHER && label != PAIR_SAME)
			continue;
		candidates += label == PAIR_SAME;
		claimed += flagged;
		right += flagged && label == PAIR_SAME;
	}
	score_clusters(pile, CUT, &score);
	score.recall = candidates / true_pairs;
	score.per_article = 2.0 * (double)pile->rows.n / pile->n_members;
	score.pairs = f1(right, claimed, true_pairs);
	return score;
}

double score_best_cut(const struct pile *pile, double *cut)
{
	double best = 0;

	for (int step = 2; step <= 16; step++) {
		struct score score;

		score_clusters(pile, step * 0.05, &score);
		if (score.clusters > best) {
			best = score.clusters;
			*cut = step * 0.05;
		}
	}
	return best;
}

struct silver_score score_silver(const struct pile *pile, const size_t totals[3])
{
	uint32_t *const story = stories(pile, CUT);
	uint32_t *const size = nd_calloc(pile->n_members, sizeof(*size));
	struct silver_score score = { .largest = 0 };

	if (!size)
		die("out of memory");
	for (size_t i = 0; i < pile->rows.n; i++) {
		const struct nd_event_edge *const edge = &pile->rows.edges[i];
		const int kind = pile->labels[i] - PAIR_SLUG;
		const int flagged = edge->score >= FLAGGED || pile->copies[i];

		if (kind < 0)
			continue;
		score.flagged[kind] += flagged / (double)totals[kind];
		score.together[kind] += (story[edge->a] == story[edge->b]) / (double)totals[kind];
	}
	for (uint32_t i = 0; i < pile->n_members; i++)
		size[story[i]]++;
	for (uint32_t i = 0; i < pile->n_members; i++) {
		score.alone += size[i] == 1;
		if (size[i] > score.largest)
			score.largest = size[i];
	}
	free(size);
	free(story);
	return score;
}

void calibration_add(struct calibration *calibration, const struct pile *pile)
{
	for (size_t i = 0; i < pile->rows.n; i++) {
		unsigned bin = (unsigned)(pile->rows.edges[i].score * CALIBRATION_BINS);

		if (pile->labels[i] != PAIR_OTHER && pile->labels[i] != PAIR_SAME)
			continue;
		if (bin >= CALIBRATION_BINS)
			bin = CALIBRATION_BINS - 1;
		calibration->pairs[bin]++;
		calibration->right[bin] += pile->labels[i] == PAIR_SAME;
	}
}
