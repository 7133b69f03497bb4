/*
 * shingles.h - the set of shingles of an article
 *
 * A shingle is a run of w tokens; its hash is XXH3 over the w token hashes
 * under the seed of the engine.  By default w is 3 where the run begins with a
 * word and 5 where it begins with a character of a script without spaces:
 * copies in news are edited, and a changed word costs w shingles, so w is kept
 * small; five characters are two or three words.
 */
#ifndef ND_TEXT_SHINGLES_H
#define ND_TEXT_SHINGLES_H

#include "text/tokens.h"

#define ND_NGRAM_WORDS	3
#define ND_NGRAM_CHARS	5
#define ND_NGRAM_MAX	16

/* Tokens of the shingle that begins with a token of these flags.  Where fewer are left, none begins there. */
unsigned nd_shingle_width(unsigned flags, unsigned ngram_size);

/*
 * Write the hashes of all shingles to out, in the order of the text, room for
 * tokens->list.n.  ngram_size 0 is the default above.  Returns how many; 0
 * where the article is shorter than a shingle.
 */
size_t nd_shingles(const struct nd_tokens *tokens, unsigned ngram_size, uint64_t seed,
		   uint64_t *out);

#endif
