/*
 * test_copies.c - the rule of dedup: small cases by hand, then its promises on
 * thousands of random sets of pairs, checked by looking at every pair
 */
#include <check.h>
#include <stdlib.h>

#include "cli/copies.h"

Suite *suite_cli_copies(void);

#define MOST 12	/* articles of a case */

/* What is kept, as "x.x": article 0 and 2. */
static const char *decided(char out[MOST + 1], const struct copies_article *articles, size_t n,
			   const struct copies_pair *pairs, size_t n_pairs, enum nd_keep keep,
			   struct copies_verdict *verdicts)
{
	ck_assert_int_eq(copies_decide(articles, n, pairs, n_pairs, keep, verdicts, NULL), ND_OK);
	for (size_t i = 0; i < n; i++)
		out[i] = verdicts[i].kept ? 'x' : '.';
	out[n] = '\0';
	return out;
}

static const struct copies_article three[] = { { 300, 20 }, { 100, 25 }, { 200, 30 } };

START_TEST(preference_decides_who_stays)
{
	static const struct copies_pair all[] = {
		{ 0, 1, ND_NEAR_DUPLICATE, 0.5 }, { 0, 2, ND_NEAR_DUPLICATE, 0.5 },
		{ 1, 2, ND_IDENTICAL, 1 },
	};
	struct copies_verdict verdicts[3];
	char out[MOST + 1];

	ck_assert_str_eq(decided(out, three, 3, all, 3, ND_KEEP_FIRST, verdicts), ".x.");
	ck_assert_uint_eq(verdicts[0].of, 1);
	ck_assert_int_eq(verdicts[0].relation, ND_NEAR_DUPLICATE);
	ck_assert_int_eq(verdicts[2].relation, ND_IDENTICAL);
	ck_assert_str_eq(decided(out, three, 3, all, 3, ND_KEEP_LATEST, verdicts), "x..");
	ck_assert_str_eq(decided(out, three, 3, all, 3, ND_KEEP_LONGEST, verdicts), "..x");
}
END_TEST

START_TEST(nothing_is_decided_of_nothing)
{
	struct copies_verdict verdicts[3];
	char out[MOST + 1];

	ck_assert_str_eq(decided(out, NULL, 0, NULL, 0, ND_KEEP_FIRST, verdicts), "");
	ck_assert_str_eq(decided(out, three, 3, NULL, 0, ND_KEEP_FIRST, verdicts), "xxx");
}
END_TEST

/* 1 - 2 and 2 - 0 in order of date: 0 has no pair with 1. */
START_TEST(likeness_does_not_chain)
{
	static const struct copies_pair chain[] = {
		{ 1, 2, ND_NEAR_DUPLICATE, 0.4 }, { 2, 0, ND_NEAR_DUPLICATE, 0.4 },
	};
	struct copies_verdict verdicts[3];
	char out[MOST + 1];

	ck_assert_str_eq(decided(out, three, 3, chain, 2, ND_KEEP_FIRST, verdicts), "xx.");
	ck_assert_uint_eq(verdicts[2].of, 1);
}
END_TEST

/* The short flash came first; it stands in the long report. */
START_TEST(the_longer_text_stays)
{
	static const struct copies_article articles[] = { { 1, 10 }, { 2, 90 } };
	static const struct copies_pair contained[] = { { 0, 1, ND_CONTAINED, 0.9 } };
	struct copies_verdict verdicts[2];
	char out[MOST + 1];

	for (int keep = ND_KEEP_FIRST; keep <= ND_KEEP_LATEST; keep++)
		ck_assert_str_eq(decided(out, articles, 2, contained, 1, (enum nd_keep)keep,
					 verdicts), ".x");
	ck_assert_uint_eq(verdicts[0].of, 1);
	ck_assert_int_eq(verdicts[0].relation, ND_CONTAINED);
}
END_TEST

/* A near-duplicate that is twice as long is no version to leave out for the short one. */
START_TEST(a_report_outlives_its_flash)
{
	static const struct copies_article articles[] = { { 1, 10 }, { 2, 20 }, { 3, 19 } };
	static const struct copies_pair pairs[] = { { 0, 1, ND_NEAR_DUPLICATE, 0.4 } };
	static const struct copies_pair nearer[] = { { 0, 2, ND_NEAR_DUPLICATE, 0.4 } };
	struct copies_verdict verdicts[3];
	char out[MOST + 1];

	ck_assert_str_eq(decided(out, articles, 3, pairs, 1, ND_KEEP_FIRST, verdicts), ".xx");
	ck_assert_int_eq(verdicts[0].relation, ND_NEAR_DUPLICATE);
	ck_assert_str_eq(decided(out, articles, 3, nearer, 1, ND_KEEP_FIRST, verdicts), "xx.");
}
END_TEST

/* 1 repeats 0, 0 stands in 2, but 1 and 2 are no pair: were 1 left out, its text might be lost. */
START_TEST(no_text_is_lost)
{
	static const struct copies_article articles[] = { { 1, 10 }, { 2, 11 }, { 3, 90 } };
	static const struct copies_pair pairs[] = {
		{ 0, 1, ND_NEAR_DUPLICATE, 0.5 }, { 0, 2, ND_CONTAINED, 0.8 },
	};
	struct copies_verdict verdicts[3];
	char out[MOST + 1];

	ck_assert_str_eq(decided(out, articles, 3, pairs, 2, ND_KEEP_FIRST, verdicts), ".xx");
	ck_assert_uint_eq(verdicts[0].of, 1);	/* the strongest of its two reasons */
}
END_TEST

START_TEST(ties_go_by_the_input)
{
	static const struct copies_article same[] = {
		{ ND_NO_TIME, 5 }, { ND_NO_TIME, 5 }, { 7, 5 },
	};
	static const struct copies_pair all[] = {
		{ 0, 1, ND_IDENTICAL, 1 }, { 0, 2, ND_IDENTICAL, 1 }, { 1, 2, ND_IDENTICAL, 1 },
	};
	struct copies_verdict verdicts[3];
	char out[MOST + 1];

	/* one with a date goes before those without; among those, input decides */
	ck_assert_str_eq(decided(out, same, 3, all, 3, ND_KEEP_FIRST, verdicts), "..x");
	ck_assert_str_eq(decided(out, same, 2, all, 1, ND_KEEP_FIRST, verdicts), "x.");
	ck_assert_str_eq(decided(out, same, 2, all, 1, ND_KEEP_LATEST, verdicts), ".x");
	ck_assert_str_eq(decided(out, same, 2, all, 1, ND_KEEP_LONGEST, verdicts), "x.");
}
END_TEST

struct random_case {
	struct copies_article articles[MOST];
	struct copies_pair pairs[MOST * MOST];
	size_t n, n_pairs;
	enum nd_keep keep;
};

static void make_case(struct random_case *c)
{
	const int density = rand() % 100;

	c->n = 1 + (size_t)rand() % MOST;
	c->n_pairs = 0;
	c->keep = (enum nd_keep)(rand() % 3);
	for (size_t i = 0; i < c->n; i++) {
		c->articles[i].published = rand() % 4 ? rand() % 5 : ND_NO_TIME;
		c->articles[i].length = (size_t)(1 + rand() % 6);
	}
	for (size_t a = 0; a < c->n; a++) {
		for (size_t b = 0; b < a; b++) {
			const int turned = rand() % 2;

			if (rand() % 100 >= density)
				continue;
			c->pairs[c->n_pairs++] = (struct copies_pair){
				turned ? b : a, turned ? a : b,
				(enum nd_relation)(ND_NEAR_DUPLICATE + rand() % 3),
				(1 + rand() % 10) / 10.0 };
		}
	}
}

static const struct copies_pair *pair_of(const struct random_case *c, size_t x, size_t y)
{
	for (size_t i = 0; i < c->n_pairs; i++)
		if ((c->pairs[i].a == x && c->pairs[i].b == y) ||
		    (c->pairs[i].a == y && c->pairs[i].b == x))
			return &c->pairs[i];
	return NULL;
}

static int one_way(const struct random_case *c, const struct copies_pair *pair)
{
	const size_t a = c->articles[pair->a].length, b = c->articles[pair->b].length;

	return pair->relation == ND_CONTAINED ||
	       (pair->relation == ND_NEAR_DUPLICATE && (a >= 2 * b || b >= 2 * a));
}

/* Left out: there is a pair with a kept article, and it is the one that is named. */
static void check_left_out(const struct random_case *c, const struct copies_verdict *verdicts,
			   size_t x)
{
	const struct copies_pair *const pair = pair_of(c, x, verdicts[x].of);

	ck_assert_uint_lt(verdicts[x].of, c->n);
	ck_assert(verdicts[verdicts[x].of].kept);
	ck_assert_ptr_nonnull(pair);
	ck_assert_int_eq(pair->relation, verdicts[x].relation);
	ck_assert(pair->score == verdicts[x].score);
	if (one_way(c, pair))
		ck_assert_uint_ge(c->articles[verdicts[x].of].length, c->articles[x].length);
}

START_TEST(promises_hold_on_random_pairs)
{
	struct random_case c;
	struct copies_verdict verdicts[MOST];

	srand(3);
	for (int round = 0; round < 3000; round++) {
		char kept[MOST + 1];
		int any = 0;

		make_case(&c);
		decided(kept, c.articles, c.n, c.pairs, c.n_pairs, c.keep, verdicts);
		for (size_t x = 0; x < c.n; x++) {
			any |= verdicts[x].kept;
			if (!verdicts[x].kept)
				check_left_out(&c, verdicts, x);
		}
		ck_assert(any);
		for (size_t i = 0; i < c.n_pairs; i++)
			if (!one_way(&c, &c.pairs[i]))
				ck_assert(!verdicts[c.pairs[i].a].kept ||
					  !verdicts[c.pairs[i].b].kept);
	}
}
END_TEST

/* The order in which the pairs come must not matter. */
START_TEST(order_of_pairs_is_nothing)
{
	struct random_case c;
	struct copies_verdict verdicts[MOST];

	srand(5);
	for (int round = 0; round < 500; round++) {
		char one[MOST + 1], other[MOST + 1];

		make_case(&c);
		decided(one, c.articles, c.n, c.pairs, c.n_pairs, c.keep, verdicts);
		for (size_t i = 0; i < c.n_pairs / 2; i++) {
			const struct copies_pair swap = c.pairs[i];

			c.pairs[i] = c.pairs[c.n_pairs - 1 - i];
			c.pairs[c.n_pairs - 1 - i] = swap;
		}
		decided(other, c.articles, c.n, c.pairs, c.n_pairs, c.keep, verdicts);
		ck_assert_str_eq(one, other);
	}
}
END_TEST

Suite *suite_cli_copies(void)
{
	Suite *const suite = suite_create("cli/copies");
	TCase *const tcase = tcase_create("copies");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, preference_decides_who_stays);
	tcase_add_test(tcase, nothing_is_decided_of_nothing);
	tcase_add_test(tcase, likeness_does_not_chain);
	tcase_add_test(tcase, the_longer_text_stays);
	tcase_add_test(tcase, a_report_outlives_its_flash);
	tcase_add_test(tcase, no_text_is_lost);
	tcase_add_test(tcase, ties_go_by_the_input);
	tcase_add_test(tcase, promises_hold_on_random_pairs);
	tcase_add_test(tcase, order_of_pairs_is_nothing);
	suite_add_tcase(suite, tcase);
	return suite;
}
