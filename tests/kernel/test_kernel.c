/*
 * test_kernel.c - every kernel against its model, and the chosen table against
 * the portable one
 *
 * Each test runs once for each table; inputs lie in blocks of exactly their
 * size, so that a sanitizer sees a read beyond them.
 */
#include "kernel/kernel.h"

#include "model/model.h"
#include "testing.h"

static const struct nd_kernels *table(int i)
{
	return i ? nd_kernel_table() : &nd_kernels_portable;
}
#define TABLES 2

static uint64_t *random_values(uint64_t *random, size_t n, uint64_t below)
{
	uint64_t *const x = take(n, sizeof(*x));

	for (size_t i = 0; i < n; i++)
		x[i] = below ? next_random(random) % below : next_random(random);
	return x;
}

START_TEST(minhash_is_the_model)
{
	static const size_t slots[] = { 16, 17, 31, 64, 100, 128, 1000, 1024 };
	static const size_t sizes[] = { 1, 2, 3, 5, 16, 17, 100, 1000 };
	uint64_t random = 1;

	for (size_t s = 0; s < COUNT(slots); s++) {
		uint32_t *const a = take(slots[s], 4), *const b = take(slots[s], 4);
		uint32_t *const out = take(slots[s], 4), *const model = take(slots[s], 4);
		const struct nd_hash_family family = { a, b };

		for (size_t i = 0; i < slots[s]; i++) {
			a[i] = (uint32_t)next_random(&random) | 1;
			b[i] = (uint32_t)next_random(&random);
		}
		for (size_t i = 0; i < COUNT(sizes); i++) {
			uint64_t *const x = random_values(&random, sizes[i], 0);

			table(_i)->minhash(out, slots[s], x, sizes[i], &family);
			model_hybrid(x, sizes[i], slots[s], a, b, model);
			REQUIRE(memcmp(out, model, slots[s] * sizeof(*out)) == 0);
			free(x);
		}
		free(a);
		free(b);
		free(out);
		free(model);
	}
}
END_TEST

START_TEST(minhash_of_extreme_values)
{
	static const uint64_t extremes[] = {
		0, UINT64_MAX, UINT32_MAX, (uint64_t)UINT32_MAX << 32, 1, (uint64_t)1 << 63,
	};
	uint32_t a[64], b[64], out[64], model[64];
	const struct nd_hash_family family = { a, b };

	for (uint32_t i = 0; i < 64; i++) {
		a[i] = 2 * i + 1;
		b[i] = UINT32_MAX - i;
	}
	for (size_t from = 0; from < COUNT(extremes); from++) {
		for (size_t n = 1; from + n <= COUNT(extremes); n++) {
			table(_i)->minhash(out, 64, extremes + from, n, &family);
			model_hybrid(extremes + from, n, 64, a, b, model);
			REQUIRE(memcmp(out, model, sizeof(out)) == 0);
		}
	}
}
END_TEST

START_TEST(count_equal_counts)
{
	uint64_t random = 1;

	for (size_t n = 0; n < 300; n++) {
		uint16_t *const a = take(n, 2), *const b = take(n, 2);
		const uint16_t few = (uint16_t)(n % 7 + 1);
		size_t equal = 0;

		for (size_t i = 0; i < n; i++) {
			a[i] = (uint16_t)(next_random(&random) % few * 0x5555);
			b[i] = (uint16_t)(next_random(&random) % few * 0x5555);
			equal += a[i] == b[i];
		}
		REQUIRE(table(_i)->count_equal(a, b, n) == equal);
		REQUIRE(table(_i)->count_equal(a, a, n) == n);
		for (size_t cut = 1; cut < n && cut < 9; cut++)	/* any alignment */
			REQUIRE(table(_i)->count_equal(a + cut, a + cut, n - cut) == n - cut);
		free(a);
		free(b);
	}
}
END_TEST

static size_t make_set(uint64_t *x, size_t n)
{
	size_t kept = 0;

	qsort(x, n, sizeof(*x), by_u64);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || x[i] != x[kept - 1])
			x[kept++] = x[i];
	return kept;
}

static uint64_t *exactly(uint64_t *x, size_t n)
{
	uint64_t *const y = take(n, sizeof(*y));

	memcpy(y, x, n * sizeof(*y));
	free(x);
	return y;
}

START_TEST(intersect_is_the_model)
{
	uint64_t random = 1;

	for (int round = 0; round < 4000; round++) {
		const uint64_t below = round % 3 ? 1 + random_below(&random, 120) : 0;
		size_t na = random_below(&random, 70), nb = random_below(&random, 70), common = 0;
		uint64_t *a = random_values(&random, na, below),
			 *b = random_values(&random, nb, below);

		na = make_set(a, na);
		nb = make_set(b, nb);
		a = exactly(a, na);
		b = exactly(b, nb);
		for (size_t i = 0; i < na; i++)
			for (size_t k = 0; k < nb; k++)
				common += a[i] == b[k];
		REQUIRE(table(_i)->intersect(a, na, b, nb) == common);
		REQUIRE(table(_i)->intersect(b, nb, a, na) == common);
		REQUIRE(table(_i)->intersect(a, na, a, na) == na);
		free(a);
		free(b);
	}
}
END_TEST

START_TEST(intersect_of_extreme_values)
{
	static const uint64_t ends[] = { 0, UINT64_MAX },
			      both[] = { 0, 1, UINT64_MAX - 1, UINT64_MAX };

	ck_assert_uint_eq(table(_i)->intersect(ends, 2, both, 4), 2);
	ck_assert_uint_eq(table(_i)->intersect(ends, 0, both, 4), 0);
	ck_assert_uint_eq(table(_i)->intersect(both + 1, 2, ends, 2), 0);
}
END_TEST

START_TEST(the_table_has_a_name)
{
	ck_assert_str_eq(nd_kernels(), nd_kernel_table()->name);
	ck_assert_str_eq(nd_kernels_portable.name, "portable");
}
END_TEST

Suite *suite_kernel_kernel(void)
{
	Suite *const suite = suite_create("kernel/kernel");
	TCase *const tcase = only_case(suite, "kernel");

	tcase_add_loop_test(tcase, minhash_is_the_model, 0, TABLES);
	tcase_add_loop_test(tcase, minhash_of_extreme_values, 0, TABLES);
	tcase_add_loop_test(tcase, count_equal_counts, 0, TABLES);
	tcase_add_loop_test(tcase, intersect_is_the_model, 0, TABLES);
	tcase_add_loop_test(tcase, intersect_of_extreme_values, 0, TABLES);
	tcase_add_test(tcase, the_table_has_a_name);
	return suite;
}
