/*
 * test_postings.c - candidates against a comparison of every pair
 *
 * Weights are sixteenths, so that sums are exact in any order.
 */
#include "lsh/postings.h"

#include "model/model.h"
#include "testing.h"

#define MOST_ARTICLES	40
#define MOST_NUMBERS	25
#define MOST_ENTRIES	(MOST_ARTICLES * MOST_NUMBERS)

struct case_of {
	struct model_entry entries[MOST_ENTRIES];	/* as the model wants them */
	struct nd_posting sketches[MOST_ENTRIES];
	size_t from[MOST_ARTICLES + 1];
	uint16_t most[MOST_ARTICLES];
	double hours[MOST_ARTICLES];
	size_t articles;
	struct nd_posting_rule rule;
};

static void make_case(struct case_of *c, uint64_t *random)
{
	const size_t chance = 2 + random_below(random, 6);
	const uint16_t most = (uint16_t)(1 + random_below(random, 6));
	size_t n = 0;

	c->articles = random_below(random, MOST_ARTICLES + 1);
	for (uint32_t rank = 0; rank < c->articles; rank++) {
		c->from[rank] = n;
		c->most[rank] = most;
		c->hours[rank] = random_below(random, 3) ? random_share(random) * 100 : -1;
		for (uint32_t number = 0; number < MOST_NUMBERS; number++) {
			const float weight = (float)(1 + random_below(random, 31)) / 16;

			if (random_below(random, chance))
				continue;
			c->entries[n] = (struct model_entry){ number, rank, weight };
			c->sketches[n++] = (struct nd_posting){ number, weight };
		}
	}
	c->from[c->articles] = n;
	c->rule = (struct nd_posting_rule){
		.min_shared = 1 + (uint32_t)random_below(random, 3),
		.crowd = random_below(random, 2) ? 1000 : (uint32_t)random_below(random, 8),
		.meetings = UINT32_MAX,
		.most = c->most,
		.hours = random_below(random, 2) ? c->hours : NULL,
	};
}

static uint64_t candidates_of(const struct case_of *c, unsigned threads, struct nd_array *out)
{
	static struct nd_posting sketches[MOST_ENTRIES];
	struct nd_postings *postings;
	uint64_t crowded = 0;

	memcpy(sketches, c->sketches, sizeof(sketches));
	REQUIRE(nd_postings_open(&postings, sketches, c->from, c->articles, MOST_NUMBERS,
				 threads) == ND_OK);
	REQUIRE(nd_postings_candidates(postings, &c->rule, threads, out, &crowded) == ND_OK);
	nd_postings_close(postings);
	return crowded;
}

START_TEST(candidates_are_the_model)
{
	static uint64_t model[MOST_ARTICLES * MOST_ARTICLES];
	struct case_of *const c = take(1, sizeof(*c));
	uint64_t random = (uint64_t)_i;

	for (int round = 0; round < 60; round++) {
		struct nd_array found = ND_ARRAY_INIT(uint64_t, UINT32_MAX);
		struct nd_array again = ND_ARRAY_INIT(uint64_t, UINT32_MAX);
		struct model_rule rule;
		size_t n;

		make_case(c, &random);
		rule = (struct model_rule){
			c->rule.min_shared, 0, c->most[0], c->rule.crowd, c->rule.hours,
		};
		n = model_candidates(c->entries, c->from[c->articles], c->articles, &rule, model);
		REQUIRE(candidates_of(c, 1, &found) == candidates_of(c, 4, &again));
		REQUIRE(found.n == n && again.n == n);
		for (size_t i = 0; i < n; i++) {
			REQUIRE(((const uint64_t *)found.items)[i] == model[i]);
			REQUIRE(((const uint64_t *)found.items)[i] ==
				((const uint64_t *)again.items)[i]);
		}
		nd_array_release(&found);
		nd_array_release(&again);
	}
	free(c);
}
END_TEST

/* Each article its own number of candidates; a list so long that the lesser half goes often. */
START_TEST(the_best_stay)
{
	enum { ARTICLES = 2000 };
	struct nd_posting *const sketches = take(ARTICLES * 2, sizeof(*sketches));
	size_t *const from = take(ARTICLES + 1, sizeof(*from));
	uint16_t *const most = take(ARTICLES, sizeof(*most));
	struct nd_array found = ND_ARRAY_INIT(uint64_t, UINT32_MAX);
	struct nd_postings *postings;
	const uint64_t *pair;
	uint64_t crowded = 0;

	for (uint32_t rank = 0; rank < ARTICLES; rank++) {
		const float weight = (float)(1 + rank * 7919u % ARTICLES);	/* all differ */

		sketches[rank * 2] = (struct nd_posting){ 0, weight };
		sketches[rank * 2 + 1] = (struct nd_posting){ 1, weight };
		from[rank + 1] = (size_t)(rank + 1) * 2;
		most[rank] = (uint16_t)(1 + rank % 9);
	}
	REQUIRE(nd_postings_open(&postings, sketches, from, ARTICLES, 2, 2) == ND_OK);
	REQUIRE(nd_postings_candidates(postings, &(struct nd_posting_rule){
					       2, ARTICLES, UINT32_MAX, most, NULL,
				       }, 2, &found, &crowded) == ND_OK);
	ck_assert_uint_eq(crowded, 0);
	pair = found.items;
	/* of each article the heaviest others are its best: the weights of 9 are above the rest */
	for (size_t i = 0; i < found.n; i++) {
		const uint32_t a = (uint32_t)pair[i], b = (uint32_t)(pair[i] >> 32);

		REQUIRE(a * 7919u % ARTICLES >= ARTICLES - 10 || b * 7919u % ARTICLES >= ARTICLES - 10);
	}
	ck_assert_uint_gt(found.n, ARTICLES * 4);
	ck_assert_uint_lt(found.n, ARTICLES * 6);
	nd_postings_close(postings);
	nd_array_release(&found);
	free(sketches);
	free(from);
	free(most);
}
END_TEST

/* With few meetings the short lists are met whole, the long ones round the article. */
START_TEST(meetings_are_limited)
{
	enum { ARTICLES = 1000, RARE = 10 };
	struct nd_posting *const sketches = take(ARTICLES * 2, sizeof(*sketches));
	size_t *const from = take(ARTICLES + 1, sizeof(*from));
	uint16_t *const most = take(ARTICLES, sizeof(*most));
	struct nd_array found = ND_ARRAY_INIT(uint64_t, UINT32_MAX);
	struct nd_postings *postings;
	size_t far = 0;
	uint64_t crowded = 0;

	for (uint32_t rank = 0; rank < ARTICLES; rank++) {	/* all have 0, every hundredth 1 */
		sketches[from[rank]] = (struct nd_posting){ 0, 1 };
		from[rank + 1] = from[rank] + 1;
		if (rank % (ARTICLES / RARE) == 0)
			sketches[from[rank + 1]++] = (struct nd_posting){ 1, 1 };
		most[rank] = 100;
	}
	REQUIRE(nd_postings_open(&postings, sketches, from, ARTICLES, 2, 2) == ND_OK);
	REQUIRE(nd_postings_candidates(postings, &(struct nd_posting_rule){
					       1, ARTICLES, 60, most, NULL,
				       }, 2, &found, &crowded) == ND_OK);
	for (size_t i = 0; i < found.n; i++) {
		const uint64_t pair = ((const uint64_t *)found.items)[i];
		const uint64_t apart = (pair >> 32) - (uint32_t)pair;

		far += apart > 30;
		REQUIRE(apart <= 30 || apart % (ARTICLES / RARE) == 0);
	}
	ck_assert_uint_eq(far, RARE * (RARE - 1) / 2);
	ck_assert_uint_gt(crowded, 0);
	nd_postings_close(postings);
	nd_array_release(&found);
	free(sketches);
	free(from);
	free(most);
}
END_TEST

Suite *suite_lsh_postings(void)
{
	Suite *const suite = suite_create("lsh/postings");
	TCase *const tcase = only_case(suite, "postings");

	tcase_add_loop_test(tcase, candidates_are_the_model, 0, 8);
	tcase_add_test(tcase, the_best_stay);
	tcase_add_test(tcase, meetings_are_limited);
	return suite;
}
