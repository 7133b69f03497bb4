/* test_buckets.c - candidates against a comparison of every pair */
#include "lsh/buckets.h"

#include "base/sort.h"
#include "model/model.h"
#include "testing.h"

#define MOST_ARTICLES	40
#define MOST_OWN	90	/* entries of an article: more and fewer than are enough */
#define MOST_ENTRIES	(MOST_ARTICLES * MOST_OWN)

struct case_of {
	struct model_entry entries[MOST_ENTRIES];
	uint64_t packed[MOST_ENTRIES];	/* the same: the upper half of the key, the rank */
	size_t n, articles;
	struct nd_bucket_rule rule;
};

static uint64_t packed(uint64_t key, uint32_t rank)
{
	return (key & ~(uint64_t)UINT32_MAX) | rank;
}

/* A random pile: each key once an article, keys spread over all parts or all in one. */
static void make_case(struct case_of *c, uint64_t *random)
{
	const size_t keys = 1 + random_below(random, random_below(random, 2) ? 25 : 150);
	const size_t chance = 2 + random_below(random, 6);
	const unsigned shift = random_below(random, 2) ? 32 : 58;

	c->n = 0;
	c->articles = random_below(random, MOST_ARTICLES + 1);
	for (uint32_t rank = 0; rank < c->articles; rank++) {
		size_t own = 0;

		for (uint64_t key = 0; key < keys && own < MOST_OWN; key++) {
			const uint64_t spread = (key * 11 << shift) + (key << 32);

			if (random_below(random, rank % 3 ? chance : 2))
				continue;
			c->packed[c->n] = packed(spread, rank);
			c->entries[c->n++] = (struct model_entry){ spread, rank, 1 };
			own++;
		}
	}
	c->rule = (struct nd_bucket_rule){
		.min_share = random_share(random),
		.crowd = random_below(random, 2) ? 1000 : (uint32_t)random_below(random, 8),
	};
}

/* Open buckets of n entries; nobody asks for the lower halves of the keys. */
static struct nd_buckets *open_buckets(const uint64_t *from, size_t n, size_t articles, unsigned threads)
{
	struct nd_entries entries = ND_ENTRIES_INIT;
	struct nd_buckets *buckets;

	nd_entries_expect(&entries, from, n);
	REQUIRE(nd_entries_open(&entries, articles) == ND_OK);
	for (size_t i = 0; i < n; i++) {
		const uint64_t key = from[i] ^ i * 7919;

		nd_entries_put(&entries, &key, 1, (uint32_t)from[i]);
	}
	REQUIRE(nd_buckets_open(&buckets, &entries, articles, threads) == ND_OK);
	REQUIRE(!entries.entry && !entries.n);
	return buckets;
}

static uint64_t candidates_of(const struct case_of *c, unsigned threads, struct nd_array *out)
{
	struct nd_buckets *const buckets = open_buckets(c->packed, c->n, c->articles, threads);
	uint64_t crowded = 0;

	REQUIRE(nd_buckets_candidates(buckets, &c->rule, threads, out, &crowded) == ND_OK);
	nd_buckets_close(buckets);
	return crowded;
}

START_TEST(candidates_are_the_model)
{
	static uint64_t model[MOST_ARTICLES * MOST_ARTICLES], scratch[COUNT(model)];
	struct case_of *const c = take(1, sizeof(*c));
	uint64_t random = (uint64_t)_i;

	for (int round = 0; round < 60; round++) {
		struct nd_array found = ND_ARRAY_INIT(uint64_t, UINT32_MAX);
		struct nd_array again = ND_ARRAY_INIT(uint64_t, UINT32_MAX);
		size_t n;

		make_case(c, &random);
		n = model_candidates(c->entries, c->n, c->articles, &(struct model_rule){
			.min_shared = 1, .min_share = c->rule.min_share, .crowd = c->rule.crowd,
		}, model);
		REQUIRE(candidates_of(c, 1, &found) == candidates_of(c, 3, &again));
		REQUIRE(found.n == n && again.n == n);
		REQUIRE(n == 0 || memcmp(found.items, again.items, n * sizeof(*model)) == 0);
		if (n) {
			nd_sort_u64(found.items, scratch, n);
			REQUIRE(memcmp(found.items, model, n * sizeof(*model)) == 0);
		}
		nd_array_release(&found);
		nd_array_release(&again);
	}
	free(c);
}
END_TEST

/* One bucket of n: pairs no more than 'crowd' apart meet, the others are counted, each once. */
START_TEST(a_crowd_meets_its_neighbours)
{
	const size_t n = 600;
	uint64_t *const entries = take(n, sizeof(*entries));

	for (uint32_t crowd = 0; crowd <= 600; crowd += 150) {
		const struct nd_bucket_rule rule = { 1, crowd };
		struct nd_array found = ND_ARRAY_INIT(uint64_t, UINT32_MAX);
		struct nd_buckets *buckets;
		uint64_t crowded = 5;
		size_t expected = 0;

		for (uint32_t i = 0; i < n; i++) {
			entries[i] = packed((uint64_t)77 << 40, i);
			expected += i < crowd ? i : crowd;
		}
		buckets = open_buckets(entries, n, n, 2);
		REQUIRE(nd_buckets_candidates(buckets, &rule, 2, &found, &crowded) == ND_OK);
		nd_buckets_close(buckets);
		ck_assert_uint_eq(found.n, expected);
		for (size_t i = 0; i < found.n; i++) {
			const uint64_t pair = ((const uint64_t *)found.items)[i];

			REQUIRE((pair >> 32) - (uint32_t)pair <= crowd);
		}
		ck_assert_uint_eq(crowded, 5 + n * (n - 1) / 2 - expected);
		nd_array_release(&found);
	}
	free(entries);
}
END_TEST

START_TEST(nothing_gives_nothing)
{
	for (size_t articles = 0; articles < 3; articles++) {
		const struct nd_bucket_rule rule = { 0, 10 };
		struct nd_array found = ND_ARRAY_INIT(uint64_t, 10);
		struct nd_buckets *const buckets = open_buckets(NULL, 0, articles, 1);
		uint64_t crowded = 0;

		ck_assert_int_eq(nd_buckets_candidates(buckets, &rule, 1, &found, &crowded), ND_OK);
		ck_assert_uint_eq(found.n, 0);
		nd_buckets_close(buckets);
		nd_array_release(&found);
	}
	nd_buckets_close(NULL);
}
END_TEST

/* What is there stays; an article does not meet itself where two keys agree in 32 bits. */
START_TEST(appends)
{
	const uint64_t key = (uint64_t)3 << 32;
	const uint64_t entries[] = { packed(key, 0), packed(key, 0), packed(key, 1) };
	const struct nd_bucket_rule rule = { .5, 10 };
	struct nd_array found = ND_ARRAY_INIT(uint64_t, 10);
	struct nd_buckets *const buckets = open_buckets(entries, 3, 2, 1);
	uint64_t crowded = 0;

	nd_array_append(&found, NULL, 1);
	ck_assert_int_eq(nd_buckets_candidates(buckets, &rule, 1, &found, &crowded), ND_OK);
	ck_assert_uint_eq(found.n, 2);
	ck_assert_uint_eq(((const uint64_t *)found.items)[0], 0);
	ck_assert_uint_eq(((const uint64_t *)found.items)[1], (uint64_t)1 << 32);
	nd_buckets_close(buckets);
	nd_array_release(&found);
}
END_TEST

Suite *suite_lsh_buckets(void)
{
	Suite *const suite = suite_create("lsh/buckets");
	TCase *const tcase = only_case(suite, "buckets");

	tcase_add_loop_test(tcase, candidates_are_the_model, 0, 8);
	tcase_add_test(tcase, a_crowd_meets_its_neighbours);
	tcase_add_test(tcase, nothing_gives_nothing);
	tcase_add_test(tcase, appends);
	return suite;
}
