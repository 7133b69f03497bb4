/* background.c - the top bits of a key lead to the few entries that begin with them */
#include "text/background.h"

int nd_background_level(const struct nd_background *background, uint64_t key)
{
	const uint32_t wanted = (uint32_t)(key >> 32);
	const uint32_t *const first = &background->first[wanted >> (32 - ND_BACKGROUND_BITS)];

	for (uint32_t at = first[0]; at < first[1]; at++)
		if (background->key[at] == wanted)
			return background->level[at];
	return ND_NO_LEVEL;
}
