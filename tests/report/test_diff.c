/* test_diff.c - passages in the order of both texts, the others after them */
#include <string.h>

#include "report/diff.h"
#include "report/written.h"

Suite *suite_report_diff(void);

static struct nd_text text_of(const char *string)
{
	return (struct nd_text){ string, strlen(string) };
}

/* A passage by its text: where it stands in a and b. */
static struct nd_passage passage(const char *a, const char *b, const char *text)
{
	const size_t len = strlen(text);
	const size_t in_a = (size_t)(strstr(a, text) - a), in_b = (size_t)(strstr(b, text) - b);

	return (struct nd_passage){ { a + in_a, len }, in_a, in_a + len, in_b, in_b + len };
}

static void diff_is(const struct nd_passage *passages, size_t n, const char *a, const char *b,
		    int colour, const char *expected)
{
	struct written *const written = written_open();
	struct nd_report report = { .opt = { .out = written->out, .colour = colour } };
	const struct nd_explanation why = { .passages = passages, .n_passages = n };

	ck_assert_int_eq(nd_put_diff(&report, &why, text_of(a), text_of(b), 60), ND_OK);
	written_is(written, expected);
}

START_TEST(what_is_in_one_only)
{
	static const char a[] = "Once upon a time. A king had a daughter, and she slept.";
	static const char b[] = "A king had a daughter - and she woke.";
	const struct nd_passage passages[] = { passage(a, b, "A king had a daughter"),
					       passage(a, b, "and she ") };

	diff_is(passages, 2, a, b, 0,
		"  - Once upon a time.\n"
		"  @@ 21 bytes, from 18 in A and 0 in B\n"
		"    A king had a daughter\n"
		"  @@ 8 bytes, from 41 in A and 24 in B\n"
		"    and she\n"
		"  - slept.\n"
		"  + woke.\n");
}
END_TEST

START_TEST(the_longest_chain_and_the_rest)
{
	static const char a[] = "one two three four five seven";
	static const char b[] = "four five seven one two three";
	const struct nd_passage passages[] = { passage(a, b, "four five seven"),
					       passage(a, b, "one two three") };

	diff_is(passages, 2, a, b, 0,
		"  - one two three\n"
		"  @@ 15 bytes, from 14 in A and 0 in B\n"
		"    four five seven\n"
		"  + one two three\n"
		"  in another place of the other text:\n"
		"  @@ 13 bytes, from 0 in A and 16 in B\n"
		"    one two three\n");
}
END_TEST

START_TEST(without_texts_only_passages)
{
	static const char a[] = "x shared words y", b[] = "shared words";
	const struct nd_passage one = passage(a, b, "shared words");

	diff_is(&one, 1, "", "", 0, "  @@ 12 bytes, from 2 in A and 0 in B\n    shared words\n");
	diff_is(NULL, 0, "", "", 0, "");
}
END_TEST

START_TEST(colours_and_escapes)
{
	static const char a[] = "\x1b[2Jred shared", b[] = "shared";
	const struct nd_passage one = passage(a, b, "shared");

	diff_is(&one, 1, a, b, 1, "  - \033[31m\\x1b[2Jred\033[0m\n"
		"\033[36m  @@ 6 bytes, from 8 in A and 0 in B\033[0m\n    shared\n");
}
END_TEST

/* Cut between words, and between characters where there are no words. */
START_TEST(long_gaps_are_cut)
{
	struct written *const written = written_open();
	struct nd_report report = { .opt = { .out = written->out } };
	char a[1206], b[] = "shared";
	struct nd_passage one;
	const struct nd_explanation why = { .passages = &one, .n_passages = 1 };

	for (int i = 0; i < 400; i++)
		memcpy(a + 3 * i, "\xe6\x97\xa5", 3);
	memcpy(a + 1200, "shared", 6);
	one = (struct nd_passage){ { a + 1200, 6 }, 1200, 1206, 0, 6 };
	ck_assert_int_eq(nd_put_diff(&report, &why, (struct nd_text){ a, sizeof(a) }, text_of(b), 500), ND_OK);
	ck_assert_int_eq(fclose(written->out), 0);
	ck_assert_ptr_nonnull(strstr(written->text, "\xe2\x80\xa6 \xe6\x97\xa5"));
	ck_assert_ptr_null(strstr(written->text, "\xef\xbf\xbd"));
	ck_assert_uint_lt(written->len, 400);
	free(written->text);
	free(written);
}
END_TEST

Suite *suite_report_diff(void)
{
	Suite *const suite = suite_create("report/diff");
	TCase *const tc = tcase_create("diff");

	tcase_add_test(tc, what_is_in_one_only);
	tcase_add_test(tc, the_longest_chain_and_the_rest);
	tcase_add_test(tc, without_texts_only_passages);
	tcase_add_test(tc, colours_and_escapes);
	tcase_add_test(tc, long_gaps_are_cut);
	suite_add_tcase(suite, tc);
	return suite;
}
