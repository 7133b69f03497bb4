/*
 * numbering.h - numbers for the terms that two articles have
 *
 * The terms of all articles are cut into shards by the top bits of their keys;
 * an article's terms are sorted by key, so those of one shard stand together:
 *
 *	article 0	| 03f1 | 2a07 29e0 | 4c11 ...
 *	article 1	|      | 2a07	   | 4c11 ...
 *			 shard 0   shard 1	shard 2
 *
 * A shard is numbered by one thread.  Lists stay packed: a number is written where
 * the lower part of the key was, so that a shard has room for 2^24 terms.
 */
#ifndef ND_TEXT_NUMBERING_H
#define ND_TEXT_NUMBERING_H

#include "text/vocabulary.h"

/*
 * With many shards a table stays in the cache, but every list is waited for that
 * often.  On 15,245 agency reports with 770 terms each: 16 shards .33 s, 32 .33,
 * 64 .41, 128 .51, 256 .76.
 */
#define ND_SHARD_BITS	5
#define ND_SHARDS	(1 << ND_SHARD_BITS)

/* A term that has a number. */
struct nd_counted {
	uint32_t key, in;	/* articles */
	float confidence, mass;	/* sums over them */
	uint32_t level;
};

/* The terms of a shard that have numbers, in order of their keys. */
struct nd_shard {
	struct nd_array terms;	/* struct nd_counted */
};

struct nd_numbering {
	struct nd_term_source *sources;
	size_t articles;
	struct nd_shard shards[ND_SHARDS];
	uint32_t *bounds;	/* ND_SHARDS + 1 of each article: where its terms of a shard begin */
};

/* Release it even where it fails, which it does only with ND_ENOMEM. */
enum nd_status nd_numbering_open(struct nd_numbering *numbering, struct nd_term_source *sources,
				 size_t articles, unsigned threads);

/*
 * Count the terms of all shards.  Of a term that two articles have the number in
 * the shard takes the place of the lower part of the key, and it is marked
 * ND_TERM_NUMBERED.  Where it fails, which it does only with ND_ENOMEM, the lists are as they were.
 */
enum nd_status nd_numbering_count(struct nd_numbering *numbering, unsigned threads);

/* Put the keys back, of numbers in the shards. */
void nd_numbering_undo(const struct nd_numbering *numbering);

void nd_numbering_release(struct nd_numbering *numbering);

/* Where the terms of an article begin, shard by shard. */
static inline uint32_t *nd_numbering_bounds(const struct nd_numbering *numbering, size_t article)
{
	return numbering->bounds + article * (ND_SHARDS + 1);
}

#endif
