/* test_overlap.c - exact measures against sets of strings */
#include "verify/overlap.h"

#include <stdio.h>

#include "model/model.h"
#include "testing.h"

static struct nd_overlap overlap(const uint64_t *a, size_t na, const uint64_t *b, size_t nb)
{
	return nd_overlap(nd_kernel_table(), (struct nd_set){ a, na }, (struct nd_set){ b, nb });
}

START_TEST(examples)
{
	static const uint64_t a[] = { 1, 2, 3, 4 }, b[] = { 3, 4, 5, 6, 7, 8 }, c[] = { 9 };

	ck_assert_uint_eq(overlap(a, 4, b, 6).common, 2);
	ck_assert(overlap(a, 4, b, 6).jaccard == 2 / 8.0);
	ck_assert(overlap(a, 4, b, 6).containment == 2 / 4.0);
	ck_assert(overlap(a, 4, a, 4).jaccard == 1);
	ck_assert(overlap(a, 4, a, 4).containment == 1);
	ck_assert(overlap(a, 2, a, 4).containment == 1);
	ck_assert(overlap(a, 4, c, 1).jaccard == 0);
	ck_assert(overlap(a, 4, NULL, 0).jaccard == 0);
	ck_assert(overlap(NULL, 0, NULL, 0).jaccard == 0);
	ck_assert(overlap(NULL, 0, a, 4).containment == 0);
}
END_TEST

/* A set of numbers as a text, one shingle each. */
static struct model_set as_strings(const uint64_t *x, size_t n)
{
	char text[1000] = "";

	for (size_t i = 0; i < n; i++)
		sprintf(text + strlen(text), "%d ", (int)x[i]);
	return model_shingles(text, 1);
}

START_TEST(is_the_model)
{
	uint64_t random = 1;

	for (int round = 0; round < 500; round++) {
		uint64_t a[60], b[60];
		size_t na = 0, nb = 0;
		struct model_set x, y;
		struct nd_overlap found;

		for (uint64_t value = 0; value < 60; value++) {
			if (random_below(&random, 3) == 0)
				a[na++] = value;
			if (random_below(&random, 1 + (size_t)round % 8) == 0)
				b[nb++] = value;
		}
		x = as_strings(a, na);
		y = as_strings(b, nb);
		found = overlap(a, na, b, nb);
		REQUIRE(found.common == model_common(&x, &y));
		REQUIRE(found.jaccard == model_jaccard(&x, &y));
		REQUIRE(found.containment == model_containment(&x, &y));
		REQUIRE(memcmp(&found, &(struct nd_overlap){ overlap(b, nb, a, na).common,
			overlap(b, nb, a, na).jaccard, overlap(b, nb, a, na).containment },
			sizeof(found)) == 0);
		model_set_release(&x);
		model_set_release(&y);
	}
}
END_TEST

Suite *suite_verify_overlap(void)
{
	Suite *const suite = suite_create("verify/overlap");
	TCase *const tcase = only_case(suite, "overlap");

	tcase_add_test(tcase, examples);
	tcase_add_test(tcase, is_the_model);
	return suite;
}
