/* eval_pairs.c - pairs, one by one */
#include <math.h>
#include <stdlib.h>

#include "model/eval_model.h"
#include "testing.h"

#define ROUNDING 1e-12	/* values closer than this are one */

struct model_world model_world_of(size_t n)
{
	return (struct model_world){
		.n = n,
		.cluster = take(n, sizeof(int)),
		.draw = take(n, sizeof(int)),
		.story = take(n, sizeof(int)),
		.verdict = take(n * n, sizeof(int)),
		.score = take(n * n, sizeof(double)),
		.reported = take(n * n, sizeof(int)),
	};
}

void model_world_release(struct model_world *world)
{
	free(world->cluster);
	free(world->draw);
	free(world->story);
	free(world->verdict);
	free(world->score);
	free(world->reported);
}

struct model_world model_draw(const struct model_world *world, const int *class_of,
			      const int *copies)
{
	struct model_world drawn;
	size_t n = 0, *from;

	for (size_t i = 0; i < world->n; i++)
		n += (size_t)copies[i];
	drawn = model_world_of(n);
	from = take(n, sizeof(*from));
	n = 0;
	for (size_t i = 0; i < world->n; i++)
		for (int k = 0; k < copies[i]; k++) {
			drawn.cluster[n] = world->cluster[i];
			drawn.story[n] = world->story[i];
			drawn.draw[n] = k;
			from[n++] = i;
		}
	for (size_t a = 0; a < n; a++)
		for (size_t b = a + 1; b < n; b++) {
			const size_t to = a * n + b, at = from[a] * world->n + from[b];
			const int strange = class_of[from[a]] == class_of[from[b]] &&
					    drawn.draw[a] != drawn.draw[b];

			drawn.verdict[to] = strange ? MODEL_NOT_JUDGED : world->verdict[at];
			drawn.score[to] = strange ? NAN : world->score[at];
			drawn.reported[to] = strange ? 0 : world->reported[at];
		}
	free(from);
	return drawn;
}

/* Do something for every judged pair. */
#define FOR_PAIRS(world, at) \
	for (size_t a_ = 0; a_ < (world)->n; a_++) \
		for (size_t at = a_ * (world)->n + a_ + 1; at < (a_ + 1) * (world)->n; at++) \
			if ((world)->verdict[at] != MODEL_NOT_JUDGED)

/* Judged pairs that score at least so much, and how many of them are right. */
static void count_from(const struct model_world *world, double score, double *all, double *right)
{
	*all = *right = 0;
	FOR_PAIRS(world, at) {
		if (isnan(world->score[at]) || world->score[at] < score)
			continue;
		++*all;
		*right += world->verdict[at] == MODEL_SAME;
	}
}

double model_right(const struct model_world *world, double from, double to)
{
	double all = 0, right = 0;

	FOR_PAIRS(world, at) {
		if (isnan(world->score[at]) || world->score[at] < from || world->score[at] >= to)
			continue;
		all++;
		right += world->verdict[at] == MODEL_SAME;
	}
	return all ? right / all : NAN;
}

/* Harmonic mean; 0 where nothing was found, NAN where nothing is or was to be found. */
static double f1_of(double right, double found, double wanted)
{
	const double precision = found ? right / found : 0, recall = wanted ? right / wanted : 0;

	if (!found && !wanted)
		return NAN;
	return right ? 2 * precision * recall / (precision + recall) : 0;
}

struct model_pair_figures model_pair_figures(const struct model_world *world)
{
	struct model_pair_figures out = { .best_threshold = NAN };
	double same = 0, reported = 0, hits = 0, compared = 0, all, right, f1;

	FOR_PAIRS(world, at) {
		const int is_same = world->verdict[at] == MODEL_SAME;

		same += is_same;
		reported += world->reported[at];
		hits += is_same && world->reported[at];
		compared += is_same && !isnan(world->score[at]);
	}
	/* the mean, over all that should be found, of the precision where each is found */
	FOR_PAIRS(world, at) {
		if (isnan(world->score[at]))
			continue;
		count_from(world, world->score[at], &all, &right);
		if (world->verdict[at] == MODEL_SAME)
			out.average_precision += right / all / same;
		f1 = f1_of(right, all, same);
		if (f1 > out.best_f1 + ROUNDING || (f1 > ROUNDING && f1 > out.best_f1 - ROUNDING &&
						    world->score[at] > out.best_threshold)) {
			out.best_f1 = f1;
			out.best_threshold = world->score[at];
		}
	}
	out.precision = reported ? hits / reported : NAN;
	out.recall = same ? hits / same : NAN;
	out.f1 = f1_of(hits, reported, same);
	out.candidate_recall = same ? compared / same : NAN;
	if (!same)
		out.average_precision = out.best_f1 = NAN;
	return out;
}
