/*
 * bucket.h - how a segment is laid out: what its readers and its writers share
 */
#ifndef ND_STORE_BUCKET_H
#define ND_STORE_BUCKET_H

#include <string.h>

#include "store/postings.h"
#include "store/signpost.h"

#define ND_BUCKET_BITS	4	/* buckets are 2^4 times the numbers that the articles may have */
#define ND_WORD_BITS	(ND_KEY_BITS - ND_BUCKET_BITS)
#define ND_ENTRY	5	/* bytes: a word and a weight */

_Static_assert(ND_WORD_BITS == 32, "the rest of a key and a number fill a word");

/* Bits of a number in a segment. */
static inline unsigned nd_local_bits(const struct nd_sheet_about *about)
{
	return about->bits - ND_BUCKET_BITS;
}

/* How far right a key is to be shifted to become the number of its bucket. */
static inline unsigned nd_bucket_shift(const struct nd_sheet_about *about)
{
	return ND_KEY_BITS - about->bits;
}

static inline uint32_t nd_make_word(const struct nd_sheet_about *about, uint64_t key, uint32_t local)
{
	return (uint32_t)(key << nd_local_bits(about)) | local;
}

static inline uint32_t nd_word_at(const uint8_t *words, uint64_t i)
{
	uint32_t word;

	memcpy(&word, words + i * sizeof(word), sizeof(word));
	return word;
}

/* Entries of a bucket. */
struct nd_bucket {
	uint64_t from, to;
};

/* The signpost of a bucket, or NULL: the segment is damaged. */
static inline const struct nd_signpost *nd_post_of(const struct nd_sheet *segment, uint64_t bucket)
{
	const uint64_t at = segment->about.index_at +
			    bucket / ND_SIGNPOST_BUCKETS * sizeof(struct nd_signpost);

	return at % sizeof(uint64_t) ? NULL :
	       (const void *)nd_sheet_look(segment, at, sizeof(struct nd_signpost));
}

/* Where the entries of a bucket are; 0: the segment is damaged. */
static inline int nd_bucket_at(const struct nd_sheet *segment, const struct nd_signpost *post,
			       uint64_t bucket, struct nd_bucket *place)
{
	place->from = post->first[bucket % ND_SIGNPOST_BUCKETS];
	place->to = post->first[bucket % ND_SIGNPOST_BUCKETS + 1];
	return place->from <= place->to && place->to <= segment->about.items;
}

#endif
