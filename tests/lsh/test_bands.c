/* test_bands.c - bands reach the recall, and candidates follow the S-curve */
#include "lsh/bands.h"

#include <math.h>

#include "sketch/minhash.h"
#include "testing.h"

static const uint32_t permutations[] = { 16, 17, 64, 100, 128, 200, 256, 512, 1000, 1024 };
static const double recalls[] = { .5, .8, .9, .95, .99, .999, .9999 };

/* Is there any choice with more rows, or the same rows and fewer bands, that does it? */
static int is_best(struct nd_bands chosen, uint32_t k, double threshold, double recall)
{
	for (uint32_t rows = chosen.rows + 1; rows <= k; rows++)
		if (nd_bands_recall((struct nd_bands){ k / rows, rows }, threshold) >=
		    recall + 1e-9)
			return 0;
	return chosen.bands == 1 ||
	       nd_bands_recall((struct nd_bands){ chosen.bands - 1, chosen.rows }, threshold) <
	       recall + 1e-9;
}

START_TEST(chosen_bands_reach_the_recall)
{
	for (size_t k = 0; k < COUNT(permutations); k++) {
		for (size_t r = 0; r < COUNT(recalls); r++) {
			for (double threshold = .05; threshold <= 1; threshold += .01) {
				const struct nd_bands one_row = { permutations[k], 1 };
				const struct nd_bands chosen =
					nd_bands_choose(permutations[k], permutations[k], threshold, recalls[r]);

				REQUIRE(chosen.bands >= 1 && chosen.rows >= 1);
				REQUIRE(chosen.bands * chosen.rows <= permutations[k]);
				if (nd_bands_recall(chosen, threshold) >= recalls[r] - 1e-9)
					REQUIRE(is_best(chosen, permutations[k], threshold,
							recalls[r]));
				else	/* not even one row would */
					REQUIRE(chosen.rows == 1 && chosen.bands == one_row.bands);
			}
		}
	}
}
END_TEST

START_TEST(known_choices)
{
	const struct nd_bands usual = nd_bands_choose(128, 32, .3, .99);
	const struct nd_bands exact = nd_bands_choose(128, 32, 1, .99);

	ck_assert_uint_eq(usual.bands, 49);	/* as neardup.h says */
	ck_assert_uint_eq(usual.rows, 2);
	ck_assert_uint_eq(exact.bands, 1);
	ck_assert_uint_eq(exact.rows, 32);
}
END_TEST

START_TEST(the_curve_rises_from_0_to_1)
{
	for (uint32_t rows = 1; rows < 12; rows++) {
		const struct nd_bands bands = { 40, rows };
		double before = -1;

		ck_assert(nd_bands_recall(bands, 0) == 0);
		ck_assert(nd_bands_recall(bands, 1) == 1);
		for (double j = 0; j <= 1; j += .01) {
			REQUIRE(nd_bands_recall(bands, j) >= before);
			before = nd_bands_recall(bands, j);
		}
	}
	ck_assert_double_eq_tol(nd_bands_recall((struct nd_bands){ 20, 5 }, .5),
				1 - pow(1 - 1.0 / 32, 20), 1e-12);
}
END_TEST

static int share_a_band(struct nd_bands bands, const uint8_t *x, const uint8_t *y)
{
	const unsigned bytes = nd_band_bytes(bands.rows);

	for (uint32_t band = 0; band < bands.bands; band++)
		if (!memcmp(x + band * bytes, y + band * bytes, bytes))
			return 1;
	return 0;
}

/* The share of pairs at Jaccard index j = common / (2n - common) that share a band. */
static double measured_recall(struct nd_bands bands, size_t n, size_t common,
			      int trials)
{
	uint64_t *const a = take(n, 8), *const b = take(n, 8), random = n + common;
	struct nd_minhash minhash;
	int met = 0;

	nd_minhash_open(&minhash, bands.bands, bands.rows, 1);
	for (int trial = 0; trial < trials; trial++) {
		uint8_t x[ND_SKETCH_MAX], y[ND_SKETCH_MAX];

		for (size_t i = 0; i < n; i++) {
			a[i] = next_random(&random);
			b[i] = i < common ? a[i] : next_random(&random);
		}
		nd_minhash_sketch(&minhash, a, n, x);
		nd_minhash_sketch(&minhash, b, n, y);
		met += share_a_band(bands, x, y);
	}
	nd_minhash_close(&minhash);
	free(a);
	free(b);
	return (double)met / trials;
}

/* Within 4 standard errors and 2 points: bins of one permutation are not quite independent. */
START_TEST(candidates_follow_the_s_curve)
{
	static const struct nd_bands choices[] = {
		{ 49, 2 }, { 25, 5 }, { 16, 4 }, { 20, 12 },
	};
	static const size_t sizes[] = { 12, 300 };

	for (size_t s = 0; s < COUNT(sizes); s++) {
		for (int tenth = 0; tenth <= 10; tenth++) {
			const size_t n = sizes[s];
			const size_t common = (size_t)(2 * (double)n * tenth / (10 + tenth) + .5);
			const double j = (double)common / (double)(2 * n - common);
			const struct nd_bands bands = choices[_i];
			const double expected = nd_bands_recall(bands, j);
			const double measured =
				measured_recall(bands, n, common, 600);
			const double error = sqrt(expected * (1 - expected) / 600);

			if (fabs(measured - expected) > 4 * error + .02)
				ck_abort_msg("%g of the pairs at J %g, expected %g", measured, j,
					     expected);
		}
	}
}
END_TEST

Suite *suite_lsh_bands(void)
{
	Suite *const suite = suite_create("lsh/bands");
	TCase *const tcase = only_case(suite, "bands");

	tcase_add_test(tcase, chosen_bands_reach_the_recall);
	tcase_add_test(tcase, known_choices);
	tcase_add_test(tcase, the_curve_rises_from_0_to_1);
	tcase_add_loop_test(tcase, candidates_follow_the_s_curve, 0, 4);
	return suite;
}
