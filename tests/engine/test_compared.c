/* test_compared.c - what was compared: all that is reported, and more */
#include "engine/pile.h"

struct walk {
	const struct pairs *pairs;
	struct nd_pair before;
	size_t n, related, stop_at;
};

static int on_compared(void *ctx, const struct nd_pair *pair)
{
	struct walk *const walk = ctx;

	REQUIRE(pair->a_index < pair->b_index);	/* nothing has a date */
	REQUIRE(pair->jaccard >= 0 && pair->jaccard <= pair->containment);	/* all are verified */
	if (walk->n)
		REQUIRE(walk->before.b_index != pair->b_index || walk->before.a_index != pair->a_index);
	walk->before = *pair;
	walk->n++;
	if (pair->relation != ND_UNRELATED) {
		walk->related++;
		for (size_t i = 0; i < walk->pairs->n; i++)
			if (walk->pairs->pair[i].a_index == pair->a_index &&
			    walk->pairs->pair[i].b_index == pair->b_index) {
				REQUIRE(walk->pairs->pair[i].relation == pair->relation);
				REQUIRE(walk->pairs->pair[i].score == pair->score);
				return walk->n == walk->stop_at;
			}
		ck_abort_msg("a pair is related, but not among nd_engine_pairs()");
	}
	return walk->n == walk->stop_at;
}

/* Compared under these relations; returns how many pairs were related, and how many there were. */
static struct walk check(const struct pile *pile, uint32_t relations)
{
	struct nd_options opt = usual();
	struct nd_engine *engine;
	struct pairs pairs;
	struct walk walk = { .n = 0 };

	opt.relations = relations;
	engine = engine_of(pile, &opt);
	pairs = pairs_of(engine);
	walk.pairs = &pairs;
	REQUIRE(nd_engine_compared(engine, on_compared, &walk, NULL) == ND_OK);
	REQUIRE(walk.related == pairs.n);
	pairs_release(&pairs);
	nd_engine_close(engine);
	return walk;
}

START_TEST(all_that_is_reported_and_more)
{
	struct pile pile = { .n = 0 };
	struct walk all;

	pile_make(&pile, 120, 5, UNDATED);
	all = check(&pile, ND_ALL_RELATIONS);
	ck_assert_uint_gt(all.related, 0);
	ck_assert_uint_gt(all.n, all.related);
	for (uint32_t relations = 1; relations < ND_ALL_RELATIONS; relations++)
		check(&pile, relations);
	pile_release(&pile);
}
END_TEST

static int count_compared(void *ctx, const struct nd_pair *pair)
{
	size_t *const n = ctx;

	(void)pair;
	++*n;
	return 0;
}

START_TEST(strangers_are_told_if_wanted_and_change_nothing)
{
	struct pile pile = { .n = 0 };
	struct nd_options opt = usual();
	struct pairs pairs[2];
	size_t compared[2] = { 0, 0 };

	pile_make(&pile, 120, 5, UNDATED);
	for (int strangers = 0; strangers < 2; strangers++) {
		struct nd_engine *engine;

		opt.keep_strangers = strangers;
		engine = engine_of(&pile, &opt);
		pairs[strangers] = pairs_of(engine);
		REQUIRE(nd_engine_compared(engine, count_compared, &compared[strangers], NULL) == ND_OK);
		nd_engine_close(engine);
	}
	ck_assert_uint_gt(compared[1], compared[0]);
	ck_assert_uint_eq(pairs[0].n, pairs[1].n);
	for (size_t i = 0; i < pairs[0].n; i++) {
		REQUIRE(pairs[0].pair[i].a_index == pairs[1].pair[i].a_index);
		REQUIRE(pairs[0].pair[i].b_index == pairs[1].pair[i].b_index);
		REQUIRE(pairs[0].pair[i].relation == pairs[1].pair[i].relation);
		REQUIRE(pairs[0].pair[i].score == pairs[1].pair[i].score);
	}
	for (int strangers = 0; strangers < 2; strangers++)
		pairs_release(&pairs[strangers]);
	pile_release(&pile);
}
END_TEST

START_TEST(the_callback_can_stop_it)
{
	struct pile pile = { .n = 0 };
	struct nd_engine *engine;
	struct pairs pairs;
	struct walk walk = { .pairs = &pairs, .stop_at = 3 };
	struct nd_error err;

	pile_make(&pile, 60, 5, UNDATED);
	engine = engine_of(&pile, NULL);
	pairs = pairs_of(engine);
	ck_assert_int_eq(nd_engine_compared(engine, on_compared, &walk, &err), ND_ESTOPPED);
	ck_assert_uint_eq(walk.n, 3);
	ck_assert_str_eq(err.message, "stopped by callback");
	pairs_release(&pairs);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

Suite *suite_engine_compared(void)
{
	Suite *const suite = suite_create("engine/compared");
	TCase *const tcase = only_case(suite, "compared");

	tcase_add_test(tcase, all_that_is_reported_and_more);
	tcase_add_test(tcase, strangers_are_told_if_wanted_and_change_nothing);
	tcase_add_test(tcase, the_callback_can_stop_it);
	return suite;
}
