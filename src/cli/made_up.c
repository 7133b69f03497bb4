/* made_up.c - xorshift, syllables, Zipf */
#include "cli/made_up.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"

#define VOCABULARY	40000
#define SHORTEST	200
#define LONGEST		700
#define TITLE_WORDS	8
#define WORD_ROOM	24
#define BEGIN		1700000000	/* seconds: November 2023 */

/* xorshift64* (Vigna 2016) */
static uint64_t draw(struct made_up *made)
{
	made->state ^= made->state >> 12;
	made->state ^= made->state << 25;
	made->state ^= made->state >> 27;
	return made->state * 0x2545f4914f6cdd1d;
}

static double draw_share(struct made_up *made)
{
	return (double)(draw(made) >> 11) / 9007199254740992.0;
}

/* Zipf's law: the rank is as likely to be below r as log(r) is of log(VOCABULARY). */
static unsigned draw_rank(struct made_up *made)
{
	return (unsigned)exp(draw_share(made) * log(VOCABULARY));
}

/* The word of a rank, with a blank behind; common ones are short. */
static size_t spell(char out[WORD_ROOM], unsigned rank)
{
	static const char *const syllables[] = {
		"ba", "ker", "lin", "mo", "ras", "ti", "ven", "do", "fu", "gal", "hes", "jo",
		"pem", "qua", "sil", "tor", "ul", "win", "xa", "yor",
	};
	size_t n = 0;

	for (rank++; rank; rank /= 20) {
		const char *const syllable = syllables[rank % 20];

		memcpy(out + n, syllable, strlen(syllable));
		n += strlen(syllable);
	}
	out[n++] = ' ';
	return n;
}

static int add_words(struct made_up *made, unsigned n)
{
	char word[WORD_ROOM];

	for (unsigned i = 0; i < n; i++)
		if (!nd_array_append(&made->text, word, spell(word, draw_rank(made))))
			return 0;
	return 1;
}

void made_up_init(struct made_up *made, uint64_t seed)
{
	*made = (struct made_up){
		.seed = seed,
		.text = ND_ARRAY_INIT(char, (size_t)LONGEST * WORD_ROOM),
	};
}

enum nd_status made_up_article(struct made_up *made, uint64_t i, struct nd_article *out)
{
	unsigned words;

	made->state = nd_mix(made->seed + i * 0x9e3779b97f4a7c15) | 1;
	words = SHORTEST + (unsigned)(draw(made) % (LONGEST - SHORTEST + 1));
	made->text.n = 0;
	if (!add_words(made, TITLE_WORDS))
		return ND_ENOMEM;
	memcpy(made->title, made->text.items, made->text.n);
	*out = (struct nd_article){
		.title = { made->title, made->text.n },
		.published = BEGIN + (int64_t)i * 300,
	};
	made->text.n = 0;
	if (!add_words(made, words))
		return ND_ENOMEM;
	out->text = (struct nd_text){ made->text.items, made->text.n };
	out->id = (struct nd_text){ made->id, (size_t)snprintf(made->id, sizeof(made->id), "%llu",
							       (unsigned long long)i) };
	return ND_OK;
}

void made_up_release(struct made_up *made)
{
	nd_array_release(&made->text);
}
