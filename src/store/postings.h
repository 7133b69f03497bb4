/*
 * postings.h - which articles have a key
 *
 * Everything an article can be found by is a key of 36 bits: its id, its text as
 * a whole, the bands of its sketch, its fingerprints, its heaviest terms.  The
 * newest articles are in a table in memory (struct nd_fresh); when it is full
 * it becomes a segment, a sorted file that never changes, and small segments
 * are merged into larger ones: a log-structured merge (O'Neil, Cheng,
 * Gawlick and O'Neil, "The log-structured merge-tree", 1996).  So nothing is
 * ever written in the middle of a file, however large the store.
 *
 * A segment holds articles of consecutive numbers, and has 16 buckets for each:
 *
 *	[buckets, one after the other][signposts to three buckets each (signpost.h)]
 *
 *	key	bucket (4 bits more than the numbers have) and rest
 *	bucket	words: rest, then number less that of the first article, 32 bits
 *		together, ascending; behind them as many weights of 8 bits
 *
 * An article has some 210 keys, so a bucket has about 13 entries in 65 bytes.
 * Among 10^6 articles a key of another article is taken for the one that is
 * looked for once in 300 times; whatever is found is compared in full.
 */
#ifndef ND_STORE_POSTINGS_H
#define ND_STORE_POSTINGS_H

#include "base/array.h"
#include "store/sheet.h"

#define ND_KEY_BITS	36
#define ND_SEGMENT_MOST	((uint32_t)1 << 24)	/* articles of one segment, at most */

/* What is looked for, or kept. */
struct nd_key {
	uint64_t key;		/* ND_KEY_BITS */
	uint32_t most;		/* articles that are looked at for it */
	uint8_t weight;		/* of a term: in the article; of a fingerprint: how many the article
				   has, 255 at most; else 0 */
};

enum nd_key_kind {
	ND_KEY_ID, ND_KEY_CONTENT, ND_KEY_BAND, ND_KEY_FINGERPRINT, ND_KEY_TERM, ND_KEY_ADDRESS
};

/* The key of a hash of that kind. */
uint64_t nd_key_of(enum nd_key_kind kind, uint64_t hash);

/* An article that has the key of that index. */
struct nd_hit {
	uint32_t number;
	uint16_t key;		/* index of the key that was looked for */
	uint8_t weight;		/* that the article gave it */
};

/*
 * The newest articles. Those that have a key stand together, most keys have one; what
 * has no room any more is followed by a bunch twice as large, so that of a name
 * that a thousand articles have a hundred are found in four looks into memory:
 *
 *	heads	| bunch of key a, 14 entries |-> | of b, 2 |-> | of a, 6, full |-> | of a, 2, full |
 */
struct nd_fresh {
	uint32_t *heads;	/* by the upper bits of a key: place of the newest bunch + 1, 0: none */
	unsigned bits;
	struct nd_array words;	/* uint64_t: bunches, one after the other */
	uint32_t first;		/* number of the first article */
	size_t entries;
};

struct nd_bunch {
	uint64_t key;
	uint32_t before;	/* place + 1 of an older bunch with the same upper bits, 0: none */
	uint16_t n, room;
	uint32_t entry[];	/* number less the first and behind it, in the lowest 8 bits, the weight */
};
#define ND_FRESH_ARTICLES	((uint32_t)1 << 24)	/* at most */

/* The bunch at a place, and the place behind it. */
static inline struct nd_bunch *nd_fresh_bunch(const struct nd_fresh *fresh, size_t place)
{
	return (struct nd_bunch *)((uint64_t *)fresh->words.items + place);
}

static inline size_t nd_fresh_behind(const struct nd_bunch *bunch, size_t place)
{
	return place + (sizeof(*bunch) + bunch->room * sizeof(*bunch->entry)) / sizeof(uint64_t);
}

enum nd_status nd_fresh_open(struct nd_fresh *fresh);
void nd_fresh_close(struct nd_fresh *fresh);
void nd_fresh_clear(struct nd_fresh *fresh);
/* Add an article's keys; numbers rise.  Fails only with ND_ENOMEM. */
enum nd_status nd_fresh_add(struct nd_fresh *fresh, uint32_t number, const struct nd_key *keys,
			    size_t n);

/*
 * Append to 'hits' the articles that have one of n keys (at most 65,535), the
 * newest of each key first; their weights where the key has one.  left[i] is how
 * many of key i may still come; it is counted down.
 */
enum nd_status nd_fresh_find(const struct nd_fresh *fresh, const struct nd_key *keys, size_t n,
			     uint32_t *left, struct nd_array *hits);
/* The same in a segment.  ND_EFORMAT: it is damaged where the answer stands. */
enum nd_status nd_segment_find(const struct nd_sheet *segment, const struct nd_key *keys,
			       size_t n, uint32_t *left, struct nd_array *hits);

/* Is an article still there? */
typedef int nd_is_alive(const void *ctx, uint32_t number);

/* Write what is fresh as a segment of articles [first, first + count). */
enum nd_status nd_segment_write(const struct nd_fresh *fresh, const char *folder, uint32_t file,
				const struct nd_sheet_about *articles, struct nd_error *err);

/*
 * Merge n segments (1 to ND_MERGE_MOST), in order of their numbers, into a new
 * file, leaving out the articles that are gone.
 */
#define ND_MERGE_MOST 16
enum nd_status nd_segment_merge(const struct nd_sheet *const *from, size_t n, const char *folder,
				uint32_t file, nd_is_alive *alive, const void *ctx,
				struct nd_error *err);

/* See that the buckets of a segment lie in order and its entries in their range. */
int nd_segment_is_sound(const struct nd_sheet *segment);

#endif
