/*
 * names.h - strings numbered from 0 in the order in which they come
 */
#ifndef ND_EVAL_NAMES_H
#define ND_EVAL_NAMES_H

#include "base/arena.h"
#include "base/array.h"
#include "neardup.h"

#define ND_NO_NAME UINT32_MAX

struct nd_names {
	struct nd_array texts;	/* struct nd_text, by number */
	struct nd_arena bytes;
	uint32_t *slot;		/* number + 1, 0: free; at most half of them taken */
	size_t room;		/* a power of 2, or 0 */
};
#define ND_NAMES_INIT { ND_ARRAY_INIT(struct nd_text, UINT32_MAX / 4), ND_ARENA_INIT, NULL, 0 }

/* The number of a name, or ND_NO_NAME. */
uint32_t nd_names_find(const struct nd_names *names, struct nd_text name);
/* The number of a name, which is copied if it is new; ND_NO_NAME when out of memory. */
uint32_t nd_names_add(struct nd_names *names, struct nd_text name);
/* The name with this number. */
struct nd_text nd_names_at(const struct nd_names *names, uint32_t number);

void nd_names_release(struct nd_names *names);

#endif
