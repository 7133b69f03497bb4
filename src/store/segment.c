/* segment.c - sorted files of keys: looking into them, writing and merging them */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sort.h"
#include "store/postings.h"
#include "store/signpost.h"

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

/* Entries of a bucket. */
struct place {
	uint64_t from, to;
};

/* The signpost of a bucket, or NULL: the segment is damaged. */
static const struct nd_signpost *post_of(const struct nd_sheet *segment, uint64_t bucket)
{
	const uint64_t at = segment->about.index_at +
			    bucket / ND_SIGNPOST_BUCKETS * sizeof(struct nd_signpost);

	return at % sizeof(uint64_t) ? NULL :
	       (const void *)nd_sheet_look(segment, at, sizeof(struct nd_signpost));
}

/* Where the entries of a bucket are; 0: the segment is damaged. */
static int bucket_at(const struct nd_sheet *segment, const struct nd_signpost *post,
		     uint64_t bucket, struct place *place)
{
	place->from = post->first[bucket % ND_SIGNPOST_BUCKETS];
	place->to = post->first[bucket % ND_SIGNPOST_BUCKETS + 1];
	return place->from <= place->to && place->to <= segment->about.items;
}

/* How many of n ascending words are not above 'last'. */
static uint64_t count_up_to(const uint8_t *words, uint64_t n, uint32_t last)
{
	uint64_t low = 0, high = n;

	if (n <= SMALL_BUCKET) {
		uint32_t up_to = 0;

		for (uint32_t i = 0; i < n; i++)
			up_to += word_at(words, i) <= last;
		return up_to;
	}
	while (low < high) {
		const uint64_t middle = low + (high - low) / 2;

		if (word_at(words, middle) <= last)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static enum nd_status find_in_bucket(const struct nd_sheet *segment, const struct nd_key *key,
				     uint16_t index, struct place place, uint32_t *left,
				     struct nd_array *hits)
{
	const struct nd_sheet_about *const about = &segment->about;
	const uint64_t n = place.to - place.from;
	const uint32_t mask = ((uint32_t)1 << local_bits(about)) - 1;
	const uint32_t first = make_word(about, key->key, 0);
	const uint8_t *const words = nd_sheet_look(segment, place.from * ENTRY, n * ENTRY);
	const uint8_t *const weights = words + n * sizeof(uint32_t);
	uint64_t end, most;
	struct nd_hit *hit;

	if (!words)
		return ND_EFORMAT;
	end = count_up_to(words, n, first + mask);
	most = end < *left ? end : *left;
	hit = nd_array_reserve(hits, most);
	if (!hit)
		return ND_ENOMEM;
	for (; most > 0 && word_at(words, end - 1) >= first; most--) {
		const uint32_t word = word_at(words, --end);

		*hit++ = (struct nd_hit){
			about->first + (word & mask), index, key->weight ? weights[end] : 0,
		};
		hits->n++;
		--*left;
	}
	return ND_OK;
}

/* Keys whose memory is asked for before it is looked at: a miss of the cache takes as
 * long as ten of these steps. */
#define AHEAD 16

/* Keys that are looked for, by their index. */
static void ask_for_posts(const struct nd_sheet *segment, const struct nd_key *keys,
			  const uint16_t *wanted, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		nd_sheet_prefetch(segment, segment->about.index_at +
				  (keys[wanted[i]].key >> shift_of(&segment->about)) /
				  ND_SIGNPOST_BUCKETS * sizeof(struct nd_signpost));
}

/* Of n wanted keys those that their signposts may lead to go to the front, with their places. */
static enum nd_status read_posts(const struct nd_sheet *segment, const struct nd_key *keys,
				 const uint16_t *wanted, size_t n, uint16_t *found,
				 struct place *places, size_t *n_found)
{
	*n_found = 0;
	for (size_t i = 0; i < n; i++) {
		const uint64_t key = keys[wanted[i]].key, bucket = key >> shift_of(&segment->about);
		const struct nd_signpost *const post = post_of(segment, bucket);
		struct place *const place = &places[*n_found];

		if (!post || !bucket_at(segment, post, bucket, place))
			return ND_EFORMAT;
		if (!nd_signpost_may_have(post, key))
			continue;
		nd_sheet_prefetch(segment, place->from * ENTRY);
		nd_sheet_prefetch(segment, place->from * ENTRY + 64);
		found[(*n_found)++] = wanted[i];
	}
	return ND_OK;
}

/* Keys of which more may come: into 'wanted', from *next on, at most 'room'. */
static size_t list_wanted(const uint32_t *left, size_t n, size_t *next, uint16_t *wanted,
			  size_t room)
{
	size_t listed = 0;

	for (; *next < n && listed < room; ++*next) {
		wanted[listed] = (uint16_t)*next;
		listed += left[*next] > 0;
	}
	return listed;
}

enum nd_status nd_segment_find(const struct nd_sheet *segment, const struct nd_key *keys,
			       size_t n, uint32_t *left, struct nd_array *hits)
{
	enum { ROOM = 16 * AHEAD };
	uint16_t wanted[ROOM], found[AHEAD];
	struct place places[AHEAD];
	enum nd_status status = ND_OK;

	for (size_t next = 0; next < n;) {
		const size_t some = list_wanted(left, n, &next, wanted, ROOM);

		ask_for_posts(segment, keys, wanted, 0, some < 2 * AHEAD ? some : 2 * AHEAD);
		for (size_t at = 0; at < some; at += AHEAD) {
			const size_t more = some - at < AHEAD ? some - at : AHEAD;
			const size_t ahead = at + 2 * AHEAD;
			size_t n_found;

			if (ahead < some)
				ask_for_posts(segment, keys, wanted, ahead,
					      some - ahead < AHEAD ? some : ahead + AHEAD);
			status = read_posts(segment, keys, wanted + at, more, found, places,
					    &n_found);
			for (size_t i = 0; i < n_found && status == ND_OK; i++)
				status = find_in_bucket(segment, &keys[found[i]], found[i],
							places[i], &left[found[i]], hits);
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
	FILE *posts;		/* signposts: a file without a name, until all entries are written */
	struct nd_signpost post; /* of the bucket that has begun, and those beside it */
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

/* A file beside the sheet that is gone when it is closed, or its process is. */
static FILE *open_scratch(const char *beside, struct nd_error *err)
{
	char path[4100], text[ND_ERRNO_TEXT];
	FILE *file;

	snprintf(path, sizeof(path), "%s~", beside);
	file = fopen(path, "w+e");
	if (!file)
		nd_fail(err, ND_EIO, "cannot write '%s': %s", path, nd_errno_text(text, errno));
	unlink(path);
	return file;
}

static enum nd_status begin(struct writing *writing, const char *folder, uint32_t file,
			    const struct nd_sheet_about *articles, struct nd_error *err)
{
	enum nd_status status;

	*writing = (struct writing){
		.about = *articles, .weights = ND_ARRAY_INIT(uint8_t, UINT32_MAX),
	};
	writing->about.bits = bits_for(articles->count);
	writing->about.items = 0;
	status = nd_sheet_begin(&writing->sheet, folder, ND_SHEET_POSTINGS, file, err);
	if (status != ND_OK)
		return status;
	writing->posts = open_scratch(writing->sheet.path, err);
	return writing->posts ? ND_OK : ND_EIO;
}

static void release(struct writing *writing)
{
	if (writing->posts)
		fclose(writing->posts);
	nd_array_release(&writing->weights);
}

static void put_post(struct writing *writing)
{
	if (fwrite(&writing->post, sizeof(writing->post), 1, writing->posts) != 1)
		writing->sheet.failed = errno;
	writing->post = (struct nd_signpost){ { 0 }, { 0 } };
}

/* Begin all buckets up to one; the weights of the one that ends follow its words. */
static void begin_bucket(struct writing *writing, uint64_t bucket)
{
	const uint32_t items = (uint32_t)writing->about.items;

	nd_sheet_put(&writing->sheet, writing->weights.items, writing->weights.n);
	writing->weights.n = 0;
	for (; writing->next <= bucket; writing->next++) {
		const unsigned place = writing->next % ND_SIGNPOST_BUCKETS;

		if (place == 0 && writing->next) {
			writing->post.first[ND_SIGNPOST_BUCKETS] = items;
			put_post(writing);
		}
		writing->post.first[place] = items;
	}
}

/* 0: no memory. */
static int put_entry(struct writing *writing, uint64_t key, uint32_t local, uint8_t weight)
{
	const uint64_t bucket = key >> shift_of(&writing->about);
	const uint32_t word = make_word(&writing->about, key, local);

	if (writing->next <= bucket)
		begin_bucket(writing, bucket);
	nd_sheet_put(&writing->sheet, &word, sizeof(word));
	nd_signpost_add(&writing->post, key);
	writing->about.items++;
	return nd_array_append(&writing->weights, &weight, 1) != NULL;
}

/* Append the signposts, which stand at a multiple of their size, to the sheet. */
static void append_posts(struct writing *writing)
{
	static const uint8_t zeros[sizeof(struct nd_signpost)];
	struct nd_signpost post[64];
	size_t n;

	nd_sheet_put(&writing->sheet, zeros, -writing->sheet.bytes % sizeof(*post));
	writing->about.index_at = writing->sheet.bytes;
	errno = 0;
	if (fflush(writing->posts) || fseek(writing->posts, 0, SEEK_SET))
		writing->sheet.failed = errno;
	while ((n = fread(post, sizeof(*post), sizeof(post) / sizeof(*post), writing->posts)))
		nd_sheet_put(&writing->sheet, post, n * sizeof(*post));
	if (ferror(writing->posts) && !writing->sheet.failed)
		writing->sheet.failed = EIO;
}

static enum nd_status finish(struct writing *writing, struct nd_error *err)
{
	enum nd_status status;

	begin_bucket(writing, (uint64_t)1 << writing->about.bits);
	put_post(writing);	/* a power of two is no multiple of three: it is not full */
	append_posts(writing);
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

/* What is fresh: keys, and numbers from 'first' on with their weights. */
static void list_fresh(const struct nd_fresh *fresh, uint32_t first, struct nd_keyed *to)
{
	const uint64_t offset = fresh->first - first;

	/* those of a key are in order of their numbers already, and the sort is stable */
	for (size_t place = 0; place < fresh->words.n;) {
		const struct nd_bunch *const bunch = nd_fresh_bunch(fresh, place);

		for (unsigned i = 0; i < bunch->n; i++)
			*to++ = (struct nd_keyed){ bunch->key, bunch->entry[i] + (offset << 8) };
		place = nd_fresh_behind(bunch, place);
	}
}

enum nd_status nd_segment_write(const struct nd_fresh *fresh, const char *folder, uint32_t file,
				const struct nd_sheet_about *articles, struct nd_error *err)
{
	const size_t n = fresh->entries;
	struct nd_keyed *const sorted = nd_calloc(n, 2 * sizeof(*sorted));
	struct writing writing;
	enum nd_status status;

	if (!sorted)
		return nd_fail_memory(err);
	list_fresh(fresh, articles->first, sorted);
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

/* Read where the cursor's bucket is; 0: damaged. */
static int go_to_bucket(struct cursor *cursor)
{
	const struct nd_signpost *const post = post_of(cursor->segment, cursor->bucket);

	return post && bucket_at(cursor->segment, post, cursor->bucket, &cursor->place);
}

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
		if (++cursor->bucket >> about->bits || !go_to_bucket(cursor))
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
	return go_to_bucket(cursor) && settle(cursor);
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
		if (cursor.key < before || cursor.local >= segment->about.count ||
		    !nd_signpost_may_have(post_of(segment, cursor.bucket), cursor.key))
			return 0;
		before = cursor.key;
		cursor.at++;
		if (!settle(&cursor))
			return 0;
	}
	return 1;
}
