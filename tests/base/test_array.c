/* test_array.c - arrays grow to their ceiling and not above */
#include "base/array.h"
#include "testing.h"

START_TEST(grows)
{
	struct nd_array array = ND_ARRAY_INIT(uint64_t, 100000);

	for (uint64_t i = 0; i < 100000; i++)
		REQUIRE(*(uint64_t *)nd_array_append(&array, &i, 1) == i);
	for (uint64_t i = 0; i < 100000; i++)
		REQUIRE(((uint64_t *)array.items)[i] == i);
	nd_array_release(&array);
	ck_assert_uint_eq(array.n, 0);
	ck_assert_ptr_nonnull(nd_array_append(&array, NULL, 1));	/* can be used again */
	ck_assert_uint_eq(*(uint64_t *)array.items, 0);
	nd_array_release(&array);
}
END_TEST

/* Whatever is appended, n never passes the ceiling and a refusal changes nothing. */
START_TEST(stops_at_its_ceiling)
{
	uint64_t random = 1;

	for (size_t ceiling = 0; ceiling < 100; ceiling++) {
		struct nd_array array = ND_ARRAY_INIT(uint16_t, ceiling);

		for (int i = 0; i < 50; i++) {
			const size_t more = random_below(&random, 10), n = array.n;
			const void *const items = array.items;
			const int fits = n + more <= ceiling;
			const void *const got = nd_array_append(&array, NULL, more);

			REQUIRE((got != NULL) == fits);
			REQUIRE(array.n == (fits ? n + more : n));
			REQUIRE(fits || array.items == items);
			REQUIRE(nd_array_reserve(&array, ceiling - array.n) != NULL);
			REQUIRE(nd_array_reserve(&array, ceiling - array.n + 1) == NULL);
			REQUIRE(nd_array_reserve(&array, (size_t)-1) == NULL);
		}
		nd_array_release(&array);
	}
}
END_TEST

START_TEST(reserving_takes_nothing)
{
	struct nd_array array = ND_ARRAY_INIT(int, 10);

	ck_assert_ptr_nonnull(nd_array_reserve(&array, 0));	/* a place, if for nothing */
	ck_assert_ptr_nonnull(nd_array_reserve(&array, 10));
	ck_assert_uint_eq(array.n, 0);
	nd_array_release(&array);
}
END_TEST

START_TEST(refuses_what_no_machine_has)
{
	struct big { char bytes[4096]; };
	struct nd_array array = ND_ARRAY_INIT(struct big, (size_t)-1);

	ck_assert_ptr_null(nd_array_reserve(&array, (size_t)-1 / 4096 + 1));
	ck_assert_ptr_null(nd_array_reserve(&array, (size_t)-1));
	ck_assert_ptr_null(nd_calloc((size_t)1 << 33, (size_t)1 << 33));
	ck_assert_ptr_null(array.items);
}
END_TEST

START_TEST(calloc_of_nothing_is_something)
{
	void *const none = nd_calloc(0, 8), *const nothing = nd_calloc(8, 0);

	ck_assert_ptr_nonnull(none);
	ck_assert_ptr_nonnull(nothing);
	free(none);
	free(nothing);
}
END_TEST

Suite *suite_base_array(void)
{
	Suite *const suite = suite_create("base/array");
	TCase *const tcase = only_case(suite, "array");

	tcase_add_test(tcase, grows);
	tcase_add_test(tcase, stops_at_its_ceiling);
	tcase_add_test(tcase, reserving_takes_nothing);
	tcase_add_test(tcase, refuses_what_no_machine_has);
	tcase_add_test(tcase, calloc_of_nothing_is_something);
	return suite;
}
