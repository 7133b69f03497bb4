/* test_columns.c - what is known of articles comes back, however it is kept */
#include "engine/columns.h"

#include "testing.h"

#define MANY 3000

/* Dates of our time, at the ends of what is narrow, beyond it from article 1,000 on, or from the first. */
static int64_t date_of(int kind, size_t i, uint64_t any)
{
	static const int64_t ends[] = {
		ND_DATES_FROM, ND_DATES_FROM + (int64_t)ND_NO_DATE - 1, 0, -1, ND_NO_TIME,
	};
	static const int64_t beyond[] = {
		ND_DATES_FROM - 1, ND_DATES_FROM + (int64_t)ND_NO_DATE, INT64_MAX, ND_NO_TIME + 1, ND_NO_TIME,
	};

	if (kind == 1 || (kind == 2 && i < 1000))
		return ends[any % COUNT(ends)];
	if (kind == 2 || (kind == 3 && i == 0))
		return beyond[any % (COUNT(beyond) - 1)];
	return any % 9 ? (int64_t)(any % 2000000000) : ND_NO_TIME;
}

static int same_document(const struct nd_document *x, const struct nd_document *y)
{
	return x->published == y->published && x->content == y->content && x->address == y->address &&
	       x->source == y->source && x->tokens == y->tokens && x->features == y->features;
}

START_TEST(all_comes_back)
{
	struct nd_document *const model = take(MANY, sizeof(*model));
	struct nd_columns columns = ND_COLUMNS_INIT(MANY);
	struct nd_features features;
	uint64_t random = (uint64_t)_i;

	for (size_t i = 0; i < MANY; i++) {
		model[i] = (struct nd_document){
			.published = date_of(_i, i, next_random(&random)),
			.content = next_random(&random), .address = next_random(&random),
			.source = next_random(&random) % (_i % 2 ? 5 : MANY), .tokens = (uint32_t)i,
			.features = next_random(&random) % 100 ? NULL : &features,
		};
		REQUIRE(nd_columns_append(&columns, &model[i]) == ND_OK);
	}
	ck_assert_uint_eq(columns.n, MANY);
	ck_assert_uint_eq(columns.published.wide.n, _i < 2 ? 0 : MANY);
	for (size_t i = 0; i < MANY; i++) {
		const struct nd_document is = nd_columns_document(&columns, i);

		REQUIRE(same_document(&is, &model[i]));
	}
	nd_columns_made(&columns, 7, &(struct nd_document){ .content = 8, .tokens = 9 });
	REQUIRE(nd_columns_content(&columns, 7) == 8 && nd_columns_tokens(&columns, 7) == 9);
	nd_columns_drop_sources(&columns);
	nd_array_release(&columns.address);
	REQUIRE(!nd_columns_source(&columns, 7) && !nd_columns_address(&columns, 7));
	nd_columns_release(&columns);
	free(model);
}
END_TEST

START_TEST(they_have_a_ceiling)
{
	struct nd_columns columns = ND_COLUMNS_INIT(2);
	const struct nd_document document = { .published = 1 };

	REQUIRE(nd_columns_append(&columns, &document) == ND_OK);
	REQUIRE(nd_columns_append(&columns, &document) == ND_OK);
	REQUIRE(nd_columns_append(&columns, &document) == ND_ENOMEM);
	ck_assert_uint_eq(columns.n, 2);
	nd_columns_release(&columns);
}
END_TEST

Suite *suite_engine_columns(void)
{
	Suite *const suite = suite_create("engine/columns");
	TCase *const tcase = tcase_create("columns");

	tcase_add_loop_test(tcase, all_comes_back, 0, 4);
	tcase_add_test(tcase, they_have_a_ceiling);
	suite_add_tcase(suite, tcase);
	return suite;
}
