/*
 * background.h - how common a word is in news at large
 *
 * Two articles alone teach nothing about which words are rare.  background.tsv
 * says for the most frequent words and word pairs of 30 languages in what share
 * of news articles they stand; a build step folds and hashes them into the
 * table that is linked in.  nd_background_read() (neardup.h) puts the counts of
 * another pile on top of it.
 */
#ifndef ND_TEXT_BACKGROUND_H
#define ND_TEXT_BACKGROUND_H

#include "base/sort.h"
#include "text/tokens.h"

#define ND_BACKGROUND_BITS 14	/* of a key; about 6 entries begin with the same */

/* Sorted by key; level is -log2 of the share of articles, in steps of 1/ND_LEVEL_STEPS. */
struct nd_background {
	const uint32_t *key;	/* the high half of a term key */
	const uint8_t *level;
	const uint32_t *first;	/* by the top bits: where such keys begin; one more for the end */
	unsigned unknown;	/* level of a word that is not in it */
};
#define ND_LEVEL_STEPS	12
#define ND_NO_LEVEL	(-1)

/* The table that is compiled in. */
extern const struct nd_background nd_background_table;

/* Level of a term key, or ND_NO_LEVEL.  A key that is not in the table is found
 * by accident once in 40,000 times. */
int nd_background_level(const struct nd_background *background, uint64_t key);

/*
 * Ask for what nd_background_level() will look at: where the entries of a key
 * begin, and, once that is there, the entries.  Where many are looked up one waits
 * for none.
 */
static inline void nd_background_ask_where(const struct nd_background *background, uint32_t key)
{
	__builtin_prefetch(&background->first[key >> (32 - ND_BACKGROUND_BITS)]);
}

static inline void nd_background_ask_for(const struct nd_background *background, uint32_t key)
{
	const uint32_t first = background->first[key >> (32 - ND_BACKGROUND_BITS)];
	const uintptr_t at = (uintptr_t)background->key + first * sizeof(*background->key);

	__builtin_prefetch((const void *)at);
	__builtin_prefetch((const void *)(at + 48));	/* most have no more; the table may end before */
}

/* Hash of all that is in a table. */
uint64_t nd_background_hash(const struct nd_background *background);

/* Level of what so many (>= 1) of so many articles have. */
unsigned nd_background_count_level(uint64_t in, uint64_t articles);

/*
 * Key of a row of a table: a word, or two with a blank between; 0 where it is
 * neither.  *made_ascii: it is folded to ASCII from other letters, so the ASCII
 * word's own row is right about it: "aldi" is a shop, however common the Turkish
 * "aldı" is.  'tokens' is scratch.
 */
uint64_t nd_background_key(struct nd_tokens *tokens, struct nd_charmap *map, struct nd_text row,
			   int *made_ascii);

/* Sort rows by key and keep of each key the one of the least value; returns how many. */
size_t nd_background_unique(struct nd_keyed *rows, struct nd_keyed *scratch, size_t n);

#endif
