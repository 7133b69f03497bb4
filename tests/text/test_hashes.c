/*
 * test_hashes.c - the fast reading finds the tokens of tokens.h, under every table
 */
#include "text/hashes.h"

#include "text/shingles.h"
#include "base/utf8.h"
#include "text/tokenizing.h"

struct reading {
	struct tokenizing t;
	struct nd_hashes hashes;
	const struct nd_kernels *kernels;
};

static struct reading reading_open(int i)
{
	struct reading r = { tokenizing_open(), ND_HASHES_INIT, nd_kernel_at((size_t)i) };

	REQUIRE(r.kernels != NULL);
	return r;
}

static void reading_close(struct reading *r)
{
	nd_hashes_release(&r->hashes);
	tokenizing_close(&r->t);
}

/* The same tokens, kinds and shingles both ways. */
static void check(struct reading *r, struct nd_text title, struct nd_text text)
{
	const struct nd_token *const token = tokenize(&r->t, title, text);
	const size_t n = r->t.tokens.list.n;
	const size_t room = title.len + text.len + 4 * n + ND_SLACK;
	uint64_t *const ours = take(room, sizeof(*ours));
	uint64_t *const theirs = take(room, sizeof(*theirs));
	struct nd_elements slow = ND_ELEMENTS_INIT, fast;
	const uint32_t *turn;
	size_t run = 0;

	REQUIRE(nd_hashes_read(&r->hashes, r->t.map, r->kernels, title, text) == ND_OK);
	REQUIRE(r->hashes.n == n);
	turn = r->hashes.turns.items;
	for (size_t i = 0; i < n; i++) {
		while (run < r->hashes.turns.n && turn[run] <= i)
			run++;
		REQUIRE(((const uint64_t *)r->hashes.list.items)[i] == token[i].hash);
		REQUIRE((run & 1) == !!(token[i].flags & ND_TOKEN_ALONE));
	}
	REQUIRE(nd_elements_of_tokens(&slow, &r->t.tokens) == ND_OK);
	fast = nd_hashes_elements(&r->hashes);
	REQUIRE(fast.hash.n == slow.hash.n && slow.hash.n <= room - ND_SLACK);
	for (unsigned ngram = 0; ngram <= 6; ngram += 2) {
		const size_t shingles = nd_shingles(&slow, nd_kernel_at(0), ngram, 7, theirs);

		REQUIRE(nd_shingles(&fast, r->kernels, ngram, 7, ours) == shingles);
		REQUIRE(!memcmp(ours, theirs, shingles * sizeof(*ours)));
	}
	nd_elements_release(&slow);
	free(ours);
	free(theirs);
}

START_TEST(known_texts)
{
	static const char *const texts[] = {
		"", " ", "a", "One two, three.", "na\xc3\xafve caf\xc3\xa9", "it\xe2\x80\x99s",
		"e\xcc\x81t\xc3\xa9 E\xcc\x81T\xc3\x89", "stra\xc3\x9f" "e", "so\xc2\xad" "ft", "x\xe2\x80\x8by",
		"中文和 English 混在一起", "全角ＡＢＣ１２３", "ﬁne ½ ㌖㍿", "\xef\xb7\xba",
		"Привет, мир! ЁЛКА", "ไทยแลนด์", "العربيّة", "\xff\xfe bad \xc3", "a\xcc", "\xcc\x81 b",
		"dots... \xe2\x80\xa6 and \xc2\xabquotes\xc2\xbb", "\xe2\x80", "x\xe2\x80", "\xf0\x9f\x98\x80 grin",
	};
	struct reading r = reading_open(_i);

	for (size_t i = 0; i < COUNT(texts); i++)
		for (size_t k = 0; k < COUNT(texts); k++)
			check(&r, text_of(texts[i]), text_of(texts[k]));
	reading_close(&r);
}
END_TEST

/* Every code point between letters, alone, and at every place of a block. */
START_TEST(every_code_point)
{
	struct reading r = reading_open(_i);

	for (uint32_t c = 0; c < 0x30000; c += c < 0x3100 || (c >= 0xf900 && c < 0x10000) ? 1 : 37) {
		char text[200];
		const size_t before = c % 67;
		size_t n = before;

		memset(text, 'a', sizeof(text));
		if (c >= 0xd800 && c < 0xe000)
			continue;
		n += nd_utf8_put(text + n, c);
		text[n++] = 'B';
		text[n++] = ' ';
		n += nd_utf8_put(text + n, c);
		text[n++] = ' ';
		n += nd_utf8_put(text + n, c);
		n += nd_utf8_put(text + n, c);
		check(&r, text_of(""), (struct nd_text){ text, n + 30 });
	}
	reading_close(&r);
}
END_TEST

START_TEST(random_texts)
{
	static const char *const parts[] = {
		"a", "b", "Z", "9", "_", " ", ".", ", ", "\n", "\xc3\xa9", "\xc3\x89", "\xc3\x9f", "\xd0\x96",
		"\xd1\x8f", "\xc2\xad", "\xcc\x81", "\xe2\x80\x99", "\xe2\x80\x8d", "\xe4\xb8\xad", "\xe6\x96\x87",
		"\xef\xac\x81", "\xe3\x8c\x96", "\xff", "\xc3", "\xe2\x80", "the ", "house ", "governmental ",
		"\xd9\x8e", "\xd8\xa3", "\xe1\xba\xbf", "\xe0\xb8\x81", "\xe0\xb8\xb1",
	};
	struct reading r = reading_open(_i);
	uint64_t random = 11;

	for (int round = 0; round < 6000; round++) {
		const size_t few = 1 + random_below(&random, COUNT(parts));
		const size_t room = random_below(&random, 600);
		char text[700];
		size_t n = 0, cut;

		while (n < room) {
			const char *const part = parts[random_below(&random, 8) ?
						       random_below(&random, few) : random_below(&random, COUNT(parts))];
			const size_t again = random_below(&random, 20) ? 1 : random_below(&random, 30);

			for (size_t k = 0; k < again && n < room; k++) {
				memcpy(text + n, part, strlen(part));
				n += strlen(part);
			}
		}
		cut = n ? random_below(&random, n) : 0;
		check(&r, (struct nd_text){ text, cut }, (struct nd_text){ text + cut, n - cut });
	}
	reading_close(&r);
}
END_TEST

/* Han is easy, but what stands in one run with a hard character is not: a token may go on, and
 * two that touch must do so wherever they were read. */
START_TEST(runs_of_han_and_hard_characters)
{
	static const char *const easy[] = { "\u5929", "\u6c14", "\u4e00", "\u9fbf", "\u3002", "\uff0c", "a",
					    "2026", " ", "\n", "\u00e9", "\u042f", "." };
	static const char *const hard[] = { "\u3042", "\u30ab\u3099", "\u0301", "\u3099", "\ufe0f", "\uff21",
					    "\u3005", "\u9fc0", "\u4dff", "\u200b", "\U0001f600", "\u3131" };
	struct reading r = reading_open(_i);
	uint64_t random = 7;

	for (int round = 0; round < 4000; round++) {
		const size_t n = random_below(&random, 150), rare = 1 + random_below(&random, 60);
		char text[1000] = "";
		size_t len = 0;

		for (size_t i = 0; i < n; i++) {
			const char *const piece = random_below(&random, rare) ?
				easy[random_below(&random, round % 3 ? 4 : COUNT(easy))] :
				hard[random_below(&random, COUNT(hard))];

			memcpy(text + len, piece, strlen(piece));
			len += strlen(piece);
		}
		check(&r, text_of(easy[round % COUNT(easy)]), (struct nd_text){ text, len });
	}
	reading_close(&r);
}
END_TEST

START_TEST(long_words_are_cut_alike)
{
	static const char *const letters[] = { "a", "\xc3\xa9", "\xd0\x96", "\xe1\xba\xbf", "\xf0\x9d\x92\xb3", "e\xcc\x81" };
	struct reading r = reading_open(_i);
	char text[2000];

	for (size_t l = 0; l < COUNT(letters); l++) {
		for (size_t n = 60; n < 300; n++) {
			size_t len = 0;

			for (size_t shift = 0; shift < n % 4; shift++)
				text[len++] = 'x';
			for (size_t i = 0; i < n; i++) {
				memcpy(text + len, letters[l], strlen(letters[l]));
				len += strlen(letters[l]);
			}
			memcpy(text + len, " end", 4);
			check(&r, text_of(""), (struct nd_text){ text, len + 4 });
			check(&r, (struct nd_text){ text, len }, text_of("x"));
		}
	}
	reading_close(&r);
}
END_TEST

/* More tokens than bytes: the arrays have to grow on the way. */
START_TEST(characters_that_become_many)
{
	struct reading r = reading_open(_i);
	char *const text = take(30000, 1);

	for (size_t i = 0; i < 30000; i += 3)
		memcpy(text + i, i % 2 ? "\xe3\x8c\x96" : "\xef\xb7\xba", 3);
	check(&r, (struct nd_text){ text, 15000 }, (struct nd_text){ text + 15000, 15000 });
	free(text);
	reading_close(&r);
}
END_TEST

Suite *suite_text_hashes(void)
{
	Suite *const suite = suite_create("text/hashes");
	TCase *const tcase = only_case(suite, "hashes");
	int tables = 0;

	while (nd_kernel_at((size_t)tables))
		tables++;
	tcase_add_loop_test(tcase, known_texts, 0, tables);
	tcase_add_loop_test(tcase, every_code_point, 0, tables);
	tcase_add_loop_test(tcase, random_texts, 0, tables);
	tcase_add_loop_test(tcase, runs_of_han_and_hard_characters, 0, tables);
	tcase_add_loop_test(tcase, long_words_are_cut_alike, 0, tables);
	tcase_add_loop_test(tcase, characters_that_become_many, 0, tables);
	return suite;
}
