/*
 * passages.h - the passages that two texts share
 *
 * A passage is a run of tokens that stands in both texts, as long as it can be
 * made, at least ND_PASSAGE_WORDS words (or ND_PASSAGE_CHARS characters of a
 * script without spaces): shorter runs are phrases that any two reports share.
 */
#ifndef ND_VERIFY_PASSAGES_H
#define ND_VERIFY_PASSAGES_H

#include "base/error.h"
#include "text/tokens.h"

#define ND_PASSAGE_WORDS 5
#define ND_PASSAGE_CHARS 8

/*
 * Find the passages in the texts (titles left out) of two articles and append
 * them to 'out' (struct nd_passage), the longest first, equal ones in the
 * order of a; at most 'most'.  They do not overlap in a.  'text' of each points
 * into a_text.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_passages(const struct nd_tokens *a, struct nd_text a_text,
			   const struct nd_tokens *b, size_t most, struct nd_array *out);

#endif
