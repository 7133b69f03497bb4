/* minhash.c - the family of hash functions, sketching and estimating */
#include "sketch/minhash.h"

#include <math.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/hash.h"

#define STANDARD_ERRORS 4.0

enum nd_status nd_minhash_open(struct nd_minhash *minhash, uint32_t bands, uint32_t rows,
			       uint64_t seed)
{
	*minhash = (struct nd_minhash){
		.kernels = nd_kernel_table(),
		.bands = bands,
		.rows = rows,
		.slots = bands * rows,
		.bytes = (size_t)bands * nd_band_bytes(rows),
		.a = nd_calloc((size_t)bands * rows, sizeof(*minhash->a)),
		.b = nd_calloc((size_t)bands * rows, sizeof(*minhash->b)),
	};
	if (!minhash->a || !minhash->b) {
		nd_minhash_close(minhash);
		return ND_ENOMEM;
	}
	for (uint32_t i = 0; i < minhash->slots; i++) {
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

/* Write one band from its slots; returns where the next one goes. */
static uint8_t *put_band(const uint32_t *slot, uint32_t rows, uint8_t *to)
{
	for (uint32_t r = 0; r < rows; r++)
		*to++ = (uint8_t)slot[r];
	if (rows == 1) {
		*to++ = (uint8_t)(slot[0] >> 8);
		*to++ = (uint8_t)(slot[0] >> 16);
	} else if (rows == 2) {
		*to++ = (uint8_t)((slot[0] >> 8 & 0x0f) | (slot[1] >> 4 & 0xf0));
	}
	return to;
}

void nd_minhash_sketch(const struct nd_minhash *minhash, const uint64_t *shingles, size_t n,
		       uint8_t *sketch)
{
	const struct nd_hash_family family = { minhash->a, minhash->b };
	uint32_t slot[ND_NUM_PERM_MAX];

	minhash->kernels->minhash(slot, minhash->slots, shingles, n, &family);
	if (minhash->rows == 2)	/* the usual case, where the compiler knows the number */
		for (uint32_t i = 0; i < minhash->slots; i += 2)
			sketch = put_band(slot + i, 2, sketch);
	else
		for (uint32_t i = 0; i < minhash->slots; i += minhash->rows)
			sketch = put_band(slot + i, minhash->rows, sketch);
}

double nd_minhash_jaccard(const struct nd_minhash *minhash, const uint8_t *a, const uint8_t *b)
{
	const unsigned bytes = nd_band_bytes(minhash->rows);
	uint32_t equal = 0;

	for (uint32_t band = 0; band < minhash->bands; band++)
		for (uint32_t r = 0; r < minhash->rows; r++)
			equal += a[band * bytes + r] == b[band * bytes + r];
	return (double)equal / minhash->slots;
}

unsigned nd_minhash_least_equal(const struct nd_minhash *minhash, double threshold)
{
	const double error = sqrt(threshold * (1 - threshold) / minhash->slots);
	const double least = (threshold - STANDARD_ERRORS * error) * minhash->slots;

	return least > 0 ? (unsigned)ceil(least - 1e-9) : 0;
}
