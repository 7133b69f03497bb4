/*
 * terms.h - the terms of an article: what makes it this story
 *
 * Terms are words (in scripts without spaces those that words.h finds) and
 * pairs of adjacent words.  Each carries how often it occurs and where: in the
 * title, in the lead, inside quotation marks, as a name, as a number.
 */
#ifndef ND_TEXT_TERMS_H
#define ND_TEXT_TERMS_H

#include "text/background.h"
#include "text/words.h"

/* What is known of the occurrences of a term in one article. */
enum nd_term_flag {
	ND_TERM_NAME	= 1 << 0,	/* inside sentences more often capitalised than not */
	ND_TERM_NUMBER	= 1 << 1,	/* has a digit */
	ND_TERM_TITLE	= 1 << 2,	/* in the title; where there is none, in the first line */
	ND_TERM_LEAD	= 1 << 3,	/* among the first ND_LEAD_TOKENS of the text */
	ND_TERM_QUOTED	= 1 << 4,	/* inside quotation marks */
	ND_TERM_PAIR	= 1 << 5,	/* two adjacent words */
	ND_TERM_CASELESS = 1 << 6,	/* a word of a script without capitals: see nd_events */
};

#define ND_LEAD_TOKENS 60

/*
 * The terms of one article, each once, by key.  A key is the upper half of the
 * hash that a word has, or nd_pair_key(): of a million and a half terms one in
 * 3,000 shares it with another, which then looks as if one article more had it.
 */
struct nd_terms {
	uint32_t *key;
	uint8_t *level;		/* background: -log2 of its share of articles * ND_LEVEL_STEPS;
				   where the table does not have it, an estimate */
	uint8_t *tf;		/* occurrences, 255 at most */
	uint8_t *flags;		/* enum nd_term_flag */
	uint32_t n;
};

/* Bytes of n terms, which begin with the keys. */
#define ND_TERMS_BYTES(n) ((n) * (sizeof(uint32_t) + 3))

/* n terms in a block of ND_TERMS_BYTES(n), where every list of terms lies. */
static inline struct nd_terms nd_terms_in(void *block, uint32_t n)
{
	uint8_t *const after = (uint8_t *)block + (size_t)n * sizeof(uint32_t);

	return (struct nd_terms){ block, after, after + n, after + (size_t)n * 2, n };
}

/* Buffers that are used again for the next article. */
struct nd_term_list {
	struct nd_array block;		/* bytes: the terms */
	struct nd_array slots, counts;	/* what they are counted in */
	struct nd_words words;
	struct nd_terms terms;
	float coverage;			/* share of all words that the background knows: 0-1 */
};
#define ND_TERM_LIST_INIT { ND_ARRAY_INIT(char, (size_t)ND_TEXT_MAX * 16), \
	ND_ARRAY_INIT(uint64_t, (size_t)ND_TEXT_MAX * 16), \
	ND_ARRAY_INIT(struct nd_term_count, (size_t)ND_TEXT_MAX * 2), ND_WORDS_INIT, { 0 }, 0 }

/* One term while its article is read. */
struct nd_term_count {
	uint32_t tf;
	uint32_t upper, lower;		/* inside sentences: so often capitalised, so often not */
	uint8_t flags, level;
	uint8_t known;			/* by the background table */
};

/* Key of two words in this order. */
uint64_t nd_pair_key(uint64_t first, uint64_t second);

/* Key of the word of so many tokens (>= 1): characters are chained as pairs are. */
uint64_t nd_word_key(const struct nd_token *token, size_t width);

/* Do the words at tokens i and 'next', which comes behind it, make a pair?  Not across
 * the seam between title and text, nor where one is of a script without spaces. */
int nd_makes_pair(const struct nd_tokens *tokens, size_t i, size_t next);

/* Background level of a token that is all digits, by how many they are; else ND_NO_LEVEL. */
int nd_number_level(const char *folded, const struct nd_token *token);

/* Replace what is in 'terms' by the terms of an article.  Fails only with ND_ENOMEM. */
enum nd_status nd_terms(struct nd_term_list *terms, const struct nd_tokens *tokens,
			const struct nd_background *background);

/* What is left of such a 64-bit key in struct nd_terms. */
static inline uint32_t nd_term_key(uint64_t hash)
{
	return (uint32_t)(hash >> 32);
}

/* How many tokens from i on make the term of this key, 0 where they do not; 'words' were found. */
size_t nd_term_tokens(const struct nd_tokens *tokens, const struct nd_words *words, size_t i,
		      uint32_t key);

void nd_term_list_release(struct nd_term_list *terms);

#endif
