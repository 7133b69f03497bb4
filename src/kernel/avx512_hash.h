/*
 * avx512_hash.h - eight hashes at a time: a part of avx512.c
 */
#ifndef ND_KERNEL_AVX512_HASH_H
#define ND_KERNEL_AVX512_HASH_H

#include <immintrin.h>

#include "kernel/hash_loops.h"

/*
 * XXH3's mul128_fold64() of eight pairs: the halves of the 128-bit products, xored.  The upper
 * halves from products of 52 bits and 12: 11 instructions, of 32 bits and 32 it would be 14.
 */
static inline __m512i fold_products(__m512i a, __m512i b)
{
	const __m512i zero = _mm512_setzero_si512();
	const __m512i a_high = _mm512_srli_epi64(a, 52), b_high = _mm512_srli_epi64(b, 52);
	/* the product is middle << 52 and top << 104, and what is below */
	const __m512i middle = _mm512_madd52lo_epu64(_mm512_madd52lo_epu64(
		_mm512_madd52hi_epu64(zero, a, b), a_high, b), a, b_high);
	const __m512i top = _mm512_madd52hi_epu64(_mm512_madd52hi_epu64(
		_mm512_madd52lo_epu64(zero, a_high, b_high), a_high, b), a, b_high);
	const __m512i high = _mm512_add_epi64(_mm512_srli_epi64(middle, 12),
					      _mm512_slli_epi64(top, 40));

	return _mm512_xor_si512(_mm512_mullo_epi64(a, b), high);
}

static inline __m512i avalanche(__m512i x)
{
	x = _mm512_xor_si512(x, _mm512_srli_epi64(x, 37));
	x = _mm512_mullo_epi64(x, _mm512_set1_epi64(0x165667919E3779F9));
	return _mm512_xor_si512(x, _mm512_srli_epi64(x, 32));
}

static inline __m512i secret_at(size_t offset)
{
	return _mm512_set1_epi64((long long)nd_xxh3_secret(offset));
}

static inline __m512i load_pair(const uint8_t *at, const uint8_t *other)
{
	const __m256i both = _mm256_inserti128_si256(
		_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)at)),
		_mm_loadu_si128((const __m128i *)other), 1);

	return _mm512_castsi256_si512(both);
}

/* The first 16 bytes at 'from' of the four words w, w + 2, w + 4, w + 6. */
static inline __m512i load_four(const uint8_t *folded, const uint32_t *from)
{
	return _mm512_inserti64x4(load_pair(folded + from[0], folded + from[2]),
		_mm512_castsi512_si256(load_pair(folded + from[4], folded + from[6])), 1);
}

/*
 * Eight words of at most 16 bytes: XXH3 of 16 bytes (XXH3_len_9to16_64b) padded
 * with zeros, the length as its seed, in eight lanes.
 */
static inline __m512i hash_eight(const uint8_t *folded, const uint32_t *begin, __m256i lengths)
{
	const __m512i ones = _mm512_set1_epi64(-1), eight = _mm512_set1_epi64(8);
	const __m512i swap = _mm512_broadcast_i32x4(
		_mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
	const __m512i even = load_four(folded, begin), odd = load_four(folded, begin + 1);
	const __m512i length = _mm512_cvtepu32_epi64(lengths);
	const __m512i beyond = _mm512_sub_epi64(_mm512_max_epu64(length, eight), eight);
	/* a shift by 64 or more leaves nothing, so what follows the word is cleared */
	const __m512i low = _mm512_andnot_si512(
		_mm512_sllv_epi64(ones, _mm512_slli_epi64(length, 3)),
		_mm512_unpacklo_epi64(even, odd));
	const __m512i high = _mm512_andnot_si512(
		_mm512_sllv_epi64(ones, _mm512_slli_epi64(beyond, 3)),
		_mm512_unpackhi_epi64(even, odd));
	const __m512i flip_low = _mm512_xor_si512(secret_at(24), secret_at(32));
	const __m512i flip_high = _mm512_xor_si512(secret_at(40), secret_at(48));
	const __m512i a = _mm512_xor_si512(low, _mm512_add_epi64(flip_low, length));
	const __m512i b = _mm512_xor_si512(high, _mm512_sub_epi64(flip_high, length));

	return avalanche(_mm512_add_epi64(
		_mm512_add_epi64(_mm512_set1_epi64(16), _mm512_shuffle_epi8(a, swap)),
		_mm512_add_epi64(b, fold_products(a, b))));
}

static void hash_words(const uint8_t *folded, const uint32_t *begin, const uint32_t *end,
		       size_t n, uint64_t *out)
{
	size_t i = 0;

	for (; i + 8 <= n; i += 8) {
		const __m256i lengths = _mm256_sub_epi32(_mm256_loadu_si256((const __m256i *)(end + i)),
							 _mm256_loadu_si256((const __m256i *)(begin + i)));
		/* by AVX2: a mask register of eight GCC 12 spills as a byte and reads back as four */
		unsigned longer = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(
			_mm256_cmpgt_epi32(lengths, _mm256_set1_epi32(ND_SHORT_KEY))));

		_mm512_storeu_si512(out + i, hash_eight(folded, begin + i, lengths));
		for (; longer; longer &= longer - 1) {	/* 1 word in 10,000 of English */
			const size_t j = i + (size_t)__builtin_ctz(longer);

			hash_words_loop(folded, begin + j, end + j, 1, out + j);
		}
	}
	hash_words_loop(folded, begin + i, end + i, n - i, out + i);
}

/* Four hashes, each behind a blank, of which those stay whose bit is set; returns how many. */
static inline size_t put_spaced(__m512i hashes, __m512i blanks, const long long first,
				unsigned kept, uint64_t *out)
{
	const __m512i order = _mm512_set_epi64(first + 3, 8, first + 2, 8, first + 1, 8, first, 8);

	_mm512_storeu_si512(out, _mm512_maskz_compress_epi64((__mmask8)kept,
		_mm512_permutex2var_epi64(hashes, order, blanks)));
	return (size_t)_mm_popcnt_u32(kept);
}

static size_t space_out(const uint64_t *hash, const uint32_t *begin, const uint32_t *end, size_t n,
			uint64_t blank, uint64_t *out)
{
	const __m512i blanks = _mm512_set1_epi64((long long)blank);
	size_t to = 0;

	for (size_t i = 0; i < n; i += 8) {
		const unsigned apart = ~(unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(
			_mm256_cmpeq_epi32(_mm256_loadu_si256((const __m256i *)(begin + i)),
					   _mm256_loadu_si256((const __m256i *)(end + i - 1)))));
		const unsigned kept = _bzhi_u32(_pdep_u32(apart, 0x5555) | 0xaaaa,
						n - i < 8 ? 2 * (unsigned)(n - i) : 16);
		const __m512i hashes = _mm512_loadu_si512(hash + i);

		to += put_spaced(hashes, blanks, 0, kept & 0xff, out + to);
		to += put_spaced(hashes, blanks, 4, kept >> 8, out + to);
	}
	return to;
}

/* The smaller ones of a vector and of the values 'by' behind them. */
#define SMALLER(x, next, by) _mm512_min_epu64(x, _mm512_alignr_epi64(next, x, by))

/*
 * The smallest of 2, of 4, of 8 in a row, from each value on, are made of two of half as many;
 * 8 and the 4 behind them are the window.
 */
static size_t winnow(const uint64_t *value, size_t n, uint64_t *out)
{
	const size_t windows = n - ND_WINNOW_WINDOW + 1;
	__m512i x = _mm512_loadu_si512(value + 8), two = SMALLER(_mm512_loadu_si512(value), x, 1);
	__m512i next = _mm512_loadu_si512(value + 16), next_two = SMALLER(x, next, 1);
	__m512i four = SMALLER(two, next_two, 2), last = _mm512_setzero_si512();
	size_t kept = 0;

	for (size_t i = 0; i < windows; i += 8) {
		const unsigned there = _bzhi_u32(0xff, windows - i < 8 ? (unsigned)(windows - i) : 8);
		__m512i next_four, least;
		unsigned others;

		x = next;
		next = _mm512_loadu_si512(value + i + 24);
		two = next_two;
		next_two = SMALLER(x, next, 1);
		next_four = SMALLER(two, next_two, 2);
		least = _mm512_min_epu64(SMALLER(four, next_four, 4), next_four);
		others = _mm512_cmpneq_epu64_mask(least, _mm512_alignr_epi64(least, last, 7)) | !i;
		_mm512_storeu_si512(out + kept,
				    _mm512_maskz_compress_epi64((__mmask8)(others & there), least));
		kept += (size_t)_mm_popcnt_u32(others & there);
		four = next_four;
		last = least;
	}
	return kept;
}

/* XXH3's mix16B() at token 'at' of eight shingles. */
static inline __m512i mix(const uint64_t *token, size_t at, size_t secret, __m512i seed)
{
	return fold_products(
		_mm512_xor_si512(_mm512_loadu_si512(token + at),
				 _mm512_add_epi64(secret_at(secret), seed)),
		_mm512_xor_si512(_mm512_loadu_si512(token + at + 1),
				 _mm512_sub_epi64(secret_at(secret + 8), seed)));
}

/* Shingles hashed by the scalar multiplier, which is free, beside eight in vectors: 9 % off the
 * time; four of them are more than it can do in that time. */
#define BESIDE 2

/* XXH3 of 24 to 128 bytes, eight shingles at a time: lanes overlap as shingles do in the text. */
static inline void hash_long_shingles(const uint64_t *token, size_t n, unsigned w, uint64_t seed,
				      uint64_t *out)
{
	const __m512i seeds = _mm512_set1_epi64((long long)seed);
	const unsigned steps = (w - 1) / 4 + 1;
	const __m512i start = _mm512_set1_epi64((long long)(w * 8 * 0x9E3779B185EBCA87u));

	for (size_t i = 0; i < n; i += 8 + BESIDE) {
		__m512i sum = start;

		for (unsigned s = 0; s < steps; s++) {
			sum = _mm512_add_epi64(sum, mix(token + i, 2 * s, 32 * s, seeds));
			sum = _mm512_add_epi64(sum, mix(token + i, w - 2 * (s + 1), 32 * s + 16, seeds));
		}
		_mm512_storeu_si512(out + i, avalanche(sum));
		long_shingles_loop(token + i + 8, BESIDE, w, seed, out + i + 8);
	}
}

static void hash_shingles(const uint64_t *token, size_t n, unsigned w, uint64_t seed,
			  uint64_t *out)
{
	hash_shingles_by(hash_long_shingles, token, n, w, seed, out);
}

static uint64_t hash_sequence(const uint64_t *value, size_t n)
{
	const __m512i multiplier = _mm512_set1_epi64((long long)0x9e3779b97f4a7c15u);
	__m512i lanes = _mm512_setzero_si512();
	uint64_t lane[8];

	for (size_t i = 0; i < n; i += 8) {
		const __mmask8 there = (__mmask8)_bzhi_u64(UINT64_MAX, n - i < 8 ? (unsigned)(n - i) : 8);

		lanes = _mm512_mask_add_epi64(lanes, there, lanes, _mm512_maskz_loadu_epi64(there, value + i));
		lanes = _mm512_mask_mullo_epi64(lanes, there, lanes, multiplier);
	}
	_mm512_storeu_si512(lane, lanes);
	return nd_hash_lanes(lane, n);
}

#endif
