/*
 * terms.c - occurrences, counted in a hash table that is nearly sorted
 *
 * The slot of a term is the upper bits of its key, or the next free one:
 *
 *	slots	| 03f1 1 |   | 2a07 3 | 29e0 6 |   |   | 7c11 2 | ...
 *		  key  number of its count
 *
 * so the slots in their order have the keys nearly in theirs, and the
 * background is asked for a term once, when it is met first.
 */
#include "text/terms.h"

#include <string.h>

#include "base/hash.h"

#define FIRST_LINE_TOKENS 20	/* of a text without title that count as one */

/* Flags of an occurrence, above those of enum nd_term_flag. */
#define INSIDE_UPPER	(1u << 8)	/* capitalised, not at the start of a sentence */
#define INSIDE_LOWER	(1u << 9)	/* not capitalised, not at the start of a sentence */

/* Slots for each token, at least.  It makes a word and a pair, of which one in three was
 * there before: so 2 to 4 slots in 10 are in use. */
#define SLOTS_A_TOKEN	3

/* With so many in a row before it a term is left out.  It does not happen by chance: the
 * longest row of a million terms has about 60; it does if words are chosen for their hashes. */
#define LONGEST_ROW	256

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

struct counting {
	const struct nd_background *background;
	const char *folded;	/* forms of the tokens */
	uint64_t *slots;	/* key << 32 | number of its count, from 1 on; 0: free */
	unsigned shift;		/* from key to slot */
	struct nd_term_count *counts;
	uint32_t n;
	size_t words, known;	/* by the background table */
};

/* The count of a term; one that is new has no occurrences yet.  NULL: left out. */
static struct nd_term_count *count_of(struct counting *c, uint32_t key)
{
	uint64_t *slot = c->slots + (key >> c->shift);
	const uint64_t *const end = slot + LONGEST_ROW;

	while (*slot && *slot >> 32 != key)
		if (++slot == end)
			return NULL;
	if (!*slot) {
		*slot = (uint64_t)key << 32 | ++c->n;
		c->counts[c->n - 1] = (struct nd_term_count){ .tf = 0 };
	}
	return &c->counts[(uint32_t)*slot - 1];
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

static uint8_t unknown_level(const struct counting *c)
{
	return c->background->unknown < UINT8_MAX ? (uint8_t)c->background->unknown : UINT8_MAX;
}

/* A word that is met first: its level by its form if it is a number, else by its key. */
static void look_up(const struct counting *c, struct nd_term_count *count, uint32_t key,
		    const struct nd_token *token)
{
	int level = nd_number_level(c->folded, token);

	if (level == ND_NO_LEVEL)
		level = nd_background_level(c->background, (uint64_t)key << 32);
	count->known = level != ND_NO_LEVEL;
	count->level = count->known ? (uint8_t)level : unknown_level(c);
}

/* What the level of a pair is where the table does not know it. */
static uint8_t pair_estimate(unsigned first, unsigned second)
{
	const unsigned rarer = first > second ? first : second, common = first + second - rarer;
	const unsigned estimate = (unsigned)(PAIR_RARER * rarer + PAIR_COMMON * common + PAIR_BASE);

	return (uint8_t)(estimate < PAIR_RAREST ? estimate : PAIR_RAREST);
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
static unsigned word_flags_at(const struct counting *c, const struct nd_token *token, size_t i,
			      size_t width, const struct place *place)
{
	unsigned flags = flags_at(&token[i], c->folded, i, place);

	for (size_t k = 1; k < width; k++)
		if (!(token[i + k].flags & ND_TOKEN_DIGIT))
			flags &= ~(unsigned)ND_TERM_NUMBER;
	return flags;
}

/* A word where it stands. */
struct word {
	uint64_t hash;
	size_t from, to;	/* tokens */
	unsigned flags;
	unsigned level;
};

static void count_word(struct counting *c, struct word *word, const struct nd_token *token)
{
	const uint32_t key = nd_term_key(word->hash);
	struct nd_term_count *const count = count_of(c, key);

	word->level = unknown_level(c);
	if (!count)
		return;
	if (!count->tf++)
		look_up(c, count, key, token);
	count->flags |= (uint8_t)word->flags;
	count->upper += !!(word->flags & INSIDE_UPPER);
	count->lower += !!(word->flags & INSIDE_LOWER);
	c->words++;
	c->known += count->known;
	word->level = count->level;
}

static void count_pair(struct counting *c, const struct word *first, const struct word *second)
{
	const uint32_t key = nd_term_key(nd_pair_key(first->hash, second->hash));
	struct nd_term_count *const count = count_of(c, key);

	if (!count)
		return;
	if (!count->tf++)
		count->level = pair_estimate(first->level, second->level);
	count->flags |= (uint8_t)pair_flags(first->flags, second->flags);
}

/* Terms ahead of the one that is looked up, whose entries are asked for, and, twice as far,
 * the places of these. */
#define AHEAD 8

/* Words and pairs of words. */
static void count_terms(struct counting *c, const struct nd_tokens *tokens,
			const struct nd_words *words)
{
	const struct nd_token *const token = tokens->list.items;
	const struct place place = places(token, tokens->list.n);
	struct word last = { .to = SIZE_MAX };

	for (size_t i = 0; i < tokens->list.n; i++) {
		const size_t width = nd_word_width(words, tokens, i);
		struct word word = { .from = i, .to = i + width };

		if (tokens->list.n - i > 2 * AHEAD) {
			nd_background_ask_where(c->background, nd_term_key(token[i + 2 * AHEAD].hash));
			nd_background_ask_for(c->background, nd_term_key(token[i + AHEAD].hash));
		}
		if (!width)
			continue;
		word.hash = nd_word_key(&token[i], width);
		word.flags = word_flags_at(c, token, i, width, &place);
		count_word(c, &word, &token[i]);
		if (last.to == i && nd_makes_pair(tokens, last.from, i))
			count_pair(c, &last, &word);
		last = word;
	}
}

/* The level of a counted term; pairs are looked up all together: see lay_out(). */
static uint8_t final_level(const struct counting *c, const struct nd_term_count *count, uint32_t key)
{
	const int level = count->flags & ND_TERM_PAIR ?
			  nd_background_level(c->background, (uint64_t)key << 32) : ND_NO_LEVEL;

	return level == ND_NO_LEVEL ? count->level : (uint8_t)level;
}

static unsigned final_flags(const struct nd_term_count *count)
{
	const int name = count->upper > 0 && count->upper >= count->lower;

	return count->flags | (name && !(count->flags & ND_TERM_PAIR) ? ND_TERM_NAME : 0);
}

/* Move the slots in use to the front, in order of their keys. */
static void sort_slots(uint64_t *slots, size_t n_slots)
{
	size_t n = 0;

	for (size_t i = 0; i < n_slots; i++) {
		const uint64_t slot = slots[i];

		slots[n] = slot;
		n += slot != 0;
	}
	for (size_t i = 1; i < n; i++) {	/* none is far from its place */
		const uint64_t slot = slots[i];
		size_t k = i;

		for (; k > 0 && slots[k - 1] > slot; k--)
			slots[k] = slots[k - 1];
		slots[k] = slot;
	}
}

/* Fill in the terms from their counts, in the order of the slots, which are those in use. */
static void lay_out(const struct counting *c, const struct nd_terms *terms)
{
	const uint64_t *const slot = c->slots;

	for (uint32_t i = 0; i < c->n; i++) {
		const struct nd_term_count *const count = &c->counts[(uint32_t)slot[i] - 1];

		if (c->n - i > 2 * AHEAD) {
			nd_background_ask_where(c->background, (uint32_t)(slot[i + 2 * AHEAD] >> 32));
			nd_background_ask_for(c->background, (uint32_t)(slot[i + AHEAD] >> 32));
		}
		terms->key[i] = (uint32_t)(slot[i] >> 32);
		terms->level[i] = final_level(c, count, terms->key[i]);
		terms->tf[i] = count->tf < UINT8_MAX ? (uint8_t)count->tf : UINT8_MAX;
		terms->flags[i] = (uint8_t)final_flags(count);
	}
}

enum nd_status nd_terms(struct nd_term_list *terms, const struct nd_tokens *tokens,
			const struct nd_background *background)
{
	const size_t n = tokens->list.n;
	struct counting c = { .background = background, .folded = tokens->folded.items, .shift = 32 };
	size_t n_slots = 1;
	void *block;

	while (n_slots < n * SLOTS_A_TOKEN || n_slots < 2) {	/* a shift of 32 is none */
		n_slots *= 2;
		c.shift--;
	}
	n_slots += LONGEST_ROW;	/* behind the last */
	terms->slots.n = terms->counts.n = terms->block.n = 0;
	c.slots = nd_array_append(&terms->slots, NULL, n_slots);
	c.counts = nd_array_reserve(&terms->counts, n * 2);
	if (!c.slots || !c.counts || nd_words_find(&terms->words, tokens) != ND_OK)
		return ND_ENOMEM;
	count_terms(&c, tokens, &terms->words);
	terms->coverage = c.words ? (float)c.known / (float)c.words : 0;
	sort_slots(c.slots, n_slots);
	block = nd_array_reserve(&terms->block, ND_TERMS_BYTES(c.n));
	if (!block)
		return ND_ENOMEM;
	terms->terms = nd_terms_in(block, c.n);
	lay_out(&c, &terms->terms);
	return ND_OK;
}

size_t nd_term_tokens(const struct nd_tokens *tokens, const struct nd_words *words, size_t i,
		      uint32_t key)
{
	const struct nd_token *const token = tokens->list.items;
	const size_t width = nd_word_width(words, tokens, i), next = i + width;
	const uint64_t first = nd_word_key(&token[i], width);

	if (!width || nd_term_key(first) == key)
		return width;
	if (!nd_makes_pair(tokens, i, next))
		return 0;
	if (nd_term_key(nd_pair_key(first, nd_word_key(&token[next],
						       nd_word_width(words, tokens, next)))) != key)
		return 0;
	return width + nd_word_width(words, tokens, next);
}

void nd_term_list_release(struct nd_term_list *terms)
{
	nd_array_release(&terms->block);
	nd_array_release(&terms->slots);
	nd_array_release(&terms->counts);
	nd_words_release(&terms->words);
}
