/* test_load.c - a store says of sketches what it says of the articles */
#include <stdio.h>

#include "shard/sketched.h"
#include "store/shelf.h"

#define PILE 300

/* What a new store says of a pile that goes in as it is, or in shards of so many. */
static char *said_of(const struct pile *pile, size_t a_shard)
{
	struct nd_options opt = usual();
	struct shard_file file;
	struct minutes minutes;

	minutes_begin(&minutes, 50);
	shard_file_open(&file);
	for (size_t i = 0; i < pile->n && !a_shard; i++)
		ck_assert_int_eq(nd_store_add(minutes.store, &pile->articles[i], NULL), ND_OK);
	for (size_t i = 0; i < pile->n && a_shard; i += a_shard) {
		shard_of(&file, pile, i, i + a_shard < pile->n ? i + a_shard : pile->n, &opt);
		ck_assert_int_eq(nd_store_load(minutes.store, file.path, NULL, NULL, NULL), ND_OK);
	}
	shard_file_close(&file);
	return minutes_end(&minutes, pile->n);
}

START_TEST(sketches_say_what_articles_say)
{
	struct pile pile = { NULL, 0, 0 };
	char *articles, *sketches;

	printed_pile(&pile, PILE, 101);
	articles = said_of(&pile, 0);
	for (size_t a_shard = 7; a_shard < 1000; a_shard *= 11) {
		sketches = said_of(&pile, a_shard);
		same_text(articles, sketches);
		free(sketches);
	}
	free(articles);
	pile_release(&pile);
}
END_TEST

static int count(void *ctx, const struct nd_article *article, const struct nd_error *refused)
{
	size_t *const left = ctx;

	REQUIRE(article->id.len && !refused);
	return --*left == 0;
}

START_TEST(sketches_of_another_kind_are_refused)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	struct nd_store_info info;
	struct shard_file file;
	struct nd_error err;
	struct shelf shelf;
	struct nd_store *store;
	size_t left = 3;

	pile_make(&pile, 10, 103, DATED);
	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_shelf(&shelf, 1, 50);
	shard_file_open(&file);
	opt.seed = 5;
	shard_of(&file, &pile, 0, 10, &opt);
	ck_assert_int_eq(nd_store_load(store, file.path, NULL, NULL, &err), ND_EINVAL);
	ck_assert_ptr_nonnull(strstr(err.message, "seed 5, not 1"));
	opt = usual();
	opt.keep_templates = 1;	/* a store has no use for the texts */
	shard_of(&file, &pile, 0, 10, &opt);
	ck_assert_int_eq(nd_store_load(store, file.path, count, &left, &err), ND_ESTOPPED);
	ck_assert_int_eq(nd_store_load(store, file.path, NULL, NULL, &err), ND_OK);
	ck_assert_int_eq(nd_store_commit(store, NULL), ND_OK);
	ck_assert_int_eq(nd_store_info(store, &info, NULL), ND_OK);
	ck_assert_uint_eq(info.articles, 10);
	shard_file_put(&file, "no shard", 8);
	ck_assert_int_eq(nd_store_load(store, file.path, NULL, NULL, &err), ND_EFORMAT);
	nd_store_close(store);
	store = open_shelf(&shelf, 0, 50);
	shard_of(&file, &pile, 0, 10, &opt);
	ck_assert_int_eq(nd_store_load(store, file.path, NULL, NULL, &err), ND_EINVAL);
	nd_store_close(store);
	shard_file_close(&file);
	shelf_close(&shelf);
	pile_release(&pile);
}
END_TEST

Suite *suite_store_load(void)
{
	Suite *const suite = suite_create("store/load");
	TCase *const tcase = only_case(suite, "store/load");

	tcase_add_test(tcase, sketches_say_what_articles_say);
	tcase_add_test(tcase, sketches_of_another_kind_are_refused);
	return suite;
}
