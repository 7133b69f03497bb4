/*
 * avx512.c - 64 bytes or 8 hashes at a time
 *
 * VBMI looks all 64 bytes of a block up in a table of 128 with one instruction,
 * which folds them and says which are in words; VBMI2 packs the places of the
 * words' ends to the front of a register.  (Packing into memory instead, with
 * the compressing store, is 27 times slower on Zen 4.)  A last block that is
 * not full is loaded and stored under a mask: nothing is read beyond the text.
 */
#ifdef __AVX512VBMI2__
#include <immintrin.h>

#include "kernel/avx512_hash.h"
#include "kernel/event_loops.h"

#define HARD 1			/* folded byte of what has to be left to the charmap; 0: a break */

/* Store where 'bits' are set, plus 'offset', at 'to' (room for ND_SLACK more); returns the next place. */
static inline uint32_t *put_places(uint64_t bits, uint32_t offset, uint32_t *to)
{
	static const uint8_t places[ND_BLOCK] = {
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
		24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45,
		46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
	};
	const __m512i packed = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(places));
	const __m512i add = _mm512_set1_epi32((int)offset);
	const int n = __builtin_popcountll(bits);

	_mm512_storeu_si512(to, _mm512_add_epi32(add,
		_mm512_cvtepu8_epi32(_mm512_castsi512_si128(packed))));
	if (n > 16)		/* never more than 32: a place between two words has a break */
		_mm512_storeu_si512(to + 16, _mm512_add_epi32(add,
			_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(packed, 1))));
	return to + n;
}

static inline uint64_t is(__m512i bytes, int byte)
{
	return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)byte));
}

/* Bytes from 'first' on, 'n' of them: what is subtracted goes round below them. */
static inline uint64_t is_among(__m512i bytes, int first, int n)
{
	return _mm512_cmplt_epu8_mask(_mm512_sub_epi8(bytes, _mm512_set1_epi8((char)first)),
				      _mm512_set1_epi8((char)n));
}

/* Bytes that have this bit. */
static inline uint64_t has(__m512i bytes, int bit)
{
	return _mm512_test_epi8_mask(bytes, _mm512_set1_epi8((char)bit));
}

/* The bytes i + ahead of a block of 'left' bytes, so far as they are there: mostly all. */
static inline __m512i load_ahead(const uint8_t *text, size_t left, unsigned ahead)
{
	if (left >= ND_BLOCK + ahead)
		return _mm512_loadu_si512(text + ahead);
	return _mm512_maskz_loadu_epi8(
		_bzhi_u64(UINT64_MAX, left < ahead ? 0 : (unsigned)(left - ahead)), text + ahead);
}

/* Characters at the end of a full block that go on behind it: how many bytes are before them. */
static inline unsigned whole_characters(__m512i x)
{
	const uint64_t leads = _mm512_cmpge_epu8_mask(x, _mm512_set1_epi8((char)0xc0));
	const uint64_t long_leads = _mm512_cmpge_epu8_mask(x, _mm512_set1_epi8((char)0xe0));

	const unsigned two = (unsigned)(long_leads >> 62) & 1;

	return 64 - 2 * two - ((unsigned)(leads >> 63) & ~two);	/* no branch: it would be a toss-up */
}

/*
 * Fold a block that is not all ASCII.  y is what the ASCII table makes of x.
 * The characters of two bytes take one lookup for each first byte that occurs,
 * seldom more than two in a block; of those of three bytes only punctuation,
 * E2 80, is looked up.  Whatever remains is HARD.
 */
static inline __m512i fold_wide_block(const struct nd_fold *fold, const uint8_t *text, __m512i x,
				      __m512i next, __m512i after, __m512i y)
{
	const uint64_t wide = _mm512_movepi8_mask(x);
	const uint64_t goes_on = _mm512_cmplt_epi8_mask(next, _mm512_set1_epi8((char)0xc0));
	const uint64_t goes_further = _mm512_cmplt_epi8_mask(after, _mm512_set1_epi8((char)0xc0));
	const uint64_t mark = _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8((char)0xe2)) &
			      _mm512_cmpeq_epi8_mask(next, _mm512_set1_epi8((char)0x80)) & goes_further;
	__m512i v = _mm512_mask_mov_epi8(y, wide, _mm512_set1_epi8(HARD));

	for (uint64_t leads = goes_on & _mm512_cmpeq_epi8_mask(
		     _mm512_and_si512(x, _mm512_set1_epi8((char)0xe0)), _mm512_set1_epi8((char)0xc0)); leads;) {
		const uint8_t lead = text[_tzcnt_u64(leads)];
		const uint64_t same = leads & _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8((char)lead));

		v = _mm512_mask_permutexvar_epi8(v, same, next, _mm512_loadu_si512(fold->first[lead & 0x1f]));
		v = _mm512_mask_permutexvar_epi8(v, same << 1, x, _mm512_loadu_si512(fold->second[lead & 0x1f]));
		leads &= ~same;
	}
	/* a break is 0 and what is hard 1 in 'mark', too */
	v = _mm512_mask_permutexvar_epi8(v, mark, after, _mm512_loadu_si512(fold->mark[0]));
	return _mm512_mask_mov_epi8(v, mark << 1 | mark << 2, _mm512_setzero_si512());
}

/*
 * What fold_wide_block() left in a block that has E3 or more: Han, which stays as
 * it is and whose first bytes are *han, and the punctuation that goes with it.
 */
static inline __m512i fold_east(const struct nd_fold *fold, __m512i x, __m512i next, __m512i after,
				__m512i v, uint64_t *han)
{
	const uint64_t whole = _mm512_cmplt_epi8_mask(next, _mm512_set1_epi8((char)0xc0)) &
			       _mm512_cmplt_epi8_mask(after, _mm512_set1_epi8((char)0xc0));
	const uint64_t low = is(x, 0xe4) & is_among(next, 0x80, 0x38);
	const uint64_t high = is(x, 0xe9) & is(next, 0xbf);
	const uint64_t ideographic = is(x, 0xe3) & is(next, 0x80) & whole;
	const uint64_t fullwidth = is(x, 0xef) & is(next, 0xbc) & whole;
	const uint64_t mark = ideographic | fullwidth;

	*han = is_among(x, 0xe4, 6) & whole & ~low & ~high;
	v = _mm512_mask_mov_epi8(v, *han | *han << 1 | *han << 2, x);
	v = _mm512_mask_permutexvar_epi8(v, ideographic, after, _mm512_loadu_si512(fold->mark[1]));
	v = _mm512_mask_permutexvar_epi8(v, fullwidth, after, _mm512_loadu_si512(fold->mark[2]));
	return _mm512_mask_mov_epi8(v, mark << 1 | mark << 2, _mm512_setzero_si512());
}

static size_t find_words(const struct nd_fold *fold, const char *text, size_t from, size_t n,
			 uint32_t base, struct nd_spans *spans)
{
	const __m512i ascii_low = _mm512_loadu_si512(fold->ascii), ascii_high = _mm512_loadu_si512(fold->ascii + 64);
	struct nd_spans found = *spans;	/* in registers: any byte that is stored might be in *spans */

	while (from < n) {
		const uint8_t *const at = (const uint8_t *)text + from;
		const size_t left = n - from;
		const __m512i x = load_ahead(at, left, 0);
		unsigned done = left < ND_BLOCK ? (unsigned)left : ND_BLOCK;
		__m512i v = _mm512_permutex2var_epi8(ascii_low, x, ascii_high);
		uint64_t word, han = 0, hard = 0;

		if (_mm512_movepi8_mask(x)) {
			const __m512i next = load_ahead(at, left, 1), after = load_ahead(at, left, 2);

			v = fold_wide_block(fold, at, x, next, after, v);
			if (_mm512_cmpge_epu8_mask(x, _mm512_set1_epi8((char)0xe3)))
				v = fold_east(fold, x, next, after, v, &han);
			if (left >= ND_BLOCK)
				done = whole_characters(x);
			hard = _bzhi_u64(_mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(HARD)), done);
			if (__builtin_expect(hard != 0, 0))	/* the next block need not wait for it */
				done = (unsigned)_tzcnt_u64(hard);
			han = _bzhi_u64(han, done);
		}
		_mm512_storeu_si512(found.folded + base + from, v);
		word = _mm512_cmpgt_epu8_mask(v, _mm512_set1_epi8(HARD));
		add_words(&found, &(struct block){ word, done, hard != 0, han },
			  base + (uint32_t)from, put_places);
		from += done;
		if (hard)
			break;
	}
	*spans = found;
	return from;
}

enum { WORD = 1, BLANK = 2, LINE = 4, STOP = 8 };

/* What ASCII is to a unit. */
static const uint8_t mark_classes[128] = {
	[0 ... '\n' - 1] = BLANK, ['\n'] = BLANK | LINE, ['\n' + 1 ... '\r' - 1] = BLANK,
	['\r'] = BLANK | LINE, ['\r' + 1 ... ' '] = BLANK,
	['.'] = STOP, ['!'] = STOP, ['?'] = STOP,
	['0' ... '9'] = WORD, ['A' ... 'Z'] = WORD, ['a' ... 'z'] = WORD,
};

static void mark(const char *text, size_t n, struct nd_marks *marks)
{
	const __m512i low = _mm512_loadu_si512(mark_classes), high = _mm512_loadu_si512(mark_classes + 64);

	for (size_t i = 0; i < n; i += ND_BLOCK) {
		const __m512i x = load_ahead((const uint8_t *)text + i, n - i, 0);
		const uint64_t there = _bzhi_u64(UINT64_MAX, n - i < ND_BLOCK ? (unsigned)(n - i) : ND_BLOCK);
		const __m512i class = _mm512_permutex2var_epi8(low, x, high);
		const uint64_t wide = _mm512_movepi8_mask(x), plain = there & ~wide;

		*marks++ = (struct nd_marks){
			.word = wide | (has(class, WORD) & plain),
			.blank = has(class, BLANK) & plain,
			.line = has(class, LINE) & plain,
			.stop = has(class, STOP) & plain,
			.lead = !wide ? 0 : is(x, 0xd8) | is(x, 0xdb) | is(x, 0xe0) |
				is_among(x, 0xe2, 2) | is(x, 0xef),
		};
	}
}

static size_t copy_plain(const char *from, size_t n, char *to, uint64_t *wide)
{
	for (size_t i = 0; i < n; i += ND_BLOCK) {
		const __m512i x = _mm512_loadu_si512(from + i);
		const uint64_t found = is(x, '"') | is(x, '\\') | is_among(x, 0, ' ');

		*wide |= _mm512_movepi8_mask(x);
		_mm512_storeu_si512(to + i, x);
		if (found) {
			const size_t at = i + _tzcnt_u64(found);

			return at < n ? at : n;
		}
	}
	return n;
}

/* The low two bytes of 64 keys: all first bytes, all second bytes. */
static inline void take_bytes(const uint32_t *key, __mmask64 there, __m512i *first, __m512i *second)
{
	const __m512i a = _mm512_maskz_loadu_epi32((__mmask16)there, key);
	const __m512i b = _mm512_maskz_loadu_epi32((__mmask16)(there >> 16), key + 16);
	const __m512i c = _mm512_maskz_loadu_epi32((__mmask16)(there >> 32), key + 32);
	const __m512i d = _mm512_maskz_loadu_epi32((__mmask16)(there >> 48), key + 48);
	/* bytes 0, 4, 8, ... of two registers, then bytes 1, 5, 9, ... */
	const __m512i every = _mm512_set_epi8(
		125, 121, 117, 113, 109, 105, 101, 97, 93, 89, 85, 81, 77, 73, 69, 65,
		61, 57, 53, 49, 45, 41, 37, 33, 29, 25, 21, 17, 13, 9, 5, 1,
		124, 120, 116, 112, 108, 104, 100, 96, 92, 88, 84, 80, 76, 72, 68, 64,
		60, 56, 52, 48, 44, 40, 36, 32, 28, 24, 20, 16, 12, 8, 4, 0);
	const __m512i low = _mm512_permutex2var_epi8(a, every, b);
	const __m512i high = _mm512_permutex2var_epi8(c, every, d);

	*first = _mm512_shuffle_i64x2(low, high, 0x44);
	*second = _mm512_shuffle_i64x2(low, high, 0xee);
}

/*
 * The board is 1,024 bytes in 16 registers.  Of the 13 bits of a key the lowest
 * 3 are the bit in the byte, 7 its place in two registers, 3 say which two:
 * look all eight pairs of registers up and choose.  64 keys take 20 cycles.
 */
static inline __mmask64 on_board(const __m512i board[16], __m512i first, __m512i second)
{
	const __m512i place = _mm512_or_si512(
		_mm512_and_si512(_mm512_srli_epi16(first, 3), _mm512_set1_epi8(0x1f)),
		_mm512_and_si512(_mm512_slli_epi16(second, 5), _mm512_set1_epi8(0x60)));
	const __m512i bit = _mm512_shuffle_epi8(_mm512_set1_epi64((long long)0x8040201008040201u),
						_mm512_and_si512(first, _mm512_set1_epi8(7)));
	const __mmask64 by4 = _mm512_test_epi8_mask(second, _mm512_set1_epi8(4));
	const __mmask64 by8 = _mm512_test_epi8_mask(second, _mm512_set1_epi8(8));
	const __mmask64 by16 = _mm512_test_epi8_mask(second, _mm512_set1_epi8(16));
	__m512i found[8];

	for (int i = 0; i < 8; i++)
		found[i] = _mm512_permutex2var_epi8(board[2 * i], place, board[2 * i + 1]);
	for (int i = 0; i < 4; i++)
		found[i] = _mm512_mask_blend_epi8(by4, found[2 * i], found[2 * i + 1]);
	found[0] = _mm512_mask_blend_epi8(by8, found[0], found[1]);
	found[1] = _mm512_mask_blend_epi8(by8, found[2], found[3]);
	return _mm512_test_epi8_mask(_mm512_mask_blend_epi8(by16, found[0], found[1]), bit);
}

/* Store where 'bits' are set, plus 'offset', at 'to': room for 64. */
static inline uint32_t *put_all_places(uint64_t bits, uint32_t offset, uint32_t *to)
{
	to = put_places(bits & UINT32_MAX, offset, to);
	return put_places(bits >> 32, offset + 32, to);
}

static size_t sift(const uint64_t *board, const uint32_t *key, size_t n, uint32_t *place)
{
	__m512i rows[16];
	uint32_t *at = place;

	for (int i = 0; i < 16; i++)
		rows[i] = _mm512_loadu_si512(board + i * 8);
	for (size_t i = 0; i < n; i += ND_BLOCK) {
		const __mmask64 there = _bzhi_u64(UINT64_MAX, n - i < ND_BLOCK ? (unsigned)(n - i) : ND_BLOCK);
		__m512i first, second;

		take_bytes(key + i, there, &first, &second);
		at = put_all_places(on_board(rows, first, second) & there, (uint32_t)i, at);
	}
	return (size_t)(at - place);
}

static size_t sift_halves(const uint64_t *board, const uint16_t *half, size_t n, uint32_t *place)
{
	const __m512i every = _mm512_set_epi8(
		126, 124, 122, 120, 118, 116, 114, 112, 110, 108, 106, 104, 102, 100, 98, 96,
		94, 92, 90, 88, 86, 84, 82, 80, 78, 76, 74, 72, 70, 68, 66, 64,
		62, 60, 58, 56, 54, 52, 50, 48, 46, 44, 42, 40, 38, 36, 34, 32,
		30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0);
	const __m512i other = _mm512_or_si512(every, _mm512_set1_epi8(1));
	__m512i rows[16];
	uint32_t *at = place;

	for (int i = 0; i < 16; i++)
		rows[i] = _mm512_loadu_si512(board + i * 8);
	for (size_t i = 0; i < n; i += ND_BLOCK) {
		const __mmask64 there = _bzhi_u64(UINT64_MAX, n - i < ND_BLOCK ? (unsigned)(n - i) : ND_BLOCK);
		const __m512i a = _mm512_maskz_loadu_epi16((__mmask32)there, half + i);
		const __m512i b = _mm512_maskz_loadu_epi16((__mmask32)(there >> 32), half + i + 32);

		at = put_all_places(on_board(rows, _mm512_permutex2var_epi8(a, every, b),
					     _mm512_permutex2var_epi8(a, other, b)) & there,
				    (uint32_t)i, at);
	}
	return (size_t)(at - place);
}

/* The compiler turns the portable loop inside out: it took ten times as long as this. */
static void take_steps(const float *boundary, unsigned n, const float figure[ND_ROWS],
		       uint8_t step[ND_ROWS])
{
	enum { PARTS = ND_ROWS / 16 };
	const __m512i one = _mm512_set1_epi32(1);
	__m512i below[PARTS];
	__m512 x[PARTS];

	for (int i = 0; i < PARTS; i++) {
		x[i] = _mm512_loadu_ps(figure + i * 16);
		below[i] = _mm512_setzero_si512();
	}
	for (unsigned k = 0; k < n; k++) {
		const __m512 limit = _mm512_set1_ps(boundary[k]);

		for (int i = 0; i < PARTS; i++)
			below[i] = _mm512_mask_add_epi32(below[i],
							 _mm512_cmp_ps_mask(x[i], limit, _CMP_GT_OQ),
							 below[i], one);
	}
	for (int i = 0; i < PARTS; i++)
		_mm_storeu_si128((__m128i *)(step + i * 16), _mm512_cvtepi32_epi8(below[i]));
}

_Static_assert(ND_ROWS == 64 && ND_TREE_LEAVES == 32, "rows are the bits of a mask, leaves one register");

/* The leaf that each pair reaches; as walk_tree() in event_loops.h, a bit a pair in masks. */
static inline __m512i walk_tree_by_masks(const struct nd_event_node *node,
					 const uint8_t (*step)[ND_ROWS])
{
	const __m512i one = _mm512_set1_epi8(1);
	__m512i leaf = _mm512_setzero_si512();
	uint64_t went[ND_TREE_DEPTH], would[ND_TREE_LEAVES / 2];

	#pragma GCC unroll 5
	for (int level = 0; level < ND_TREE_DEPTH; level++) {
		const int width = 1 << level;

		#pragma GCC unroll 16
		for (int i = 0; i < width; i++, node++)
			would[i] = _mm512_cmpgt_epu8_mask(_mm512_loadu_si512(step[node->figure]),
							  _mm512_set1_epi8((char)node->step));
		#pragma GCC unroll 5
		for (int above = 0; above < level; above++) {
			const int half = width >> (above + 1);

			#pragma GCC unroll 8
			for (int i = 0; i < half; i++)
				would[i] ^= (would[i] ^ would[i + half]) & went[above];
		}
		went[level] = would[0];
		leaf = _mm512_add_epi8(leaf, leaf);
		leaf = _mm512_mask_add_epi8(leaf, would[0], leaf, one);
	}
	return leaf;
}

static void walk_trees(const struct nd_event_node *node, const int16_t *leaf, unsigned n,
		       const uint8_t (*step)[ND_ROWS], int32_t sum[ND_ROWS])
{
	__m512i sums[4];

	for (int i = 0; i < 4; i++)
		sums[i] = _mm512_loadu_si512(sum + 16 * i);
	for (unsigned t = 0; t < n; t++) {
		const __m512i reached = walk_tree_by_masks(node + t * ND_TREE_NODES, step);
		const __m512i leaves = _mm512_loadu_si512(leaf + t * ND_TREE_LEAVES);
		const __m512i low = _mm512_permutexvar_epi16(
			_mm512_cvtepu8_epi16(_mm512_castsi512_si256(reached)), leaves);
		const __m512i high = _mm512_permutexvar_epi16(
			_mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(reached, 1)), leaves);

		sums[0] = _mm512_add_epi32(sums[0], _mm512_cvtepi16_epi32(
			_mm512_castsi512_si256(low)));
		sums[1] = _mm512_add_epi32(sums[1], _mm512_cvtepi16_epi32(
			_mm512_extracti64x4_epi64(low, 1)));
		sums[2] = _mm512_add_epi32(sums[2], _mm512_cvtepi16_epi32(
			_mm512_castsi512_si256(high)));
		sums[3] = _mm512_add_epi32(sums[3], _mm512_cvtepi16_epi32(
			_mm512_extracti64x4_epi64(high, 1)));
	}
	for (int i = 0; i < 4; i++)
		_mm512_storeu_si512(sum + 16 * i, sums[i]);
}

const struct nd_kernels nd_kernels_avx512 = {
	.name = "avx512",
	.find_words = find_words,
	.hash_words = hash_words,
	.hash_shingles = hash_shingles,
	.space_out = space_out,
	.winnow = winnow,
	.hash_sequence = hash_sequence,
	.minhash = minhash_loop,
	.mark = mark,
	.copy_plain = copy_plain,
	.intersect = intersect_loop,
	.sift = sift,
	.sift_halves = sift_halves,
	.add_terms = add_terms_loop,
	.take_steps = take_steps,
	.take_logs = take_logs_loop,
	.walk_trees = walk_trees,
};
#endif
