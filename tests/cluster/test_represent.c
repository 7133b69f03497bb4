/* test_represent.c - who stands for a story */
#include "cluster/represent.h"

#include "testing.h"

static const struct nd_candidacy three[] = { { 5, 100 }, { 2, 300 }, { 9, 300 }, { 7, 20 } };

START_TEST(the_policies)
{
	ck_assert_uint_eq(nd_representative(three, 4, ND_KEEP_FIRST), 1);
	ck_assert_uint_eq(nd_representative(three, 4, ND_KEEP_LATEST), 2);
	ck_assert_uint_eq(nd_representative(three, 4, ND_KEEP_LONGEST), 1); /* the earlier */
	ck_assert_uint_eq(nd_representative(three + 2, 2, ND_KEEP_LONGEST), 0);
	for (int keep = ND_KEEP_FIRST; keep <= ND_KEEP_LATEST; keep++)
		ck_assert_uint_eq(nd_representative(three, 1, (enum nd_keep)keep), 0);
}
END_TEST

Suite *suite_cluster_represent(void)
{
	Suite *const suite = suite_create("cluster/represent");

	tcase_add_test(only_case(suite, "represent"), the_policies);
	return suite;
}
