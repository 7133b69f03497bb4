/* test_split.c - what goes in comes out and is found, and any bytes can be read */
#include "store/split.h"
#include "testing.h"

static int ascending(const void *x, const void *y)
{
	const uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

	return (a > b) - (a < b);
}

/* n numbers below 2^ND_SPLIT_BITS, ascending, each once; fewer where two were alike. */
static uint32_t draw(uint64_t *random, uint32_t *to, uint32_t n)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < n; i++)
		to[i] = (uint32_t)(next_random(random) >> (64 - ND_SPLIT_BITS));
	if (n > 1)	/* both ends of the range */
		to[0] = 0, to[1] = ((uint32_t)1 << ND_SPLIT_BITS) - 1;
	qsort(to, n, sizeof(*to), ascending);
	for (uint32_t i = 0; i < n; i++)
		if (!kept || to[kept - 1] != to[i])
			to[kept++] = to[i];
	return kept;
}

static const uint32_t sizes[] = { 0, 1, 2, 63, 64, 65, 127, 700, 5000, 70000 };

START_TEST(sets_come_back)
{
	uint64_t random = 7;

	for (size_t s = 0; s < COUNT(sizes); s++) {
		uint32_t *const in = take(sizes[s], sizeof(*in)), *const out = take(sizes[s], sizeof(*out));
		const uint32_t n = draw(&random, in, sizes[s]);
		uint8_t *const bytes = take(nd_split_bytes(n), 1);

		nd_split_write(bytes, in, n);
		nd_split_read(bytes, n, out);
		ck_assert(!n || !memcmp(in, out, n * sizeof(*in)));
		free(in);
		free(out);
		free(bytes);
	}
}
END_TEST

START_TEST(sets_are_small)
{
	ck_assert_uint_le(nd_split_bytes(700), 700 * 2 + (700 + 1024) / 8 + 8);
	ck_assert_uint_le(nd_split_bytes(63), 63 * 4 + 4);
}
END_TEST

/* Hold n of 'in' against the sieve, as they are and as they are written. */
static void check_match(const struct nd_sieve *sieve, const uint32_t *in, uint32_t n)
{
	uint32_t *const plain = take(2 * n + ND_SLACK, sizeof(*plain));
	uint32_t *const split = take(3 * n + ND_SLACK, sizeof(*split));
	uint8_t *const bytes = take(nd_split_bytes(n), 1);
	const size_t found = nd_sieve_match(sieve, in, n, plain, plain + n);

	nd_split_write(bytes, in, n);
	ck_assert_uint_eq(nd_split_match(sieve, bytes, n, split, split + n), found);
	for (size_t i = 0; i < found; i++)
		REQUIRE(split[i] == plain[i] && split[n + i] == plain[n + i]);
	free(plain);
	free(split);
	free(bytes);
}

/* Half of the numbers of a set are in the other one; a set may be too large for a board. */
START_TEST(sets_are_searched_as_they_lie)
{
	struct nd_sieve sieve = ND_SIEVE_INIT;
	uint64_t random = 9;

	for (size_t a = 0; a < COUNT(sizes); a++)
		for (size_t b = 0; b < COUNT(sizes); b++) {
			uint32_t *const keys = take(sizes[a], sizeof(*keys));
			uint32_t *const in = take(sizes[a] + sizes[b], sizeof(*in));
			const uint32_t n = draw(&random, keys, sizes[a]);
			uint32_t all = draw(&random, in, sizes[b]), kept = 0;

			for (uint32_t i = 0; i < n; i += 2)
				in[all++] = keys[i];
			qsort(in, all, sizeof(*in), ascending);
			for (uint32_t i = 0; i < all; i++)
				if (!kept || in[kept - 1] != in[i])
					in[kept++] = in[i];
			ck_assert_int_eq(nd_sieve_fill(&sieve, keys, n), ND_OK);
			check_match(&sieve, in, kept);
			free(keys);
			free(in);
		}
	nd_sieve_release(&sieve);
}
END_TEST

START_TEST(any_bytes_can_be_read)
{
	struct nd_sieve sieve = ND_SIEVE_INIT;
	uint32_t keys[500], values[500], places[1500 + ND_SLACK];
	uint64_t random = 3;

	ck_assert_int_eq(nd_sieve_fill(&sieve, keys, draw(&random, keys, 500)), ND_OK);
	for (int round = 0; round < 300; round++) {
		const uint32_t n = (uint32_t)random_below(&random, 500);
		const size_t bytes = nd_split_bytes(n);
		uint8_t *const from = take(bytes, 1);

		for (size_t i = 0; i < bytes; i++)
			from[i] = round % 3 ? (uint8_t)(next_random(&random) >> 56) : 0;
		nd_split_read(from, n, values);
		nd_split_match(&sieve, from, n, places, places + n);
		free(from);
	}
	nd_sieve_release(&sieve);
}
END_TEST

Suite *suite_store_split(void)
{
	Suite *const suite = suite_create("store/split");
	TCase *const tcase = only_case(suite, "store/split");

	tcase_add_test(tcase, sets_come_back);
	tcase_add_test(tcase, sets_are_small);
	tcase_add_test(tcase, sets_are_searched_as_they_lie);
	tcase_add_test(tcase, any_bytes_can_be_read);
	return suite;
}
