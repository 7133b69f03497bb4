/*
 * sieve.h - one set, laid out so that many others can be held against it
 *
 * Merging two sorted lists of 700 terms takes 3 us: each step hangs on the one
 * before and the branch is a coin toss.  Here one set is put on a board of
 * ND_SIEVE_BITS bits, by the low bits of its keys; of another set the members
 * whose bit is not set fall through, 64 at a time where the machine can, and
 * only the few that stay are looked up.
 *
 *	keys 3 9 14 (bits of 8)	  board  .x.x..x.	first[1] = place of 9, ...
 *	held against 1 6 11	         1 6 11 stay	none is there: 1 != 9, ...
 *
 * Keys should be spread over their low bits: hashes, or numbers that run through.
 */
#ifndef ND_VERIFY_SIEVE_H
#define ND_VERIFY_SIEVE_H

#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/error.h"
#include "kernel/kernel.h"

/* A report has 700 terms and 600 shingles: 8 bits in 100 are set, so 8 in 100 strangers
 * stay.  The board is 1 KiB and fits into registers, 'first' 16 KiB and into the cache. */
#define ND_SIEVE_BITS	ND_BOARD_BITS

/* A larger set is merged instead: places have 16 bits. */
#define ND_SIEVE_MOST	65534

/* So is one in which more keys than this share a bit: of 65,534 hashes 8 do, 30 at most. */
#define ND_SIEVE_CHAIN	64

#define ND_SIEVE_NONE	UINT16_MAX	/* behind the last place of a chain */

struct nd_sieve {
	uint64_t board[ND_SIEVE_BITS / 64];
	uint16_t first[ND_SIEVE_BITS];	/* where the bit is set: place of the last such key, ... */
	struct nd_array before;		/* uint16_t: ... and by place the one before it */
	const uint32_t *keys;
	size_t n;
	int merge;			/* the board is of no use */
};
#define ND_SIEVE_INIT { .before = ND_ARRAY_INIT(uint16_t, ND_SIEVE_MOST) }

/*
 * Lay out n keys, ascending, each once; they stay yours and must outlive the
 * use of the sieve.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_sieve_fill(struct nd_sieve *sieve, const uint32_t *keys, size_t n);

/*
 * The keys, ascending, each once, that are in the sieve: their places among
 * 'keys' into 'here', those in the sieve into 'there', both ascending.  Returns
 * how many; both have room for n, 'here' for ND_SLACK more, which may lie in 'there'.
 */
size_t nd_sieve_match(const struct nd_sieve *sieve, const uint32_t *keys, size_t n,
		      uint32_t *here, uint32_t *there);

/* The same of n keys, 65,535 at most, in halves: of each the lower 16 bits, and ends[h] of them have
 * an upper half of h or less.  'here' has room for 3 n and ND_SLACK, and 'there' is here + n. */
size_t nd_sieve_match_halves(const struct nd_sieve *sieve, const uint16_t *low, const uint16_t *ends,
			     size_t n, uint32_t *here, uint32_t *there);

/* Write such keys in full. */
static inline void nd_join_halves(const uint16_t *low, const uint16_t *ends, size_t n, uint32_t *keys)
{
	for (uint32_t i = 0, half = 0; i < n; half++)
		for (; i < ends[half]; i++)
			keys[i] = half << 16 | low[i];
}

/* Of a sieve that is not merged: the place of a key whose bit is set; 0: it is not there. */
static inline int nd_sieve_find(const struct nd_sieve *sieve, uint32_t key, uint32_t *there)
{
	const uint16_t *const before = sieve->before.items;
	uint16_t place = sieve->first[key & (ND_SIEVE_BITS - 1)];

	/* few share a bit, so this branch is foreseen; whether the key is there is not */
	while (before[place] != ND_SIEVE_NONE && sieve->keys[place] != key)
		place = before[place];
	*there = place;
	return sieve->keys[place] == key;
}

/* The same of a key whose lower half is known: the first of its chain that has it. */
static inline int nd_sieve_find_half(const struct nd_sieve *sieve, uint16_t half, uint32_t *there)
{
	const uint16_t *const before = sieve->before.items;
	uint16_t place = sieve->first[half & (ND_SIEVE_BITS - 1)];

	while (before[place] != ND_SIEVE_NONE && (uint16_t)sieve->keys[place] != half)
		place = before[place];
	*there = place;
	return (uint16_t)sieve->keys[place] == half;
}

void nd_sieve_release(struct nd_sieve *sieve);

#endif
