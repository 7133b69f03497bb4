/* test_address.c - a page that is updated is one story; its address says so */
#include <stdio.h>

#include "engine/address.h"
#include "engine/pile.h"

#define STORM	"The storm hits the coast of the northern county and thousands are without power " \
		"tonight, the operator of the grid says after a long day."
#define SCHOOLS	"Schools stay closed on Friday. Insurers expect claims of two hundred million. The " \
		"minister visits the harbour at noon and speaks to the crews."
#define MATCH	"A late goal decides the match between the two leaders of the league before a crowd " \
		"of forty thousand on a cold evening in the capital."

static void add(struct pile *pile, const char *id, const char *text, int64_t hours, const char *url)
{
	pile_add(pile, id, NULL, text, hours * 3600);
	pile->articles[pile->n - 1].url = text_of(url);
}

/* Two versions of one page without a common word, and a page of its own. */
static struct pile three_pages(void)
{
	struct pile pile = { 0 };

	add(&pile, "first", STORM, 0, "https://www.example.org/live/storm?utm_source=feed");
	add(&pile, "other", MATCH, 1, "https://example.org/sport/match");
	add(&pile, "second", SCHOOLS, 200, "http://m.example.org/live/storm/amp");
	return pile;
}

START_TEST(an_updated_page_is_the_same_event)
{
	struct pile pile = three_pages();
	struct nd_options opt = usual();
	struct nd_engine *engine;
	struct pairs pairs;

	opt.window = 24 * 3600;	/* of two reports, not of one page */
	engine = engine_of(&pile, &opt);
	pairs = pairs_of(engine);
	ck_assert_uint_eq(pairs.n, 1);
	ck_assert_int_eq(pairs.pair->relation, ND_SAME_EVENT);
	ck_assert(pairs.pair->same_url && pairs.pair->score == 1 && pairs.pair->event < .5);
	ck_assert_ptr_nonnull(pair_with(&pairs, "first", "second"));
	pairs_release(&pairs);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

START_TEST(relations_that_are_not_asked_for_stay_out)
{
	struct pile pile = three_pages();
	struct nd_options opt = usual();
	struct nd_engine *engine;
	struct pairs pairs;

	opt.relations = ND_ALL_RELATIONS & ~ND_RELATION_BIT(ND_SAME_EVENT);
	engine = engine_of(&pile, &opt);
	pairs = pairs_of(engine);
	ck_assert_uint_eq(pairs.n, 0);
	pairs_release(&pairs);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

/* What the texts say goes above what the address says. */
START_TEST(a_copy_stays_a_copy)
{
	struct pile pile = { 0 };
	struct nd_engine *engine;
	struct pairs pairs;

	add(&pile, "a", STORM " It began at dawn.", 0, "https://example.org/1");
	add(&pile, "b", STORM " It began at noon.", 1, "https://example.org/1?fbclid=x");
	add(&pile, "c", STORM " It began at noon.", 2, "https://example.com/1");
	engine = engine_of(&pile, NULL);
	pairs = pairs_of(engine);
	ck_assert_uint_eq(pairs.n, 3);
	ck_assert_int_eq(pair_with(&pairs, "a", "b")->relation, ND_NEAR_DUPLICATE);
	ck_assert(pair_with(&pairs, "a", "b")->same_url);
	ck_assert_int_eq(pair_with(&pairs, "b", "c")->relation, ND_IDENTICAL);
	ck_assert(!pair_with(&pairs, "b", "c")->same_url);
	pairs_release(&pairs);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

/* The first printing of a text stands elsewhere; a later one has the address. */
START_TEST(an_address_holds_for_identical_texts)
{
	struct pile pile = { 0 };
	struct nd_engine *engine;
	struct pairs pairs;

	add(&pile, "elsewhere", STORM, 0, "https://example.com/9");
	add(&pile, "here", STORM, 1, "https://example.org/1");
	add(&pile, "updated", SCHOOLS, 2, "https://example.org/1");
	engine = engine_of(&pile, NULL);
	pairs = pairs_of(engine);
	ck_assert_uint_eq(pairs.n, 3);
	ck_assert_int_eq(pair_with(&pairs, "here", "updated")->relation, ND_SAME_EVENT);
	ck_assert_int_eq(pair_with(&pairs, "elsewhere", "updated")->relation, ND_SAME_EVENT);
	pairs_release(&pairs);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

START_TEST(its_versions_are_one_story)
{
	struct pile pile = three_pages();
	struct nd_engine *const engine = engine_of(&pile, NULL);
	struct place *const places = clusters_of(engine, pile.n);

	ck_assert_str_eq(places[0].cluster, places[2].cluster);
	ck_assert_str_ne(places[0].cluster, places[1].cluster);
	ck_assert(places[2].member.same_url && places[2].member.relation == ND_SAME_EVENT);
	free(places);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

/* A page with ever new texts is a front page or a ticker. */
START_TEST(a_place_where_news_come_and_go_is_no_article)
{
	struct pile pile = { 0 };
	uint64_t random = 1;

	for (size_t n = 1; n <= ND_ADDRESS_TEXTS + 1; n++) {
		char *const text = made_text(&random, 40);
		char id[16];

		sprintf(id, "v%zu", n);
		add(&pile, id, text, (int64_t)n, "https://example.org/ticker");
		free(text);
		if (n >= ND_ADDRESS_TEXTS) {
			struct nd_engine *const engine = engine_of(&pile, NULL);
			struct pairs pairs = pairs_of(engine);

			if (n == ND_ADDRESS_TEXTS)
				ck_assert_uint_eq(pairs.n, n * (n - 1) / 2);
			else
				ck_assert_uint_lt(pairs.n, n);	/* made-up words are few */
			pairs_release(&pairs);
			nd_engine_close(engine);
		}
	}
	pile_release(&pile);
}
END_TEST

static int find_reason(void *ctx, const struct nd_explanation *why)
{
	for (size_t i = 0; i < why->n_reasons; i++)
		*(int *)ctx |= strstr(why->reasons[i], "printed at the same address") != NULL;
	return 0;
}

START_TEST(the_address_is_a_reason)
{
	struct pile pile = three_pages();
	struct nd_options opt = usual();
	struct nd_engine *engine;
	int found = 0;

	opt.keep_text = 1;
	engine = engine_of(&pile, &opt);
	REQUIRE(nd_engine_explain(engine, text_of("first"), text_of("second"), find_reason, &found,
				  NULL) == ND_OK);
	ck_assert(found);
	found = 0;
	REQUIRE(nd_engine_explain(engine, text_of("first"), text_of("other"), find_reason, &found,
				  NULL) == ND_OK);
	ck_assert(!found);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

Suite *suite_engine_address(void)
{
	Suite *const suite = suite_create("engine/address");
	TCase *const tcase = only_case(suite, "address");

	tcase_add_test(tcase, an_updated_page_is_the_same_event);
	tcase_add_test(tcase, relations_that_are_not_asked_for_stay_out);
	tcase_add_test(tcase, a_copy_stays_a_copy);
	tcase_add_test(tcase, an_address_holds_for_identical_texts);
	tcase_add_test(tcase, its_versions_are_one_story);
	tcase_add_test(tcase, a_place_where_news_come_and_go_is_no_article);
	tcase_add_test(tcase, the_address_is_a_reason);
	return suite;
}
