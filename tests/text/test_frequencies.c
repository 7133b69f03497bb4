/* test_frequencies.c - words counted, and the table read back and used */
#include "text/frequencies.h"

#include <stdio.h>
#include <unistd.h>

#include "base/hash.h"
#include "testing.h"
#include "text/terms.h"

static void add(struct nd_frequencies *f, const char *title, const char *text)
{
	const struct nd_article article = { .title = text_of(title), .text = text_of(text) };

	REQUIRE(nd_frequencies_add(f, &article, NULL) == ND_OK);
}

/* What is told, "word 3|..." */
struct told {
	char out[4096];
	size_t n;
};

static int write_down(void *ctx, const struct nd_frequency *frequency)
{
	struct told *const told = ctx;

	told->n += (size_t)snprintf(told->out + told->n, sizeof(told->out) - told->n, "%.*s %llu|",
				    (int)frequency->word.len, frequency->word.at,
				    (unsigned long long)frequency->articles);
	REQUIRE(told->n < sizeof(told->out));
	return 0;
}

static const char *tell(const struct nd_frequencies *f, uint64_t least)
{
	static struct told told;

	told.n = 0;
	*told.out = '\0';
	REQUIRE(nd_frequencies_tell(f, least, write_down, &told, NULL) == ND_OK);
	return told.out;
}

START_TEST(articles_are_counted_not_occurrences)
{
	struct nd_frequencies *f;

	REQUIRE(nd_frequencies_open(&f, NULL) == ND_OK);
	ck_assert_str_eq(tell(f, 1), "");
	add(f, "Rain", "rain and RAIN and 17 drops");
	add(f, "", "Rain in 1987");
	add(f, "", "Sun");
	ck_assert_uint_eq(nd_frequencies_articles(f), 3);
	ck_assert_str_eq(tell(f, 2), "rain 2|");
	ck_assert(strstr(tell(f, 1), "and 1|") && strstr(tell(f, 1), "sun 1|"));
	ck_assert(!strstr(tell(f, 1), "17") && !strstr(tell(f, 1), "1987"));
	ck_assert_str_eq(tell(f, 4), "");
	nd_frequencies_close(f);
}
END_TEST

START_TEST(a_text_is_counted_once)
{
	struct nd_frequencies *f;

	REQUIRE(nd_frequencies_open(&f, NULL) == ND_OK);
	add(f, "", "The same text.");
	add(f, "", "the SAME text");
	ck_assert_uint_eq(nd_frequencies_articles(f), 1);
	nd_frequencies_close(f);
}
END_TEST

START_TEST(words_where_no_spaces_are)
{
	struct nd_frequencies *f;

	REQUIRE(nd_frequencies_open(&f, NULL) == ND_OK);
	add(f, "", "总统在北京");
	add(f, "", "总统会见总理");
	ck_assert_str_eq(tell(f, 2), "总统 2|");
	nd_frequencies_close(f);
}
END_TEST

static int stop(void *ctx, const struct nd_frequency *frequency)
{
	(void)frequency;
	++*(int *)ctx;
	return 1;
}

START_TEST(a_callback_may_stop)
{
	struct nd_frequencies *f;
	int calls = 0;

	REQUIRE(nd_frequencies_open(&f, NULL) == ND_OK);
	add(f, "", "one two three");
	ck_assert_int_eq(nd_frequencies_tell(f, 1, stop, &calls, NULL), ND_ESTOPPED);
	ck_assert_int_eq(calls, 1);
	nd_frequencies_close(f);
	nd_frequencies_close(NULL);
}
END_TEST

/* Every article has "always", every second one "often", and 20 words that nobody else has. */
START_TEST(rare_words_are_forgotten_when_there_is_no_room)
{
	struct nd_frequencies *f;
	const char *told;

	REQUIRE(nd_frequencies_open_small(&f, 128, 1000, NULL) == ND_OK);
	for (int i = 0; i < 500; i++) {
		char text[1000] = "always ";
		size_t n = strlen(text);

		if (i % 2)
			n += (size_t)sprintf(text + n, "often ");
		for (int k = 0; k < 20; k++)
			n += (size_t)sprintf(text + n, "w%dx%d ", i, k);
		add(f, "", text);
	}
	told = tell(f, 100);
	ck_assert_str_eq(told, "always 500|often 250|");
	nd_frequencies_close(f);
}
END_TEST

/* A file with this content; its name is good until the next call. */
static const char *file_with(const char *content)
{
	static char path[] = "/tmp/neardup-table-XXXXXX";
	FILE *file;
	int fd;

	strcpy(path + strlen(path) - 6, "XXXXXX");
	fd = mkstemp(path);
	REQUIRE(fd >= 0);
	file = fdopen(fd, "w");
	REQUIRE(file && fwrite(content, 1, strlen(content), file) == strlen(content));
	REQUIRE(!fclose(file));
	return path;
}

static uint64_t word(const char *w)
{
	return nd_hash_word(w, strlen(w));
}

START_TEST(a_table_goes_on_top)
{
	const char *const path = file_with("#articles\t1024\nzzyzx\t512\r\nthe\t1\nסופר\t256\n"
					   "new zzyzx\t128\n总统\t64\n, ,\t3\n\nthree words here\t1\n");
	const struct nd_background *const built_in = &nd_background_table;
	struct nd_background *table;

	ck_assert_int_eq(nd_background_read(&table, path, NULL), ND_OK);
	unlink(path);
	ck_assert_int_eq(nd_background_level(table, word("zzyzx")), ND_LEVEL_STEPS);
	ck_assert_int_eq(nd_background_level(table, word("סופר")), 2 * ND_LEVEL_STEPS);
	ck_assert_int_eq(nd_background_level(table, nd_pair_key(word("new"), word("zzyzx"))),
			 3 * ND_LEVEL_STEPS);
	ck_assert_int_eq(nd_background_level(table, nd_pair_key(word("总"), word("统"))),
			 4 * ND_LEVEL_STEPS);
	ck_assert_int_eq(nd_background_level(table, word("the")), 10 * ND_LEVEL_STEPS);
	ck_assert_int_eq(nd_background_level(table, word("and")),
			 nd_background_level(built_in, word("and")));
	ck_assert_uint_eq(table->unknown, 10 * ND_LEVEL_STEPS);
	ck_assert_int_eq(nd_background_level(table, word("unheardofword")), ND_NO_LEVEL);
	nd_background_close(table);
	nd_background_close(NULL);
}
END_TEST

static const struct { const char *content, *why; } broken[] = {
	{ "", "line 0: a table begins with" },
	{ "word\t3\n", "line 1: a table begins with" },
	{ "#articles\t0\n", "line 1: a table begins with" },
	{ "#articles\t-3\n", "line 1: a table begins with" },
	{ "#articles\t99999999999999999999\n", "line 1: a table begins with" },
	{ "#articles\t10\nword\n", "line 2: no tab" },
	{ "#articles\t10\nword\t11\n", "line 2: no number of articles" },
	{ "#articles\t10\nword\t3x\n", "line 2: no number of articles" },
	{ "#articles\t10\nword\t\n", "line 2: no number of articles" },
	{ "#articles\t10\n\n\nword\t0\n", "line 4: no number of articles" },
};

START_TEST(broken_tables_are_refused)
{
	const char *const path = file_with(broken[_i].content);
	struct nd_background *table;
	struct nd_error err;

	ck_assert_int_eq(nd_background_read(&table, path, &err), ND_EFORMAT);
	unlink(path);
	ck_assert_ptr_null(table);
	ck_assert_msg(strstr(err.message, broken[_i].why) != NULL, "%s", err.message);
}
END_TEST

START_TEST(long_lines_are_refused)
{
	char *const content = take(10000, 1);
	const char *path;
	struct nd_background *table;

	memset(content, 'x', 9999);
	memcpy(content, "#articles\t10\n", 13);
	path = file_with(content);
	ck_assert_int_eq(nd_background_read(&table, path, NULL), ND_EFORMAT);
	unlink(path);
	ck_assert_int_eq(nd_background_read(&table, "/no/such/table", NULL), ND_EIO);
	ck_assert_int_eq(nd_background_read(&table, "/", NULL), ND_EIO);
	free(content);
}
END_TEST

Suite *suite_text_frequencies(void)
{
	Suite *const suite = suite_create("text/frequencies");
	TCase *const tcase = only_case(suite, "frequencies");

	tcase_add_test(tcase, articles_are_counted_not_occurrences);
	tcase_add_test(tcase, a_text_is_counted_once);
	tcase_add_test(tcase, words_where_no_spaces_are);
	tcase_add_test(tcase, a_callback_may_stop);
	tcase_add_test(tcase, rare_words_are_forgotten_when_there_is_no_room);
	tcase_add_test(tcase, a_table_goes_on_top);
	tcase_add_loop_test(tcase, broken_tables_are_refused, 0, COUNT(broken));
	tcase_add_test(tcase, long_lines_are_refused);
	return suite;
}
