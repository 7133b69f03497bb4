/* winnow.c - the smallest of every window; a short text is one */
#include "text/winnow.h"

size_t nd_winnow(const struct nd_kernels *kernels, const uint64_t *shingles, size_t n, uint64_t *out)
{
	if (n >= ND_WINNOW_WINDOW)
		return kernels->winnow(shingles, n, out);
	for (size_t i = 0; i < n; i++)
		out[0] = i == 0 || shingles[i] < out[0] ? shingles[i] : out[0];
	return n > 0;
}
