/*
 * entries.h - which article has which key, sorted
 *
 * They are told of twice: first all keys, so that each part of the keys knows its size, then
 * all keys with their articles, which go to their part at once.  A part is then small enough
 * for the cache: there those are left out whose key nobody else has, most of all, and
 * the others are sorted.
 *
 *	struct nd_entries entries = ND_ENTRIES_INIT;
 *
 *	for each article: nd_entries_expect(&entries, keys, n);
 *	nd_entries_open(&entries, articles);
 *	for each article: nd_entries_put(&entries, keys, n, rank);
 *	nd_entries_sort(&entries, threads);
 *
 * Partition and in-cache grouping after Manegold, Boncz and Kersten ("Optimizing main-memory
 * join on modern hardware", 2002).
 */
#ifndef ND_LSH_ENTRIES_H
#define ND_LSH_ENTRIES_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define ND_ENTRY_PARTS	256	/* by the upper 8 bits of the key */

/* An entry: the upper 32 bits of a key, enough for what is verified, and below them a rank. */
struct nd_entries {
	uint64_t *entry;
	size_t n;
	uint32_t *of_article;	/* how many each article has put */
	size_t next[ND_ENTRY_PARTS + 1]; /* where the next entry of a part goes; at first its size */
};
#define ND_ENTRIES_INIT { NULL, 0, NULL, { 0 } }

/* Say that n entries with these keys will come. */
void nd_entries_expect(struct nd_entries *entries, const uint64_t *key, size_t n);

/* Make room for all that are expected, fewer than 2^32, of so many articles.  Fails only with
 * ND_ENOMEM. */
enum nd_status nd_entries_open(struct nd_entries *entries, size_t articles);

/* Put n of those that were expected; rank: of their article. */
void nd_entries_put(struct nd_entries *entries, const uint64_t *key, size_t n, uint32_t rank);

/*
 * When all have come: sort them, each once.  Of those whose key no other has, all but one in
 * eight or so are left out.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_entries_sort(struct nd_entries *entries, unsigned threads);

void nd_entries_release(struct nd_entries *entries);

#endif
