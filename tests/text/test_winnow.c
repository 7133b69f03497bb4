/* test_winnow.c - fingerprints against a look at every window */
#include "text/winnow.h"

#include "base/sort.h"
#include "model/model.h"
#include "testing.h"

#define MOST 200
#define ROOM (MOST + ND_SLACK)

/* The fingerprints, sorted, each once. */
static size_t winnow(const uint64_t *x, size_t n, uint64_t *out)
{
	uint64_t *const scratch = take(n + 1, sizeof(*scratch));
	const size_t kept = nd_winnow(nd_kernel_table(), x, n, out);

	nd_sort_u64(out, scratch, kept);
	free(scratch);
	return nd_unique_u64(out, kept);
}

START_TEST(is_the_model)
{
	uint64_t random = 1;

	for (int round = 0; round < 5000; round++) {
		const size_t n = random_below(&random, MOST);
		const uint64_t below = round % 4 ? 1 + random_below(&random, 60) : 0;
		uint64_t x[ROOM], before[MOST], out[ROOM], model[MOST];
		size_t kept;

		for (size_t i = 0; i < n; i++)
			x[i] = below ? next_random(&random) % below : next_random(&random);
		memcpy(before, x, sizeof(*x) * n);
		kept = winnow(x, n, out);
		REQUIRE(kept == model_winnow(before, n, ND_WINNOW_WINDOW, model));
		REQUIRE(memcmp(out, model, kept * sizeof(*out)) == 0);
		REQUIRE(memcmp(x, before, n * sizeof(*x)) == 0);
	}
}
END_TEST

static int share(const uint64_t *a, size_t na, const uint64_t *b, size_t nb)
{
	for (size_t i = 0; i < na; i++)
		for (size_t k = 0; k < nb; k++)
			if (a[i] == b[k])
				return 1;
	return 0;
}

/* The promise: whoever shares a window of shingles shares a fingerprint. */
START_TEST(a_common_window_is_found)
{
	uint64_t random = 1;

	for (int round = 0; round < 3000; round++) {
		const size_t na = ND_WINNOW_WINDOW + random_below(&random, 100);
		const size_t nb = ND_WINNOW_WINDOW + random_below(&random, 100);
		uint64_t a[ROOM], b[ROOM], fa[ROOM], fb[ROOM];
		size_t n_fa, n_fb;

		for (size_t i = 0; i < na; i++)
			a[i] = next_random(&random);
		for (size_t i = 0; i < nb; i++)
			b[i] = next_random(&random);
		memcpy(b + random_below(&random, nb - ND_WINNOW_WINDOW + 1),
		       a + random_below(&random, na - ND_WINNOW_WINDOW + 1),
		       ND_WINNOW_WINDOW * sizeof(*a));
		n_fa = winnow(a, na, fa);
		n_fb = winnow(b, nb, fb);
		REQUIRE(share(fa, n_fa, fb, n_fb));
	}
}
END_TEST

/* 2 / (window + 1) of random shingles are kept. */
START_TEST(keeps_as_many_as_theory_says)
{
	const size_t n = 100000;
	uint64_t *const x = take(n + ND_SLACK, 8), *const out = take(n + ND_SLACK, 8);
	uint64_t random = 1;
	double share;

	for (size_t i = 0; i < n; i++)
		x[i] = next_random(&random);
	share = (double)winnow(x, n, out) / (double)n;
	ck_assert_double_eq_tol(share, 2.0 / (ND_WINNOW_WINDOW + 1), .005);
	free(x);
	free(out);
}
END_TEST

START_TEST(short_texts_keep_one)
{
	uint64_t x[ROOM] = { 9, 8, 7, 6, 5, 4, 3, 4, 5, 6, 7, 8 }, out[ROOM];

	ck_assert_uint_eq(winnow(x, 0, out), 0);
	for (size_t n = 1; n <= ND_WINNOW_WINDOW; n++)
		ck_assert_uint_eq(winnow(x, n, out), 1);
	ck_assert_uint_eq(out[0], 3);
}
END_TEST

Suite *suite_text_winnow(void)
{
	Suite *const suite = suite_create("text/winnow");
	TCase *const tcase = only_case(suite, "winnow");

	tcase_add_test(tcase, is_the_model);
	tcase_add_test(tcase, a_common_window_is_found);
	tcase_add_test(tcase, keeps_as_many_as_theory_says);
	tcase_add_test(tcase, short_texts_keep_one);
	return suite;
}
