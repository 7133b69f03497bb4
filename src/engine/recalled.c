/* recalled.c - linear probing, half full at most */
#include "engine/recalled.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"

#define FIRST_ROOM 256

struct nd_recalled_id {
	uint32_t place, len;
	char at[];
};

/* Where the name of a place is, or would be. */
static const struct nd_recalled_id **slot_of(const struct nd_recalled *names, uint32_t place)
{
	size_t at = nd_mix(place) & (names->room - 1);

	while (names->slot[at] && names->slot[at]->place != place)
		at = (at + 1) & (names->room - 1);
	return &names->slot[at];
}

struct nd_text nd_recalled_find(const struct nd_recalled *names, uint32_t place)
{
	const struct nd_recalled_id *const name = names->room ? *slot_of(names, place) : NULL;

	return name ? (struct nd_text){ name->at, name->len } : (struct nd_text){ NULL, 0 };
}

static enum nd_status grow(struct nd_recalled *names)
{
	struct nd_recalled grown = { NULL, names->room ? names->room * 2 : FIRST_ROOM, names->n };

	grown.slot = nd_calloc(grown.room, sizeof(*grown.slot));
	if (!grown.slot)
		return ND_ENOMEM;
	for (size_t i = 0; i < names->room; i++)
		if (names->slot[i])
			*slot_of(&grown, names->slot[i]->place) = names->slot[i];
	free(names->slot);
	*names = grown;
	return ND_OK;
}

enum nd_status nd_recalled_keep(struct nd_recalled *names, struct nd_arena *arena, uint32_t place,
			     struct nd_text id)
{
	struct nd_recalled_id *name;

	if (names->n >= names->room / 2 && grow(names) != ND_OK)
		return ND_ENOMEM;
	name = nd_arena_take(arena, sizeof(*name) + id.len);
	if (!name)
		return ND_ENOMEM;
	name->place = place;
	name->len = (uint32_t)id.len;
	memcpy(name->at, id.at, id.len);
	*slot_of(names, place) = name;
	names->n++;
	return ND_OK;
}

void nd_recalled_release(struct nd_recalled *names)
{
	free(names->slot);
	*names = (struct nd_recalled){ NULL, 0, 0 };
}
