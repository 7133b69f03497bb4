/* test_background.c - the lookup against a walk over the table */
#include "text/background.h"

#include "testing.h"

static int walk(const struct nd_background *table, uint64_t key)
{
	for (size_t i = 0; i < table->n; i++)
		if (table->key[i] == key >> 32)
			return table->level[i];
	return ND_NO_LEVEL;
}

START_TEST(small_tables)
{
	static const uint32_t key[] = { 0, 1, 5, 1000, 0x7fffffff, 0x80000000, UINT32_MAX - 1, UINT32_MAX };
	static const uint8_t level[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	static const uint32_t asked[] = {
		0, 1, 2, 4, 5, 6, 999, 1000, 1001, 0x7ffffffe, 0x7fffffff, 0x80000000, 0x80000001,
		UINT32_MAX - 2, UINT32_MAX - 1, UINT32_MAX,
	};

	for (size_t n = 0; n <= COUNT(key); n++) {
		for (size_t from = 0; from + n <= COUNT(key); from++) {
			const struct nd_background table = { n, key + from, level + from };

			for (size_t i = 0; i < COUNT(asked); i++) {
				const uint64_t term = (uint64_t)asked[i] << 32 | 0x1234;

				REQUIRE(nd_background_level(&table, term) == walk(&table, term));
			}
		}
	}
}
END_TEST

START_TEST(the_table_that_is_linked_in)
{
	const struct nd_background *const table = &nd_background_table;

	ck_assert_uint_gt(table->n, 10000);
	for (size_t i = 0; i < table->n; i++) {
		REQUIRE(i == 0 || table->key[i - 1] < table->key[i]);
		REQUIRE(nd_background_level(table, (uint64_t)table->key[i] << 32) == table->level[i]);
	}
}
END_TEST

Suite *suite_text_background(void)
{
	Suite *const suite = suite_create("text/background");
	TCase *const tcase = only_case(suite, "background");

	tcase_add_test(tcase, small_tables);
	tcase_add_test(tcase, the_table_that_is_linked_in);
	return suite;
}
