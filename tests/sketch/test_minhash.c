/*
 * test_minhash.c - sketches estimate the Jaccard index as well as theory says
 *
 * Theory: each of k slots agrees with probability J, so the estimate has no
 * bias and a standard error of at most sqrt(J (1 - J) / k).
 */
#include "sketch/minhash.h"

#include <math.h>

#include "model/model.h"
#include "testing.h"

#define PERMUTATIONS	128
#define TRIALS		600

/* Two sets of n random values with so many in common. */
static void make_sets(uint64_t *random, size_t n, size_t common, uint64_t *a, uint64_t *b)
{
	for (size_t i = 0; i < n; i++) {
		a[i] = next_random(random);
		b[i] = i < common ? a[i] : next_random(random);
	}
}

struct estimate {
	double bias, rmse;
};

struct sums {
	double error, square;
};

static void add_error(struct sums *sums, double error)
{
	sums->error += error;
	sums->square += error * error;
}

static struct estimate estimate_of(struct sums sums)
{
	return (struct estimate){ sums.error / TRIALS, sqrt(sums.square / TRIALS) };
}

static double plain_estimate(const uint64_t *a, const uint64_t *b, size_t n)
{
	uint64_t x[PERMUTATIONS], y[PERMUTATIONS];
	size_t equal = 0;

	model_minhash(a, n, PERMUTATIONS, x);
	model_minhash(b, n, PERMUTATIONS, y);
	for (size_t i = 0; i < PERMUTATIONS; i++)
		equal += x[i] == y[i];
	return (double)equal / PERMUTATIONS;
}

static double hybrid_estimate(const struct nd_minhash *minhash, const uint64_t *a,
			      const uint64_t *b, size_t n)
{
	uint16_t x[PERMUTATIONS], y[PERMUTATIONS];

	nd_minhash_sketch(minhash, a, n, x);
	nd_minhash_sketch(minhash, b, n, y);
	return nd_minhash_jaccard(minhash, x, y);
}

static const struct { size_t shingles; double jaccard; } settings[] = {
	{ 5, .1 }, { 5, .3 }, { 5, .5 }, { 5, .8 }, { 20, .1 }, { 20, .3 }, { 20, .5 }, { 20, .8 },
	{ 50, .1 }, { 50, .3 }, { 50, .5 }, { 50, .8 }, { 450, .1 }, { 450, .3 }, { 450, .5 },
	{ 450, .8 }, { 5000, .1 }, { 5000, .3 }, { 5000, .5 }, { 5000, .8 },
};

/* Within 15 % of theory plus noise of 600 trials; half of it would be a bug, too, but not ours. */
START_TEST(error_is_as_theory_says)
{
	const size_t n = settings[_i].shingles;
	const double wanted = settings[_i].jaccard;
	const size_t common = (size_t)(2 * (double)n * wanted / (1 + wanted) + .5);
	const double j = (double)common / (double)(2 * n - common);
	const double theory = sqrt(j * (1 - j) / PERMUTATIONS);
	uint64_t *const a = take(n, 8), *const b = take(n, 8), random = (uint64_t)_i;
	struct sums sums = { 0, 0 };
	struct estimate hybrid;

	for (int trial = 0; trial < TRIALS; trial++) {
		struct nd_minhash minhash;

		ck_assert_int_eq(nd_minhash_open(&minhash, PERMUTATIONS, next_random(&random)),
				 ND_OK);
		make_sets(&random, n, common, a, b);
		add_error(&sums, hybrid_estimate(&minhash, a, b, n) - j);
		nd_minhash_close(&minhash);
	}
	hybrid = estimate_of(sums);
	if (fabs(hybrid.bias) > 4 * theory / sqrt(TRIALS) + 1.0 / 65536)
		ck_abort_msg("bias %g at J %g of %zu shingles", hybrid.bias, j, n);
	if (hybrid.rmse > theory * 1.15)
		ck_abort_msg("error %g, theory %g at J %g of %zu shingles", hybrid.rmse, theory, j,
			     n);
	free(a);
	free(b);
}
END_TEST

/* Plain MinHash, for short sets where it is cheap: the test above would see a bad estimator. */
START_TEST(plain_minhash_is_no_better)
{
	uint64_t a[50], b[50], random = 7;
	struct sums hybrid = { 0, 0 }, plain = { 0, 0 };
	struct nd_minhash minhash;

	nd_minhash_open(&minhash, PERMUTATIONS, 1);
	for (int trial = 0; trial < TRIALS; trial++) {
		make_sets(&random, 50, 33, a, b);
		add_error(&hybrid, hybrid_estimate(&minhash, a, b, 50) - 33 / 67.0);
		add_error(&plain, plain_estimate(a, b, 50) - 33 / 67.0);
	}
	ck_assert(estimate_of(hybrid).rmse < estimate_of(plain).rmse * 1.1);
	nd_minhash_close(&minhash);
}
END_TEST

START_TEST(order_and_repetition_do_not_matter)
{
	uint64_t x[40], turned[80], random = 1;
	uint16_t one[100], other[100];
	struct nd_minhash minhash;

	nd_minhash_open(&minhash, 100, 1);
	make_sets(&random, 40, 40, x, x);
	for (size_t i = 0; i < 40; i++)
		turned[i] = turned[40 + i] = x[39 - i];
	nd_minhash_sketch(&minhash, x, 40, one);
	nd_minhash_sketch(&minhash, turned, 80, other);
	ck_assert_mem_eq(one, other, sizeof(one));
	ck_assert(nd_minhash_jaccard(&minhash, one, other) == 1);
	ck_assert(nd_minhash_could_reach(&minhash, one, other, 1));
	nd_minhash_close(&minhash);
}
END_TEST

START_TEST(symmetric_and_apart)
{
	uint64_t random = 1;

	for (int round = 0; round < 300; round++) {
		const size_t n = 1 + random_below(&random, 300);
		const uint32_t k = 16 + (uint32_t)random_below(&random, 1009);
		uint64_t a[300], b[300];
		uint16_t x[ND_NUM_PERM_MAX], y[ND_NUM_PERM_MAX];
		struct nd_minhash minhash;

		nd_minhash_open(&minhash, k, (uint64_t)round);
		make_sets(&random, n, n / 3, a, b);
		nd_minhash_sketch(&minhash, a, n, x);
		nd_minhash_sketch(&minhash, b, n, y);
		REQUIRE(nd_minhash_jaccard(&minhash, x, y) == nd_minhash_jaccard(&minhash, y, x));
		REQUIRE(nd_minhash_jaccard(&minhash, x, x) == 1);
		nd_minhash_close(&minhash);
	}
}
END_TEST

/* A pair at the threshold must not be refused; one far below it should be. */
START_TEST(could_reach_refuses_only_the_hopeless)
{
	static const double thresholds[] = { .05, .1, .3, .5, .8, 1 };
	uint64_t a[200], b[200], random = 3;
	struct nd_minhash minhash;

	nd_minhash_open(&minhash, PERMUTATIONS, 1);
	for (size_t t = 0; t < COUNT(thresholds); t++) {
		const size_t common = (size_t)ceil(400 * thresholds[t] / (1 + thresholds[t]));
		int refused = 0;

		for (int trial = 0; trial < 1000; trial++) {
			uint16_t x[PERMUTATIONS], y[PERMUTATIONS];

			make_sets(&random, 200, common, a, b);
			nd_minhash_sketch(&minhash, a, 200, x);
			nd_minhash_sketch(&minhash, b, 200, y);
			REQUIRE(nd_minhash_could_reach(&minhash, x, y, thresholds[t]));
			make_sets(&random, 200, 0, a, b);
			nd_minhash_sketch(&minhash, b, 200, y);
			refused += !nd_minhash_could_reach(&minhash, x, y, thresholds[t]);
		}
		ck_assert_int_ge(refused, thresholds[t] > .25 ? 1000 : 0);
	}
	nd_minhash_close(&minhash);
}
END_TEST

/* The family must be odd multipliers, different ones, and follow from the seed alone. */
START_TEST(the_family_follows_from_the_seed)
{
	struct nd_minhash one, same, other;

	nd_minhash_open(&one, 1024, 5);
	nd_minhash_open(&same, 1024, 5);
	nd_minhash_open(&other, 1024, 6);
	ck_assert_mem_eq(one.a, same.a, 4096);
	ck_assert_mem_eq(one.b, same.b, 4096);
	ck_assert_mem_ne(one.a, other.a, 4096);
	for (int i = 0; i < 1024; i++)
		REQUIRE(one.a[i] & 1);
	nd_minhash_close(&one);
	nd_minhash_close(&same);
	nd_minhash_close(&other);
	nd_minhash_close(&other);	/* twice is fine */
}
END_TEST

Suite *suite_sketch_minhash(void)
{
	Suite *const suite = suite_create("sketch/minhash");
	TCase *const tcase = only_case(suite, "minhash");

	tcase_add_loop_test(tcase, error_is_as_theory_says, 0, COUNT(settings));
	tcase_add_test(tcase, plain_minhash_is_no_better);
	tcase_add_test(tcase, order_and_repetition_do_not_matter);
	tcase_add_test(tcase, symmetric_and_apart);
	tcase_add_test(tcase, could_reach_refuses_only_the_hopeless);
	tcase_add_test(tcase, the_family_follows_from_the_seed);
	return suite;
}
