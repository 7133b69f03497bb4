/*
 * ids.c - linear probing
 *
 * A tag belongs into slot tag * room / 2^32 or soon behind it, whatever the
 * room, so that the table can grow by an eighth: it is 7/8 full at most, 7/9 at
 * least.  It grows by going along both tables, slot after slot.  Behind a slot that
 * is free there is nothing more to look for.
 */
#include "engine/ids.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"

#define FIRST_ROOM 1024

uint32_t nd_ids_tag(struct nd_text id)
{
	return (uint32_t)(nd_hash_bytes(id.at, id.len, 0) >> 32);
}

static size_t home(const struct nd_ids *ids, uint32_t tag)
{
	return (size_t)((uint64_t)tag * ids->room >> 32);
}

static size_t next(const struct nd_ids *ids, size_t at)
{
	return at + 1 < ids->room ? at + 1 : 0;
}

uint32_t nd_ids_find(const struct nd_ids *ids, struct nd_text id, uint32_t tag, nd_id_at *id_at,
		     void *ctx)
{
	if (!ids->room)
		return ND_NO_PLACE;
	for (size_t at = home(ids, tag); ids->slot[at].place; at = next(ids, at)) {
		const struct nd_id_slot slot = ids->slot[at];
		struct nd_text other;

		if (slot.tag != tag)
			continue;
		other = id_at(ctx, slot.place - 1);
		if (other.at && other.len == id.len && memcmp(other.at, id.at, id.len) == 0)
			return slot.place - 1;
	}
	return ND_NO_PLACE;
}

void nd_ids_fetch(const struct nd_ids *ids, uint32_t tag)
{
	if (ids->room)
		__builtin_prefetch(&ids->slot[home(ids, tag)]);
}

static void put(struct nd_ids *ids, struct nd_id_slot slot)
{
	size_t at = home(ids, slot.tag);

	while (ids->slot[at].place)
		at = next(ids, at);
	ids->slot[at] = slot;
}

static enum nd_status grow(struct nd_ids *ids)
{
	struct nd_ids grown = { NULL, ids->room ? ids->room + ids->room / 8 : FIRST_ROOM, ids->n };

	grown.slot = nd_calloc(grown.room, sizeof(*grown.slot));
	if (!grown.slot)
		return ND_ENOMEM;
	for (size_t i = 0; i < ids->room; i++)
		if (ids->slot[i].place)
			put(&grown, ids->slot[i]);
	free(ids->slot);
	*ids = grown;
	return ND_OK;
}

enum nd_status nd_ids_add(struct nd_ids *ids, uint32_t tag, uint32_t place)
{
	if (ids->n + 1 > ids->room - ids->room / 8 && grow(ids) != ND_OK)
		return ND_ENOMEM;
	put(ids, (struct nd_id_slot){ tag, place + 1 });
	ids->n++;
	return ND_OK;
}

void nd_ids_release(struct nd_ids *ids)
{
	free(ids->slot);
	*ids = (struct nd_ids){ NULL, 0, 0 };
}
