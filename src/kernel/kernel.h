/*
 * kernel.h - the inner loops
 *
 * portable.c is the definition: plain C that says what each loop computes.  To
 * add an instruction set: one file with the same functions, one line in the
 * table of kernel.c; the tests run every table that the machine can against
 * the portable one.  One call does an article or a block, never an item.
 *
 * Reading and writing beyond the end costs vectors nothing and saves them a
 * second loop, so some buffers have room behind what they hold; each function
 * says which.  Nothing depends on what stands there.
 */
#ifndef ND_KERNEL_KERNEL_H
#define ND_KERNEL_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Multipliers (odd) and addends of plain MinHash: h_i(x) = a[i] * low32(x) + b[i] mod 2^32. */
struct nd_hash_family {
	const uint32_t *a, *b;
};

#define ND_FOLD_RUNS 3		/* 0 to 9, a to z, and one to spare */

/*
 * What the easy characters become, most of all that occur: ASCII, those of two
 * bytes that are one word character of two bytes or a break, three blocks of
 * punctuation, and Han from U+4E00 to U+9FBF, each of which stands alone as it is
 * (a test asks Unicode).  Everything else is hard: it is looked up in the charmap.
 */
struct nd_fold {
	uint8_t ascii[128];	/* what a word character becomes; 0: it ends a word */
	uint16_t two[0x800];	/* the same for U+0080 to U+07FF; ND_FOLD_HARD */
	/* Of U+2000 to U+203F (E2 80), U+3000 on (E3 80), U+FF00 on (EF BC), 64 each: 0 where
	 * it ends a word, else 1: hard. */
	uint8_t mark[3][64];

	/* The same once more, as vectors want it; nd_fold_arrange() makes it. */
	unsigned runs;		/* of ASCII: so many characters in a row become themselves ... */
	struct {		/* ... and, where 'small' is 0x20, capitals these; 16 times each */
		uint8_t small[16], first[16], till[16];	/* from -128 on: bytes compare signed */
	} run[ND_FOLD_RUNS];
	uint8_t word_rows[16];	/* bit r of [l]: is character 16 r + l in a word? */
	uint8_t capital_rows[16]; /* ... does it become another (that plus 0x20)? */
	uint8_t first[32][64];	/* by low 5 bits of the first byte and low 6 of the second: */
	uint8_t second[32][64];	/* what the two become; 0 0: a break, 1 1: hard */
};
#define ND_FOLD_HARD UINT16_MAX

/* Make the second half of a table from the first. */
void nd_fold_arrange(struct nd_fold *fold);

/* Words, and characters that stand alone, found in a text; folded[begin[i]] to folded[end[i]] is
 * number i.  Two touch there if nothing stands between them. */
struct nd_spans {
	uint8_t *folded;
	uint32_t *begin, *end;
	uint32_t *turn;		/* with which of them a run of the other kind begins */
	size_t n;		/* words that have an end */
	size_t n_turns;
	int open;		/* begin[n] is there, its end is not; 2: it is Han, and ends */
	int alone;		/* of which kind is the last one, the open one too? */
};

/* What stands in a block of 64 bytes of a text, a bit for each byte. */
struct nd_marks {
	uint64_t word;		/* ASCII letters, digits, everything beyond ASCII */
	uint64_t blank;		/* up to U+0020, line ends too */
	uint64_t line;		/* line feeds, carriage returns */
	uint64_t stop;		/* . ! ? */
	uint64_t lead;		/* D8 DB E0 E2 E3 EF: a mark that ends a sentence may begin so */
};

/* Bytes of a folded word that count.  Longer ones are URLs and noise; the
 * longest word in 15,245 agency reports has 44. */
#define ND_WORD_MAX 256

#define ND_SLACK 64		/* bytes or items behind a buffer that may be used */

#define ND_BOARD_BITS 8192	/* 1 KiB: 16 registers of 64 bytes */

/* Complete trees: node 0 is the root, the children of i are 2i + 1 (not above) and 2i + 2. */
struct nd_event_node {
	uint8_t figure;
	uint8_t step;	/* right when the figure's step is above this; 255: never */
};
enum {
	ND_TREE_DEPTH = 5,
	ND_TREE_NODES = (1 << ND_TREE_DEPTH) - 1,
	ND_TREE_LEAVES = 1 << ND_TREE_DEPTH,
};
#define ND_ROWS 64		/* pairs that go through the trees side by side */

/* What the comparisons of the event channel want to know of a term of an article. */
struct nd_event_mark {
	float mixed, background;	/* its weights */
	float tf;			/* nd_event_tf() */
	int32_t flags;			/* of enum nd_term_flag (terms.h), to which these are equal: */
};
enum nd_mark_flag {
	ND_MARK_NAME = 1 << 0, ND_MARK_NUMBER = 1 << 1, ND_MARK_TITLE = 1 << 2,
	ND_MARK_LEAD = 1 << 3, ND_MARK_PAIR = 1 << 5,
};

#define ND_LANES 16
/* Terms that two articles share, side by side; where there are fewer, the others are 0. */
struct nd_shared_terms {
	struct nd_event_mark mark[ND_LANES];	/* in article 1, with the weights of both */
	float tf[ND_LANES];			/* in article 0 */
	int32_t flags[ND_LANES];
};

/* What is added up over them. */
enum nd_sum {
	ND_SUM_STEEP, ND_SUM_STEEP_BG, ND_SUM_SHARED, ND_SUM_SHARED_BG, ND_SUM_RARE,
	ND_SUM_HEAVIEST,		/* no sum but the most */
	ND_SUM_PAIRS, ND_SUM_PAIRS_BG,	/* pairs of words */
	ND_SUM_SLOTS, ND_SUM_PHRASES,	/* with a number in both; pairs without */
	ND_SUM_WORDS, ND_SUM_WORDS_BG, ND_SUM_NAMES, ND_SUM_NUMBERS, /* words; of this kind in both */
	ND_SUM_LEAD, ND_SUM_TITLE,
	ND_SUM_TITLE_OF, ND_SUM_LEAD_OF = ND_SUM_TITLE_OF + 2, /* words of article 0, then of 1 */
	ND_SUM_NAMES_OF = ND_SUM_LEAD_OF + 2, ND_SUM_NUMBERS_OF = ND_SUM_NAMES_OF + 2,
	ND_SUM_WORDS_OF = ND_SUM_NUMBERS_OF + 2,
	ND_SUMS = ND_SUM_WORDS_OF + 2,
};

struct nd_kernels {
	const char *name;

	/*
	 * Fold text[from..n) and find its words, up to the first hard character
	 * or the end; returns where that is.  Byte i of the text becomes byte
	 * base + i of spans->folded.  A word that touches what stopped the
	 * search stays open.  Folded bytes: room for n and ND_SLACK; begin, end
	 * and turn: for n / 2 + 1 more words and ND_SLACK.
	 */
	size_t (*find_words)(const struct nd_fold *fold, const char *text, size_t from, size_t n,
			     uint32_t base, struct nd_spans *spans);

	/*
	 * nd_hash_word() of n words, each cut behind the last character that begins
	 * in its first ND_WORD_MAX - ND_UTF8_MAX bytes or right behind them.  16 bytes
	 * behind the last word can be read, ND_SLACK spans too.
	 */
	void (*hash_words)(const uint8_t *folded, const uint32_t *begin, const uint32_t *end,
			   size_t n, uint64_t *out);

	/*
	 * The hashes of n shingles: out[i] = nd_hash_u64s(token + i, w, seed),
	 * w from 1 to ND_SHINGLE_MAX.  Room for ND_SLACK behind both arrays.
	 */
	void (*hash_shingles)(const uint64_t *token, size_t n, unsigned w, uint64_t seed,
			      uint64_t *out);

	/*
	 * Copy n hashes of characters, with 'blank' before each that does not touch the
	 * one before: begin[i] != end[i - 1], of the first one, too.  Returns how many are
	 * in 'out', which has room for 2 n and ND_SLACK; 8 more can be read of the others.
	 */
	size_t (*space_out)(const uint64_t *hash, const uint32_t *begin, const uint32_t *end,
			    size_t n, uint64_t blank, uint64_t *out);

	/*
	 * The smallest of every ND_WINNOW_WINDOW values in a row of n, which are at least so
	 * many; of equal ones in a row one.  Returns how many are in 'out', which has room
	 * for n, and both ND_SLACK.
	 */
	size_t (*winnow)(const uint64_t *value, size_t n, uint64_t *out);

	/* nd_hash_sequence() of n values. */
	uint64_t (*hash_sequence)(const uint64_t *value, size_t n);

	/*
	 * One-permutation MinHash of n 64-bit hashes in 'slots' bins: x falls
	 * into bin high32(x) * slots / 2^32, and slot[bin] is the smallest
	 * low32(x) there.  A bin that stays empty takes the smallest h_i(x) of
	 * all x instead.  n >= 1, slots <= ND_SLOTS_MAX; any alignment.
	 */
	void (*minhash)(uint32_t *slot, size_t slots, const uint64_t *x, size_t n,
			const struct nd_hash_family *family);

	/* What stands in each block of n bytes, of which the last may not be full; no bit is set
	 * behind the end.  n >= 1. */
	void (*mark)(const char *text, size_t n, struct nd_marks *marks);

	/*
	 * Copy text up to the first byte that means something in a string of JSON - a
	 * quote, a backslash, a control character - or all n; returns how many bytes.
	 * ND_SLACK bytes behind what is copied may be read and written.  *wide gets bits set
	 * if there is a byte beyond ASCII, and may if one stands soon behind.
	 */
	size_t (*copy_plain)(const char *from, size_t n, char *to, uint64_t *wide);

	/* How many values two sorted sets without repetitions have in common. */
	size_t (*intersect)(const uint64_t *a, size_t na, const uint64_t *b, size_t nb);

	/*
	 * The places of those of n keys whose bit is set on the board, by the
	 * key's lowest bits: ascending into 'place', which has room for n and
	 * ND_SLACK.  Returns how many.
	 */
	size_t (*sift)(const uint64_t board[ND_BOARD_BITS / 64], const uint32_t *key, size_t n,
		       uint32_t *place);

	/* The same of keys of which the lower halves are there, which is all that is asked. */
	size_t (*sift_halves)(const uint64_t board[ND_BOARD_BITS / 64], const uint16_t *half,
			      size_t n, uint32_t *place);

	/* Add n blocks of shared terms to the sums, each term to those of its lane. */
	void (*add_terms)(const struct nd_shared_terms *block, size_t n,
			  float sum[ND_SUMS][ND_LANES]);

	/* Of ND_ROWS figures: how many of n boundaries each is above. */
	void (*take_steps)(const float *boundary, unsigned n, const float figure[ND_ROWS],
			   uint8_t step[ND_ROWS]);

	/* Put the natural logarithm of each of n numbers in its place; they are finite and
	 * not below ND_LEAST_NORMAL (base/real.h). */
	void (*take_logs)(double *x, size_t n);

	/*
	 * ND_ROWS pairs go through n trees, whose nodes and leaves stand one
	 * tree after the other: to each sum the leaves are added that the pair
	 * reaches.  step[figure] has the steps of that figure.
	 */
	void (*walk_trees)(const struct nd_event_node *node, const int16_t *leaf, unsigned n,
			   const uint8_t (*step)[ND_ROWS], int32_t sum[ND_ROWS]);
};

#define ND_SHINGLE_MAX	16
#define ND_WINNOW_WINDOW 12
#define ND_SLOTS_MAX	1024

/*
 * The table to use: the fastest that this machine can, or the one that the
 * environment variable NEARDUP_KERNELS names.  A constant, safe from any
 * thread.  Where the variable is wrong: the portable one, and
 * nd_kernel_check() says so.
 */
const struct nd_kernels *nd_kernel_table(void);

/* ND_EINVAL: NEARDUP_KERNELS names no table, or one that this machine cannot run. */
enum nd_status nd_kernel_check(struct nd_error *err);

/* Table i from 0, the fastest first, of those that this machine can run; NULL behind the last. */
const struct nd_kernels *nd_kernel_at(size_t i);

extern const struct nd_kernels nd_kernels_portable, nd_kernels_avx2, nd_kernels_avx512,
	nd_kernels_neon;

#endif
