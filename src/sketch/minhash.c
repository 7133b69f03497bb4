/* minhash.c - the family of hash functions, sketching and estimating */
#include "sketch/minhash.h"

#include <math.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/hash.h"

#define STANDARD_ERRORS 5.0

enum nd_status nd_minhash_open(struct nd_minhash *minhash, uint32_t num_perm, uint64_t seed)
{
	minhash->kernels = nd_kernel_table();
	minhash->num_perm = num_perm;
	minhash->a = nd_calloc(num_perm, sizeof(*minhash->a));
	minhash->b = nd_calloc(num_perm, sizeof(*minhash->b));
	if (!minhash->a || !minhash->b) {
		nd_minhash_close(minhash);
		return ND_ENOMEM;
	}
	for (uint32_t i = 0; i < num_perm; i++) {
		const uint64_t ab = nd_hash_u64s(&(const uint64_t){ i }, 1, seed);

		minhash->a[i] = (uint32_t)(ab >> 32) | 1;
		minhash->b[i] = (uint32_t)ab;
	}
	return ND_OK;
}

void nd_minhash_close(struct nd_minhash *minhash)
{
	free(minhash->a);
	free(minhash->b);
	minhash->a = minhash->b = NULL;
}

void nd_minhash_sketch(const struct nd_minhash *minhash, const uint64_t *shingles, size_t n,
		       uint16_t *slots)
{
	const struct nd_hash_family family = { minhash->a, minhash->b };
	uint32_t wide[ND_NUM_PERM_MAX];

	minhash->kernels->minhash(wide, minhash->num_perm, shingles, n, &family);
	for (uint32_t i = 0; i < minhash->num_perm; i++)
		slots[i] = (uint16_t)wide[i];
}

double nd_minhash_jaccard(const struct nd_minhash *minhash, const uint16_t *a, const uint16_t *b)
{
	return (double)minhash->kernels->count_equal(a, b, minhash->num_perm) / minhash->num_perm;
}

int nd_minhash_could_reach(const struct nd_minhash *minhash, const uint16_t *a,
			   const uint16_t *b, double threshold)
{
	const double error = sqrt(threshold * (1 - threshold) / minhash->num_perm);

	return nd_minhash_jaccard(minhash, a, b) >= threshold - STANDARD_ERRORS * error;
}
