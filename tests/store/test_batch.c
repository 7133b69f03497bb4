/* test_batch.c - articles that another thread makes ready say what they say one by one */
#include <pthread.h>
#include <stdio.h>

#include "shard/sketched.h"
#include "store/shelf.h"

#define PILE 200

/* Two batches that a thread fills while the other one is added. */
struct relay {
	const struct pile *pile;
	struct nd_store_batch *batch;
	size_t from, to;
};

static void *fill(void *ctx)
{
	const struct relay *const relay = ctx;

	for (size_t i = relay->from; i < relay->to; i++)
		REQUIRE(nd_store_batch_add(relay->batch, &relay->pile->articles[i], NULL) == ND_OK);
	return NULL;
}

static void add_in_batches(struct nd_store *store, const struct pile *pile, size_t a_batch)
{
	struct nd_store_batch *batches[2];

	for (int k = 0; k < 2; k++)
		ck_assert_int_eq(nd_store_batch_open(&batches[k], store, NULL), ND_OK);
	for (size_t from = 0, k = 0; from < pile->n + a_batch; from += a_batch, k = !k) {
		const size_t to = from + a_batch < pile->n ? from + a_batch : pile->n;
		struct relay relay = { pile, batches[k], from, to };
		pthread_t thread;

		ck_assert_int_eq(pthread_create(&thread, NULL, fill, &relay), 0);
		ck_assert_int_eq(nd_store_take(store, batches[!k], NULL), ND_OK);
		pthread_join(thread, NULL);
	}
	for (int k = 0; k < 2; k++)
		nd_store_batch_close(batches[k]);
}

/* What a new store says of a pile that goes in one by one (0), or in batches of so many. */
static char *said_of(const struct pile *pile, size_t a_batch)
{
	struct minutes minutes;

	minutes_begin(&minutes, 30);
	for (size_t i = 0; i < pile->n && !a_batch; i++)
		ck_assert_int_eq(nd_store_add(minutes.store, &pile->articles[i], NULL), ND_OK);
	if (a_batch)
		add_in_batches(minutes.store, pile, a_batch);
	return minutes_end(&minutes, pile->n);
}

START_TEST(batches_say_what_articles_say)
{
	struct pile pile = { NULL, 0, 0 };
	char *articles, *batches;

	printed_pile(&pile, PILE, 107);
	articles = said_of(&pile, 0);
	for (size_t a_batch = 1; a_batch < 500; a_batch *= 7) {
		batches = said_of(&pile, a_batch);
		same_text(articles, batches);
		free(batches);
	}
	free(articles);
	pile_release(&pile);
}
END_TEST

/* What a batch holds of an article outlives it, up to the bounds of what is kept. */
START_TEST(an_article_may_go_before_its_batch)
{
	char id[] = "a", title[1000], text[] = "The ferry ran aground on a reef off the coast late "
		"on Tuesday with 212 passengers.", source[300], url[3000];
	struct nd_article article = {
		.id = { id, 1 }, .title = { title, sizeof(title) }, .text = { text, strlen(text) },
		.published = 5, .source = { source, sizeof(source) }, .url = { url, sizeof(url) },
	};
	struct nd_store_batch *batch;
	struct nd_store *store;
	struct shelf shelf;

	memset(title, 't', sizeof(title));
	memset(source, 's', sizeof(source));
	memset(url, 'u', sizeof(url));
	memcpy(title + 299, "\xc3\xa9", 2);	/* what is kept does not end within it */
	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_shelf(&shelf, 1, 30);
	ck_assert_int_eq(nd_store_batch_open(&batch, store, NULL), ND_OK);
	ck_assert_int_eq(nd_store_batch_add(batch, &article, NULL), ND_OK);
	memset(id, 'x', sizeof(id));
	memset(title, 'x', sizeof(title));
	memset(text, 'x', sizeof(text));
	memset(source, 'x', sizeof(source));
	memset(url, 'x', sizeof(url));
	ck_assert_int_eq(nd_store_take(store, batch, NULL), ND_OK);
	ck_assert_int_eq(nd_store_commit(store, NULL), ND_OK);
	ck_assert_int_eq(nd_store_article(store, 0, &article, NULL), ND_OK);
	ck_assert(article.id.len == 1 && article.id.at[0] == 'a');
	ck_assert(article.title.len == 299 && article.title.at[298] == 't');
	ck_assert(article.source.len == 200 && article.source.at[199] == 's');
	ck_assert(article.url.len == 2000 && article.url.at[1999] == 'u');
	nd_store_batch_close(batch);
	nd_store_close(store);
	shelf_close(&shelf);
}
END_TEST

START_TEST(what_is_no_article_is_refused)
{
	struct nd_article article = article_of("a", "Some words that nobody has written before.");
	struct nd_article nameless = article_of("", "Some words.");
	struct nd_store_batch *batch;
	struct nd_store_info info;
	struct nd_store *store;
	struct nd_error err;
	struct shelf shelf;

	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_shelf(&shelf, 1, 30);
	ck_assert_int_eq(nd_store_batch_open(&batch, store, NULL), ND_OK);
	ck_assert_int_eq(nd_store_take(store, batch, NULL), ND_OK);
	ck_assert_int_eq(nd_store_batch_add(batch, &article, NULL), ND_OK);
	ck_assert_int_eq(nd_store_batch_add(batch, &nameless, &err), ND_EINVAL);
	ck_assert_int_eq(nd_store_take(store, batch, NULL), ND_OK);
	ck_assert_int_eq(nd_store_take(store, batch, NULL), ND_OK);	/* it is empty */
	ck_assert_uint_eq(nd_store_waiting(store), 1);
	ck_assert_int_eq(nd_store_commit(store, NULL), ND_OK);
	nd_store_batch_close(batch);
	nd_store_close(store);

	store = open_shelf(&shelf, 0, 30);
	ck_assert_int_eq(nd_store_batch_open(&batch, store, NULL), ND_OK);
	ck_assert_int_eq(nd_store_batch_add(batch, &article, NULL), ND_OK);
	ck_assert_int_eq(nd_store_take(store, batch, &err), ND_EINVAL);
	ck_assert_int_eq(nd_store_info(store, &info, NULL), ND_OK);
	ck_assert_uint_eq(info.articles, 1);
	nd_store_batch_close(batch);
	nd_store_batch_close(NULL);
	nd_store_close(store);
	shelf_close(&shelf);
}
END_TEST

Suite *suite_store_batch(void)
{
	Suite *const suite = suite_create("store/batch");
	TCase *const tcase = only_case(suite, "store/batch");

	tcase_add_test(tcase, batches_say_what_articles_say);
	tcase_add_test(tcase, an_article_may_go_before_its_batch);
	tcase_add_test(tcase, what_is_no_article_is_refused);
	return suite;
}
