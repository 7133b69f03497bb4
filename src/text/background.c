/* background.c - the top bits of a key lead to the few entries that begin with them */
#include "text/background.h"

#include "base/hash.h"

#define AT_ONCE 12	/* keys that are compared without a branch: most buckets have no more */

/* Place of a key among AT_ONCE, counted from 1; 0: it is not there. */
static unsigned place_of(const uint32_t *keys, uint32_t wanted)
{
	unsigned place = 0;

	for (unsigned i = 0; i < AT_ONCE; i++)
		place += keys[i] == wanted ? i + 1 : 0;
	return place;
}

int nd_background_level(const struct nd_background *background, uint64_t key)
{
	const uint32_t wanted = (uint32_t)(key >> 32);
	const uint32_t *const first = &background->first[wanted >> (32 - ND_BACKGROUND_BITS)];
	const uint32_t all = background->first[1 << ND_BACKGROUND_BITS];
	uint32_t at = first[0];

	/* what stands behind the bucket has other top bits */
	for (; at < first[1] && all - at >= AT_ONCE; at += AT_ONCE) {
		const unsigned place = place_of(background->key + at, wanted);

		if (place)
			return background->level[at + place - 1];
	}
	for (; at < first[1]; at++)
		if (background->key[at] == wanted)
			return background->level[at];
	return ND_NO_LEVEL;
}

uint64_t nd_background_hash(const struct nd_background *background)
{
	const size_t n = background->first[1 << ND_BACKGROUND_BITS];

	return nd_hash_bytes(background->key, n * sizeof(*background->key),
			     nd_hash_bytes(background->level, n, background->unknown));
}
