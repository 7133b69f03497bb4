/*
 * terms.c - occurrences, sorted by key, made one term each
 *
 * An occurrence is the key and, in one word beside it, its flags and its
 * background level, so that the radix sort moves both.
 */
#include "text/terms.h"

#include <string.h>

#include "base/hash.h"

#define FIRST_LINE_TOKENS 20	/* of a text without title that count as one */

/* Flags of an occurrence, above those of enum nd_term_flag. */
#define INSIDE_UPPER	(1u << 8)	/* capitalised, not at the start of a sentence */
#define INSIDE_LOWER	(1u << 9)	/* not capitalised, not at the start of a sentence */
#define LEVEL_SHIFT	32
#define NOT_LOOKED_UP	(-2)

/* A year, and (in nd_number_level) a number of 1, 2, ... digits: the rate of one such
 * number, geometric mean over the occurrences in English news. */
#define YEAR_LEVEL	49

/* A pair that the table does not know, from the levels of its words, the rarer
 * and the more common: fitted to pairs of held-out English and Russian news. */
#define PAIR_RARER	0.85
#define PAIR_COMMON	0.45
#define PAIR_BASE	10
#define PAIR_RAREST	199

uint64_t nd_pair_key(uint64_t first, uint64_t second)
{
	return nd_mix(first * 3 + nd_mix(second));
}

/* Where in the article a token stands. */
struct place {
	size_t title_end;	/* tokens of the title, or of the line that serves as one */
	size_t text_from, lead_end;
};

static struct place places(const struct nd_token *token, size_t n)
{
	struct place place = { 0, 0, 0 };

	while (place.text_from < n && token[place.text_from].flags & ND_TOKEN_TITLE)
		place.text_from++;
	place.title_end = place.text_from;
	if (!place.title_end) {
		while (place.title_end < n && place.title_end < FIRST_LINE_TOKENS &&
		       (place.title_end == 0 || !(token[place.title_end].flags & ND_TOKEN_LINE)))
			place.title_end++;
	}
	place.lead_end = place.text_from + ND_LEAD_TOKENS;
	return place;
}

/*
 * Is this the first character of a word in a script without capitals?  Those that
 * have them are below U+0590, but for later letters of Latin, Greek and Cyrillic,
 * Coptic and Cherokee.
 */
static int is_caseless(const unsigned char *utf8)
{
	if (utf8[0] < 0xd6)
		return 0;
	switch (utf8[0]) {
	case 0xd6:	return utf8[1] >= 0x90;
	case 0xe1:	return utf8[1] < 0xb8 && utf8[1] != 0xb2;
	case 0xe2:	return utf8[1] < 0xb0 || utf8[1] > 0xb7;
	case 0xea:	return !(utf8[1] >= 0x99 && utf8[1] <= 0x9f) &&
			       !(utf8[1] >= 0xac && utf8[1] <= 0xae);
	default:	return 1;
	}
}

static unsigned flags_at(const struct nd_token *token, const char *folded, size_t i,
			 const struct place *place)
{
	unsigned flags = 0;

	if (is_caseless((const unsigned char *)folded + token->folded))
		flags |= ND_TERM_CASELESS;

	if (token->flags & ND_TOKEN_DIGIT)
		flags |= ND_TERM_NUMBER;
	if (i < place->title_end)
		flags |= ND_TERM_TITLE;
	if (i >= place->text_from && i < place->lead_end)
		flags |= ND_TERM_LEAD;
	if (i >= place->text_from && token->flags & ND_TOKEN_QUOTED)
		flags |= ND_TERM_QUOTED;
	if (i >= place->text_from && !(token->flags & ND_TOKEN_START))
		flags |= token->flags & ND_TOKEN_UPPER ? INSIDE_UPPER : INSIDE_LOWER;
	return flags;
}

/* A pair stands where both its words stand; it is a number if one of them is. */
static unsigned pair_flags(unsigned first, unsigned second)
{
	return (first & second & (ND_TERM_TITLE | ND_TERM_LEAD | ND_TERM_QUOTED)) |
	       ((first | second) & ND_TERM_NUMBER) | ND_TERM_PAIR;
}

struct writer {
	const struct nd_background *background;
	const char *folded;	/* forms of the tokens */
	const struct nd_words *all;
	struct nd_keyed *next;
	size_t words, known;	/* by the background table */
};

static void write_term(struct writer *writer, uint64_t key, unsigned level, unsigned flags)
{
	*writer->next++ = (struct nd_keyed){ key, (uint64_t)level << LEVEL_SHIFT | flags };
}

int nd_number_level(const char *folded, const struct nd_token *token)
{
	static const uint8_t levels[] = { 0, 19, 46, 83, 147, 151 };
	const char *const digits = folded + token->folded;
	const size_t n = token->folded_len;

	if (!(token->flags & ND_TOKEN_DIGIT) || token->flags & ND_TOKEN_ALONE)
		return ND_NO_LEVEL;
	for (size_t i = 0; i < n; i++)
		if (digits[i] < '0' || digits[i] > '9')
			return ND_NO_LEVEL;
	if (n == 4 && (!memcmp(digits, "19", 2) || !memcmp(digits, "20", 2)))
		return YEAR_LEVEL;
	return n < sizeof(levels) ? levels[n] : levels[sizeof(levels) - 1];
}

/* Level of a word by its key, or by its form if it is the number that is this token. */
static int known_level(const struct writer *writer, uint64_t key, const struct nd_token *token)
{
	const int number = nd_number_level(writer->folded, token);

	return number != ND_NO_LEVEL ? number : nd_background_level(writer->background, key);
}

static unsigned or_unknown(const struct nd_background *background, int level)
{
	return level == ND_NO_LEVEL ? background->unknown : (unsigned)level;
}

static unsigned pair_level(const struct nd_background *background, uint64_t key,
			   unsigned first, unsigned second)
{
	const int level = nd_background_level(background, key);
	const unsigned rarer = first > second ? first : second, common = first + second - rarer;
	const unsigned estimate = (unsigned)(PAIR_RARER * rarer + PAIR_COMMON * common + PAIR_BASE);

	if (level != ND_NO_LEVEL)
		return (unsigned)level;
	return estimate < PAIR_RAREST ? estimate : PAIR_RAREST;
}

uint64_t nd_word_key(const struct nd_token *token, size_t width)
{
	uint64_t key = token->hash;

	for (size_t i = 1; i < width; i++)
		key = nd_pair_key(key, token[i].hash);
	return key;
}

int nd_makes_pair(const struct nd_tokens *tokens, size_t i, size_t next)
{
	const struct nd_token *const token = tokens->list.items;

	return next < tokens->list.n &&
	       !((token[i].flags ^ token[next].flags) & (ND_TOKEN_ALONE | ND_TOKEN_TITLE));
}

/* Of a word of several characters every one has to be a numeral. */
static unsigned word_flags_at(const struct writer *writer, const struct nd_token *token, size_t i,
			      size_t width, const struct place *place)
{
	unsigned flags = flags_at(&token[i], writer->folded, i, place);

	for (size_t k = 1; k < width; k++)
		if (!(token[i + k].flags & ND_TOKEN_DIGIT))
			flags &= ~(unsigned)ND_TERM_NUMBER;
	return flags;
}

/*
 * Words and pairs of words.  *next_level is the level of the next word, to spare the second look-up.
 */
static void write_terms_at(struct writer *writer, const struct nd_tokens *tokens, size_t i,
			   const struct place *place, int *next_level)
{
	const struct nd_token *const token = tokens->list.items;
	const size_t width = nd_word_width(writer->all, tokens, i), next = i + width;
	const uint64_t key = nd_word_key(&token[i], width);
	unsigned flags;
	uint64_t next_key;
	size_t next_width;
	int level = *next_level;

	if (!width)
		return;
	flags = word_flags_at(writer, token, i, width, place);
	*next_level = NOT_LOOKED_UP;
	if (level == NOT_LOOKED_UP)
		level = known_level(writer, key, &token[i]);
	writer->words++;
	writer->known += level != ND_NO_LEVEL;
	write_term(writer, key, or_unknown(writer->background, level), flags);
	if (!nd_makes_pair(tokens, i, next))
		return;
	next_width = nd_word_width(writer->all, tokens, next);
	next_key = nd_word_key(&token[next], next_width);
	*next_level = known_level(writer, next_key, &token[next]);
	next_key = nd_pair_key(key, next_key);
	write_term(writer, next_key,
		   pair_level(writer->background, next_key, or_unknown(writer->background, level),
			      or_unknown(writer->background, *next_level)),
		   pair_flags(flags, word_flags_at(writer, token, next, next_width, place)));
}

/* All occurrences of one term become the term. */
static struct nd_term merge(const struct nd_keyed *occurrence, size_t n)
{
	unsigned flags = 0;
	size_t upper = 0, lower = 0;

	for (size_t i = 0; i < n; i++) {
		const unsigned here = (uint32_t)occurrence[i].value;

		flags |= here;
		upper += !!(here & INSIDE_UPPER);
		lower += !!(here & INSIDE_LOWER);
	}
	flags &= INSIDE_UPPER - 1;
	if (upper > 0 && upper >= lower && !(flags & ND_TERM_PAIR))
		flags |= ND_TERM_NAME;
	return (struct nd_term){
		.key = occurrence->key,
		.level = (uint16_t)(occurrence->value >> LEVEL_SHIFT),
		.tf = n < UINT16_MAX ? (uint16_t)n : UINT16_MAX,
		.flags = (uint16_t)flags,
	};
}

enum nd_status nd_terms(struct nd_term_list *terms, const struct nd_tokens *tokens,
			const struct nd_background *background)
{
	const struct nd_token *const token = tokens->list.items;
	const size_t n = tokens->list.n;
	const struct place place = places(token, n);
	struct writer writer = {
		.background = background, .folded = tokens->folded.items, .all = &terms->words,
	};
	int next_level = NOT_LOOKED_UP;
	struct nd_keyed *occurrence;
	struct nd_term *term;
	size_t written;

	terms->list.n = terms->occurrences.n = 0;
	occurrence = nd_array_reserve(&terms->occurrences, n * 4);
	if (!occurrence || nd_words_find(&terms->words, tokens) != ND_OK)
		return ND_ENOMEM;
	writer.next = occurrence;
	for (size_t i = 0; i < n; i++)
		write_terms_at(&writer, tokens, i, &place, &next_level);
	terms->coverage = writer.words ? (float)writer.known / (float)writer.words : 0;
	written = (size_t)(writer.next - occurrence);
	nd_sort_keyed(occurrence, occurrence + n * 2, written);
	term = nd_array_reserve(&terms->list, written);
	if (!term)
		return ND_ENOMEM;
	for (size_t i = 0, same; i < written; i += same) {
		same = 1;
		while (i + same < written && occurrence[i + same].key == occurrence[i].key)
			same++;
		term[terms->list.n++] = merge(&occurrence[i], same);
	}
	return ND_OK;
}

size_t nd_term_tokens(const struct nd_tokens *tokens, const struct nd_words *words, size_t i,
		      uint64_t key)
{
	const struct nd_token *const token = tokens->list.items;
	const size_t width = nd_word_width(words, tokens, i), next = i + width;
	const uint64_t first = nd_word_key(&token[i], width);

	if (!width || first == key)
		return width;
	if (!nd_makes_pair(tokens, i, next))
		return 0;
	if (nd_pair_key(first, nd_word_key(&token[next], nd_word_width(words, tokens, next))) != key)
		return 0;
	return width + nd_word_width(words, tokens, next);
}

void nd_term_list_release(struct nd_term_list *terms)
{
	nd_array_release(&terms->list);
	nd_array_release(&terms->occurrences);
	nd_words_release(&terms->words);
}
