/* names.c - open addressing over numbers; the names themselves stay where they are */
#include "eval/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define FIRST_ROOM 64

struct nd_text nd_names_at(const struct nd_names *names, uint32_t number)
{
	return ((const struct nd_text *)names->texts.items)[number];
}

/* The slot that holds the name, or the free one where it belongs. */
static uint32_t *slot_of(const struct nd_names *names, struct nd_text name)
{
	size_t at = nd_hash_bytes(name.at, name.len, 0) & (names->room - 1);

	for (; names->slot[at]; at = (at + 1) & (names->room - 1)) {
		const struct nd_text known = nd_names_at(names, names->slot[at] - 1);

		if (known.len == name.len && !memcmp(known.at, name.at, name.len))
			break;
	}
	return &names->slot[at];
}

static int grow(struct nd_names *names)
{
	const size_t room = names->room ? 2 * names->room : FIRST_ROOM;
	uint32_t *const slot = nd_calloc(room, sizeof(*slot));

	if (!slot)
		return 0;
	free(names->slot);
	names->slot = slot;
	names->room = room;
	for (uint32_t i = 0; i < names->texts.n; i++)
		*slot_of(names, nd_names_at(names, i)) = i + 1;
	return 1;
}

uint32_t nd_names_find(const struct nd_names *names, struct nd_text name)
{
	if (!names->room)
		return ND_NO_NAME;
	return *slot_of(names, name) - 1;	/* a free slot: 0 - 1 */
}

uint32_t nd_names_add(struct nd_names *names, struct nd_text name)
{
	struct nd_text copy = { NULL, name.len };
	uint32_t *slot;

	if (2 * (names->texts.n + 1) > names->room && !grow(names))
		return ND_NO_NAME;
	slot = slot_of(names, name);
	if (*slot)
		return *slot - 1;
	copy.at = nd_arena_copy(&names->bytes, name.at, name.len);
	if (!copy.at || !nd_array_append(&names->texts, &copy, 1))
		return ND_NO_NAME;
	*slot = (uint32_t)names->texts.n;
	return *slot - 1;
}

void nd_names_release(struct nd_names *names)
{
	free(names->slot);
	nd_array_release(&names->texts);
	nd_arena_release(&names->bytes);
	names->slot = NULL;
	names->room = 0;
}
