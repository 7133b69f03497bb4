/* test_characters.c - text as a terminal shows it */
#include <check.h>
#include <stdlib.h>

#include "report/characters.h"

Suite *suite_report_characters(void);

#define OVERRIDE "\xe2\x80\xae"		/* U+202E */
#define ACUTE	"\xcc\x81"		/* U+0301, a combining mark */
#define HAN	"\xe6\xbc\xa2"		/* U+6F22, two columns */
#define SMILE	"\xf0\x9f\x98\x80"	/* U+1F600, two columns */

static void shown_is(const char *text, size_t len, enum nd_space space, const char *expected)
{
	char *const shown = nd_shown((struct nd_text){ text, len }, space);

	ck_assert_str_eq(shown, expected);
	free(shown);
}

#define SHOWN_IS(literal, space, expected) shown_is(literal, sizeof(literal) - 1, space, expected)

START_TEST(what_acts_is_shown)
{
	SHOWN_IS("plain", ND_SPACE_AS_IT_STANDS, "plain");
	SHOWN_IS("", ND_SPACE_AS_IT_STANDS, "");
	SHOWN_IS("\x1b]0;title\x07", ND_SPACE_AS_IT_STANDS, "\\x1b]0;title\\x07");
	SHOWN_IS("a\tb\nc\rd\0e", ND_SPACE_AS_IT_STANDS, "a\\tb\\nc\\rd\\x00e");
	SHOWN_IS("\xc2\x9b" "31m", ND_SPACE_AS_IT_STANDS, "\\x9b31m");
	SHOWN_IS("gnp" OVERRIDE ".exe", ND_SPACE_FOLDED, "gnp\\u202e.exe");
	SHOWN_IS("\xe2\x81\xa6x\xe2\x81\xa9", ND_SPACE_FOLDED, "\\u2066x\\u2069");
	SHOWN_IS("\xff", ND_SPACE_FOLDED, "\xef\xbf\xbd");
}
END_TEST

START_TEST(spaces_fold)
{
	SHOWN_IS("  two \n\n words\t", ND_SPACE_FOLDED, "two words");
	SHOWN_IS(" \n\t ", ND_SPACE_FOLDED, "");
	SHOWN_IS("a\xc2\xa0\xe3\x80\x80" "b", ND_SPACE_FOLDED, "a b");	/* U+00A0, U+3000 */
	SHOWN_IS("a\xe2\x80\xa8" "b", ND_SPACE_FOLDED, "a b");	/* a line separator */
	SHOWN_IS(" a ", ND_SPACE_AS_IT_STANDS, " a ");
}
END_TEST

START_TEST(columns_of_wide_and_of_none)
{
	ck_assert_uint_eq(nd_columns(""), 0);
	ck_assert_uint_eq(nd_columns("abc"), 3);
	ck_assert_uint_eq(nd_columns("\xc3\xa9"), 1);
	ck_assert_uint_eq(nd_columns("e" ACUTE), 1);
	ck_assert_uint_eq(nd_columns(HAN HAN), 4);
	ck_assert_uint_eq(nd_columns(SMILE), 2);
	ck_assert_uint_eq(nd_columns("\xef\xbc\xa1"), 2);	/* fullwidth A */
	ck_assert_uint_eq(nd_columns("\xef\xbd\xb1"), 1);	/* halfwidth katakana */
	ck_assert_uint_eq(nd_columns("\xe2\x80\x8d"), 0);	/* a zero width joiner */
	ck_assert_uint_eq(nd_columns("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab"), 2); /* Hangul jamo */
}
END_TEST

START_TEST(cut_between_characters)
{
	size_t used;

	ck_assert_uint_eq(nd_fitting("abc", 2, NULL), 2);
	ck_assert_uint_eq(nd_fitting("abc", 9, &used), 3);
	ck_assert_uint_eq(used, 3);
	ck_assert_uint_eq(nd_fitting("abc", 0, &used), 0);
	ck_assert_uint_eq(used, 0);
	ck_assert_uint_eq(nd_fitting(HAN HAN, 3, &used), 3);	/* half a character is none */
	ck_assert_uint_eq(used, 2);
	/* the mark stays with its letter */
	ck_assert_uint_eq(nd_fitting("e" ACUTE "e", 1, NULL), 3);
}
END_TEST

/* The end of the text may lie at the end of the memory. */
START_TEST(never_reads_past_the_end)
{
	static const char *const starts[] = { "\xc3", "\xe6\xbc", "\xf0\x9f\x98", "\xe2\x80" };

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
		const size_t len = strlen(starts[i]);
		char *const bytes = malloc(len);

		memcpy(bytes, starts[i], len);
		for (size_t at = 0; at < len;) {
			const size_t before = at;

			nd_next_character((struct nd_text){ bytes, len }, &at);
			ck_assert_uint_gt(at, before);
			ck_assert_uint_le(at, len);
		}
		free(bytes);
	}
}
END_TEST

Suite *suite_report_characters(void)
{
	Suite *const suite = suite_create("report/characters");
	TCase *const tcase = tcase_create("characters");

	tcase_add_test(tcase, what_acts_is_shown);
	tcase_add_test(tcase, spaces_fold);
	tcase_add_test(tcase, columns_of_wide_and_of_none);
	tcase_add_test(tcase, cut_between_characters);
	tcase_add_test(tcase, never_reads_past_the_end);
	suite_add_tcase(suite, tcase);
	return suite;
}
