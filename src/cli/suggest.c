/* suggest.c - how a name begins, then Levenshtein's distance, one row at a time */
#include "cli/suggest.h"

#include <string.h>

#define WORD_MAX 32	/* bytes; nothing longer is a mistyped name of ours */

static size_t least(size_t a, size_t b, size_t c)
{
	const size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

static size_t distance(const char *from, const char *to)
{
	const size_t n = strlen(to);
	size_t row[WORD_MAX + 1];	/* row[j]: from what is read of 'from' to to[0, j) */

	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 0; from[i]; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < n; j++) {
			const size_t above = row[j + 1];

			row[j + 1] = least(above + 1, row[j] + 1, diagonal + (from[i] != to[j]));
			diagonal = above;
		}
	}
	return row[n];
}

/* Is it a name cut short?  Two letters could be the start of anything. */
static int begins(const char *name, const char *word)
{
	const size_t len = strlen(word);

	return len > 2 && !strncmp(name, word, len);
}

const char *suggest(const char *word, suggest_name *name, const void *ctx)
{
	/* One slip in three letters is a slip; more is another word. */
	size_t best = strlen(word) / 3 + 1;
	const char *nearest = NULL, *candidate;

	if (strlen(word) > WORD_MAX)
		return NULL;
	for (size_t i = 0; (candidate = name(ctx, i)); i++) {
		size_t d;

		if (!*candidate || strlen(candidate) > WORD_MAX)
			continue;
		d = begins(candidate, word) ? 1 : distance(word, candidate);
		if (d < best || (d == best && !nearest)) {
			best = d;
			nearest = candidate;
		}
	}
	return nearest;
}
