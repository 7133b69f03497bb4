/*
 * neon.c - ARM: 16 bytes at a time, four of them a block
 *
 * One instruction looks 16 bytes up in a table of 64, which folds ASCII in two.
 * There is no instruction that makes a mask of 64 bytes: each byte keeps the
 * bit of its place, and three rounds of adding neighbours put them together.
 * XXH3 stays scalar, where ARM multiplies 64 by 64 bits in two instructions; the
 * other loops are the portable ones, which the compiler makes vectors of.
 */
#ifdef __aarch64__
#include <arm_neon.h>

#include "kernel/event_loops.h"
#include "kernel/hash_loops.h"

/* A block of text, or of 0xff and 0: yes and no. */
struct vectors {
	uint8x16_t at[4];
};

static inline struct vectors load(const uint8_t *text)
{
	return (struct vectors){ { vld1q_u8(text), vld1q_u8(text + 16), vld1q_u8(text + 32),
				   vld1q_u8(text + 48) } };
}

static inline uint64_t mask_of(struct vectors yes)
{
	static const uint8_t places[16] = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
	const uint8x16_t place = vld1q_u8(places);
	const uint8x16_t low = vpaddq_u8(vandq_u8(yes.at[0], place), vandq_u8(yes.at[1], place));
	const uint8x16_t high = vpaddq_u8(vandq_u8(yes.at[2], place), vandq_u8(yes.at[3], place));
	uint8x16_t sum = vpaddq_u8(low, high);

	sum = vpaddq_u8(sum, sum);
	return vgetq_lane_u64(vreinterpretq_u64_u8(sum), 0);
}

static inline int is_ascii(struct vectors x)
{
	return vmaxvq_u8(vorrq_u8(vorrq_u8(x.at[0], x.at[1]), vorrq_u8(x.at[2], x.at[3]))) < 0x80;
}

static inline uint8x16x4_t table_of(const uint8_t table[64])
{
	return (uint8x16x4_t){ { vld1q_u8(table), vld1q_u8(table + 16), vld1q_u8(table + 32),
				 vld1q_u8(table + 48) } };
}

/* Fold a block of ASCII; returns which bytes are in words; what is beyond ASCII becomes anything. */
static inline uint64_t fold_ascii(uint8x16x4_t low, uint8x16x4_t high, struct vectors x,
				  uint8_t *folded)
{
	struct vectors in_words;

	for (int i = 0; i < 4; i++) {
		/* what is beyond a table becomes 0 */
		const uint8x16_t y = vorrq_u8(vqtbl4q_u8(low, x.at[i]),
					      vqtbl4q_u8(high, vsubq_u8(x.at[i], vdupq_n_u8(64))));

		vst1q_u8(folded + 16 * i, y);
		in_words.at[i] = vcgtq_u8(y, vdupq_n_u8(0));
	}
	return mask_of(in_words);
}

/* Which bytes are beyond ASCII. */
static inline uint64_t wide_of(struct vectors x)
{
	for (int i = 0; i < 4; i++)
		x.at[i] = vcgeq_u8(x.at[i], vdupq_n_u8(0x80));
	return mask_of(x);
}

static size_t find_words(const struct nd_fold *fold, const char *text, size_t from, size_t n,
			 uint32_t base, struct nd_spans *spans)
{
	const uint8x16x4_t low = table_of(fold->ascii), high = table_of(fold->ascii + 64);
	const uint8_t *const bytes = (const uint8_t *)text;
	struct block block = { 0 };

	for (; from < n && !block.hard; from += block.done) {
		uint8_t *const folded = spans->folded + base + from;

		if (n - from < ND_BLOCK) {	/* the last bytes of a text: one by one */
			block = fold_block(fold, bytes + from, n - from, folded);
		} else {
			const struct vectors x = load(bytes + from);
			const uint64_t word = fold_ascii(low, high, x, folded);

			block = fold_wide(fold, bytes + from, n - from, folded, word,
					  is_ascii(x) ? 0 : wide_of(x), ND_BLOCK);
		}
		add_words(spans, &block, base + (uint32_t)from, put_places_loop);
	}
	return from;
}

static inline uint8x16_t is(uint8x16_t x, uint8_t byte)
{
	return vceqq_u8(x, vdupq_n_u8(byte));
}

/* Bytes from 'first' on, 'n' of them: what is subtracted goes round below them. */
static inline uint8x16_t is_among(uint8x16_t x, uint8_t first, uint8_t n)
{
	return vcltq_u8(vsubq_u8(x, vdupq_n_u8(first)), vdupq_n_u8(n));
}

static inline struct nd_marks mark_vectors(struct vectors x)
{
	struct vectors word, blank, line, stop, lead;

	for (int i = 0; i < 4; i++) {
		const uint8x16_t y = x.at[i];

		word.at[i] = vorrq_u8(vcgeq_u8(y, vdupq_n_u8(0x80)), vorrq_u8(is_among(y, '0', 10),
				      is_among(vorrq_u8(y, vdupq_n_u8(0x20)), 'a', 26)));
		blank.at[i] = vcleq_u8(y, vdupq_n_u8(' '));
		line.at[i] = vorrq_u8(is(y, '\n'), is(y, '\r'));
		stop.at[i] = vorrq_u8(is(y, '.'), vorrq_u8(is(y, '!'), is(y, '?')));
		lead.at[i] = vorrq_u8(vorrq_u8(vorrq_u8(is(y, 0xd8), is(y, 0xdb)),
					       vorrq_u8(is(y, 0xe0), is(y, 0xef))),
				      is_among(y, 0xe2, 2));
	}
	return (struct nd_marks){ mask_of(word), mask_of(blank), mask_of(line), mask_of(stop),
				  is_ascii(x) ? 0 : mask_of(lead) };
}

static void mark(const char *text, size_t n, struct nd_marks *marks)
{
	size_t i = 0;

	for (; n - i >= ND_BLOCK; i += ND_BLOCK)
		*marks++ = mark_vectors(load((const uint8_t *)text + i));
	if (i < n)
		mark_loop(text + i, n - i, marks);
}

/* A nibble for each of 16 bytes of 0xff or 0: one instruction makes it, where a bit takes four. */
static inline uint64_t nibbles_of(uint8x16_t yes)
{
	return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(yes), 4)), 0);
}

static size_t copy_plain(const char *from, size_t n, char *to, uint64_t *wide)
{
	for (size_t i = 0; i < n; i += 16) {
		const uint8x16_t x = vld1q_u8((const uint8_t *)from + i);
		const uint64_t found = nibbles_of(vorrq_u8(vorrq_u8(is(x, '"'), is(x, '\\')),
							   is_among(x, 0, ' ')));

		*wide |= vmaxvq_u8(x) & 0x80;
		vst1q_u8((uint8_t *)to + i, x);
		if (found) {
			const size_t at = i + (size_t)__builtin_ctzll(found) / 4;

			return at < n ? at : n;
		}
	}
	return n;
}

const struct nd_kernels nd_kernels_neon = {
	.name = "neon",
	.find_words = find_words,
	.hash_words = hash_words_loop,
	.hash_shingles = hash_shingles_loop,
	.space_out = space_out_loop,
	.winnow = winnow_loop,
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
