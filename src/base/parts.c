/* parts.c - a pass over all hashes for each part: cheap beside sorting it */
#include "base/parts.h"

#include <stdlib.h>

#include "base/array.h"

#define PART_BITS	4
#define PART_LEAST	((size_t)1 << 16)	/* hashes: 2 MiB to sort them */

enum nd_status nd_parts(const uint64_t *hashes, size_t n, nd_on_part *fn, void *ctx)
{
	size_t count[1 << PART_BITS] = { 0 };
	unsigned bits = 0;
	enum nd_status status = ND_OK;

	while (bits < PART_BITS && n >> bits > PART_LEAST)
		bits++;
	for (size_t i = 0; i < n; i++)
		count[hashes[i] >> (64 - PART_BITS) >> (PART_BITS - bits)] += hashes[i] != 0;
	for (size_t part = 0; part < (size_t)1 << bits && status == ND_OK; part++) {
		struct nd_keyed *const items = nd_calloc(count[part], 2 * sizeof(*items));
		size_t k = 0;

		if (!items)
			return ND_ENOMEM;
		for (size_t i = 0; i < n; i++)
			if (hashes[i] && hashes[i] >> (64 - PART_BITS) >> (PART_BITS - bits) == part)
				items[k++] = (struct nd_keyed){ hashes[i], i };
		nd_sort_keyed(items, items + k, k);
		status = fn(ctx, items, k);
		free(items);
	}
	return status;
}
