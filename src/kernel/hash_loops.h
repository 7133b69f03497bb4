/*
 * hash_loops.h - the kernels of hashes in plain C, as in loops.h
 */
#ifndef ND_KERNEL_HASH_LOOPS_H
#define ND_KERNEL_HASH_LOOPS_H

#include "kernel/loops.h"

/*
 * XXH3 of 16 bytes and of 24 to 128, from its specification: xxHash's own functions
 * ask for the length first and are not inlined, which costs twice the hash.
 */
static inline uint64_t xxh3_avalanche(uint64_t x)
{
	x = (x ^ x >> 37) * 0x165667919e3779f9u;
	return x ^ x >> 32;
}

static inline uint64_t xxh3_fold(uint64_t a, uint64_t b)
{
	const unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t xxh3_of_16(uint64_t low, uint64_t high, uint64_t seed)
{
	const uint64_t a = low ^ ((nd_xxh3_secret(24) ^ nd_xxh3_secret(32)) + seed);
	const uint64_t b = high ^ ((nd_xxh3_secret(40) ^ nd_xxh3_secret(48)) - seed);

	return xxh3_avalanche(16 + __builtin_bswap64(a) + b + xxh3_fold(a, b));
}

static inline uint64_t xxh3_pair(const uint64_t *pair, size_t secret, uint64_t seed)
{
	return xxh3_fold(pair[0] ^ (nd_xxh3_secret(secret) + seed),
			 pair[1] ^ (nd_xxh3_secret(secret + 8) - seed));
}

/* w values, 3 to 16: pairs from the front and from the back, which may overlap. */
static inline uint64_t xxh3_of_values(const uint64_t *value, unsigned w, uint64_t seed)
{
	uint64_t sum = w * 8 * 0x9e3779b185ebca87u;

	for (unsigned s = 0; s <= (w - 1) / 4; s++)
		sum += xxh3_pair(value + 2 * s, 32 * s, seed) +
		       xxh3_pair(value + w - 2 * (s + 1), 32 * s + 16, seed);
	return xxh3_avalanche(sum);
}

/*
 * nd_hash_word() of up to ND_SHORT_KEY bytes, behind which others can be read: two
 * loads and two masks, which lie beside each other in a window of ones and zeros,
 * instead of a copy of so many bytes, whose length the processor would have to guess.
 */
static inline uint64_t hash_short_word(const uint8_t *at, uint32_t len)
{
	static const uint8_t within[2 * ND_SHORT_KEY] = {
		255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	};
	const uint8_t *const mask = within + ND_SHORT_KEY - len;

	return xxh3_of_16(load_u64(at) & load_u64(mask), load_u64(at + 8) & load_u64(mask + 8), len);
}

/* A word of more than ND_SHORT_KEY bytes, which may be too long. */
static inline uint64_t hash_long_word(const uint8_t *at, size_t len)
{
	size_t end = ND_WORD_MAX - ND_UTF8_MAX + 1;

	if (len <= end)
		return nd_hash_word((const char *)at, len);
	while (end < len && (at[end] & 0xc0) == 0x80)
		end++;
	return nd_hash_word((const char *)at, end);
}

static inline void hash_words_loop(const uint8_t *folded, const uint32_t *begin,
				   const uint32_t *end, size_t n, uint64_t *out)
{
	for (size_t i = 0; i < n; i++) {
		const uint32_t len = end[i] - begin[i];

		out[i] = len <= ND_SHORT_KEY ? hash_short_word(folded + begin[i], len) :
			 hash_long_word(folded + begin[i], len);
	}
}

/* A blank that is not there is overwritten: where one is cannot be foreseen. */
static inline size_t space_out_loop(const uint64_t *hash, const uint32_t *begin,
				    const uint32_t *end, size_t n, uint64_t blank, uint64_t *out)
{
	const uint32_t *const last = end - 1;
	size_t to = 0;

	for (size_t i = 0; i < n; i++) {
		out[to] = blank;
		to += begin[i] != last[i];
		out[to++] = hash[i];
	}
	return to;
}

/* The hashes of n shingles of w values, w from 3 on. */
typedef void long_shingles(const uint64_t *token, size_t n, unsigned w, uint64_t seed, uint64_t *out);

static inline void long_shingles_loop(const uint64_t *token, size_t n, unsigned w, uint64_t seed,
				      uint64_t *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = xxh3_of_values(token + i, w, seed);
}

/* Where w is a constant, as words and characters have it, there is no loop over the steps. */
static inline void hash_shingles_by(long_shingles *long_ones, const uint64_t *token, size_t n,
				    unsigned w, uint64_t seed, uint64_t *out)
{
	if (w == 3)
		long_ones(token, n, 3, seed, out);
	else if (w == 5)
		long_ones(token, n, 5, seed, out);
	else if (w > 3)
		long_ones(token, n, w, seed, out);
	for (size_t i = 0; i < n && w < 3; i++)
		out[i] = nd_hash_u64s(token + i, w, seed);
}

static inline void hash_shingles_loop(const uint64_t *token, size_t n, unsigned w, uint64_t seed,
				      uint64_t *out)
{
	hash_shingles_by(long_shingles_loop, token, n, w, seed, out);
}

/* Place of the smallest in [from, to); of equals the last, which stays longest in the window. */
static inline size_t smallest(const uint64_t *value, size_t from, size_t to)
{
	size_t at = from;

	for (size_t i = from + 1; i < to; i++)
		if (value[i] <= value[at])
			at = i;
	return at;
}

/* It is looked for anew only where it drops out of the window. */
static inline size_t winnow_loop(const uint64_t *value, size_t n, uint64_t *out)
{
	size_t at = smallest(value, 0, ND_WINNOW_WINDOW), kept = 0;

	out[kept] = value[at];
	for (size_t end = ND_WINNOW_WINDOW; end < n; end++) {
		if (at + ND_WINNOW_WINDOW <= end)
			at = smallest(value, end + 1 - ND_WINNOW_WINDOW, end + 1);
		else if (value[end] <= value[at])
			at = end;
		else
			continue;
		kept += value[at] != out[kept];
		out[kept] = value[at];
	}
	return kept + 1;
}

#define ND_AT_ONCE 1024		/* hashes whose low halves are kept beside each other */

/*
 * Plain MinHash for the bins that one-permutation hashing left empty.  The low
 * halves are put beside each other first, so that a vector holds twice as many.
 */
static inline void fill_empty(uint32_t *slot, const uint16_t *empty, size_t n_empty,
			      const uint64_t *x, size_t n, const struct nd_hash_family *family)
{
	uint32_t low[ND_AT_ONCE];

	for (size_t from = 0; from < n; from += ND_AT_ONCE) {
		const size_t count = n - from < ND_AT_ONCE ? n - from : ND_AT_ONCE;

		for (size_t i = 0; i < count; i++)
			low[i] = (uint32_t)x[from + i];
		for (size_t e = 0; e < n_empty; e++) {
			const uint32_t a = family->a[empty[e]], b = family->b[empty[e]];
			uint32_t smallest = slot[empty[e]];

			for (size_t i = 0; i < count; i++) {
				const uint32_t h = a * low[i] + b;

				smallest = h < smallest ? h : smallest;
			}
			slot[empty[e]] = smallest;
		}
	}
}

static inline void minhash_loop(uint32_t *slot, size_t slots, const uint64_t *x, size_t n,
				const struct nd_hash_family *family)
{
	uint16_t empty[ND_SLOTS_MAX];
	size_t n_empty = 0;

	memset(slot, 0xff, slots * sizeof(*slot));
	/* No branch on the comparison: it would be guessed wrong 4 times a bin (3.5 ns a
	 * shingle against 0.6). Eight at once: .71 ns instead of .89. */
#pragma GCC unroll 8
	for (size_t i = 0; i < n; i++) {
		const size_t bin = (size_t)((x[i] >> 32) * slots >> 32);
		const uint32_t value = (uint32_t)x[i], old = slot[bin];

		slot[bin] = value < old ? value : old;
	}
	for (size_t i = 0; i < slots; i++) {
		empty[n_empty] = (uint16_t)i;
		n_empty += slot[i] == UINT32_MAX;
	}
	if (n_empty)
		fill_empty(slot, empty, n_empty, x, n, family);
}

static inline size_t intersect_loop(const uint64_t *a, size_t na, const uint64_t *b, size_t nb)
{
	size_t i = 0, j = 0, common = 0;

	/* No branch on the comparison: on hashes it is a coin toss. */
	while (i < na && j < nb) {
		const uint64_t x = a[i], y = b[j];

		common += x == y;
		i += x <= y;
		j += y <= x;
	}
	return common;
}

#endif
