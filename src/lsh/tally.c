/* tally.c - a sum for each article, or marks and a table for the few that are met again */
#include "lsh/tally.h"

#include <stdlib.h>
#include <string.h>

/* Marks of a large pile, a byte each: 128 KiB.  Of 15,633 meetings 3,197 stay, 1,985 of them
 * rightly; with half as many marks 4,520 and 15 % more time, with twice as many, of two bits,
 * the time is the same. */
#define MARKS	((size_t)1 << 17)

struct run {
	const struct nd_listed *members;
	size_t n;
	float own;
};

/* A sum in the table of a large pile. */
struct sum {
	uint32_t rank;
	uint32_t shared;
	float weight;
};

struct nd_tally {
	size_t articles;
	unsigned least;
	int small;
	uint8_t *marks;		/* by rank, or its lowest bits: as many ones as meetings, up to 8 */
	float *sums;		/* of a small pile: by rank */
	uint32_t *often;	/* of a small pile: ranks met 'least' times; one more than articles */
	size_t n_often;
	size_t n_met;		/* meetings */
	struct nd_array runs;	/* struct run */
	struct nd_array hits;	/* struct nd_listed: meetings that count, with their products */
	struct nd_array table;	/* uint32_t: a place among the groups, and one; or 0 */
	struct nd_array groups;	/* struct sum */
	struct nd_array met;	/* struct nd_listed: what is given */
};

struct nd_tally *nd_tally_open(size_t articles, unsigned least)
{
	struct nd_tally *const tally = nd_calloc(1, sizeof(*tally));
	const int small = articles <= ND_TALLY_SMALL;

	if (!tally)
		return NULL;
	*tally = (struct nd_tally){
		.articles = articles,
		.least = least,
		.small = small,
		.marks = nd_calloc(small ? articles : MARKS, sizeof(*tally->marks)),
		.sums = nd_calloc(small ? articles : 0, sizeof(*tally->sums)),
		.often = nd_calloc(small ? articles + 1 : 0, sizeof(*tally->often)),
		.runs = ND_ARRAY_INIT(struct run, UINT32_MAX),
		.hits = ND_ARRAY_INIT(struct nd_listed, UINT32_MAX),
		.table = ND_ARRAY_INIT(uint32_t, UINT32_MAX),
		.groups = ND_ARRAY_INIT(struct sum, UINT32_MAX),
		.met = ND_ARRAY_INIT(struct nd_listed, UINT32_MAX),
	};
	if (tally->marks && tally->sums && tally->often)
		return tally;
	nd_tally_close(tally);
	return NULL;
}

void nd_tally_close(struct nd_tally *tally)
{
	if (!tally)
		return;
	free(tally->marks);
	free(tally->sums);
	free(tally->often);
	nd_array_release(&tally->runs);
	nd_array_release(&tally->hits);
	nd_array_release(&tally->table);
	nd_array_release(&tally->groups);
	nd_array_release(&tally->met);
	free(tally);
}

enum nd_status nd_tally_begin(struct nd_tally *tally, size_t n)
{
	memset(tally->marks, 0, tally->small ? tally->articles : MARKS);
	if (tally->small)
		memset(tally->sums, 0, tally->articles * sizeof(*tally->sums));
	tally->n_often = tally->n_met = tally->runs.n = 0;
	return nd_array_reserve(&tally->runs, n) ? ND_OK : ND_ENOMEM;
}

/* One more one. */
static inline uint32_t mark_again(uint32_t mark)
{
	return mark << 1 | 1;
}

/* What a mark is after n meetings. */
static inline uint32_t mark_of(unsigned n)
{
	return ((uint32_t)1 << n) - 1;
}

static void add_run(struct nd_tally *tally, const struct run *run)
{
	const uint32_t enough = mark_of(tally->least);
	uint8_t *const marks = tally->marks;
	float *const sums = tally->sums;
	uint32_t *const often = tally->often;
	size_t n_often = tally->n_often;

	/* no branch: which of two that meet have met before cannot be foreseen */
	for (size_t i = 0; i < run->n; i++) {
		const uint32_t other = run->members[i].rank, mark = mark_again(marks[other]);

		often[n_often] = other;
		n_often += mark == enough;
		marks[other] = (uint8_t)mark;
		sums[other] += run->own * run->members[i].weight;
	}
	tally->n_often = n_often;
}

static void mark_run(uint8_t *marks, const struct run *run)
{
	for (size_t i = 0; i < run->n; i++) {
		uint8_t *const mark = &marks[run->members[i].rank % MARKS];

		*mark = (uint8_t)mark_again(*mark);
	}
}

void nd_tally_meet(struct nd_tally *tally, const struct nd_listed *members, size_t n, float own)
{
	const struct run run = { members, n, own };

	if (tally->small) {
		add_run(tally, &run);
		return;
	}
	mark_run(tally->marks, &run);
	((struct run *)tally->runs.items)[tally->runs.n++] = run;
	tally->n_met += n;
}

/* Keep the meetings whose mark says that there may be enough. */
static size_t sift_runs(const struct nd_tally *tally, struct nd_listed *hits)
{
	const uint32_t enough = mark_of(tally->least);
	const uint8_t *const marks = tally->marks;
	const struct run *const runs = tally->runs.items;
	size_t n = 0;

	for (size_t k = 0; k < tally->runs.n; k++) {
		const struct run run = runs[k];

		for (size_t i = 0; i < run.n; i++) {
			const struct nd_listed member = run.members[i];

			hits[n] = (struct nd_listed){ member.rank, run.own * member.weight };
			n += marks[member.rank % MARKS] >= enough;
		}
	}
	return n;
}

/* Add n hits up by rank; returns how many ranks there are.  'table' has 2^bits places, all 0. */
static uint32_t group(const struct nd_listed *hits, size_t n, uint32_t *table, unsigned bits,
		      struct sum *groups)
{
	const uint32_t mask = ((uint32_t)1 << bits) - 1;
	uint32_t n_groups = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t at = (hits[i].rank * 0x9e3779b1u) >> (32 - bits);
		struct sum *sum;

		while (table[at] && groups[table[at] - 1].rank != hits[i].rank)
			at = (at + 1) & mask;
		if (!table[at]) {
			groups[n_groups] = (struct sum){ hits[i].rank, 0, 0 };
			table[at] = ++n_groups;
		}
		sum = &groups[table[at] - 1];
		sum->shared++;
		sum->weight += hits[i].weight;
	}
	return n_groups;
}

/* What was met in a large pile: marks first, then sums of the few that stay. */
static enum nd_status end_large(struct nd_tally *tally)
{
	struct nd_listed *const hits = nd_array_reserve(&tally->hits, tally->n_met);
	const size_t n = hits ? sift_runs(tally, hits) : 0;
	struct sum *const groups = nd_array_reserve(&tally->groups, n);
	struct nd_listed *const met = nd_array_reserve(&tally->met, n);
	unsigned bits = 4;
	uint32_t *table;
	uint32_t n_groups;

	while ((size_t)1 << bits < n * 2)
		bits++;
	table = nd_array_reserve(&tally->table, (size_t)1 << bits);
	if (!hits || !groups || !met || !table)
		return ND_ENOMEM;
	memset(table, 0, sizeof(*table) << bits);
	n_groups = group(hits, n, table, bits, groups);
	for (uint32_t i = 0; i < n_groups; i++) {
		met[tally->met.n] = (struct nd_listed){ groups[i].rank, groups[i].weight };
		tally->met.n += groups[i].shared >= tally->least;
	}
	return ND_OK;
}

static enum nd_status end_small(struct nd_tally *tally)
{
	struct nd_listed *const met = nd_array_reserve(&tally->met, tally->n_often);

	if (!met)
		return ND_ENOMEM;
	for (size_t i = 0; i < tally->n_often; i++)
		met[i] = (struct nd_listed){ tally->often[i], tally->sums[tally->often[i]] };
	tally->met.n = tally->n_often;
	return ND_OK;
}

enum nd_status nd_tally_end(struct nd_tally *tally, const struct nd_listed **met, size_t *n)
{
	enum nd_status status;

	tally->met.n = 0;
	status = tally->small ? end_small(tally) : end_large(tally);
	*met = tally->met.items;
	*n = tally->met.n;
	return status;
}
