/*
 * words.h - a made-up vocabulary
 *
 * Words are numbered from the most frequent on.  They are built of syllables,
 * so they can be spoken and share beginnings and endings as real ones do; no
 * two are spelled alike, so that a word is a token and a token is a word.
 *
 *   how often	Zipf and Mandelbrot: the word of rank r is drawn in proportion to
 *		1 / (r + 2.7)^1.15.  The 100 most frequent are then 43 % of a text, the
 *		1,000 most frequent 60 %; in agency reports in English 44 and 75 %.
 *   how long	3 letters among the first 100, 7 among the rare: 4.8 letters a
 *		token of running text, as in those reports.
 *   accents	one in 80 of the rarer words, in the Latin script
 *   Cyrillic	the same words, each letter replaced by a Cyrillic one
 *   Han	4,000 characters, each a word: 3,500 make 99 % of modern Chinese text
 *
 * Behind the words come the numbers from 0 to 9999, and an 's' for the genitive.
 */
#ifndef ND_BENCH_WORDS_H
#define ND_BENCH_WORDS_H

#include <stdint.h>

#include "speed/random.h"

enum script { SCRIPT_LATIN, SCRIPT_CYRILLIC, SCRIPT_HAN };
enum accents { ACCENTS_NONE, ACCENTS_UTF8, ACCENTS_ESCAPED };	/* of Latin words */

#define WORD_ROOM	31
#define WORDS_NUMBERS	10000

/* Copied whole, whatever its length: no branch on it. */
struct spelling {
	char at[WORD_ROOM];
	uint8_t len;
};

/* Quantiles of the distribution: between two of them words are equally frequent. */
#define WORDS_CELLS	4096

struct words {
	uint32_t n;			/* words that are drawn; numbers and the 's' follow */
	struct spelling *small;		/* n + WORDS_NUMBERS + 1 */
	struct spelling *capital;	/* the same with a capital letter */
	struct { uint32_t first, n; } cell[WORDS_CELLS];
};

static inline uint32_t words_number(const struct words *words, uint32_t number)
{
	return words->n + number;
}

static inline uint32_t words_genitive(const struct words *words)
{
	return words->n + WORDS_NUMBERS;
}

static inline int words_is_number(const struct words *words, uint32_t word)
{
	return word >= words->n && word < words->n + WORDS_NUMBERS;
}

/* Is it one that has an accent, where there are any?  The next one never has. */
static inline int words_accented(uint32_t word)
{
	return word > 3000 && word % 80 == 7;
}

/* The word that 32 random bits stand for. */
static inline uint32_t words_draw(const struct words *words, uint32_t bits)
{
	const uint32_t cell = bits >> 20;

	return words->cell[cell].first +
	       (uint32_t)((uint64_t)(bits & 0xfffff) * words->cell[cell].n >> 20);
}

/* Always the same words.  Returns -1 when out of memory. */
int words_open(struct words *words, enum script script, enum accents accents);
void words_close(struct words *words);

#endif
