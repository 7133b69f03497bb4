/* hashset.c - linear probing; the table is as large as the set asks for, so that it is cached */
#include "verify/hashset.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/packed.h"

#define LEAST_ROOM 64
#define AT_ONCE	512	/* values on the way past the board */

static enum nd_status make_room(struct nd_hashset *set, size_t n)
{
	size_t room = LEAST_ROOM;

	while (room < 4 * n)
		room *= 2;
	set->mask = room - 1;
	set->has_zero = 0;
	memset(set->board, 0, sizeof(set->board));
	if (room <= set->room) {
		memset(set->slot, 0, room * sizeof(*set->slot));
		return ND_OK;
	}
	free(set->slot);
	set->slot = nd_calloc(room, sizeof(*set->slot) + sizeof(*set->met));
	set->met = (uint8_t *)(set->slot + room);
	set->room = set->slot ? room : 0;
	return set->slot ? ND_OK : ND_ENOMEM;
}

/* The slot that holds the value, or the free one where it belongs. */
static inline size_t find(const uint64_t *slot, size_t mask, uint64_t value)
{
	size_t at = (size_t)value & mask;

	while (slot[at] && slot[at] != value)
		at = (at + 1) & mask;
	return at;
}

enum nd_status nd_hashset_fill(struct nd_hashset *set, const uint64_t *values, size_t n,
			       uint64_t *distinct, size_t *kept)
{
	size_t n_distinct = 0, mask;
	uint64_t *slot;

	*kept = 0;
	if (make_room(set, n) != ND_OK)
		return ND_ENOMEM;
	slot = set->slot;	/* in registers: any value that is stored might be in *set */
	mask = set->mask;
	for (size_t i = 0; i < n; i++) {
		const uint64_t value = values[i];
		const size_t at = find(slot, mask, value);
		const int is_new = value ? !slot[at] : !set->has_zero;

		slot[at] = value;
		set->has_zero |= !value;
		distinct[n_distinct] = value;
		n_distinct += (size_t)is_new;
	}
	for (size_t i = 0; i < n_distinct; i++)
		set->board[distinct[i] % ND_BOARD_BITS / 64] |= (uint64_t)1 << distinct[i] % 64;
	*kept = n_distinct;
	return ND_OK;
}

/* Is it there? */
static inline size_t has(const struct nd_hashset *set, uint64_t value)
{
	return value ? set->slot[find(set->slot, set->mask, value)] != 0 : (size_t)set->has_zero;
}

size_t nd_hashset_meet(struct nd_hashset *set, const uint64_t *values, size_t n, uint64_t *others,
		       size_t *n_others)
{
	const uint64_t *const slot = set->slot;
	uint8_t *const met = set->met;
	const size_t mask = set->mask;
	size_t common = 0, left = 0;
	int met_zero = 0;

	memset(met, 0, mask + 1);
	for (size_t i = 0; i < n; i++) {
		const uint64_t value = values[i];
		const size_t at = find(slot, mask, value);
		const int there = value ? slot[at] != 0 : set->has_zero;

		common += (size_t)(there & (value ? !met[at] : !met_zero));
		met[at] = (uint8_t)(value != 0);
		met_zero |= !value;
		others[left] = value;
		left += (size_t)!there;
	}
	*n_others = left;
	return common;
}

size_t nd_hashset_count(const struct nd_hashset *set, const uint64_t *values, size_t n)
{
	const struct nd_kernels *const kernels = nd_kernel_table();
	uint32_t low[AT_ONCE], place[AT_ONCE + ND_SLACK];
	size_t common = 0;

	for (size_t from = 0; from < n; from += AT_ONCE) {
		const uint64_t *const value = values + from;
		const size_t here = n - from < AT_ONCE ? n - from : AT_ONCE;
		size_t stay;

		for (size_t i = 0; i < here; i++)
			low[i] = (uint32_t)value[i];
		stay = kernels->sift(set->board, low, here, place);
		for (size_t k = 0; k < stay; k++)
			common += has(set, value[place[k]]);
	}
	return common;
}

size_t nd_hashset_count_brief(const struct nd_hashset *set, const uint32_t *brief, size_t n)
{
	const struct nd_kernels *const kernels = nd_kernel_table();
	uint32_t place[AT_ONCE + ND_SLACK];
	size_t common = 0;

	for (size_t from = 0; from < n; from += AT_ONCE) {
		const size_t here = n - from < AT_ONCE ? n - from : AT_ONCE;
		const size_t stay = kernels->sift(set->board, brief + from, here, place);

		for (size_t k = 0; k < stay; k++)
			common += has(set, nd_brief_at(brief, n, from + place[k]));
	}
	return common;
}

void nd_hashset_release(struct nd_hashset *set)
{
	free(set->slot);
	*set = (struct nd_hashset)ND_HASHSET_INIT;
}
