/*
 * signpost.h - where three buckets of a segment begin, and whether a key may be in them
 *
 * Most keys of an article are in no other: its bands, its fingerprints, its rarest
 * terms. In a store of 10^6 articles an answer asks five segments for some 200 keys,
 * and each look into memory takes as long as a hundred steps. A signpost is one line
 * of the cache,
 *
 *	[first entry of buckets 3i, 3i + 1, 3i + 2, 3i + 3, 4 bytes each][filter, 384 bits]
 *
 * and three buckets have 39 entries. The filter is a blocked one of Bloom's (Putze,
 * Sanders and Singler, "Cache-, hash- and space-efficient Bloom filters", 2007): of 4 bits
 * a key, of keys that are not there one in 60 is looked for in its bucket all the same.
 */
#ifndef ND_STORE_SIGNPOST_H
#define ND_STORE_SIGNPOST_H

#include <stdint.h>

#include "base/hash.h"

#define ND_SIGNPOST_BUCKETS	3

struct nd_signpost {
	uint32_t first[ND_SIGNPOST_BUCKETS + 1];
	uint64_t filter[6];
};
_Static_assert(sizeof(struct nd_signpost) == 64, "one line of the cache");

/* Bit k of a key's four, by its hash. */
static inline unsigned nd_signpost_bit(uint64_t hash, int k)
{
	return (unsigned)((hash >> 16 * k & 0xffff) * (6 * 64) >> 16);
}

static inline void nd_signpost_add(struct nd_signpost *post, uint64_t key)
{
	const uint64_t hash = nd_mix(key);

	for (int k = 0; k < 4; k++) {
		const unsigned bit = nd_signpost_bit(hash, k);

		post->filter[bit / 64] |= (uint64_t)1 << bit % 64;
	}
}

/* 0: no entry of the three buckets has this key. */
static inline int nd_signpost_may_have(const struct nd_signpost *post, uint64_t key)
{
	const uint64_t hash = nd_mix(key);
	uint64_t all = 1;

	for (int k = 0; k < 4; k++) {
		const unsigned bit = nd_signpost_bit(hash, k);

		all &= post->filter[bit / 64] >> bit % 64;
	}
	return (int)(all & 1);
}

#endif
