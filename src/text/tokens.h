/*
 * tokens.h - an article's title and text as a list of tokens
 *
 * A token is a word, or one character of a script without spaces, as
 * charmap.h defines them.  Tokens of the title come first, those of the text
 * follow; both make one list, and shingles run across the seam.
 */
#ifndef ND_TEXT_TOKENS_H
#define ND_TEXT_TOKENS_H

#include "base/array.h"
#include "kernel/kernel.h"
#include "text/charmap.h"

#define ND_TOKEN_ALONE	(1u << 0)	/* one character of a script without spaces */
#define ND_TOKEN_DIGIT	(1u << 1)	/* has a digit */
#define ND_TOKEN_UPPER	(1u << 2)	/* begins with a capital letter */
#define ND_TOKEN_START	(1u << 3)	/* first of a sentence, a line, the title or the text */
#define ND_TOKEN_TITLE	(1u << 4)	/* from the title */
#define ND_TOKEN_QUOTED	(1u << 5)	/* inside quotation marks */
#define ND_TOKEN_LETTER	(1u << 6)	/* only one character long */
#define ND_TOKEN_LINE	(1u << 7)	/* first of a line, the title or the text */
#define ND_TOKEN_GLUED	(1u << 8)	/* nothing stands between it and the one before */

struct nd_token {
	uint64_t hash;		/* nd_hash_word() of the folded form */
	uint32_t from, to;	/* byte offsets into the title or the text as given */
	uint32_t folded;	/* byte offset of the folded form in nd_tokens.folded */
	uint16_t folded_len;	/* bytes; longer words are cut at ND_WORD_MAX */
	uint16_t flags;
};

/* Buffers that are used again for the next article. */
struct nd_tokens {
	struct nd_array list;	/* struct nd_token */
	struct nd_array folded;	/* char: folded forms, one after the other */
	struct nd_array begin, end; /* uint32_t: where they are */
	struct nd_array hashes;	/* uint64_t: of the tokens, once more */
};
#define ND_TOKENS_INIT { \
	ND_ARRAY_INIT(struct nd_token, ND_TEXT_MAX), ND_ARRAY_INIT(char, ND_TEXT_MAX * 4), \
	ND_ARRAY_INIT(uint32_t, ND_TEXT_MAX + ND_SLACK), \
	ND_ARRAY_INIT(uint32_t, ND_TEXT_MAX + ND_SLACK), \
	ND_ARRAY_INIT(uint64_t, ND_TEXT_MAX + ND_SLACK) }
/* Few texts have more tokens than bytes: one that is all of U+3300 (a Japanese
 * word in one character) is refused for memory above a quarter of the limit. */

/*
 * Replace what is in 'tokens' by the tokens of title and text.  Bytes that are
 * not UTF-8 are breaks.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_tokenize(struct nd_tokens *tokens, struct nd_charmap *map,
			   struct nd_text title, struct nd_text text);

void nd_tokens_release(struct nd_tokens *tokens);

#endif
