/* read.c - records and places by number, numbers by id */
#include <string.h>

#include "store/finding.h"

/* The .rec file that has this article, or NULL. */
static const struct nd_sheet *sheet_of(const struct nd_store *store, uint32_t number)
{
	const struct nd_sheet *sheet = store->records.items;
	const uint32_t *end = store->record_ends.items;
	size_t n = store->record_ends.n, half;

	for (; n > 1; n -= half) {	/* an answer asks some hundred times: no branch to guess */
		half = n / 2;
		end += end[half - 1] <= number ? half : 0;
	}
	if (!n || *end <= number)
		return NULL;
	sheet += end - (const uint32_t *)store->record_ends.items;
	return sheet->about.first <= number ? sheet : NULL;
}

static enum nd_status damaged(struct nd_store *store, uint32_t number, const struct nd_sheet *sheet)
{
	if (!sheet)
		return nd_fail(&store->err, ND_EFORMAT, "store '%s' is damaged: article %u is in "
			       "none of its files", store->ledger.folder, number);
	return nd_fail(&store->err, ND_EFORMAT, "'%s/%08x.rec' is damaged: the record of article "
		       "%u", store->ledger.folder, sheet->number, number);
}

enum nd_status nd_store_read(struct nd_store *store, uint32_t number, struct nd_kept *kept)
{
	const struct nd_sheet *sheet;
	const uint8_t *at;
	uint32_t ends[2];

	if (number >= store->state.tail) {
		if (number - store->state.tail >= store->tail.n)
			return damaged(store, number, NULL);
		nd_kept_find(kept, ((const void **)store->tail.items)[number - store->state.tail]);
		return ND_OK;
	}
	sheet = sheet_of(store, number);
	at = sheet ? nd_sheet_look(sheet, sheet->about.index_at +
				   4 * (uint64_t)(number - sheet->about.first), 8) : NULL;
	if (!at)
		return damaged(store, number, sheet);
	memcpy(ends, at, sizeof(ends));
	at = ends[1] > ends[0] ? nd_sheet_look(sheet, 8 * (uint64_t)ends[0],
					       8 * (uint64_t)(ends[1] - ends[0])) : NULL;
	if (!at)
		return damaged(store, number, sheet);
	nd_kept_find(kept, at);	/* the blocks have been checked, the record with them */
	return ND_OK;
}

void nd_store_ask_where(const struct nd_store *store, uint32_t number)
{
	const struct nd_sheet *const sheet = number < store->state.tail ? sheet_of(store, number) : NULL;

	if (sheet)
		nd_sheet_prefetch(sheet, sheet->about.index_at +
				  4 * (uint64_t)(number - sheet->about.first));
}

void nd_store_ask_for_date(const struct nd_store *store, uint32_t number)
{
	const struct nd_sheet *const sheet = number < store->state.tail ? sheet_of(store, number) : NULL;

	if (sheet)
		nd_sheet_prefetch(sheet, nd_records_dates_at(&sheet->about) +
				  8 * (uint64_t)(number - sheet->about.first));
}

void nd_store_ask_for(const struct nd_store *store, uint32_t number)
{
	const struct nd_sheet *const sheet = number < store->state.tail ? sheet_of(store, number) : NULL;
	uint32_t end;

	if (!sheet)
		return;
	memcpy(&end, sheet->payload + sheet->about.index_at +
	       4 * (uint64_t)(number - sheet->about.first), sizeof(end));
	for (uint64_t at = 0; at < sizeof(struct nd_kept_head); at += 64)
		nd_sheet_prefetch(sheet, 8 * (uint64_t)end + at);
}

enum nd_status nd_store_date(struct nd_store *store, uint32_t number, int64_t *published)
{
	const struct nd_sheet *sheet;
	const uint8_t *at;
	struct nd_kept kept;

	if (number >= store->state.tail) {
		const enum nd_status status = nd_store_read(store, number, &kept);

		if (status == ND_OK)
			*published = kept.head->published;
		return status;
	}
	sheet = sheet_of(store, number);
	at = sheet ? nd_sheet_look(sheet, nd_records_dates_at(&sheet->about) +
				   8 * (uint64_t)(number - sheet->about.first), 8) : NULL;
	if (!at)
		return damaged(store, number, sheet);
	memcpy(published, at, sizeof(*published));
	return ND_OK;
}

enum nd_status nd_store_place(struct nd_store *store, uint32_t number, struct nd_place *place)
{
	const enum nd_status status = nd_ledger_take(&store->ledger, ND_TABLE_PLACES, number, place,
						     sizeof(*place));

	if (status == ND_ENOENT) {
		*place = (struct nd_place){ number, number };
		return ND_OK;
	}
	return nd_store_failed(store, status);
}

enum nd_status nd_store_find_id(struct nd_store *store, struct nd_text id, uint32_t *number)
{
	struct nd_array *const hits = &store->finding->hits;
	const struct nd_key key = { .key = nd_key_of_id(id) };
	const struct nd_sheet *const segments = store->segments.items;
	uint32_t left = UINT32_MAX;
	enum nd_status status;

	*number = ND_NO_ARTICLE;
	hits->n = 0;
	status = nd_fresh_find(&store->fresh, &key, 1, &left, hits);
	for (size_t s = store->segments.n; s-- > 0 && status == ND_OK;) {
		status = nd_segment_find(&segments[s], &key, 1, &left, hits);
		if (status == ND_EFORMAT)
			return nd_fail(&store->err, status, "'%s/%08x.idx' is damaged",
				       store->ledger.folder, segments[s].number);
	}
	if (status != ND_OK)
		return nd_fail_memory(&store->err);
	for (size_t i = 0; i < hits->n; i++) {
		const struct nd_hit *const hit = (const struct nd_hit *)hits->items + i;
		struct nd_kept kept;

		if (nd_gone(store, hit->number) != ND_ALIVE)
			continue;
		status = nd_store_read(store, hit->number, &kept);
		if (status != ND_OK)
			return status;
		if (kept.id.len != id.len || memcmp(kept.id.at, id.at, id.len))
			continue;
		*number = hit->number;
		break;
	}
	return ND_OK;
}
