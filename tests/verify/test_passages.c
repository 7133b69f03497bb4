/* test_passages.c - passages against a comparison of every place with every place */
#include "verify/passages.h"

#include <stdio.h>

#include "model/model.h"
#include "text/tokenizing.h"

/* Two articles and the passages between their texts. */
struct found {
	struct tokenizing a, b;
	const char *a_text, *b_text;
	struct nd_array passages;
};

static struct found find(const char *title, const char *a, const char *b, size_t most)
{
	struct found f = {
		tokenizing_open(), tokenizing_open(), a, b, ND_ARRAY_INIT(struct nd_passage, 1000),
	};

	tokenize(&f.a, text_of(title), text_of(a));
	tokenize(&f.b, text_of(title), text_of(b));
	REQUIRE(nd_passages(&f.a.tokens, text_of(a), &f.b.tokens, most, &f.passages) == ND_OK);
	return f;
}

static const struct nd_passage *at(const struct found *f, size_t i)
{
	ck_assert_uint_lt(i, f->passages.n);
	return (const struct nd_passage *)f->passages.items + i;
}

static void release(struct found *f)
{
	tokenizing_close(&f->a);
	tokenizing_close(&f->b);
	nd_array_release(&f->passages);
}

static void passage_is(const struct found *f, size_t i, const char *in_a, const char *in_b)
{
	const struct nd_passage *const p = at(f, i);

	ck_assert(p->text.at == f->a_text + p->a_from);
	ck_assert_uint_eq(p->text.len, p->a_to - p->a_from);
	ck_assert_uint_eq(p->text.len, strlen(in_a));
	ck_assert_mem_eq(p->text.at, in_a, p->text.len);
	ck_assert_uint_eq(p->b_to - p->b_from, strlen(in_b));
	ck_assert_mem_eq(f->b_text + p->b_from, in_b, strlen(in_b));
}

START_TEST(examples)
{
	struct found f = find("", "He said: the storm hit the coast on Monday. More.",
			      "On land, THE STORM hit, the coast on Monday", 20);

	ck_assert_uint_eq(f.passages.n, 1);
	passage_is(&f, 0, "the storm hit the coast on Monday",
		   "THE STORM hit, the coast on Monday");
	release(&f);
	f = find("", "one two three four", "one two three four", 20);	/* too short */
	ck_assert_uint_eq(f.passages.n, 0);
	release(&f);
	f = find("", "one two three four five", "one two three four five", 20);
	ck_assert_uint_eq(f.passages.n, 1);
	release(&f);
	f = find("", "一二三四五六七", "一二三四五六七", 20);
	ck_assert_uint_eq(f.passages.n, 0);
	release(&f);
	f = find("", "x 一二三四五六七八 y", "z一二三四五六七八", 20);
	passage_is(&f, 0, "一二三四五六七八", "一二三四五六七八");
	release(&f);
}
END_TEST

START_TEST(longest_first_and_no_more_than_asked)
{
	const char *const a = "a1 a2 a3 a4 a5 x b1 b2 b3 b4 b5 b6 y c1 c2 c3 c4 c5";
	const char *const b = "c1 c2 c3 c4 c5 q b1 b2 b3 b4 b5 b6 w a1 a2 a3 a4 a5";
	struct found f = find("", a, b, 20);

	ck_assert_uint_eq(f.passages.n, 3);
	passage_is(&f, 0, "b1 b2 b3 b4 b5 b6", "b1 b2 b3 b4 b5 b6");
	passage_is(&f, 1, "a1 a2 a3 a4 a5", "a1 a2 a3 a4 a5");
	passage_is(&f, 2, "c1 c2 c3 c4 c5", "c1 c2 c3 c4 c5");
	release(&f);
	f = find("", a, b, 1);
	ck_assert_uint_eq(f.passages.n, 1);
	passage_is(&f, 0, "b1 b2 b3 b4 b5 b6", "b1 b2 b3 b4 b5 b6");
	release(&f);
	f = find("", a, b, 0);
	ck_assert_uint_eq(f.passages.n, 0);
	release(&f);
}
END_TEST

START_TEST(titles_are_left_out)
{
	struct found f = find("one two three four five six", "and then", "and later", 20);

	ck_assert_uint_eq(f.passages.n, 0);
	release(&f);
	f = find("t", "", "", 20);
	ck_assert_uint_eq(f.passages.n, 0);
	release(&f);
}
END_TEST

/* A text of a few different words, so that there is much to find. */
static size_t random_words(uint64_t *random, char *out, uint64_t *hashes)
{
	const size_t n = random_below(random, 120), kinds = 2 + random_below(random, 30);
	char *to = out;

	for (size_t i = 0; i < n; i++) {
		hashes[i] = random_below(random, kinds);
		to += sprintf(to, "w%d ", (int)hashes[i]);
	}
	*to = '\0';
	return n;
}

static size_t words_in(const char *text, size_t from, size_t to)
{
	size_t words = 0;

	for (size_t i = from; i < to; i++)
		words += text[i] == 'w';
	return words;
}

START_TEST(is_the_model)
{
	uint64_t random = (uint64_t)_i;

	for (int round = 0; round < 400; round++) {
		uint64_t words_a[120], words_b[120];
		struct model_run runs[120];
		char a[600], b[600];
		const size_t na = random_words(&random, a, words_a),
			     nb = random_words(&random, b, words_b);
		const size_t n = model_runs(words_a, na, words_b, nb, ND_PASSAGE_WORDS, runs);
		struct found f = find("", a, b, 1000);
		const struct nd_passage *const p = f.passages.items;
		size_t in_passages = 0, in_runs = 0;

		REQUIRE(f.passages.n == n);
		for (size_t i = 0; i < n; i++) {
			const size_t len = p[i].a_to - p[i].a_from;

			in_passages += words_in(a, p[i].a_from, p[i].a_to);
			in_runs += runs[i].n;
			REQUIRE(len == p[i].b_to - p[i].b_from);
			REQUIRE(memcmp(a + p[i].a_from, b + p[i].b_from, len) == 0);
			REQUIRE(i == 0 || p[i - 1].text.len >= len);
		}
		REQUIRE(in_passages == in_runs);
		release(&f);
	}
}
END_TEST

/* A refrain: thousands of equal places must not take thousands times thousands of steps. */
START_TEST(refrains_end)
{
	char *const text = take(200001, 1);
	struct found f;

	for (size_t i = 0; i < 200000; i += 2)
		memcpy(text + i, "a ", 2);
	f = find("", text, text, 20);
	ck_assert_uint_ge(f.passages.n, 1);
	release(&f);
	free(text);
}
END_TEST

Suite *suite_verify_passages(void)
{
	Suite *const suite = suite_create("verify/passages");
	TCase *const tcase = only_case(suite, "passages");

	tcase_add_test(tcase, examples);
	tcase_add_test(tcase, longest_first_and_no_more_than_asked);
	tcase_add_test(tcase, titles_are_left_out);
	tcase_add_loop_test(tcase, is_the_model, 0, 4);
	tcase_add_test(tcase, refrains_end);
	return suite;
}
