/* test_entries.c - what is kept of keys, against a sort of them all */
#include "lsh/entries.h"

#include "base/sort.h"
#include "testing.h"

#define MOST 30000

/* n keys of some articles, a third of them seldom alone; 'upper': bits in which they differ. */
static void make_keys(uint64_t *key, size_t n, unsigned upper, uint64_t *random)
{
	for (size_t i = 0; i < n; i++) {
		const uint64_t any = next_random(random);

		key[i] = (any % 3 ? any : any % (n / 4 + 1) * 0x9e3779b97f4a7c15u) << (64 - upper);
		key[i] |= next_random(random) & UINT32_MAX;
	}
}

static uint32_t rank_of(size_t i)
{
	return (uint32_t)(i / 7);
}

/* Entries of n keys, seven an article. */
static void open_entries(struct nd_entries *entries, const uint64_t *key, size_t n)
{
	for (size_t i = 0; i < n; i += 7)
		nd_entries_expect(entries, key + i, n - i < 7 ? n - i : 7);
	REQUIRE(nd_entries_open(entries, rank_of(n) + 1) == ND_OK);
	for (size_t i = 0; i < n; i += 7)
		nd_entries_put(entries, key + i, n - i < 7 ? n - i : 7, rank_of(i));
}

/* All of them, sorted, each once. */
static size_t sort_all(const uint64_t *key, size_t n, uint64_t *out)
{
	uint64_t *const scratch = take(n + 1, sizeof(*scratch));

	for (size_t i = 0; i < n; i++)
		out[i] = key[i] >> 32 << 32 | rank_of(i);
	nd_sort_u64(out, scratch, n);
	free(scratch);
	return nd_unique_u64(out, n);
}

static int is_alone(const uint64_t *all, size_t n, size_t i)
{
	return (i == 0 || all[i - 1] >> 32 != all[i] >> 32) &&
	       (i + 1 == n || all[i + 1] >> 32 != all[i] >> 32);
}

/* Who shares a key is there, in order; of those who do not, some may be. */
START_TEST(whoever_has_company_is_kept)
{
	uint64_t *const key = take(MOST, sizeof(*key)), *const all = take(MOST, sizeof(*all));
	uint64_t random = (uint64_t)_i;

	for (int round = 0; round < 30; round++) {
		struct nd_entries entries = ND_ENTRIES_INIT;
		const size_t n = random_below(&random, round % 5 ? 300 : MOST);
		size_t n_all, at = 0;

		make_keys(key, n, 33 + (unsigned)random_below(&random, 32), &random);
		open_entries(&entries, key, n);
		n_all = sort_all(key, n, all);
		REQUIRE(nd_entries_sort(&entries, 1 + (unsigned)random_below(&random, 4)) == ND_OK);
		for (size_t i = 0; i < n_all; i++) {
			const int kept = at < entries.n && entries.entry[at] == all[i];

			REQUIRE(kept || is_alone(all, n_all, i));
			at += (size_t)kept;
		}
		REQUIRE(at == entries.n);
		nd_entries_release(&entries);
	}
	free(key);
	free(all);
}
END_TEST

/* Of hashes that are all alone one in nine stays, at most. */
START_TEST(most_that_are_alone_go)
{
	uint64_t *const key = take(MOST, sizeof(*key));
	struct nd_entries entries = ND_ENTRIES_INIT;
	uint64_t random = 1;

	for (size_t i = 0; i < MOST; i++)
		key[i] = next_random(&random);
	open_entries(&entries, key, MOST);
	REQUIRE(nd_entries_sort(&entries, 2) == ND_OK);
	ck_assert_uint_le(entries.n, MOST / 8);
	nd_entries_release(&entries);
	free(key);
}
END_TEST

START_TEST(counts_what_each_article_put)
{
	const uint64_t key[] = { 5, 6, (uint64_t)7 << 60 };
	struct nd_entries entries = ND_ENTRIES_INIT;

	nd_entries_expect(&entries, key, 3);
	nd_entries_expect(&entries, key, 1);
	REQUIRE(nd_entries_open(&entries, 4) == ND_OK);
	nd_entries_put(&entries, key, 3, 2);
	nd_entries_put(&entries, key, 1, 3);
	ck_assert_uint_eq(entries.n, 4);
	ck_assert_uint_eq(entries.of_article[0], 0);
	ck_assert_uint_eq(entries.of_article[2], 3);
	ck_assert_uint_eq(entries.of_article[3], 1);
	nd_entries_release(&entries);
}
END_TEST

Suite *suite_lsh_entries(void)
{
	Suite *const suite = suite_create("lsh/entries");
	TCase *const tcase = only_case(suite, "entries");

	tcase_add_loop_test(tcase, whoever_has_company_is_kept, 0, 8);
	tcase_add_test(tcase, most_that_are_alone_go);
	tcase_add_test(tcase, counts_what_each_article_put);
	return suite;
}
