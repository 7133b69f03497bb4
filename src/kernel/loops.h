/*
 * loops.h - the kernels of text in plain C: the definition of what each computes
 *
 * All of them are static, so that each file of this folder has its own,
 * compiled for its own instruction set: where the compiler makes good vectors
 * of a loop, a file takes it as it is, else it has a better one.
 */
#ifndef ND_KERNEL_LOOPS_H
#define ND_KERNEL_LOOPS_H

#include <string.h>
#ifdef __SSE2__
#include <immintrin.h>
#endif

#include "base/bits.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "kernel/kernel.h"

#define ND_BLOCK 64		/* bytes of text at once: a bit each in one mask */

/* The lowest n bits, n from 0 to 64. */
static inline uint64_t low_bits(unsigned n)
{
	return n < 64 ? ((uint64_t)1 << n) - 1 : UINT64_MAX;
}

/* Eight bytes as a number, the first the lowest. */
static inline uint64_t load_u64(const uint8_t *at)
{
	uint64_t x;

	memcpy(&x, at, sizeof(x));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap64(x);
#endif
	return x;
}

static inline void store_u64(uint8_t *at, uint64_t x)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap64(x);
#endif
	memcpy(at, &x, sizeof(x));
}

/* One folded block: which of its bytes are in words, and how far it was read. */
struct block {
	uint64_t word;
	unsigned done;		/* bytes, 0 to ND_BLOCK */
	int hard;		/* at 'done' stands a hard character */
	uint64_t han;		/* first bytes of Han characters, each a word of its own */
};

typedef uint8_t sixteen __attribute__((vector_size(16)));	/* as any compiler makes them */
typedef int8_t signed_sixteen __attribute__((vector_size(16)));

static inline sixteen load_sixteen(const uint8_t *at)
{
	sixteen x;

	memcpy(&x, at, sizeof(x));
	return x;
}

#ifdef __SSE2__	/* every x86-64: there is an instruction for it */
/* A bit for each byte of a block: its highest. */
static inline uint64_t highest_bits(const sixteen x[4])
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < 4; i++)
		bits |= (uint64_t)_mm_movemask_epi8((__m128i)x[i]) << 16 * i;
	return bits;
}
#else
/* An 8 x 8 matrix of bits, a byte a row, turned over (Warren, "Hacker's Delight", 7-3). */
static inline uint64_t transpose(uint64_t x)
{
	uint64_t t = (x ^ x >> 7) & 0x00aa00aa00aa00aau;

	x ^= t ^ t << 7;
	t = (x ^ x >> 14) & 0x0000cccc0000ccccu;
	x ^= t ^ t << 14;
	t = (x ^ x >> 28) & 0x00000000f0f0f0f0u;
	return x ^ t ^ t << 28;
}

/*
 * A bit for each byte of a block: its highest.  Eight bytes leave a bit in each of eight
 * bytes, the next eight the next bit: that is the mask but for the order.
 */
static inline uint64_t highest_bits(const sixteen x[4])
{
	static const sixteen bits[4] = {
		{ 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2 },
		{ 4, 4, 4, 4, 4, 4, 4, 4, 8, 8, 8, 8, 8, 8, 8, 8 },
		{ 16, 16, 16, 16, 16, 16, 16, 16, 32, 32, 32, 32, 32, 32, 32, 32 },
		{ 64, 64, 64, 64, 64, 64, 64, 64, 128, 128, 128, 128, 128, 128, 128, 128 },
	};
	sixteen all = { 0 };
	uint8_t bytes[16];

	for (unsigned i = 0; i < 4; i++)
		all |= (sixteen)(x[i] >= 0x80) & bits[i];
	memcpy(bytes, &all, sizeof(bytes));
	return transpose(load_u64(bytes) | load_u64(bytes + 8));
}
#endif

/*
 * Fold a block of ASCII; returns which bytes are in words, those that do not become 0.  By
 * runs of characters, with what every compiler knows of vectors: a third of what a table of
 * 128 takes.  What is beyond ASCII becomes 0; *wide says where that is.
 */
static inline uint64_t fold_by_runs(const struct nd_fold *fold, const uint8_t *text, uint8_t *folded,
				    uint64_t *wide)
{
	sixteen x[4], y[4] = { { 0 } };

	for (unsigned i = 0; i < 4; i++)
		x[i] = load_sixteen(text + 16 * i);
	*wide = highest_bits(x);
	for (unsigned r = 0; r < fold->runs; r++) {
		const sixteen first = load_sixteen(fold->run[r].first);
		const signed_sixteen till = (signed_sixteen)load_sixteen(fold->run[r].till);
		const sixteen small = load_sixteen(fold->run[r].small);

		for (unsigned i = 0; i < 4; i++)
			y[i] |= (sixteen)((signed_sixteen)((x[i] | small) - first) < till) & (x[i] | small);
	}
	for (unsigned i = 0; i < 4; i++) {
		memcpy(folded + 16 * i, &y[i], sizeof(y[i]));
		y[i] += 0x7f;	/* of what is not 0 the highest bit is set */
	}
	return highest_bits(y);
}

#define ND_HAN 0x10000u		/* more than any c of two bytes */

/* U+4E00 to U+9FBF: E4 B8 80 to E9 BE BF. */
static inline int is_han(const uint8_t *at)
{
	const unsigned two = (unsigned)at[0] << 8 | at[1];

	return two >= 0xe4b8 && two < 0xe9bf && (at[1] & 0xc0) == 0x80 && (at[2] & 0xc0) == 0x80;
}

/* Which table of marks is that of these two bytes; -1: none. */
static inline int mark_block_of(const uint8_t *at)
{
	return at[0] == 0xe2 && at[1] == 0x80 ? 0 : at[0] == 0xe3 && at[1] == 0x80 ? 1 :
	       at[0] == 0xef && at[1] == 0xbc ? 2 : -1;
}

/*
 * A block of which ASCII is folded, 'word' says which of that is in words and
 * 'wide' which bytes are beyond it: fold those, a character at a time, up to the
 * first hard one; n bytes of text are left from here, 'done' of them in the block.
 * A character that goes on behind the block is left to the next.
 */
static inline struct block fold_wide(const struct nd_fold *fold, const uint8_t *text, size_t n,
				     uint8_t *folded, uint64_t word, uint64_t wide, unsigned done)
{
	struct block block = { word & ~wide, done, 0, 0 };

	while (wide) {
		const unsigned i = (unsigned)__builtin_ctzll(wide);
		const uint8_t *const at = text + i;
		unsigned c = 0, len = 3;

		block.hard = 1;
		if (at[0] >= 0xc2 && at[0] < 0xe0 && n - i > 1 && (at[1] & 0xc0) == 0x80) {
			len = 2;
			c = fold->two[(at[0] & 0x1fu) << 6 | (at[1] & 0x3fu)];
			block.hard = c == ND_FOLD_HARD;
		} else if (n - i > 2 && is_han(at)) {
			block.hard = 0;
			c = ND_HAN;
		} else if (n - i > 2 && (at[2] & 0xc0) == 0x80) {
			const int which = mark_block_of(at);

			block.hard = which < 0 || fold->mark[which][at[2] & 0x3f];
		}
		if (block.hard || i + len > ND_BLOCK) {
			block.done = i;
			break;
		}
		if (c == ND_HAN) {
			memcpy(folded + i, at, 3);
			block.word |= (uint64_t)7 << i;
			block.han |= (uint64_t)1 << i;
		} else if (c) {
			folded[i] = (uint8_t)(0xc0 | c >> 6);
			folded[i + 1] = (uint8_t)(0x80 | (c & 0x3f));
			block.word |= (uint64_t)3 << i;
		}
		wide &= ~(low_bits(len) << i);
	}
	block.word &= low_bits(block.done);
	return block;
}

/* Fold the easy characters of up to ND_BLOCK bytes, n >= 1 of which are left. */
static inline struct block fold_block(const struct nd_fold *fold, const uint8_t *text, size_t n,
				      uint8_t *folded)
{
	uint64_t word, wide;

	if (n >= ND_BLOCK) {
		word = fold_by_runs(fold, text, folded, &wide);
		return fold_wide(fold, text, n, folded, word, wide, ND_BLOCK);
	}

	uint8_t last[2 * ND_BLOCK] = { 0 };	/* not above: it would be cleared for every block */

	memcpy(last, text, n);
	word = fold_by_runs(fold, last, folded, &wide);
	return fold_wide(fold, last, n, folded, word, wide, (unsigned)n);
}

/* Store where bits are set, plus 'offset', at 'to', room for ND_SLACK more; returns the next place. */
typedef uint32_t *put_places_fn(uint64_t bits, uint32_t offset, uint32_t *to);

/* Six at a time, which is half of the words of a block: when to end is guessed wrong less often. */
static inline uint32_t *put_places_loop(uint64_t bits, uint32_t offset, uint32_t *to)
{
	uint32_t *const end = to + nd_count_ones(bits);

	for (; bits; to += 6)
		for (unsigned i = 0; i < 6; i++, bits &= bits - 1)
			to[i] = offset + (uint32_t)__builtin_ctzll(bits | (uint64_t)1 << 63);
	return end;
}

/* Of n tokens that begin at these bits, the first of which is number 'first', append those that are
 * of another kind than the one before. */
static inline void add_turns(struct nd_spans *spans, uint64_t begins, uint64_t han, size_t first,
			     size_t n, put_places_fn *put_places)
{
#ifdef __BMI2__
	const uint64_t alone = _pext_u64(han, begins);
	const uint64_t turns = (alone ^ (alone << 1 | (uint64_t)spans->alone)) & low_bits((unsigned)n);

	spans->n_turns = (size_t)(put_places(turns, (uint32_t)first, spans->turn + spans->n_turns) -
				  spans->turn);
	spans->alone = n ? (int)(alone >> (n - 1) & 1) : spans->alone;
#else
	for (uint64_t other; (other = begins & (spans->alone ? ~han : han)); spans->alone ^= 1) {
		const uint64_t before = begins & ((other & (~other + 1)) - 1);

		first += nd_count_ones(before);
		begins ^= before;
		spans->turn[spans->n_turns++] = (uint32_t)first;
	}
	(void)n;
	(void)put_places;
#endif
}

/*
 * Append the words of a block that stands at 'offset': a word begins at a set
 * bit behind a clear one and ends at a clear bit behind a set one, and both
 * happen where a Han character begins or ends.  The bits of each kind are gone
 * through, not the bytes.
 */
static inline void add_words(struct nd_spans *spans, const struct block *block, uint32_t offset,
			     put_places_fn *put_places)
{
	const uint64_t seen = low_bits(block->done), word = block->word & seen;
	const uint64_t behind = word << 1 | (uint64_t)(spans->open != 0);
	const uint64_t apart = block->han | block->han << 3 | (uint64_t)(spans->open == 2);
	const uint64_t begins = word & (~behind | apart);
	const size_t first = spans->n + !!spans->open;
	const uint32_t *to;	/* one end for each beginning, but for the open one: counted once */

	if (!block->done)
		return;
	put_places(behind & (~word | apart) & seen, offset, spans->end + spans->n);
	to = put_places(begins, offset, spans->begin + first);
	if (block->han | (uint64_t)spans->alone)
		add_turns(spans, begins, block->han, first, (size_t)(to - spans->begin) - first,
			  put_places);
	spans->open = (int)((word >> (block->done - 1) & 1) +
			    (block->done > 2 ? block->han >> (block->done - 3) & 1 : 0));
	spans->n = (size_t)(to - spans->begin) - !!spans->open;
}

static inline size_t find_words_loop(const struct nd_fold *fold, const char *text, size_t from,
				     size_t n, uint32_t base, struct nd_spans *spans)
{
	const uint8_t *const bytes = (const uint8_t *)text;
	struct nd_spans found = *spans;	/* in registers: any byte that is stored might be in *spans */

	while (from < n) {
		const struct block block = fold_block(fold, bytes + from, n - from,
						      found.folded + base + from);

		add_words(&found, &block, base + (uint32_t)from, put_places_loop);
		from += block.done;
		if (block.hard)
			break;
	}
	*spans = found;
	return from;
}

static inline sixteen is_one(sixteen x, uint8_t byte)
{
	return (sixteen)(x == byte);
}

static inline sixteen is_between(sixteen x, uint8_t first, uint8_t last)
{
	return (sixteen)(x - first <= (uint8_t)(last - first));
}

static inline sixteen begins_mark(sixteen x)
{
	return is_one(x, 0xd8) | is_one(x, 0xdb) | is_one(x, 0xe0) | is_between(x, 0xe2, 0xe3) |
	       is_one(x, 0xef);
}

static inline struct nd_marks mark_block(const uint8_t *text)
{
	sixteen word[4], blank[4], line[4], stop[4], lead[4];
	struct nd_marks marks;

	for (unsigned i = 0; i < 4; i++) {
		const sixteen x = load_sixteen(text + 16 * i);

		word[i] = is_between(x, '0', '9') | is_between(x | 0x20, 'a', 'z') | (sixteen)(x >= 0x80);
		blank[i] = (sixteen)(x <= ' ');
		line[i] = is_one(x, '\n') | is_one(x, '\r');
		stop[i] = is_one(x, '.') | is_one(x, '!') | is_one(x, '?');
		lead[i] = begins_mark(x);
	}
	marks.word = highest_bits(word);
	marks.blank = highest_bits(blank);
	marks.line = highest_bits(line);
	marks.stop = highest_bits(stop);
	marks.lead = highest_bits(lead);
	return marks;
}

static inline void mark_loop(const char *text, size_t n, struct nd_marks *marks)
{
	const uint8_t *const bytes = (const uint8_t *)text;
	uint8_t last[ND_BLOCK] = { 0 };
	size_t i = 0;

	for (; n - i >= ND_BLOCK; i += ND_BLOCK)
		*marks++ = mark_block(bytes + i);
	if (i == n)
		return;
	memcpy(last, bytes + i, n - i);
	*marks = mark_block(last);
	marks->blank &= low_bits((unsigned)(n - i));	/* a zero counts as a blank */
}

static inline size_t copy_plain_loop(const char *from, size_t n, char *to, uint64_t *wide)
{
	for (size_t i = 0; i < n; i += ND_BLOCK) {
		sixteen x[4], ends[4];
		uint64_t found;

		for (unsigned k = 0; k < 4; k++) {
			x[k] = load_sixteen((const uint8_t *)from + i + 16 * k);
			ends[k] = is_one(x[k], '"') | is_one(x[k], '\\') | (sixteen)(x[k] < 0x20);
			memcpy(to + i + 16 * k, &x[k], sizeof(x[k]));
		}
		*wide |= highest_bits(x);
		found = highest_bits(ends);
		if (found) {
			const size_t at = i + (size_t)__builtin_ctzll(found);

			return at < n ? at : n;
		}
	}
	return n;
}

#endif
