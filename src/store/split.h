/*
 * split.h - a sorted set of numbers that is searched as it lies
 *
 * Of n numbers of ND_SPLIT_BITS bits the lower halves stand one after the other, 16 bits
 * each; the upper parts as gaps between the ones of a bit string, as in Elias and
 * Fano's code (base/packed.h):
 *
 *	[halves, 2 n bytes, filled up to 8][bit string of n + 2^10 bits, filled up to 8]
 *
 * A sieve's board (verify/sieve.h) asks for the low bits of a number only, so a set is
 * held against it without being unpacked: of 700 terms 80 stay, and only of these
 * the upper parts are looked up.  Sets of fewer than ND_SPLIT_FROM are plain.
 */
#ifndef ND_STORE_SPLIT_H
#define ND_STORE_SPLIT_H

#include "verify/sieve.h"

#define ND_SPLIT_BITS	26
#define ND_SPLIT_FROM	64

/* Bytes that a set of n numbers takes; a multiple of 8. */
size_t nd_split_bytes(uint32_t n);

/* Write n numbers below 2^ND_SPLIT_BITS, ascending. */
void nd_split_write(uint8_t *to, const uint32_t *values, uint32_t n);

/*
 * Read them back.  'from' is aligned to 8.  Whatever the bytes are, n values are
 * written and nothing outside is read.
 */
void nd_split_read(const uint8_t *from, uint32_t n, uint32_t *values);

/*
 * As nd_sieve_match(), of the set at 'from'; the sieve's keys are below 2^ND_SPLIT_BITS, too.
 * 'here' has room for 3 n and ND_SLACK, and 'there' is here + n.
 */
size_t nd_split_match(const struct nd_sieve *sieve, const uint8_t *from, uint32_t n,
		      uint32_t *here, uint32_t *there);

#endif
