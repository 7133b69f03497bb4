/*
 * ids.h - from an article's id to its place
 *
 * An open-addressing table of places, at most half full.  The ids themselves
 * stay where the documents keep them.
 */
#ifndef ND_ENGINE_IDS_H
#define ND_ENGINE_IDS_H

#include "neardup.h"

#define ND_NO_PLACE UINT32_MAX

struct nd_ids {
	uint32_t *slot;		/* place + 1, 0: free */
	size_t room;		/* a power of 2, or 0 */
	size_t n;
};

/* The id of the article at a place. */
typedef struct nd_text nd_id_at(const void *ctx, uint32_t place);

/* Place of an id, or ND_NO_PLACE. */
uint32_t nd_ids_find(const struct nd_ids *ids, struct nd_text id, nd_id_at *id_at, const void *ctx);

/* Remember that 'id', which is not in yet, is at 'place'.  Fails only with ND_ENOMEM. */
enum nd_status nd_ids_add(struct nd_ids *ids, struct nd_text id, uint32_t place,
			  nd_id_at *id_at, const void *ctx);

void nd_ids_release(struct nd_ids *ids);

#endif
