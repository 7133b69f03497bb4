/* test_coverage.c - pairs find their stories, articles whom they follow */
#include <stdio.h>
#include <stdlib.h>

#include <check.h>

#include "report/coverage.h"

Suite *suite_report_coverage(void);

static void add_cluster(struct nd_coverage *coverage, const char *id, const size_t *articles,
			size_t n)
{
	struct nd_member members[8] = { { .index = 0 } };
	const struct nd_cluster cluster = { id, members, n, n - 1, 100, 200 };

	for (size_t i = 0; i < n; i++)
		members[i].index = articles[i];
	ck_assert_int_eq(nd_coverage_cluster(coverage, &cluster), ND_OK);
}

static void add_pair(struct nd_coverage *coverage, size_t a, size_t b, enum nd_relation relation,
		     double score)
{
	const struct nd_pair pair = { .a = { "a", 1 }, .b = { "b", 1 }, .a_index = a, .b_index = b,
				      .relation = relation, .score = score };

	ck_assert_int_eq(nd_coverage_pair(coverage, &pair), ND_OK);
}

static void follows_is(const struct nd_coverage *coverage, size_t story, size_t member,
		       uint32_t follows)
{
	const struct nd_story *const at = nd_story_at(coverage, story);

	ck_assert_uint_eq(nd_story_member(coverage, at, member)->follows, follows);
}

/* Articles 5, 3, 9 by time; 9 is a copy of 5 and likest to 3. */
START_TEST(a_copy_follows_what_it_copies)
{
	static const size_t articles[] = { 5, 3, 9 };
	struct nd_coverage coverage = ND_COVERAGE_INIT;
	const struct nd_story *story;

	add_pair(&coverage, 5, 9, ND_NEAR_DUPLICATE, .4);
	add_pair(&coverage, 3, 9, ND_SAME_EVENT, .95);
	add_pair(&coverage, 5, 3, ND_SAME_EVENT, .6);
	add_cluster(&coverage, "0123456789abcdef", articles, 3);
	ck_assert_int_eq(nd_coverage_settle(&coverage), ND_OK);
	ck_assert_uint_eq(coverage.n_stories, 1);
	story = nd_story_at(&coverage, 0);
	ck_assert_str_eq(story->id, "0123456789abcdef");
	ck_assert_uint_eq(story->representative, 9);
	ck_assert_uint_eq(story->pairs, 3);
	follows_is(&coverage, 0, 0, ND_NOBODY);
	follows_is(&coverage, 0, 1, 0);
	follows_is(&coverage, 0, 2, 0);
	ck_assert_double_eq_tol(story->confidence, (.6 + .99) / 2, 1e-12);
	ck_assert_ptr_null(nd_story_pair(&coverage, story, 0)->a.at);
	nd_coverage_release(&coverage);
}
END_TEST

/* Who has no pair with an earlier article follows a later one; who has none at all nobody. */
START_TEST(earlier_before_later)
{
	static const size_t articles[] = { 0, 1, 2, 3 };
	struct nd_coverage coverage = ND_COVERAGE_INIT;

	add_cluster(&coverage, "a", articles, 4);
	add_pair(&coverage, 1, 2, ND_IDENTICAL, 1);
	add_pair(&coverage, 0, 2, ND_SAME_EVENT, .5);
	ck_assert_int_eq(nd_coverage_settle(&coverage), ND_OK);
	follows_is(&coverage, 0, 0, ND_NOBODY);
	follows_is(&coverage, 0, 1, 2);
	follows_is(&coverage, 0, 2, 1);
	follows_is(&coverage, 0, 3, ND_NOBODY);
	nd_coverage_release(&coverage);
}
END_TEST

START_TEST(equal_pairs_follow_the_first)
{
	static const size_t articles[] = { 4, 6, 8 };
	struct nd_coverage coverage = ND_COVERAGE_INIT;

	add_cluster(&coverage, "a", articles, 3);
	add_pair(&coverage, 6, 8, ND_IDENTICAL, 1);
	add_pair(&coverage, 4, 8, ND_IDENTICAL, 1);
	ck_assert_int_eq(nd_coverage_settle(&coverage), ND_OK);
	follows_is(&coverage, 0, 2, 0);
	nd_coverage_release(&coverage);
}
END_TEST

/* Pairs keep their order within a story; those of stories too small to list are gone. */
START_TEST(pairs_go_to_their_stories)
{
	static const size_t first[] = { 0, 1, 2 }, second[] = { 3, 4 }, third[] = { 5, 6, 7 };
	struct nd_coverage coverage = ND_COVERAGE_INIT;

	coverage.min_size = 3;
	add_cluster(&coverage, "a", first, 3);
	add_cluster(&coverage, "b", second, 2);
	add_cluster(&coverage, "c", third, 3);
	add_pair(&coverage, 5, 7, ND_SAME_EVENT, .9);
	add_pair(&coverage, 0, 2, ND_SAME_EVENT, .8);
	add_pair(&coverage, 3, 4, ND_SAME_EVENT, .7);
	add_pair(&coverage, 5, 6, ND_SAME_EVENT, .6);
	ck_assert_int_eq(nd_coverage_settle(&coverage), ND_OK);
	ck_assert_uint_eq(coverage.n_stories, 2);
	ck_assert_uint_eq(coverage.stories.n, 2);
	ck_assert_uint_eq(coverage.small, 1);
	ck_assert_uint_eq(coverage.pairs.n, 3);
	ck_assert_uint_eq(nd_story_at(&coverage, 0)->pairs, 1);
	ck_assert_uint_eq(nd_story_at(&coverage, 1)->pairs, 2);
	ck_assert_uint_eq(nd_story_pair(&coverage, nd_story_at(&coverage, 1), 0)->b_index, 7);
	ck_assert_uint_eq(nd_story_pair(&coverage, nd_story_at(&coverage, 1), 1)->b_index, 6);
	nd_coverage_release(&coverage);
}
END_TEST

START_TEST(pairs_between_stories_are_across)
{
	static const size_t first[] = { 0, 1 }, second[] = { 2, 3 };
	struct nd_coverage coverage = ND_COVERAGE_INIT;
	const struct nd_story *across;

	add_cluster(&coverage, "a", first, 2);
	add_cluster(&coverage, "b", second, 2);
	add_pair(&coverage, 1, 2, ND_NEAR_DUPLICATE, .5);
	add_pair(&coverage, 8, 9, ND_IDENTICAL, 1);	/* in no cluster at all */
	ck_assert_int_eq(nd_coverage_settle(&coverage), ND_OK);
	ck_assert_uint_eq(coverage.n_stories, 2);
	ck_assert_uint_eq(coverage.stories.n, 4);
	across = nd_story_at(&coverage, 2);
	ck_assert_int_eq(across->across, 1);
	ck_assert_str_eq(across->id, "across-1");
	ck_assert_uint_eq(across->members, 2);
	ck_assert_uint_eq(nd_story_member(&coverage, across, 1)->article, 2);
	follows_is(&coverage, 2, 1, 0);
	follows_is(&coverage, 3, 1, 0);
	nd_coverage_release(&coverage);
}
END_TEST

START_TEST(across_has_a_bound)
{
	struct nd_coverage coverage = ND_COVERAGE_INIT;

	for (size_t i = 0; i < ND_ACROSS_MOST + 5; i++)
		add_pair(&coverage, 2 * i, 2 * i + 1, ND_IDENTICAL, 1);
	ck_assert_int_eq(nd_coverage_settle(&coverage), ND_OK);
	ck_assert_uint_eq(coverage.stories.n, ND_ACROSS_MOST);
	ck_assert_uint_eq(coverage.across_left_out, 5);
	nd_coverage_release(&coverage);
}
END_TEST

START_TEST(nothing_is_nothing)
{
	struct nd_coverage coverage = ND_COVERAGE_INIT;

	ck_assert_int_eq(nd_coverage_settle(&coverage), ND_OK);
	ck_assert_uint_eq(coverage.stories.n, 0);
	nd_coverage_release(&coverage);
}
END_TEST

Suite *suite_report_coverage(void)
{
	Suite *const suite = suite_create("report/coverage");
	TCase *const tc = tcase_create("coverage");

	tcase_add_test(tc, a_copy_follows_what_it_copies);
	tcase_add_test(tc, earlier_before_later);
	tcase_add_test(tc, equal_pairs_follow_the_first);
	tcase_add_test(tc, pairs_go_to_their_stories);
	tcase_add_test(tc, pairs_between_stories_are_across);
	tcase_add_test(tc, across_has_a_bound);
	tcase_add_test(tc, nothing_is_nothing);
	suite_add_tcase(suite, tc);
	return suite;
}
