/*
 * test_quality.c - all figures against the model, on thousands of random worlds
 *
 * A world goes in as a user would give it: labels as a file, in either form,
 * with articles that have no label and labels that have no article.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "eval/quality.h"
#include "model/eval_model.h"
#include "testing.h"

#define WORLDS	4000
#define MOST	14	/* articles */
#define CLOSE	1e-9

struct trial {
	struct model_world world;
	struct nd_truth truth;
	struct nd_array scored;
	uint32_t *story;
	int listed, open;
};

static struct nd_text id_of(const void *ctx, size_t i)
{
	static const char ids[] = "abcdefghijklmnopqrstuvwxyz";

	(void)ctx;
	return (struct nd_text){ &ids[i], 1 };
}

static int on_bad(void *ctx, uint64_t line, const char *message)
{
	(void)ctx;
	ck_abort_msg("line %d: %s", (int)line, message);
	return 1;
}

/* Clusters; the last labels are of articles that are not there. */
static void write_clusters(const struct trial *trial, FILE *out)
{
	fputs("id\tcluster\n", out);
	for (size_t i = trial->world.n; i-- > 0;)
		if (trial->world.cluster[i] >= 0)
			fprintf(out, "%c\tc%d\n", (char)('a' + i), trial->world.cluster[i]);
	fputs("missing\tc0\n", out);
}

static void write_pairs(const struct trial *trial, FILE *out)
{
	const size_t n = trial->world.n;

	fputs("id_a\tid_b\tlabel\tkind\n", out);
	for (size_t a = 0; a < n; a++)
		for (size_t b = a + 1; b < n; b++) {
			const int verdict = trial->world.verdict[a * n + b];
			const size_t first = (a + b) % 2 ? b : a;	/* either way round */

			if (verdict != MODEL_NOT_JUDGED)
				fprintf(out, "%c\t%c\t%d\tx\n", (char)('a' + first),
					(char)('a' + a + b - first), verdict == MODEL_SAME);
		}
	fputs("missing\ta\t1\nmissing\tgone\t0\n", out);
}

static void open_truth(struct trial *trial)
{
	struct nd_labels labels = ND_LABELS_INIT;
	char *text = NULL;
	size_t len = 0;
	FILE *file = open_memstream(&text, &len);

	REQUIRE(file != NULL);
	if (trial->listed)
		write_pairs(trial, file);
	else
		write_clusters(trial, file);
	fclose(file);
	file = fmemopen(text, len, "r");
	REQUIRE(nd_labels_read(&labels, file, on_bad, NULL, NULL) == ND_OK);
	fclose(file);
	REQUIRE(nd_truth_open(&trial->truth, &labels, (uint32_t)trial->world.n, id_of,
			      NULL) == ND_OK);
	nd_labels_release(&labels);
	free(text);
}

/* A random world; scores are few, so that many are equal. */
static void make_world(struct trial *trial, uint64_t *random)
{
	const size_t n = random_below(random, MOST + 1);
	const size_t clusters = 1 + random_below(random, n + 1);
	const size_t stories = 1 + random_below(random, n + 1);
	const size_t steps = 1 + random_below(random, 12);
	struct model_world *const world = &trial->world;

	*world = model_world_of(n);
	for (size_t i = 0; i < n; i++) {
		world->cluster[i] = (int)(random_below(random, clusters) % (n ? n : 1));
		world->story[i] = (int)(random_below(random, stories) % (n ? n : 1));
		if (trial->open && random_below(random, 3) == 0)
			world->cluster[i] = -1;
	}
	for (size_t a = 0; a < n; a++)
		for (size_t b = a + 1; b < n; b++) {
			const size_t at = a * n + b;
			const int x = world->cluster[a], y = world->cluster[b];

			world->verdict[at] = x == y ? MODEL_SAME : MODEL_DIFFERENT;
			if ((x < 0 && y < 0) || (trial->listed && random_below(random, 2)))
				world->verdict[at] = MODEL_NOT_JUDGED;
			world->score[at] = NAN;
			if (random_below(random, 4) == 0)
				continue;
			world->score[at] = (double)random_below(random, steps + 1) / (double)steps;
			world->reported[at] = world->score[at] >= 0.5 && random_below(random, 5);
		}
}

static void open_trial(struct trial *trial, uint64_t *random)
{
	const struct model_world *const world = &trial->world;

	make_world(trial, random);
	open_truth(trial);
	trial->scored = (struct nd_array)ND_ARRAY_INIT(struct nd_scored, MOST * MOST);
	trial->story = take(world->n, sizeof(*trial->story));
	for (uint32_t a = 0; a < world->n; a++) {
		trial->story[a] = (uint32_t)world->story[a];
		for (uint32_t b = a + 1; b < world->n; b++) {
			const size_t at = a * world->n + b;
			const struct nd_scored one = {
				at % 2 ? a : b, at % 2 ? b : a,
				world->reported[at], world->score[at],
			};

			if (!isnan(one.score))
				REQUIRE(nd_array_append(&trial->scored, &one, 1) != NULL);
		}
	}
}

static void close_trial(struct trial *trial)
{
	model_world_release(&trial->world);
	nd_truth_close(&trial->truth);
	nd_array_release(&trial->scored);
	free(trial->story);
}

static void same_figure(const char *name, double figure, double model)
{
	if (isnan(figure) ? !isnan(model) : !(fabs(figure - model) < CLOSE))
		ck_abort_msg("%s is %.17g, by definition %.17g", name, figure, model);
}

static void check_pairs(const double *q, const struct model_world *drawn)
{
	const struct model_pair_figures pairs = model_pair_figures(drawn);

	same_figure("precision", q[ND_Q_PRECISION], pairs.precision);
	same_figure("recall", q[ND_Q_RECALL], pairs.recall);
	same_figure("f1", q[ND_Q_F1], pairs.f1);
	same_figure("average precision", q[ND_Q_AVERAGE_PRECISION], pairs.average_precision);
	same_figure("best f1", q[ND_Q_BEST_F1], pairs.best_f1);
	same_figure("best threshold", q[ND_Q_BEST_THRESHOLD], pairs.best_threshold);
	same_figure("candidate recall", q[ND_Q_CANDIDATE_RECALL], pairs.candidate_recall);
	same_figure("right, .4 to .6", q[ND_Q_RIGHT_MIDDLE], model_right(drawn, 0.4, 0.6));
	same_figure("right, .5", q[ND_Q_RIGHT_5], model_right(drawn, 0.5, INFINITY));
	same_figure("right, .7", q[ND_Q_RIGHT_7], model_right(drawn, 0.7, INFINITY));
	same_figure("right, .9", q[ND_Q_RIGHT_9], model_right(drawn, 0.9, INFINITY));
}

static void check_stories(const double *q, const struct model_world *drawn)
{
	const struct model_story_figures stories = model_story_figures(drawn);

	same_figure("story precision", q[ND_Q_STORY_PRECISION], stories.precision);
	same_figure("story recall", q[ND_Q_STORY_RECALL], stories.recall);
	same_figure("story f1", q[ND_Q_STORY_F1], stories.f1);
	same_figure("ari", q[ND_Q_ARI], stories.kappa);
}

static void check_b3(const double *q, const struct trial *trial, const int *copies)
{
	double n = 0, precision = 0, recall = 0;

	for (size_t i = 0; i < trial->world.n; i++) {
		if (trial->world.cluster[i] < 0)
			continue;
		n += copies[i];
		precision += copies[i] * model_b3_precision(&trial->world, i);
		recall += copies[i] * model_b3_recall(&trial->world, i);
	}
	if (trial->listed)
		n = 0;
	precision = n ? precision / n : NAN;
	recall = n ? recall / n : NAN;
	same_figure("b3 precision", q[ND_Q_B3_PRECISION], precision);
	same_figure("b3 recall", q[ND_Q_B3_RECALL], recall);
	same_figure("b3 f1", q[ND_Q_B3_F1], 2 * precision * recall / (precision + recall));
}

/* Every class 'most' times at most, or each once. */
static void check_trial(struct trial *trial, uint64_t *random, int most)
{
	const size_t n = trial->world.n;
	double *const weight = take(n, sizeof(*weight)), q[ND_Q_FIGURES];
	int *const copies = take(n, sizeof(*copies)), *const class_of = take(n, sizeof(*class_of));
	struct nd_quality quality;
	struct model_world drawn;

	for (size_t i = 0; i < n; i++)
		weight[i] = most ? (double)random_below(random, (size_t)most + 1) : 1;
	for (size_t i = 0; i < n; i++) {
		class_of[i] = (int)trial->truth.class_of[i];
		copies[i] = (int)weight[class_of[i]];
	}
	drawn = model_draw(&trial->world, class_of, copies);
	REQUIRE(nd_quality_open(&quality, &trial->truth, trial->scored.items, trial->scored.n,
				trial->story) == ND_OK);
	nd_quality_measure(&quality, weight, q);
	check_pairs(q, &drawn);
	check_stories(q, &drawn);
	check_b3(q, trial, copies);
	if (!most && !trial->listed && !trial->open && n > 1)
		same_figure("ari", q[ND_Q_ARI], model_ari(&trial->world));
	nd_quality_close(&quality);
	model_world_release(&drawn);
	free(weight);
	free(copies);
	free(class_of);
}

static void check_worlds(int listed, int open)
{
	uint64_t random = 7;

	for (int i = 0; i < WORLDS; i++) {
		struct trial trial = { .listed = listed, .open = open };

		open_trial(&trial, &random);
		check_trial(&trial, &random, 0);
		check_trial(&trial, &random, 3);
		close_trial(&trial);
	}
}

START_TEST(clusters_of_all_articles)
{
	check_worlds(0, 0);
}
END_TEST

START_TEST(clusters_among_strangers)
{
	check_worlds(0, 1);
}
END_TEST

START_TEST(listed_pairs)
{
	check_worlds(1, 0);
}
END_TEST

START_TEST(an_interval_holds_its_value)
{
	uint64_t random = 3;
	struct nd_estimate first[ND_Q_FIGURES], again[ND_Q_FIGURES];
	struct trial trial = { .listed = 0 };
	struct nd_quality quality;
	unsigned rounds;

	do {
		if (trial.story)
			close_trial(&trial);
		open_trial(&trial, &random);
	} while (trial.world.n < MOST || trial.truth.classes < 6 || trial.truth.pairs < 6);
	REQUIRE(nd_quality_open(&quality, &trial.truth, trial.scored.items, trial.scored.n,
				trial.story) == ND_OK);
	REQUIRE(nd_quality_estimate(&quality, 500, 1, first, &rounds) == ND_OK);
	ck_assert_uint_eq(rounds, 500);
	REQUIRE(nd_quality_estimate(&quality, 500, 1, again, &rounds) == ND_OK);
	for (int f = 0; f < ND_Q_FIGURES; f++) {
		same_figure("low", first[f].low, again[f].low);
		same_figure("high", first[f].high, again[f].high);
		ck_assert(isnan(first[f].low) || first[f].low <= first[f].high);
	}
	ck_assert(first[ND_Q_RECALL].low <= first[ND_Q_RECALL].value);
	ck_assert(first[ND_Q_RECALL].high >= first[ND_Q_RECALL].value);
	ck_assert(first[ND_Q_B3_F1].low < first[ND_Q_B3_F1].high);
	REQUIRE(nd_quality_estimate(&quality, 0, 1, again, &rounds) == ND_OK);
	ck_assert(isnan(again[ND_Q_RECALL].low));
	nd_quality_close(&quality);
	close_trial(&trial);
}
END_TEST

Suite *suite_eval_quality(void)
{
	Suite *const suite = suite_create("eval/quality");
	TCase *const tcase = only_case(suite, "quality");

	tcase_add_test(tcase, clusters_of_all_articles);
	tcase_add_test(tcase, clusters_among_strangers);
	tcase_add_test(tcase, listed_pairs);
	tcase_add_test(tcase, an_interval_holds_its_value);
	return suite;
}
