/* test_story_data.c - offsets as JavaScript counts, and packed bytes */
#include <string.h>

#include "report/packed.h"
#include "report/story_data.h"
#include "report/written.h"

Suite *suite_report_story_data(void);

#define TEXT(literal) ((struct nd_text){ literal, sizeof(literal) - 1 })

START_TEST(offsets_are_utf16)
{
	/* a, e acute (2 bytes), a Han character (3), an emoji (4 bytes, 2 units), z */
	const struct nd_text text = TEXT("a\xc3\xa9\xe6\x97\xa5\xf0\x9f\x98\x80z");
	size_t offsets[] = { 10, 0, 1, 3, 6, 11, 999, 1 };
	static const size_t expected[] = { 5, 0, 1, 2, 3, 6, 6, 1 };

	nd_utf16_offsets(text, offsets, 8);
	for (size_t i = 0; i < 8; i++)
		ck_assert_uint_eq(offsets[i], expected[i]);
}
END_TEST

START_TEST(a_bad_byte_is_one_unit)
{
	size_t offsets[] = { 1, 2, 3 };

	nd_utf16_offsets(TEXT("\xff\xfe" "a"), offsets, 3);
	ck_assert_uint_eq(offsets[0], 1);
	ck_assert_uint_eq(offsets[1], 2);
	ck_assert_uint_eq(offsets[2], 3);
	nd_utf16_offsets(TEXT(""), offsets, 3);
	ck_assert_uint_eq(offsets[2], 0);
}
END_TEST

START_TEST(a_long_text_is_cut_between_characters)
{
	const struct nd_text text = TEXT("ab\xf0\x9f\x98\x80" "cd");

	ck_assert_uint_eq(nd_text_begin(text, 8).len, 8);
	ck_assert_uint_eq(nd_text_begin(text, 7).len, 7);
	ck_assert_uint_eq(nd_text_begin(text, 6).len, 6);
	for (size_t most = 2; most < 6; most++)
		ck_assert_uint_eq(nd_text_begin(text, most).len, 2);
	ck_assert_uint_eq(nd_text_begin(text, 1).len, 1);
	ck_assert_uint_eq(nd_text_begin(text, 0).len, 0);
	/* nothing but bytes that continue nothing: still bounded */
	ck_assert_uint_le(nd_text_begin(TEXT("\x80\x80\x80\x80\x80\x80\x80\x80"), 5).len, 5);
}
END_TEST

START_TEST(a_pair_without_reasons)
{
	struct written *const written = written_open();
	struct nd_json json = ND_JSON_INIT(written->out);
	const struct nd_pair pair = { .a_index = 3, .b_index = 7, .relation = ND_CONTAINED,
				      .score = .75, .jaccard = .25, .containment = .75,
				      .event = -1, .hours_apart = -1 };

	nd_put_pair_data(&json, &pair, NULL, TEXT(""), TEXT(""));
	written_is(written, "{\"a\":3,\"b\":7,\"relation\":\"contained\",\"score\":0.75,\"jaccard\":0.25,"
		   "\"containment\":0.75,\"event\":null,\"hours\":null}");
}
END_TEST

START_TEST(passages_of_a_cut_text)
{
	struct written *const written = written_open();
	struct nd_json json = ND_JSON_INIT(written->out);
	char *const bytes = malloc(ND_PAGE_TEXT + 100);
	const struct nd_text text = { bytes, ND_PAGE_TEXT + 100 };
	static const struct nd_measure measure = { "jaccard", .5, "half" };
	static const char *const reasons[] = { "because" };
	static const struct nd_shared_term term = { { "word", 4 }, .125 };
	const struct nd_passage passages[] = {
		{ { bytes, 9 }, 1, 10, 2, 11 },
		{ { bytes, 20 }, ND_PAGE_TEXT - 10, ND_PAGE_TEXT + 10, 20, 40 },
		{ { bytes, 20 }, ND_PAGE_TEXT + 20, ND_PAGE_TEXT + 40, 50, 70 },
	};
	const struct nd_explanation why = { { .event = 0 }, 1, &measure, 1, reasons, 1, &term, 1,
					    passages, 3, NULL, 0 };
	const struct nd_pair pair = { .relation = ND_SAME_EVENT };

	ck_assert_ptr_nonnull(bytes);
	memset(bytes, 'x', text.len);
	nd_put_pair_data(&json, &pair, &why, text, text);
	free(bytes);
	written_is(written, "{\"a\":0,\"b\":0,\"relation\":\"same-event\",\"score\":0,\"jaccard\":0,"
		   "\"containment\":0,\"event\":0,\"hours\":0,\"reasons\":[\"because\"],"
		   "\"measures\":[[\"jaccard\",0.5,\"half\"]],\"terms\":[[\"word\",0.125]],"
		   "\"passages\":[[1,10,2,11],[65526,65536,20,40]]}");
}
END_TEST

/* Known from RFC 1950 and RFC 4648: header 78 9c, a stored or fixed block, Adler-32. */
START_TEST(packed)
{
	struct written *written = written_open();
	size_t n = 0;

	ck_assert_int_eq(nd_put_packed(written->out, "", 0, &n), ND_OK);
	ck_assert_uint_eq(n, 12);
	written_is(written, "eJwDAAAAAAE=");
	written = written_open();
	ck_assert_int_eq(nd_put_packed(written->out, "a", 1, &n), ND_OK);
	written_is(written, "eJxLBAAAYgBi");
}
END_TEST

Suite *suite_report_story_data(void)
{
	Suite *const suite = suite_create("report/story_data");
	TCase *const tc = tcase_create("story_data");

	tcase_add_test(tc, offsets_are_utf16);
	tcase_add_test(tc, a_bad_byte_is_one_unit);
	tcase_add_test(tc, a_long_text_is_cut_between_characters);
	tcase_add_test(tc, a_pair_without_reasons);
	tcase_add_test(tc, passages_of_a_cut_text);
	tcase_add_test(tc, packed);
	suite_add_tcase(suite, tc);
	return suite;
}
