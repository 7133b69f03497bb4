/*
 * made_up.h - articles that nobody wrote, to measure with
 *
 * Words are made of syllables and drawn by Zipf's law from a vocabulary of
 * 40,000, as many as news of a few weeks has; an article has 200 to 700 of them.
 * They come one every five minutes.  The same seed gives the same articles.
 */
#ifndef ND_CLI_MADE_UP_H
#define ND_CLI_MADE_UP_H

#include "base/array.h"
#include "neardup.h"

#define MADE_UP_WORDS 450	/* of an article, on average */

/* What made_up_article() writes into; release it. */
struct made_up {
	uint64_t seed, state;
	struct nd_array text;	/* char: of the last article */
	char id[32], title[256];
};

void made_up_init(struct made_up *made, uint64_t seed);
/* Article i, good until the next call.  ND_OK or ND_ENOMEM. */
enum nd_status made_up_article(struct made_up *made, uint64_t i, struct nd_article *out);
void made_up_release(struct made_up *made);

#endif
