/* test_parts.c - the parts together are all hashes, sorted */
#include "base/parts.h"

#include "testing.h"

struct told {
	uint64_t *hash;		/* all of them */
	struct nd_keyed *item;	/* those that were told */
	size_t n;
	size_t parts, stop_after;
};

static enum nd_status on_part(void *ctx, struct nd_keyed *items, size_t n)
{
	struct told *const told = ctx;

	if (told->parts == told->stop_after)
		return ND_ESTOPPED;
	told->parts++;
	memcpy(told->item + told->n, items, n * sizeof(*items));
	told->n += n;
	memset(items, 0, 2 * n * sizeof(*items));	/* there is room for as many */
	return ND_OK;
}

/* n hashes of which one in three is there before, one in eleven 0. */
static struct told some_hashes(size_t n, uint64_t seed)
{
	struct told told = { take(n, 8), take(n, sizeof(struct nd_keyed)), 0, 0, SIZE_MAX };

	for (size_t i = 0; i < n; i++)
		told.hash[i] = i % 3 == 2 ? told.hash[i / 2] : next_random(&seed);
	for (size_t i = 0; i < n; i += 11)
		told.hash[i] = 0;
	return told;
}

static void told_release(struct told *told)
{
	free(told->hash);
	free(told->item);
}

static const struct { size_t n, parts; } piles[] = {
	{ 0, 1 }, { 1, 1 }, { 100, 1 }, { 65536, 1 }, { 65537, 2 }, { 300000, 8 }, { 1100000, 16 },
};

START_TEST(all_in_order)
{
	struct told told = some_hashes(piles[_i].n, (uint64_t)_i);
	size_t others = 0;

	for (size_t i = 0; i < piles[_i].n; i++)
		others += told.hash[i] != 0;
	REQUIRE(nd_parts(told.hash, piles[_i].n, on_part, &told) == ND_OK);
	ck_assert_uint_eq(told.parts, piles[_i].parts);
	ck_assert_uint_eq(told.n, others);
	for (size_t i = 0; i < told.n; i++) {
		const struct nd_keyed *const item = &told.item[i];

		REQUIRE(item->key && item->key == told.hash[item->value]);
		REQUIRE(!i || item[-1].key < item->key ||
			(item[-1].key == item->key && item[-1].value < item->value));
	}
	told_release(&told);
}
END_TEST

START_TEST(a_callback_ends_it)
{
	struct told told = some_hashes(300000, 7);

	told.stop_after = 3;
	REQUIRE(nd_parts(told.hash, 300000, on_part, &told) == ND_ESTOPPED);
	ck_assert_uint_eq(told.parts, 3);
	told_release(&told);
}
END_TEST

Suite *suite_base_parts(void)
{
	Suite *const suite = suite_create("base/parts");
	TCase *const tcase = tcase_create("parts");

	tcase_add_loop_test(tcase, all_in_order, 0, (int)COUNT(piles));
	tcase_add_test(tcase, a_callback_ends_it);
	suite_add_tcase(suite, tcase);
	return suite;
}
