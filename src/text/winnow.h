/*
 * winnow.h - fingerprints that find a passage inside a longer text
 *
 * MinHash is blind to a short text inside a long one: their Jaccard index is
 * small whatever they share.  Winnowing (Schleimer, Wilkerson and Aiken,
 * "Winnowing: local algorithms for document fingerprinting", 2003) keeps the
 * smallest hash of every ND_WINNOW_WINDOW consecutive shingles.  Two texts
 * that share so many shingles in a row keep the same one there: every common
 * passage of ND_WINNOW_WINDOW + 2 words is found, at 2 / (window + 1) = 15 %
 * of the shingles.
 */
#ifndef ND_TEXT_WINNOW_H
#define ND_TEXT_WINNOW_H

#include <stddef.h>
#include <stdint.h>

#define ND_WINNOW_WINDOW 12

/*
 * Choose fingerprints among n shingle hashes in the order of the text, into
 * 'out' (room for n), sorted, each once.  'scratch' has room for n.  A text
 * shorter than a window keeps one.  Returns how many.
 */
size_t nd_winnow(const uint64_t *shingles, size_t n, uint64_t *out, uint64_t *scratch);

#endif
