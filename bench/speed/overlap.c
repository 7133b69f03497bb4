/* overlap.c - two sets of shingles in one hash table */
#include "speed/overlap.h"

#include <stdlib.h>

/* Linear probing; a slot holds a shingle and which of the two articles have it. */
struct slot {
	uint64_t shingle;	/* 0: empty */
	unsigned in;
};

struct table {
	struct slot *slot;
	size_t mask;
	size_t distinct[2], common;
};

static void note(struct table *table, uint64_t shingle, unsigned bit)
{
	size_t i = shingle & table->mask;

	while (table->slot[i].shingle && table->slot[i].shingle != shingle)
		i = (i + 1) & table->mask;
	if (table->slot[i].in & bit)
		return;
	table->slot[i].shingle = shingle;
	table->slot[i].in |= bit;
	table->distinct[bit - 1]++;
	table->common += table->slot[i].in == 3;
}

/* What shingles are runs of, see src/text/elements.h. */
struct element {
	uint32_t name;
	int character;
};

#define BETWEEN	(TOKEN_WORD + 1)	/* whatever parts two tokens */
#define DIGIT	(TOKEN_WORD + 2)	/* and above */
#define LONGEST	5			/* of a token: four digits and what parts it */

/* Does anything but nothing stand between token i and the one before?  (Chinese has no spaces.) */
static int is_parted(const struct article *article, size_t i)
{
	const uint32_t behind = TOKEN_COMMA | TOKEN_STOP | TOKEN_CLOSE | TOKEN_PARAGRAPH | TOKEN_JOINED;

	return !i || i == article->n || i == article->title || article->token[i - 1] & behind ||
	       article->token[i] & TOKEN_OPEN;
}

/* A number that touches a character is taken apart. */
static size_t put_number(struct element *out, const struct words *words, uint32_t word, int apart)
{
	const struct spelling *const spelling = &words->small[word];

	if (!apart) {
		*out = (struct element){ word, 0 };
		return 1;
	}
	for (size_t i = 0; i < spelling->len; i++)
		out[i] = (struct element){ DIGIT + (unsigned char)spelling->at[i], 1 };
	return spelling->len;
}

static size_t list_elements(struct element *out, const struct corpus *corpus,
			    const struct article *article)
{
	size_t n = 0;

	for (size_t i = 0; i < article->n; i++) {
		const uint32_t word = article->token[i] & TOKEN_WORD;
		const int parted = is_parted(article, i);
		const int number = words_is_number(corpus->words, word);
		const int character = corpus->script == SCRIPT_HAN &&
				      (!number || !parted || !is_parted(article, i + 1));

		if (n && parted && (character || out[n - 1].character))
			out[n++] = (struct element){ BETWEEN, 1 };
		if (number && corpus->script == SCRIPT_HAN)
			n += put_number(out + n, corpus->words, word, character);
		else
			out[n++] = (struct element){ word, character };
	}
	return n;
}

static int note_all(struct table *table, const struct corpus *corpus,
		    const struct article *article, unsigned bit)
{
	struct element *const element = calloc(article->n + 1, LONGEST * sizeof(*element));
	const size_t n = element ? list_elements(element, corpus, article) : 0;

	for (size_t i = 0; i < n; i++) {
		const size_t width = element[i].character ? 5 : 3;
		uint64_t shingle = 0;

		if (width > n - i)
			continue;
		for (size_t k = 0; k < width; k++)
			shingle = random_mix(shingle + element[i + k].name + 1);
		note(table, shingle ? shingle : 1, bit);
	}
	free(element);
	return element ? 0 : -1;
}

int overlap_of(struct overlap *out, const struct corpus *corpus, const struct article *a,
	       const struct article *b)
{
	struct table table = { .mask = 1023 };
	size_t fewer;
	int failed;

	while (table.mask < 2 * LONGEST * (a->n + b->n))
		table.mask = 2 * table.mask + 1;
	table.slot = calloc(table.mask + 1, sizeof(*table.slot));
	if (!table.slot)
		return -1;
	failed = note_all(&table, corpus, a, 1) || note_all(&table, corpus, b, 2);
	free(table.slot);
	if (failed)
		return -1;
	fewer = table.distinct[0] < table.distinct[1] ? table.distinct[0] : table.distinct[1];
	*out = (struct overlap){ 0, 0 };
	if (!fewer)
		return 0;
	out->jaccard = (double)table.common /
		       (double)(table.distinct[0] + table.distinct[1] - table.common);
	out->containment = (double)table.common / (double)fewer;
	return 0;
}
