/* packed.c - Elias and Fano's code */
#include "base/packed.h"

#include <string.h>

#include "base/bits.h"

/* Bits of the low part: log2(2^bits / n), downwards. */
static unsigned low_bits(uint32_t n, unsigned bits)
{
	unsigned log = 0;

	while (log < 31 && (uint64_t)1 << (log + 1) <= n)
		log++;
	/* log2(n) rounded up, so that the bit string has at most 2 n bits */
	log += ((uint64_t)1 << log) < n;
	return log < bits ? bits - log : 0;
}

static size_t low_words(uint32_t n, unsigned low)
{
	return ((size_t)n * low + 63) / 64;
}

static size_t high_words(uint32_t n, unsigned bits, unsigned low)
{
	return (n + ((size_t)1 << (bits - low)) + 63) / 64;
}

size_t nd_packed_bytes(uint32_t n, unsigned bits)
{
	const unsigned low = low_bits(n, bits);

	return n ? 8 * (low_words(n, low) + high_words(n, bits, low)) : 0;
}

static void set_bits(uint8_t *to, size_t at, uint64_t value)
{
	uint64_t word;

	memcpy(&word, to + at / 8, sizeof(word));
	word |= value << at % 8;
	memcpy(to + at / 8, &word, sizeof(word));
}

void nd_packed_write(uint8_t *to, const uint32_t *values, uint32_t n, unsigned bits)
{
	const unsigned low = low_bits(n, bits);
	const size_t lows = 8 * low_words(n, low);

	memset(to, 0, nd_packed_bytes(n, bits));
	for (uint32_t i = 0; i < n; i++) {
		const size_t place = (size_t)((uint64_t)values[i] >> low) + i;

		/* the word that is read and written may reach into the bit string: all is zeroed */
		if (low)
			set_bits(to, (size_t)i * low, values[i] & (((uint64_t)1 << low) - 1));
		to[lows + place / 8] |= (uint8_t)(1 << place % 8);
	}
}

static uint32_t low_part(const uint8_t *from, size_t at, unsigned low)
{
	uint64_t word;

	memcpy(&word, from + at / 8, sizeof(word));
	return (uint32_t)(word >> at % 8 & (((uint64_t)1 << low) - 1));
}

void nd_packed_read(const uint8_t *from, uint32_t n, unsigned bits, uint32_t *values)
{
	const unsigned low = low_bits(n, bits);
	const uint8_t *const high = from + 8 * low_words(n, low);
	const size_t words = high_words(n, bits, low);
	uint32_t done = 0;

	for (size_t w = 0; n && w < words && done < n; w++) {
		uint64_t word;

		memcpy(&word, high + 8 * w, sizeof(word));
		for (; word && done < n; word &= word - 1, done++) {
			const size_t place = w * 64 + (size_t)__builtin_ctzll(word);

			values[done] = (uint32_t)((uint64_t)(place - done) << low) |
				       low_part(from, (size_t)done * low, low);
		}
	}
	for (; done < n; done++)	/* not written by nd_packed_write() */
		values[done] = UINT32_MAX;
}

#define HALF 32	/* bits */

static size_t lower_bytes(uint32_t n)
{
	return nd_fill_up((size_t)n * sizeof(uint32_t));
}

size_t nd_packed_hashes_bytes(uint32_t n)
{
	return nd_packed_bytes(n, HALF) + lower_bytes(n);
}

void nd_packed_hashes_write(uint8_t *to, const uint64_t *values, uint32_t n, uint32_t *upper)
{
	uint8_t *const lower = to + nd_packed_bytes(n, HALF);

	for (uint32_t i = 0; i < n; i++)
		upper[i] = (uint32_t)(values[i] >> HALF);
	nd_packed_write(to, upper, n, HALF);
	memset(lower, 0, lower_bytes(n));
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t half = (uint32_t)values[i];

		memcpy(lower + i * sizeof(half), &half, sizeof(half));
	}
}

void nd_packed_hashes_read(const uint8_t *from, uint32_t n, uint64_t *values, uint32_t *upper)
{
	const uint8_t *const lower = from + nd_packed_bytes(n, HALF);

	nd_packed_read(from, n, HALF, upper);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t half;

		memcpy(&half, lower + i * sizeof(half), sizeof(half));
		values[i] = (uint64_t)upper[i] << HALF | half;
	}
}

void nd_brief_write(uint32_t *to, const uint64_t *values, size_t n)
{
	uint8_t *const upper = (uint8_t *)(to + n);

	for (size_t i = 0; i < n; i++) {
		to[i] = (uint32_t)values[i];
		upper[i] = (uint8_t)(values[i] >> 32);
	}
}

void nd_brief_read(const uint32_t *from, size_t n, uint64_t *values)
{
	for (size_t i = 0; i < n; i++)
		values[i] = nd_brief_at(from, n, i);
}
