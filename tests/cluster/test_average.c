/*
 * test_average.c - clusters against average link straight from its definition
 *
 * Probabilities are sixteenths: sums are exact in any order, and many means
 * are equal, so that the order of ties is tested too.
 */
#include "cluster/average.h"

#include "model/model.h"
#include "testing.h"

#define MOST 24

static size_t random_links(uint64_t *random, uint32_t n, struct nd_link *links)
{
	const size_t chance = 1 + random_below(random, 6), steps = 1 + random_below(random, 16);
	size_t n_links = 0;

	for (uint32_t a = 0; a < n; a++)
		for (uint32_t b = a + 1; b < n; b++)
			if (random_below(random, chance) == 0)
				links[n_links++] = (struct nd_link){
					a, b, (float)(1 + random_below(random, steps)) / 16,
				};
	return n_links;
}

static void shuffle(uint64_t *random, struct nd_link *links, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		const size_t k = random_below(random, i);
		const struct nd_link held = links[i - 1];

		links[i - 1] = links[k];
		links[k] = held;
	}
}

START_TEST(is_the_model)
{
	uint64_t random = (uint64_t)_i;

	for (int round = 0; round < 60; round++) {
		struct nd_link links[MOST * MOST];
		uint32_t story[MOST], model[MOST];
		const uint32_t n = (uint32_t)random_below(&random, MOST + 1);
		const size_t n_links = random_links(&random, n, links);
		const double cut = (double)(1 + random_below(&random, 32)) / 32;
		const double trust = (double)random_below(&random, 4) / 8;

		model_average(links, n_links, n, cut, trust, model);
		shuffle(&random, links, n_links);
		REQUIRE(nd_cluster_average(links, n_links, n, cut, trust, story) == ND_OK);
		REQUIRE(memcmp(story, model, n * sizeof(*story)) == 0);
	}
}
END_TEST

/* One strong pair does not chain two groups that have nothing else in common. */
START_TEST(no_chains)
{
	static const struct nd_link links[] = {
		{ 0, 1, .9f }, { 0, 2, .9f }, { 1, 2, .9f }, { 2, 3, .9f }, { 3, 4, .9f },
		{ 3, 5, .9f }, { 4, 5, .9f },
	};
	uint32_t story[6];

	ck_assert_int_eq(nd_cluster_average(links, 7, 6, .5, 0, story), ND_OK);
	ck_assert_uint_eq(story[1], 0);
	ck_assert_uint_eq(story[2], 0);
	ck_assert_uint_eq(story[4], 3);
	ck_assert_uint_eq(story[5], 3);
	ck_assert_uint_eq(story[3], 3);
}
END_TEST

START_TEST(alone_without_links)
{
	uint32_t story[5] = { 9, 9, 9, 9, 9 };

	ck_assert_int_eq(nd_cluster_average(NULL, 0, 5, .5, 0, story), ND_OK);
	for (uint32_t i = 0; i < 5; i++)
		ck_assert_uint_eq(story[i], i);
	ck_assert_int_eq(nd_cluster_average(NULL, 0, 0, .5, 0, story), ND_OK);
}
END_TEST

/* A large pile: every story has the number of its first article, and its mean is not absurd. */
START_TEST(large_piles)
{
	const uint32_t n = 20000;
	struct nd_link *const links = take(n * 4, sizeof(*links));
	uint32_t *const story = take(n, sizeof(*story));
	size_t n_links = 0;
	uint64_t random = 1;

	for (uint32_t b = 1; b < n; b++)
		for (uint32_t back = 1; back <= 3 && back <= b % 7; back++) /* stories of seven */
			links[n_links++] = (struct nd_link){ b - back, b, .9f };
	shuffle(&random, links, n_links);
	ck_assert_int_eq(nd_cluster_average(links, n_links, n, .4, 0, story), ND_OK);
	for (uint32_t i = 0; i < n; i++) {
		REQUIRE(story[i] <= i && story[story[i]] == story[i]);
		REQUIRE(story[i] / 7 == i / 7);
	}
	free(links);
	free(story);
}
END_TEST

Suite *suite_cluster_average(void)
{
	Suite *const suite = suite_create("cluster/average");
	TCase *const tcase = only_case(suite, "average");

	tcase_add_loop_test(tcase, is_the_model, 0, 8);
	tcase_add_test(tcase, no_chains);
	tcase_add_test(tcase, alone_without_links);
	tcase_add_test(tcase, large_piles);
	return suite;
}
