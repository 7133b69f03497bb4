/* kernel.c - the one place that chooses an instruction set */
#include "kernel/kernel.h"

#include "neardup.h"

const struct nd_kernels *nd_kernel_table(void)
{
	return &nd_kernels_portable;
}

const char *nd_kernels(void)
{
	return nd_kernel_table()->name;
}
