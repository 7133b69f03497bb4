/* test_links.c - links against a plain list of pairs, also after the oldest were let go */
#include "store/links.h"
#include "testing.h"

#define ARTICLES	20000
#define PAIRS_MOST	4

/* What the list has of one article: its pairs with earlier ones, as they were given. */
struct given {
	uint32_t earlier[PAIRS_MOST];
	uint16_t score[PAIRS_MOST];
	size_t n;
};

static void give(struct nd_links *links, struct given *given, uint32_t number, uint64_t *random)
{
	ck_assert(nd_links_next(links) == ND_OK);
	given->n = number ? random_below(random, PAIRS_MOST + 1) : 0;
	for (size_t i = 0; i < given->n; i++) {
		given->earlier[i] = (uint32_t)random_below(random, number);
		given->score[i] = (uint16_t)next_random(random);
		ck_assert(nd_links_add(links, given->earlier[i], given->score[i],
				       (uint16_t)(given->score[i] / 2)) == ND_OK);
	}
}

static void check_earlier(const struct nd_links *links, const struct given *given, uint32_t number)
{
	size_t n;
	const struct nd_tie *const tie = nd_links_earlier(links, number, &n);

	REQUIRE(n == given[number].n);
	for (size_t i = 0; i < n; i++)
		REQUIRE(tie[i].later == number && tie[i].earlier == given[number].earlier[i] &&
			tie[i].score == given[number].score[i] &&
			tie[i].first == given[number].score[i] / 2);
}

static void check_later(const struct nd_links *links, const struct given *given, uint32_t number,
			uint32_t end)
{
	const struct nd_tie *tie = nd_links_latest(links, number);

	for (uint32_t later = end; later-- > number + 1;)
		for (size_t i = given[later].n; i-- > 0;) {
			if (given[later].earlier[i] != number)
				continue;
			REQUIRE(tie && tie->later == later && tie->earlier == number &&
				tie->score == given[later].score[i]);
			tie = nd_links_before(links, tie);
		}
	REQUIRE(!tie);
}

START_TEST(both_sides_know)
{
	struct given *const given = take(ARTICLES, sizeof(*given));
	struct nd_links links;
	uint64_t random = 11;
	uint32_t floor = 0, number = 0;

	nd_links_init(&links);
	for (int round = 0; round < 4; round++) {
		for (uint32_t i = 0; i < ARTICLES / 4; i++, number++)
			give(&links, &given[number], number, &random);
		ck_assert_uint_eq(nd_links_end(&links), number);
		for (int k = 0; k < 200; k++) {
			const uint32_t at = floor + (uint32_t)random_below(&random, number - floor);

			check_earlier(&links, given, at);
			check_later(&links, given, at, number);
		}
		floor = number - 2000;
		nd_links_trim(&links, floor);
	}
	ck_assert_uint_eq(links.base, floor);	/* most were let go */
	ck_assert(!nd_links_latest(&links, floor - 1) && !nd_links_latest(&links, number));
	nd_links_release(&links);
	free(given);
}
END_TEST

START_TEST(begins_where_it_is_told)
{
	struct nd_links links;
	size_t n;

	nd_links_init(&links);
	nd_links_clear(&links, 1000);
	ck_assert(nd_links_next(&links) == ND_OK && nd_links_add(&links, 7, 1, 1) == ND_OK);
	ck_assert(nd_links_next(&links) == ND_OK && nd_links_add(&links, 1000, 2, 2) == ND_OK);
	ck_assert(!nd_links_latest(&links, 7));
	ck_assert_uint_eq(nd_links_latest(&links, 1000)->later, 1001);
	ck_assert(nd_links_earlier(&links, 1000, &n)->earlier == 7 && n == 1);
	ck_assert(!nd_links_earlier(&links, 999, &n) && n == 0);
	ck_assert(nd_links_may_have_copies(&links, 999) && !nd_links_may_have_copies(&links, 1000));
	nd_links_note_copy(&links, 999);
	nd_links_note_copy(&links, 1000);
	ck_assert(nd_links_may_have_copies(&links, 1000) && !nd_links_may_have_copies(&links, 1001));
	ck_assert_uint_eq(nd_links_latest(&links, 1000)->later, 1001);
	ck_assert(nd_links_add(&links, 1000, 3, 3) == ND_OK && nd_links_may_have_copies(&links, 1000));
	nd_links_release(&links);
}
END_TEST

Suite *suite_store_links(void)
{
	Suite *const suite = suite_create("store/links");
	TCase *const tcase = only_case(suite, "links");

	tcase_add_test(tcase, both_sides_know);
	tcase_add_test(tcase, begins_where_it_is_told);
	return suite;
}
