/* test_sort.c - radix sort against qsort() */
#include "base/sort.h"

#include "testing.h"

/* Keys of several kinds: any, few different, one digit only, sorted, turned round, extremes. */
static uint64_t key_of_kind(int kind, size_t i, size_t n, uint64_t *random)
{
	static const uint64_t extremes[] = {
		0, UINT64_MAX, 1, UINT64_MAX - 1, (uint64_t)1 << 63, 255, 256,
	};
	const uint64_t any = next_random(random);

	switch (kind) {
	case 0: return any;
	case 1: return any % 3;
	case 2: return (any & 0xff) << 40;
	case 3: return i;
	case 4: return n - i;
	case 5: return 42;
	default: return extremes[any % COUNT(extremes)];
	}
}
#define KINDS 7

static const size_t sizes[] = { 0, 1, 2, 3, 47, 48, 49, 50, 255, 256, 1000, 5000 };

START_TEST(sorts_keys)
{
	uint64_t random = (uint64_t)_i;

	for (size_t s = 0; s < COUNT(sizes); s++) {
		const size_t n = sizes[s];
		uint64_t *const keys = take(n, 8), *const scratch = take(n, 8),
				*const model = take(n, 8);

		for (size_t i = 0; i < n; i++)
			model[i] = keys[i] = key_of_kind(_i, i, n, &random);
		qsort(model, n, sizeof(*model), by_u64);
		nd_sort_u64(keys, scratch, n);
		REQUIRE(memcmp(keys, model, n * sizeof(*keys)) == 0);
		free(keys);
		free(scratch);
		free(model);
	}
}
END_TEST

/* Hashes, and keys that are none; one in three the same as another. */
START_TEST(sorts_hashes)
{
	uint64_t random = (uint64_t)_i;

	for (size_t s = 0; s < COUNT(sizes); s++) {
		const size_t n = sizes[s] * (size_t)(1 + _i / KINDS * 8);
		uint64_t *const keys = take(n, 8), *const scratch = take(n, 8),
				*const model = take(n, 8);

		for (size_t i = 0; i < n; i++)
			keys[i] = i % 3 == 2 ? keys[i / 2] : key_of_kind(_i % KINDS, i, n, &random);
		memcpy(model, keys, n * sizeof(*keys));
		qsort(model, n, sizeof(*model), by_u64);
		nd_sort_hashes(keys, scratch, n);
		REQUIRE(memcmp(keys, model, n * sizeof(*keys)) == 0);
		free(keys);
		free(scratch);
		free(model);
	}
}
END_TEST

/* Equal keys stay in order: the value tells where an item was. */
START_TEST(sorts_items_stably)
{
	uint64_t random = (uint64_t)_i;

	for (size_t s = 0; s < COUNT(sizes); s++) {
		const size_t n = sizes[s];
		struct nd_keyed *const items = take(n, sizeof(*items));
		struct nd_keyed *const scratch = take(n, sizeof(*scratch));
		uint64_t sum = 0;

		for (size_t i = 0; i < n; i++) {
			items[i] = (struct nd_keyed){ key_of_kind(_i, i, n, &random), i };
			sum += items[i].key ^ i;
		}
		nd_sort_keyed(items, scratch, n);
		for (size_t i = 0; i < n; i++) {
			sum -= items[i].key ^ items[i].value;
			REQUIRE(i == 0 || items[i - 1].key < items[i].key ||
				(items[i - 1].key == items[i].key &&
				 items[i - 1].value < items[i].value));
		}
		REQUIRE(sum == 0);	/* nothing lost, nothing made up */
		free(items);
		free(scratch);
	}
}
END_TEST

START_TEST(keeps_one_of_each)
{
	uint64_t random = 1;

	for (int round = 0; round < 2000; round++) {
		uint64_t keys[30], unique[30], scratch[30];
		const size_t n = random_below(&random, COUNT(keys) + 1);
		size_t kept = 0, n_unique;

		for (size_t i = 0; i < n; i++)
			unique[i] = keys[i] = random_below(&random, 12);
		nd_sort_u64(unique, scratch, n);
		n_unique = nd_unique_u64(unique, n);
		for (uint64_t key = 0; key < 12; key++) {
			int there = 0;

			for (size_t i = 0; i < n; i++)
				there |= keys[i] == key;
			if (there)
				REQUIRE(kept < n_unique && unique[kept++] == key);
		}
		REQUIRE(kept == n_unique);
	}
}
END_TEST

Suite *suite_base_sort(void)
{
	Suite *const suite = suite_create("base/sort");
	TCase *const tcase = only_case(suite, "sort");

	tcase_add_loop_test(tcase, sorts_keys, 0, KINDS);
	tcase_add_loop_test(tcase, sorts_hashes, 0, 2 * KINDS);
	tcase_add_loop_test(tcase, sorts_items_stably, 0, KINDS);
	tcase_add_test(tcase, keeps_one_of_each);
	return suite;
}
