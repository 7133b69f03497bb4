/* counts.c - two rows of small counters */
#include "store/counts.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"

#define LEAST_BITS	16	/* 256 KiB: a store of a few thousand articles */
#define MOST_BITS	24	/* 64 MiB */
#define PER_ARTICLE	8	/* counters of a row */

static enum nd_status take_rows(struct nd_counts *counts, unsigned bits)
{
	counts->bits = bits;
	for (int row = 0; row < 2; row++)
		counts->row[row] = nd_calloc_spread((size_t)1 << bits, sizeof(uint16_t));
	if (counts->row[0] && counts->row[1])
		return ND_OK;
	nd_counts_close(counts);
	return ND_ENOMEM;
}

enum nd_status nd_counts_open(struct nd_counts *counts)
{
	*counts = (struct nd_counts){ .articles = 0 };
	return take_rows(counts, LEAST_BITS);
}

enum nd_status nd_counts_load(struct nd_counts *counts, const void *rows, unsigned bits,
			      uint64_t articles)
{
	const size_t n = (size_t)1 << bits;

	*counts = (struct nd_counts){ .articles = articles };
	if (take_rows(counts, bits) != ND_OK)
		return ND_ENOMEM;
	memcpy(counts->row[0], rows, n * sizeof(uint16_t));
	memcpy(counts->row[1], (const uint16_t *)rows + n, n * sizeof(uint16_t));
	return ND_OK;
}

void nd_counts_close(struct nd_counts *counts)
{
	free(counts->row[0]);
	free(counts->row[1]);
	counts->row[0] = counts->row[1] = NULL;
}

enum nd_status nd_counts_begin(struct nd_counts *counts)
{
	struct nd_counts wider = { .articles = counts->articles };

	if (counts->articles * PER_ARTICLE >= (uint64_t)1 << counts->bits &&
	    counts->bits < MOST_BITS) {
		if (take_rows(&wider, counts->bits + 1) != ND_OK)
			return ND_ENOMEM;
		for (int row = 0; row < 2; row++)
			for (size_t i = 0; i < (size_t)1 << wider.bits; i++)
				wider.row[row][i] = counts->row[row][i / 2];
		nd_counts_close(counts);
		*counts = wider;
	}
	counts->articles++;
	return ND_OK;
}

/* Does the counter go up?  Always below EXACT; above, once in as many times as its step is wide. */
static int goes_up(uint16_t counter, size_t at, uint32_t article)
{
	const unsigned exponent = counter >> ND_COUNT_MANTISSA;

	if (counter < ND_COUNT_EXACT)
		return 1;
	if (counter == UINT16_MAX)
		return 0;
	return !(nd_mix((uint64_t)article << 32 ^ at) >> (64 - (exponent - 1)));
}

void nd_counts_add(struct nd_counts *counts, uint64_t key, uint32_t article)
{
	const size_t at[2] = {
		nd_count_place(counts, 0, key), nd_count_place(counts, 1, key),
	};
	const uint16_t x = counts->row[0][at[0]], y = counts->row[1][at[1]];
	const uint16_t least = x < y ? x : y;

	if (!goes_up(least, at[0], article))
		return;
	if (x == least)
		counts->row[0][at[0]]++;
	if (y == least)
		counts->row[1][at[1]]++;
}
