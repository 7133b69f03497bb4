/*
 * ids.h - from an article's id to its place
 *
 * An open-addressing table of places, each with 32 bits of the hash of its id:
 * 10 bytes an article.  The ids themselves stay where they are, be that on a
 * disk: one is looked at only where those 32 bits are equal.
 */
#ifndef ND_ENGINE_IDS_H
#define ND_ENGINE_IDS_H

#include "neardup.h"

#define ND_NO_PLACE UINT32_MAX

struct nd_id_slot {
	uint32_t tag;		/* of the hash */
	uint32_t place;		/* + 1, 0: free */
};

struct nd_ids {
	struct nd_id_slot *slot;
	size_t room, n;
};

/* The id of the article at a place, good until the next call; NULL: it cannot be had. */
typedef struct nd_text nd_id_at(void *ctx, uint32_t place);

/* The tag of an id, which the functions below are given so that it is made once. */
uint32_t nd_ids_tag(struct nd_text id);

/* Place of an id, or ND_NO_PLACE. */
uint32_t nd_ids_find(const struct nd_ids *ids, struct nd_text id, uint32_t tag, nd_id_at *id_at,
		     void *ctx);

/* Have the memory where an id of this tag is looked for on its way to the cache. */
void nd_ids_fetch(const struct nd_ids *ids, uint32_t tag);

/* Remember that an id of this tag, which is not in yet, is at 'place'.  Fails only with ND_ENOMEM. */
enum nd_status nd_ids_add(struct nd_ids *ids, uint32_t tag, uint32_t place);

void nd_ids_release(struct nd_ids *ids);

#endif
