/* disguise.c - letters, syllables, endings */
#include "train/disguise.h"

#include <ctype.h>
#include <string.h>

#define GROWTH		3	/* times its bytes a text has at most */
#define STEM_LEAST	5	/* letters of a word that has endings */
#define ENDING_OF	3	/* in so many occurrences one ends as the dictionary has it */

static const char vowels[] = "aeiou", consonants[] = "bcdfghjklmnpqrstvwxz";

static int is_vowel(unsigned char c)
{
	return c && strchr("aeiouyAEIOUY", c) != NULL;
}

/* Shuffle one group of letters among themselves, in both cases. */
static void shuffle(struct disguise *disguise, const char *group)
{
	char mixed[32];
	const size_t n = strlen(group);

	memcpy(mixed, group, n);
	for (size_t i = n; i > 1; i--) {
		const size_t k = draw(disguise->drawing, (uint32_t)i);
		const char c = mixed[k];

		mixed[k] = mixed[i - 1];
		mixed[i - 1] = c;
	}
	for (size_t i = 0; i < n; i++) {
		const int from = group[i], to = mixed[i];

		disguise->letter[from] = (unsigned char)to;
		disguise->letter[toupper(from)] = (unsigned char)toupper(to);
	}
}

void disguise_start(struct disguise *disguise, enum disguise_kind kind, struct drawing *drawing)
{
	*disguise = (struct disguise){ .kind = kind, .drawing = drawing };
	for (unsigned c = 0; c < sizeof(disguise->letter); c++)
		disguise->letter[c] = (unsigned char)c;
	shuffle(disguise, vowels);
	shuffle(disguise, consonants);
}

/* Does a syllable end behind letter i?  After a vowel before a consonant and a vowel. */
static int ends_syllable(const char *word, size_t n, size_t i)
{
	return i >= 1 && i + 2 < n && is_vowel((unsigned char)word[i]) &&
		!is_vowel((unsigned char)word[i + 1]) && is_vowel((unsigned char)word[i + 2]);
}

/* Append a word of n letters; returns where the next one goes. */
static char *put_word(struct disguise *disguise, const char *word, size_t n, char *out)
{
	static const char *const endings[] = { "a", "om", "eg", "ix", "um" };
	const int is_name = isupper((unsigned char)word[0]);
	int begins = 0;

	for (size_t i = 0; i < n; i++) {
		const unsigned char c = disguise->letter[(unsigned char)word[i]];

		*out++ = (char)(begins && is_name ? toupper(c) : c);
		begins = disguise->kind == DISGUISE_SYLLABLES && ends_syllable(word, n, i);
		if (begins)
			*out++ = ' ';
	}
	if (disguise->kind == DISGUISE_ENDINGS && n >= STEM_LEAST &&
	    draw(disguise->drawing, ENDING_OF)) {
		const char *const ending = endings[draw(disguise->drawing, 5)];

		memcpy(out, ending, strlen(ending));
		out += strlen(ending);
	}
	return out;
}

struct nd_text disguise_text(struct disguise *disguise, struct nd_text text, struct nd_arena *arena)
{
	char *const room = nd_arena_take(arena, GROWTH * text.len + 1);
	char *out = room;

	if (!room)
		die("out of memory");
	for (size_t i = 0, n; i < text.len; i += n) {
		for (n = 0; i + n < text.len && isalpha((unsigned char)text.at[i + n]); n++)
			;
		if (n) {
			out = put_word(disguise, text.at + i, n, out);
		} else {
			*out++ = text.at[i];
			n = 1;
		}
	}
	return (struct nd_text){ room, (size_t)(out - room) };
}
