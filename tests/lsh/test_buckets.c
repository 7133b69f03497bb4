/*
 * test_buckets.c - candidates against a comparison of every pair
 *
 * Weights are sixteenths, so that sums are exact in any order.
 */
#include "lsh/buckets.h"

#include "model/model.h"
#include "testing.h"

#define MOST_ARTICLES	40
#define MOST_ENTRIES	(MOST_ARTICLES * 12)

struct case_of {
	struct nd_entry entries[MOST_ENTRIES];
	size_t n, articles;
	struct nd_candidate_rule rule;
};

/* A random pile: each key once an article, keys spread over all parts or all in one. */
static void make_case(struct case_of *c, uint64_t *random)
{
	const size_t keys = 1 + random_below(random, 25);
	const size_t chance = 2 + random_below(random, 6);
	const unsigned shift = random_below(random, 2) ? 0 : 58;

	c->n = 0;
	c->articles = random_below(random, MOST_ARTICLES + 1);
	for (uint32_t rank = 0; rank < c->articles; rank++) {
		size_t own = 0;

		for (uint64_t key = 0; key < keys && own < 12; key++) {
			if (random_below(random, chance))
				continue;
			c->entries[c->n++] = (struct nd_entry){
				key * 11 << shift | key,
				rank,
				(float)(1 + random_below(random, 31)) / 16,
			};
			own++;
		}
	}
	c->rule = (struct nd_candidate_rule){
		.min_shared = 1 + (uint32_t)random_below(random, 3),
		.per_article =
			(uint32_t)random_below(random, 2) * (1 + (uint32_t)random_below(random, 5)),
		.crowd = random_below(random, 2) ? 1000 : (uint32_t)random_below(random, 8),
	};
}

static int by_ranks(const void *x, const void *y)
{
	const struct nd_candidate *const p = x, *const q = y;

	if (p->later != q->later)
		return p->later < q->later ? -1 : 1;
	return (p->earlier > q->earlier) - (p->earlier < q->earlier);
}

static void candidates_of(const struct case_of *c, unsigned threads, struct nd_array *out,
			  uint64_t *crowded)
{
	struct nd_buckets *buckets;

	REQUIRE(nd_buckets_open(&buckets, c->entries, c->n, c->articles, threads) == ND_OK);
	REQUIRE(nd_buckets_candidates(buckets, &c->rule, threads, out, crowded) == ND_OK);
	nd_buckets_close(buckets);
}

START_TEST(candidates_are_the_model)
{
	static struct nd_candidate model[MOST_ARTICLES * MOST_ARTICLES];
	struct case_of *const c = take(1, sizeof(*c));
	uint64_t random = (uint64_t)_i;

	for (int round = 0; round < 60; round++) {
		struct nd_array found = ND_ARRAY_INIT(struct nd_candidate, UINT32_MAX);
		struct nd_array again = ND_ARRAY_INIT(struct nd_candidate, UINT32_MAX);
		const struct nd_candidate *candidate;
		uint64_t crowded = 0, crowded_again = 0;
		size_t n;

		make_case(c, &random);
		n = model_candidates(c->entries, c->n, c->articles, &c->rule, model);
		candidates_of(c, 1, &found, &crowded);
		candidates_of(c, 3, &again, &crowded_again);
		REQUIRE(found.n == n && again.n == n && crowded == crowded_again);
		REQUIRE(n == 0 || memcmp(found.items, again.items, n * sizeof(*candidate)) == 0);
		if (n)
			qsort(found.items, n, sizeof(*candidate), by_ranks);
		candidate = found.items;
		for (size_t i = 0; i < n; i++) {
			REQUIRE(candidate[i].earlier == model[i].earlier);
			REQUIRE(candidate[i].later == model[i].later);
			REQUIRE(candidate[i].shared == model[i].shared);
			REQUIRE(candidate[i].weight == model[i].weight);
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
	struct nd_entry *const entries = take(n, sizeof(*entries));

	for (uint32_t i = 0; i < n; i++)
		entries[i] = (struct nd_entry){ 77, i, 1 };
	for (uint32_t crowd = 0; crowd <= 600; crowd += 150) {
		const struct nd_candidate_rule rule = {
			.min_shared = 1, .per_article = _i ? 600 : 0, .crowd = crowd,
		};
		struct nd_array found = ND_ARRAY_INIT(struct nd_candidate, UINT32_MAX);
		const struct nd_candidate *candidate;
		struct nd_buckets *buckets;
		uint64_t crowded = 5;
		size_t expected = 0;

		for (size_t i = 0; i < n; i++)
			expected += i < crowd ? i : crowd;
		REQUIRE(nd_buckets_open(&buckets, entries, n, n, 2) == ND_OK);
		REQUIRE(nd_buckets_candidates(buckets, &rule, 2, &found, &crowded) == ND_OK);
		nd_buckets_close(buckets);
		ck_assert_uint_eq(found.n, expected);
		candidate = found.items;
		for (size_t i = 0; i < found.n; i++)
			REQUIRE(candidate[i].later - candidate[i].earlier <= crowd);
		ck_assert_uint_eq(crowded, 5 + n * (n - 1) / 2 - expected);
		nd_array_release(&found);
	}
	free(entries);
}
END_TEST

START_TEST(nothing_gives_nothing)
{
	for (size_t articles = 0; articles < 3; articles++) {
		const struct nd_candidate_rule rule = { 1, (uint32_t)articles, 10 };
		struct nd_array found = ND_ARRAY_INIT(struct nd_candidate, 10);
		struct nd_buckets *buckets;
		uint64_t crowded = 0;

		ck_assert_int_eq(nd_buckets_open(&buckets, NULL, 0, articles, 1), ND_OK);
		ck_assert_int_eq(nd_buckets_candidates(buckets, &rule, 1, &found, &crowded), ND_OK);
		ck_assert_uint_eq(found.n, 0);
		nd_buckets_close(buckets);
		nd_array_release(&found);
	}
	nd_buckets_close(NULL);
}
END_TEST

START_TEST(appends)
{
	const struct nd_entry entries[] = { { 3, 0, 1 }, { 3, 1, .5f } };
	const struct nd_candidate_rule rule = { 1, 1, 10 };
	struct nd_array found = ND_ARRAY_INIT(struct nd_candidate, 10);
	struct nd_candidate *candidate;
	struct nd_buckets *buckets;
	uint64_t crowded = 0;

	nd_array_append(&found, NULL, 1);
	ck_assert_int_eq(nd_buckets_open(&buckets, entries, 2, 2, 1), ND_OK);
	ck_assert_int_eq(nd_buckets_candidates(buckets, &rule, 1, &found, &crowded), ND_OK);
	ck_assert_uint_eq(found.n, 2);
	candidate = found.items;
	ck_assert_uint_eq(candidate[0].shared, 0);
	ck_assert_uint_eq(candidate[1].shared, 1);
	ck_assert(candidate[1].weight == .5f);
	nd_buckets_close(buckets);
	nd_array_release(&found);
}
END_TEST

Suite *suite_lsh_buckets(void)
{
	Suite *const suite = suite_create("lsh/buckets");
	TCase *const tcase = only_case(suite, "buckets");

	tcase_add_loop_test(tcase, candidates_are_the_model, 0, 8);
	tcase_add_loop_test(tcase, a_crowd_meets_its_neighbours, 0, 2);
	tcase_add_test(tcase, nothing_gives_nothing);
	tcase_add_test(tcase, appends);
	return suite;
}
