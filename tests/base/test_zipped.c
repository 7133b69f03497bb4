/* test_zipped.c - what is zipped comes back; what is not is refused */
#include "base/zipped.h"
#include "testing.h"

#define MOST 100000

static void fill(uint8_t *bytes, size_t n, uint64_t *random)
{
	static const char words[] = "the ferry runs again since Monday and nine boats wait for it ";

	for (size_t i = 0; i < n; i++)
		bytes[i] = random_below(random, 50) ? (uint8_t)words[i % (sizeof(words) - 1)] :
			   (uint8_t)next_random(random);
}

START_TEST(bytes_come_back)
{
	static const size_t sizes[] = { 0, 1, 7, 1000, MOST };
	struct nd_zipper zipper = { NULL, NULL };
	uint8_t *const bytes = take(MOST, 1), *const back = take(MOST, 1);
	uint64_t random = 3;

	for (size_t s = 0; s < COUNT(sizes); s++) {
		struct nd_array zipped = ND_ARRAY_INIT(uint8_t, SIZE_MAX / 4);
		const uint8_t *at;

		fill(bytes, sizes[s], &random);
		nd_array_append(&zipped, "in front", 8);
		ck_assert_int_eq(nd_zip(&zipper, &zipped, bytes, sizes[s]), ND_OK);
		at = (const uint8_t *)zipped.items + 8;
		ck_assert_int_eq(nd_unzip(&zipper, at, zipped.n - 8, back, sizes[s]), ND_OK);
		ck_assert(!memcmp(bytes, back, sizes[s]));
		if (sizes[s])
			ck_assert_int_eq(nd_unzip(&zipper, at, zipped.n - 8, back, sizes[s] - 1),
					 ND_EFORMAT);
		ck_assert_int_eq(nd_unzip(&zipper, at, zipped.n - 9, back, sizes[s]), ND_EFORMAT);
		if (sizes[s] == MOST)
			ck_assert_uint_lt(zipped.n, MOST / 3);
		nd_array_release(&zipped);
	}
	nd_zipper_release(&zipper);
	free(bytes);
	free(back);
}
END_TEST

START_TEST(any_bytes_can_be_unzipped)
{
	struct nd_zipper zipper = { NULL, NULL };
	struct nd_array zipped = ND_ARRAY_INIT(uint8_t, SIZE_MAX / 4);
	uint8_t bytes[2000], back[2000];
	uint64_t random = 5;

	fill(bytes, sizeof(bytes), &random);
	ck_assert_int_eq(nd_zip(&zipper, &zipped, bytes, sizeof(bytes)), ND_OK);
	for (int turn = 0; turn < 5000; turn++) {
		uint8_t *const changed = take(zipped.n, 1);	/* its own: read beyond is seen */
		const size_t at = random_below(&random, zipped.n);

		memcpy(changed, zipped.items, zipped.n);
		changed[at] = (uint8_t)next_random(&random);
		nd_unzip(&zipper, changed, zipped.n - random_below(&random, 2) * at, back,
			 random_below(&random, 2) ? sizeof(back) : random_below(&random, sizeof(back)));
		free(changed);
	}
	nd_array_release(&zipped);
	nd_zipper_release(&zipper);
}
END_TEST

Suite *suite_base_zipped(void)
{
	Suite *const suite = suite_create("base/zipped");
	TCase *const tcase = only_case(suite, "base/zipped");

	tcase_add_test(tcase, bytes_come_back);
	tcase_add_test(tcase, any_bytes_can_be_unzipped);
	return suite;
}
