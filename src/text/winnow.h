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

#include "kernel/kernel.h"

/*
 * Choose fingerprints among n shingle hashes in the order of the text, into 'out'; some may
 * stand there more than once.  A text shorter than a window keeps one.  Returns how many.
 * Both arrays have room for n and ND_SLACK.
 */
size_t nd_winnow(const struct nd_kernels *kernels, const uint64_t *shingles, size_t n, uint64_t *out);

#endif
