/* model_sets.c - sets of strings, compared string by string */
#include <stdlib.h>
#include <string.h>

#include "model/model.h"
#include "testing.h"

static int by_string(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

/* The set is sorted. */
static int contains(const struct model_set *set, const char *shingle)
{
	return bsearch(&shingle, set->shingle, set->n, sizeof(char *), by_string) != NULL;
}

static void keep_one_of_each(struct model_set *set)
{
	size_t kept = 0;

	qsort(set->shingle, set->n, sizeof(char *), by_string);
	for (size_t i = 0; i < set->n; i++) {
		if (kept && strcmp(set->shingle[i], set->shingle[kept - 1]) == 0)
			free(set->shingle[i]);
		else
			set->shingle[kept++] = set->shingle[i];
	}
	set->n = kept;
}

/* Past this word and the blank behind it. */
static const char *next_word(const char *word)
{
	word += strcspn(word, " ");
	return word + strspn(word, " ");
}

/* The first 'words' words, copied; NULL if there are fewer. */
static char *first_words(const char *text, size_t words)
{
	const char *end = text;

	for (size_t i = 0; i < words; i++) {
		if (!*end)
			return NULL;
		end = next_word(end);
	}
	while (end > text && end[-1] == ' ')
		end--;
	return strndup(text, (size_t)(end - text));
}

struct model_set model_shingles(const char *text, size_t words_each)
{
	struct model_set set = { take(strlen(text) + 1, sizeof(char *)), 0 };

	for (const char *at = text; *at; at = next_word(at)) {
		char *const shingle = first_words(at, words_each);

		if (shingle)
			set.shingle[set.n++] = shingle;
	}
	keep_one_of_each(&set);
	return set;
}

void model_set_release(struct model_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		free(set->shingle[i]);
	free(set->shingle);
	*set = (struct model_set){ NULL, 0 };
}

size_t model_common(const struct model_set *a, const struct model_set *b)
{
	size_t common = 0;

	for (size_t i = 0; i < a->n; i++)
		common += (size_t)contains(b, a->shingle[i]);
	return common;
}

double model_jaccard(const struct model_set *a, const struct model_set *b)
{
	const size_t common = model_common(a, b), all = a->n + b->n - common;

	return all ? (double)common / (double)all : 0;
}

double model_containment(const struct model_set *a, const struct model_set *b)
{
	const size_t smaller = a->n < b->n ? a->n : b->n;

	return smaller ? (double)model_common(a, b) / (double)smaller : 0;
}
