/* address.c - articles sorted by the hash of their address, those that are alone with theirs dropped */
#include "engine/address.h"

#include <stdlib.h>

#include "base/parts.h"

/* The number of an address above a place, the other way round. */
static uint64_t place_above(uint64_t number_above)
{
	return number_above << 32 | number_above >> 32;
}

/* List the places of those that share an address, its number above. */
static enum nd_status list_shared(void *ctx, struct nd_keyed *items, size_t n)
{
	struct nd_array *const list = ctx;
	uint64_t number = list->n ? (((const uint64_t *)list->items)[list->n - 1] >> 32) + 1 : 0;

	for (size_t i = 0, same; i < n; i += same) {
		for (same = 1; i + same < n && items[i + same].key == items[i].key; same++)
			;
		for (size_t k = 0; same > 1 && k < same; k++)
			if (!nd_array_append(list, &(uint64_t){ number << 32 | items[i + k].value }, 1))
				return ND_ENOMEM;
		number += same > 1;
	}
	return ND_OK;
}

/* Append the pairs of the different texts among the articles of one address, in order of time. */
static enum nd_status pair_up(struct nd_engine *engine, const uint64_t *ranks, size_t n)
{
	uint32_t texts[ND_ADDRESS_TEXTS];
	size_t n_texts = 0;

	for (size_t i = 0; i < n; i++) {
		const uint32_t text = engine->first[ranks[i]];
		size_t at = 0;

		while (at < n_texts && texts[at] != text)
			at++;
		if (at < n_texts)
			continue;
		if (n_texts == ND_ADDRESS_TEXTS)
			return ND_OK;
		texts[n_texts++] = text;
	}
	for (size_t i = 0; i < n_texts; i++) {
		for (size_t j = i + 1; j < n_texts; j++) {
			const uint64_t key = texts[i] < texts[j] ? nd_pair_of_ranks(texts[i], texts[j]) :
								   nd_pair_of_ranks(texts[j], texts[i]);

			if (!nd_array_append(&engine->same_address, &key, 1))
				return ND_ENOMEM;
		}
	}
	return ND_OK;
}

/* Pair up the articles of each address. */
static enum nd_status pair_up_all(struct nd_engine *engine, const struct nd_array *list)
{
	const uint64_t *const item = list->items;
	struct nd_array ranks = ND_ARRAY_INIT(uint64_t, SIZE_MAX / 16);
	enum nd_status status = ND_OK;

	for (size_t i = 0, same; i < list->n && status == ND_OK; i += same) {
		uint64_t *rank;

		for (same = 1; i + same < list->n && item[i + same] >> 32 == item[i] >> 32; same++)
			;
		rank = nd_array_reserve(&ranks, 2 * same);
		if (!rank) {
			status = ND_ENOMEM;
			break;
		}
		for (size_t k = 0; k < same; k++)
			rank[k] = nd_rank_at(engine, (uint32_t)item[i + k]);
		nd_sort_u64(rank, rank + same, same);
		status = pair_up(engine, rank, same);
	}
	nd_array_release(&ranks);
	return status;
}

static enum nd_status sort(struct nd_array *keys)
{
	uint64_t *const scratch = nd_calloc(keys->n, sizeof(*scratch));

	if (!scratch)
		return ND_ENOMEM;
	if (keys->n)
		nd_sort_u64(keys->items, scratch, keys->n);
	free(scratch);
	return ND_OK;
}

enum nd_status nd_address_find(struct nd_engine *engine)
{
	struct nd_array *const list = &engine->addresses, *const keys = &engine->same_address;
	enum nd_status status;

	list->n = keys->n = 0;
	status = nd_parts(engine->columns.address.items, engine->columns.address.n, list_shared, list);
	if (status == ND_OK && nd_engine_spends(engine))
		nd_array_release(&engine->columns.address);
	if (status == ND_OK)
		status = pair_up_all(engine, list);
	if (status == ND_OK)	/* two texts may have several addresses in common */
		status = sort(keys);
	if (status == ND_OK && keys->n)
		keys->n = nd_unique_u64(keys->items, keys->n);
	for (size_t i = 0; i < list->n; i++)
		((uint64_t *)list->items)[i] = place_above(((uint64_t *)list->items)[i]);
	return status == ND_OK ? sort(list) : status;
}

/* Where the first item from 'key' on is among sorted ones. */
static size_t find(const struct nd_array *keys, uint64_t key)
{
	const uint64_t *const items = keys->items;
	size_t low = 0, high = keys->n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (items[middle] < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int nd_address_shared(const struct nd_engine *engine, uint64_t key)
{
	const struct nd_array *const keys = &engine->same_address;
	const size_t at = find(keys, key);

	return at < keys->n && ((const uint64_t *)keys->items)[at] == key;
}

/* The number of the address of a place among those that several have; -1: it is alone. */
static int64_t number_of(const struct nd_engine *engine, uint32_t place)
{
	const struct nd_array *const list = &engine->addresses;
	const size_t at = find(list, (uint64_t)place << 32);
	const uint64_t item = at < list->n ? ((const uint64_t *)list->items)[at] : UINT64_MAX;

	return item >> 32 == place ? (int64_t)(uint32_t)item : -1;
}

int nd_address_same(const struct nd_engine *engine, uint32_t a, uint32_t b)
{
	const int64_t number = number_of(engine, a);

	return number >= 0 && number == number_of(engine, b);
}
