/* test_trial.c - made-up articles, and runs on few or none */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "cli/made_up.h"
#include "cli/trial.h"

Suite *suite_cli_trial(void);

static int some(void *ctx, uint64_t i, struct nd_article *out)
{
	struct made_up *const made = ctx;

	return i < 120 && made_up_article(made, i, out) == ND_OK;
}

static int none(void *ctx, uint64_t i, struct nd_article *out)
{
	(void)ctx;
	(void)i;
	(void)out;
	return 0;
}

START_TEST(made_up_articles_are_the_same_again)
{
	struct made_up one, other;
	struct nd_article a, b;

	made_up_init(&one, 7);
	made_up_init(&other, 7);
	for (uint64_t i = 0; i < 50; i++) {
		ck_assert_int_eq(made_up_article(&one, i, &a), ND_OK);
		ck_assert_int_eq(made_up_article(&other, 49 - i, &b), ND_OK);
		ck_assert_int_eq(made_up_article(&other, i, &b), ND_OK);
		ck_assert_uint_eq(a.text.len, b.text.len);
		ck_assert_mem_eq(a.text.at, b.text.at, a.text.len);
		ck_assert(a.title.len > 8 && a.id.len > 0 && a.text.len > 400);
		ck_assert_int_eq(a.published, b.published);
	}
	made_up_release(&one);
	made_up_release(&other);
}
END_TEST

/* All there are, if there are too few to take long. */
START_TEST(a_run_on_few)
{
	struct nd_options opt = ND_OPTIONS_INIT;
	struct made_up made;
	struct trial trial;

	opt.threads = 1;
	made_up_init(&made, 1);
	ck_assert_int_eq(trial_run(&opt, 1000, some, &made, &trial), ND_OK);
	ck_assert_uint_ge(trial.articles, 50);
	ck_assert_uint_le(trial.articles, 120);
	ck_assert(trial.seconds > 0);
	ck_assert_uint_gt(trial.stats.tokens, trial.articles * 100);
	made_up_release(&made);
}
END_TEST

START_TEST(a_run_on_none)
{
	struct nd_options opt = ND_OPTIONS_INIT;
	struct trial trial;

	ck_assert_int_eq(trial_run(&opt, 1, none, NULL, &trial), ND_EFORMAT);
	opt.threshold = 7;
	ck_assert_int_eq(trial_run(&opt, 1, none, NULL, &trial), ND_EIO);
}
END_TEST

Suite *suite_cli_trial(void)
{
	Suite *const suite = suite_create("cli/trial");
	TCase *const tc = tcase_create("trial");

	tcase_add_test(tc, made_up_articles_are_the_same_again);
	tcase_add_test(tc, a_run_on_few);
	tcase_add_test(tc, a_run_on_none);
	suite_add_tcase(suite, tc);
	return suite;
}
