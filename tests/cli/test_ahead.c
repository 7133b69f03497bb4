/* test_ahead.c - articles on their way from one thread to another */
#include <stdio.h>
#include <unistd.h>

#include "cli/ahead.h"
#include "store/shelf.h"

#define ARTICLES 300

/* One who reads. */
struct reader {
	struct ahead *ahead;
	unsigned from, to;
	enum nd_status status;		/* of the last article */
};

static void *read_articles(void *ctx)
{
	struct reader *const reader = ctx;

	for (unsigned i = reader->from; i < reader->to && reader->status == ND_OK; i++) {
		const struct nd_record record = { .article = feed_article(i), .file = "-", .line = i };

		reader->status = ahead_put(reader->ahead, &record, NULL);
	}
	return NULL;
}

static void *keep_line(const struct nd_record *record)
{
	uint64_t *const kept = malloc(sizeof(*kept));

	if (kept)
		*kept = record->line;
	return kept;
}

/* Add a lot and see that its articles are the next ones. */
static void add_lot(struct nd_store *store, struct lot *lot, uint64_t *next)
{
	ck_assert(lot->n > 0 && lot->n <= AHEAD_ARTICLES);
	ck_assert_uint_eq(lot->beside.n, lot->n);
	for (size_t i = 0; i < lot->n; i++)
		ck_assert_uint_eq(*((uint64_t **)lot->beside.items)[i], (*next)++);
	ck_assert_int_eq(nd_store_take(store, lot->articles, NULL), ND_OK);
	lot_clear(lot);
}

static struct nd_store *open_all(struct shelf *shelf, struct ahead *ahead)
{
	struct nd_store *store;

	shelf_open(shelf);
	create_shelf(shelf);
	store = open_shelf(shelf, 1, 1000);
	ck_assert_int_eq(ahead_open(ahead, store, keep_line, NULL), ND_OK);
	return store;
}

static void close_all(struct shelf *shelf, struct ahead *ahead, struct nd_store *store)
{
	ahead_close(ahead);
	nd_store_close(store);
	shelf_close(shelf);
}

START_TEST(all_come_in_order)
{
	struct ahead ahead;
	struct reader reader = { &ahead, 0, ARTICLES, ND_OK };
	struct nd_store_info info;
	struct nd_store *store;
	struct shelf shelf;
	pthread_t thread;
	uint64_t next = 0;

	store = open_all(&shelf, &ahead);
	ck_assert_int_eq(pthread_create(&thread, NULL, read_articles, &reader), 0);
	while (next < ARTICLES) {
		struct lot *const lot = ahead_take(&ahead, 10);

		if (lot)
			add_lot(store, lot, &next);
	}
	pthread_join(thread, NULL);
	ck_assert_int_eq(reader.status, ND_OK);
	ck_assert(!ahead_has_ended(&ahead));
	ck_assert_ptr_null(ahead_take(&ahead, 0));
	ahead_end(&ahead);
	ck_assert(ahead_has_ended(&ahead));
	ck_assert_ptr_null(ahead_take(&ahead, 1000000));	/* at once */
	ck_assert_int_eq(nd_store_commit(store, NULL), ND_OK);
	ck_assert_int_eq(nd_store_info(store, &info, NULL), ND_OK);
	ck_assert_uint_eq(info.articles, ARTICLES);
	close_all(&shelf, &ahead, store);
}
END_TEST

/* A single one does not wait for others. */
START_TEST(one_article_is_a_lot)
{
	struct ahead ahead;
	struct reader reader = { &ahead, 0, 1, ND_OK };
	struct nd_store *store;
	struct shelf shelf;
	struct lot *lot;
	uint64_t next = 0;

	store = open_all(&shelf, &ahead);
	for (unsigned i = 0; i < 3; i++) {
		reader.from = i;
		reader.to = i + 1;
		read_articles(&reader);
		lot = ahead_take(&ahead, 0);
		ck_assert_ptr_nonnull(lot);
		ck_assert_uint_eq(lot->n, 1);
		add_lot(store, lot, &next);
	}
	close_all(&shelf, &ahead, store);
}
END_TEST

START_TEST(what_is_refused_is_not_in_the_lot)
{
	const struct nd_record nameless = { .article = article_of("", "Some words."), .file = "-" };
	struct ahead ahead;
	struct reader reader = { &ahead, 0, 1, ND_OK };
	struct nd_store *store;
	struct nd_error err;
	struct shelf shelf;
	uint64_t next = 0;

	store = open_all(&shelf, &ahead);
	ck_assert_int_eq(ahead_put(&ahead, &nameless, &err), ND_EINVAL);
	ck_assert_ptr_null(ahead_take(&ahead, 0));
	read_articles(&reader);
	ck_assert_int_eq(ahead_put(&ahead, &nameless, &err), ND_EINVAL);
	add_lot(store, ahead_take(&ahead, 0), &next);
	close_all(&shelf, &ahead, store);
}
END_TEST

/* Who waits for room does not wait for ever, and what was not taken is freed. */
START_TEST(a_full_lot_waits_and_is_let_go)
{
	struct ahead ahead;
	struct reader reader = { &ahead, 0, AHEAD_ARTICLES + 1, ND_OK };
	struct nd_store *store;
	struct shelf shelf;
	pthread_t thread;

	store = open_all(&shelf, &ahead);
	ck_assert_int_eq(pthread_create(&thread, NULL, read_articles, &reader), 0);
	usleep(20000);		/* it is waiting, most likely */
	ahead_stop(&ahead);
	pthread_join(thread, NULL);
	ck_assert_int_eq(reader.status, ND_ESTOPPED);
	close_all(&shelf, &ahead, store);
}
END_TEST

/* A text of the size of a lot has one for itself. */
START_TEST(a_large_article_fills_a_lot)
{
	static char text[AHEAD_BYTES];
	struct nd_record record = { .article = feed_article(0), .file = "-", .line = 0 };
	struct ahead ahead;
	struct reader reader = { &ahead, 1, 2, ND_OK };
	struct nd_store *store;
	struct shelf shelf;
	pthread_t thread;
	uint64_t next = 0;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 6 ? (char)('a' + i * i % 23) : ' ';
	record.article.text = (struct nd_text){ text, sizeof(text) };
	store = open_all(&shelf, &ahead);
	ck_assert_int_eq(ahead_put(&ahead, &record, NULL), ND_OK);
	ck_assert_int_eq(pthread_create(&thread, NULL, read_articles, &reader), 0);
	usleep(20000);
	add_lot(store, ahead_take(&ahead, 0), &next);
	ck_assert_uint_eq(next, 1);
	pthread_join(thread, NULL);
	add_lot(store, ahead_take(&ahead, 0), &next);
	ck_assert_uint_eq(next, 2);
	close_all(&shelf, &ahead, store);
}
END_TEST

Suite *suite_cli_ahead(void);
Suite *suite_cli_ahead(void)
{
	Suite *const suite = suite_create("cli/ahead");
	TCase *const tcase = only_case(suite, "cli/ahead");

	tcase_add_test(tcase, all_come_in_order);
	tcase_add_test(tcase, one_article_is_a_lot);
	tcase_add_test(tcase, what_is_refused_is_not_in_the_lot);
	tcase_add_test(tcase, a_full_lot_waits_and_is_let_go);
	tcase_add_test(tcase, a_large_article_fills_a_lot);
	return suite;
}
