/*
 * follow.c - what memory knows of the store, brought up to a snapshot
 *
 * Memory holds what can be made again from the disk: the keys and records of
 * the articles that are not in files yet, the counters, the maps of the files.
 */
#include <stdlib.h>
#include <string.h>

#include "store/finding.h"
#include "store/store.h"

#define AHEAD		16	/* counters asked for before they are added to */
#define TRIES		10	/* to see a snapshot whose files are still there */

void nd_store_close_sheets(struct nd_array *sheets)
{
	for (size_t i = 0; i < sheets->n; i++)
		nd_sheet_close((struct nd_sheet *)sheets->items + i);
	sheets->n = 0;
}

static int by_first(const void *x, const void *y)
{
	const struct nd_sheet *const a = x, *const b = y;

	return (a->about.first > b->about.first) - (a->about.first < b->about.first);
}

/* Take a sheet that is open already over, or open it. */
static enum nd_status take_sheet(struct nd_store *store, struct nd_array *old,
				 struct nd_array *sheets, enum nd_sheet_kind kind, uint32_t number)
{
	struct nd_sheet *const had = old->items;
	struct nd_sheet sheet;
	enum nd_status status;

	for (size_t i = 0; i < old->n; i++) {
		if (had[i].number != number || !had[i].map.at)
			continue;
		if (!nd_array_append(sheets, &had[i], 1))
			return nd_fail_memory(&store->err);
		had[i] = (struct nd_sheet){ 0 };
		return ND_OK;
	}
	status = nd_sheet_open(&sheet, store->ledger.folder, kind, number, &store->err);
	if (status != ND_OK)
		return status;
	if (number >= store->own_files)
		nd_sheet_trust(&sheet);
	if (nd_array_append(sheets, &sheet, 1))
		return ND_OK;
	nd_sheet_close(&sheet);
	return nd_fail_memory(&store->err);
}

static enum nd_status load_counts(struct nd_store *store, uint32_t number)
{
	struct nd_sheet sheet;
	const uint8_t *rows;
	enum nd_status status = nd_sheet_open(&sheet, store->ledger.folder, ND_SHEET_COUNTS,
					      number, &store->err);

	if (status != ND_OK)
		return status;
	rows = nd_sheet_look(&sheet, 0, sheet.bytes);
	if (!rows || sheet.bytes != (uint64_t)4 << sheet.about.bits) {
		status = nd_fail(&store->err, ND_EFORMAT, "'%s/%08x.cnt' is damaged",
				 store->ledger.folder, number);
	} else {
		nd_counts_close(&store->counts);
		if (nd_counts_load(&store->counts, rows, sheet.about.bits, sheet.about.items) !=
		    ND_OK)
			status = nd_fail_memory(&store->err);
	}
	nd_sheet_close(&sheet);
	return status;
}

/* Note where the articles of each file of records end.  Fails only with ND_ENOMEM. */
static enum nd_status note_ends(struct nd_store *store)
{
	const struct nd_sheet *const sheet = store->records.items;

	store->record_ends.n = 0;
	for (size_t i = 0; i < store->records.n; i++) {
		const uint32_t end = sheet[i].about.first + sheet[i].about.count;

		if (!nd_array_append(&store->record_ends, &end, 1))
			return nd_fail_memory(&store->err);
	}
	return ND_OK;
}

/* Open the files that the ledger's snapshot names, close the others; the counters on demand. */
static enum nd_status load_files(struct nd_store *store, int counts)
{
	struct nd_array records = ND_ARRAY_INIT(struct nd_sheet, UINT32_MAX);
	struct nd_array segments = ND_ARRAY_INIT(struct nd_sheet, UINT32_MAX);
	enum nd_status status = ND_OK, noted;
	struct nd_bytes bytes;
	uint64_t number = 0;

	for (; status == ND_OK; number++) {
		uint32_t kind = 0;

		status = nd_ledger_next(&store->ledger, ND_TABLE_FILES, &number, &bytes);
		if (status == ND_ENOENT)
			break;
		if (status != ND_OK) {
			nd_store_failed(store, status);
			break;
		}
		memcpy(&kind, bytes.at, bytes.n < sizeof(kind) ? bytes.n : sizeof(kind));
		if (kind == ND_SHEET_RECORDS)
			status = take_sheet(store, &store->records, &records, kind,
					    (uint32_t)number);
		else if (kind == ND_SHEET_POSTINGS)
			status = take_sheet(store, &store->segments, &segments, kind,
					    (uint32_t)number);
		else if (counts)
			status = load_counts(store, (uint32_t)number);
	}
	nd_store_close_sheets(&store->records);
	nd_store_close_sheets(&store->segments);
	nd_array_release(&store->records);
	nd_array_release(&store->segments);
	store->records = records;
	store->segments = segments;
	if (records.n > 1)
		qsort(records.items, records.n, sizeof(struct nd_sheet), by_first);
	if (segments.n > 1)
		qsort(segments.items, segments.n, sizeof(struct nd_sheet), by_first);
	noted = note_ends(store);
	return status == ND_ENOENT ? noted : status;
}

enum nd_status nd_store_load_files(struct nd_store *store, int tail)
{
	enum nd_status status;

	if (tail)
		nd_store_forget_tail(store);
	status = load_files(store, 0);
	store->files_seen = store->state.files_version;
	if (!store->ledger.writing)
		nd_ledger_let_go(&store->ledger);
	return status;
}

static enum nd_status load_removals(struct nd_store *store)
{
	struct nd_removed removed;
	struct nd_bytes bytes;
	enum nd_status status = ND_OK;

	for (uint64_t number = 0; status == ND_OK; number++) {
		status = nd_ledger_next(&store->ledger, ND_TABLE_REMOVED, &number, &bytes);
		if (status == ND_ENOENT)
			return ND_OK;
		if (status != ND_OK || bytes.n != sizeof(removed))
			return nd_store_failed(store, status == ND_OK ? ND_ENOENT : status);
		memcpy(&removed, bytes.at, sizeof(removed));
		status = nd_store_mark_gone(store, (uint32_t)number,
					    (enum nd_removed_state)removed.state);
	}
	return status;
}

enum nd_status nd_store_mark_gone(struct nd_store *store, uint32_t number,
				  enum nd_removed_state state)
{
	if (number >= store->gone.n &&
	    !nd_array_append(&store->gone, NULL, number + 1 - store->gone.n))
		return nd_fail_memory(&store->err);
	((uint8_t *)store->gone.items)[number] = (uint8_t)state;
	return ND_OK;
}

void nd_store_forget_tail(struct nd_store *store)
{
	nd_fresh_clear(&store->fresh);
	nd_arena_release(&store->tail_bytes);
	store->tail.n = 0;
}

enum nd_status nd_store_append(struct nd_store *store, const struct nd_taken *taken)
{
	const uint32_t number = store->state.tail + (uint32_t)store->tail.n;
	const void *const record = taken->record;

	if (!nd_array_append(&store->tail, &record, 1) ||
	    nd_fresh_add(&store->fresh, number, taken->keys, taken->n_keys) != ND_OK ||
	    nd_counts_begin(&store->counts) != ND_OK)
		return nd_fail_memory(&store->err);
	for (size_t i = 0; i < taken->n_terms; i++) {
		if (taken->n_terms - i > AHEAD)
			nd_counts_prefetch(&store->counts, nd_count_key(taken->terms[i + AHEAD]));
		nd_counts_add(&store->counts, nd_count_key(taken->terms[i]), number);
	}
	return ND_OK;
}

/* Take a value of the table 'tail', if it is sound. */
static enum nd_status take_value(struct nd_store *store, uint32_t number, struct nd_bytes value)
{
	struct nd_array *const keys = &store->needle.keys, *const terms = &store->finding->values;
	const uint8_t *const bytes = nd_arena_copy(&store->tail_bytes, value.at, value.n);
	struct nd_key key = { .key = 0 };
	struct nd_kept kept;

	if (!bytes)
		return nd_fail_memory(&store->err);
	if (!nd_kept_read(&kept, bytes, value.n) ||
	    (value.n - kept.head->bytes) % ND_TAIL_KEY || kept.head->number != number)
		return nd_fail(&store->err, ND_EFORMAT, "'%s/data.mdb' is damaged: a record of "
			       "table 'tail'", store->ledger.folder);
	keys->n = terms->n = 0;
	for (size_t at = kept.head->bytes; at < value.n; at += ND_TAIL_KEY) {
		memcpy(&key.key, bytes + at, ND_TAIL_KEY - 1);
		key.weight = bytes[at + ND_TAIL_KEY - 1];
		if (!nd_array_append(keys, &key, 1))
			return nd_fail_memory(&store->err);
	}
	if (!nd_array_append(terms, NULL, kept.head->terms))
		return nd_fail_memory(&store->err);
	nd_split_read(kept.terms, kept.head->terms, terms->items);
	return nd_store_append(store, &(struct nd_taken){
		bytes, keys->items, terms->items, keys->n, terms->n,
	});
}

static enum nd_status load_tail(struct nd_store *store)
{
	struct nd_bytes bytes;
	enum nd_status status = ND_OK;

	for (uint32_t number = store->state.tail + (uint32_t)store->tail.n;
	     number < store->state.next && status == ND_OK; number++) {
		status = nd_ledger_get(&store->ledger, ND_TABLE_TAIL, number, &bytes);
		if (status != ND_OK)
			return nd_store_failed(store, status);
		status = take_value(store, number, bytes);
	}
	return status;
}

enum nd_status nd_store_link(struct nd_store *store, const void *edges, size_t n)
{
	enum nd_status status = nd_links_next(&store->links);

	for (size_t i = 0; i < n && status == ND_OK; i++) {
		struct nd_edge edge;

		memcpy(&edge, (const char *)edges + i * sizeof(edge), sizeof(edge));
		status = nd_links_add(&store->links, edge.other, edge.score, edge.first);
	}
	return status == ND_OK ? ND_OK : nd_fail_memory(&store->err);
}

/*
 * Note the texts that have copies.  Those of all articles are the keys of a table; which of them
 * came since 'from', the places of these articles tell.
 */
static enum nd_status load_copies(struct nd_store *store, uint32_t from)
{
	const int all = from <= store->links.base;
	enum nd_status status = ND_OK;
	struct nd_bytes bytes;

	for (uint64_t key = from; status == ND_OK; key++) {
		struct nd_place place;

		status = nd_ledger_next(&store->ledger, all ? ND_TABLE_COPIES : ND_TABLE_PLACES, &key,
					&bytes);
		if (status != ND_OK)
			break;
		place.first = (uint32_t)key;
		if (!all && bytes.n == sizeof(place))
			memcpy(&place, bytes.at, sizeof(place));
		if (all || place.first != key)
			nd_links_note_copy(&store->links, place.first);
	}
	return status == ND_ENOENT ? ND_OK : nd_store_failed(store, status);
}

/* Link the articles that came since; those below the floor nobody asks for. */
static enum nd_status load_links(struct nd_store *store)
{
	struct nd_links *const links = &store->links;
	struct nd_bytes bytes = { NULL, 0 };
	enum nd_status status = ND_OK;
	uint32_t from;
	uint64_t key;

	if (nd_links_end(links) < store->state.floor)
		nd_links_clear(links, store->state.floor);
	from = nd_links_end(links);
	for (key = from; status == ND_OK; key++) {
		status = nd_ledger_next(&store->ledger, ND_TABLE_EDGES, &key, &bytes);
		if (status != ND_OK || key >= store->state.next)
			break;
		while (nd_links_end(links) < key && status == ND_OK)
			status = nd_store_link(store, NULL, 0);
		if (status == ND_OK)
			status = nd_store_link(store, bytes.at, bytes.n / sizeof(struct nd_edge));
	}
	if (status != ND_OK && status != ND_ENOENT)
		return nd_store_failed(store, status);
	status = ND_OK;
	while (nd_links_end(links) < store->state.next && status == ND_OK)
		status = nd_store_link(store, NULL, 0);
	if (status == ND_OK && from < store->state.next)
		status = load_copies(store, from);
	nd_links_trim(links, store->state.floor);
	return status;
}

static enum nd_status look_again(struct nd_store *store)
{
	enum nd_status status;

	status = nd_store_failed(store, nd_ledger_refresh(&store->ledger));
	if (status == ND_OK)
		status = nd_store_failed(store, nd_ledger_take(&store->ledger, ND_TABLE_STATE, ND_PLACE_STATE,
							       &store->state, sizeof(store->state)));
	if (status == ND_OK && store->state.files_version != store->files_seen) {
		nd_store_forget_tail(store);	/* the counters are read anew, too */
		status = load_files(store, 1);
		if (status == ND_OK)
			store->files_seen = store->state.files_version;
	}
	if (status == ND_OK && store->state.removals != store->removals_seen) {
		status = load_removals(store);
		store->removals_seen = store->state.removals;
	}
	if (status == ND_OK)
		status = load_links(store);
	return status == ND_OK ? load_tail(store) : status;
}

enum nd_status nd_store_catch_up(struct nd_store *store)
{
	enum nd_status status = look_again(store);

	/* a file of this snapshot may be gone when we come to it: look at a newer one */
	for (int i = 0; i < TRIES && status == ND_EFORMAT && !store->ledger.writable; i++) {
		store->files_seen = UINT64_MAX;
		status = look_again(store);
	}
	return status;
}
