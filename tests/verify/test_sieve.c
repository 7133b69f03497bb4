/* test_sieve.c - the sieve finds what a merge finds */
#include <stdlib.h>

#include "base/sort.h"
#include "testing.h"
#include "verify/sieve.h"

#define MOST 3000

/* Up to 'most' keys below 'below', ascending, each once. */
static size_t random_keys(uint64_t *random, size_t most, uint32_t below, uint32_t *keys)
{
	const size_t wanted = random_below(random, most + 1);
	size_t n = 0;

	for (uint64_t i = 0; i < below && n < wanted; i++)
		if (random_below(random, below / (wanted + 1) + 1) == 0)
			keys[n++] = (uint32_t)(below > MOST * 4 ? i * (UINT32_MAX / below) : i);
	return n;
}

/* Are there[] and here[] what is in both, and nothing left out? */
static void check(const uint32_t *own, size_t n_own, const uint32_t *keys, size_t n,
		  const uint32_t *here, const uint32_t *there, size_t found)
{
	size_t k = 0;

	for (size_t i = 0, j = 0; i < n && j < n_own;) {
		if (keys[i] == own[j]) {
			REQUIRE(k < found && here[k] == i && there[k] == j);
			k++;
		}
		if (keys[i] <= own[j])
			i++;
		else
			j++;
	}
	REQUIRE(k == found);
}

START_TEST(finds_what_a_merge_finds)
{
	static const uint32_t below[] = { 1, 10, 500, 8192, 20000 };
	static uint32_t own[MOST], keys[MOST], here[MOST + ND_SLACK], there[MOST];
	struct nd_sieve *const sieve = malloc(sizeof(*sieve));
	uint64_t random = 1;

	*sieve = (struct nd_sieve)ND_SIEVE_INIT;
	for (int round = 0; round < 300; round++) {
		const uint32_t range = below[random_below(&random, COUNT(below))];
		const size_t n_own = random_keys(&random, round % 3 ? 300 : MOST, range, own);

		ck_assert_int_eq(nd_sieve_fill(sieve, own, n_own), ND_OK);
		for (int other = 0; other < 3; other++) {	/* one fill serves many */
			const size_t n = random_keys(&random, MOST, range, keys);

			check(own, n_own, keys, n, here, there,
			      nd_sieve_match(sieve, keys, n, here, there));
		}
	}
	nd_sieve_release(sieve);
	free(sieve);
}
END_TEST

/* Keys that all share one bit: chains as long as the set. */
START_TEST(keys_of_one_bit)
{
	static uint32_t own[MOST], keys[MOST], here[MOST + ND_SLACK], there[MOST];
	struct nd_sieve sieve = ND_SIEVE_INIT;

	for (uint32_t i = 0; i < MOST; i++) {
		own[i] = i * ND_SIEVE_BITS * 2;
		keys[i] = i * ND_SIEVE_BITS;
	}
	ck_assert_int_eq(nd_sieve_fill(&sieve, own, MOST), ND_OK);
	check(own, MOST, keys, MOST, here, there, nd_sieve_match(&sieve, keys, MOST, here, there));
	nd_sieve_release(&sieve);
}
END_TEST

START_TEST(a_set_too_large_for_the_board)
{
	const size_t n = ND_SIEVE_MOST + 10;
	uint32_t *const own = nd_calloc(n * 4 + ND_SLACK, sizeof(*own));
	uint32_t *const keys = own + n, *const here = keys + n, *const there = here + n;
	struct nd_sieve sieve = ND_SIEVE_INIT;

	for (size_t i = 0; i < n; i++) {
		own[i] = (uint32_t)i * 3;
		keys[i] = (uint32_t)i * 2;
	}
	for (size_t size = ND_SIEVE_MOST - 1; size < n; size++) {
		ck_assert_int_eq(nd_sieve_fill(&sieve, own, size), ND_OK);
		check(own, size, keys, n, here, there, nd_sieve_match(&sieve, keys, n, here, there));
	}
	nd_sieve_release(&sieve);
	free(own);
}
END_TEST

/* Keys below 2^24 in two parts: the same places, with a board and without. */
START_TEST(parts_of_keys_are_found_like_keys)
{
	static uint32_t own[MOST], keys[MOST], here[3 * MOST + ND_SLACK];
	static uint16_t low[MOST];
	static uint16_t ends[256];
	struct nd_sieve sieve = ND_SIEVE_INIT;
	uint64_t random = 3;

	for (int round = 0; round < 300; round++) {
		/* 'own' in one bit is as a set that is too large */
		const unsigned shift = round % 4 ? round % 2 * 10 : 13;
		const size_t n_own = random_keys(&random, MOST, 1000u << round % 4, own);
		const size_t n = random_keys(&random, MOST, 1000u << round % 4, keys);

		for (size_t i = 0; i < n_own; i++)
			own[i] = own[i] << shift & 0xffffff;
		memset(ends, 0, sizeof(ends));
		for (size_t i = 0; i < n; i++) {
			keys[i] = keys[i] << shift & 0xffffff;
			low[i] = (uint16_t)keys[i];
			for (size_t half = keys[i] >> 16; half < 256; half++)
				ends[half]++;
		}
		ck_assert_int_eq(nd_sieve_fill(&sieve, own, n_own), ND_OK);
		check(own, n_own, keys, n, here, here + n,
		      nd_sieve_match_halves(&sieve, low, ends, n, here, here + n));
	}
	nd_sieve_release(&sieve);
}
END_TEST

Suite *suite_verify_sieve(void)
{
	Suite *const suite = suite_create("verify/sieve");
	TCase *const tcase = only_case(suite, "sieve");

	tcase_add_test(tcase, finds_what_a_merge_finds);
	tcase_add_test(tcase, keys_of_one_bit);
	tcase_add_test(tcase, parts_of_keys_are_found_like_keys);
	tcase_add_test(tcase, a_set_too_large_for_the_board);
	return suite;
}
