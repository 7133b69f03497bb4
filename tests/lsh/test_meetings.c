/*
 * test_meetings.c - the pairs that share a band are those that counting finds,
 * for any number of threads
 */
#include "lsh/meetings.h"

#include "testing.h"

#define MOST 5000

struct crowd {
	struct nd_minhash minhash;
	struct nd_sketches sketches;
	uint8_t *bytes;			/* the same, one after the other */
	uint32_t rank[MOST], article[MOST];
	uint8_t absent[MOST / 8 + 1];	/* a bit each: takes no part */
	size_t n;
};

/* n articles, some of them edited from earlier ones; their ranks in random order, some take no part. */
static struct crowd *crowd_of(size_t n, uint32_t bands, uint32_t rows, uint64_t random)
{
	struct crowd *const crowd = take(1, sizeof(*crowd));
	uint64_t *const shingles = take(n * 40, sizeof(*shingles));

	REQUIRE(nd_minhash_open(&crowd->minhash, bands, rows, 1) == ND_OK);
	nd_sketches_init(&crowd->sketches, &crowd->minhash);
	crowd->bytes = take(n, crowd->minhash.bytes);
	crowd->n = n;
	for (size_t i = 0; i < n; i++) {
		uint64_t *const own = shingles + i * 40;
		const size_t from = i && random_below(&random, 4) == 0 ? random_below(&random, i) : i;
		const size_t edits = random_below(&random, 30);

		for (size_t k = 0; k < 40; k++)
			own[k] = from == i || k < edits ? next_random(&random) : shingles[from * 40 + k];
		nd_minhash_sketch(&crowd->minhash, own, 40, crowd->bytes + i * crowd->minhash.bytes);
		crowd->rank[i] = crowd->article[i] = (uint32_t)i;
	}
	for (size_t i = n; i > 1; i--) {
		const size_t k = random_below(&random, i);
		const uint32_t swap = crowd->article[i - 1];

		crowd->article[i - 1] = crowd->article[k];
		crowd->article[k] = swap;
	}
	for (uint32_t r = 0; r < n; r++)
		crowd->rank[crowd->article[r]] = r;
	for (size_t i = 0; i < n; i++)
		crowd->absent[i / 8] |= (uint8_t)(!random_below(&random, 20) << i % 8);
	REQUIRE(nd_sketches_append(&crowd->sketches, crowd->bytes, n / 3) == ND_OK);
	REQUIRE(nd_sketches_append(&crowd->sketches, crowd->bytes + n / 3 * crowd->minhash.bytes,
				   n - n / 3) == ND_OK);
	free(shingles);
	return crowd;
}

static void crowd_free(struct crowd *crowd)
{
	nd_sketches_release(&crowd->sketches);
	nd_minhash_close(&crowd->minhash);
	free(crowd->bytes);
	free(crowd);
}

static int is_absent(const struct crowd *crowd, uint32_t article)
{
	return crowd->absent[article / 8] >> article % 8 & 1;
}

static int same_band(const struct crowd *crowd, uint32_t band, uint32_t x, uint32_t y)
{
	const size_t bytes = nd_band_bytes(crowd->minhash.rows);
	const uint8_t *const a = crowd->bytes + x * crowd->minhash.bytes;
	const uint8_t *const b = crowd->bytes + y * crowd->minhash.bytes;

	return !memcmp(a + band * bytes, b + band * bytes, bytes);
}

/* Does the article of rank 'later' meet that of 'earlier' in this band: are few between them there? */
static int meet(const struct crowd *crowd, uint32_t band, uint32_t earlier, uint32_t later,
		uint32_t most)
{
	uint32_t between = 0;

	if (!same_band(crowd, band, crowd->article[earlier], crowd->article[later]))
		return 0;
	for (uint32_t r = earlier + 1; r < later; r++)
		between += !is_absent(crowd, crowd->article[r]) &&
			   same_band(crowd, band, crowd->article[r], crowd->article[later]);
	return between < most;
}

/* All pairs by looking at each; sorted. */
static void model(const struct crowd *crowd, uint32_t most, unsigned least, struct nd_array *out)
{
	for (uint32_t later = 0; later < crowd->n; later++) {
		for (uint32_t earlier = 0; earlier < later; earlier++) {
			const uint32_t x = crowd->article[earlier], y = crowd->article[later];
			const uint64_t pair = (uint64_t)later << 32 | earlier;
			uint32_t band = 0;

			if (is_absent(crowd, x) || is_absent(crowd, y))
				continue;
			while (band < crowd->minhash.bands && !meet(crowd, band, earlier, later, most))
				band++;
			if (band < crowd->minhash.bands &&
			    nd_minhash_jaccard(&crowd->minhash, crowd->bytes + x * crowd->minhash.bytes,
					       crowd->bytes + y * crowd->minhash.bytes) *
				    crowd->minhash.slots >= least - .5)
				REQUIRE(nd_array_append(out, &pair, 1) != NULL);
		}
	}
}

static void pairs_of_crowd(const struct crowd *crowd, uint32_t most, unsigned least,
			   unsigned threads, struct nd_array *out, uint64_t *crowded)
{
	struct nd_meetings meetings = {
		.sketches = &crowd->sketches, .rank = crowd->rank, .absent = crowd->absent,
		.article = crowd->article, .crowd = most, .least_equal = least, .threads = threads,
	};

	REQUIRE(nd_meetings_open(&meetings) == ND_OK);
	for (unsigned band = 0; band < crowd->minhash.bands; band++)
		REQUIRE(nd_meetings_band(&meetings, band, out, crowded) == ND_OK);
	nd_meetings_close(&meetings);
	if (out->n)
		qsort(out->items, out->n, sizeof(uint64_t), by_u64);
}

static size_t unique(struct nd_array *pairs)
{
	uint64_t *const pair = pairs->items;
	const size_t before = pairs->n;
	size_t kept = 0;

	for (size_t i = 0; i < pairs->n; i++)
		if (i == 0 || pair[i] != pair[i - 1])
			pair[kept++] = pair[i];
	pairs->n = kept;
	return before - kept;
}

static const struct { size_t n; uint32_t bands, rows, crowd; unsigned least; } settings[] = {
	{ 0, 49, 2, 1000, 7 }, { 1, 49, 2, 1000, 7 }, { 2, 49, 2, 1000, 0 }, { 400, 49, 2, 1000, 12 },
	{ 400, 16, 1, 1000, 3 }, { 400, 30, 3, 1000, 10 }, { 400, 12, 10, 1000, 30 },
	{ 400, 2, 32, 1000, 0 }, { 400, 100, 1, 2, 0 }, { 400, 49, 2, 2, 0 }, { 300, 49, 2, 1, 10 },
};

START_TEST(pairs_are_those_of_the_model)
{
	struct crowd *const crowd = crowd_of(settings[_i].n, settings[_i].bands, settings[_i].rows,
					     (uint64_t)_i);
	struct nd_array expected = ND_ARRAY_INIT(uint64_t, SIZE_MAX / 16);

	model(crowd, settings[_i].crowd, settings[_i].least, &expected);
	for (unsigned threads = 1; threads < 5; threads++) {
		struct nd_array pairs = ND_ARRAY_INIT(uint64_t, SIZE_MAX / 16);
		uint64_t crowded = 0;
		size_t twice;

		pairs_of_crowd(crowd, settings[_i].crowd, settings[_i].least, threads, &pairs, &crowded);
		twice = unique(&pairs);
		ck_assert_uint_eq(pairs.n, expected.n);
		REQUIRE(!pairs.n || !memcmp(pairs.items, expected.items, pairs.n * sizeof(uint64_t)));
		if (settings[_i].crowd == 1000) {
			ck_assert_uint_eq(twice, 0);
			ck_assert_uint_eq(crowded, 0);
		}
		nd_array_release(&pairs);
	}
	nd_array_release(&expected);
	crowd_free(crowd);
}
END_TEST

/* A thousand copies of one sketch: each meets the ten before it in every band, the rest is counted. */
START_TEST(a_crowd_is_counted)
{
	struct crowd *const crowd = crowd_of(1, 49, 2, 1);
	struct nd_array pairs = ND_ARRAY_INIT(uint64_t, SIZE_MAX / 16);
	uint64_t crowded = 0;

	for (uint32_t i = 0; i < 1000; i++)
		crowd->rank[i] = crowd->article[i] = i;
	for (uint32_t i = 1; i < 1000; i++)
		REQUIRE(nd_sketches_append(&crowd->sketches, crowd->bytes, 1) == ND_OK);
	pairs_of_crowd(crowd, 10, 0, 2, &pairs, &crowded);
	unique(&pairs);
	ck_assert_uint_eq(pairs.n, 10 * 990 + 45);
	ck_assert_uint_eq(crowded, (uint64_t)49 * (990 * 989 / 2));
	nd_array_release(&pairs);
	crowd_free(crowd);
}
END_TEST

/* Enough for many parts; only the planted pairs come out. */
START_TEST(many_parts)
{
	struct crowd *const crowd = crowd_of(MOST, 49, 2, 77);
	struct nd_array one = ND_ARRAY_INIT(uint64_t, SIZE_MAX / 16), three = one;
	uint64_t crowded = 0;

	pairs_of_crowd(crowd, 1000, 20, 1, &one, &crowded);
	pairs_of_crowd(crowd, 1000, 20, 3, &three, &crowded);
	ck_assert_uint_gt(one.n, MOST / 10);
	ck_assert_uint_eq(one.n, three.n);
	ck_assert(!memcmp(one.items, three.items, one.n * sizeof(uint64_t)));
	nd_array_release(&one);
	nd_array_release(&three);
	crowd_free(crowd);
}
END_TEST

Suite *suite_lsh_meetings(void)
{
	Suite *const suite = suite_create("lsh/meetings");
	TCase *const tcase = only_case(suite, "meetings");

	tcase_add_loop_test(tcase, pairs_are_those_of_the_model, 0, COUNT(settings));
	tcase_add_test(tcase, a_crowd_is_counted);
	tcase_add_test(tcase, many_parts);
	return suite;
}
