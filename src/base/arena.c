/* arena.c - blocks in a list, the last one is cut from */
#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

#define LEAST	((size_t)1 << 16)	/* of a block; each is twice as large as the one before, ... */
#define MOST	((size_t)1 << 20)	/* ... up to this */
#define ALIGN	((size_t)8)

struct nd_arena_block {
	struct nd_arena_block *before;
	size_t used, room;
	_Alignas(8) char bytes[];
};

static size_t next_room(const struct nd_arena_block *last, size_t n)
{
	const size_t wanted = !last ? LEAST : last->room < MOST / 2 ? last->room * 2 : MOST;

	return n > wanted ? n : wanted;
}

void *nd_arena_take(struct nd_arena *arena, size_t n)
{
	struct nd_arena_block *block = arena->last;
	void *taken;

	if (n > (size_t)-1 - MOST)
		return NULL;
	n = (n + ALIGN - 1) / ALIGN * ALIGN;
	if (!block || block->room - block->used < n) {
		const size_t room = next_room(block, n);

		block = malloc(sizeof(*block) + room);
		if (!block)
			return NULL;
		block->before = arena->last;
		block->used = 0;
		block->room = room;
		arena->last = block;
	}
	taken = block->bytes + block->used;
	block->used += n;
	return taken;
}

void *nd_arena_copy(struct nd_arena *arena, const void *from, size_t n)
{
	void *const to = nd_arena_take(arena, n);

	if (to && n)
		memcpy(to, from, n);
	return to;
}

void nd_arena_join(struct nd_arena *to, struct nd_arena *from)
{
	struct nd_arena_block *first = from->last;

	if (!first)
		return;
	while (first->before)
		first = first->before;
	first->before = to->last;
	to->last = from->last;
	from->last = NULL;
}

void nd_arena_clear(struct nd_arena *arena)
{
	struct nd_arena_block *const last = arena->last;

	if (!last || last->room > MOST) {
		nd_arena_release(arena);
		return;
	}
	arena->last = last->before;
	nd_arena_release(arena);
	last->before = NULL;
	last->used = 0;
	arena->last = last;
}

void nd_arena_release(struct nd_arena *arena)
{
	while (arena->last) {
		struct nd_arena_block *const before = arena->last->before;

		free(arena->last);
		arena->last = before;
	}
}
