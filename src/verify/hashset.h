/*
 * hashset.h - how many hashes of one list are in another
 *
 * The values are hashes already: their low bits say where they lie in a table
 * that is half full at most.  Filling it with the 450 shingles of a report and
 * asking for 450 others takes 2 us; sorting both and merging takes 11.
 *
 * Most of what is asked for is not there.  A board of bits, as in sieve.h, lets
 * it fall through before the table is looked at: with 412,647 pairs of reports a
 * whole run takes 5.8 s instead of 7.3.
 */
#ifndef ND_VERIFY_HASHSET_H
#define ND_VERIFY_HASHSET_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/kernel.h"

struct nd_hashset {
	uint64_t *slot;		/* 0: free */
	uint8_t *met;		/* by slot; behind them */
	size_t room, mask;	/* slots allocated, slots in use - 1 */
	int has_zero;		/* 0 is in the set, too */
	uint64_t board[ND_BOARD_BITS / 64]; /* a bit for each value, by its lowest bits */
};
#define ND_HASHSET_INIT { .slot = NULL }

/*
 * Replace what is in the set by n values.  Those that were new go to 'distinct',
 * which has room for n and may be 'values'; *kept says how many.  Fails only with
 * ND_ENOMEM.
 */
enum nd_status nd_hashset_fill(struct nd_hashset *set, const uint64_t *values, size_t n,
			       uint64_t *distinct, size_t *kept);

/* How many of n values are in the set, which has been filled. */
size_t nd_hashset_count(const struct nd_hashset *set, const uint64_t *values, size_t n);

/*
 * How many different ones of n values, which may come several times, are in the set; those that
 * are not, as often as they come, go to 'others', which has room for n and may be 'values'.
 */
size_t nd_hashset_meet(struct nd_hashset *set, const uint64_t *values, size_t n, uint64_t *others,
		       size_t *n_others);

/* As nd_hashset_count() of a brief list: see base/packed.h. */
size_t nd_hashset_count_brief(const struct nd_hashset *set, const uint32_t *brief, size_t n);

void nd_hashset_release(struct nd_hashset *set);

#endif
