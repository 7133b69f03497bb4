/*
 * equal_bytes.h - which of 32 bytes are equal, a bit each
 *
 * Too small for the table of kernels: the call would cost as much as the work.
 * SSE2 is there on every x86-64; elsewhere eight bytes at a time.
 */
#ifndef ND_LSH_EQUAL_BYTES_H
#define ND_LSH_EQUAL_BYTES_H

#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>

static inline uint32_t nd_equal_bytes(const uint8_t *a, const uint8_t *b)
{
	const __m128i *const x = (const __m128i *)a, *const y = (const __m128i *)b;
	const __m128i low = _mm_cmpeq_epi8(_mm_loadu_si128(x), _mm_loadu_si128(y));
	const __m128i high = _mm_cmpeq_epi8(_mm_loadu_si128(x + 1), _mm_loadu_si128(y + 1));

	return (uint32_t)_mm_movemask_epi8(low) | (uint32_t)_mm_movemask_epi8(high) << 16;
}
#else
static inline uint32_t nd_equal_bytes(const uint8_t *a, const uint8_t *b)
{
	const uint64_t sevens = 0x7f7f7f7f7f7f7f7fu;
	uint32_t equal = 0;

	for (unsigned i = 0; i < 4; i++) {
		uint8_t differs[8];
		uint64_t top;

		for (unsigned k = 0; k < 8; k++)
			differs[k] = a[8 * i + k] ^ b[8 * i + k];
		memcpy(&top, differs, sizeof(top));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		top = __builtin_bswap64(top);
#endif
		top = ~(((top & sevens) + sevens) | top | sevens);	/* 0x80 where bytes are equal */
		equal |= (uint32_t)(top / 0x80 * 0x0102040810204080u >> 56) << 8 * i;
	}
	return equal;
}
#endif

#endif
