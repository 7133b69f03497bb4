/*
 * kernel.h - the inner loops
 *
 * portable.c is the definition: plain C that says what each loop computes.  To
 * add an instruction set: one file with the same functions, one line in the
 * table of kernel.c; the tests run every table that the machine can against
 * the portable one.  One call does an article or a block, never an item.
 */
#ifndef ND_KERNEL_KERNEL_H
#define ND_KERNEL_KERNEL_H

#include <stddef.h>
#include <stdint.h>

/* Multipliers (odd) and addends of plain MinHash: h_i(x) = a[i] * low32(x) + b[i] mod 2^32. */
struct nd_hash_family {
	const uint32_t *a, *b;
};

struct nd_kernels {
	const char *name;

	/*
	 * One-permutation MinHash of n 64-bit hashes in 'slots' bins: x falls
	 * into bin high32(x) * slots / 2^32, and slot[bin] is the smallest
	 * low32(x) there.  A bin that stays empty takes the smallest h_i(x) of
	 * all x instead.  n >= 1; any alignment.
	 */
	void (*minhash)(uint32_t *slot, size_t slots, const uint64_t *x, size_t n,
			const struct nd_hash_family *family);

	/* How many of n slots are equal. */
	size_t (*count_equal)(const uint16_t *a, const uint16_t *b, size_t n);

	/* How many values two sorted sets without repetitions have in common. */
	size_t (*intersect)(const uint64_t *a, size_t na, const uint64_t *b, size_t nb);
};

/* The fastest table for this machine; a constant, safe from any thread. */
const struct nd_kernels *nd_kernel_table(void);

extern const struct nd_kernels nd_kernels_portable;

#endif
