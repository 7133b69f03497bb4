/*
 * recalled.h - ids that were read again, by the places of their articles
 *
 * A thread's table: most articles are never asked for again, so it is one of those that were.
 */
#ifndef ND_ENGINE_RECALLED_H
#define ND_ENGINE_RECALLED_H

#include "base/arena.h"
#include "neardup.h"

struct nd_recalled_id;

struct nd_recalled {
	const struct nd_recalled_id **slot;	/* open addressing, NULL: free */
	size_t room, n;			/* a power of two, or 0 */
};

/* The id of the article at a place; at is NULL where it is not known. */
struct nd_text nd_recalled_find(const struct nd_recalled *names, uint32_t place);

/* Keep a copy of an id, which is not known yet, in the arena.  Fails only with ND_ENOMEM. */
enum nd_status nd_recalled_keep(struct nd_recalled *names, struct nd_arena *arena, uint32_t place,
			     struct nd_text id);

/* Forget all; what is in the arena stays there. */
void nd_recalled_release(struct nd_recalled *names);

#endif
