/* test_terms.c - terms, how often and where they stand */
#include "text/terms.h"

#include <stdio.h>

#include "base/hash.h"
#include "text/tokenizing.h"

/* Where entries begin in a table of none. */
static const uint32_t no_entries[((size_t)1 << ND_BACKGROUND_BITS) + 1];

static const struct nd_background nothing = { NULL, NULL, no_entries, 150 };

static uint64_t word(const char *w)
{
	return nd_hash_word(w, strlen(w));
}

static uint64_t pair(const char *first, const char *second)
{
	return nd_pair_key(word(first), word(second));
}

/* A text and its terms. */
struct terms_of {
	struct tokenizing t;
	struct nd_term_list terms;
};

static struct terms_of terms_open(const char *title, const char *text)
{
	struct terms_of of = { tokenizing_open(), ND_TERM_LIST_INIT };

	tokenize(&of.t, text_of(title), text_of(text));
	REQUIRE(nd_terms(&of.terms, &of.t.tokens, &nothing) == ND_OK);
	return of;
}

static void terms_close(struct terms_of *of)
{
	nd_term_list_release(&of->terms);
	tokenizing_close(&of->t);
}

struct term {
	unsigned tf, flags, level;
};

/* The term of this hash; tf is 0 where there is none. */
static struct term find(const struct terms_of *of, uint64_t hash)
{
	const struct nd_terms *const terms = &of->terms.terms;

	for (uint32_t i = 0; i < terms->n; i++)
		if (terms->key[i] == nd_term_key(hash))
			return (struct term){ terms->tf[i], terms->flags[i], terms->level[i] };
	return (struct term){ 0, 0, 0 };
}

static unsigned tf(const struct terms_of *of, uint64_t hash)
{
	return find(of, hash).tf;
}

START_TEST(counts_words_and_pairs)
{
	struct terms_of of = terms_open("", "the storm hit the coast, the storm left");

	ck_assert_uint_eq(tf(&of, word("the")), 3);
	ck_assert_uint_eq(tf(&of, word("storm")), 2);
	ck_assert_uint_eq(tf(&of, word("left")), 1);
	ck_assert_uint_eq(tf(&of, word("wind")), 0);
	ck_assert_uint_eq(tf(&of, pair("the", "storm")), 2);
	ck_assert_uint_eq(tf(&of, pair("storm", "the")), 0);
	ck_assert_uint_eq(tf(&of, pair("coast", "the")), 1);
	ck_assert(find(&of, pair("the", "storm")).flags & ND_TERM_PAIR);
	terms_close(&of);
}
END_TEST

START_TEST(pairs_do_not_cross_the_seam)
{
	struct terms_of of = terms_open("one two", "three four");

	ck_assert_uint_eq(tf(&of, pair("one", "two")), 1);
	ck_assert_uint_eq(tf(&of, pair("two", "three")), 0);
	terms_close(&of);
}
END_TEST

START_TEST(lists_are_sorted_and_whole)
{
	struct terms_of of = terms_open("a b c a b", "b c d b c d 北京市 x y 2");
	const struct nd_terms *const terms = &of.terms.terms;

	for (uint32_t i = 1; i < terms->n; i++)
		ck_assert(terms->key[i - 1] < terms->key[i]);
	terms_close(&of);
}
END_TEST

/* Where no spaces are, words are found, and pairs of them; a name that is split is a pair. */
START_TEST(words_where_no_spaces_are)
{
	struct terms_of of = terms_open("", "总统在北京 总理");

	ck_assert_uint_eq(of.terms.terms.n, 7);
	ck_assert_uint_eq(tf(&of, pair("总", "统")), 1);
	ck_assert_uint_eq(tf(&of, word("在")), 1);
	ck_assert_uint_eq(tf(&of, pair("北", "京")), 1);
	ck_assert_uint_eq(tf(&of, nd_pair_key(word("在"), pair("北", "京"))), 1);
	ck_assert_uint_eq(tf(&of, nd_pair_key(pair("北", "京"), pair("总", "理"))), 1);
	ck_assert_uint_eq(tf(&of, pair("在", "北")), 0);
	terms_close(&of);
}
END_TEST

START_TEST(numerals_are_numbers)
{
	struct terms_of of = terms_open("", "三百 一般 万人 \xe1\x8d\xb2");

	ck_assert(find(&of, pair("三", "百")).flags & ND_TERM_NUMBER);
	ck_assert(!(find(&of, pair("一", "般")).flags & ND_TERM_NUMBER));
	ck_assert(!(find(&of, pair("万", "人")).flags & ND_TERM_NUMBER));
	ck_assert(find(&of, word("\xe1\x8d\xb2")).flags & ND_TERM_NUMBER);	/* Ethiopic ten */
	terms_close(&of);
}
END_TEST

static const struct { const char *title, *text, *word; unsigned flags; } flagged[] = {
	{ "storm", "wind came", "storm", ND_TERM_TITLE },
	{ "storm", "wind came", "wind", ND_TERM_LEAD },
	{ "storm", "storm came", "storm", ND_TERM_TITLE | ND_TERM_LEAD },
	{ "", "first line\nsecond line came", "first", ND_TERM_TITLE | ND_TERM_LEAD },
	{ "", "first line\nsecond line came", "second", ND_TERM_LEAD },
	{ "x", "the man Smith said", "smith", ND_TERM_NAME | ND_TERM_LEAD },
	{ "x", "Smith said", "smith", ND_TERM_LEAD },	/* any word begins a sentence so */
	{ "x", "saw March, would march, did march", "march", ND_TERM_LEAD },
	{ "x", "قال محمد", "محمد", ND_TERM_CASELESS | ND_TERM_LEAD },	/* who knows what is a name */
	{ "x", "אמר דוד", "דוד", ND_TERM_CASELESS | ND_TERM_LEAD },
	{ "x", "한국 뉴스", "뉴스", ND_TERM_CASELESS | ND_TERM_LEAD },
	{ "x", "राम ने", "राम", ND_TERM_CASELESS | ND_TERM_LEAD },
	{ "x", "bà ấy nói", "ấy", ND_TERM_LEAD },
	{ "x", "сказал Иван тут", "иван", ND_TERM_NAME | ND_TERM_LEAD },
	{ "x", "είπε ο Πέτρος", "πετροσ", ND_TERM_NAME | ND_TERM_LEAD },
	{ "x", "١٩٩٧ عام", "1997", ND_TERM_NUMBER | ND_TERM_LEAD },
	{ "x", "in 1997 then", "1997", ND_TERM_NUMBER | ND_TERM_LEAD },
	{ "x", "said \"never\" then", "never", ND_TERM_QUOTED | ND_TERM_LEAD },
};

START_TEST(flags_are_right)
{
	struct terms_of of = terms_open(flagged[_i].title, flagged[_i].text);
	const struct term term = find(&of, word(flagged[_i].word));

	ck_assert_uint_gt(term.tf, 0);
	ck_assert_uint_eq(term.flags, flagged[_i].flags);
	terms_close(&of);
}
END_TEST

START_TEST(the_lead_ends)
{
	char text[2000] = "";
	struct terms_of of;

	for (int i = 0; i < ND_LEAD_TOKENS; i++)
		strcat(text, "word ");
	strcat(text, "later");
	of = terms_open("x", text);
	ck_assert_uint_eq(find(&of, word("word")).tf, ND_LEAD_TOKENS);
	ck_assert(find(&of, word("word")).flags & ND_TERM_LEAD);
	ck_assert(!(find(&of, word("later")).flags & ND_TERM_LEAD));
	terms_close(&of);
}
END_TEST

START_TEST(levels_come_from_the_background)
{
	const uint64_t storm = word("storm");
	const uint32_t key[] = { nd_term_key(storm) };
	const uint8_t level[] = { 77 };
	const size_t beginnings = (size_t)1 << ND_BACKGROUND_BITS;
	uint32_t *const first = take(beginnings + 1, sizeof(*first));
	const struct nd_background one = { key, level, first, 150 };
	struct terms_of of = terms_open("", "storm unheardof");

	for (size_t top = 0; top <= beginnings; top++)
		first[top] = top > storm >> (64 - ND_BACKGROUND_BITS);
	ck_assert(of.terms.coverage == 0);
	REQUIRE(nd_terms(&of.terms, &of.t.tokens, &one) == ND_OK);
	ck_assert(of.terms.coverage == .5f);
	ck_assert_uint_eq(find(&of, storm).level, 77);
	ck_assert_uint_gt(find(&of, word("unheardof")).level, 77);
	ck_assert_uint_gt(find(&of, pair("storm", "unheardof")).level, 77);
	terms_close(&of);
	free(first);
}
END_TEST

/* Each term can be found again among the tokens that made it, and no other. */
START_TEST(terms_are_found_among_the_tokens)
{
	struct terms_of of = terms_open("one two", "three one 北京市 four 5 two three");
	const struct nd_terms *const terms = &of.terms.terms;

	for (uint32_t i = 0; i < terms->n; i++) {
		size_t places = 0;

		for (size_t k = 0; k < of.t.tokens.list.n; k++)
			places += nd_term_tokens(&of.t.tokens, &of.terms.words, k, terms->key[i]) > 0;
		ck_assert_uint_ge(places, terms->tf[i]);
	}
	for (size_t k = 0; k < of.t.tokens.list.n; k++)
		ck_assert_uint_eq(nd_term_tokens(&of.t.tokens, &of.terms.words, k, 12345), 0);
	terms_close(&of);
}
END_TEST

START_TEST(nothing_has_no_terms)
{
	struct terms_of of = terms_open("", "... !");

	ck_assert_uint_eq(of.terms.terms.n, 0);
	ck_assert(of.terms.coverage == 0);
	terms_close(&of);
}
END_TEST

START_TEST(tf_has_a_ceiling)
{
	struct tokenizing t = tokenizing_open();
	struct nd_term_list terms = ND_TERM_LIST_INIT;
	char *const text = take(140000, 1);

	memset(text, ' ', 140000);
	for (size_t i = 0; i < 140000; i += 2)
		text[i] = 'x';
	tokenize(&t, text_of(""), (struct nd_text){ text, 140000 });
	ck_assert_int_eq(nd_terms(&terms, &t.tokens, &nothing), ND_OK);
	ck_assert_uint_eq(terms.terms.n, 2);
	ck_assert_uint_eq(terms.terms.tf[0], UINT8_MAX);
	nd_term_list_release(&terms);
	tokenizing_close(&t);
	free(text);
}
END_TEST

/* Words in thousands: more slots, and a list that is as sorted as a short one. */
START_TEST(long_texts)
{
	char *const text = take(400000, 1);
	struct terms_of of;
	size_t len = 0;

	for (unsigned i = 0; i < 20000; i++)
		len += (size_t)sprintf(text + len, "w%u ", i * i % 7919);
	of = terms_open("", text);
	for (uint32_t i = 1; i < of.terms.terms.n; i++)
		REQUIRE(of.terms.terms.key[i - 1] < of.terms.terms.key[i]);
	for (unsigned i = 0; i < 7919; i += 100) {
		char form[16];
		unsigned places = 0;

		for (unsigned k = 0; k < 20000; k++)
			places += k * k % 7919 == i;
		sprintf(form, "w%u", i);
		ck_assert_uint_eq(tf(&of, word(form)), places);
	}
	terms_close(&of);
	free(text);
}
END_TEST

Suite *suite_text_terms(void)
{
	Suite *const suite = suite_create("text/terms");
	TCase *const tcase = only_case(suite, "terms");

	tcase_add_test(tcase, counts_words_and_pairs);
	tcase_add_test(tcase, pairs_do_not_cross_the_seam);
	tcase_add_test(tcase, lists_are_sorted_and_whole);
	tcase_add_test(tcase, words_where_no_spaces_are);
	tcase_add_test(tcase, numerals_are_numbers);
	tcase_add_loop_test(tcase, flags_are_right, 0, COUNT(flagged));
	tcase_add_test(tcase, the_lead_ends);
	tcase_add_test(tcase, levels_come_from_the_background);
	tcase_add_test(tcase, terms_are_found_among_the_tokens);
	tcase_add_test(tcase, nothing_has_no_terms);
	tcase_add_test(tcase, tf_has_a_ceiling);
	tcase_add_test(tcase, long_texts);
	return suite;
}
