/* test_files.c - records, counters, sheets */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "store/counts.h"
#include "store/kept.h"
#include "store/sheet.h"
#include "store/shelf.h"
#include "text/terms.h"

static struct nd_keeping some_keeping(void)
{
	static const uint32_t shingles[] = { 3, 99, 0xfffffff };
	static const uint8_t quoted[] = { 2 };
	static const uint32_t keys[] = { 5, 70000, 0xfffffff };
	static const struct nd_kept_term terms[] = {
		{ 5, 1, ND_TERM_PAIR }, { 70000, 20, ND_TERM_NAME | ND_TERM_LEAD },
		{ 0xfffffff, 1, ND_TERM_NUMBER },
	};
	static const uint8_t sketch[] = { 1, 2, 255 };
	static const uint16_t scores[] = { 900, 800, 7 };

	return (struct nd_keeping){
		.head = { .number = 17, .published = -5, .added = 99, .content = 12345, .tokens = 8 },
		.sketch = sketch, .sketch_bytes = 3, .shingles = shingles, .n_shingles = 3,
		.quoted = quoted, .term_keys = keys, .terms = terms, .n_terms = 3,
		.scores = scores, .n_scores = 3, .id = { "the-id", 6 }, .title = { "A title", 7 },
		.url = { "https://a.example/", 18 },
	};
}

START_TEST(records_come_back)
{
	struct nd_array out = ND_ARRAY_INIT(uint8_t, 1 << 20);
	const struct nd_keeping keeping = some_keeping();
	static const uint32_t places[] = { 0, 1, 2 };
	uint8_t tf[3], flags[3];
	uint32_t scratch[1];
	struct nd_kept kept;
	uint32_t values[3];

	ck_assert_int_eq(nd_kept_write(&out, &keeping), ND_OK);
	ck_assert_uint_eq(out.n % 8, 0);
	ck_assert(nd_kept_read(&kept, out.items, out.n));
	ck_assert_uint_eq(kept.head->number, 17);
	ck_assert_int_eq(kept.head->published, -5);
	ck_assert(!memcmp(kept.sketch, keeping.sketch, 3));
	nd_split_read(kept.shingles, 3, values);
	ck_assert(!memcmp(values, keeping.shingles, sizeof(values)));
	nd_split_read(kept.terms, 3, values);
	ck_assert(!memcmp(values, keeping.term_keys, sizeof(values)));
	nd_kept_marks(&kept, places, 3, scratch, tf, flags);
	for (uint32_t i = 0; i < 3; i++) {
		ck_assert_uint_eq(tf[i], keeping.terms[i].tf);
		ck_assert_uint_eq(flags[i], keeping.terms[i].flags);
	}
	ck_assert_uint_eq(kept.quoted[0], 2);	/* the second shingle */
	ck_assert_uint_eq(kept.scores[2], 7);
	ck_assert(kept.title.len == 7 && !memcmp(kept.title.at, "A title", 7));
	ck_assert_uint_eq(kept.source.len, 0);
	ck_assert(kept.url.len == 18 && !memcmp(kept.url.at, "https://a.example/", 18));
	nd_array_release(&out);
}
END_TEST

START_TEST(a_changed_record_is_refused)
{
	struct nd_array out = ND_ARRAY_INIT(uint8_t, 1 << 20);
	const struct nd_keeping keeping = some_keeping();
	struct nd_kept kept;

	ck_assert_int_eq(nd_kept_write(&out, &keeping), ND_OK);
	for (size_t i = 0; i < out.n * 8; i++) {
		((uint8_t *)out.items)[i / 8] ^= (uint8_t)(1 << i % 8);
		REQUIRE(!nd_kept_read(&kept, out.items, out.n));
		((uint8_t *)out.items)[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	for (size_t n = 0; n < out.n; n++)
		REQUIRE(!nd_kept_read(&kept, out.items, n));
	nd_array_release(&out);
}
END_TEST

START_TEST(counters_are_never_too_low)
{
	enum { TERMS = 3000, ARTICLES = 20000 };
	uint32_t *const exact = calloc(TERMS, sizeof(*exact));
	struct nd_counts counts;
	uint64_t random = 5, error = 0;

	ck_assert_int_eq(nd_counts_open(&counts), ND_OK);
	for (uint32_t article = 0; article < ARTICLES; article++) {
		ck_assert_int_eq(nd_counts_begin(&counts), ND_OK);
		for (int k = 0; k < 10; k++) {	/* a term in all, and some by chance */
			const uint32_t term = k ? (uint32_t)(next_random(&random) % TERMS) : 0;

			nd_counts_add(&counts, (uint64_t)term * 0x9e3779b97f4a7c15u, article);
			exact[term]++;
		}
	}
	ck_assert_uint_eq(counts.articles, ARTICLES);
	ck_assert_uint_gt(counts.bits, 16);	/* it has grown */
	for (uint32_t term = 1; term < TERMS; term++) {
		const uint32_t got = nd_counts_get(&counts, (uint64_t)term * 0x9e3779b97f4a7c15u);

		REQUIRE(got >= exact[term]);
		error += got - exact[term];
	}
	ck_assert_uint_lt(error, TERMS / 10);
	/* above 4,095 in steps: right to some percent */
	ck_assert_uint_gt(nd_counts_get(&counts, 0), exact[0] * 95 / 100);
	ck_assert_uint_lt(nd_counts_get(&counts, 0), exact[0] * 105 / 100);
	nd_counts_close(&counts);
	free(exact);
}
END_TEST

static void write_sheet(const struct shelf *shelf, size_t n)
{
	const struct nd_sheet_about about = { .first = 3, .count = 9, .items = 5, .earliest = 7200,
					      .latest = ND_NO_TIME };
	struct nd_sheet_writer writer;
	struct nd_error err;

	ck_assert_int_eq(nd_sheet_begin(&writer, shelf->folder, ND_SHEET_RECORDS, 1, &err), ND_OK);
	for (size_t i = 0; i < n; i++)
		nd_sheet_put(&writer, &(uint8_t){ (uint8_t)(i * 7) }, 1);
	ck_assert_int_eq(nd_sheet_finish(&writer, ND_SHEET_RECORDS, &about, &err), ND_OK);
}

START_TEST(sheets_come_back)
{
	static const size_t sizes[] = { 0, 1, 16383, 16384, 16385, 100000 };
	struct shelf shelf;

	shelf_open(&shelf);
	for (size_t s = 0; s < COUNT(sizes); s++) {
		struct nd_sheet sheet;
		struct nd_error err;
		char path[600];
		uint64_t first;
		const uint8_t *at;

		write_sheet(&shelf, sizes[s]);
		ck_assert_int_eq(nd_sheet_open(&sheet, shelf.folder, ND_SHEET_RECORDS, 1, &err), ND_OK);
		ck_assert_uint_eq(sheet.bytes, sizes[s]);
		ck_assert_uint_eq(sheet.about.first, 3);
		ck_assert_int_eq(sheet.about.earliest, 7200);
		ck_assert(sheet.about.latest == ND_NO_TIME);
		at = nd_sheet_look(&sheet, 0, sizes[s]);
		ck_assert_ptr_nonnull(at);
		for (size_t i = 0; i < sizes[s]; i++)
			REQUIRE(at[i] == (uint8_t)(i * 7));
		ck_assert_ptr_null(nd_sheet_look(&sheet, 0, sizes[s] + 1));
		ck_assert_ptr_null(nd_sheet_look(&sheet, UINT64_MAX, 2));
		ck_assert_uint_eq(nd_sheet_damage(&sheet, &first), 0);
		nd_sheet_close(&sheet);
		nd_sheet_path(path, sizeof(path), shelf.folder, ND_SHEET_RECORDS, 1);
		ck_assert_int_eq(remove(path), 0);
	}
	shelf_close(&shelf);
}
END_TEST

/* Flip one bit of a file; returns how long it is. */
static off_t flip(const char *path, off_t byte)
{
	const int fd = open(path, O_RDWR);
	const off_t n = lseek(fd, 0, SEEK_END);
	uint8_t value;

	ck_assert_int_eq(pread(fd, &value, 1, byte), 1);
	value ^= 4;
	ck_assert_int_eq(pwrite(fd, &value, 1, byte), 1);
	close(fd);
	return n;
}

START_TEST(a_changed_sheet_is_never_read)
{
	struct shelf shelf;
	struct nd_error err;
	char path[600];

	shelf_open(&shelf);
	nd_sheet_path(path, sizeof(path), shelf.folder, ND_SHEET_RECORDS, 1);
	for (off_t byte = 0; byte < 40100; byte += byte < 70 ? 1 : 1237) {
		struct nd_sheet sheet;
		uint64_t first;

		remove(path);
		write_sheet(&shelf, 40000);
		flip(path, byte);
		if (nd_sheet_open(&sheet, shelf.folder, ND_SHEET_RECORDS, 1, &err) != ND_OK)
			continue;
		ck_assert_ptr_null(nd_sheet_look(&sheet, 0, 40000));
		ck_assert_uint_eq(nd_sheet_damage(&sheet, &first), 1);
		nd_sheet_trust(&sheet);	/* who wrote it need not look; who looks at all of it does */
		ck_assert_ptr_nonnull(nd_sheet_look(&sheet, 0, 40000));
		ck_assert_uint_eq(nd_sheet_damage(&sheet, &first), 1);
		nd_sheet_close(&sheet);
	}
	for (off_t n = 0; n < 40000; n += 999) {
		struct nd_sheet sheet;

		remove(path);
		write_sheet(&shelf, 40000);
		ck_assert_int_eq(truncate(path, n), 0);
		ck_assert_int_eq(nd_sheet_open(&sheet, shelf.folder, ND_SHEET_RECORDS, 1, &err),
				 ND_EFORMAT);
	}
	shelf_close(&shelf);
}
END_TEST

Suite *suite_store_files(void)
{
	Suite *const suite = suite_create("store/files");
	TCase *const tcase = only_case(suite, "store/files");

	tcase_add_test(tcase, records_come_back);
	tcase_add_test(tcase, a_changed_record_is_refused);
	tcase_add_test(tcase, counters_are_never_too_low);
	tcase_add_test(tcase, sheets_come_back);
	tcase_add_test(tcase, a_changed_sheet_is_never_read);
	return suite;
}
