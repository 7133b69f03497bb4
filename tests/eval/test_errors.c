/* test_errors.c - the worst mistakes are those that a look at every pair finds */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "eval/errors.h"
#include "testing.h"

#define TRIALS	2000
#define MOST	10	/* articles */
#define PAIRS	(MOST * MOST)

static struct nd_text id_of(const void *ctx, size_t i)
{
	return (struct nd_text){ (const char *)ctx + i, 1 };
}

static int on_bad(void *ctx, uint64_t line, const char *message)
{
	(void)ctx;
	ck_abort_msg("line %d: %s", (int)line, message);
	return 1;
}

/* Random labels for some of n articles, in either form. */
static void make_truth(struct nd_truth *truth, uint32_t n, uint64_t *random)
{
	static const char ids[] = "abcdefghij";
	struct nd_labels labels = ND_LABELS_INIT;
	const int listed = (int)random_below(random, 2);
	char text[4096], *at = text;
	FILE *in;

	at += sprintf(at, listed ? "id_a\tid_b\tlabel\n" : "id\tcluster\n");
	for (uint32_t a = 0; a < n; a++) {
		if (!listed && random_below(random, 6))
			at += sprintf(at, "%c\t%d\n", ids[a], (int)random_below(random, 4));
		for (uint32_t b = a + 1; listed && b < n; b++)
			if (random_below(random, 2))
				at += sprintf(at, "%c\t%c\t%d\n", ids[a], ids[b],
					      (int)random_below(random, 2));
	}
	in = fmemopen(text, (size_t)(at - text), "r");
	REQUIRE(in != NULL);
	REQUIRE(nd_labels_read(&labels, in, on_bad, NULL, NULL) == ND_OK);
	fclose(in);
	REQUIRE(nd_truth_open(truth, &labels, n, id_of, ids) == ND_OK);
	nd_labels_release(&labels);
}

/* How bad: never compared is worst among misses, then low scores; among merges high ones. */
static double badness(const struct nd_mistake *mistake, int merge)
{
	if (merge)
		return mistake->score;
	return mistake->compared ? -mistake->score : 2;
}

/* The worst of all mistakes that is not taken yet; of equal ones the first. */
static struct nd_mistake *worst_of(struct nd_mistake *all, size_t n, int merge)
{
	struct nd_mistake *worst = NULL;

	for (size_t i = 0; i < n; i++)
		if (all[i].a != all[i].b &&
		    (!worst || badness(&all[i], merge) > badness(worst, merge)))
			worst = &all[i];
	return worst;
}

static void check(struct nd_array *found, struct nd_mistake *all, size_t n, size_t most, int merge)
{
	const struct nd_mistake *const mistake = found->items;

	REQUIRE(found->n == (n < most ? n : most));
	for (size_t i = 0; i < found->n; i++) {
		struct nd_mistake *const worst = worst_of(all, n, merge);

		REQUIRE(worst != NULL);
		REQUIRE(mistake[i].a == worst->a && mistake[i].b == worst->b);
		REQUIRE(mistake[i].compared == worst->compared);
		if (worst->compared)
			REQUIRE(mistake[i].score == worst->score);
		else
			REQUIRE(isnan(mistake[i].score));
		worst->a = worst->b;	/* taken */
	}
}

static void check_trial(uint64_t *random)
{
	const uint32_t n = (uint32_t)random_below(random, MOST + 1);
	const size_t most = random_below(random, 12);
	struct nd_scored scored[PAIRS];
	struct nd_mistake merge[PAIRS], miss[PAIRS];
	size_t compared = 0, merges = 0, misses = 0;
	struct nd_array found[2] = { ND_ARRAY_INIT(struct nd_mistake, PAIRS),
				     ND_ARRAY_INIT(struct nd_mistake, PAIRS) };
	struct nd_truth truth;

	make_truth(&truth, n, random);
	for (uint32_t a = 0; a < n; a++)
		for (uint32_t b = a + 1; b < n; b++) {
			const struct nd_scored one = { a, b, (int)random_below(random, 2),
						       (double)random_below(random, 5) / 4 };
			const int met = random_below(random, 3) > 0;
			const enum nd_verdict verdict = nd_truth_of(&truth, a, b);

			if (met)
				scored[compared++] = one;
			if (verdict == ND_SAME && !(met && one.reported))
				miss[misses++] = (struct nd_mistake){ a, b, met, one.score };
			if (verdict == ND_DIFFERENT && met && one.reported)
				merge[merges++] = (struct nd_mistake){ a, b, 1, one.score };
		}
	REQUIRE(nd_mistakes(&truth, scored, compared, most, &found[0], &found[1]) == ND_OK);
	check(&found[0], merge, merges, most, 1);
	check(&found[1], miss, misses, most, 0);
	nd_array_release(&found[0]);
	nd_array_release(&found[1]);
	nd_truth_close(&truth);
}

START_TEST(random_mistakes)
{
	uint64_t random = 11;

	for (int i = 0; i < TRIALS; i++)
		check_trial(&random);
}
END_TEST

Suite *suite_eval_errors(void)
{
	Suite *const suite = suite_create("eval/errors");
	TCase *const tcase = only_case(suite, "errors");

	tcase_add_test(tcase, random_mistakes);
	return suite;
}
