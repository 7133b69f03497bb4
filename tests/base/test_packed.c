/* test_packed.c - what goes in comes out, in few bits; and any bytes can be read */
#include "base/packed.h"
#include "testing.h"

static int ascending(const void *x, const void *y)
{
	const uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

	return (a > b) - (a < b);
}

START_TEST(packed_lists_come_back)
{
	static const uint32_t sizes[] = { 0, 1, 2, 3, 63, 64, 65, 450, 1000, 70000 };
	static const unsigned widths[] = { 8, 20, 28, 32 };
	uint64_t random = 7;

	for (size_t s = 0; s < COUNT(sizes); s++) {
		for (size_t w = 0; w < COUNT(widths); w++) {
			const uint32_t n = sizes[s];
			uint32_t *const in = malloc((n + 1) * sizeof(*in));
			uint32_t *const out = malloc((n + 1) * sizeof(*out));
			uint8_t *const bytes = malloc(nd_packed_bytes(n, widths[w]) + 8);

			for (uint32_t i = 0; i < n; i++)
				in[i] = (uint32_t)(next_random(&random) >> (64 - widths[w]));
			if (n > 1)	/* both ends of the range */
				in[0] = 0, in[1] = (uint32_t)(((uint64_t)1 << widths[w]) - 1);
			qsort(in, n, sizeof(*in), ascending);
			nd_packed_write(bytes, in, n, widths[w]);
			nd_packed_read(bytes, n, widths[w], out);
			ck_assert(!n || !memcmp(in, out, n * sizeof(*in)));
			free(in);
			free(out);
			free(bytes);
		}
	}
}
END_TEST

START_TEST(packed_lists_are_small)
{
	/* 2 bits a number more than the 22.8 that 700 of 28 bits need, and the ends */
	ck_assert_uint_le(nd_packed_bytes(700, 28) * 8, 700 * 21 + 64);
	ck_assert_uint_le(nd_packed_bytes(450, 32) * 8, 450 * 26 + 64);
}
END_TEST

START_TEST(any_bytes_can_be_unpacked)
{
	uint64_t random = 3;
	uint8_t bytes[8192 + 8];
	uint32_t values[500];

	for (int turn = 0; turn < 2000; turn++) {
		const uint32_t n = (uint32_t)(next_random(&random) % 500);

		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = turn % 3 ? (uint8_t)next_random(&random) : turn % 2 ? 0xff : 0;
		nd_packed_read(bytes, n, 32, values);
	}
}
END_TEST

START_TEST(packed_hashes_come_back)
{
	static const uint32_t sizes[] = { 0, 1, 2, 3, 64, 450, 30001 };
	uint64_t random = 11;

	for (size_t s = 0; s < COUNT(sizes); s++) {
		const uint32_t n = sizes[s];
		uint64_t *const in = take(n, sizeof(*in)), *const out = take(n, sizeof(*out));
		uint32_t *const upper = take(n, sizeof(*upper));
		uint8_t *const bytes = take(nd_packed_hashes_bytes(n) + 8, 1);

		for (uint32_t i = 0; i < n; i++)
			in[i] = next_random(&random) >> (s % 2 ? 0 : 30);
		if (n > 1)	/* both ends of the range */
			in[0] = 0, in[1] = UINT64_MAX;
		qsort(in, n, sizeof(*in), by_u64);
		nd_packed_hashes_write(bytes, in, n, upper);
		memset(upper, 0xee, n * sizeof(*upper));
		nd_packed_hashes_read(bytes, n, out, upper);
		ck_assert(!n || !memcmp(in, out, n * sizeof(*in)));
		ck_assert_uint_eq(nd_packed_hashes_bytes(n) % 8, 0);
		free(in);
		free(out);
		free(upper);
		free(bytes);
	}
	ck_assert_uint_le(nd_packed_hashes_bytes(450) * 8, 450 * 58 + 128);
}
END_TEST

Suite *suite_base_packed(void)
{
	Suite *const suite = suite_create("base/packed");
	TCase *const tcase = only_case(suite, "base/packed");

	tcase_add_test(tcase, packed_lists_come_back);
	tcase_add_test(tcase, packed_lists_are_small);
	tcase_add_test(tcase, any_bytes_can_be_unpacked);
	tcase_add_test(tcase, packed_hashes_come_back);
	return suite;
}
