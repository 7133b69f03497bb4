/* test_merging.c - segments that are merged while articles come */
#include <dirent.h>
#include <unistd.h>

#include "store/merging.h"
#include "store/shelf.h"
#include "store/store.h"

#define ARTICLES 300

static struct nd_store *open_small(const struct shelf *shelf, uint32_t fresh_most)
{
	struct nd_store *const store = open_shelf(shelf, 1, 10);

	store->fresh_most = fresh_most;
	return store;
}

/* What a store says that is closed and opened again every so many articles, of which some are
 * taken out. */
static char *said_in_parts(unsigned part, int removing)
{
	struct shelf shelf;
	struct nd_store *store;
	char *text = NULL, id[32];
	size_t len;
	FILE *const out = open_memstream(&text, &len);

	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_small(&shelf, 20);
	for (unsigned i = 0; i < ARTICLES; i++) {
		const struct nd_article article = feed_article(i);

		if (i && i % part == 0) {
			ck_assert_int_eq(nd_store_commit(store, NULL), ND_OK);
			nd_store_close(store);
			store = open_small(&shelf, 20);
		}
		nd_store_on_answer(store, write_answer, out);
		ck_assert_int_eq(nd_store_add(store, &article, NULL), ND_OK);
		if (!removing || i % 30 != 29)
			continue;
		snprintf(id, sizeof(id), "feed-%u", i - 7);
		ck_assert_int_eq(nd_store_remove(store, (struct nd_text){ id, strlen(id) }, NULL),
				 ND_OK);
	}
	ck_assert_int_eq(nd_store_commit(store, NULL), ND_OK);
	nd_store_close(store);
	ck_assert(is_sound(shelf.path));
	shelf_close(&shelf);
	fclose(out);
	return text;
}

/* However far a merge is when it is asked, the answers are the same. */
START_TEST(answers_do_not_wait_for_a_merge)
{
	for (int removing = 0; removing < 2; removing++) {
		char *const whole = said_in_parts(ARTICLES, removing);

		for (unsigned part = 10; part < 100; part *= 3) {
			char *const parts = said_in_parts(part, removing);

			same_text(whole, parts);
			free(parts);
		}
		free(whole);
	}
}
END_TEST

/* Files of keys in the folder. */
static unsigned count_files(const struct shelf *shelf)
{
	DIR *const folder = opendir(shelf->path);
	struct dirent *entry;
	unsigned n = 0;

	ck_assert_ptr_nonnull(folder);
	while ((entry = readdir(folder)))
		n += strstr(entry->d_name, ".idx") != NULL;
	closedir(folder);
	return n;
}

START_TEST(a_merge_ends_with_the_store)
{
	struct nd_article article;
	struct nd_store_info info;
	struct nd_store *store;
	struct shelf shelf;

	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_small(&shelf, 20);
	for (unsigned i = 0; i < 40; i++) {
		article = feed_article(i);
		ck_assert_int_eq(nd_store_add(store, &article, NULL), ND_OK);
	}
	ck_assert(store->merging.under_way);
	nd_store_close(store);
	ck_assert_uint_eq(count_files(&shelf), 1);

	/* what was not committed is lost, and so is a merge beside it */
	store = open_small(&shelf, 20);
	for (unsigned i = 40; i < 61; i++) {
		article = feed_article(i);
		ck_assert_int_eq(nd_store_add(store, &article, NULL), ND_OK);
	}
	ck_assert(store->merging.under_way);
	nd_store_close(store);
	ck_assert_uint_eq(count_files(&shelf), 2);
	store = open_small(&shelf, 20);
	ck_assert_int_eq(nd_store_info(store, &info, NULL), ND_OK);
	ck_assert_uint_eq(info.articles, 60);
	ck_assert_uint_eq(info.segments, 2);
	nd_store_close(store);
	ck_assert(is_sound(shelf.path));
	shelf_close(&shelf);
}
END_TEST

/* Bytes of a segment that are not what they were. */
static void spoil(const char *folder, uint32_t number)
{
	char path[400];
	FILE *file;

	nd_sheet_path(path, sizeof(path), folder, ND_SHEET_POSTINGS, number);
	file = fopen(path, "r+");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fseek(file, 200, SEEK_SET), 0);
	fputs("spoilt", file);
	fclose(file);
}

START_TEST(a_damaged_part_is_told)
{
	struct nd_article article;
	struct nd_store *store;
	struct nd_error err;
	struct shelf shelf;
	enum nd_status status = ND_OK;

	shelf_open(&shelf);
	create_shelf(&shelf);
	store = open_small(&shelf, 20);
	for (unsigned i = 0; i < 39; i++) {
		article = feed_article(i);
		ck_assert_int_eq(nd_store_add(store, &article, NULL), ND_OK);
	}
	spoil(shelf.path, ((struct nd_sheet *)store->segments.items)[0].number);
	for (unsigned i = 39; i < 60 && status == ND_OK; i++) {
		article = feed_article(i);
		status = nd_store_add(store, &article, &err);
	}
	ck_assert_int_eq(status, ND_EFORMAT);
	ck_assert_ptr_nonnull(strstr(err.message, "damaged"));
	ck_assert_int_ne(nd_store_add(store, &article, NULL), ND_OK);
	nd_store_close(store);
	shelf_close(&shelf);
}
END_TEST

/* A part that cannot be opened: nothing is under way. */
START_TEST(what_is_not_there_is_not_merged)
{
	const struct nd_sheet missing[2] = { { .number = 1 }, { .number = 2 } };
	struct nd_merging merging = { 0 };
	struct nd_error err;
	struct shelf shelf;

	shelf_open(&shelf);
	ck_assert_int_ne(nd_merging_begin(&merging, missing, 2, shelf.folder, 3, &err), ND_OK);
	ck_assert(!merging.under_way && !nd_merging_is_done(&merging));
	shelf_close(&shelf);
}
END_TEST

Suite *suite_store_merging(void)
{
	Suite *const suite = suite_create("store/merging");
	TCase *const tcase = only_case(suite, "store/merging");

	tcase_add_test(tcase, answers_do_not_wait_for_a_merge);
	tcase_add_test(tcase, a_merge_ends_with_the_store);
	tcase_add_test(tcase, a_damaged_part_is_told);
	tcase_add_test(tcase, what_is_not_there_is_not_merged);
	return suite;
}
