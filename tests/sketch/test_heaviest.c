/* test_heaviest.c - halving against sorting */
#include "sketch/heaviest.h"

#include "testing.h"

#define MOST 2000

static int heavier_first(const void *x, const void *y)
{
	const struct nd_weighted *const p = x, *const q = y;

	if (p->weight != q->weight)
		return p->weight > q->weight ? -1 : 1;
	return (p->term > q->term) - (p->term < q->term);
}

static int by_term(const void *x, const void *y)
{
	const struct nd_weighted *const p = x, *const q = y;

	return (p->term > q->term) - (p->term < q->term);
}

static void is_the_model(struct nd_weighted *terms, size_t n)
{
	static struct nd_weighted model[MOST];
	const size_t kept = n < ND_HEAVIEST ? n : ND_HEAVIEST;

	memcpy(model, terms, n * sizeof(*terms));
	qsort(model, n, sizeof(*model), heavier_first);
	qsort(model, kept, sizeof(*model), by_term);
	REQUIRE(nd_heaviest(terms, n) == kept);
	qsort(terms, n <= ND_HEAVIEST ? n : 0, sizeof(*terms), by_term);
	for (size_t i = 0; i < kept; i++)
		REQUIRE(terms[i].term == model[i].term && terms[i].weight == model[i].weight);
}

/* Few different weights, so that many are equal; they rise, fall or are mixed. */
START_TEST(keeps_the_heaviest)
{
	static const size_t sizes[] = { 0, 1, 2, 95, 96, 97, 98, 150, 500, MOST };
	static struct nd_weighted terms[MOST];
	uint64_t random = (uint64_t)_i;

	for (size_t s = 0; s < COUNT(sizes); s++) {
		for (size_t weights = 1; weights <= 1000; weights *= 10) {
			const size_t n = sizes[s];

			for (size_t i = 0; i < n; i++) {
				const size_t orders[] = { i, n - i, random_below(&random, weights) };

				terms[i].term = (uint32_t)i * 3;
				terms[i].weight = (float)(orders[_i % 3] % weights) / 4;
			}
			is_the_model(terms, n);
		}
	}
}
END_TEST

START_TEST(sorted_input_is_no_trap)
{
	static struct nd_weighted terms[MOST];

	for (uint32_t i = 0; i < MOST; i++)
		terms[i] = (struct nd_weighted){ i, _i ? (float)i : (float)(MOST - i) };
	is_the_model(terms, MOST);
}
END_TEST

/* What the engine relies on: lists come out in order of term even when all are kept. */
START_TEST(few_terms_stay_as_they_are)
{
	struct nd_weighted terms[3] = { { 1, 5 }, { 2, 9 }, { 3, 1 } };

	ck_assert_uint_eq(nd_heaviest(terms, 3), 3);
	ck_assert_uint_eq(terms[0].term, 1);
	ck_assert_uint_eq(terms[2].term, 3);
}
END_TEST

Suite *suite_sketch_heaviest(void)
{
	Suite *const suite = suite_create("sketch/heaviest");
	TCase *const tcase = only_case(suite, "heaviest");

	tcase_add_loop_test(tcase, keeps_the_heaviest, 0, 12);
	tcase_add_loop_test(tcase, sorted_input_is_no_trap, 0, 2);
	tcase_add_test(tcase, few_terms_stay_as_they_are);
	return suite;
}
