/* segment.c - sorted files of keys: looking into them, writing and merging them */
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "store/postings.h"

#define BUCKET_BITS	4	/* buckets are 2^4 times the numbers that the articles may have */
#define WORD_BITS	(ND_KEY_BITS - BUCKET_BITS)
#define ENTRY		5	/* bytes: a word and a weight */
#define SMALL_BUCKET	64	/* entries that are looked through one by one */

_Static_assert(WORD_BITS == 32, "the rest of a key and a number fill a word");

/* Bits of a number in a segment. */
static unsigned local_bits(const struct nd_sheet_about *about)
{
	return about->bits - BUCKET_BITS;
}

/* How far right a key is to be shifted to become the number of its bucket. */
static unsigned shift_of(const struct nd_sheet_about *about)
{
	return ND_KEY_BITS - about->bits;
}

static uint32_t make_word(const struct nd_sheet_about *about, uint64_t key, uint32_t local)
{
	return (uint32_t)(key << local_bits(about)) | local;
}

static uint32_t word_at(const uint8_t *words, uint64_t i)
{
	uint32_t word;

	memcpy(&word, words + i * sizeof(word), sizeof(word));
	return word;
}

/* Entries of a bucket: [*from, *to).  0: the segment is damaged. */
static int bucket_at(const struct nd_sheet *segment, uint64_t bucket, uint64_t *from, uint64_t *to)
{
	const uint8_t *const at = nd_sheet_look(segment, segment->about.index_at + bucket * 4, 8);

	if (!at)
		return 0;
	*from = word_at(at, 0);
	*to = word_at(at, 1);
	return *from <= *to && *to <= segment->about.items;
}

/* How many of n ascending words are below 'wanted'. */
static uint64_t count_below(const uint8_t *words, uint64_t n, uint64_t wanted)
{
	uint64_t low = 0, high = n;

	if (n <= SMALL_BUCKET) {
		uint32_t below = 0;

		for (uint32_t i = 0; i < n; i++)
			below += word_at(words, i) < wanted;
		return below;
	}
	while (low < high) {
		const uint64_t middle = low + (high - low) / 2;

		if (word_at(words, middle) < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A bucket in which a key is looked for. */
struct place {
	uint64_t from, to;
};

static enum nd_status find_in_bucket(const struct nd_sheet *segment, const struct nd_key *key,
				     uint16_t index, struct place place, uint32_t *left,
				     struct nd_array *hits)
{
	const struct nd_sheet_about *const about = &segment->about;
	const uint64_t n = place.to - place.from;
	const uint64_t first = make_word(about, key->key, 0);
	const uint8_t *const words = nd_sheet_look(segment, place.from * ENTRY, n * ENTRY);
	const uint32_t mask = ((uint32_t)1 << local_bits(about)) - 1;
	uint64_t begin, end;
	struct nd_hit *hit;

	if (!words)
		return ND_EFORMAT;
	begin = count_below(words, n, first);
	end = count_below(words, n, first + mask + 1);
	if (end - begin > *left)
		begin = end - *left;
	if (begin == end)
		return ND_OK;
	*left -= (uint32_t)(end - begin);
	hit = nd_array_reserve(hits, end - begin);
	if (!hit)
		return ND_ENOMEM;
	hits->n += end - begin;
	while (end-- > begin)
		*hit++ = (struct nd_hit){
			about->first + (word_at(words, end) & mask), index,
			key->weight ? words[n * sizeof(uint32_t) + end] : 0,
		};
	return ND_OK;
}

/* Keys whose memory is asked for before it is looked at: a miss of the cache takes as
 * long as ten of these steps. */
#define AHEAD 16

static void prefetch_index(const struct nd_sheet *segment, const struct nd_key *keys, size_t from,
			   size_t to)
{
	for (size_t i = from; i < to; i++)
		nd_sheet_prefetch(segment, segment->about.index_at +
				  (keys[i].key >> shift_of(&segment->about)) * 4);
}

enum nd_status nd_segment_find(const struct nd_sheet *segment, const struct nd_key *keys,
			       size_t n, uint32_t *left, struct nd_array *hits)
{
	struct place place[AHEAD];

	prefetch_index(segment, keys, 0, n < 2 * AHEAD ? n : 2 * AHEAD);
	for (size_t begin = 0; begin < n; begin += AHEAD) {
		const size_t end = n - begin > AHEAD ? begin + AHEAD : n;
		const size_t next = n - begin > 3 * AHEAD ? begin + 3 * AHEAD : n;

		prefetch_index(segment, keys, end + AHEAD, next);
		for (size_t i = begin; i < end; i++) {
			struct place *const p = &place[i - begin];

			if (!bucket_at(segment, keys[i].key >> shift_of(&segment->about), &p->from,
				       &p->to))
				return ND_EFORMAT;
			nd_sheet_prefetch(segment, p->from * ENTRY);
			nd_sheet_prefetch(segment, p->from * ENTRY + 64);
		}
		for (size_t i = begin; i < end; i++) {
			enum nd_status status = ND_OK;

			if (left[i] && place[i - begin].from < place[i - begin].to)
				status = find_in_bucket(segment, &keys[i], (uint16_t)i,
							place[i - begin], &left[i], hits);
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
	struct nd_array weights; /* uint8_t: of the bucket that has */
};

static unsigned bits_for(uint32_t articles)
{
	unsigned bits = 1;

	while (bits < 24 && (uint32_t)1 << bits < articles)
		bits++;
	return bits + BUCKET_BITS;
}

static enum nd_status begin(struct writing *writing, const char *folder, uint32_t file,
			    const struct nd_sheet_about *articles, struct nd_error *err)
{
	*writing = (struct writing){
		.about = *articles, .weights = ND_ARRAY_INIT(uint8_t, UINT32_MAX),
	};
	writing->about.bits = bits_for(articles->count);
	writing->about.items = 0;
	writing->buckets = nd_calloc(((size_t)1 << writing->about.bits) + 1, sizeof(uint32_t));
	if (!writing->buckets)
		return nd_fail_memory(err);
	return nd_sheet_begin(&writing->sheet, folder, ND_SHEET_POSTINGS, file, err);
}

static void release(struct writing *writing)
{
	free(writing->buckets);
	nd_array_release(&writing->weights);
}

/* Begin all buckets up to one; the weights of the one that ends follow its words. */
static void begin_bucket(struct writing *writing, uint64_t bucket)
{
	nd_sheet_put(&writing->sheet, writing->weights.items, writing->weights.n);
	writing->weights.n = 0;
	while (writing->next <= bucket)
		writing->buckets[writing->next++] = (uint32_t)writing->about.items;
}

/* 0: no memory. */
static int put_entry(struct writing *writing, uint64_t key, uint32_t local, uint8_t weight)
{
	const uint64_t bucket = key >> shift_of(&writing->about);
	const uint32_t word = make_word(&writing->about, key, local);

	if (writing->next <= bucket)
		begin_bucket(writing, bucket);
	nd_sheet_put(&writing->sheet, &word, sizeof(word));
	writing->about.items++;
	return nd_array_append(&writing->weights, &weight, 1) != NULL;
}

static enum nd_status finish(struct writing *writing, struct nd_error *err)
{
	static const uint8_t zeros[8];
	enum nd_status status;

	begin_bucket(writing, (uint64_t)1 << writing->about.bits);
	/* the buckets stand at a multiple of 8 */
	nd_sheet_put(&writing->sheet, zeros, -writing->sheet.bytes % 8);
	writing->about.index_at = writing->sheet.bytes;
	nd_sheet_put(&writing->sheet, writing->buckets,
		     (((size_t)1 << writing->about.bits) + 1) * sizeof(uint32_t));
	status = nd_sheet_finish(&writing->sheet, ND_SHEET_POSTINGS, &writing->about, err);
	release(writing);
	return status;
}

/* Leave a file that could not be written. */
static enum nd_status leave(struct writing *writing, enum nd_status status)
{
	nd_sheet_drop(&writing->sheet);
	release(writing);
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
			entry[i].key >> 8,
			(uint64_t)(entry[i].number - articles->first) << 8 | (entry[i].key & 0xff),
		};
	nd_sort_keyed(sorted, sorted + n, n);
	status = begin(&writing, folder, file, articles, err);
	for (size_t i = 0; i < n && status == ND_OK; i++)
		if (!put_entry(&writing, sorted[i].key, (uint32_t)(sorted[i].value >> 8),
			       (uint8_t)sorted[i].value))
			status = nd_fail_memory(err);
	free(sorted);
	return status == ND_OK ? finish(&writing, err) : leave(&writing, status);
}

/* Walks a segment in the order of its entries. */
struct cursor {
	const struct nd_sheet *segment;
	uint64_t at, bucket;
	struct place place;	/* of the bucket */
	uint64_t key;		/* UINT64_MAX past the end */
	uint32_t local;
	uint8_t weight;
};

/* Read the entry at the cursor; 0: damaged. */
static int settle(struct cursor *cursor)
{
	const struct nd_sheet_about *const about = &cursor->segment->about;
	const uint8_t *words;
	uint64_t n, i;
	uint32_t word;

	cursor->key = UINT64_MAX;
	if (cursor->at >= about->items)
		return 1;
	while (cursor->at >= cursor->place.to)
		if (++cursor->bucket >> about->bits ||
		    !bucket_at(cursor->segment, cursor->bucket, &cursor->place.from,
			       &cursor->place.to))
			return 0;
	if (cursor->at < cursor->place.from)
		return 0;
	n = cursor->place.to - cursor->place.from;
	i = cursor->at - cursor->place.from;
	words = nd_sheet_look(cursor->segment, cursor->place.from * ENTRY, n * ENTRY);
	if (!words)
		return 0;
	word = word_at(words, i);
	cursor->key = cursor->bucket << shift_of(about) | (uint64_t)word >> local_bits(about);
	cursor->local = word & (((uint32_t)1 << local_bits(about)) - 1);
	cursor->weight = words[n * sizeof(word) + i];
	return 1;
}

static int start(struct cursor *cursor, const struct nd_sheet *segment)
{
	*cursor = (struct cursor){ .segment = segment };
	return bucket_at(segment, 0, &cursor->place.from, &cursor->place.to) && settle(cursor);
}

/* Write the entries of all cursors in order.  ND_EFORMAT: one of the segments is damaged. */
static enum nd_status merge_all(struct cursor *cursors, size_t n, struct writing *writing,
		     nd_is_alive *alive, const void *ctx)
{
	for (;;) {
		struct cursor *least = &cursors[0];
		uint32_t number;

		for (size_t i = 1; i < n; i++)	/* of equal keys the lower numbers go first */
			if (cursors[i].key < least->key)
				least = &cursors[i];
		if (least->key == UINT64_MAX)
			return ND_OK;
		number = least->segment->about.first + least->local;
		if (alive(ctx, number) &&
		    !put_entry(writing, least->key, number - writing->about.first, least->weight))
			return ND_ENOMEM;
		least->at++;
		if (!settle(least))
			return ND_EFORMAT;
	}
}

static struct nd_sheet_about together(const struct nd_sheet *const *from, size_t n)
{
	struct nd_sheet_about about = from[0]->about;

	about.articles = 0;
	for (size_t i = 0; i < n; i++) {
		const struct nd_sheet_about *const one = &from[i]->about;

		about.count = one->first + one->count - about.first;
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
	struct nd_sheet_about about = together(from, n);
	enum nd_status status;
	int sound = 1;

	for (uint32_t i = 0; i < about.count; i++)
		about.articles += alive(ctx, about.first + i);
	status = begin(&writing, folder, file, &about, err);
	if (status != ND_OK)
		return leave(&writing, status);
	for (size_t i = 0; i < n && sound; i++)
		sound = start(&cursors[i], from[i]);
	status = sound ? merge_all(cursors, n, &writing, alive, ctx) : ND_EFORMAT;
	if (status == ND_ENOMEM)
		nd_fail_memory(err);
	else if (status != ND_OK)
		nd_fail(err, ND_EFORMAT, "a file of '%s' is damaged: 'neardup index check' says "
			"which", folder);
	return status == ND_OK ? finish(&writing, err) : leave(&writing, status);
}

int nd_segment_is_sound(const struct nd_sheet *segment)
{
	struct cursor cursor;
	uint64_t before = 0;

	if (segment->about.bits <= BUCKET_BITS || segment->about.bits > BUCKET_BITS + 24 ||
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
