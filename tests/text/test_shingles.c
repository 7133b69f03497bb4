/* test_shingles.c - shingles are runs of words, or of characters, in order */
#include "text/shingles.h"

#include "base/hash.h"
#include "text/tokenizing.h"

#define MOST 100

static size_t list(const struct tokenizing *t, unsigned ngram, uint64_t seed, uint64_t *out)
{
	struct nd_elements elements = ND_ELEMENTS_INIT;
	uint64_t all[MOST + ND_SLACK];
	size_t n;

	REQUIRE(nd_elements_of_tokens(&elements, &t->tokens) == ND_OK && elements.hash.n <= MOST);
	n = nd_shingles(&elements, nd_kernel_table(), ngram, seed, all);
	memcpy(out, all, n * sizeof(*out));
	nd_elements_release(&elements);
	return n;
}

static size_t shingles_of(struct tokenizing *t, const char *text, unsigned ngram, uint64_t *out)
{
	tokenize(t, text_of(""), text_of(text));
	return list(t, ngram, 1, out);
}

START_TEST(counts)
{
	static const struct { const char *text; unsigned ngram; size_t shingles; } counts[] = {
		{ "", 0, 0 }, { "one two", 0, 0 }, { "one two three", 0, 1 },
		{ "a b c d e", 0, 3 }, { "a b c d e", 1, 5 }, { "a b c d e", 5, 1 },
		{ "a b c d e", 6, 0 }, { "a b c", 16, 0 },
		{ "一二三四", 0, 0 }, { "一二三四五", 0, 1 }, { "一二三四五六七", 0, 3 },
		{ "一二三四五", 2, 4 }, { "a b c 一二三", 0, 3 }, { "一二三 a b c", 0, 4 },
		{ "在2022年", 0, 2 }, { "一，二  三四", 0, 2 }, { "。一二三四五！", 0, 1 },
	};
	struct tokenizing t = tokenizing_open();
	uint64_t out[MOST];

	for (size_t i = 0; i < COUNT(counts); i++)
		ck_assert_msg(shingles_of(&t, counts[i].text, counts[i].ngram, out) ==
				      counts[i].shingles,
			      "%s by %u", counts[i].text, counts[i].ngram);
	tokenizing_close(&t);
}
END_TEST

START_TEST(each_is_the_hash_of_its_tokens)
{
	struct tokenizing t = tokenizing_open();

	for (unsigned w = 1; w <= ND_NGRAM_MAX; w++) {
		uint64_t out[MOST], window[ND_NGRAM_MAX];
		const size_t n = shingles_of(&t, "a b c d e f g h i j k l m n o p q r s t", w, out);
		const struct nd_token *const token = t.tokens.list.items;

		ck_assert_uint_eq(n, 21 - w);
		for (size_t i = 0; i < n; i++) {
			for (unsigned k = 0; k < w; k++)
				window[k] = token[i + k].hash;
			ck_assert_uint_eq(out[i], nd_hash_u64s(window, w, 1));
		}
	}
	tokenizing_close(&t);
}
END_TEST

START_TEST(seed_and_order_matter)
{
	struct tokenizing t = tokenizing_open();
	uint64_t one[MOST], turned[MOST], seeded[MOST];

	shingles_of(&t, "a b c", 3, one);
	list(&t, 3, 2, seeded);
	shingles_of(&t, "c b a", 3, turned);
	ck_assert_uint_ne(one[0], turned[0]);
	ck_assert_uint_ne(one[0], seeded[0]);
	tokenizing_close(&t);
}
END_TEST

START_TEST(run_across_the_seam)
{
	struct tokenizing t = tokenizing_open();
	uint64_t apart[MOST], whole[MOST];

	tokenize(&t, text_of("one two"), text_of("three"));
	ck_assert_uint_eq(list(&t, 3, 1, apart), 1);
	shingles_of(&t, "one two three", 3, whole);
	ck_assert_uint_eq(apart[0], whole[0]);
	tokenizing_close(&t);
}
END_TEST

/* What touches a character without spaces is taken apart, what stands between is one character. */
START_TEST(characters)
{
	static const struct { const char *text, *elements[12]; } cases[] = {
		{ "9月24日", { "9", "月", "2", "4", "日" } },
		{ "（9月），iPod", { "9", "月", " ", "ipod" } },
		{ "用iPod\n。\n听", { "用", "i", "p", "o", "d", " ", "听" } },
		{ "he said 好的 and went", { "he", "said", " ", "好", "的", " ", "and", "went" } },
		{ "ＡＢ c", { "ab", "c" } },
		{ "ไทย 12", { "ไ", "ท", "ย", " ", "12" } },
		{ "二\xc2\xad" "三\xff" "四", { "二", "三", " ", "四" } },
	};
	struct tokenizing t = tokenizing_open();

	for (size_t i = 0; i < COUNT(cases); i++) {
		uint64_t out[MOST], word[12];
		unsigned n = 0;

		for (; cases[i].elements[n]; n++)
			word[n] = nd_hash_word(cases[i].elements[n], strlen(cases[i].elements[n]));
		ck_assert_msg(shingles_of(&t, cases[i].text, n, out) == 1, "%s", cases[i].text);
		ck_assert_msg(out[0] == nd_hash_u64s(word, n, 1), "%s", cases[i].text);
	}
	tokenizing_close(&t);
}
END_TEST

START_TEST(title_and_text_are_parted)
{
	struct tokenizing t = tokenizing_open();
	uint64_t parted[MOST], written[MOST];

	tokenize(&t, text_of("一二"), text_of("三四"));
	ck_assert_uint_eq(list(&t, 5, 1, parted), 1);
	ck_assert_uint_eq(shingles_of(&t, "一二，三四", 5, written), 1);
	ck_assert_uint_eq(parted[0], written[0]);
	tokenizing_close(&t);
}
END_TEST

Suite *suite_text_shingles(void)
{
	Suite *const suite = suite_create("text/shingles");
	TCase *const tcase = only_case(suite, "shingles");

	tcase_add_test(tcase, counts);
	tcase_add_test(tcase, each_is_the_hash_of_its_tokens);
	tcase_add_test(tcase, seed_and_order_matter);
	tcase_add_test(tcase, run_across_the_seam);
	tcase_add_test(tcase, characters);
	tcase_add_test(tcase, title_and_text_are_parted);
	return suite;
}
