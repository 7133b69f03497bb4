/*
 * buckets.h - who shares enough fingerprints with whom
 *
 * Every article puts entries into the index, the fingerprints of its passages.
 * Articles with the same one share a bucket; a pair becomes a candidate by how
 * many of its entries the article that has fewer shares with the other.
 *
 *	sorted by key, within a bucket by rank; those that are alone are dropped:
 *
 *	| key 3: 0 4 9 | key 8: 1 4 7 9 | ...
 *	           ^--------------^ where[] of article 9
 *
 * An article is known by its rank: its place in the order of time.
 *
 * In a crowded bucket an article meets only the 'crowd' members just before it,
 * the ones nearest in time: what is everywhere tells little, and if a pair shares
 * something rarer it meets there.  The meetings left out are counted.
 */
#ifndef ND_LSH_BUCKETS_H
#define ND_LSH_BUCKETS_H

#include "base/array.h"
#include "lsh/entries.h"

struct nd_buckets;

/*
 * Make buckets of the entries of 'articles' articles, which have all come and are released, as
 * soon as may be.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_buckets_open(struct nd_buckets **out, struct nd_entries *entries, size_t articles,
			       unsigned threads);
void nd_buckets_close(struct nd_buckets *buckets);	/* NULL is fine */

struct nd_bucket_rule {
	double min_share;	/* of the entries of the one that has fewer: 0-1 */
	uint32_t crowd;		/* members of a bucket that an article meets */
};

/*
 * Append every candidate pair to 'out' (uint64_t: the later rank above the
 * earlier), each once, in an order that does not hang on the threads.  *crowded grows by
 * the number of meetings left out.
 */
enum nd_status nd_buckets_candidates(const struct nd_buckets *buckets,
				     const struct nd_bucket_rule *rule, unsigned threads,
				     struct nd_array *out, uint64_t *crowded);

#endif
