/*
 * buckets.h - the LSH index: who shares a key with whom
 *
 * Every article puts entries into the index: the keys of its bands (text
 * sketch), of its fingerprints (passages) or of its heaviest terms (event
 * sketch).  Articles with the same key share a bucket; a pair becomes a
 * candidate by how many buckets it shares and how much they weigh.  One index
 * serves all three: a band wants one shared bucket, a sample of terms two.
 *
 *	sorted by key, within a bucket by rank:
 *
 *	| key 3: 0 4 9 | key 7: 4 | key 8: 1 4 7 9 | ...
 *	                  ^-------------^ where[] of article 4
 *
 * An article is known by its rank: its place in the order of time.
 *
 * In a crowded bucket an article meets only the 'crowd' members just before it
 * and as many just after, the ones nearest in time: what is everywhere tells
 * little, and if a pair shares something rarer it meets there.  The meetings
 * left out are counted.
 */
#ifndef ND_LSH_BUCKETS_H
#define ND_LSH_BUCKETS_H

#include "base/array.h"
#include "base/error.h"

struct nd_entry {
	uint64_t key;
	uint32_t rank;
	float weight;		/* of the key in this article, > 0 */
};

struct nd_buckets;

/*
 * Sort n entries (which stay yours), given in order of rank, of 'articles'
 * articles into buckets.  Fails only with ND_ENOMEM; n below 2^32.
 */
enum nd_status nd_buckets_open(struct nd_buckets **out, const struct nd_entry *entries, size_t n,
			       size_t articles, unsigned threads);
void nd_buckets_close(struct nd_buckets *buckets);	/* NULL is fine */

struct nd_candidate {
	uint32_t earlier, later;	/* ranks, earlier < later */
	uint32_t shared;		/* buckets */
	float weight;			/* sum over them of the product of both weights */
};

struct nd_candidate_rule {
	uint32_t min_shared;	/* buckets, >= 1 */
	uint32_t per_article;	/* a pair stays if it is among so many of most weight of
				   either article (of equal weights the later); 0: all */
	uint32_t crowd;		/* members of a bucket that an article meets on each side */
};

/*
 * Append every candidate pair to 'out' (struct nd_candidate), each once, in an
 * order that is the same for any number of threads.  *crowded grows by the
 * number of meetings left out.
 */
enum nd_status nd_buckets_candidates(const struct nd_buckets *buckets,
				     const struct nd_candidate_rule *rule, unsigned threads,
				     struct nd_array *out, uint64_t *crowded);

#endif
