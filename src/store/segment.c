/* segment.c - sorted files of keys: looking into them, writing and merging them */
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "store/postings.h"

#define PER_BUCKET	12
#define LEAST_BITS	16	/* of a bucket: the rest of a key has 24 ... */
#define MOST_BITS	24	/* ... to 16, so an entry has 7 or 6 bytes */
#define SMALL_BUCKET	32	/* entries that are looked through one by one */

static unsigned entry_bytes(unsigned bits)
{
	return 4 + (ND_KEY_BITS - bits + 7) / 8;
}

/* Behind the last entry there is room to read 8 bytes. */
static uint64_t entry_at(const uint8_t *at, unsigned bytes)
{
	uint64_t entry;

	memcpy(&entry, at, sizeof(entry));
	return entry & (((uint64_t)1 << 8 * bytes) - 1);
}

static uint64_t make_entry(uint64_t rest, uint32_t local, uint8_t weight)
{
	return rest << 32 | (uint64_t)local << 8 | weight;
}

/* Entries of the bucket of a key: [*from, *to).  0: the segment is damaged. */
static int bucket_of(const struct nd_sheet *segment, uint64_t key, uint64_t *from, uint64_t *to)
{
	const uint64_t bucket = key >> (ND_KEY_BITS - segment->about.bits);
	const uint8_t *const at = nd_sheet_look(segment, segment->about.index_at + bucket * 4, 8);
	uint32_t ends[2];

	if (!at)
		return 0;
	memcpy(ends, at, sizeof(ends));
	*from = ends[0];
	*to = ends[1];
	return *from <= *to && *to <= segment->about.items;
}

/* The first entry of [from, to) that is not below 'wanted'. */
static uint64_t find_entry(const uint8_t *entries, unsigned bytes, uint64_t n, uint64_t wanted)
{
	uint64_t low = 0, high = n;

	while (low < high) {
		const uint64_t middle = low + (high - low) / 2;

		if (entry_at(entries + middle * bytes, bytes) < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static enum nd_status find_in_bucket(const struct nd_sheet *segment, uint64_t key, uint16_t index,
				     uint64_t from, uint64_t to, uint32_t *left,
				     struct nd_array *hits)
{
	const unsigned bytes = entry_bytes(segment->about.bits);
	const uint8_t *const entries = nd_sheet_look(segment, from * bytes, (to - from) * bytes);
	const uint64_t rest_mask = ((uint64_t)1 << (ND_KEY_BITS - segment->about.bits)) - 1;
	const uint64_t rest = key & rest_mask;
	uint64_t at = to - from;

	if (!entries)
		return ND_EFORMAT;
	if (at > SMALL_BUCKET)
		at = find_entry(entries, bytes, at, make_entry(rest + 1, 0, 0));
	for (; at && *left; at--) {
		const uint64_t entry = entry_at(entries + (at - 1) * bytes, bytes);
		const struct nd_hit hit = {
			segment->about.first + (uint32_t)(entry >> 8 & (ND_SEGMENT_MOST - 1)),
			index, (uint8_t)entry,
		};

		if (entry >> 32 < rest)
			break;
		if (entry >> 32 > rest)
			continue;
		if (!nd_array_append(hits, &hit, 1))
			return ND_ENOMEM;
		--*left;
	}
	return ND_OK;
}

/* Keys whose memory is asked for before it is looked at: a miss of the cache takes as
 * long as ten of these steps. */
#define AHEAD 16

enum nd_status nd_segment_find(const struct nd_sheet *segment, const struct nd_key *keys,
			       size_t n, uint32_t *left, struct nd_array *hits)
{
	const unsigned shift = ND_KEY_BITS - segment->about.bits;
	const unsigned bytes = entry_bytes(segment->about.bits);
	uint64_t from[AHEAD], to[AHEAD];

	for (size_t i = 0; i < n && i < 2 * AHEAD; i++)
		nd_sheet_prefetch(segment, segment->about.index_at + (keys[i].key >> shift) * 4);
	for (size_t begin = 0; begin < n; begin += AHEAD) {
		const size_t end = n - begin > AHEAD ? begin + AHEAD : n;

		for (size_t i = end + AHEAD; i < n && i < end + 2 * AHEAD; i++)
			nd_sheet_prefetch(segment,
					  segment->about.index_at + (keys[i].key >> shift) * 4);
		for (size_t i = begin; i < end; i++) {
			if (!bucket_of(segment, keys[i].key, &from[i - begin], &to[i - begin]))
				return ND_EFORMAT;
			nd_sheet_prefetch(segment, from[i - begin] * bytes);
			nd_sheet_prefetch(segment, from[i - begin] * bytes + 64);
		}
		for (size_t i = begin; i < end; i++) {
			enum nd_status status = ND_OK;

			if (left[i] && from[i - begin] < to[i - begin])
				status = find_in_bucket(segment, keys[i].key, (uint16_t)i,
							from[i - begin], to[i - begin], &left[i],
							hits);
			if (status != ND_OK)
				return status;
		}
	}
	return ND_OK;
}

/* Entries in order of their keys go in; buckets are counted on the way. */
struct writing {
	struct nd_sheet_writer sheet;
	struct nd_sheet_about about;
	uint32_t *buckets;	/* 2^bits + 1 */
	uint64_t next;		/* bucket that has not begun yet */
};

static unsigned bits_for(uint64_t entries)
{
	unsigned bits = LEAST_BITS;

	while (bits < MOST_BITS && (uint64_t)PER_BUCKET << bits < entries)
		bits++;
	return bits;
}

static enum nd_status begin(struct writing *writing, const char *folder, uint32_t file,
			    const struct nd_sheet_about *articles, uint64_t entries,
			    struct nd_error *err)
{
	*writing = (struct writing){ .about = *articles };
	writing->about.bits = bits_for(entries);
	writing->about.items = 0;
	writing->buckets = nd_calloc(((size_t)1 << writing->about.bits) + 1, sizeof(uint32_t));
	if (!writing->buckets)
		return nd_fail_memory(err);
	return nd_sheet_begin(&writing->sheet, folder, ND_SHEET_POSTINGS, file, err);
}

static void put_entry(struct writing *writing, uint64_t key, uint32_t local, uint8_t weight)
{
	const unsigned shift = ND_KEY_BITS - writing->about.bits;
	const uint64_t bucket = key >> shift;
	const uint64_t entry = make_entry(key & (((uint64_t)1 << shift) - 1), local, weight);

	while (writing->next <= bucket)
		writing->buckets[writing->next++] = (uint32_t)writing->about.items;
	nd_sheet_put(&writing->sheet, &entry, entry_bytes(writing->about.bits));
	writing->about.items++;
}

static enum nd_status finish(struct writing *writing, struct nd_error *err)
{
	static const uint8_t zeros[16];
	enum nd_status status;

	while (writing->next <= (uint64_t)1 << writing->about.bits)
		writing->buckets[writing->next++] = (uint32_t)writing->about.items;
	/* an entry may be read as 8 bytes, and the buckets stand at a multiple of 8 */
	nd_sheet_put(&writing->sheet, zeros, 16 - writing->sheet.bytes % 8);
	writing->about.index_at = writing->sheet.bytes;
	nd_sheet_put(&writing->sheet, writing->buckets,
		     (((size_t)1 << writing->about.bits) + 1) * sizeof(uint32_t));
	status = nd_sheet_finish(&writing->sheet, ND_SHEET_POSTINGS, &writing->about, err);
	free(writing->buckets);
	return status;
}

enum nd_status nd_segment_write(const struct nd_fresh *fresh, const char *folder, uint32_t file,
				const struct nd_sheet_about *articles, struct nd_error *err)
{
	const size_t n = fresh->entries.n;
	const struct nd_fresh_entry *const entry = fresh->entries.items;
	struct nd_keyed *const sorted = nd_calloc(n, 2 * sizeof(*sorted));
	struct writing writing;
	enum nd_status status;

	if (!sorted)
		return nd_fail_memory(err);
	for (size_t i = 0; i < n; i++)	/* by number already: the sort is stable */
		sorted[i] = (struct nd_keyed){
			entry[i].key,
			(uint64_t)(entry[i].number - articles->first) << 8 | entry[i].weight,
		};
	nd_sort_keyed(sorted, sorted + n, n);
	status = begin(&writing, folder, file, articles, n, err);
	for (size_t i = 0; i < n && status == ND_OK; i++)
		put_entry(&writing, sorted[i].key, (uint32_t)(sorted[i].value >> 8),
			  (uint8_t)sorted[i].value);
	free(sorted);
	if (status == ND_OK)
		return finish(&writing, err);
	free(writing.buckets);
	return status;
}

/* Walks a segment in the order of its entries. */
struct cursor {
	const struct nd_sheet *segment;
	uint64_t at, bucket, bucket_end;
	uint64_t key;		/* UINT64_MAX past the end */
	uint32_t local;
	uint8_t weight;
};

/* Read the entry at the cursor; 0: damaged. */
static int settle(struct cursor *cursor)
{
	const struct nd_sheet *const segment = cursor->segment;
	const unsigned shift = ND_KEY_BITS - segment->about.bits;
	const unsigned bytes = entry_bytes(segment->about.bits);
	const uint8_t *at;
	uint64_t entry;

	cursor->key = UINT64_MAX;
	if (cursor->at >= segment->about.items)
		return 1;
	while (cursor->at >= cursor->bucket_end) {
		uint64_t from;

		if (++cursor->bucket >> segment->about.bits ||
		    !bucket_of(segment, cursor->bucket << shift, &from, &cursor->bucket_end))
			return 0;
	}
	at = nd_sheet_look(segment, cursor->at * bytes, bytes);
	if (!at)
		return 0;
	entry = entry_at(at, bytes);
	cursor->key = cursor->bucket << shift | entry >> 32;
	cursor->local = (uint32_t)(entry >> 8 & (ND_SEGMENT_MOST - 1));
	cursor->weight = (uint8_t)entry;
	return 1;
}

static int start(struct cursor *cursor, const struct nd_sheet *segment)
{
	uint64_t from;

	*cursor = (struct cursor){ .segment = segment };
	return bucket_of(segment, 0, &from, &cursor->bucket_end) && settle(cursor);
}

/* Write the entries of all cursors in order; 0: one of the segments is damaged. */
static int merge_all(struct cursor *cursors, size_t n, struct writing *writing,
		     nd_is_alive *alive, const void *ctx)
{
	for (;;) {
		struct cursor *least = &cursors[0];
		uint32_t number;

		for (size_t i = 1; i < n; i++)	/* of equal keys the lower numbers go first */
			if (cursors[i].key < least->key)
				least = &cursors[i];
		if (least->key == UINT64_MAX)
			return 1;
		number = least->segment->about.first + least->local;
		if (alive(ctx, number))
			put_entry(writing, least->key, number - writing->about.first,
				  least->weight);
		least->at++;
		if (!settle(least))
			return 0;
	}
}

static struct nd_sheet_about together(const struct nd_sheet *const *from, size_t n,
				      uint64_t *entries)
{
	struct nd_sheet_about about = from[0]->about;

	about.articles = 0;
	*entries = 0;
	for (size_t i = 0; i < n; i++) {
		const struct nd_sheet_about *const one = &from[i]->about;

		about.count = one->first + one->count - about.first;
		*entries += one->items;
		/* ND_NO_TIME, an article without date, is the least of all */
		if (one->earliest < about.earliest)
			about.earliest = one->earliest;
		if (one->latest == ND_NO_TIME ||
		    (about.latest != ND_NO_TIME && one->latest > about.latest))
			about.latest = one->latest;
	}
	return about;
}

enum nd_status nd_segment_merge(const struct nd_sheet *const *from, size_t n, const char *folder,
				uint32_t file, nd_is_alive *alive, const void *ctx,
				struct nd_error *err)
{
	struct cursor cursors[ND_MERGE_MOST];
	struct writing writing;
	uint64_t entries;
	struct nd_sheet_about about = together(from, n, &entries);
	enum nd_status status;
	int sound = 1;

	for (uint32_t i = 0; i < about.count; i++)
		about.articles += alive(ctx, about.first + i);
	status = begin(&writing, folder, file, &about, entries, err);
	for (size_t i = 0; i < n && sound; i++)
		sound = start(&cursors[i], from[i]);
	if (status == ND_OK && (!sound || !merge_all(cursors, n, &writing, alive, ctx))) {
		nd_sheet_drop(&writing.sheet);
		status = nd_fail(err, ND_EFORMAT, "a file of '%s' is damaged: 'neardup index "
				 "check' says which", folder);
	}
	if (status == ND_OK)
		return finish(&writing, err);
	free(writing.buckets);
	return status;
}

int nd_segment_is_sound(const struct nd_sheet *segment)
{
	struct cursor cursor;
	uint64_t before = 0;

	if (segment->about.bits < LEAST_BITS || segment->about.bits > MOST_BITS ||
	    !start(&cursor, segment))
		return 0;
	for (uint64_t i = 0; i < segment->about.items; i++) {
		if (cursor.key < before || cursor.local >= segment->about.count)
			return 0;
		before = cursor.key;
		cursor.at++;
		if (!settle(&cursor))
			return 0;
	}
	return 1;
}
