/*
 * sort.c - radix sort
 *
 * One pass over the keys counts all eight digits at once.  Each digit that
 * varies then moves the items from one buffer to the other; after an odd
 * number of moves they are copied back.
 */
#include "base/sort.h"

#include <string.h>

#define DIGITS	8
#define VALUES	256
#define FEW	48	/* below this insertion sort is faster than clearing the counts */

static unsigned digit(uint64_t key, unsigned d)
{
	return (unsigned)(key >> (d * 8) & (VALUES - 1));
}

/* Turn counts of one digit into first places; returns 0 if one value has all n: nothing to do. */
static int places(size_t count[VALUES], size_t n)
{
	size_t at = 0;

	for (unsigned v = 0; v < VALUES; v++) {
		const size_t here = count[v];

		if (here == n)
			return 0;
		count[v] = at;
		at += here;
	}
	return 1;
}

static void insertion_u64(uint64_t *keys, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const uint64_t key = keys[i];
		size_t j = i;

		for (; j > 0 && keys[j - 1] > key; j--)
			keys[j] = keys[j - 1];
		keys[j] = key;
	}
}

static void radix_u64(uint64_t *keys, uint64_t *scratch, size_t n)
{
	size_t count[DIGITS][VALUES] = { { 0 } };
	uint64_t *from = keys, *to = scratch;

	for (size_t i = 0; i < n; i++)
		for (unsigned d = 0; d < DIGITS; d++)
			count[d][digit(keys[i], d)]++;
	for (unsigned d = 0; d < DIGITS; d++) {
		uint64_t *const swap = from;

		if (!places(count[d], n))
			continue;
		for (size_t i = 0; i < n; i++)
			to[count[d][digit(from[i], d)]++] = from[i];
		from = to;
		to = swap;
	}
	if (from != keys)
		memcpy(keys, from, n * sizeof(*keys));
}

void nd_sort_u64(uint64_t *keys, uint64_t *scratch, size_t n)
{
	if (n < FEW)
		insertion_u64(keys, n);
	else
		radix_u64(keys, scratch, n);
}

#define HASH_BITS_MOST	11	/* 2,048 beginnings of hashes: 8 KiB to count them */
#define CROWD		32	/* with one beginning: not hashes, or too many of them */

/* Count the hashes by their beginnings; the most with one. */
static uint32_t count_beginnings(const uint64_t *hashes, size_t n, unsigned shift, uint32_t *count)
{
	uint32_t most = 0;

	for (size_t i = 0; i < n; i++) {
		const uint32_t now = ++count[hashes[i] >> shift];

		most = now > most ? now : most;
	}
	return most;
}

void nd_sort_hashes(uint64_t *hashes, uint64_t *scratch, size_t n)
{
	uint32_t count[1 << HASH_BITS_MOST], at = 0;
	unsigned bits = 1;

	while (bits < HASH_BITS_MOST && (size_t)2 << bits < n)
		bits++;
	memset(count, 0, sizeof(*count) << bits);
	if (n < FEW || n >> bits > CROWD / 4 ||
	    count_beginnings(hashes, n, 64 - bits, count) > CROWD) {
		nd_sort_u64(hashes, scratch, n);
		return;
	}
	for (uint32_t v = 0; v < 1u << bits; v++) {
		const uint32_t here = count[v];

		count[v] = at;
		at += here;
	}
	for (size_t i = 0; i < n; i++)
		scratch[count[hashes[i] >> (64 - bits)]++] = hashes[i];
	memcpy(hashes, scratch, n * sizeof(*hashes));
	insertion_u64(hashes, n);	/* none is far from its place */
}

size_t nd_unique_u64(uint64_t *sorted, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (i == 0 || sorted[i] != sorted[i - 1])
			sorted[kept++] = sorted[i];
	return kept;
}

static void insertion_keyed(struct nd_keyed *items, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const struct nd_keyed one = items[i];
		size_t j = i;

		for (; j > 0 && items[j - 1].key > one.key; j--)
			items[j] = items[j - 1];
		items[j] = one;
	}
}

static void radix_keyed(struct nd_keyed *items, struct nd_keyed *scratch, size_t n)
{
	size_t count[DIGITS][VALUES] = { { 0 } };
	struct nd_keyed *from = items, *to = scratch;

	for (size_t i = 0; i < n; i++)
		for (unsigned d = 0; d < DIGITS; d++)
			count[d][digit(items[i].key, d)]++;
	for (unsigned d = 0; d < DIGITS; d++) {
		struct nd_keyed *const swap = from;

		if (!places(count[d], n))
			continue;
		for (size_t i = 0; i < n; i++)
			to[count[d][digit(from[i].key, d)]++] = from[i];
		from = to;
		to = swap;
	}
	if (from != items)
		memcpy(items, from, n * sizeof(*items));
}

void nd_sort_keyed(struct nd_keyed *items, struct nd_keyed *scratch, size_t n)
{
	if (n < FEW)
		insertion_keyed(items, n);
	else
		radix_keyed(items, scratch, n);
}
