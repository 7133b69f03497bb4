/* tables.h - the tables of kernels that this machine can run, for loop tests */
#ifndef ND_TESTS_KERNEL_TABLES_H
#define ND_TESTS_KERNEL_TABLES_H

#include "kernel/kernel.h"
#include "testing.h"

/* The one of this number, which is below tables(). */
static inline const struct nd_kernels *table(int i)
{
	const struct nd_kernels *const kernels = nd_kernel_at((size_t)i);

	REQUIRE(kernels != NULL);
	return kernels;
}

/* How many. */
static inline int tables(void)
{
	int n = 0;

	while (nd_kernel_at((size_t)n))
		n++;
	return n;
}

#endif
