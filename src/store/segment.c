/* segment.c - sorted files of keys: looking into them */
#include "store/bucket.h"

#define SMALL_BUCKET	64	/* entries that are looked through one by one */

/* Keys whose memory is asked for before it is looked at: a miss of the cache takes as
 * long as ten of these steps. */
#define AHEAD 16

/* A key on its way: the bucket it may be in, and how far its entries have been found in it. */
struct search {
	struct nd_bucket place;
	const uint8_t *words;	/* of the bucket */
	uint64_t low, high;	/* so many words, or one in between, are not above the key's last */
	uint16_t key;		/* index */
};

/* Keys that are looked for, by their index. */
static void ask_for_posts(const struct nd_sheet *segment, const struct nd_key *keys,
			  const uint16_t *wanted, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		nd_sheet_prefetch(segment, segment->about.index_at +
				  (keys[wanted[i]].key >> nd_bucket_shift(&segment->about)) /
				  ND_SIGNPOST_BUCKETS * sizeof(struct nd_signpost));
}

/* Ask for the first looks into a bucket: a small one is read, a large one searched. */
static void ask_for_bucket(const struct nd_sheet *segment, const struct nd_bucket *place)
{
	const uint64_t n = place->to - place->from, at = place->from * ND_ENTRY;

	nd_sheet_prefetch(segment, n <= SMALL_BUCKET ? at : at + n / 2 * sizeof(uint32_t));
	if (n <= SMALL_BUCKET)
		nd_sheet_prefetch(segment, at + 64);
}

/* Begin the search for those of n wanted keys that their signposts may lead to. */
static enum nd_status read_posts(const struct nd_sheet *segment, const struct nd_key *keys,
				 const uint16_t *wanted, size_t n, struct search *searches,
				 size_t *n_searches)
{
	*n_searches = 0;
	for (size_t i = 0; i < n; i++) {
		const uint64_t key = keys[wanted[i]].key;
		const uint64_t bucket = key >> nd_bucket_shift(&segment->about);
		const struct nd_signpost *const post = nd_post_of(segment, bucket);
		struct search *const search = &searches[*n_searches];

		if (!post || !nd_bucket_at(segment, post, bucket, &search->place))
			return ND_EFORMAT;
		if (!nd_signpost_may_have(post, key))
			continue;
		ask_for_bucket(segment, &search->place);
		search->key = wanted[i];
		++*n_searches;
	}
	return ND_OK;
}

/* The greatest word that a key may have in a segment; the least one ends with zeros. */
static uint32_t last_word(const struct nd_sheet_about *about, uint64_t key)
{
	return nd_make_word(about, key, ((uint32_t)1 << nd_local_bits(about)) - 1);
}

/* Find where the entries of n keys end: a step of each search in turn, so that they wait together. */
static enum nd_status find_ends(const struct nd_sheet *segment, const struct nd_key *keys,
				struct search *searches, size_t n)
{
	size_t searching = n;

	for (size_t i = 0; i < n; i++) {
		struct search *const search = &searches[i];
		const uint64_t all = search->place.to - search->place.from;

		search->words = nd_sheet_look(segment, search->place.from * ND_ENTRY, all * ND_ENTRY);
		if (!search->words)
			return ND_EFORMAT;
		search->low = 0;
		search->high = all;
	}
	while (searching) {
		searching = 0;
		for (size_t i = 0; i < n; i++) {
			struct search *const search = &searches[i];
			const uint64_t middle = search->low + (search->high - search->low) / 2;

			if (search->high - search->low <= SMALL_BUCKET)
				continue;
			searching++;
			if (nd_word_at(search->words, middle) <= last_word(&segment->about,
									   keys[search->key].key))
				search->low = middle + 1;
			else
				search->high = middle;
			__builtin_prefetch(search->words + (search->low + search->high) / 2 *
					   sizeof(uint32_t));
		}
	}
	for (size_t i = 0; i < n; i++) {
		struct search *const search = &searches[i];
		const uint32_t last = last_word(&segment->about, keys[search->key].key);
		const uint8_t *const words = search->words + search->low * sizeof(uint32_t);
		const uint32_t more = (uint32_t)(search->high - search->low);
		uint32_t up_to = 0;

		for (uint32_t k = 0; k < more; k++)
			up_to += nd_word_at(words, k) <= last;
		search->high = search->low + up_to;
	}
	return ND_OK;
}

/* Append the hits of a search that has found its end. */
static enum nd_status take_hits(const struct nd_sheet *segment, const struct nd_key *key,
				const struct search *search, uint32_t *left, struct nd_array *hits)
{
	const struct nd_sheet_about *const about = &segment->about;
	const uint32_t mask = ((uint32_t)1 << nd_local_bits(about)) - 1;
	const uint32_t first = nd_make_word(about, key->key, 0);
	const uint64_t end = search->high, most = end < *left ? end : *left;
	const uint8_t *const words = search->words;
	const uint8_t *const weights =
		words + (search->place.to - search->place.from) * sizeof(uint32_t);
	struct nd_hit *const hit = nd_array_reserve(hits, most);
	uint64_t n = 0;

	if (!hit)
		return ND_ENOMEM;
	while (n < most && nd_word_at(words, end - 1 - n) >= first)
		n++;
	for (uint64_t i = 0; i < n; i++) {
		const uint64_t at = end - 1 - i;

		hit[i] = (struct nd_hit){
			about->first + (nd_word_at(words, at) & mask), search->key,
			key->weight ? weights[at] : 0,
		};
	}
	hits->n += n;
	*left -= (uint32_t)n;
	return ND_OK;
}

static enum nd_status finish(const struct nd_sheet *segment, const struct nd_key *keys,
			     struct search *searches, size_t n, uint32_t *left,
			     struct nd_array *hits)
{
	enum nd_status status = find_ends(segment, keys, searches, n);

	for (size_t i = 0; i < n && status == ND_OK; i++)
		status = take_hits(segment, &keys[searches[i].key], &searches[i],
				   &left[searches[i].key], hits);
	return status;
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
	uint16_t wanted[ROOM];
	struct search searches[2][AHEAD];	/* the buckets of some are on their way while ... */
	size_t n_searches[2] = { 0, 0 };	/* ... those of the ones before them are read */
	unsigned now = 0;
	enum nd_status status = ND_OK;

	for (size_t next = 0; next < n && status == ND_OK;) {
		const size_t some = list_wanted(left, n, &next, wanted, ROOM);

		ask_for_posts(segment, keys, wanted, 0, some < 2 * AHEAD ? some : 2 * AHEAD);
		for (size_t at = 0; at < some && status == ND_OK; at += AHEAD, now = !now) {
			const size_t more = some - at < AHEAD ? some - at : AHEAD;
			const size_t ahead = at + 2 * AHEAD;

			if (ahead < some)
				ask_for_posts(segment, keys, wanted, ahead,
					      some - ahead < AHEAD ? some : ahead + AHEAD);
			status = read_posts(segment, keys, wanted + at, more, searches[now],
					    &n_searches[now]);
			if (status == ND_OK)
				status = finish(segment, keys, searches[!now], n_searches[!now], left,
						hits);
		}
	}
	return status == ND_OK ? finish(segment, keys, searches[!now], n_searches[!now], left, hits) :
	       status;
}
