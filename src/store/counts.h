/*
 * counts.h - how many articles have a term, about
 *
 * A feed that never stops has more terms than memory, and most occur once.  A
 * count-min sketch (Cormode and Muthukrishnan, "An improved data stream
 * summary", 2005) with conservative update (Estan and Varghese, 2002) keeps two
 * rows of counters; a term has one in each, and its count is the lesser.  It is
 * never too small, and too large only where both are shared: with 8 counters
 * an article and row the error at 10^6 articles stays below 10 for 99 % of all
 * terms, and it weighs less than the 300 articles that the background table
 * stands for.
 *
 * A counter has 16 bits: exact to 4,095, then 12 bits of mantissa: steps of
 * 1/2,048, taken by a hash of article and counter, so that the same articles
 * always give the same counts.  When the articles double, so do the counters;
 * both halves begin with what stood in the old one.
 */
#ifndef ND_STORE_COUNTS_H
#define ND_STORE_COUNTS_H

#include "base/error.h"

struct nd_counts {
	uint16_t *row[2];
	unsigned bits;		/* 2^bits counters a row */
	uint64_t articles;	/* counted */
};

/* Empty counters.  Fails only with ND_ENOMEM, as all here. */
enum nd_status nd_counts_open(struct nd_counts *counts);
/* From the rows of a file, one after the other. */
enum nd_status nd_counts_load(struct nd_counts *counts, const void *rows, unsigned bits,
			      uint64_t articles);
void nd_counts_close(struct nd_counts *counts);

/* Make room for one more article, then count its terms one by one. */
enum nd_status nd_counts_begin(struct nd_counts *counts);
void nd_counts_add(struct nd_counts *counts, uint64_t key, uint32_t article);

#define ND_COUNT_EXACT		4096	/* counts below it are what they are */
#define ND_COUNT_MANTISSA	11	/* bits below the leading one */

/* The place of a term's counter in a row. */
static inline size_t nd_count_place(const struct nd_counts *counts, unsigned row, uint64_t key)
{
	return (size_t)((row ? key * 0x9e3779b97f4a7c15u : key) >> (64 - counts->bits));
}

static inline uint32_t nd_count_value(uint16_t counter)
{
	const unsigned exponent = counter >> ND_COUNT_MANTISSA, one = 1u << ND_COUNT_MANTISSA;

	return counter < ND_COUNT_EXACT ? counter : (one | (counter & (one - 1))) << (exponent - 1);
}

/* How many articles have the term; never less than there are. */
static inline uint32_t nd_counts_get(const struct nd_counts *counts, uint64_t key)
{
	const uint16_t x = counts->row[0][nd_count_place(counts, 0, key)];
	const uint16_t y = counts->row[1][nd_count_place(counts, 1, key)];

	return nd_count_value(x < y ? x : y);	/* a greater counter is no less */
}

static inline void nd_counts_prefetch(const struct nd_counts *counts, uint64_t key)
{
	__builtin_prefetch(&counts->row[0][nd_count_place(counts, 0, key)]);
	__builtin_prefetch(&counts->row[1][nd_count_place(counts, 1, key)]);
}

#endif
