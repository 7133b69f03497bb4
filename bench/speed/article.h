/*
 * article.h - made-up news as lists of words
 *
 * An article is a function of the corpus's seed and the article's number.
 *
 *   length	log-normal, median 400 words, deviation .5 of the logarithm: mean
 *		453, one in 40 above 1,070.  The means of seven corpora of news lie
 *		between 321 and 725 (Reuters 578).
 *   words	8 in 10 from the whole vocabulary, 1 in 10 from one of 200 topics
 *		(512 words each), 1 in 11 from the article's own 40 words, names and
 *		pairs of words, 1 in 50 a number.  Own words make an article repeat
 *		itself as real ones do; topics make strangers share rarer words.  A
 *		third of the own words are those of the topic on that day, which
 *		live from one day to 128: names that many articles share.
 *   sentences	8 to 32 words, commas after 6 % of the words, a paragraph after 35 %
 *		of the sentences; 12 % of the sentences are quoted, 1 % of the words
 *		have a genitive "'s".
 *   style	6 of 10 articles have curly quotes and apostrophes and words with
 *		accents, the others are pure ASCII (Latin script).
 *   time	5,000 articles a day, in order but for some minutes.
 *   copies	of 100 articles 10 are near-duplicates, 1 is identical and 1 an
 *		excerpt or a text that holds another whole.  Sources are originals of
 *		the three days before.  (In Reuters 10 of 100 articles are copies of an
 *		earlier one, in six other corpora none to 9.)
 *   stories	only if asked for: half of the originals belong to one.  A story has 24
 *		names, numbers and word pairs, of which each of its articles uses six in
 *		ten, in sentences of its own.  Sizes are skewed: most have 1 to 4, some 50.
 *		Of 15,000 articles each then has 14 candidates of the event channel
 *		(Reuters 27, seven labelled sets 15 to 33).
 */
#ifndef ND_BENCH_ARTICLE_H
#define ND_BENCH_ARTICLE_H

#include <stddef.h>
#include <stdint.h>

#include "speed/words.h"

/* A word, and above it what stands round it. */
#define TOKEN_WORD	0xffffffu
#define TOKEN_CAPITAL	(1u << 24)
#define TOKEN_COMMA	(1u << 25)	/* behind it */
#define TOKEN_STOP	(1u << 26)	/* a full stop behind it */
#define TOKEN_PARAGRAPH	(1u << 27)	/* a new paragraph behind that */
#define TOKEN_OPEN	(1u << 28)	/* a quotation mark before it */
#define TOKEN_CLOSE	(1u << 29)	/* a quotation mark behind it */
#define TOKEN_JOINED	(1u << 30)	/* an apostrophe behind it and no space */
#define TOKEN_LAST	(1u << 31)	/* no space behind it; set when it is spelled */

#define ARTICLE_TOKENS	65536		/* no article has more */

enum copy { COPY_NONE, COPY_NEAR, COPY_IDENTICAL, COPY_CONTAINED };

#define NO_STORY	UINT64_MAX

struct article {
	uint32_t *token;		/* ARTICLE_TOKENS: the title's, then the text's */
	size_t n, title;
	int curly;
	enum copy copy;
	uint64_t source;		/* of a copy: the article it was made from */
	uint64_t story;			/* or NO_STORY */
	int64_t published;		/* seconds since 1970 */
};

struct corpus {
	const struct words *words;
	enum script script;
	uint64_t seed;
	int typeset;			/* are there curly quotes and accents? */
	int stories;
};

/* Returns -1 when out of memory. */
int article_open(struct article *article);
void article_close(struct article *article);

/* Make article number 'i'.  For a copy its source is left in 'source', else that is scratch. */
void article_make(struct article *article, struct article *source, const struct corpus *corpus,
		  uint64_t i);

#endif
