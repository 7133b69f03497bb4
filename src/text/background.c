/* background.c - the top bits of a key lead to the few entries that begin with them */
#include "text/background.h"

#include "base/hash.h"

int nd_background_level(const struct nd_background *background, uint64_t key)
{
	const uint32_t wanted = (uint32_t)(key >> 32);
	const uint32_t *const first = &background->first[wanted >> (32 - ND_BACKGROUND_BITS)];

	for (uint32_t at = first[0]; at < first[1]; at++)
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
