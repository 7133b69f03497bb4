/*
 * words.h - words in scripts that put no spaces between them
 *
 * Shingles of Chinese, Japanese, Thai, Lao, Khmer and Burmese are made of single
 * characters; terms need words.  ICU's word break iterator finds them with its
 * dictionaries (UAX #29 and ICU's "Boundary Analysis"; other versions of ICU may
 * have other dictionaries).  It is asked about the folded characters, so that two
 * spellings of a text have the same words; a word never spans what ends a run of
 * characters: a space, a comma, a number, a zero-width space.
 */
#ifndef ND_TEXT_WORDS_H
#define ND_TEXT_WORDS_H

#include "text/tokens.h"

/* Buffers that are used again for the next article. */
struct nd_words {
	struct nd_array width;	/* uint8_t, by token: tokens of the word that begins there */
	struct nd_array text;	/* uint16_t: the characters in UTF-16 */
	struct nd_array place;	/* uint32_t, by token: where in 'text' it begins */
	void *iterator;		/* of ICU, opened when first needed */
};
#define ND_WORDS_INIT { ND_ARRAY_INIT(uint8_t, ND_TEXT_MAX), \
	ND_ARRAY_INIT(uint16_t, ND_TEXT_MAX), ND_ARRAY_INIT(uint32_t, ND_TEXT_MAX), NULL }

#define ND_WORD_TOKENS 32	/* most tokens of a word; longer ones are cut */

/*
 * Find the words among the tokens that stand alone; does next to nothing where
 * there are none.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_words_find(struct nd_words *words, const struct nd_tokens *tokens);

/* How many tokens the word has that begins at token i: 0 where none begins, 1 of other scripts. */
static inline size_t nd_word_width(const struct nd_words *words, const struct nd_tokens *tokens,
				   size_t i)
{
	const struct nd_token *const token = (const struct nd_token *)tokens->list.items + i;

	return token->flags & ND_TOKEN_ALONE ? ((const uint8_t *)words->width.items)[i] : 1;
}

void nd_words_release(struct nd_words *words);

#endif
