/*
 * bits.h - counting ones
 */
#ifndef ND_BASE_BITS_H
#define ND_BASE_BITS_H

#include <stdint.h>

/* How many bits are set.  Where a processor need not have an instruction for it the
 * compiler's builtin calls a function; this is a dozen steps. */
static inline unsigned nd_count_ones(uint64_t x)
{
	x -= x >> 1 & 0x5555555555555555u;
	x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
	return (unsigned)(((x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu) * 0x0101010101010101u >> 56);
}

#endif
