/* background_rows.c - from the rows of a table to keys */
#include "base/hash.h"
#include "text/background.h"
#include "text/terms.h"

static int is_ascii(const char *at, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)at[i] >= 0x80)
			return 0;
	return 1;
}

/* Key of tokens that are one word: one token, or characters that stand alone; else 0. */
static uint64_t key_of_word(const struct nd_token *token, size_t n)
{
	for (size_t i = 0; i < n && n > 1; i++)
		if (!(token[i].flags & ND_TOKEN_ALONE))
			return 0;
	return n ? nd_word_key(token, n) : 0;
}

uint64_t nd_background_key(struct nd_tokens *tokens, struct nd_charmap *map, struct nd_text row,
			   int *made_ascii)
{
	const struct nd_token *token;
	uint64_t first, second;
	size_t split = 0;

	if (nd_tokenize(tokens, map, (struct nd_text){ NULL, 0 }, row) != ND_OK)
		return 0;
	token = tokens->list.items;
	*made_ascii = is_ascii(tokens->folded.items, tokens->folded.n) && !is_ascii(row.at, row.len);
	first = key_of_word(token, tokens->list.n);
	if (first)
		return first;
	/* two words: "new york", but also "l'on" */
	while (split < tokens->list.n && (split == 0 || token[split].from == token[split - 1].to))
		split++;
	first = key_of_word(token, split);
	second = key_of_word(token + split, tokens->list.n - split);
	return first && second ? nd_pair_key(first, second) : 0;
}

size_t nd_background_unique(struct nd_keyed *rows, struct nd_keyed *scratch, size_t n)
{
	size_t kept = 0;

	nd_sort_keyed(rows, scratch, n);
	for (size_t i = 0; i < n; i++) {
		if (kept && rows[kept - 1].key == rows[i].key) {
			if (rows[i].value < rows[kept - 1].value)
				rows[kept - 1].value = rows[i].value;
		} else {
			rows[kept++] = rows[i];
		}
	}
	return kept;
}
