/*
 * bits.h - words of bit strings, counting ones, filling up to whole words
 */
#ifndef ND_BASE_BITS_H
#define ND_BASE_BITS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Word i of a bit string, which may begin anywhere. */
static inline uint64_t nd_bits_word(const uint8_t *bits, size_t i)
{
	uint64_t word;

	memcpy(&word, bits + i * sizeof(word), sizeof(word));
	return word;
}

/* How many bits are set.  Where a processor need not have an instruction for it the
 * compiler's builtin calls a function; this is a dozen steps. */
static inline unsigned nd_count_ones(uint64_t x)
{
	x -= x >> 1 & 0x5555555555555555u;
	x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
	return (unsigned)(((x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu) * 0x0101010101010101u >> 56);
}

/* How many ones, of those that 'mask' leaves of each word, stand before each of so many words. */
static inline void nd_bits_before(const uint8_t *bits, size_t words, uint64_t mask, uint32_t *before)
{
	uint32_t ones = 0;

	for (size_t i = 0; i < words; i++) {
		before[i] = ones;
		ones += nd_count_ones(nd_bits_word(bits, i) & mask);
	}
}

/* The least multiple of 8 that is not below n: parts of a file begin where 64-bit words may. */
static inline size_t nd_fill_up(size_t n)
{
	return (n + 7) & ~(size_t)7;
}

#endif
