/* test_lines.c - two events in one template are not alike; one event in two templates is */
#include <stdio.h>

#include "engine/pile.h"

#define DAILY_TOP	"Good morning from the Daily. Here is what you need to know before work.\n"
#define DAILY_END	"\nSign up for our newsletter and get the news of the day every morning.\n" \
			"Download the app for phones and tablets and never miss a story again.\n" \
			"All rights reserved by the Daily, its editors and its many partners.\n" \
			"Terms of use, privacy, imprint and how to reach the desk by letter."
#define WEEKLY_END	"\nThe Weekly is independent. Support our work with five crowns a month.\n" \
			"Our podcast looks back at the week: listen wherever you get podcasts."

/* Reports of different events, without a common word of weight. */
static const char *const events[] = {
	"Fire destroyed the paper mill of Brannfjord on Sunday night. Nobody was hurt, said "
	"inspector Halvorsen. Some ninety workers wait for news.",
	"Parliament elected Ilona Kovacs speaker by three votes. The opposition boycotted the "
	"ballot in Budapest and called for mediation.",
	"A glacier lake above Huaraz burst its moraine at dawn. Soldiers evacuated the "
	"quarters along the riverbank by helicopter.",
	"The striker Tomasi signed with Palermo until summer. The transfer cost eleven "
	"million, wrote the sporting director Bianchi.",
	"Archaeologists opened a Phoenician tomb near Tyre. Inside lay bronze mirrors, "
	"amphorae and the skeleton of a priestess.",
	"The central bank of Chile raised its benchmark by half a point. Copper exports "
	"disappointed, economists at Itau wrote.",
};

#define EVENTS	COUNT(events)

static void add(struct pile *pile, const char *id, const char *source, const char *top,
		const char *text, const char *end)
{
	char whole[2000];

	snprintf(whole, sizeof(whole), "%s%s%s", top, text, end);
	pile_add(pile, id, NULL, whole, ND_NO_TIME);
	pile->articles[pile->n - 1].source = text_of(source);
}

/* Six events in the template of the Daily, the first two of them in that of the Weekly, too, where
 * four others stand. */
static struct pile two_papers(void)
{
	struct pile pile = { 0 };
	char id[16];

	for (size_t i = 0; i < EVENTS; i++) {
		sprintf(id, "daily-%zu", i);
		add(&pile, id, "Daily", DAILY_TOP, events[i], DAILY_END);
	}
	for (size_t i = 0; i < 2; i++) {
		sprintf(id, "weekly-%zu", i);
		add(&pile, id, "Weekly", "", events[i], WEEKLY_END);
	}
	add(&pile, "weekly-2", "Weekly", "", "Otters returned to the Thaya after forty winters. "
	    "Biologists counted seven burrows near Znojmo this spring.", WEEKLY_END);
	add(&pile, "weekly-3", "Weekly", "", "The violinist Sato cancelled her autumn recitals. "
	    "Doctors advised rest, her agency in Osaka announced.", WEEKLY_END);
	add(&pile, "weekly-4", "Weekly", "", "Ferry workers on Gotland ended their walkout. "
	    "Mediators proposed staggered wages until December.", WEEKLY_END);
	return pile;
}

static int is_copy(const struct nd_pair *pair)
{
	return pair && pair->relation < ND_SAME_EVENT;
}

/* Only the two events that both papers report are copies. */
static void papers_are_apart(const struct pairs *pairs)
{
	ck_assert(is_copy(pair_with(pairs, "daily-0", "weekly-0")));
	ck_assert(is_copy(pair_with(pairs, "daily-1", "weekly-1")));
	for (size_t i = 0; i < EVENTS; i++) {
		for (size_t k = 0; k < i; k++) {
			char x[32], y[32];

			snprintf(x, sizeof(x), "daily-%zu", i);
			snprintf(y, sizeof(y), "daily-%zu", k);
			ck_assert_ptr_null(pair_with(pairs, x, y));
		}
	}
}

START_TEST(templates_weigh_nothing)
{
	struct pile pile = two_papers();
	struct nd_engine *const engine = engine_of(&pile, NULL);
	struct pairs pairs = pairs_of(engine);
	struct nd_stats stats;

	papers_are_apart(&pairs);
	nd_engine_stats(engine, &stats);
	ck_assert_uint_ge(stats.templates, 6);
	pairs_release(&pairs);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

/* Two or three articles of a paper are enough where they tell different stories. */
START_TEST(few_articles_in_one_frame)
{
	const size_t n = (size_t)_i + 2;
	struct pile pile = { 0 };
	struct nd_engine *engine;
	struct pairs pairs;
	struct nd_stats stats;
	char id[32];

	for (size_t i = 0; i < n; i++) {
		sprintf(id, "daily-%zu", i);
		add(&pile, id, "Daily", DAILY_TOP, events[i], DAILY_END);
	}
	engine = engine_of(&pile, NULL);
	pairs = pairs_of(engine);
	ck_assert_uint_eq(pairs.n, 0);
	nd_engine_stats(engine, &stats);
	ck_assert_uint_eq(stats.templates, 6);
	pairs_release(&pairs);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

#define MILL	"Fire destroyed the paper mill of Brannfjord on Sunday night. Inspector Halvorsen " \
		"found petrol canisters behind the boiler house. Some ninety workers wait for news, " \
		"and the owners in Drammen would not say whether Brannfjord will make paper again."

/* Two articles of the pile, which is released, are copies; returns how many templates were found. */
static uint64_t find_copies(struct pile *pile, const struct nd_options *opt, const char *a, const char *b)
{
	struct nd_engine *const engine = engine_of(pile, opt);
	struct pairs pairs = pairs_of(engine);
	struct nd_stats stats;

	ck_assert(is_copy(pair_with(&pairs, a, b)));
	nd_engine_stats(engine, &stats);
	pairs_release(&pairs);
	nd_engine_close(engine);
	pile_release(pile);
	return stats.templates;
}

/* What two articles of a paper share is no frame where it tells what they tell. */
START_TEST(a_reprint_of_a_paper_stays_one)
{
	static const char *const leads[][2] = {
		{ "Police suspect arson at the Brannfjord paper mill.\n",
		  "Inspector Halvorsen arrested a former boiler stoker on Tuesday.\n" },
		{ "", "Correction: an earlier version misspelled the inspector.\n" },
		{ "Photographs by Ingrid Solvang.\n", "Translated by the evening desk.\n" },
	};
	struct pile pile = { 0 };

	add(&pile, "first", "Daily", leads[_i][0], MILL, "");
	add(&pile, "later", "Daily", leads[_i][1], MILL, "");
	find_copies(&pile, NULL, "first", "later");
}
END_TEST

START_TEST(with_templates_kept_they_do)
{
	struct pile pile = two_papers();
	struct nd_options opt = usual();

	opt.keep_templates = 1;
	ck_assert_uint_eq(find_copies(&pile, &opt, "daily-0", "daily-1"), 0);
}
END_TEST

START_TEST(nobody_knows_a_source_that_is_not_named)
{
	struct pile pile = two_papers();

	for (size_t i = 0; i < pile.n; i++)
		pile.articles[i].source = text_of("");
	find_copies(&pile, NULL, "daily-0", "daily-1");
}
END_TEST

START_TEST(the_host_of_the_address_is_a_source)
{
	struct pile pile = two_papers();
	char url[20][64];
	struct nd_engine *engine;
	struct pairs pairs;

	for (size_t i = 0; i < pile.n; i++) {
		sprintf(url[i], "https://%s.example/%zu", pile.articles[i].source.at, i);
		pile.articles[i].url = text_of(url[i]);
		pile.articles[i].source = text_of("");
	}
	engine = engine_of(&pile, NULL);
	pairs = pairs_of(engine);
	papers_are_apart(&pairs);
	pairs_release(&pairs);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

static enum nd_status reread(void *ctx, unsigned worker, size_t index, nd_on_article *fn,
			     void *fn_ctx, struct nd_error *err)
{
	const struct pile *const pile = ctx;

	(void)worker;
	(void)err;
	return fn(fn_ctx, &pile->articles[index]);
}

/* Articles that are read again give what those give that are held; so do several threads,
 * and articles that come in two portions. */
START_TEST(wherever_the_text_is)
{
	struct pile pile = two_papers();
	struct nd_options opt = usual();
	struct nd_engine *engine;
	char *held, *again;

	if (_i & 1)
		opt.relations = ND_ALL_RELATIONS & ~ND_RELATION_BIT(ND_SAME_EVENT);
	engine = engine_of(&pile, &opt);
	held = everything_of(engine);
	nd_engine_close(engine);
	if (_i & 2)
		opt.threads = 3;
	if (_i & 4)
		opt.keep_text = 1;
	opt.reread = reread;
	opt.reread_ctx = &pile;
	for (size_t i = 0; i < pile.n; i++)
		pile.articles[i].again = 1;
	engine = engine_of(&pile, &opt);
	again = everything_of(engine);
	nd_engine_close(engine);
	same_text(held, again);
	free(held);
	free(again);
	pile_release(&pile);
}
END_TEST

/* Each pair asked for while articles come in: nothing breaks, and at the end all are learned. */
START_TEST(articles_may_come_later)
{
	struct pile pile = two_papers();
	struct nd_options opt = usual();
	struct nd_engine *engine;
	struct pairs pairs;

	opt.reread = reread;
	opt.reread_ctx = &pile;
	REQUIRE(nd_engine_open(&engine, &opt, NULL) == ND_OK);
	for (size_t i = 0; i < pile.n; i++) {
		pile.articles[i].again = 1;
		REQUIRE(nd_engine_add(engine, &pile.articles[i], NULL) == ND_OK);
		pairs = pairs_of(engine);
		if (i == pile.n - 1)
			papers_are_apart(&pairs);
		pairs_release(&pairs);
	}
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

struct seen {
	const struct pile *pile;
	size_t left_out, of_a;
};

static int look(void *ctx, const struct nd_explanation *why)
{
	struct seen *const seen = ctx;
	int told = 0;

	for (size_t i = 0; i < why->n_left_out; i++) {
		const struct nd_left_out *const one = &why->left_out[i];
		const struct nd_text text =
			seen->pile->articles[one->in_b ? why->pair.b_index : why->pair.a_index].text;

		REQUIRE(one->to <= text.len && one->to - one->from == one->text.len);
		REQUIRE(!memcmp(text.at + one->from, one->text.at, one->text.len));
		seen->left_out++;
		seen->of_a += !one->in_b;
	}
	for (size_t i = 0; i < why->n_passages; i++) {
		const struct nd_passage *const passage = &why->passages[i];
		const struct nd_text a = seen->pile->articles[why->pair.a_index].text;

		REQUIRE(!memcmp(a.at + passage->a_from, passage->text.at, passage->text.len));
		REQUIRE(!memmem(passage->text.at, passage->text.len, "newsletter", 10));
	}
	REQUIRE(why->n_passages > 0);
	for (size_t i = 0; i < why->n_reasons; i++)
		told |= strstr(why->reasons[i], "left out") != NULL;
	REQUIRE(told);
	return 0;
}

START_TEST(what_is_left_out_is_shown)
{
	struct pile pile = two_papers();
	struct seen seen = { .pile = &pile };
	struct nd_options opt = usual();
	struct nd_engine *engine;

	opt.keep_text = 1;
	engine = engine_of(&pile, &opt);
	ck_assert_int_eq(nd_engine_explain(engine, text_of("daily-0"), text_of("weekly-0"), look,
					   &seen, NULL), ND_OK);
	ck_assert_uint_eq(seen.of_a, 6);
	ck_assert_uint_eq(seen.left_out, 6 + 3);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

static int count_left_out(void *ctx, const struct nd_left_out *one)
{
	size_t *const n = ctx;

	REQUIRE(one->in >= 4 && one->in <= one->of && !one->in_b);
	++*n;
	return one->text.len == 0;
}

static int stop(void *ctx, const struct nd_left_out *one)
{
	(void)ctx;
	(void)one;
	return 1;
}

/* Of one article after the other, without any comparison. */
START_TEST(what_is_left_out_of_an_article)
{
	struct pile pile = two_papers();
	struct nd_options opt = usual();
	struct nd_engine *engine;
	size_t n = 0;

	engine = engine_of(&pile, &opt);
	ck_assert_int_eq(nd_engine_left_out(engine, 0, count_left_out, &n, NULL), ND_EINVAL);
	nd_engine_close(engine);
	opt.keep_text = 1;
	engine = engine_of(&pile, &opt);
	ck_assert_int_eq(nd_engine_left_out(engine, 0, count_left_out, &n, NULL), ND_OK);
	ck_assert_uint_eq(n, 6);
	ck_assert_int_eq(nd_engine_left_out(engine, 0, stop, NULL, NULL), ND_ESTOPPED);
	ck_assert_int_eq(nd_engine_left_out(engine, pile.n, stop, NULL, NULL), ND_ENOENT);
	nd_engine_close(engine);
	opt.keep_templates = 1;
	engine = engine_of(&pile, &opt);
	ck_assert_int_eq(nd_engine_left_out(engine, 0, stop, NULL, NULL), ND_OK);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

Suite *suite_engine_lines(void)
{
	Suite *const suite = suite_create("engine/lines");
	TCase *const tcase = only_case(suite, "lines");

	tcase_add_test(tcase, templates_weigh_nothing);
	tcase_add_loop_test(tcase, few_articles_in_one_frame, 0, 2);
	tcase_add_loop_test(tcase, a_reprint_of_a_paper_stays_one, 0, 3);
	tcase_add_test(tcase, with_templates_kept_they_do);
	tcase_add_test(tcase, nobody_knows_a_source_that_is_not_named);
	tcase_add_test(tcase, the_host_of_the_address_is_a_source);
	tcase_add_loop_test(tcase, wherever_the_text_is, 0, 8);
	tcase_add_test(tcase, articles_may_come_later);
	tcase_add_test(tcase, what_is_left_out_is_shown);
	tcase_add_test(tcase, what_is_left_out_of_an_article);
	return suite;
}
