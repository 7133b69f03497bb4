/* test_tokens.c - tokens, their places and flags; against a tokenizer made of ICU alone */
#include "text/tokens.h"

#include <stdio.h>

#include "base/hash.h"
#include "model/model.h"
#include "text/tokenizing.h"
#include "base/utf8.h"

static const struct { const char *text, *tokens; } examples[] = {
	{ "", "" },
	{ " \n\t", "" },
	{ "...!?", "" },
	{ "one", "one|" },
	{ "Two words.", "two|words|" },
	{ "don't re-use", "don|t|re|use|" },
	{ "snake_case 3.5 B2B", "snake_case|3|5|b2b|" },
	{ "a\xff" "b", "a|b|" },				/* no UTF-8: a break */
	{ "caf\xc3\xa9", "caf\xc3\xa9|" },
	{ "\xc3\xa9\xc3\xa8", "\xc3\xa9\xc3\xa8|" },
	{ "北京abc大", "北|京|abc|大|" },
	{ "東京2020年", "東|京|2020|年|" },
	{ "ภาษา", "ภ|า|ษ|า|" },
	{ "กิน", "กิ|น|" },					/* a mark stays with its letter */
	{ "한국 뉴스", "한국|뉴스|" },
	{ "́x", "x|" },					/* a mark with nothing before it */
	{ "½ ㎏", "1|2|kg|" },
	{ "١٢٣ ४५", "123|45|" },
	{ "\xf0\x9f\x98\x80 smile", "smile|" },
};

START_TEST(examples_are_as_they_should)
{
	struct tokenizing t = tokenizing_open();
	char *const out = folded(&t, examples[_i].text, strlen(examples[_i].text), '|');

	ck_assert_str_eq(out, examples[_i].tokens);
	free(out);
	tokenizing_close(&t);
}
END_TEST

/* What a random text is made of: pieces that news has, and pieces that break things. */
static size_t random_piece(uint64_t *random, char *out)
{
	static const char *const pieces[] = {
		"The ", "news", " of the day", ". ", "\n", "\"", "“", "”", "é", "e\xcc\x81", "ﬁ", "ß",
		"İ", "I\xcc\x87", "\xc2\xad", "\xe2\x80\x8b", "ﷺ", "가", "İı", "е\xcc\x88", "ё\xcc\x81", "\xcc\x87", "\xcc\x88", "\xcc\x81", "ș\xcc\xa7", "œ",
		"ά", "ῳ\xcd\x82", "न्द", "न्न", "म\xe0\xa4\xbc्प", "ँ", "ة", "ۀ", "ʼ", "〇", "三", "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8",
		"か\xe3\x82\x99", "ｶﾞ", "北京", "ไทย", "ى", "أ", "ك", "٠", "ְ", "ٰ", "①", "㌀", "͏", "‍",
		"ᾳ", "\xcd\x85", "ὐ", "ẞ", "Ǆ", "𝐀", "𝟗", "a̐éö̲", "\xff", "\xc3", "\xe2\x82", "\xed\xa0\x80",
	};
	uint32_t c;

	if (random_below(random, 3)) {
		const char *const piece = pieces[random_below(random, COUNT(pieces))];

		memcpy(out, piece, strlen(piece));
		return strlen(piece);
	}
	c = (uint32_t)next_random(random);
	switch (random_below(random, 4)) {
	case 0: c %= 0x300; break;
	case 1: c %= 0x3100; break;
	case 2: c %= 0x20000; break;
	default: c %= 0x110000;
	}
	if (random_below(random, 40) == 0) {	/* any byte */
		*out = (char)c;
		return 1;
	}
	return nd_utf8_put(out, c >= 0xd800 && c < 0xe000 ? ' ' : c);
}

static size_t random_text(uint64_t *random, char *out, size_t room)
{
	const size_t pieces = random_below(random, 40);
	size_t n = 0;

	for (size_t i = 0; i < pieces && n + 32 < room; i++)
		n += random_piece(random, out + n);
	return n;
}

/* The text in a block of exactly its size, for the sanitizer. */
static char *exactly(const char *text, size_t n)
{
	char *const copy = take(n, 1);

	memcpy(copy, text, n);
	return copy;
}

static void show_bytes(const char *text, size_t n, const char *ours, const char *model)
{
	fprintf(stderr, "text:");
	for (size_t i = 0; i < n; i++)
		fprintf(stderr, " %02x", (unsigned char)text[i]);
	fprintf(stderr, "\nours:\n%smodel:\n%s", ours, model);
	ck_abort_msg("not what the model says");
}

START_TEST(random_unicode_is_as_the_model_says)
{
	struct tokenizing t = tokenizing_open();
	uint64_t random = (uint64_t)_i;
	char buffer[1024];

	for (int round = 0; round < 4000; round++) {
		const size_t n = random_text(&random, buffer, sizeof(buffer));
		char *const text = exactly(buffer, n);
		char *const ours = folded(&t, text, n, '\n'), *const model = model_tokens(text, n);

		if (strcmp(ours, model))
			show_bytes(text, n, ours, model);
		free(text);
		free(ours);
		free(model);
	}
	tokenizing_close(&t);
}
END_TEST

START_TEST(every_code_point_is_as_the_model_says)
{
	struct tokenizing t = tokenizing_open();

	for (uint32_t c = 1; c < 0x110000; c++) {
		char text[16] = "a b";
		char *ours, *model;
		size_t n;

		if ((c >= 0xd800 && c < 0xe000) || (c >= 0x20000 && c % 64))
			continue;
		n = 3 + nd_utf8_put(text + 3, c);
		text[n++] = 'c';
		ours = folded(&t, text, n, '\n');
		model = model_tokens(text, n);
		if (strcmp(ours, model))
			show_bytes(text, n, ours, model);
		free(ours);
		free(model);
	}
	tokenizing_close(&t);
}
END_TEST

/* A token lies inside the text, behind the one before, and says the same by itself. */
static void span_is_right(struct tokenizing *again, const struct tokenizing *t, size_t i,
			  const char *text, size_t n)
{
	const struct nd_token *const token = (const struct nd_token *)t->tokens.list.items + i;
	const struct nd_token *alone;
	int found = 0;

	REQUIRE(token->from < token->to && token->to <= n);
	REQUIRE(i == 0 || token[-1].from <= token->from);
	REQUIRE(i == 0 || token[-1].to <= token->to);
	/* two tokens have in common one character at most, such as that of "a.m." */
	REQUIRE(i == 0 || token[-1].to <= token->from + ND_UTF8_MAX);
	REQUIRE(token->folded + token->folded_len <= t->tokens.folded.n);
	REQUIRE(token->hash == nd_hash_word((const char *)t->tokens.folded.items + token->folded,
					    token->folded_len));
	alone = tokenize(again, (struct nd_text){ NULL, 0 },
			 (struct nd_text){ text + token->from, token->to - token->from });
	for (size_t k = 0; k < again->tokens.list.n; k++)
		found |= alone[k].hash == token->hash;
	REQUIRE(found);
}

START_TEST(spans_are_right)
{
	struct tokenizing t = tokenizing_open(), again = tokenizing_open();
	uint64_t random = 100 + (uint64_t)_i;
	char text[1024];

	for (int round = 0; round < 3000; round++) {
		const size_t n = random_text(&random, text, sizeof(text));

		tokenize(&t, (struct nd_text){ NULL, 0 }, (struct nd_text){ text, n });
		for (size_t i = 0; i < t.tokens.list.n; i++)
			span_is_right(&again, &t, i, text, n);
	}
	tokenizing_close(&t);
	tokenizing_close(&again);
}
END_TEST

START_TEST(random_bytes_are_survived)
{
	struct tokenizing t = tokenizing_open(), again = tokenizing_open();
	uint64_t random = 1;

	for (int round = 0; round < 20000; round++) {
		const size_t n = random_below(&random, 60);
		const unsigned above = random_below(&random, 2) ? 0 : 0x80;
		char *const text = take(n, 1);

		for (size_t i = 0; i < n; i++)
			text[i] = (char)(next_random(&random) | above);
		tokenize(&t, (struct nd_text){ NULL, 0 }, (struct nd_text){ text, n });
		for (size_t i = 0; i < t.tokens.list.n; i++)
			span_is_right(&again, &t, i, text, n);
		free(text);
	}
	tokenizing_close(&t);
	tokenizing_close(&again);
}
END_TEST

/* Flags of "word" in a text, written as letters. */
static const char *flags_of(struct tokenizing *t, const char *title, const char *text,
			    const char *word)
{
	static char out[16];
	static const struct { unsigned flag; char letter; } letters[] = {
		{ ND_TOKEN_ALONE, 'a' }, { ND_TOKEN_DIGIT, 'd' }, { ND_TOKEN_UPPER, 'U' },
		{ ND_TOKEN_START, 'S' }, { ND_TOKEN_TITLE, 'T' }, { ND_TOKEN_QUOTED, 'q' },
		{ ND_TOKEN_LETTER, '1' }, { ND_TOKEN_LINE, 'L' },
	};
	const struct nd_token *const token = tokenize(t, text_of(title), text_of(text));
	size_t n = 0;

	for (size_t i = 0; i < t->tokens.list.n; i++) {
		if (token[i].hash != nd_hash_word(word, strlen(word)))
			continue;
		for (size_t k = 0; k < COUNT(letters); k++)
			if (token[i].flags & letters[k].flag)
				out[n++] = letters[k].letter;
		out[n] = '\0';
		return out;
	}
	return "not there";
}

static const struct { const char *title, *text, *word, *flags; } flagged[] = {
	{ "", "Rain fell.", "rain", "USL" },
	{ "", "Rain fell.", "fell", "" },
	{ "Rain", "fell", "rain", "USTL" },
	{ "Rain", "fell", "fell", "SL" },
	{ "", "It fell. Then sun.", "then", "US" },
	{ "", "In the U.S. Then more", "then", "U" },		/* no end of a sentence */
	{ "", "said Mr. Brown", "brown", "U" },
	{ "", "Stop! now", "now", "S" },
	{ "", "one\ntwo", "two", "SL" },
	{ "", "he said \"rain came\" then", "came", "q" },
	{ "", "he said \"rain came\" then", "then", "" },
	{ "", "he said “rain came” then", "rain", "q" },
	{ "", "er sagte „Regen kam“ dann", "kam", "q" },
	{ "", "er sagte „Regen kam“ dann", "dann", "" },
	{ "", "il dit «pluie» puis", "pluie", "q" },
	{ "", "open \"quote\nnext line", "next", "SL" },
	{ "", "in 1997 then", "1997", "d" },
	{ "", "covid19 x", "covid19", "dSL" },
	{ "", "a b", "b", "1" },
	{ "", "x 北", "北", "a1" },
	{ "", "x Ὀδυσσεύς", "οδυσσευσ", "U" },
	{ "", "x ﬁt", "fit", "" },
	{ "", "天。地", "地", "aS1" },
};

START_TEST(flags_are_right)
{
	struct tokenizing t = tokenizing_open();

	ck_assert_str_eq(flags_of(&t, flagged[_i].title, flagged[_i].text, flagged[_i].word),
			 flagged[_i].flags);
	tokenizing_close(&t);
}
END_TEST

START_TEST(long_words_are_cut)
{
	struct tokenizing t = tokenizing_open();
	char *const text = take(100000, 1);
	const struct nd_token *token;

	memset(text, 'x', 100000);
	token = tokenize(&t, text_of(""), (struct nd_text){ text, 100000 });
	ck_assert_uint_eq(t.tokens.list.n, 1);
	ck_assert_uint_le(token->folded_len, ND_WORD_MAX);
	ck_assert_uint_ge(token->folded_len, ND_WORD_MAX - ND_UTF8_MAX);
	ck_assert_uint_eq(token->to, 100000);
	free(text);
	tokenizing_close(&t);
}
END_TEST

/* Buffers are used again: nothing of the text before is left. */
START_TEST(buffers_are_used_again)
{
	struct tokenizing t = tokenizing_open();
	char *first = folded(&t, "one two", 7, '|'), *second;

	free(folded(&t, "something else, and longer", 26, '|'));
	second = folded(&t, "one two", 7, '|');
	ck_assert_str_eq(first, second);
	free(first);
	free(second);
	tokenizing_close(&t);
}
END_TEST

Suite *suite_text_tokens(void)
{
	Suite *const suite = suite_create("text/tokens");
	TCase *const tcase = only_case(suite, "tokens"), *const random = only_case(suite, "random");

	tcase_add_loop_test(tcase, examples_are_as_they_should, 0, COUNT(examples));
	tcase_add_loop_test(tcase, flags_are_right, 0, COUNT(flagged));
	tcase_add_test(tcase, long_words_are_cut);
	tcase_add_test(tcase, buffers_are_used_again);
	tcase_add_test(tcase, every_code_point_is_as_the_model_says);
	tcase_add_loop_test(random, random_unicode_is_as_the_model_says, 0, 4);
	tcase_add_loop_test(random, spans_are_right, 0, 4);
	tcase_add_test(random, random_bytes_are_survived);
	return suite;
}
