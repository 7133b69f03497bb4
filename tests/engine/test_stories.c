/* test_stories.c - clusters: whole, in order, with stable ids and the right representatives */
#include <math.h>
#include <stdio.h>

#include "engine/engine.h"
#include "engine/pile.h"

/* What a callback checks from cluster to cluster. */
struct checking {
	const struct pile *pile;
	enum nd_keep keep;
	size_t articles, clusters, size_before;
	int64_t first_before;
	unsigned char *seen;
};

static void members_are_in_order(const struct checking *checking, const struct nd_cluster *c)
{
	for (size_t i = 1; i < c->size; i++) {
		const struct nd_member *const p = &c->members[i - 1], *const q = &c->members[i];
		const int64_t before = checking->pile->articles[p->index].published;
		const int64_t after = checking->pile->articles[q->index].published;

		REQUIRE(before < after || (before == after && p->index < q->index));
	}
}

static void dates_are_right(const struct checking *checking, const struct nd_cluster *c)
{
	int64_t first = ND_NO_TIME, last = ND_NO_TIME;

	for (size_t i = 0; i < c->size; i++) {
		const int64_t published = checking->pile->articles[c->members[i].index].published;

		if (published == ND_NO_TIME)
			continue;
		if (first == ND_NO_TIME || published < first)
			first = published;
		if (last == ND_NO_TIME || published > last)
			last = published;
	}
	REQUIRE(c->first == first && c->last == last);
}

static size_t words_of(const struct nd_article *article)
{
	size_t words = 0;

	for (size_t i = 0; i < article->title.len; i++)
		words += i == 0 || article->title.at[i] == ' ';
	for (size_t i = 0; i < article->text.len; i++)
		words += i == 0 || article->text.at[i] == ' ';
	return words;
}

static void representative_is_right(const struct checking *checking, const struct nd_cluster *c)
{
	const struct nd_article *const articles = checking->pile->articles;
	size_t longest = 0;

	for (size_t i = 1; i < c->size; i++)
		if (words_of(&articles[c->members[i].index]) >
		    words_of(&articles[c->members[longest].index]))
			longest = i;
	REQUIRE(c->representative == (checking->keep == ND_KEEP_FIRST ? 0 :
				      checking->keep == ND_KEEP_LATEST ? c->size - 1 : longest));
}

static void member_is_right(const struct checking *checking, const struct nd_cluster *c, size_t i)
{
	const struct nd_member *const member = &c->members[i];
	size_t to = c->size;

	REQUIRE(id_is(member->id, checking->pile->articles[member->index].id.at));
	if (i == c->representative) {
		REQUIRE(member->relation == ND_RELATIONS && member->score == 1 &&
			member->to.len == 0);
		return;
	}
	for (size_t k = 0; k < c->size; k++)
		if (id_is(member->to, checking->pile->articles[c->members[k].index].id.at))
			to = k;
	REQUIRE(to < c->size && to != i);
	REQUIRE(member->relation < ND_RELATIONS && member->score >= 0 && member->score <= 1);
}

static int check_cluster(void *ctx, const struct nd_cluster *c)
{
	struct checking *const checking = ctx;
	const int64_t first = checking->pile->articles[c->members[0].index].published;

	REQUIRE(strlen(c->id) == 16 && strspn(c->id, "0123456789abcdef") == 16);
	REQUIRE(c->size >= 1 && c->size <= checking->size_before);
	REQUIRE(c->size < checking->size_before || first >= checking->first_before);
	members_are_in_order(checking, c);
	dates_are_right(checking, c);
	representative_is_right(checking, c);
	for (size_t i = 0; i < c->size; i++) {
		member_is_right(checking, c, i);
		REQUIRE(!checking->seen[c->members[i].index]++);
	}
	checking->articles += c->size;
	checking->clusters++;
	checking->size_before = c->size;
	checking->first_before = first;
	return 0;
}

START_TEST(clusters_are_whole)
{
	for (int dates = UNDATED; dates <= PART_DATED; dates++) {
		struct pile pile = { NULL, 0, 0 };
		struct nd_options opt = usual();
		struct checking checking = { .pile = &pile,
					     .size_before = SIZE_MAX,
					     .first_before = INT64_MIN };
		struct nd_engine *engine;

		pile_make(&pile, 300, 41, (enum dates)dates);
		checking.seen = take(pile.n, 1);
		checking.keep = opt.keep = (enum nd_keep)_i;
		engine = engine_of(&pile, &opt);
		ck_assert_int_eq(nd_engine_clusters(engine, check_cluster, &checking, NULL), ND_OK);
		ck_assert_uint_eq(checking.articles, pile.n);
		ck_assert_uint_lt(checking.clusters, pile.n);
		nd_engine_close(engine);
		free(checking.seen);
		pile_release(&pile);
	}
}
END_TEST

/* Identical articles are one story whatever else holds, and its id is that of the first. */
START_TEST(copies_are_one_story)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_engine *engine;
	struct pairs pairs;
	struct place *places;

	pile_make(&pile, 300, 42, DATED);
	engine = engine_of(&pile, NULL);
	pairs = pairs_of(engine);
	places = clusters_of(engine, pile.n);
	for (size_t i = 0; i < pairs.n; i++)
		if (pairs.pair[i].relation == ND_IDENTICAL)
			ck_assert_str_eq(places[pairs.pair[i].a_index].cluster,
					 places[pairs.pair[i].b_index].cluster);
	for (size_t i = 0; i < pile.n; i++)
		for (size_t k = 0; k < i; k++)
			REQUIRE(strcmp(places[i].cluster, places[k].cluster) ||
				places[i].position != places[k].position);
	free(places);
	pairs_release(&pairs);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

/* Other figures round the same phrases are a near-duplicate, weeks later another story. */
START_TEST(a_weekly_report_is_no_story)
{
	static const char first[] =
		"Container traffic through the port of Lindal rose 4.1 percent in the week to "
		"March 4, the harbour office said on Wednesday. Cranes on the northern quay moved "
		"18,204 boxes, against 17,487 the week before, while the southern quay handled "
		"6,310. Grain exporters hurried to fill their ships before the frost on the river "
		"Ane. The index of shipping rates, which the office has published since 1990, "
		"stood at 212.4 points. Analysts polled last week had expected 209.0. The figures "
		"do not include ferries or the fishing fleet, and they are adjusted for holidays. "
		"The next report is due on March 15.";
	static const char second[] =
		"Container traffic through the port of Lindal fell 2.7 percent in the week to "
		"April 22, the harbour office said on Thursday. Cranes on the northern quay moved "
		"16,951 boxes, against 17,421 the week before, while the southern quay handled "
		"5,877. Car makers held cargo back because of a strike at the plant in Torsby. "
		"The index of shipping rates, which the office has published since 1990, stood at "
		"198.6 points. Analysts polled last week had expected 203.5. The figures do not "
		"include ferries or the fishing fleet, and they are adjusted for holidays. Two "
		"pilots retire at the end of the month.";
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	struct place *places;

	pile_add(&pile, "a", "Port traffic rises in the week", first, 1709712000);
	pile_add(&pile, "b", "Port traffic falls in the week", second, 1714032000);
	for (int events = 0; events < 2; events++) {
		struct nd_engine *engine;
		struct pairs pairs;

		opt.relations = ND_RELATION_BIT(ND_NEAR_DUPLICATE) |
			(events ? ND_RELATION_BIT(ND_SAME_EVENT) : 0);
		engine = engine_of(&pile, &opt);
		pairs = pairs_of(engine);
		places = clusters_of(engine, pile.n);
		ck_assert_uint_eq(pairs.n, 1);
		ck_assert_int_eq(pairs.pair[0].relation, ND_NEAR_DUPLICATE);
		ck_assert_uint_eq(places[0].size, events ? 1 : 2);
		free(places);
		pairs_release(&pairs);
		nd_engine_close(engine);
	}
	pile_release(&pile);
}
END_TEST

/* A story keeps its id when later articles join it. */
START_TEST(ids_outlive_later_articles)
{
	struct pile pile = { NULL, 0, 0 };
	uint64_t random = 43;
	struct nd_options opt = usual();
	struct place *before, *after;
	struct nd_engine *engine;

	for (int i = 0; i < 40; i++) {
		char id[16], *const text = made_text(&random, 80);

		snprintf(id, sizeof(id), "a%d", i);
		pile_add(&pile, id, "", text, 1000 + i);
		free(text);
	}
	opt.relations = ND_RELATION_BIT(ND_NEAR_DUPLICATE);	/* made-up words make no events */
	engine = engine_of(&pile, &opt);
	before = clusters_of(engine, 40);
	for (size_t i = 0; i < 40; i++) {
		char id[16], *const text = edited_text(&random, pile.articles[i].text.at, .10);

		snprintf(id, sizeof(id), "b%zu", i);
		pile_add(&pile, id, "", text, 5000 + (int64_t)i);
		REQUIRE(nd_engine_add(engine, &pile.articles[40 + i], NULL) == ND_OK);
		free(text);
	}
	after = clusters_of(engine, 80);
	for (size_t i = 0; i < 40; i++) {
		ck_assert_str_eq(before[i].cluster, after[i].cluster);
		ck_assert_uint_eq(after[i].size, 2);
		ck_assert_str_eq(after[i].cluster, after[40 + i].cluster);
		ck_assert(id_is(after[40 + i].member.to, pile.articles[i].id.at));
		ck_assert_int_eq(after[40 + i].member.relation, ND_NEAR_DUPLICATE);
	}
	free(before);
	free(after);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

static int stop_clusters(void *ctx, const struct nd_cluster *cluster)
{
	(void)cluster;
	return --*(int *)ctx == 0;
}

START_TEST(a_callback_can_stop)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_engine *engine;
	struct nd_error err;
	int left = 5;

	pile_make(&pile, 60, 44, DATED);
	engine = engine_of(&pile, NULL);
	ck_assert_int_eq(nd_engine_clusters(engine, stop_clusters, &left, &err), ND_ESTOPPED);
	ck_assert_int_eq(err.status, ND_ESTOPPED);
	ck_assert_int_eq(left, 0);
	free(clusters_of(engine, 60));
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

/* Relations that are not wanted hold no story together. */
START_TEST(masks_hold_for_stories)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	struct nd_engine *engine;
	struct pairs pairs;
	struct place *places;

	opt.relations = ND_RELATION_BIT(ND_IDENTICAL);
	pile_make(&pile, 200, 45, DATED);
	engine = engine_of(&pile, &opt);
	pairs = pairs_of(engine);
	places = clusters_of(engine, pile.n);
	for (size_t i = 0; i < pile.n; i++) {
		size_t copies = 1;

		for (size_t k = 0; k < pairs.n; k++)
			copies += pairs.pair[k].a_index == i || pairs.pair[k].b_index == i;
		ck_assert_uint_eq(places[i].size, copies);
	}
	free(places);
	pairs_release(&pairs);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

/* A near-duplicate of another week: a reprint is the story, the next issue of a fact box is not. */
START_TEST(next_issues_are_no_story)
{
	static const struct { unsigned relation; float event; double jaccard, hours, story; } cases[] = {
		{ ND_IDENTICAL, .1f, 1, 5000, .99 },
		{ ND_CONTAINED, .1f, .2, 5000, .99 },
		{ ND_NEAR_DUPLICATE, .7f, .9, 150, .99 },
		{ ND_NEAR_DUPLICATE, .9f, .5, 150, 0 },
		{ ND_NEAR_DUPLICATE, .4f, .9, 150, 0 },
		{ ND_NEAR_DUPLICATE, .3f, .5, 90, .99 },
		{ ND_NEAR_DUPLICATE, .1f, .5, 90, .1 },
		{ ND_NEAR_DUPLICATE, .1f, .7, 90, .99 },
		{ ND_NEAR_DUPLICATE, .3f, .5, -1, .99 },
		{ ND_UNRELATED, .7f, .1, 150, .7 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const int holds = nd_copy_holds(cases[i].relation, cases[i].event, cases[i].jaccard,
						cases[i].hours);
		const double story = (double)nd_story_probability(cases[i].relation, holds,
								  cases[i].hours, cases[i].event);

		ck_assert_msg(fabs(story - cases[i].story) < 1e-6, "case %zu: %g", i, story);
	}
}
END_TEST

Suite *suite_engine_stories(void)
{
	Suite *const suite = suite_create("engine/stories");
	TCase *const tcase = only_case(suite, "stories");

	tcase_add_loop_test(tcase, clusters_are_whole, ND_KEEP_FIRST, ND_KEEP_LATEST + 1);
	tcase_add_test(tcase, copies_are_one_story);
	tcase_add_test(tcase, a_weekly_report_is_no_story);
	tcase_add_test(tcase, ids_outlive_later_articles);
	tcase_add_test(tcase, a_callback_can_stop);
	tcase_add_test(tcase, masks_hold_for_stories);
	tcase_add_test(tcase, next_issues_are_no_story);
	return suite;
}
