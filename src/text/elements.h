/*
 * elements.h - what a shingle is a run of
 *
 * Where spaces stand between words, an element is a word.  In a script without
 * it is a character: each letter, each character of a word or number that touches
 * one ("2022年" has five), and one for whatever stands between, be it a blank, a
 * comma or the end of a line.  That is how character n-grams are commonly counted:
 * of 2,049 pairs of Chinese news whose Jaccard index of 5-grams was computed
 * elsewhere (lower case, what is no letter or digit one blank), 2,047 have the same
 * index here.
 */
#ifndef ND_TEXT_ELEMENTS_H
#define ND_TEXT_ELEMENTS_H

#include "text/tokens.h"

struct nd_elements {
	struct nd_array hash;	/* uint64_t; ND_SLACK more are behind it */
	struct nd_array token;	/* uint32_t: which it is of; what stands between: the one after;
				 * only nd_elements_of_tokens() says so of all */
	/* Elements come in runs of one kind, the first of words (it may be empty), the
	 * second of characters, and so on: where the second and the later ones begin. */
	struct nd_array turns;	/* uint32_t */
};
#define ND_ELEMENTS_INIT { ND_ARRAY_INIT(uint64_t, ND_TEXT_MAX * 4), \
	ND_ARRAY_INIT(uint32_t, ND_TEXT_MAX * 4), ND_ARRAY_INIT(uint32_t, ND_TEXT_MAX * 4) }

/* A token, as far as elements depend on it. */
struct nd_piece {
	uint64_t hash;
	const char *folded;	/* UTF-8 */
	size_t len;		/* bytes */
	int alone;		/* a character of a script without spaces */
	int glued, next_glued;	/* nothing stands between it and the one before, the one after */
};

/* Elements of a token of so many bytes, and what stands before it, at most. */
#define ND_ELEMENTS_MOST(alone, len)	((alone) ? 2 : (size_t)(len) + 1)

/* Forget what is in 'elements' and make room for so many.  Fails only with ND_ENOMEM. */
enum nd_status nd_elements_begin(struct nd_elements *elements, size_t room);

/* Append those of the next token, which is token 'at', where there is room. */
void nd_elements_add(struct nd_elements *elements, size_t at, const struct nd_piece *piece);

/*
 * The same for tokens from..to - 1, each a character that stands alone; two that
 * follow each other are glued if one begins where the other ends.
 */
void nd_elements_add_alone(struct nd_elements *elements, const struct nd_kernels *kernels,
			   const uint64_t *hash, const uint32_t *begin, const uint32_t *end,
			   size_t from, size_t to);

/* Replace what is in 'elements' by those of all tokens.  Fails only with ND_ENOMEM. */
enum nd_status nd_elements_of_tokens(struct nd_elements *elements, const struct nd_tokens *tokens);

void nd_elements_release(struct nd_elements *elements);

#endif
