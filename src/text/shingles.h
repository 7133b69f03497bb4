/*
 * shingles.h - the set of shingles of an article
 *
 * A shingle is a run of w elements (elements.h: words, or characters in a script
 * without spaces); its hash is XXH3 over their hashes under the seed of the engine.
 * By default w is 3 where the run begins with a word and 5 where it begins with a
 * character: copies in news are edited, and a changed word costs w shingles, so w is
 * kept small; five characters are two or three words.
 */
#ifndef ND_TEXT_SHINGLES_H
#define ND_TEXT_SHINGLES_H

#include "text/elements.h"

#define ND_NGRAM_WORDS	3
#define ND_NGRAM_CHARS	5
#define ND_NGRAM_MAX	16

/* Elements of the shingle that begins with a character, or with a word.  Where fewer are left,
 * none begins there. */
unsigned nd_shingle_width(int character, unsigned ngram_size);

/*
 * Write the hashes of all shingles to 'out', in the order of the text, room for as
 * many as there are elements and ND_SLACK more.  ngram_size 0 is the default above.
 * Returns how many; 0 where the article is shorter than a shingle.
 */
size_t nd_shingles(const struct nd_elements *elements, const struct nd_kernels *kernels,
		   unsigned ngram_size, uint64_t seed, uint64_t *out);

#endif
