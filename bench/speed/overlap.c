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

static void note_all(struct table *table, const struct corpus *corpus,
		     const struct article *article, unsigned bit)
{
	for (size_t i = 0; i < article->n; i++) {
		const uint32_t first = article->token[i] & TOKEN_WORD;
		const size_t width = corpus->script == SCRIPT_HAN &&
				     !words_is_number(corpus->words, first) ? 5 : 3;
		uint64_t shingle = 0;

		if (width > article->n - i)
			continue;
		for (size_t k = 0; k < width; k++)
			shingle = random_mix(shingle + (article->token[i + k] & TOKEN_WORD) + 1);
		note(table, shingle ? shingle : 1, bit);
	}
}

int overlap_of(struct overlap *out, const struct corpus *corpus, const struct article *a,
	       const struct article *b)
{
	struct table table = { .mask = 1023 };
	size_t fewer;

	while (table.mask < 2 * (a->n + b->n))
		table.mask = 2 * table.mask + 1;
	table.slot = calloc(table.mask + 1, sizeof(*table.slot));
	if (!table.slot)
		return -1;
	note_all(&table, corpus, a, 1);
	note_all(&table, corpus, b, 2);
	free(table.slot);
	fewer = table.distinct[0] < table.distinct[1] ? table.distinct[0] : table.distinct[1];
	*out = (struct overlap){ 0, 0 };
	if (!fewer)
		return 0;
	out->jaccard = (double)table.common /
		       (double)(table.distinct[0] + table.distinct[1] - table.common);
	out->containment = (double)table.common / (double)fewer;
	return 0;
}
