/*
 * test_kernel.c - every kernel against its model and against the portable one
 *
 * Each test runs once for each table that the machine can run.  Inputs lie in
 * blocks of exactly their size, so that a sanitizer sees a read beyond them;
 * text ends at a page that cannot be read.
 */
#include "kernel/kernel.h"

#include <ctype.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/hash.h"
#include "model/model.h"
#include "tables.h"
#include "testing.h"

static uint64_t *random_values(uint64_t *random, size_t n, uint64_t below)
{
	uint64_t *const x = take(n, sizeof(*x));

	for (size_t i = 0; i < n; i++)
		x[i] = below ? next_random(random) % below : next_random(random);
	return x;
}

/* A folding of our own: what follows from it does not depend on Unicode. */
static void fill_fold(struct nd_fold *fold, uint64_t *random)
{
	for (unsigned c = 0; c < 128; c++) {
		const int capital = c >= 'A' && c <= 'Z';
		const int word = capital || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';

		fold->ascii[c] = (uint8_t)(!word ? 0 : capital ? c + 32 : c);
	}
	for (unsigned c = 0x80; c < 0x800; c++) {
		const size_t kind = random_below(random, 4);

		fold->two[c] = (uint16_t)(kind == 0 ? 0 : kind == 1 ? ND_FOLD_HARD :
					  0x80 + random_below(random, 0x780));
	}
	for (unsigned i = 0; i < 3 * 64; i++)
		fold->mark[i / 64][i % 64] = random_below(random, 3) == 0;
	nd_fold_arrange(fold);
}

/* n bytes that end where the page does; free with guarded_free(). */
struct guarded {
	char *at, *pages;
	size_t bytes;
};

static struct guarded guarded(size_t n)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE), body = (n + page - 1) / page * page;
	struct guarded g = { .bytes = body + page };

	g.pages = mmap(NULL, g.bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	REQUIRE(g.pages != MAP_FAILED);
	REQUIRE(mprotect(g.pages + body, page, PROT_NONE) == 0);
	g.at = g.pages + body - n;
	return g;
}

static void guarded_free(struct guarded *g)
{
	munmap(g->pages, g->bytes);
}

/* Text of which 'wild' in 100 characters are not ASCII, some of those broken. */
static void random_bytes(uint64_t *random, char *out, size_t n, size_t wild)
{
	static const char *const characters[] = {
		"\xc3\xa9", "\xc3\x89", "\xd0\x96", "\xd1\x8f", "\xc2\xa0", "\xe2\x80\x99",
		"\xe2\x80\x9c", "\xe2\x80\x8b", "\xce\xb1", "\xe4\xb8\xad", "\xf0\x9f\x98\x80",
		"\xe4\xb8\x80", "\xe4\xb7\xbf", "\xe9\xbe\xbf", "\xe9\xbf\x80", "\xe5\xa4\xa9",
		"\xe3\x80\x82", "\xe3\x80\x81", "\xef\xbc\x8c", "\xef\xbc\xa1", "\xe3\x81\x82",
		"\xe5\xa4", "\xe4", "\xe3\x80", "\xef\xbc",
		"\xc3", "\xe2\x80", "\xe2", "\x80", "\xff", "\xc0\xaf", "\xe2\x80x",
	};
	static const char ascii[] = "abcXYZ019_ .,'\n\"-";

	for (size_t i = 0; i < n;) {
		if (random_below(random, 100) < wild) {
			const char *const c = characters[random_below(random, COUNT(characters))];

			for (size_t k = 0; c[k] && i < n; k++)
				out[i++] = c[k];
		} else {
			out[i++] = ascii[random_below(random, sizeof(ascii) - 1)];
		}
	}
}

struct found {
	struct nd_spans spans;
	size_t at;
};

static struct found find_in(const struct nd_kernels *kernels, const struct nd_fold *fold,
			    const char *text, size_t from, size_t n, uint32_t base, int open)
{
	struct found f = { { take(base + n + ND_SLACK, 1), take(n + 2 + ND_SLACK, 4),
			     take(n + 2 + ND_SLACK, 4), take(n + 2 + ND_SLACK, 4), 0, 0, open, 0 }, 0 };

	f.at = kernels->find_words(fold, text, from, n, base, &f.spans);
	return f;
}

static void found_free(struct found *f)
{
	free(f->spans.folded);
	free(f->spans.begin);
	free(f->spans.end);
	free(f->spans.turn);
}

static void check_found(const struct found *f, const struct found *p)
{
	REQUIRE(f->at == p->at);
	REQUIRE(f->spans.n == p->spans.n && f->spans.open == p->spans.open);
	REQUIRE(f->spans.n_turns == p->spans.n_turns && f->spans.alone == p->spans.alone);
	for (size_t i = 0; i < p->spans.n_turns; i++)
		REQUIRE(f->spans.turn[i] == p->spans.turn[i]);
	for (size_t i = 0; i < p->spans.n; i++) {
		const uint32_t begin = p->spans.begin[i], end = p->spans.end[i];

		REQUIRE(f->spans.begin[i] == begin && f->spans.end[i] == end);
		REQUIRE(!memcmp(f->spans.folded + begin, p->spans.folded + begin, end - begin));
	}
	if (p->spans.open)
		REQUIRE(f->spans.begin[p->spans.n] == p->spans.begin[p->spans.n]);
}

START_TEST(words_are_those_of_the_portable_table)
{
	static const size_t wild[] = { 0, 1, 10, 60 };
	uint64_t random = 5;
	struct nd_fold fold;

	for (int round = 0; round < 4000; round++) {
		const size_t n = random_below(&random, 300), from = n ? random_below(&random, n) : 0;
		const uint32_t base = (uint32_t)random_below(&random, 100);
		struct guarded text = guarded(n);
		struct found f, p;

		if (round % 100 == 0)
			fill_fold(&fold, &random);
		random_bytes(&random, text.at, n, wild[round % 4]);
		f = find_in(table(_i), &fold, text.at, from, n, base, 0);
		p = find_in(&nd_kernels_portable, &fold, text.at, from, n, base, 0);
		check_found(&f, &p);
		found_free(&f);
		found_free(&p);
		guarded_free(&text);
	}
}
END_TEST

START_TEST(words_are_runs_of_word_characters)
{
	static const char text[] = "It's  The-End_of 1999";
	static const char *const words[] = { "it", "s", "the", "end_of" };
	uint64_t random = 1;
	struct nd_fold fold;
	struct found f;

	fill_fold(&fold, &random);
	f = find_in(table(_i), &fold, text, 0, strlen(text), 0, 0);
	ck_assert_uint_eq(f.at, strlen(text));
	ck_assert_uint_eq(f.spans.n, COUNT(words));
	for (size_t i = 0; i < COUNT(words); i++) {
		ck_assert_uint_eq(f.spans.end[i] - f.spans.begin[i], strlen(words[i]));
		ck_assert(!memcmp(f.spans.folded + f.spans.begin[i], words[i], strlen(words[i])));
	}
	ck_assert(f.spans.open);	/* the caller knows that the text ends */
	ck_assert_uint_eq(f.spans.begin[COUNT(words)], 17);
	found_free(&f);
}
END_TEST

START_TEST(words_of_one_and_of_a_thousand_letters)
{
	uint64_t random = 1;
	struct nd_fold fold;
	char text[1000];

	fill_fold(&fold, &random);
	for (size_t every = 2; every < 200; every++) {
		struct found f, p;

		for (size_t i = 0; i < sizeof(text); i++)
			text[i] = i % every ? 'a' : ' ';
		f = find_in(table(_i), &fold, text, 0, sizeof(text), 0, 0);
		p = find_in(&nd_kernels_portable, &fold, text, 0, sizeof(text), 0, 0);
		ck_assert_uint_eq(f.spans.n + (size_t)f.spans.open, (sizeof(text) - 2) / every + 1);
		check_found(&f, &p);
		found_free(&f);
		found_free(&p);
	}
}
END_TEST

/* So many bytes of a word count: characters are taken while four bytes would fit. */
static size_t counting(const uint8_t *at, size_t len)
{
	for (size_t i = ND_WORD_MAX - 3; i < len; i++)
		if ((at[i] & 0xc0) != 0x80)
			return i;
	return len;
}

START_TEST(hash_of_words_is_that_of_each)
{
	uint64_t random = 2;
	uint8_t folded[4096 + ND_SLACK];
	uint32_t begin[200], end[200];

	for (size_t i = 0; i < sizeof(folded); i++)
		folded[i] = (uint8_t)next_random(&random);
	for (size_t n = 0; n < COUNT(begin); n++) {
		uint64_t *const out = take(n, sizeof(*out));

		for (size_t i = 0; i < n; i++) {
			const size_t len = 1 + random_below(&random, i % 7 ? 18 : 300);

			begin[i] = (uint32_t)random_below(&random, 4096 - len);
			end[i] = begin[i] + (uint32_t)len;
		}
		table(_i)->hash_words(folded, begin, end, n, out);
		for (size_t i = 0; i < n; i++)
			REQUIRE(out[i] == nd_hash_word((const char *)folded + begin[i],
						       counting(folded + begin[i], end[i] - begin[i])));
		free(out);
	}
}
END_TEST

START_TEST(hash_of_shingles_is_that_of_each)
{
	static const uint64_t seeds[] = { 0, 1, UINT64_MAX, 0x123456789abcdef0 };
	uint64_t random = 3;

	for (size_t n = 0; n < 40; n++) {
		for (unsigned w = 1; w <= ND_SHINGLE_MAX; w++) {
			uint64_t *const token = random_values(&random, n + w + ND_SLACK, 0);
			uint64_t *const out = take(n + ND_SLACK, sizeof(*out));
			const uint64_t seed = seeds[(n + w) % COUNT(seeds)];

			token[0] = n % 3 ? token[0] : 0;
			token[1] = n % 5 ? token[1] : UINT64_MAX;
			table(_i)->hash_shingles(token, n, w, seed, out);
			for (size_t i = 0; i < n; i++)
				REQUIRE(out[i] == nd_hash_u64s(token + i, w, seed));
			free(token);
			free(out);
		}
	}
}
END_TEST

START_TEST(characters_that_do_not_touch_have_a_blank_between)
{
	uint64_t random = 1;

	for (int round = 0; round < 2000; round++) {
		const size_t n = random_below(&random, 60), every = 1 + random_below(&random, 20);
		uint64_t *const hash = random_values(&random, n + 8, 0);
		uint32_t *const begin = take(n + 9, sizeof(*begin));
		uint32_t *const end = take(n + 9, sizeof(*end));
		uint64_t *const out = take(2 * n + ND_SLACK, sizeof(*out));
		size_t at = 0;

		for (size_t i = 1; i <= n; i++) {	/* the first one is behind another */
			begin[i] = end[i - 1] + (random_below(&random, every) == 0);
			end[i] = begin[i] + 1 + (uint32_t)random_below(&random, 3);
		}
		REQUIRE(table(_i)->space_out(hash, begin + 1, end + 1, n, 32, out) <= 2 * n);
		for (size_t i = 0; i < n; i++) {
			if (begin[i + 1] != end[i])
				REQUIRE(out[at++] == 32);
			REQUIRE(out[at++] == hash[i]);
		}
		REQUIRE(table(_i)->space_out(hash, begin + 1, end + 1, n, 32, out) == at);
		free(hash);
		free(begin);
		free(end);
		free(out);
	}
}
END_TEST

START_TEST(windows_have_the_smallest_of_each)
{
	uint64_t random = 1;

	for (int round = 0; round < 4000; round++) {
		const size_t n = ND_WINNOW_WINDOW + random_below(&random, 120);
		const uint64_t below = round % 3 ? 1 + random_below(&random, 40) : 0;
		uint64_t *const x = random_values(&random, n + ND_SLACK, below);
		uint64_t *const out = take(n + ND_SLACK, sizeof(*out));
		size_t at = 0, kept;

		if (round % 5 == 0)	/* the highest bit is no sign */
			x[random_below(&random, n)] = random_below(&random, 2) ? UINT64_MAX : 0;
		kept = table(_i)->winnow(x, n, out);
		for (size_t from = 0; from + ND_WINNOW_WINDOW <= n; from++) {
			uint64_t least = x[from];

			for (size_t i = from; i < from + ND_WINNOW_WINDOW; i++)
				least = x[i] < least ? x[i] : least;
			if (from && out[at] != least)
				at++;
			REQUIRE(out[at] == least);
		}
		REQUIRE(at + 1 == kept);
		free(x);
		free(out);
	}
}
END_TEST

START_TEST(hash_of_a_sequence_is_as_defined)
{
	uint64_t random = 6;

	for (size_t n = 0; n < 100; n++) {
		uint64_t *const value = random_values(&random, n, 0);

		REQUIRE(table(_i)->hash_sequence(value, n) == nd_hash_sequence(value, n));
		free(value);
	}
}
END_TEST

START_TEST(minhash_is_the_model)
{
	static const size_t slots[] = { 16, 17, 31, 64, 100, 128, 1000, 1024 };
	static const size_t sizes[] = { 1, 2, 3, 5, 16, 17, 100, 1000 };
	uint64_t random = 1;

	for (size_t s = 0; s < COUNT(slots); s++) {
		uint32_t *const a = take(slots[s], 4), *const b = take(slots[s], 4);
		uint32_t *const out = take(slots[s], 4), *const model = take(slots[s], 4);
		const struct nd_hash_family family = { a, b };

		for (size_t i = 0; i < slots[s]; i++) {
			a[i] = (uint32_t)next_random(&random) | 1;
			b[i] = (uint32_t)next_random(&random);
		}
		for (size_t i = 0; i < COUNT(sizes); i++) {
			uint64_t *const x = random_values(&random, sizes[i], 0);

			table(_i)->minhash(out, slots[s], x, sizes[i], &family);
			model_hybrid(x, sizes[i], slots[s], a, b, model);
			REQUIRE(memcmp(out, model, slots[s] * sizeof(*out)) == 0);
			free(x);
		}
		free(a);
		free(b);
		free(out);
		free(model);
	}
}
END_TEST

START_TEST(minhash_of_extreme_values)
{
	static const uint64_t extremes[] = {
		0, UINT64_MAX, UINT32_MAX, (uint64_t)UINT32_MAX << 32, 1, (uint64_t)1 << 63,
	};
	uint32_t a[64], b[64], out[64], model[64];
	const struct nd_hash_family family = { a, b };

	for (uint32_t i = 0; i < 64; i++) {
		a[i] = 2 * i + 1;
		b[i] = UINT32_MAX - i;
	}
	for (size_t from = 0; from < COUNT(extremes); from++) {
		for (size_t n = 1; from + n <= COUNT(extremes); n++) {
			table(_i)->minhash(out, 64, extremes + from, n, &family);
			model_hybrid(extremes + from, n, 64, a, b, model);
			REQUIRE(memcmp(out, model, sizeof(out)) == 0);
		}
	}
}
END_TEST

static size_t make_set(uint64_t *x, size_t n)
{
	size_t kept = 0;

	qsort(x, n, sizeof(*x), by_u64);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || x[i] != x[kept - 1])
			x[kept++] = x[i];
	return kept;
}

static uint64_t *exactly(uint64_t *x, size_t n)
{
	uint64_t *const y = take(n, sizeof(*y));

	memcpy(y, x, n * sizeof(*y));
	free(x);
	return y;
}

/* The mask that a character of this kind has a bit in. */
static int is_marked(const uint64_t *mask, size_t i)
{
	return mask[i / 64 * (sizeof(struct nd_marks) / sizeof(*mask))] >> i % 64 & 1;
}

START_TEST(marks_say_what_each_byte_is)
{
	static const size_t wild[] = { 0, 1, 10, 60 };
	uint64_t random = 6;

	for (int round = 0; round < 2000; round++) {
		const size_t n = 1 + random_below(&random, 300), blocks = (n + 63) / 64;
		struct nd_marks *const marks = take(blocks, sizeof(*marks));
		struct guarded text = guarded(n);

		random_bytes(&random, text.at, n, wild[round % 4]);
		for (size_t i = 0; round % 2 && i < n; i++)
			text.at[i] = (char)next_random(&random);
		table(_i)->mark(text.at, n, marks);
		for (size_t i = 0; i < 64 * blocks; i++) {
			const int c = i < n ? (unsigned char)text.at[i] : -1;

			REQUIRE(is_marked(&marks->word, i) == (c >= 0x80 || (c > 0 && isalnum(c))));
			REQUIRE(is_marked(&marks->blank, i) == (c >= 0 && c <= ' '));
			REQUIRE(is_marked(&marks->line, i) == (c == '\n' || c == '\r'));
			REQUIRE(is_marked(&marks->stop, i) == (c > 0 && strchr(".!?", c) != NULL));
			REQUIRE(is_marked(&marks->lead, i) ==
				(c > 0 && strchr("\xd8\xdb\xe0\xe2\xe3\xef", c) != NULL));
		}
		free(marks);
		guarded_free(&text);
	}
}
END_TEST

START_TEST(plain_text_ends_before_what_means_something)
{
	uint64_t random = 4;

	for (int round = 0; round < 4000; round++) {
		const size_t n = random_below(&random, 200), every = 1 + random_below(&random, 100);
		char *const from = take(n + ND_SLACK, 1), *const to = take(n + ND_SLACK, 1);
		size_t plain = 0;
		uint64_t wide = 0;
		int any = 0;

		for (size_t i = 0; i < n + ND_SLACK; i++) {
			const char byte = (char)next_random(&random);

			from[i] = random_below(&random, every) == 0 ? "\"\\\n\x1f"[random_below(&random, 5)] :
				  (unsigned char)byte < 0x20 || byte == '"' || byte == '\\' ? '!' : byte;
		}
		while (plain < n && (unsigned char)from[plain] >= 0x20 && from[plain] != '"' &&
		       from[plain] != '\\')
			plain++;
		for (size_t i = 0; i < plain; i++)
			any |= (unsigned char)from[i] >= 0x80;
		REQUIRE(table(_i)->copy_plain(from, n, to, &wide) == plain);
		REQUIRE(wide || !any);
		REQUIRE(!memcmp(from, to, plain));
		free(from);
		free(to);
	}
}
END_TEST

START_TEST(plain_text_may_be_any_other_byte)
{
	char from[2 + ND_SLACK] = { 0 }, to[2 + ND_SLACK];

	for (int byte = 0; byte < 256; byte++) {
		const int means = byte < 0x20 || byte == '"' || byte == '\\';
		uint64_t wide = 0;

		from[0] = (char)byte;	/* behind it stands a NUL, which means something, too */
		ck_assert_uint_eq(table(_i)->copy_plain(from, 2, to, &wide), !means);
		ck_assert_int_eq(wide != 0, byte >= 0x80);
		ck_assert_uint_eq(table(_i)->copy_plain(from, 1, to, &wide), !means);
		ck_assert_uint_eq(table(_i)->copy_plain(from, 0, to, &wide), 0);
	}
}
END_TEST

START_TEST(intersect_is_the_model)
{
	uint64_t random = 1;

	for (int round = 0; round < 4000; round++) {
		const uint64_t below = round % 3 ? 1 + random_below(&random, 120) : 0;
		size_t na = random_below(&random, 70), nb = random_below(&random, 70), common = 0;
		uint64_t *a = random_values(&random, na, below),
			 *b = random_values(&random, nb, below);

		na = make_set(a, na);
		nb = make_set(b, nb);
		a = exactly(a, na);
		b = exactly(b, nb);
		for (size_t i = 0; i < na; i++)
			for (size_t k = 0; k < nb; k++)
				common += a[i] == b[k];
		REQUIRE(table(_i)->intersect(a, na, b, nb) == common);
		REQUIRE(table(_i)->intersect(b, nb, a, na) == common);
		REQUIRE(table(_i)->intersect(a, na, a, na) == na);
		free(a);
		free(b);
	}
}
END_TEST

START_TEST(intersect_of_extreme_values)
{
	static const uint64_t ends[] = { 0, UINT64_MAX },
			      both[] = { 0, 1, UINT64_MAX - 1, UINT64_MAX };

	ck_assert_uint_eq(table(_i)->intersect(ends, 2, both, 4), 2);
	ck_assert_uint_eq(table(_i)->intersect(ends, 0, both, 4), 0);
	ck_assert_uint_eq(table(_i)->intersect(both + 1, 2, ends, 2), 0);
}
END_TEST

START_TEST(the_table_has_a_name)
{
	ck_assert_str_eq(nd_kernels(), nd_kernel_table()->name);
	ck_assert_str_eq(nd_kernels_portable.name, "portable");
	ck_assert_ptr_eq(nd_kernel_at((size_t)tables() - 1), &nd_kernels_portable);
}
END_TEST

START_TEST(the_environment_names_a_table)
{
	struct nd_error err = { 0 };

	setenv("NEARDUP_KERNELS", "portable", 1);
	ck_assert_int_eq(nd_kernel_check(&err), ND_OK);
	setenv("NEARDUP_KERNELS", "", 1);
	ck_assert_int_eq(nd_kernel_check(&err), ND_OK);
	setenv("NEARDUP_KERNELS", "mmx", 1);
	ck_assert_int_eq(nd_kernel_check(&err), ND_EINVAL);
	ck_assert_str_eq(err.message, "NEARDUP_KERNELS: 'mmx' is not one of portable, avx2, avx512, neon");
#ifdef __x86_64__
	setenv("NEARDUP_KERNELS", "neon", 1);
	ck_assert_int_eq(nd_kernel_check(&err), ND_EINVAL);
	ck_assert_str_eq(err.message, "NEARDUP_KERNELS: this machine cannot run 'neon'");
#endif
	unsetenv("NEARDUP_KERNELS");
}
END_TEST

Suite *suite_kernel_kernel(void)
{
	Suite *const suite = suite_create("kernel/kernel");
	TCase *const tcase = only_case(suite, "kernel");

	tcase_add_loop_test(tcase, words_are_those_of_the_portable_table, 0, tables());
	tcase_add_loop_test(tcase, words_are_runs_of_word_characters, 0, tables());
	tcase_add_loop_test(tcase, words_of_one_and_of_a_thousand_letters, 0, tables());
	tcase_add_loop_test(tcase, hash_of_words_is_that_of_each, 0, tables());
	tcase_add_loop_test(tcase, hash_of_shingles_is_that_of_each, 0, tables());
	tcase_add_loop_test(tcase, characters_that_do_not_touch_have_a_blank_between, 0, tables());
	tcase_add_loop_test(tcase, windows_have_the_smallest_of_each, 0, tables());
	tcase_add_loop_test(tcase, hash_of_a_sequence_is_as_defined, 0, tables());
	tcase_add_loop_test(tcase, minhash_is_the_model, 0, tables());
	tcase_add_loop_test(tcase, minhash_of_extreme_values, 0, tables());
	tcase_add_loop_test(tcase, marks_say_what_each_byte_is, 0, tables());
	tcase_add_loop_test(tcase, plain_text_ends_before_what_means_something, 0, tables());
	tcase_add_loop_test(tcase, plain_text_may_be_any_other_byte, 0, tables());
	tcase_add_loop_test(tcase, intersect_is_the_model, 0, tables());
	tcase_add_loop_test(tcase, intersect_of_extreme_values, 0, tables());
	tcase_add_test(tcase, the_table_has_a_name);
	tcase_add_test(tcase, the_environment_names_a_table);
	return suite;
}
