/* test_pairs.c - reported pairs against exact comparison of all, and the promises of neardup.h */
#include <math.h>
#include <stdio.h>

#include "engine/pile.h"
#include "model/model.h"

#define COPIES (ND_ALL_RELATIONS & ~ND_RELATION_BIT(ND_SAME_EVENT))

/* The shingles of all articles, title and text in a row. */
static struct model_set *all_shingles(const struct pile *pile)
{
	struct model_set *const sets = take(pile->n, sizeof(*sets));

	for (size_t i = 0; i < pile->n; i++) {
		const struct nd_article *const article = &pile->articles[i];
		char *const whole = take(article->title.len + article->text.len + 2, 1);

		sprintf(whole, "%s%s%s", article->title.at, article->title.len ? " " : "",
			article->text.at);
		sets[i] = model_shingles(whole, 3);
		free(whole);
	}
	return sets;
}

static void release_shingles(struct model_set *sets, size_t n)
{
	for (size_t i = 0; i < n; i++)
		model_set_release(&sets[i]);
	free(sets);
}

static const struct nd_pair *pair_at(const struct pairs *pairs, size_t a, size_t b)
{
	for (size_t i = 0; i < pairs->n; i++)
		if ((pairs->pair[i].a_index == a && pairs->pair[i].b_index == b) ||
		    (pairs->pair[i].a_index == b && pairs->pair[i].b_index == a))
			return &pairs->pair[i];
	return NULL;
}

/* What is reported is exact and meets its threshold. */
static void are_exact(const struct pairs *pairs, const struct model_set *sets,
		      const struct nd_options *opt)
{
	for (size_t i = 0; i < pairs->n; i++) {
		const struct nd_pair *const p = &pairs->pair[i];
		const struct model_set *const x = &sets[p->a_index], *const y = &sets[p->b_index];

		REQUIRE(p->jaccard == model_jaccard(x, y));
		REQUIRE(p->containment == model_containment(x, y));
		REQUIRE(p->event == -1);
		switch (p->relation) {
		case ND_IDENTICAL:
			REQUIRE(p->jaccard == 1 && p->score == 1);
			break;
		case ND_NEAR_DUPLICATE:
			REQUIRE(p->jaccard >= opt->threshold && p->score == p->jaccard);
			break;
		default:
			REQUIRE(p->relation == ND_CONTAINED && p->score == p->containment);
			REQUIRE(p->jaccard < opt->threshold && p->containment >= opt->containment);
		}
	}
}

/* No false positive at any setting, and no more misses than the recall allows. */
START_TEST(copies_are_as_exact_comparison_says)
{
	static const double thresholds[] = { .2, .3, .5, .8 };
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	size_t wanted = 0, found = 0;
	struct nd_engine *engine;
	struct model_set *sets;
	struct pairs pairs;

	opt.threshold = thresholds[_i];
	opt.relations = COPIES;
	pile_make(&pile, 400, 11, UNDATED);
	engine = engine_of(&pile, &opt);
	sets = all_shingles(&pile);
	pairs = pairs_of(engine);
	are_exact(&pairs, sets, &opt);
	for (size_t a = 0; a < pile.n; a++) {
		for (size_t b = a + 1; b < pile.n; b++) {
			if (model_jaccard(&sets[a], &sets[b]) < opt.threshold ||
			    model_common(&sets[a], &sets[b]) < 5)
				continue;
			wanted++;
			found += pair_at(&pairs, a, b) != NULL;
		}
	}
	ck_assert_uint_gt(wanted, 30);
	ck_assert_msg((double)found >= .985 * (double)wanted, "%zu of %zu pairs", found, wanted);
	pairs_release(&pairs);
	release_shingles(sets, pile.n);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

/* An excerpt of a long text, far below the Jaccard threshold, is found as contained. */
START_TEST(excerpts_are_contained)
{
	struct pile pile = { NULL, 0, 0 };
	uint64_t random = 5;
	struct nd_options opt = usual();
	struct nd_engine *engine;
	struct pairs pairs;

	opt.threshold = .5;
	for (int i = 0; i < 30; i++) {
		char *const whole = made_text(&random, 600), id[16];
		const char *from = whole + strlen(whole) / 2;
		char *const part = strndup(strchr(from, ' ') + 1, 700);

		snprintf(id, sizeof(id), "w%d", i);
		pile_add(&pile, id, "", whole, ND_NO_TIME);
		id[0] = 'p';
		pile_add(&pile, id, "", part, ND_NO_TIME);
		free(whole);
		free(part);
	}
	engine = engine_of(&pile, &opt);
	pairs = pairs_of(engine);
	for (size_t i = 0; i < 30; i++) {
		const struct nd_pair *const pair = pair_at(&pairs, 2 * i, 2 * i + 1);

		REQUIRE(pair != NULL && pair->relation == ND_CONTAINED);
		REQUIRE(pair->containment > .95 && pair->score == pair->containment);
	}
	pairs_release(&pairs);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

static int in_order(const struct nd_pair *p, const struct nd_pair *q)
{
	if (p->relation != q->relation)
		return p->relation < q->relation;
	return p->score >= q->score;
}

START_TEST(pairs_are_whole_and_best_first)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_engine *engine;
	struct nd_stats stats;
	struct pairs pairs;

	pile_make(&pile, 300, 12, (enum dates)_i);
	engine = engine_of(&pile, NULL);
	pairs = pairs_of(engine);
	ck_assert_uint_gt(pairs.n, 20);
	for (size_t i = 0; i < pairs.n; i++) {
		const struct nd_pair *const p = &pairs.pair[i];
		const struct nd_article *const a = &pile.articles[p->a_index];
		const struct nd_article *const b = &pile.articles[p->b_index];
		const int dated = a->published != ND_NO_TIME && b->published != ND_NO_TIME;

		REQUIRE(p->a_index != p->b_index && p->relation < ND_RELATIONS);
		REQUIRE(id_is(p->a, a->id.at) && id_is(p->b, b->id.at));
		REQUIRE(p->score >= 0 && p->score <= 1 && p->event >= 0 && p->event <= 1);
		REQUIRE(i == 0 || in_order(&pairs.pair[i - 1], p));
		REQUIRE(!dated || a->published <= b->published);
		REQUIRE((dated && a->published != b->published) || p->a_index < p->b_index);
		REQUIRE(dated ? p->hours_apart == (double)(b->published - a->published) / 3600 :
			p->hours_apart == -1);
		for (size_t k = 0; k < i; k++)
			REQUIRE(!(pairs.pair[k].a_index == p->a_index &&
				  pairs.pair[k].b_index == p->b_index));
	}
	nd_engine_stats(engine, &stats);
	ck_assert_uint_eq(stats.pairs, pairs.n);
	ck_assert_uint_eq(stats.articles, 300);
	ck_assert_uint_gt(stats.tokens, 0);
	pairs_release(&pairs);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

/* A mask leaves the other relations out and changes nothing about those it names. */
START_TEST(relation_masks)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_engine *all;
	struct pairs whole;

	pile_make(&pile, 200, 13, DATED);
	all = engine_of(&pile, NULL);
	whole = pairs_of(all);
	for (uint32_t mask = 1; mask <= ND_ALL_RELATIONS; mask++) {
		struct nd_options opt = usual();
		struct nd_engine *engine;
		struct pairs pairs;

		opt.relations = mask;
		engine = engine_of(&pile, &opt);
		pairs = pairs_of(engine);
		for (int r = ND_IDENTICAL; r < ND_RELATIONS; r++) {
			const size_t n = count_relation(&pairs, (enum nd_relation)r);

			if (!(mask & ND_RELATION_BIT(r)))
				REQUIRE(n == 0);
			else if (r < ND_CONTAINED ||
				 (r == ND_CONTAINED && mask & ND_RELATION_BIT(ND_CONTAINED)))
				REQUIRE(n == count_relation(&whole, (enum nd_relation)r));
		}
		for (size_t i = 0; i < pairs.n; i++)
			REQUIRE((pairs.pair[i].event >= 0) ==
				!!(mask & ND_RELATION_BIT(ND_SAME_EVENT)));
		pairs_release(&pairs);
		nd_engine_close(engine);
	}
	pairs_release(&whole);
	nd_engine_close(all);
	pile_release(&pile);
}
END_TEST

/* Dates at the ends of their type: no overflow (the sanitizer looks on), order kept. */
START_TEST(extreme_dates)
{
	static const int64_t dates[] = {
		INT64_MIN + 1, INT64_MAX, 0, -1, ND_NO_TIME, INT64_MAX - 1
	};
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	uint64_t random = 1;
	char *const text = made_text(&random, 60), id[2] = "a";
	struct nd_engine *engine;
	struct pairs pairs;

	opt.window = INT64_MAX;
	for (size_t i = 0; i < COUNT(dates); i++, id[0]++)
		pile_add(&pile, id, "", text, dates[i]);
	engine = engine_of(&pile, &opt);
	pairs = pairs_of(engine);
	ck_assert_uint_eq(pairs.n, 15);
	for (size_t i = 0; i < pairs.n; i++) {
		const struct nd_pair *const p = &pairs.pair[i];
		const int64_t a = dates[p->a_index], b = dates[p->b_index];

		if (a == ND_NO_TIME || b == ND_NO_TIME)
			ck_assert(p->hours_apart == -1 && p->a_index < p->b_index);
		else
			ck_assert(p->hours_apart >= 0 && a <= b);
	}
	free(clusters_of(engine, pile.n));
	pairs_release(&pairs);
	nd_engine_close(engine);
	free(text);
	pile_release(&pile);
}
END_TEST

/* Being empty, or as short as a caption, is no reason to match. */
START_TEST(short_articles_never_match)
{
	static const char *const texts[] = {
		"...", "!", "\xff\xfe", " ", "Photos", "Photos of the day", "Photos of the day",
		"Photos", "Read more", "Read more", "...", "a b c d e f", "a b c d e f", "北京", "北京",
		"\xc2\xad",
	};
	struct pile pile = { NULL, 0, 0 };
	struct nd_engine *engine;
	struct pairs pairs;
	char id[] = "a";

	for (size_t i = 0; i < COUNT(texts); i++, id[0]++)
		pile_add(&pile, id, "", texts[i], ND_NO_TIME);
	engine = engine_of(&pile, NULL);
	pairs = pairs_of(engine);
	for (size_t i = 0; i < pairs.n; i++)
		ck_abort_msg("'%s' and '%s' are %s", texts[pairs.pair[i].a_index],
			     texts[pairs.pair[i].b_index],
			     nd_relation_name(pairs.pair[i].relation));
	pairs_release(&pairs);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

START_TEST(none_and_one)
{
	struct pile pile = { NULL, 0, 0 };

	for (size_t n = 0; n < 2; n++) {
		struct nd_engine *const engine = engine_of(&pile, NULL);
		struct pairs pairs = pairs_of(engine);
		struct place *const places = clusters_of(engine, n);

		ck_assert_uint_eq(pairs.n, 0);
		if (n)
			ck_assert_uint_eq(places[0].size, 1);
		free(places);
		nd_engine_close(engine);
		pile_add(&pile, "a", "A title", "and a text of some words", ND_NO_TIME);
	}
	pile_release(&pile);
}
END_TEST

/* 1,500 copies: each is paired with the first and the 100 before it; the rest is counted. */
START_TEST(many_copies)
{
	struct pile pile = { NULL, 0, 0 };
	uint64_t random = 3;
	char *const text = made_text(&random, 80);
	struct nd_options opt = usual();
	struct nd_engine *engine;
	struct nd_stats stats;
	struct pairs pairs;
	struct place *places;

	for (int i = 0; i < 1500; i++) {
		char id[16];

		snprintf(id, sizeof(id), "%d", i);
		pile_add(&pile, id, "", text, ND_NO_TIME);
	}
	opt.relations = COPIES;
	engine = engine_of(&pile, &opt);
	pairs = pairs_of(engine);
	ck_assert_uint_eq(pairs.n, 100 * 101 / 2 + 1399 * 101);
	nd_engine_stats(engine, &stats);
	ck_assert_uint_gt(stats.crowded, 0);
	places = clusters_of(engine, pile.n);
	ck_assert_uint_eq(places[0].size, 1500);
	pairs_release(&pairs);
	free(places);
	nd_engine_close(engine);
	free(text);
	pile_release(&pile);
}
END_TEST

struct stopping {
	int calls, stop_at;
};

static int stop_pairs(void *ctx, const struct nd_pair *pair)
{
	struct stopping *const stopping = ctx;

	(void)pair;
	return ++stopping->calls == stopping->stop_at ? 42 : 0;
}

START_TEST(a_callback_can_stop)
{
	struct pile pile = { NULL, 0, 0 };
	struct stopping stopping = { 0, 3 };
	struct nd_engine *engine;
	struct nd_error err;
	struct pairs pairs;

	pile_make(&pile, 100, 15, DATED);
	engine = engine_of(&pile, NULL);
	ck_assert_int_eq(nd_engine_pairs(engine, stop_pairs, &stopping, &err), ND_ESTOPPED);
	ck_assert_int_eq(err.status, ND_ESTOPPED);
	ck_assert_int_eq(stopping.calls, 3);
	stopping = (struct stopping){ 0, 1 };
	ck_assert_int_eq(nd_engine_pairs(engine, stop_pairs, &stopping, NULL), ND_ESTOPPED);
	ck_assert_int_eq(stopping.calls, 1);
	pairs = pairs_of(engine);			/* the handle is as it was */
	ck_assert_uint_gt(pairs.n, 3);
	pairs_release(&pairs);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

/* Adding in two parts, with questions between, ends where adding all at once does. */
START_TEST(articles_can_follow)
{
	struct pile pile = { NULL, 0, 0 }, half;
	char *at_once, *in_parts, *again;
	struct nd_engine *engine;

	pile_make(&pile, 240, 16, (enum dates)_i);
	engine = engine_of(&pile, NULL);
	at_once = everything_of(engine);
	again = everything_of(engine);
	same_text(at_once, again);
	free(again);
	nd_engine_close(engine);
	half = (struct pile){ pile.articles, 100, 0 };
	engine = engine_of(&half, NULL);
	free(everything_of(engine));
	for (size_t i = 100; i < pile.n; i++) {
		REQUIRE(nd_engine_add(engine, &pile.articles[i], NULL) == ND_OK);
		if (i % 50 == 0)
			free(everything_of(engine));
	}
	in_parts = everything_of(engine);
	same_text(at_once, in_parts);
	free(at_once);
	free(in_parts);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

/* More than a batch of articles and of bytes. */
START_TEST(batches_do_not_show)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	struct nd_engine *engine;
	struct nd_stats stats;
	struct pairs pairs;
	uint64_t random = 4;

	opt.relations = ND_RELATION_BIT(ND_IDENTICAL);
	for (int i = 0; i < 5000; i++) {
		char id[16], *const text = made_text(&random, 12);

		snprintf(id, sizeof(id), "%d", i);
		pile_add(&pile, id, "", i == 4999 ? pile.articles[0].text.at : text, ND_NO_TIME);
		free(text);
	}
	engine = engine_of(&pile, &opt);
	pairs = pairs_of(engine);
	ck_assert_uint_eq(pairs.n, 1);
	ck_assert_ptr_nonnull(pair_at(&pairs, 0, 4999));
	nd_engine_stats(engine, &stats);
	ck_assert_uint_eq(stats.articles, 5000);
	ck_assert_uint_eq(stats.tokens, 5000 * 12);
	pairs_release(&pairs);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

static void count_stages(void *ctx, const char *stage, uint64_t done, uint64_t total)
{
	REQUIRE(stage && *stage && (total == 0 || done <= total));
	++*(int *)ctx;
}

START_TEST(progress_is_told)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_engine *engine;
	int told = 0, before;

	pile_make(&pile, 30, 17, DATED);
	engine = engine_of(&pile, NULL);
	nd_engine_progress(engine, count_stages, &told);
	free(everything_of(engine));
	ck_assert_int_gt(told, 2);
	before = told;
	nd_engine_progress(engine, NULL, NULL);
	pile_add(&pile, "later", "", "one more", ND_NO_TIME);
	nd_engine_add(engine, &pile.articles[30], NULL);
	free(everything_of(engine));
	ck_assert_int_eq(told, before);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

START_TEST(stats_before_and_after)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	struct nd_engine *engine;
	struct nd_stats stats;

	opt.ngram_size = 4;
	opt.num_perm = 64;
	opt.threshold = .5;
	pile_make(&pile, 50, 18, DATED);
	engine = engine_of(&pile, &opt);
	nd_engine_stats(engine, &stats);
	ck_assert_uint_eq(stats.articles, 50);
	ck_assert_uint_eq(
		stats.pairs + stats.text_candidates + stats.event_candidates + stats.crowded, 0);
	ck_assert_uint_eq(stats.ngram_size, 4);
	ck_assert_uint_eq(stats.num_perm, 64);
	ck_assert_uint_ge(stats.bands, 1);
	ck_assert_uint_le(stats.bands * stats.rows, 64);
	free(everything_of(engine));
	nd_engine_stats(engine, &stats);
	ck_assert_uint_gt(stats.text_candidates, 0);
	ck_assert_uint_gt(stats.event_candidates, 0);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

Suite *suite_engine_pairs(void)
{
	Suite *const suite = suite_create("engine/pairs");
	TCase *const tcase = only_case(suite, "pairs");

	tcase_add_loop_test(tcase, copies_are_as_exact_comparison_says, 0, 4);
	tcase_add_test(tcase, excerpts_are_contained);
	tcase_add_loop_test(tcase, pairs_are_whole_and_best_first, UNDATED, PART_DATED + 1);
	tcase_add_test(tcase, relation_masks);
	tcase_add_test(tcase, extreme_dates);
	tcase_add_test(tcase, short_articles_never_match);
	tcase_add_test(tcase, none_and_one);
	tcase_add_test(tcase, many_copies);
	tcase_add_test(tcase, a_callback_can_stop);
	tcase_add_loop_test(tcase, articles_can_follow, UNDATED, PART_DATED + 1);
	tcase_add_test(tcase, batches_do_not_show);
	tcase_add_test(tcase, progress_is_told);
	tcase_add_test(tcase, stats_before_and_after);
	return suite;
}
