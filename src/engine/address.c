/* address.c - articles sorted by the hash of their address */
#include "engine/address.h"

#include <stdlib.h>

#include "base/sort.h"

/* Append the pairs of the different texts among the articles of one address. */
static enum nd_status pair_up(struct nd_engine *engine, const struct nd_keyed *items, size_t n)
{
	uint32_t texts[ND_ADDRESS_TEXTS];
	size_t n_texts = 0;

	for (size_t i = 0; i < n; i++) {
		const uint32_t text = engine->first[items[i].value];
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

/* Two texts may have several addresses in common. */
static enum nd_status unique(struct nd_array *keys)
{
	uint64_t *const scratch = nd_calloc(keys->n, sizeof(*scratch));

	if (!scratch)
		return ND_ENOMEM;
	if (keys->n) {
		nd_sort_u64(keys->items, scratch, keys->n);
		keys->n = nd_unique_u64(keys->items, keys->n);
	}
	free(scratch);
	return ND_OK;
}

enum nd_status nd_address_find(struct nd_engine *engine)
{
	struct nd_keyed *const items = nd_calloc(engine->made, 2 * sizeof(*items));
	enum nd_status status = items ? ND_OK : ND_ENOMEM;
	size_t n = 0;

	engine->same_address.n = 0;
	for (uint32_t rank = 0; items && rank < engine->made; rank++)
		if (nd_at_rank(engine, rank)->address)
			items[n++] = (struct nd_keyed){ nd_at_rank(engine, rank)->address, rank };
	if (n)
		nd_sort_keyed(items, items + engine->made, n);
	for (size_t i = 0, same; i < n && status == ND_OK; i += same) {
		for (same = 1; i + same < n && items[i + same].key == items[i].key; same++)
			;
		status = pair_up(engine, &items[i], same);
	}
	free(items);
	return status == ND_OK ? unique(&engine->same_address) : status;
}

int nd_address_shared(const struct nd_engine *engine, uint64_t key)
{
	const uint64_t *const keys = engine->same_address.items;
	size_t low = 0, high = engine->same_address.n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (keys[middle] < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low < engine->same_address.n && keys[low] == key;
}
