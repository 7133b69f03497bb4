/*
 * test_minhash.c - sketches estimate the Jaccard index as well as theory says
 *
 * Theory: each of k slots agrees with probability J, so the estimate has no
 * bias and a standard error of at most sqrt(J (1 - J) / k).
 */
#include "sketch/minhash.h"

#include <math.h>

#include "base/hash.h"
#include "model/model.h"
#include "testing.h"

#define PERMUTATIONS	128
#define ROWS		2
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
	uint8_t x[ND_SKETCH_MAX], y[ND_SKETCH_MAX];

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

		ck_assert_int_eq(nd_minhash_open(&minhash, PERMUTATIONS / ROWS, ROWS, next_random(&random)),
				 ND_OK);
		make_sets(&random, n, common, a, b);
		add_error(&sums, hybrid_estimate(&minhash, a, b, n) - j);
		nd_minhash_close(&minhash);
	}
	hybrid = estimate_of(sums);
	if (fabs(hybrid.bias) > 4 * theory / sqrt(TRIALS) + 1.0 / 256)
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

	nd_minhash_open(&minhash, PERMUTATIONS / ROWS, ROWS, 1);
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
	uint8_t one[150], other[150];
	struct nd_minhash minhash;

	nd_minhash_open(&minhash, 50, 2, 1);
	make_sets(&random, 40, 40, x, x);
	for (size_t i = 0; i < 40; i++)
		turned[i] = turned[40 + i] = x[39 - i];
	nd_minhash_sketch(&minhash, x, 40, one);
	nd_minhash_sketch(&minhash, turned, 80, other);
	ck_assert_mem_eq(one, other, sizeof(one));
	ck_assert(nd_minhash_jaccard(&minhash, one, other) == 1);
	nd_minhash_close(&minhash);
}
END_TEST

START_TEST(symmetric_and_apart)
{
	uint64_t random = 1;

	for (int round = 0; round < 300; round++) {
		const size_t n = 1 + random_below(&random, 300);
		const uint32_t rows = 1 + (uint32_t)random_below(&random, ND_ROWS_MAX);
		const uint32_t bands = 1 + (uint32_t)random_below(&random, ND_NUM_PERM_MAX / rows);
		uint64_t a[300], b[300];
		uint8_t x[ND_SKETCH_MAX], y[ND_SKETCH_MAX];
		struct nd_minhash minhash;

		nd_minhash_open(&minhash, bands, rows, (uint64_t)round);
		make_sets(&random, n, n / 3, a, b);
		nd_minhash_sketch(&minhash, a, n, x);
		nd_minhash_sketch(&minhash, b, n, y);
		REQUIRE(nd_minhash_jaccard(&minhash, x, y) == nd_minhash_jaccard(&minhash, y, x));
		REQUIRE(nd_minhash_jaccard(&minhash, x, x) == 1);
		nd_minhash_close(&minhash);
	}
}
END_TEST

static unsigned equal_slots(const struct nd_minhash *minhash, const uint64_t *a, const uint64_t *b,
			    size_t n)
{
	uint8_t x[ND_SKETCH_MAX], y[ND_SKETCH_MAX];

	nd_minhash_sketch(minhash, a, n, x);
	nd_minhash_sketch(minhash, b, n, y);
	return (unsigned)(nd_minhash_jaccard(minhash, x, y) * minhash->slots + .5);
}

/* A pair at the threshold must not be refused; one far below it should be. */
START_TEST(the_least_equal_refuses_only_the_hopeless)
{
	static const double thresholds[] = { .05, .1, .3, .5, .8, 1 };
	uint64_t a[200], b[200], random = 3;
	struct nd_minhash minhash;

	nd_minhash_open(&minhash, PERMUTATIONS / ROWS, ROWS, 1);
	for (size_t t = 0; t < COUNT(thresholds); t++) {
		const unsigned least = nd_minhash_least_equal(&minhash, thresholds[t]);
		const size_t common = (size_t)ceil(400 * thresholds[t] / (1 + thresholds[t]));
		int lost = 0, refused = 0;

		for (int trial = 0; trial < 1000; trial++) {
			make_sets(&random, 200, common, a, b);
			lost += equal_slots(&minhash, a, b, 200) < least;
			make_sets(&random, 200, 0, a, b);
			refused += equal_slots(&minhash, a, b, 200) < least;
		}
		ck_assert_int_eq(lost, 0);
		ck_assert_int_ge(refused, thresholds[t] > .25 ? 1000 : 0);
	}
	nd_minhash_close(&minhash);
}
END_TEST

/* The layout of minhash.h: low bytes first, then the bits above them where rows are few. */
START_TEST(a_band_has_24_bits_at_least)
{
	uint64_t x[300], random = 5;
	uint32_t slot[24];

	make_sets(&random, 300, 300, x, x);
	for (uint32_t rows = 1; rows <= 4; rows++) {
		struct nd_minhash minhash;
		uint8_t sketch[ND_SKETCH_MAX];

		nd_minhash_open(&minhash, 24 / rows, rows, 1);
		nd_minhash_sketch(&minhash, x, 300, sketch);
		minhash.kernels->minhash(slot, 24, x, 300, &(struct nd_hash_family){ minhash.a, minhash.b });
		ck_assert_uint_eq(minhash.bytes, 24 / rows * (rows < 3 ? 3 : rows));
		for (uint32_t band = 0; band < 24 / rows; band++) {
			const uint8_t *const at = sketch + band * nd_band_bytes(rows);
			const uint32_t *const s = slot + band * rows;

			for (uint32_t r = 0; r < rows; r++)
				ck_assert_uint_eq(at[r], s[r] & 0xff);
			if (rows == 1)
				ck_assert_uint_eq(at[1] | at[2] << 8, s[0] >> 8 & 0xffff);
			if (rows == 2)
				ck_assert_uint_eq(at[2], (s[0] >> 8 & 15) | (s[1] >> 8 & 15) << 4);
		}
		nd_minhash_close(&minhash);
	}
}
END_TEST

/* What another program must come to: the hashes of 1 to 20, seed 1, 4 bands of 2 rows. */
START_TEST(vectors)
{
	static const uint8_t expected[] = {
		0x97, 0x0c, 0xf4, 0x7d, 0x3b, 0x7e, 0x97, 0xfe, 0xc9, 0x32, 0x63, 0x4f
	};
	struct nd_minhash minhash;
	uint64_t x[20];
	uint8_t sketch[ND_SKETCH_MAX];

	for (uint64_t i = 0; i < 20; i++)
		x[i] = nd_hash_u64s(&(const uint64_t){ i + 1 }, 1, 0);
	nd_minhash_open(&minhash, 4, 2, 1);
	nd_minhash_sketch(&minhash, x, 20, sketch);
	ck_assert_uint_eq(minhash.bytes, sizeof(expected));
	ck_assert_mem_eq(sketch, expected, sizeof(expected));
	nd_minhash_close(&minhash);
}
END_TEST

/* The family must be odd multipliers, different ones, and follow from the seed alone. */
START_TEST(the_family_follows_from_the_seed)
{
	struct nd_minhash one, same, other;

	nd_minhash_open(&one, 512, 2, 5);
	nd_minhash_open(&same, 512, 2, 5);
	nd_minhash_open(&other, 512, 2, 6);
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
	tcase_add_test(tcase, the_least_equal_refuses_only_the_hopeless);
	tcase_add_test(tcase, a_band_has_24_bits_at_least);
	tcase_add_test(tcase, vectors);
	tcase_add_test(tcase, the_family_follows_from_the_seed);
	return suite;
}
