/* background.c - interpolation search: the keys are hashes and evenly spread */
#include "text/background.h"

int nd_background_level(const struct nd_background *background, uint64_t key)
{
	const uint32_t wanted = (uint32_t)(key >> 32);
	size_t at;

	if (background->n == 0)
		return ND_NO_LEVEL;
	at = (size_t)((uint64_t)wanted * background->n >> 32);
	while (at > 0 && background->key[at] > wanted)
		at--;
	while (at + 1 < background->n && background->key[at] < wanted)
		at++;
	return background->key[at] == wanted ? background->level[at] : ND_NO_LEVEL;
}
