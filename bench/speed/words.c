/* words.c - syllables to words, words to spellings */
#include "speed/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALPHABETIC	200000
#define HAN		4000
#define LETTERS_MAX	15	/* two bytes each in Cyrillic: WORD_ROOM holds them */
#define SEED		20150511
#define TABLE		(1u << 19)	/* slots of the set of spellings, > 2 * ALPHABETIC */

/* Single letters stand several times: they are more frequent. */
static const char *const onset[] = {
	"b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "w",
	"b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "j", "k",
	"br", "cr", "dr", "fr", "gr", "pr", "tr", "st", "sp", "sh", "ch", "th", "pl", "str", "qu",
	"z", "", "", "", "",
};
static const char *const nucleus[] = {
	"a", "e", "i", "o", "u", "a", "e", "i", "o", "a", "e", "y", "ea", "ou", "ai", "io",
};
static const char *const coda[] = {
	"", "", "", "", "", "", "n", "r", "s", "t", "l", "m", "d", "n", "r", "s", "ng", "nt", "st",
	"ck", "ll", "nd",
};

#define PICK(random, list)	(list)[random_below(random, sizeof(list) / sizeof(*(list)))]

/* Letters that a word of this rank should have. */
static unsigned wanted_letters(struct random *random, uint32_t rank)
{
	const double mean = rank < 100 ? 2.4 : rank < 1000 ? 4.2 : rank < 10000 ? 5.6 : 6.9;
	const double letters = mean + (rank < 100 ? 0.8 : 1.8) * random_normal(random) + 0.5;

	return letters < 1 ? 1 : letters > LETTERS_MAX - 2 ? LETTERS_MAX - 2 : (unsigned)letters;
}

static unsigned longer(unsigned letters, unsigned by)
{
	return letters + by < LETTERS_MAX ? letters + by : LETTERS_MAX - 1;
}

/* A word of so many letters or one more; the syllable that makes it too long is spoken anew. */
static void speak(struct random *random, unsigned wanted, char out[LETTERS_MAX + 1])
{
	unsigned len = 0;

	out[0] = '\0';
	while (len < wanted) {
		char syllable[8];
		const unsigned n = (unsigned)sprintf(syllable, "%s%s%s", PICK(random, onset),
						     PICK(random, nucleus), PICK(random, coda));

		if (len + n > wanted + 1)
			continue;
		memcpy(out + len, syllable, n + 1);
		len += n;
	}
}

/* Keep the word if it is new; 0 if it is not. */
static int keep(char (*words)[LETTERS_MAX + 1], uint32_t *table, uint32_t rank)
{
	uint64_t hash = 0;
	uint32_t slot;

	for (const char *c = words[rank]; *c; c++)
		hash = random_mix(hash * 31 + (unsigned char)*c);
	for (slot = hash % TABLE; table[slot]; slot = (slot + 1) % TABLE)
		if (!strcmp(words[table[slot] - 1], words[rank]))
			return 0;
	table[slot] = rank + 1;
	return 1;
}

/* A Cyrillic letter for each of 'a' to 'z'; all have two bytes. */
static const char *const cyrillic[] = {
	"а", "б", "ц", "д", "е", "ф", "г", "х", "и", "ж", "к", "л", "м",
	"н", "о", "п", "я", "р", "с", "т", "у", "в", "ш", "ч", "ы", "з",
};

static void spell_cyrillic(struct spelling *small, struct spelling *capital, const char *word)
{
	for (small->len = 0; *word; word++, small->len += 2)
		memcpy(small->at + small->len, cyrillic[*word - 'a'], 2);
	*capital = *small;
	if ((unsigned char)small->at[0] == 0xd1) {	/* U+0440 to U+044F: capitals from U+0420 */
		capital->at[0] = (char)0xd0;
		capital->at[1] += 0x20;
	} else {					/* U+0430 to U+043F: capitals from U+0410 */
		capital->at[1] -= 0x20;
	}
}

/* What the first vowel of an accented word is written as. */
static const struct { char letter; const char *utf8, *escaped; } accented[] = {
	{ 'a', "\xc3\xa1", "\\u00e1" }, { 'e', "\xc3\xa9", "\\u00e9" },
	{ 'o', "\xc3\xb6", "\\u00f6" }, { 'u', "\xc3\xbc", "\\u00fc" },
};

static void spell_latin(struct spelling *small, struct spelling *capital, const char *word,
			enum accents accents)
{
	const size_t len = strlen(word);
	const size_t vowel = strcspn(word + 1, "aeou") + 1;	/* the first letter stays plain */

	small->len = (uint8_t)len;
	memcpy(small->at, word, len);
	for (size_t i = 0; accents && i < 4 && vowel < len; i++) {
		const char *const as = accents == ACCENTS_UTF8 ? accented[i].utf8 :
								 accented[i].escaped;

		if (word[vowel] != accented[i].letter)
			continue;
		memcpy(small->at + vowel, as, strlen(as));
		memcpy(small->at + vowel + strlen(as), word + vowel + 1, len - vowel - 1);
		small->len = (uint8_t)(len - 1 + strlen(as));
	}
	*capital = *small;
	capital->at[0] -= 'a' - 'A';
}

/* Spread evenly over the block of unified ideographs of Unicode 1.1. */
static void spell_han(struct spelling *small, uint32_t rank)
{
	const uint32_t c = 0x4e00 + (uint32_t)(random_mix(rank) % 5) + rank * 5;

	small->len = 3;
	small->at[0] = (char)(0xe0 | c >> 12);
	small->at[1] = (char)(0x80 | (c >> 6 & 0x3f));
	small->at[2] = (char)(0x80 | (c & 0x3f));
}

static int spell_alphabetic(struct words *words, enum script script, enum accents accents)
{
	char (*const word)[LETTERS_MAX + 1] = calloc(words->n, sizeof(*word));
	uint32_t *const table = calloc(TABLE, sizeof(*table));
	struct random random = random_at(SEED, 0, 0);

	for (uint32_t rank = 0; word && table && rank < words->n; rank++) {
		const unsigned letters = wanted_letters(&random, rank);
		unsigned tries = 0;

		/* short words run out: longer ones after some tries */
		do
			speak(&random, longer(letters, tries++ / 16), word[rank]);
		while (!strcmp(word[rank], "s") || !keep(word, table, rank));
		if (script == SCRIPT_CYRILLIC)
			spell_cyrillic(&words->small[rank], &words->capital[rank], word[rank]);
		else
			spell_latin(&words->small[rank], &words->capital[rank], word[rank],
				    words_accented(rank) ? accents : ACCENTS_NONE);
	}
	free(word);
	free(table);
	return word && table ? 0 : -1;
}

static double frequency(uint32_t rank)
{
	return pow(rank + 2.7, -1.15);
}

/* Quantiles of that distribution over n words. */
static void fill_cells(struct words *words)
{
	uint32_t rank = 0;
	double sum = 0, below = 0;

	for (uint32_t i = 0; i < words->n; i++)
		sum += frequency(i);
	for (uint32_t cell = 0; cell <= WORDS_CELLS; cell++) {
		while (rank < words->n - 1 && below + frequency(rank) / sum * WORDS_CELLS <= cell)
			below += frequency(rank++) / sum * WORDS_CELLS;
		if (cell > 0)
			words->cell[cell - 1].n = rank > words->cell[cell - 1].first ?
						  rank - words->cell[cell - 1].first : 1;
		if (cell < WORDS_CELLS)
			words->cell[cell].first = rank;
	}
}

static void spell_numbers(struct words *words)
{
	for (uint32_t i = 0; i <= WORDS_NUMBERS; i++) {
		struct spelling *const spelling = &words->small[words->n + i];

		if (i < WORDS_NUMBERS)
			spelling->len = (uint8_t)snprintf(spelling->at, WORD_ROOM, "%u", i);
		else
			spelling->len = (uint8_t)snprintf(spelling->at, WORD_ROOM, "s");
		words->capital[words->n + i] = *spelling;
	}
}

int words_open(struct words *words, enum script script, enum accents accents)
{
	words->n = script == SCRIPT_HAN ? HAN : ALPHABETIC;
	words->small = calloc(words->n + WORDS_NUMBERS + 1, sizeof(*words->small));
	words->capital = calloc(words->n + WORDS_NUMBERS + 1, sizeof(*words->capital));
	if (!words->small || !words->capital)
		return -1;
	fill_cells(words);
	spell_numbers(words);
	if (script != SCRIPT_HAN)
		return spell_alphabetic(words, script, accents);
	for (uint32_t rank = 0; rank < words->n; rank++) {
		spell_han(&words->small[rank], rank);
		words->capital[rank] = words->small[rank];
	}
	return 0;
}

void words_close(struct words *words)
{
	free(words->small);
	free(words->capital);
}
