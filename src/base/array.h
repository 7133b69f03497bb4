/*
 * array.h - growable arrays with a ceiling
 *
 * struct nd_array holds items of one size in one block.  It starts zeroed,
 *
 *	struct nd_array lines = ND_ARRAY_INIT(struct line, 1 << 20);
 *
 * and every array has a ceiling given at birth, so that no input can make it
 * grow without bound.  Pointers into it are good until it grows.
 */
#ifndef ND_BASE_ARRAY_H
#define ND_BASE_ARRAY_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct nd_array {
	void *items;
	size_t n;		/* items in use */
	size_t room;		/* items allocated */
	size_t item_size;	/* bytes */
	size_t ceiling;		/* items, at most */
};
#define ND_ARRAY_INIT(type, ceiling) { NULL, 0, 0, sizeof(type), (ceiling) }

/*
 * Make room for 'more' items after the n in use and return where they go; n
 * stays.  NULL when out of memory or above the ceiling, the array as it was.
 */
void *nd_array_reserve(struct nd_array *array, size_t more);

/* Append n items copied from 'from' (which may be NULL: zeroed).  Returns them, or NULL. */
void *nd_array_append(struct nd_array *array, const void *from, size_t n);

/* Free the block; the array is empty and can be used again. */
void nd_array_release(struct nd_array *array);

/* calloc(n, size) that also refuses n * size overflow; NULL on failure; free() it. */
void *nd_calloc(size_t n, size_t size);

/*
 * The same of some MiB that are asked for here and there: on huge pages, where the
 * system gives them, so that finding out where a byte is does not take as long as reading it.
 */
void *nd_calloc_spread(size_t n, size_t size);

#ifdef __cplusplus
}
#endif

#endif
