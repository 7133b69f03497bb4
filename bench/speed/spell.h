/*
 * spell.h - a list of words as a line of JSON
 */
#ifndef ND_BENCH_SPELL_H
#define ND_BENCH_SPELL_H

#include "speed/article.h"

/* What stands behind a token, by TOKEN_ flags, and the quotation mark before it. */
struct punctuation {
	struct { char at[15]; uint8_t len; } behind[2][256];	/* [curly] */
	struct { char at[7]; uint8_t len; } before[2];
};

/* The most bytes a token can take: mark, word, marks and spaces. */
#define SPELL_TOKEN	(8 + sizeof(struct spelling) + 16)
#define SPELL_REST	1024	/* id, date, source, names of the fields */
#define SPELL_ID	24	/* room for an id */

void punctuation_init(struct punctuation *punctuation, enum script script, enum accents accents);

/* Write the id of article i; returns its length. */
size_t spell_id(char *out, uint64_t i);

/* Write article i as a line to 'out', room for SPELL_TOKEN bytes a token and SPELL_REST;
 * returns its length. */
size_t spell_article(char *out, const struct article *article, uint64_t i,
		     const struct corpus *corpus, const struct punctuation *punctuation);

#endif
