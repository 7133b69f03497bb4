/*
 * arena.h - many small allocations, freed together
 *
 * Bytes are cut from blocks of 64 KiB to 1 MiB (or as large as asked), aligned to 8, and
 * stay where they are until the arena is released.  One thread at a time.
 */
#ifndef ND_BASE_ARENA_H
#define ND_BASE_ARENA_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct nd_arena {
	struct nd_arena_block *last;
};
#define ND_ARENA_INIT { NULL }

/* n bytes, not cleared; NULL when out of memory.  n may be 0. */
void *nd_arena_take(struct nd_arena *arena, size_t n);

/* A copy of n bytes; NULL when out of memory. */
void *nd_arena_copy(struct nd_arena *arena, const void *from, size_t n);

/* Move everything to another arena; this one is empty then. */
void nd_arena_join(struct nd_arena *to, struct nd_arena *from);

/* Empty the arena, but keep its last block, if it is a usual one, for what comes next. */
void nd_arena_clear(struct nd_arena *arena);

/* Free everything; the arena is empty and can be used again. */
void nd_arena_release(struct nd_arena *arena);

#ifdef __cplusplus
}
#endif
#endif
