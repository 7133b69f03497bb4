/*
 * minhash.h - the text sketch
 *
 * A sketch has bands * rows slots.  The chance that one slot of two sketches is
 * equal is the Jaccard index J of the two sets of shingles (plus 1/256 for
 * slots that agree by accident), so the share of equal slots estimates J with a
 * standard error of at most sqrt(J (1 - J) / slots).
 *
 * How a slot is made: one-permutation hashing (Li, Owen and Zhang, "One
 * permutation hashing", 2012) puts each shingle into one bin and keeps the
 * smallest of each; a bin without shingle takes a slot of plain MinHash
 * (Broder, "On the resemblance and containment of documents", 1997) over all
 * shingles.  Two articles agree in a bin only if both filled it the same way,
 * and a bin is empty for both or for neither where their smallest agree, so
 * the estimate has no bias.  Only low bits of a slot are kept (Li and Koenig,
 * "b-bit minwise hashing", 2010).
 *
 * How it is laid out, a band after the other:
 *
 *	rows  bytes of a band
 *	1     low   | middle | high                 24 bits of the slot
 *	2     low a | low b  | bits 8-11 of a and b  12 bits of each
 *	r     low a | low b  | ... low r             8 bits of each
 *
 * A band is the key of a bucket, so it has 24 bits at least: with 16 a million
 * articles would meet 750 others each by accident, with 24 three.  The first
 * 'rows' bytes of a band, the low ones of its slots, give the estimate; 8 bits
 * are as good as 32 there.
 *
 * The bytes follow from the shingles and the seed alone, on every machine: the
 * family h_i(x) = a_i low32(x) + b_i has a_i = high32(XXH3(i, seed)) | 1 and
 * b_i = low32(XXH3(i, seed)), where XXH3(i, seed) is nd_hash_u64s() of the one
 * value i.  FORMAT.md has it all in one
 * place, with vectors.
 */
#ifndef ND_SKETCH_MINHASH_H
#define ND_SKETCH_MINHASH_H

#include "base/error.h"
#include "kernel/kernel.h"

#define ND_NUM_PERM_MIN	16
#define ND_NUM_PERM_MAX	ND_SLOTS_MAX
#define ND_ROWS_MAX	32	/* of a band: 256 bits say enough */
#define ND_SKETCH_MAX	((size_t)ND_NUM_PERM_MAX * 3)	/* bytes of a sketch */

/* Bytes of a band of so many rows. */
static inline unsigned nd_band_bytes(unsigned rows)
{
	return rows < 3 ? 3 : rows;
}

/* Immutable once open; any number of threads may use it. */
struct nd_minhash {
	const struct nd_kernels *kernels;
	uint32_t bands, rows;
	uint32_t slots;		/* bands * rows */
	size_t bytes;		/* of a sketch: bands * nd_band_bytes(rows) */
	uint32_t *a, *b;	/* the family of the empty bins */
};

/* bands * rows up to ND_NUM_PERM_MAX, rows up to ND_ROWS_MAX.  Fails only with ND_ENOMEM. */
enum nd_status nd_minhash_open(struct nd_minhash *minhash, uint32_t bands, uint32_t rows,
			       uint64_t seed);
void nd_minhash_close(struct nd_minhash *minhash);

/* Sketch n >= 1 shingle hashes, any number of times each, into minhash->bytes. */
void nd_minhash_sketch(const struct nd_minhash *minhash, const uint64_t *shingles, size_t n,
		       uint8_t *sketch);

/* Estimate the Jaccard index from two sketches: 0-1. */
double nd_minhash_jaccard(const struct nd_minhash *minhash, const uint8_t *a, const uint8_t *b);

/*
 * How many slots of two sketches are equal at least if the Jaccard index of
 * their sets is 'threshold': 4 standard errors less than expected.  Fewer are
 * equal in one of 30,000 such pairs.
 */
unsigned nd_minhash_least_equal(const struct nd_minhash *minhash, double threshold);

#endif
