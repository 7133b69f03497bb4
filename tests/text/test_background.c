/* test_background.c - the lookup against a walk over the table */
#include "text/background.h"

#include "testing.h"

#define BEGINNINGS	((size_t)1 << ND_BACKGROUND_BITS)

/* A table of n sorted keys; 'first' has BEGINNINGS + 1 places. */
static struct nd_background index_of(const uint32_t *key, const uint8_t *level, uint32_t n,
				     uint32_t *first)
{
	uint32_t at = 0;

	for (size_t top = 0; top <= BEGINNINGS; top++) {
		while (at < n && key[at] >> (32 - ND_BACKGROUND_BITS) < top)
			at++;
		first[top] = at;
	}
	return (struct nd_background){ key, level, first, 150 };
}

static int walk(const uint32_t *key, const uint8_t *level, size_t n, uint64_t term)
{
	for (size_t i = 0; i < n; i++)
		if (key[i] == term >> 32)
			return level[i];
	return ND_NO_LEVEL;
}

START_TEST(small_tables)
{
	static const uint32_t key[] = {
		0, 1, 5, 1000, 0x7fffffff, 0x80000000, UINT32_MAX - 1, UINT32_MAX
	};
	static const uint8_t level[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	static const uint32_t asked[] = {
		0, 1, 2, 4, 5, 6, 999, 1000, 1001, 0x7ffffffe, 0x7fffffff, 0x80000000, 0x80000001,
		UINT32_MAX - 2, UINT32_MAX - 1, UINT32_MAX,
	};
	static uint32_t first[BEGINNINGS + 1];

	for (uint32_t n = 0; n <= COUNT(key); n++) {
		for (size_t from = 0; from + n <= COUNT(key); from++) {
			const struct nd_background table =
				index_of(key + from, level + from, n, first);

			for (size_t i = 0; i < COUNT(asked); i++) {
				const uint64_t term = (uint64_t)asked[i] << 32 | 0x1234;

				REQUIRE(nd_background_level(&table, term) ==
					walk(key + from, level + from, n, term));
			}
		}
	}
}
END_TEST

START_TEST(the_table_that_is_linked_in)
{
	const struct nd_background *const table = &nd_background_table;
	const uint32_t n = table->first[BEGINNINGS];

	ck_assert_uint_gt(n, 10000);
	ck_assert_uint_eq(table->first[0], 0);
	for (size_t top = 0; top < BEGINNINGS; top++)
		REQUIRE(table->first[top] <= table->first[top + 1]);
	for (uint32_t i = 0; i < n; i++) {
		REQUIRE(i == 0 || table->key[i - 1] < table->key[i]);
		REQUIRE(nd_background_level(table, (uint64_t)table->key[i] << 32) ==
			table->level[i]);
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
