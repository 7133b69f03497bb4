/*
 * minhash.h - the text sketch
 *
 * A sketch is num_perm slots of 16 bits.  The chance that one slot of two
 * sketches is equal is the Jaccard index J of the two sets of shingles (plus
 * 2^-16 for slots that agree by accident), so the share of equal slots
 * estimates J with a standard error of at most sqrt(J (1 - J) / num_perm).
 *
 * How a slot is made: one-permutation hashing (Li, Owen and Zhang, "One
 * permutation hashing", 2012) puts each shingle into one bin and keeps the
 * smallest of each; a bin without shingle takes a slot of plain MinHash
 * (Broder, "On the resemblance and containment of documents", 1997) over all
 * shingles.  Two articles agree in a bin only if both filled it the same way,
 * and a bin is empty for both or for neither where their smallest agree, so
 * the estimate has no bias.  Kept are the lowest 16 bits of each slot (Li and
 * Koenig, "b-bit minwise hashing", 2010).
 */
#ifndef ND_SKETCH_MINHASH_H
#define ND_SKETCH_MINHASH_H

#include "base/error.h"
#include "kernel/kernel.h"

#define ND_NUM_PERM_MIN	16
#define ND_NUM_PERM_MAX	1024

/* Immutable once open; any number of threads may use it. */
struct nd_minhash {
	const struct nd_kernels *kernels;
	uint32_t num_perm;
	uint32_t *a, *b;	/* the family of the empty bins */
};

/* num_perm from ND_NUM_PERM_MIN to ND_NUM_PERM_MAX.  Fails only with ND_ENOMEM. */
enum nd_status nd_minhash_open(struct nd_minhash *minhash, uint32_t num_perm, uint64_t seed);
void nd_minhash_close(struct nd_minhash *minhash);

/* Sketch n >= 1 shingle hashes into num_perm slots. */
void nd_minhash_sketch(const struct nd_minhash *minhash, const uint64_t *shingles, size_t n,
		       uint16_t *slots);

/* Estimate the Jaccard index from two sketches: 0-1. */
double nd_minhash_jaccard(const struct nd_minhash *minhash, const uint16_t *a, const uint16_t *b);

/*
 * Could two sketches belong to sets whose Jaccard index is at least
 * 'threshold'?  No means that the estimate lies 5 standard errors below it:
 * one pair at the threshold in 3 million is refused.
 */
int nd_minhash_could_reach(const struct nd_minhash *minhash, const uint16_t *a,
			   const uint16_t *b, double threshold);

#endif
