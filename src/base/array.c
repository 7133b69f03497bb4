/* array.c - growable arrays: doubling, so that n appends copy O(n) items */
#include "base/array.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define FIRST_ROOM 16
#define HUGE_PAGE ((size_t)2 << 20)

void *nd_array_reserve(struct nd_array *array, size_t more)
{
	size_t room = array->room;
	void *grown;

	if (more > array->ceiling || array->n > array->ceiling - more)
		return NULL;
	if (array->n + more > room || !array->items) {	/* never NULL for room 0 */
		room = room > array->ceiling / 2 ? array->ceiling : room * 2;
		if (room < FIRST_ROOM)
			room = FIRST_ROOM;
		if (room < array->n + more)
			room = array->n + more;
		if (room > (size_t)-1 / array->item_size)
			return NULL;
		grown = realloc(array->items, room * array->item_size);
		if (!grown)
			return NULL;
		array->items = grown;
		array->room = room;
	}
	return (char *)array->items + array->n * array->item_size;
}

void *nd_array_append(struct nd_array *array, const void *from, size_t n)
{
	void *to = nd_array_reserve(array, n);

	if (!to)
		return NULL;
	if (n) {
		if (from)
			memcpy(to, from, n * array->item_size);
		else
			memset(to, 0, n * array->item_size);
	}
	array->n += n;
	return to;
}

void nd_array_release(struct nd_array *array)
{
	free(array->items);
	array->items = NULL;
	array->n = array->room = 0;
}

void *nd_calloc(size_t n, size_t size)
{
	return calloc(n ? n : 1, size ? size : 1);
}

void *nd_calloc_spread(size_t n, size_t size)
{
	char *const at = nd_calloc(n, size);
	char *const from = at + (-(uintptr_t)at & (HUGE_PAGE - 1)); /* whole huge pages */

	if (at && n * size >= 2 * HUGE_PAGE)	/* where it is refused, pages are small */
		madvise(from, (size_t)(at + n * size - from), MADV_HUGEPAGE);
	return at;
}
