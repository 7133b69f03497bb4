/*
 * avx2.c - 32 bytes at a time
 *
 * AVX2 has no multiplication of 64-bit values, so XXH3 stays scalar here.  The
 * other loops are those of loops.h, which the compiler makes vectors of.
 */
#ifdef __AVX2__
#include <immintrin.h>

#include "kernel/event_loops.h"
#include "kernel/loops.h"

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

/* Fold 32 bytes of ASCII; returns which are in words. */
static inline uint32_t fold_half(__m256i bytes, __m256i words, __m256i capitals, uint8_t *folded)
{
	const __m256i small = _mm256_andnot_si256(outside(bytes, capitals), _mm256_set1_epi8(0x20));

	_mm256_storeu_si256((__m256i *)folded, _mm256_or_si256(bytes, small));
	return ~(uint32_t)_mm256_movemask_epi8(outside(bytes, words));
}

static inline __m256i load_rows(const uint8_t rows[16])
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)rows));
}

static size_t find_words(const struct nd_fold *fold, const char *text, size_t from, size_t n,
			 uint32_t base, struct nd_spans *spans)
{
	const __m256i words = load_rows(fold->word_rows), capitals = load_rows(fold->capital_rows);
	const uint8_t *const bytes = (const uint8_t *)text;
	struct block block = { 0, 0, 0 };

	for (; from < n && !block.hard; from += block.done) {
		uint8_t *const folded = spans->folded + base + from;
		__m256i low, high;

		if (n - from >= ND_BLOCK) {
			low = _mm256_loadu_si256((const __m256i *)(bytes + from));
			high = _mm256_loadu_si256((const __m256i *)(bytes + from + 32));
		}
		/* the last bytes of a text and blocks that are not all ASCII: one by one */
		if (n - from < ND_BLOCK || _mm256_movemask_epi8(_mm256_or_si256(low, high))) {
			block = fold_block(fold, bytes + from, n - from, folded);
		} else {
			block.word = fold_half(low, words, capitals, folded) |
				     (uint64_t)fold_half(high, words, capitals, folded + 32) << 32;
			block.done = ND_BLOCK;
		}
		add_words(spans, &block, base + (uint32_t)from);
	}
	return from;
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

static inline uint32_t mask_of(__m256i bytes)
{
	return (uint32_t)_mm256_movemask_epi8(bytes);
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

static size_t copy_plain(const char *from, size_t n, char *to)
{
	for (size_t i = 0; i < n; i += 32) {
		const __m256i x = _mm256_loadu_si256((const __m256i *)(from + i));
		const uint32_t found = mask_of(_mm256_or_si256(
			_mm256_or_si256(is(x, '"'), is(x, '\\')), is_among(x, 0, ' ')));

		_mm256_storeu_si256((__m256i *)(to + i), x);
		if (found) {
			const size_t at = i + _tzcnt_u32(found);

			return at < n ? at : n;
		}
	}
	return n;
}

const struct nd_kernels nd_kernels_avx2 = {
	.name = "avx2",
	.find_words = find_words,
	.hash_words = hash_words_loop,
	.hash_shingles = hash_shingles_loop,
	.hash_sequence = nd_hash_sequence,
	.minhash = minhash_loop,
	.mark = mark,
	.copy_plain = copy_plain,
	.intersect = intersect_loop,
	.sift = sift_loop,
	.sift_halves = sift_halves_loop,
	.add_terms = add_terms_loop,
	.take_steps = take_steps_loop,
	.walk_trees = walk_trees_loop,
};
#endif
