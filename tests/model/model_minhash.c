/* model_minhash.c - MinHash as the papers define it */
#include "base/hash.h"
#include "model/model.h"

void model_minhash(const uint64_t *x, size_t n, size_t k, uint64_t *slots)
{
	for (size_t i = 0; i < k; i++) {
		slots[i] = UINT64_MAX;
		for (size_t j = 0; j < n; j++) {
			const uint64_t h = nd_mix(nd_mix(x[j]) ^ nd_mix(i + 1));

			if (h < slots[i])
				slots[i] = h;
		}
	}
}

void model_hybrid(const uint64_t *x, size_t n, size_t slots, const uint32_t *a,
		  const uint32_t *b, uint32_t *out)
{
	for (size_t i = 0; i < slots; i++) {
		uint32_t inside = UINT32_MAX, everywhere = UINT32_MAX;
		int any = 0;

		for (size_t j = 0; j < n; j++) {
			const uint32_t low = (uint32_t)x[j], h = a[i] * low + b[i];

			if (h < everywhere)
				everywhere = h;
			if ((x[j] >> 32) * slots >> 32 != i)
				continue;
			any = 1;
			if (low < inside)
				inside = low;
		}
		out[i] = any && inside != UINT32_MAX ? inside : everywhere;
	}
}
