/* test_hashset.c - the values in common are those that a look at each finds */
#include "verify/hashset.h"

#include <string.h>

#include "base/packed.h"

#include "testing.h"

/* Different values are counted once, the others are left in their order. */
static void check_meeting(struct nd_hashset *set, uint64_t *values, size_t n)
{
	uint64_t *const others = take(n, 8);
	size_t n_others, met = 0, left = 0, common;

	common = nd_hashset_meet(set, values, n, others, &n_others);
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (k < i && values[k] != values[i])
			k++;
		if (nd_hashset_count(set, &values[i], 1))
			met += k == i;
		else
			REQUIRE(left < n_others && others[left++] == values[i]);
	}
	REQUIRE(common == met && n_others == left);
	REQUIRE(nd_hashset_meet(set, values, n, values, &n_others) == common && n_others == left);
	REQUIRE(!memcmp(values, others, left * sizeof(*values)));
	free(others);
}

START_TEST(counts_what_is_in_both)
{
	struct nd_hashset set = ND_HASHSET_INIT;
	uint64_t random = 1;

	for (int round = 0; round < 2000; round++) {
		const size_t na = random_below(&random, 200), nb = random_below(&random, 200);
		const uint64_t below = round % 3 ? 1 + random_below(&random, 300) : 0;
		uint64_t *const a = take(na, 8), *const b = take(nb, 8), *const once = take(na, 8);
		size_t distinct = 0, common = 0, kept;

		for (size_t i = 0; i < na; i++)
			a[i] = below ? next_random(&random) % below : next_random(&random);
		for (size_t i = 0; i < nb; i++)
			b[i] = below ? next_random(&random) % below : (na ? a[random_below(&random, na)] : i);
		for (size_t i = 0; i < na; i++) {
			size_t k = 0;

			while (k < i && a[k] != a[i])
				k++;
			distinct += k == i;
		}
		for (size_t i = 0; i < nb; i++) {
			size_t k = 0;

			while (k < na && a[k] != b[i])
				k++;
			common += k < na;
		}
		REQUIRE(nd_hashset_fill(&set, a, na, once, &kept) == ND_OK);
		REQUIRE(kept == distinct);
		REQUIRE(nd_hashset_count(&set, once, kept) == distinct);
		REQUIRE(nd_hashset_count(&set, b, nb) == common);
		check_meeting(&set, b, nb);
		free(a);
		free(b);
		free(once);
	}
	nd_hashset_release(&set);
	nd_hashset_release(&set);
}
END_TEST

START_TEST(brief_lists_count_as_what_they_hold)
{
	const uint64_t below = (uint64_t)1 << ND_BRIEF_BITS;
	struct nd_hashset set = ND_HASHSET_INIT;
	uint64_t random = 5;

	for (int round = 0; round < 300; round++) {
		const size_t na = random_below(&random, 1200), nb = random_below(&random, 1200);
		uint64_t *const a = take(na, 8), *const b = take(nb, 8), *const once = take(na, 8);
		uint64_t *const again = take(nb, 8);
		uint32_t *const brief = take(ND_BRIEF_BYTES(nb), 1);
		size_t kept;

		for (size_t i = 0; i < na; i++)
			a[i] = next_random(&random) % (round % 2 ? below : 2000);
		for (size_t i = 0; i < nb; i++)	/* some differ in the highest bits alone */
			b[i] = (na ? a[random_below(&random, na)] : i) ^
			       random_below(&random, 2) << (ND_BRIEF_BITS - 1);
		nd_brief_write(brief, b, nb);
		nd_brief_read(brief, nb, again);
		REQUIRE(!nb || !memcmp(again, b, nb * sizeof(*b)));
		REQUIRE(nd_hashset_fill(&set, a, na, once, &kept) == ND_OK);
		REQUIRE(nd_hashset_count_brief(&set, brief, nb) == nd_hashset_count(&set, b, nb));
		free(a);
		free(b);
		free(once);
		free(again);
		free(brief);
	}
	nd_hashset_release(&set);
}
END_TEST

START_TEST(zero_and_equal_low_bits)
{
	struct nd_hashset set = ND_HASHSET_INIT;
	uint64_t values[70], kept_values[70];
	size_t kept;

	for (uint64_t i = 0; i < 70; i++)
		values[i] = i << 20;	/* all want the same slot; the first is 0 */
	REQUIRE(nd_hashset_fill(&set, values, 70, kept_values, &kept) == ND_OK);
	ck_assert_uint_eq(kept, 70);
	ck_assert_uint_eq(nd_hashset_count(&set, values, 70), 70);
	ck_assert_uint_eq(nd_hashset_count(&set, (uint64_t[]){ 70 << 20, 1, UINT64_MAX }, 3), 0);
	REQUIRE(nd_hashset_fill(&set, values + 1, 1, kept_values, &kept) == ND_OK);
	ck_assert_uint_eq(nd_hashset_count(&set, values, 70), 1);	/* 0 is gone, too */
	nd_hashset_release(&set);
}
END_TEST

Suite *suite_verify_hashset(void)
{
	Suite *const suite = suite_create("verify/hashset");
	TCase *const tcase = only_case(suite, "hashset");

	tcase_add_test(tcase, counts_what_is_in_both);
	tcase_add_test(tcase, brief_lists_count_as_what_they_hold);
	tcase_add_test(tcase, zero_and_equal_low_bits);
	return suite;
}
