/*
 * window.c - units sorted, each asked how many articles and stories it is in
 *
 * Most windows have no template, and counting shows it many times faster than sorting.
 */
#include "text/window.h"

#include <stdlib.h>

#include "base/array.h"
#include "text/templates.h"

#define SHARE		5	/* every fifth article of the source */
#define SHARE_SHORT	2	/* every second */
#define ENOUGH		8	/* stories are not counted further */
#define OWN_WORDS	2
#define LEAST_SLOTS	64

/* What one window is judged by. */
struct judging {
	uint32_t articles;	/* in the window */
	struct nd_seen *seen;	/* sorted by hash, then article, each once */
	size_t n;
	uint32_t *own;		/* words of own units, by article, sorted, each once */
	uint32_t from[ND_TEMPLATE_WINDOW + 1]; /* where an article's begin */
	uint32_t telling;	/* articles that have enough of them */
};

static int by_unit(const void *x, const void *y)
{
	const struct nd_seen *const p = x, *const q = y;

	if (p->hash != q->hash)
		return p->hash < q->hash ? -1 : 1;
	return (p->article > q->article) - (p->article < q->article);
}

static int by_article_and_word(const void *x, const void *y)
{
	const struct nd_seen *const p = x, *const q = y;

	if (p->article != q->article)
		return p->article < q->article ? -1 : 1;
	return (p->word > q->word) - (p->word < q->word);
}

/* Units of the run that begins at i: how many articles have this unit. */
static size_t run_at(const struct judging *j, size_t i)
{
	size_t n = 1;

	while (i + n < j->n && j->seen[i + n].hash == j->seen[i].hash)
		n++;
	return n;
}

/* Sort the window by units and leave one of each in every article. */
static void sort_units(struct judging *j)
{
	size_t kept = 0;

	qsort(j->seen, j->n, sizeof(*j->seen), by_unit);
	for (size_t i = 0; i < j->n; i++)
		if (!kept || by_unit(&j->seen[kept - 1], &j->seen[i]))
			j->seen[kept++] = j->seen[i];
	j->n = kept;
}

/* List the words of the units that one article alone has. */
static enum nd_status list_own_words(struct judging *j)
{
	struct nd_seen *const own = nd_calloc(j->n, sizeof(*own));
	size_t n = 0, kept = 0;

	j->own = nd_calloc(j->n, sizeof(*j->own));
	if (!own || !j->own) {
		free(own);
		return ND_ENOMEM;
	}
	for (size_t i = 0, run; i < j->n; i += run) {
		run = run_at(j, i);
		if (run == 1)
			own[n++] = j->seen[i];
	}
	if (n)
		qsort(own, n, sizeof(*own), by_article_and_word);
	for (uint32_t article = 0, i = 0; article < j->articles; article++) {
		j->from[article] = (uint32_t)kept;
		for (; i < n && own[i].article == article; i++)
			if (kept == j->from[article] || j->own[kept - 1] != own[i].word)
				j->own[kept++] = own[i].word;
		j->telling += kept - j->from[article] >= OWN_WORDS;
	}
	j->from[j->articles] = (uint32_t)kept;
	free(own);
	return ND_OK;
}

static uint32_t own_words(const struct judging *j, uint32_t article)
{
	return j->from[article + 1] - j->from[article];
}

static int tell_one_story(const struct judging *j, uint32_t a, uint32_t b)
{
	const uint32_t fewer = own_words(j, a) < own_words(j, b) ? own_words(j, a) : own_words(j, b);
	uint32_t common = 0;

	for (uint32_t x = j->from[a], y = j->from[b]; x < j->from[a + 1] && y < j->from[b + 1];) {
		const uint32_t p = j->own[x], q = j->own[y];

		common += p == q;
		x += p <= q;
		y += q <= p;
	}
	return common >= OWN_WORDS && common * 10 >= fewer;
}

/* Is the unit that n articles have a template? */
static int judge_unit(const struct judging *j, const struct nd_seen *unit, size_t n)
{
	const size_t share = unit->kind == ND_UNIT_LONG ? SHARE : SHARE_SHORT;
	uint32_t stories[ENOUGH];
	size_t n_stories = 0, telling = 0;

	if (n < ND_TEMPLATE_STORIES || unit->kind <= ND_UNIT_FRAGMENT)
		return 0;
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		if (own_words(j, unit[i].article) < OWN_WORDS)
			continue;
		telling++;
		while (k < n_stories && !tell_one_story(j, stories[k], unit[i].article))
			k++;
		if (k == n_stories && n_stories < ENOUGH)
			stories[n_stories++] = unit[i].article;
	}
	return n_stories >= ND_TEMPLATE_STORIES && telling * share >= j->telling &&
	       (n_stories == ENOUGH || n_stories * 2 >= telling);
}

/* How often a unit is there. */
struct tally {
	uint64_t hash;
	uint32_t times;		/* 0: free */
	uint32_t is_line;	/* at least once more than a fragment */
};

int nd_units_repeat(const struct nd_seen *seen, size_t n, uint32_t times)
{
	size_t slots = LEAST_SLOTS;
	struct tally *tally;
	int repeats = 0;

	while (slots < 2 * n)
		slots *= 2;
	tally = nd_calloc(slots, sizeof(*tally));
	if (!tally)
		return -1;
	for (size_t i = 0; i < n && !repeats; i++) {
		size_t at = seen[i].hash & (slots - 1);

		while (tally[at].times && tally[at].hash != seen[i].hash)
			at = (at + 1) & (slots - 1);
		tally[at].hash = seen[i].hash;
		tally[at].times++;
		tally[at].is_line |= seen[i].kind != ND_UNIT_FRAGMENT;
		repeats = tally[at].is_line && tally[at].times >= times;
	}
	free(tally);
	return repeats;
}

static enum nd_status judge_units(struct judging *j, nd_on_template *fn, void *ctx)
{
	enum nd_status status;

	sort_units(j);
	status = list_own_words(j);
	for (size_t i = 0, run; i < j->n && status == ND_OK; i += run) {
		run = run_at(j, i);
		if (judge_unit(j, &j->seen[i], run))
			status = fn(ctx, j->seen[i].hash, (unsigned)run);
	}
	free(j->own);
	return status;
}

enum nd_status nd_window_judge(struct nd_seen *seen, size_t n, unsigned articles,
			       nd_on_template *fn, void *ctx)
{
	struct judging j = { .articles = articles, .seen = seen, .n = n };
	const int repeats = nd_units_repeat(seen, n, ND_TEMPLATE_STORIES);

	if (repeats < 0)
		return ND_ENOMEM;
	return repeats ? judge_units(&j, fn, ctx) : ND_OK;
}
