/* segment_write.c - sorted files of keys: writing and merging them */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/sort.h"
#include "store/bucket.h"

/* Entries in order of their keys go in; buckets are counted on the way. */
struct writing {
	struct nd_sheet_writer sheet;
	struct nd_sheet_about about;
	FILE *posts;		/* signposts: a file without a name, until all entries are written */
	struct nd_signpost post; /* of the bucket that has begun, and those beside it */
	uint64_t next;		/* bucket that has not begun yet */
	struct nd_array words, weights; /* uint32_t, uint8_t: of the bucket that has */
	uint64_t last;		/* key of the last entry */
};

static unsigned bits_for(uint32_t articles)
{
	unsigned bits = 1;

	while (bits < 24 && (uint32_t)1 << bits < articles)
		bits++;
	return bits + ND_BUCKET_BITS;
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
		.about = *articles, .words = ND_ARRAY_INIT(uint32_t, UINT32_MAX),
		.weights = ND_ARRAY_INIT(uint8_t, UINT32_MAX), .last = UINT64_MAX,
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
	nd_array_release(&writing->words);
	nd_array_release(&writing->weights);
}

static void put_post(struct writing *writing)
{
	if (fwrite(&writing->post, sizeof(writing->post), 1, writing->posts) != 1)
		writing->sheet.failed = errno;
	writing->post = (struct nd_signpost){ { 0 }, { 0 } };
}

/* Begin all buckets up to one; of the one that ends the weights follow the words. */
static void begin_bucket(struct writing *writing, uint64_t bucket)
{
	const uint32_t items = (uint32_t)writing->about.items;

	nd_sheet_put(&writing->sheet, writing->words.items, writing->words.n * sizeof(uint32_t));
	nd_sheet_put(&writing->sheet, writing->weights.items, writing->weights.n);
	writing->words.n = writing->weights.n = 0;
	for (; writing->next <= bucket; writing->next++) {
		const unsigned place = writing->next % ND_SIGNPOST_BUCKETS;

		if (place == 0 && writing->next) {
			writing->post.first[ND_SIGNPOST_BUCKETS] = items;
			put_post(writing);
		}
		writing->post.first[place] = items;
	}
}

/* Append one value to an array of them.  0: no memory. */
static inline int push_word(struct nd_array *words, uint32_t word)
{
	if (words->n == words->room && !nd_array_reserve(words, 1))
		return 0;
	((uint32_t *)words->items)[words->n++] = word;
	return 1;
}

static inline int push_weight(struct nd_array *weights, uint8_t weight)
{
	if (weights->n == weights->room && !nd_array_reserve(weights, 1))
		return 0;
	((uint8_t *)weights->items)[weights->n++] = weight;
	return 1;
}

/* 0: no memory. */
static inline int put_entry(struct writing *writing, uint64_t key, uint32_t local, uint8_t weight)
{
	const uint64_t bucket = key >> nd_bucket_shift(&writing->about);

	if (writing->next <= bucket)
		begin_bucket(writing, bucket);
	if (key != writing->last)
		nd_signpost_add(&writing->post, key);
	writing->last = key;
	writing->about.items++;
	return push_word(&writing->words, nd_make_word(&writing->about, key, local)) &&
	       push_weight(&writing->weights, weight);
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
	uint64_t bucket, passed; /* the next one, and the entries before it */
	const uint8_t *words, *weights; /* of this one ... */
	uint64_t n, at;		/* ... and how many, and the entry in it */
	unsigned local_bits, shift; /* see bucket.h */
	uint64_t key;		/* UINT64_MAX past the end */
	uint32_t number;	/* of the article */
	uint8_t weight;
};

/* Go to the next bucket that has entries, or to the end; 0: damaged. */
static int next_bucket(struct cursor *cursor)
{
	const struct nd_sheet *const segment = cursor->segment;

	for (cursor->n = cursor->at = 0; !cursor->n; cursor->bucket++) {
		const struct nd_signpost *post;
		struct nd_bucket place;

		if (cursor->bucket >> segment->about.bits)
			return cursor->passed == segment->about.items;
		post = nd_post_of(segment, cursor->bucket);
		if (!post || !nd_bucket_at(segment, post, cursor->bucket, &place) ||
		    place.from != cursor->passed)
			return 0;
		cursor->n = place.to - place.from;
		cursor->passed = place.to;
		cursor->words = nd_sheet_look(segment, place.from * ND_ENTRY, cursor->n * ND_ENTRY);
		if (!cursor->words)
			return 0;
		cursor->weights = cursor->words + cursor->n * sizeof(uint32_t);
	}
	return 1;
}

/* Read the entry at the cursor; 0: damaged. */
static inline int settle(struct cursor *cursor)
{
	uint32_t word;

	if (cursor->at == cursor->n && !next_bucket(cursor))
		return 0;
	if (!cursor->n) {
		cursor->key = UINT64_MAX;
		return 1;
	}
	word = nd_word_at(cursor->words, cursor->at);
	cursor->key = (cursor->bucket - 1) << cursor->shift | (uint64_t)word >> cursor->local_bits;
	cursor->number = cursor->segment->about.first +
			 (word & (((uint32_t)1 << cursor->local_bits) - 1));
	cursor->weight = cursor->weights[cursor->at++];
	return 1;
}

static int start(struct cursor *cursor, const struct nd_sheet *segment)
{
	*cursor = (struct cursor){
		.segment = segment, .local_bits = nd_local_bits(&segment->about),
		.shift = nd_bucket_shift(&segment->about),
	};
	return settle(cursor);
}

/* Write the entries of all cursors in order.  ND_EFORMAT: one of the segments is damaged. */
static enum nd_status merge_all(struct cursor *cursors, size_t n, struct writing *writing,
		     nd_is_alive *alive, const void *ctx)
{
	for (;;) {
		struct cursor *least = &cursors[0];

		for (size_t i = 1; i < n; i++)	/* of equal keys the lower numbers go first */
			least = cursors[i].key < least->key ? &cursors[i] : least;
		if (least->key == UINT64_MAX)
			return ND_OK;
		if (alive(ctx, least->number) &&
		    !put_entry(writing, least->key, least->number - writing->about.first,
			       least->weight))
			return ND_ENOMEM;
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
	const struct nd_sheet_about *const about = &segment->about;
	struct cursor cursor;
	uint64_t before = 0;

	if (about->bits <= ND_BUCKET_BITS || about->bits > ND_BUCKET_BITS + 24 ||
	    !start(&cursor, segment))
		return 0;
	for (uint64_t i = 0; i < about->items; i++) {
		if (cursor.key < before || cursor.number - about->first >= about->count ||
		    !nd_signpost_may_have(nd_post_of(segment, cursor.bucket - 1), cursor.key))
			return 0;
		before = cursor.key;
		if (!settle(&cursor))
			return 0;
	}
	return 1;
}
