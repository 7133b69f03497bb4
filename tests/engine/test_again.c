/*
 * test_again.c - articles in batches, and articles that are read again: the
 * engine says what it says when it keeps everything
 */
#include <pthread.h>
#include <stdio.h>

#include "engine/pile.h"

/* An engine whose articles can be had again from a pile. */
struct source {
	const struct pile *pile;
	size_t index[1000];	/* of the engine's articles: where in the pile */
	size_t n;
	_Atomic size_t asked;
	size_t broken;		/* this article cannot be had again ... */
	size_t changed;		/* ... and this one has become another; SIZE_MAX: none */
};

static enum nd_status reread(void *ctx, unsigned worker, size_t index, nd_on_article *fn,
			     void *fn_ctx, struct nd_error *err)
{
	struct source *const source = ctx;
	struct nd_article article = source->pile->articles[source->index[index]];

	(void)worker;
	source->asked++;
	if (index == source->broken) {
		*err = (struct nd_error){ ND_EIO, "the disk is gone" };
		return ND_EIO;
	}
	if (index == source->changed)
		article.text = text_of("something else altogether stands here now, as it seems");
	return fn(fn_ctx, &article);
}

static struct source source_of(const struct pile *pile)
{
	return (struct source){ .pile = pile, .broken = SIZE_MAX, .changed = SIZE_MAX };
}

static struct nd_options copies(struct source *source)
{
	struct nd_options opt = usual();

	opt.relations = ND_RELATION_BIT(ND_IDENTICAL) | ND_RELATION_BIT(ND_NEAR_DUPLICATE);
	if (source) {
		opt.reread = reread;
		opt.reread_ctx = source;
	}
	return opt;
}

struct taking {
	struct source *source;
	size_t from;		/* of the batch in the pile */
	size_t refused;
};

static int taken(void *ctx, size_t i, const struct nd_error *refused)
{
	struct taking *const taking = ctx;

	taking->refused += refused != NULL;
	if (!refused && taking->source)
		taking->source->index[taking->source->n++] = taking->from + i;
	return 0;
}

/* Add the pile in batches of 7; every other article can be had again. */
static size_t add_batches(struct nd_engine *engine, const struct pile *pile, struct source *source)
{
	struct taking taking = { .source = source };
	struct nd_batch *batch;

	REQUIRE(nd_batch_open(&batch, engine, NULL) == ND_OK);
	for (size_t i = 0; i < pile->n; i++) {
		struct nd_article article = pile->articles[i];

		article.again = i % 2;
		REQUIRE(nd_batch_add(batch, &article, NULL) == ND_OK);
		if (i % 7 == 6 || i + 1 == pile->n) {
			REQUIRE(nd_engine_take(engine, batch, taken, &taking, NULL) == ND_OK);
			taking.from = i + 1;
		}
	}
	nd_batch_close(batch);
	return taking.refused;
}

/* Whatever is asked for, articles are read again; nor does it matter what is freed early. */
START_TEST(batches_say_the_same)
{
	struct pile pile = { NULL, 0, 0 };
	char *whole, *parts;
	struct nd_engine *engine;

	pile_make(&pile, 500, 41, DATED);
	for (int all = 0; all < 3; all++) {
		struct source source = source_of(&pile);
		struct nd_options opt = copies(NULL);

		if (all)
			opt.relations = all == 1 ? opt.relations | ND_RELATION_BIT(ND_CONTAINED) :
				       ND_ALL_RELATIONS;
		engine = engine_of(&pile, &opt);
		whole = everything_of(engine);
		nd_engine_close(engine);
		opt.reread = reread;
		opt.reread_ctx = &source;
		opt.threads = 3;
		opt.once = 1;
		REQUIRE(nd_engine_open(&engine, &opt, NULL) == ND_OK);
		ck_assert_uint_eq(add_batches(engine, &pile, &source), 0);
		parts = everything_of(engine);
		same_text(whole, parts);
		ck_assert_uint_gt(source.asked, 0);
		free(whole);
		free(parts);
		nd_engine_close(engine);
	}
	pile_release(&pile);
}
END_TEST

START_TEST(once_means_that_nothing_comes_later)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = ND_OPTIONS_INIT;
	struct nd_engine *engine;
	struct nd_article late = { .id = { "late", 4 }, .text = { "What comes late.", 16 } };
	char *first, *second;

	pile_make(&pile, 60, 43, DATED);
	opt.once = 1;
	engine = engine_of(&pile, &opt);
	first = everything_of(engine);
	late.published = ND_NO_TIME;
	ck_assert_int_eq(nd_engine_add(engine, &late, NULL), ND_EINVAL);
	second = everything_of(engine);
	same_text(first, second);
	free(first);
	free(second);
	nd_engine_close(engine);
	opt.keep_text = 1;	/* then it has no effect */
	engine = engine_of(&pile, &opt);
	free(everything_of(engine));
	ck_assert_int_eq(nd_engine_add(engine, &late, NULL), ND_OK);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

START_TEST(an_id_that_is_taken_is_refused_whoever_has_it)
{
	struct pile pile = { NULL, 0, 0 };
	struct source source = source_of(&pile);
	const struct nd_options opt = copies(&source);
	struct nd_engine *engine;
	struct nd_error err;
	struct nd_stats stats;

	for (size_t i = 0; i < 100; i++) {
		char id[16];

		snprintf(id, sizeof(id), "x%zu", i % 30);
		pile_add(&pile, id, "title", "a text of a few words", ND_NO_TIME);
	}
	REQUIRE(nd_engine_open(&engine, &opt, NULL) == ND_OK);
	ck_assert_uint_eq(add_batches(engine, &pile, &source), 70);
	nd_engine_stats(engine, &stats);
	ck_assert_uint_eq(stats.articles, 30);
	ck_assert_int_eq(nd_engine_add(engine, &pile.articles[40], &err), ND_EEXIST);
	ck_assert_str_eq(err.message, "id 'x10' is taken");
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

static int stop(void *ctx, size_t i, const struct nd_error *refused)
{
	(void)ctx;
	(void)refused;
	return i == 2;
}

START_TEST(taking_can_be_stopped)
{
	struct pile pile = { NULL, 0, 0 };
	const struct nd_options opt = copies(NULL);
	struct nd_engine *engine;
	struct nd_batch *batch;
	struct nd_stats stats;
	struct nd_error err;

	pile_make(&pile, 10, 3, DATED);
	REQUIRE(nd_engine_open(&engine, &opt, NULL) == ND_OK);
	REQUIRE(nd_batch_open(&batch, engine, NULL) == ND_OK);
	for (size_t i = 0; i < pile.n; i++)
		REQUIRE(nd_batch_add(batch, &pile.articles[i], NULL) == ND_OK);
	ck_assert_int_eq(nd_batch_add(batch, &(struct nd_article){ .id = text_of("e") }, &err), ND_EINVAL);
	ck_assert_int_eq(nd_engine_take(engine, batch, stop, NULL, &err), ND_ESTOPPED);
	nd_engine_stats(engine, &stats);
	ck_assert_uint_eq(stats.articles, 3);
	REQUIRE(nd_engine_take(engine, batch, stop, NULL, &err) == ND_OK);	/* it is empty now */
	nd_batch_close(batch);
	nd_batch_close(NULL);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

static int ignore(void *ctx, const struct nd_pair *pair)
{
	(void)ctx;
	(void)pair;
	return 0;
}

/* The third text is a copy of the first one, which cannot be had again or is another one. */
START_TEST(what_cannot_be_read_again_is_told)
{
	struct pile pile = { NULL, 0, 0 };
	struct source source = source_of(&pile);
	struct nd_options opt = copies(&source);
	struct nd_engine *engine;
	struct nd_error err;
	uint64_t random = 9;
	char *const one = made_text(&random, 60), *const two = edited_text(&random, one, .05);

	opt.threads = 2;
	pile_add(&pile, "a", NULL, one, ND_NO_TIME);
	pile_add(&pile, "b", NULL, two, ND_NO_TIME);
	pile_add(&pile, "c", NULL, one, ND_NO_TIME);
	pile_add(&pile, "d", NULL, two, ND_NO_TIME);
	REQUIRE(nd_engine_open(&engine, &opt, NULL) == ND_OK);
	add_batches(engine, &pile, &source);
	source.broken = 1;
	ck_assert_int_eq(nd_engine_pairs(engine, ignore, NULL, &err), ND_EIO);
	ck_assert_str_eq(err.message, "the disk is gone");
	source.broken = SIZE_MAX;
	source.changed = 3;
	ck_assert_int_eq(nd_engine_pairs(engine, ignore, NULL, &err), ND_EIO);
	ck_assert_str_eq(err.message, "article 'd' is another one than when it was read first");
	source.changed = SIZE_MAX;
	ck_assert_int_eq(nd_engine_pairs(engine, ignore, NULL, &err), ND_OK);
	nd_engine_close(engine);
	pile_release(&pile);
	free(one);
	free(two);
}
END_TEST

static int count_story(void *ctx, const struct nd_cluster *cluster)
{
	ck_assert_uint_ge(cluster->size, 2);
	++*(int *)ctx;
	return 0;
}

START_TEST(small_stories_are_left_out)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = copies(NULL);
	struct nd_engine *engine;
	int stories = 0;

	opt.least_story = 2;
	pile_make(&pile, 300, 8, DATED);
	engine = engine_of(&pile, &opt);
	ck_assert_int_eq(nd_engine_clusters(engine, count_story, &stories, NULL), ND_OK);
	ck_assert_int_gt(stories, 0);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

Suite *suite_engine_again(void)
{
	Suite *const suite = suite_create("engine/again");
	TCase *const tcase = only_case(suite, "again");

	tcase_add_test(tcase, batches_say_the_same);
	tcase_add_test(tcase, once_means_that_nothing_comes_later);
	tcase_add_test(tcase, an_id_that_is_taken_is_refused_whoever_has_it);
	tcase_add_test(tcase, taking_can_be_stopped);
	tcase_add_test(tcase, what_cannot_be_read_again_is_told);
	tcase_add_test(tcase, small_stories_are_left_out);
	return suite;
}
