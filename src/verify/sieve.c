/* sieve.c - a board of bits, and chains of the few that share one */
#include "verify/sieve.h"

#include <string.h>

#define MASK	(ND_SIEVE_BITS - 1)

enum nd_status nd_sieve_fill(struct nd_sieve *sieve, const uint32_t *keys, size_t n)
{
	uint8_t chain[ND_SIEVE_BITS] = { 0 };
	uint16_t *before;

	sieve->keys = keys;
	sieve->n = n;
	sieve->merge = n > ND_SIEVE_MOST;
	if (sieve->merge)
		return ND_OK;
	sieve->before.n = 0;
	before = nd_array_reserve(&sieve->before, n);
	if (!before)
		return ND_ENOMEM;
	memset(sieve->board, 0, sizeof(sieve->board));
	for (size_t i = 0; i < n; i++) {
		const uint32_t bit = keys[i] & MASK;

		before[i] = chain[bit] ? sieve->first[bit] : ND_SIEVE_NONE;
		sieve->board[bit / 64] |= (uint64_t)1 << (bit & 63);
		sieve->first[bit] = (uint16_t)i;
		if (++chain[bit] > ND_SIEVE_CHAIN) {
			sieve->merge = 1;
			break;
		}
	}
	return ND_OK;
}

static size_t merge(const struct nd_sieve *sieve, const uint32_t *keys, size_t n,
		    uint32_t *here, uint32_t *there)
{
	size_t kept = 0;

	for (size_t i = 0, j = 0; i < n && j < sieve->n;) {
		const uint32_t x = keys[i], y = sieve->keys[j];

		here[kept] = (uint32_t)i;
		there[kept] = (uint32_t)j;
		kept += x == y;
		i += x <= y;
		j += y <= x;
	}
	return kept;
}

size_t nd_sieve_match(const struct nd_sieve *sieve, const uint32_t *keys, size_t n,
		      uint32_t *here, uint32_t *there)
{
	size_t stay, kept = 0;

	if (sieve->merge)
		return merge(sieve, keys, n, here, there);
	stay = nd_kernel_table()->sift(sieve->board, keys, n, here);
	for (size_t k = 0; k < stay; k++) {
		const uint32_t i = here[k];

		here[kept] = i;
		kept += nd_sieve_find(sieve, keys[i], &there[kept]);
	}
	return kept;
}

/* Of places whose lower halves are in the sieve those whose keys are; there[] says where to begin. */
static size_t match_whole(const struct nd_sieve *sieve, const uint16_t *low, const uint16_t *ends,
			  size_t n, uint32_t *here, uint32_t *there)
{
	const uint16_t *const before = sieve->before.items;
	uint32_t half = 0;
	size_t kept = 0;

	for (size_t k = 0; k < n; k++) {
		const uint32_t i = here[k];
		uint32_t place = there[k];

		while (i >= ends[half])
			half++;
		while (place != ND_SIEVE_NONE && sieve->keys[place] != (half << 16 | low[i]))
			place = before[place];
		here[kept] = i;
		there[kept] = place;
		kept += place != ND_SIEVE_NONE;
	}
	return kept;
}

size_t nd_sieve_match_halves(const struct nd_sieve *sieve, const uint16_t *low, const uint16_t *ends,
			     size_t n, uint32_t *here, uint32_t *there)
{
	size_t stay, halves = 0;

	if (sieve->merge) {	/* whole, where the places go later */
		uint32_t *const keys = there + n;

		nd_join_halves(low, ends, n, keys);
		return merge(sieve, keys, n, here, there);
	}
	stay = nd_kernel_table()->sift_halves(sieve->board, low, n, here);
	for (size_t k = 0; k < stay; k++) {
		const uint32_t i = here[k];

		here[halves] = i;
		halves += nd_sieve_find_half(sieve, low[i], &there[halves]);
	}
	return match_whole(sieve, low, ends, halves, here, there);
}

void nd_sieve_release(struct nd_sieve *sieve)
{
	nd_array_release(&sieve->before);
}
