/*
 * avx2.c - 32 bytes at a time
 *
 * AVX2 has no multiplication of 64-bit values: XXH3's are put together from four
 * of 32 bits, for four hashes at once.  The other loops are the portable ones, which
 * the compiler makes vectors of.
 */
#ifdef __AVX2__
#include <immintrin.h>

#include "kernel/event_loops.h"
#include "kernel/hash_loops.h"

/*
 * Bytes that are not in an ASCII set, as 0xff: bit r of rows[l] says that
 * character 16 r + l is in it.  One shuffle looks up the low half of each byte,
 * one the bit of its high half; from 0x80 on the first gives 0.
 */
static inline __m256i outside(__m256i bytes, __m256i rows)
{
	const __m256i row_bits = _mm256_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0,
						  1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0);
	const __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0x0f));
	const __m256i in = _mm256_and_si256(_mm256_shuffle_epi8(rows, bytes),
					    _mm256_shuffle_epi8(row_bits, high));

	return _mm256_cmpeq_epi8(in, _mm256_setzero_si256());
}

static inline uint32_t mask_of(__m256i bytes)
{
	return (uint32_t)_mm256_movemask_epi8(bytes);
}

/* Fold 32 bytes of ASCII; returns which are in words. */
static inline uint32_t fold_half(__m256i bytes, __m256i words, __m256i capitals, uint8_t *folded)
{
	const __m256i small = _mm256_andnot_si256(outside(bytes, capitals), _mm256_set1_epi8(0x20));

	_mm256_storeu_si256((__m256i *)folded, _mm256_or_si256(bytes, small));
	return ~mask_of(outside(bytes, words));
}

static inline __m256i load_rows(const uint8_t rows[16])
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)rows));
}

/*
 * Eight places at once, whether there are as many or not: there are 10 words in a block, and where
 * a loop over them ends cannot be guessed.
 */
static inline uint32_t *put_places(uint64_t bits, uint32_t offset, uint32_t *to)
{
	const int n = __builtin_popcountll(bits);

	for (int i = 0; i < n; i += 8)
		for (int k = 0; k < 8; k++) {
			to[i + k] = offset + (uint32_t)_tzcnt_u64(bits);
			bits = _blsr_u64(bits);
		}
	return to + n;
}

static size_t find_words(const struct nd_fold *fold, const char *text, size_t from, size_t n,
			 uint32_t base, struct nd_spans *spans)
{
	const __m256i words = load_rows(fold->word_rows), capitals = load_rows(fold->capital_rows);
	const uint8_t *const bytes = (const uint8_t *)text;
	struct nd_spans found = *spans;	/* in registers: any byte that is stored might be in *spans */
	struct block block = { 0 };

	for (; from < n && !block.hard; from += block.done) {
		uint8_t *const folded = found.folded + base + from;
		uint64_t word, wide;

		if (n - from < ND_BLOCK) {	/* the last bytes of a text: one by one */
			block = fold_block(fold, bytes + from, n - from, folded);
		} else {
			const __m256i low = _mm256_loadu_si256((const __m256i *)(bytes + from));
			const __m256i high = _mm256_loadu_si256((const __m256i *)(bytes + from + 32));

			word = fold_half(low, words, capitals, folded) |
			       (uint64_t)fold_half(high, words, capitals, folded + 32) << 32;
			wide = mask_of(low) | (uint64_t)mask_of(high) << 32;
			block = fold_wide(fold, bytes + from, n - from, folded, word, wide, ND_BLOCK);
		}
		add_words(&found, &block, base + (uint32_t)from, put_places);
	}
	*spans = found;
	return from;
}

/* XXH3's mul128_fold64() of four pairs: the halves of the 128-bit products, xored. */
static inline __m256i fold_products(__m256i a, __m256i b)
{
	const __m256i low = _mm256_set1_epi64x(0xffffffff);
	const __m256i a_high = _mm256_srli_epi64(a, 32), b_high = _mm256_srli_epi64(b, 32);
	const __m256i ll = _mm256_mul_epu32(a, b), hl = _mm256_mul_epu32(a_high, b);
	const __m256i lh = _mm256_mul_epu32(a, b_high), hh = _mm256_mul_epu32(a_high, b_high);
	const __m256i middle = _mm256_add_epi64(hl, _mm256_srli_epi64(ll, 32));
	const __m256i cross = _mm256_add_epi64(lh, _mm256_and_si256(middle, low));
	const __m256i high = _mm256_add_epi64(_mm256_add_epi64(hh, _mm256_srli_epi64(middle, 32)),
					      _mm256_srli_epi64(cross, 32));

	return _mm256_xor_si256(high, _mm256_or_si256(_mm256_slli_epi64(cross, 32),
						      _mm256_and_si256(ll, low)));
}

static inline __m256i avalanche(__m256i x)
{
	const __m256i prime = _mm256_set1_epi64x(0x165667919E3779F9);
	__m256i cross;

	x = _mm256_xor_si256(x, _mm256_srli_epi64(x, 37));
	cross = _mm256_add_epi64(_mm256_mul_epu32(_mm256_srli_epi64(x, 32), prime),
				 _mm256_mul_epu32(x, _mm256_srli_epi64(prime, 32)));
	x = _mm256_add_epi64(_mm256_mul_epu32(x, prime), _mm256_slli_epi64(cross, 32));
	return _mm256_xor_si256(x, _mm256_srli_epi64(x, 32));
}

static inline __m256i secret_at(size_t offset)
{
	return _mm256_set1_epi64x((long long)nd_xxh3_secret(offset));
}

/* The first 16 bytes of two words. */
static inline __m256i load_pair(const uint8_t *at, const uint8_t *other)
{
	return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)at)),
				       _mm_loadu_si128((const __m128i *)other), 1);
}

/*
 * Four words of at most 16 bytes: XXH3 of 16 bytes (XXH3_len_9to16_64b) padded
 * with zeros, the length as its seed, in four lanes: words 0, 1, 2, 3.
 */
static inline __m256i hash_four(const uint8_t *folded, const uint32_t *begin, __m128i lengths)
{
	const __m256i ones = _mm256_set1_epi64x(-1);
	const __m256i swap = _mm256_broadcastsi128_si256(
		_mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
	const __m256i even = load_pair(folded + begin[0], folded + begin[2]);
	const __m256i odd = load_pair(folded + begin[1], folded + begin[3]);
	const __m256i length = _mm256_cvtepu32_epi64(lengths);
	const __m128i eight = _mm_set1_epi32(8);
	const __m256i beyond = _mm256_cvtepu32_epi64(_mm_sub_epi32(_mm_max_epu32(lengths, eight), eight));
	/* a shift by 64 or more leaves nothing, so what follows the word is cleared */
	const __m256i low = _mm256_andnot_si256(_mm256_sllv_epi64(ones, _mm256_slli_epi64(length, 3)),
						_mm256_unpacklo_epi64(even, odd));
	const __m256i high = _mm256_andnot_si256(_mm256_sllv_epi64(ones, _mm256_slli_epi64(beyond, 3)),
						 _mm256_unpackhi_epi64(even, odd));
	const __m256i flip_low = _mm256_xor_si256(secret_at(24), secret_at(32));
	const __m256i flip_high = _mm256_xor_si256(secret_at(40), secret_at(48));
	const __m256i a = _mm256_xor_si256(low, _mm256_add_epi64(flip_low, length));
	const __m256i b = _mm256_xor_si256(high, _mm256_sub_epi64(flip_high, length));

	return avalanche(_mm256_add_epi64(
		_mm256_add_epi64(_mm256_set1_epi64x(16), _mm256_shuffle_epi8(a, swap)),
		_mm256_add_epi64(b, fold_products(a, b))));
}

static void hash_words(const uint8_t *folded, const uint32_t *begin, const uint32_t *end,
		       size_t n, uint64_t *out)
{
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		const __m128i lengths = _mm_sub_epi32(_mm_loadu_si128((const __m128i *)(end + i)),
						      _mm_loadu_si128((const __m128i *)(begin + i)));
		unsigned longer = (unsigned)_mm_movemask_ps(_mm_castsi128_ps(
			_mm_cmpgt_epi32(lengths, _mm_set1_epi32(ND_SHORT_KEY))));

		_mm256_storeu_si256((__m256i *)(out + i), hash_four(folded, begin + i, lengths));
		for (; longer; longer &= longer - 1) {	/* 1 word in 10,000 of English */
			const size_t j = i + (size_t)__builtin_ctz(longer);

			hash_words_loop(folded, begin + j, end + j, 1, out + j);
		}
	}
	hash_words_loop(folded, begin + i, end + i, n - i, out + i);
}

/* XXH3's mix16B() at token 'at' of four shingles. */
static inline __m256i mix(const uint64_t *token, size_t at, size_t secret, __m256i seed)
{
	const __m256i first = _mm256_loadu_si256((const __m256i *)(token + at));
	const __m256i second = _mm256_loadu_si256((const __m256i *)(token + at + 1));

	return fold_products(
		_mm256_xor_si256(first, _mm256_add_epi64(secret_at(secret), seed)),
		_mm256_xor_si256(second, _mm256_sub_epi64(secret_at(secret + 8), seed)));
}

/*
 * XXH3 of 24 to 128 bytes, four shingles at a time: lanes overlap as shingles do in the text.  A
 * fifth one is hashed by the scalar multiplier, which is free: 10 % off the time.
 */
static inline void hash_long_shingles(const uint64_t *token, size_t n, unsigned w, uint64_t seed,
				      uint64_t *out)
{
	const __m256i seeds = _mm256_set1_epi64x((long long)seed);
	const __m256i start = _mm256_set1_epi64x((long long)(w * 8 * 0x9E3779B185EBCA87u));
	const unsigned steps = (w - 1) / 4 + 1;

	for (size_t i = 0; i < n; i += 5) {
		__m256i sum = start;

		for (unsigned s = 0; s < steps; s++) {
			sum = _mm256_add_epi64(sum, mix(token + i, 2 * s, 32 * s, seeds));
			sum = _mm256_add_epi64(sum, mix(token + i, w - 2 * (s + 1), 32 * s + 16, seeds));
		}
		_mm256_storeu_si256((__m256i *)(out + i), avalanche(sum));
		long_shingles_loop(token + i + 4, 1, w, seed, out + i + 4);
	}
}

static void hash_shingles(const uint64_t *token, size_t n, unsigned w, uint64_t seed,
			  uint64_t *out)
{
	hash_shingles_by(hash_long_shingles, token, n, w, seed, out);
}

static inline __m256i is(__m256i bytes, int byte)
{
	return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8((char)byte));
}

/* Bytes from 'first' on, 'n' of them: what is subtracted goes round below them. */
static inline __m256i is_among(__m256i bytes, int first, int n)
{
	const __m256i from = _mm256_sub_epi8(bytes, _mm256_set1_epi8((char)first));

	return _mm256_cmpeq_epi8(_mm256_min_epu8(from, _mm256_set1_epi8((char)(n - 1))), from);
}

static inline uint32_t leads_of(__m256i x)
{
	return mask_of(_mm256_or_si256(
		_mm256_or_si256(_mm256_or_si256(is(x, 0xd8), is(x, 0xdb)),
				_mm256_or_si256(is(x, 0xe0), is(x, 0xef))),
		is_among(x, 0xe2, 2)));
}

/* Mark 32 bytes in the lower halves of the masks. */
static inline struct nd_marks mark_half(__m256i x)
{
	const __m256i letters = is_among(_mm256_or_si256(x, _mm256_set1_epi8(0x20)), 'a', 26);
	const __m256i stops = _mm256_or_si256(is(x, '.'), _mm256_or_si256(is(x, '!'), is(x, '?')));
	const uint32_t wide = mask_of(x);

	return (struct nd_marks){
		.word = wide | mask_of(_mm256_or_si256(letters, is_among(x, '0', 10))),
		.blank = mask_of(is_among(x, 0, ' ' + 1)),
		.line = mask_of(_mm256_or_si256(is(x, '\n'), is(x, '\r'))),
		.stop = mask_of(stops),
		.lead = wide ? leads_of(x) : 0,
	};
}

static void mark(const char *text, size_t n, struct nd_marks *marks)
{
	size_t i = 0;

	for (; n - i >= ND_BLOCK; i += ND_BLOCK) {
		const __m256i *const at = (const __m256i *)(text + i);
		const struct nd_marks low = mark_half(_mm256_loadu_si256(at));
		const struct nd_marks high = mark_half(_mm256_loadu_si256(at + 1));

		*marks++ = (struct nd_marks){
			low.word | high.word << 32, low.blank | high.blank << 32,
			low.line | high.line << 32, low.stop | high.stop << 32,
			low.lead | high.lead << 32,
		};
	}
	if (i < n)
		mark_loop(text + i, n - i, marks);
}

static size_t copy_plain(const char *from, size_t n, char *to, uint64_t *wide)
{
	for (size_t i = 0; i < n; i += 32) {
		const __m256i x = _mm256_loadu_si256((const __m256i *)(from + i));
		const uint32_t found = mask_of(_mm256_or_si256(
			_mm256_or_si256(is(x, '"'), is(x, '\\')), is_among(x, 0, ' ')));

		*wide |= mask_of(x);
		_mm256_storeu_si256((__m256i *)(to + i), x);
		if (found) {
			const size_t at = i + _tzcnt_u32(found);

			return at < n ? at : n;
		}
	}
	return n;
}

/* Put in the place of each of n values the smaller one of it and the one 'by' behind it. */
static inline void take_smaller(const uint64_t *value, size_t n, size_t by, uint64_t *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = value[i] < value[i + by] ? value[i] : value[i + by];
}

/* The smallest of 2, 4, 8 and 12 in a row, which the compiler makes vectors of. */
static size_t winnow(const uint64_t *value, size_t n, uint64_t *out)
{
	const size_t windows = n - ND_WINNOW_WINDOW + 1;
	size_t kept = 0;

	take_smaller(value, n - 1, 1, out);
	take_smaller(out, n - 3, 2, out);
	take_smaller(out, n - 7, 4, out);
	take_smaller(out, windows, 4, out);
	for (size_t i = 1; i < windows; i++) {	/* no branch: one in six or seven is another */
		kept += out[i] != out[kept];
		out[kept] = out[i];
	}
	return kept + 1;
}

const struct nd_kernels nd_kernels_avx2 = {
	.name = "avx2",
	.find_words = find_words,
	.hash_words = hash_words,
	.hash_shingles = hash_shingles,
	.space_out = space_out_loop,
	.winnow = winnow,
	.hash_sequence = nd_hash_sequence,
	.minhash = minhash_loop,
	.mark = mark,
	.copy_plain = copy_plain,
	.intersect = intersect_loop,
	.sift = sift_loop,
	.sift_halves = sift_halves_loop,
	.add_terms = add_terms_loop,
	.take_steps = take_steps_loop,
	.take_logs = take_logs_loop,
	.walk_trees = walk_trees_loop,
};
#endif
