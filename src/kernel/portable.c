/* portable.c - every kernel in plain C: the definition of what it computes */
#include "kernel/kernel.h"

#include <string.h>

#define EMPTY UINT32_MAX

static uint32_t smallest_permuted(const uint64_t *x, size_t n, uint32_t a, uint32_t b)
{
	uint32_t smallest = EMPTY;

	for (size_t i = 0; i < n; i++) {
		const uint32_t h = a * (uint32_t)x[i] + b;

		smallest = h < smallest ? h : smallest;
	}
	return smallest;
}

static void minhash(uint32_t *slot, size_t slots, const uint64_t *x, size_t n,
		    const struct nd_hash_family *family)
{
	memset(slot, 0xff, slots * sizeof(*slot));
	for (size_t i = 0; i < n; i++) {
		const size_t bin = (size_t)((x[i] >> 32) * slots >> 32);
		const uint32_t value = (uint32_t)x[i];

		slot[bin] = value < slot[bin] ? value : slot[bin];
	}
	for (size_t i = 0; i < slots; i++)
		if (slot[i] == EMPTY)
			slot[i] = smallest_permuted(x, n, family->a[i], family->b[i]);
}

static size_t count_equal(const uint16_t *a, const uint16_t *b, size_t n)
{
	size_t equal = 0;

	for (size_t i = 0; i < n; i++)
		equal += a[i] == b[i];
	return equal;
}

static size_t intersect(const uint64_t *a, size_t na, const uint64_t *b, size_t nb)
{
	size_t i = 0, j = 0, common = 0;

	/* No branch on the comparison: on hashes it is a coin toss. */
	while (i < na && j < nb) {
		const uint64_t x = a[i], y = b[j];

		common += x == y;
		i += x <= y;
		j += y <= x;
	}
	return common;
}

const struct nd_kernels nd_kernels_portable = { "portable", minhash, count_equal, intersect };
