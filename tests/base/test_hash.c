/* test_hash.c - hashes that other programs must be able to compute */
#include "base/hash.h"
#include "testing.h"

/* Fixed for good: an index on disk and other programs rely on them. */
START_TEST(known_values)
{
	const uint64_t one = 1;

	ck_assert_uint_eq(nd_hash_bytes("", 0, 0), 0x2d06800538d394c2u);
	ck_assert_uint_eq(nd_hash_bytes("abc", 3, 0), 0x78af5f94892f3950u);
	ck_assert_uint_eq(nd_hash_u64s(&one, 1, 0), nd_hash_bytes("\1\0\0\0\0\0\0\0", 8, 0));
}
END_TEST

/* Words that are each other's beginning, or end in zeros, differ. */
START_TEST(words_of_all_lengths_differ)
{
	static const char zeros[40], as[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
	uint64_t hash[80];

	for (size_t len = 0; len < 40; len++) {
		hash[len] = nd_hash_word(zeros, len);
		hash[40 + len] = len ? nd_hash_word(as, len) : 7;
	}
	qsort(hash, COUNT(hash), sizeof(*hash), by_u64);
	for (size_t i = 1; i < COUNT(hash); i++)
		REQUIRE(hash[i] != hash[i - 1]);
}
END_TEST

/* A bijection has no two alike; a bit that is turned turns about half of the others. */
START_TEST(mix_spreads)
{
	uint64_t turned[64] = { 0 }, random = 1;

	ck_assert_uint_eq(nd_mix(0), 0);
	for (int i = 0; i < 1000; i++) {
		const uint64_t x = next_random(&random);

		for (int bit = 0; bit < 64; bit++)
			turned[bit] += (uint64_t)__builtin_popcountll(
				nd_mix(x) ^ nd_mix(x ^ (uint64_t)1 << bit));
	}
	for (int bit = 0; bit < 64; bit++) {
		ck_assert_uint_gt(turned[bit], 28000);
		ck_assert_uint_lt(turned[bit], 36000);
	}
}
END_TEST

START_TEST(seeds_differ)
{
	const uint64_t values[2] = { 5, 6 };

	ck_assert_uint_ne(nd_hash_u64s(values, 2, 1), nd_hash_u64s(values, 2, 2));
	ck_assert_uint_ne(nd_hash_u64s(values, 1, 1), nd_hash_u64s(values, 2, 1));
}
END_TEST

Suite *suite_base_hash(void)
{
	Suite *const suite = suite_create("base/hash");
	TCase *const tcase = only_case(suite, "hash");

	tcase_add_test(tcase, known_values);
	tcase_add_test(tcase, words_of_all_lengths_differ);
	tcase_add_test(tcase, mix_spreads);
	tcase_add_test(tcase, seeds_differ);
	return suite;
}
