/*
 * packed.h - a sorted list of numbers in few bits
 *
 * Elias and Fano's code (Elias, "Efficient storage and retrieval by content and
 * address of static files", 1974): of n numbers below 2^bits the low parts stand one
 * after the other, the high parts as gaps between the ones of a bit string; 2 bits
 * a number more than n random numbers need, and read without a branch a number.
 *
 *	[low parts, n x l bits, filled up to 8 bytes][bit string, filled up to 8 bytes]
 */
#ifndef ND_BASE_PACKED_H
#define ND_BASE_PACKED_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that n numbers below 2^bits (at most 32) take; a multiple of 8. */
size_t nd_packed_bytes(uint32_t n, unsigned bits);

/* Write n numbers, ascending (equal ones may follow each other). */
void nd_packed_write(uint8_t *to, const uint32_t *values, uint32_t n, unsigned bits);

/*
 * Read them back.  'from' is aligned to 8 and 8 bytes behind the list can be read.
 * Whatever the bytes are, n values are written and nothing outside is read.
 */
void nd_packed_read(const uint8_t *from, uint32_t n, unsigned bits, uint32_t *values);

/*
 * The same of 64-bit hashes: the upper halves packed, then the lower ones as they are,
 * filled up to 8 bytes.  'upper' has room for n.
 */
size_t nd_packed_hashes_bytes(uint32_t n);
void nd_packed_hashes_write(uint8_t *to, const uint64_t *values, uint32_t n, uint32_t *upper);
void nd_packed_hashes_read(const uint8_t *from, uint32_t n, uint64_t *values, uint32_t *upper);

/*
 * Numbers below 2^ND_BRIEF_BITS, to be read at once: words of lower halves, then a byte
 * each.  Two lists of 560 hashes of 40 bits agree by accident in one of 3,500,000 pairs
 * of lists, and then in one hash.
 */
#define ND_BRIEF_BITS		40
#define ND_BRIEF_BYTES(n)	((n) * (sizeof(uint32_t) + 1))
void nd_brief_write(uint32_t *to, const uint64_t *values, size_t n);
void nd_brief_read(const uint32_t *from, size_t n, uint64_t *values);

/* Number i of such a list. */
static inline uint64_t nd_brief_at(const uint32_t *from, size_t n, size_t i)
{
	return (uint64_t)((const uint8_t *)(from + n))[i] << 32 | from[i];
}

#endif
