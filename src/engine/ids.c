/* ids.c - linear probing over hashes of the ids */
#include "engine/ids.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"

#define FIRST_ROOM 1024

/* The slot that holds the id, or the free one where it belongs. */
static size_t probe(const struct nd_ids *ids, struct nd_text id, nd_id_at *id_at, const void *ctx)
{
	size_t at = nd_hash_bytes(id.at, id.len, 0) & (ids->room - 1);

	while (ids->slot[at]) {
		const struct nd_text other = id_at(ctx, ids->slot[at] - 1);

		if (other.len == id.len && memcmp(other.at, id.at, id.len) == 0)
			break;
		at = (at + 1) & (ids->room - 1);
	}
	return at;
}

uint32_t nd_ids_find(const struct nd_ids *ids, struct nd_text id, nd_id_at *id_at, const void *ctx)
{
	if (!ids->room)
		return ND_NO_PLACE;
	return ids->slot[probe(ids, id, id_at, ctx)] - 1;	/* free: 0 - 1 is ND_NO_PLACE */
}

static enum nd_status grow(struct nd_ids *ids, nd_id_at *id_at, const void *ctx)
{
	struct nd_ids grown = { NULL, ids->room ? ids->room * 2 : FIRST_ROOM, ids->n };

	grown.slot = nd_calloc(grown.room, sizeof(*grown.slot));
	if (!grown.slot)
		return ND_ENOMEM;
	for (size_t i = 0; i < ids->room; i++)
		if (ids->slot[i])
			grown.slot[probe(&grown, id_at(ctx, ids->slot[i] - 1), id_at, ctx)] =
				ids->slot[i];
	free(ids->slot);
	*ids = grown;
	return ND_OK;
}

enum nd_status nd_ids_add(struct nd_ids *ids, struct nd_text id, uint32_t place,
			  nd_id_at *id_at, const void *ctx)
{
	if (ids->n * 2 >= ids->room && grow(ids, id_at, ctx) != ND_OK)
		return ND_ENOMEM;
	ids->slot[probe(ids, id, id_at, ctx)] = place + 1;
	ids->n++;
	return ND_OK;
}

void nd_ids_release(struct nd_ids *ids)
{
	free(ids->slot);
	*ids = (struct nd_ids){ NULL, 0, 0 };
}
