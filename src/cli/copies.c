/* copies.c - the three walks of copies.h over lists of neighbours */
#include "cli/copies.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/error.h"

/* The other side of a pair, seen from one of its articles. */
struct neighbour {
	size_t index;
	const struct copies_pair *pair;
};

struct choice {
	const struct copies_article *articles;
	size_t n;
	enum nd_keep keep;
	size_t *leader;		/* of identical articles the most preferred one */
	size_t *starts;		/* neighbours of i: [starts[i], starts[i + 1]) */
	struct neighbour *neighbours;
	size_t *by_preference, *by_length; /* articles in the order of a walk */
	size_t *length_rank;	/* position in by_length */
	struct copies_verdict *verdicts;
};

static int compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Dated before undated; then by date, 'sign' 1 upwards, -1 downwards; then by input. */
static int compare_dates(const struct choice *choice, size_t x, size_t y, int sign)
{
	const int64_t a = choice->articles[x].published, b = choice->articles[y].published;

	if ((a == ND_NO_TIME) != (b == ND_NO_TIME))
		return a == ND_NO_TIME ? 1 : -1;
	if (a != b)
		return sign * compare(a, b);
	return sign * (x > y ? 1 : x < y ? -1 : 0);
}

static int compare_lengths(const struct choice *choice, size_t x, size_t y)
{
	const size_t a = choice->articles[x].length, b = choice->articles[y].length;

	if (a != b)
		return a > b ? -1 : 1;
	return compare_dates(choice, x, y, 1);
}

static int by_preference(const void *a, const void *b, void *ctx)
{
	const struct choice *const choice = ctx;
	const size_t x = *(const size_t *)a, y = *(const size_t *)b;

	if (choice->keep == ND_KEEP_LONGEST)
		return compare_lengths(choice, x, y);
	return compare_dates(choice, x, y, choice->keep == ND_KEEP_LATEST ? -1 : 1);
}

static int by_length(const void *a, const void *b, void *ctx)
{
	const struct choice *const choice = ctx;
	const size_t x = *(const size_t *)a, y = *(const size_t *)b;

	if (choice->articles[x].length != choice->articles[y].length)
		return compare_lengths(choice, x, y);
	return by_preference(a, b, ctx);
}

static size_t leader_of(struct choice *choice, size_t x)
{
	while (choice->leader[x] != x)	/* halve the way for the next who asks */
		x = choice->leader[x] = choice->leader[choice->leader[x]];
	return x;
}

/* Identical articles are one: find the most preferred of each. */
static void find_leaders(struct choice *choice, const struct copies_pair *pairs, size_t n_pairs)
{
	for (size_t i = 0; i < choice->n; i++)
		choice->leader[i] = i;
	for (size_t i = 0; i < n_pairs; i++) {
		const size_t a = leader_of(choice, pairs[i].a), b = leader_of(choice, pairs[i].b);

		if (pairs[i].relation != ND_IDENTICAL || a == b)
			continue;
		if (by_preference(&a, &b, choice) < 0)
			choice->leader[b] = a;
		else
			choice->leader[a] = b;
	}
	for (size_t i = 0; i < choice->n; i++)
		choice->leader[i] = leader_of(choice, i);
}

/* Count, sum up, fill in: each pair of leaders once from either side. */
static void link_neighbours(struct choice *choice, const struct copies_pair *pairs, size_t n_pairs)
{
	size_t *const starts = choice->starts;
	const size_t *const leader = choice->leader;

	for (size_t i = 0; i < n_pairs; i++) {
		starts[leader[pairs[i].a] + 1]++;
		starts[leader[pairs[i].b] + 1]++;
	}
	for (size_t i = 0; i < choice->n; i++)
		starts[i + 1] += starts[i];
	/* starts[i + 1] is where i ends; filling from the back moves it to where i begins */
	for (size_t i = n_pairs; i-- > 0;) {
		const size_t a = leader[pairs[i].a], b = leader[pairs[i].b];

		choice->neighbours[--starts[a + 1]] = (struct neighbour){ b, &pairs[i] };
		choice->neighbours[--starts[b + 1]] = (struct neighbour){ a, &pairs[i] };
	}
	for (size_t i = 0; i < choice->n; i++)
		starts[i] = starts[i + 1];
	starts[choice->n] = 2 * n_pairs;
}

/* Can only the longer of the two stand for the other? */
static int one_way(const struct choice *choice, const struct copies_pair *pair)
{
	const size_t a = choice->articles[pair->a].length, b = choice->articles[pair->b].length;

	return pair->relation == ND_CONTAINED ||
	       (pair->relation == ND_NEAR_DUPLICATE && (a / 2 >= b || b / 2 >= a));
}

/* May the neighbour, if it is kept, stand for x? */
static int stands_for(const struct choice *choice, const struct neighbour *neighbour, size_t x)
{
	if (neighbour->index == x || !choice->verdicts[neighbour->index].kept)
		return 0;
	return !one_way(choice, neighbour->pair) ||
	       choice->length_rank[neighbour->index] < choice->length_rank[x];
}

static int stronger(const struct copies_pair *a, const struct copies_pair *b)
{
	if (a->relation != b->relation)
		return a->relation < b->relation;
	return a->score > b->score;
}

/* The strongest pair by which a kept article stands for x, or NULL. */
static const struct neighbour *stand_in(const struct choice *choice, size_t x)
{
	const struct neighbour *best = NULL;

	for (size_t i = choice->starts[x]; i < choice->starts[x + 1]; i++) {
		const struct neighbour *const one = &choice->neighbours[i];

		if (stands_for(choice, one, x) && (!best || stronger(one->pair, best->pair)))
			best = one;
	}
	return best;
}

/* Is there a kept article that stands for x, by one-way pairs or by the others? */
static int has_stand_in(const struct choice *choice, size_t x, int one_way_pairs)
{
	for (size_t i = choice->starts[x]; i < choice->starts[x + 1]; i++) {
		const struct neighbour *const one = &choice->neighbours[i];

		if (one_way(choice, one->pair) == one_way_pairs && stands_for(choice, one, x))
			return 1;
	}
	return 0;
}

static void walk(struct choice *choice)
{
	struct copies_verdict *const verdicts = choice->verdicts;

	for (size_t i = 0; i < choice->n; i++) {
		const size_t x = choice->by_preference[i];

		verdicts[x].kept = choice->leader[x] == x && !has_stand_in(choice, x, 0);
	}
	for (size_t i = 0; i < choice->n; i++) {
		const size_t x = choice->by_length[i];

		verdicts[x].kept = verdicts[x].kept && !has_stand_in(choice, x, 1);
	}
	for (size_t i = 0; i < choice->n; i++) {
		const size_t x = choice->by_preference[i];

		if (choice->leader[x] == x && !stand_in(choice, x))
			verdicts[x].kept = 1;
	}
}

/* Say which kept article stands for each that is left out, and by which pair. */
static void explain_verdicts(struct choice *choice)
{
	for (size_t x = 0; x < choice->n; x++) {
		struct copies_verdict *const verdict = &choice->verdicts[x];
		const size_t leader = choice->leader[x];
		const struct neighbour *best;

		if (verdict->kept)
			continue;
		if (choice->verdicts[leader].kept) {
			*verdict = (struct copies_verdict){ 0, leader, ND_IDENTICAL, 1 };
			continue;
		}
		best = stand_in(choice, leader);	/* what holds for it holds for x */
		*verdict = (struct copies_verdict){
			0, best->index, best->pair->relation, best->pair->score,
		};
	}
}

static void decide(struct choice *choice, const struct copies_pair *pairs, size_t n_pairs)
{
	for (size_t i = 0; i < choice->n; i++) {
		choice->by_preference[i] = choice->by_length[i] = i;
		choice->verdicts[i] = (struct copies_verdict){ .kept = 0 };
	}
	qsort_r(choice->by_preference, choice->n, sizeof(size_t), by_preference, choice);
	qsort_r(choice->by_length, choice->n, sizeof(size_t), by_length, choice);
	for (size_t i = 0; i < choice->n; i++)
		choice->length_rank[choice->by_length[i]] = i;
	find_leaders(choice, pairs, n_pairs);
	link_neighbours(choice, pairs, n_pairs);
	walk(choice);
	explain_verdicts(choice);
}

enum nd_status copies_decide(const struct copies_article *articles, size_t n,
			     const struct copies_pair *pairs, size_t n_pairs, enum nd_keep keep,
			     struct copies_verdict *verdicts, struct nd_error *err)
{
	struct choice choice = {
		.articles = articles,
		.n = n,
		.keep = keep,
		.leader = nd_calloc(n, sizeof(size_t)),
		.starts = nd_calloc(n + 1, sizeof(size_t)),
		.neighbours = nd_calloc(2 * n_pairs, sizeof(struct neighbour)),
		.by_preference = nd_calloc(n, sizeof(size_t)),
		.by_length = nd_calloc(n, sizeof(size_t)),
		.length_rank = nd_calloc(n, sizeof(size_t)),
		.verdicts = verdicts,
	};
	enum nd_status status = ND_OK;

	if (choice.leader && choice.starts && choice.neighbours &&
	    choice.by_preference && choice.by_length && choice.length_rank)
		decide(&choice, pairs, n_pairs);
	else
		status = nd_fail_memory(err);
	free(choice.leader);
	free(choice.starts);
	free(choice.neighbours);
	free(choice.by_preference);
	free(choice.by_length);
	free(choice.length_rank);
	return status;
}
