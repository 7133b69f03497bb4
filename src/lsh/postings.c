/* postings.c - a counting sort, then sums over what each article meets */
#include "lsh/postings.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "base/sort.h"

#define CHUNK	64	/* articles a thread takes at once */

struct member {
	uint32_t rank;
	float weight;
};

/* What becomes of a posting of a sketch: where its own member stands. */
struct place {
	uint32_t number, at;
};
_Static_assert(sizeof(struct place) == sizeof(struct nd_posting), "one is written over the other");

struct nd_postings {
	struct place *places;	/* the sketches */
	const size_t *from;	/* of each article: where its places begin */
	size_t articles;
	struct member *members;
	uint32_t *begin;	/* of each number: its first member; one more for the end */
};

/* Count the members of each number, put them there, and note where they went. */
static void sort_members(struct nd_postings *p, struct nd_posting *sketches, uint32_t n_numbers)
{
	uint32_t *const begin = p->begin;
	const size_t n = p->from[p->articles];

	for (size_t i = 0; i < n; i++)
		begin[sketches[i].number + 2]++;
	for (size_t i = 0; i < n_numbers; i++)
		begin[i + 2] += begin[i + 1];
	for (size_t rank = 0; rank < p->articles; rank++) {
		for (size_t i = p->from[rank]; i < p->from[rank + 1]; i++) {
			const struct nd_posting posting = sketches[i];
			const uint32_t at = begin[posting.number + 1]++;

			p->members[at] = (struct member){ (uint32_t)rank, posting.weight };
			memcpy(&sketches[i], &(struct place){ posting.number, at }, sizeof(struct place));
		}
	}
	p->places = (struct place *)sketches;
}

enum nd_status nd_postings_open(struct nd_postings **out, struct nd_posting *sketches,
				const size_t *from, size_t articles, uint32_t n_numbers)
{
	struct nd_postings *const p = nd_calloc(1, sizeof(*p));

	*out = NULL;
	if (!p)
		return ND_ENOMEM;
	p->from = from;
	p->articles = articles;
	p->members = nd_calloc(from[articles], sizeof(*p->members));
	p->begin = nd_calloc((size_t)n_numbers + 2, sizeof(*p->begin));
	if (!p->members || !p->begin) {
		nd_postings_close(p);
		return ND_ENOMEM;
	}
	sort_members(p, sketches, n_numbers);
	*out = p;
	return ND_OK;
}

void nd_postings_close(struct nd_postings *postings)
{
	if (!postings)
		return;
	free(postings->members);
	free(postings->begin);
	free(postings);
}

/* What an article shares with another; of another article's turn where the mark says so. */
struct sum {
	float weight;
	uint32_t mark;		/* turn << 16 | numbers shared */
};
#define TURNS	((uint32_t)1 << 16)

struct choice {
	float weight;
	uint32_t other;
};

/* What one thread adds up in. */
struct tally {
	struct sum *sums;	/* by rank */
	uint32_t turn;		/* which article's turn it is, 1 to TURNS - 1, then all is cleared */
	uint32_t min_shared;
	uint32_t *met;		/* ranks that share min_shared; room for one more than articles */
	size_t n_met;
	struct choice *chosen;	/* twice the most candidates of an article */
	struct nd_array lists;	/* uint64_t: length << 32 | place of a posting of the article */
};

struct counting {
	const struct nd_postings *postings;
	const struct nd_posting_rule *rule;
	struct tally *tallies;		/* one a worker */
	struct nd_array *chunks;	/* uint64_t: pairs, of each chunk of articles */
	_Atomic uint64_t crowded;
};

/* Meet members [from, to) of a list; 'own' is the number's weight in the article itself. */
static void meet(const struct member *members, size_t from, size_t to, float own,
		 struct tally *tally)
{
	const uint32_t none = tally->turn << 16, enough = none + tally->min_shared;
	size_t n_met = tally->n_met;

	/* no branch: which of two that meet have met before cannot be foreseen */
	for (size_t i = from; i < to; i++) {
		const uint32_t other = members[i].rank;
		struct sum *const sum = &tally->sums[other];
		const uint32_t again = -(uint32_t)(sum->mark > none);	/* all bits or none */
		const uint32_t mark = ((sum->mark & again) | (none & ~again)) + 1;
		uint32_t bits;
		float before;

		memcpy(&bits, &sum->weight, sizeof(bits));
		bits &= again;
		memcpy(&before, &bits, sizeof(before));
		tally->met[n_met] = other;
		n_met += mark == enough;
		sum->mark = mark;
		sum->weight = before + own * members[i].weight;
	}
	tally->n_met = n_met;
}

/* The postings of an article in tally->lists, those of the shortest lists first. */
static enum nd_status order_lists(const struct nd_postings *p, size_t rank, struct tally *tally)
{
	const size_t n = p->from[rank + 1] - p->from[rank];
	uint64_t *list;

	tally->lists.n = 0;
	list = nd_array_reserve(&tally->lists, n * 2);
	if (!list)
		return ND_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		const uint32_t number = p->places[p->from[rank] + i].number;

		list[i] = (uint64_t)(p->begin[number + 1] - p->begin[number]) << 32 | i;
	}
	nd_sort_u64(list, list + n, n);
	tally->lists.n = n;
	return ND_OK;
}

/* Meet up to 'crowd' members of a list on each side of place 'at'; returns how many. */
static size_t meet_around(const struct nd_postings *p, const struct place *place, size_t crowd,
			  struct tally *tally, uint64_t *left_out)
{
	const size_t at = place->at;
	const size_t first = p->begin[place->number], end = p->begin[place->number + 1];
	const size_t from = at - first > crowd ? at - crowd : first;
	const size_t to = end - at - 1 > crowd ? at + 1 + crowd : end;
	const float own = p->members[at].weight;

	meet(p->members, from, at, own, tally);
	meet(p->members, at + 1, to, own, tally);
	*left_out += from - first;	/* the later ones left out count this one */
	return to - from - 1;
}

#define LINE	(64 / sizeof(struct member))	/* members that come from memory at once */
#define AHEAD	(8 * LINE)

/*
 * Ask for what the next article will meet, and for where the lists of the one after it begin.
 * They are anywhere in some megabytes, and most are short: waiting for them took as long as
 * the meetings.
 */
static void ask_for(const struct nd_postings *p, size_t rank)
{
	for (size_t i = p->from[rank]; rank + 1 < p->articles && i < p->from[rank + 2]; i++) {
		const struct place *const place = &p->places[i];
		size_t first, end;

		if (i >= p->from[rank + 1]) {
			__builtin_prefetch(&p->begin[place->number]);
			continue;
		}
		first = p->begin[place->number];
		end = p->begin[place->number + 1];
		first = place->at - first > AHEAD ? place->at - AHEAD : first;
		end = end - place->at > AHEAD ? place->at + AHEAD : end;
		for (size_t at = first; at < end; at += LINE)
			__builtin_prefetch(&p->members[at]);
	}
}

/* Meet all in the lists of one article; *left_out grows by the earlier ones left out. */
static enum nd_status meet_all(const struct counting *counting, size_t rank, struct tally *tally,
			       uint64_t *left_out)
{
	const struct nd_postings *const p = counting->postings;
	const struct place *const places = p->places + p->from[rank];
	const uint64_t *list;
	size_t left = counting->rule->meetings;

	if (order_lists(p, rank, tally) != ND_OK)
		return ND_ENOMEM;
	tally->n_met = 0;
	if (++tally->turn == TURNS) {
		memset(tally->sums, 0, p->articles * sizeof(*tally->sums));
		tally->turn = 1;
	}
	list = tally->lists.items;
	for (size_t i = 0; i < tally->lists.n; i++) {
		const size_t share = left / (tally->lists.n - i) / 2;
		const size_t crowd = counting->rule->crowd < share ? counting->rule->crowd : share;

		left -= meet_around(p, &places[(uint32_t)list[i]], crowd, tally, left_out);
	}
	return ND_OK;
}

static int is_better(struct choice x, struct choice y)
{
	return x.weight > y.weight || (x.weight == y.weight && x.other > y.other);
}

/* Quickselect: move the best k of n to the front. */
static void select_best(struct choice *choice, size_t n, size_t k)
{
	size_t from = 0, to = n;

	while (to - from > 1) {
		const struct choice pivot = choice[from + (to - from - 1) / 2];
		size_t i = from, j = to - 1;

		for (;; i++, j--) {
			struct choice held;

			while (is_better(choice[i], pivot))
				i++;
			while (is_better(pivot, choice[j]))
				j--;
			if (i >= j)
				break;
			held = choice[i];
			choice[i] = choice[j];
			choice[j] = held;
		}
		if (k == j + 1)		/* [from, j] are the better ones */
			return;
		if (k <= j)
			to = j + 1;
		else
			from = j + 1;
	}
}

static float nearness(const double *hours, size_t a, size_t b)
{
	if (!hours || hours[a] < 0 || hours[b] < 0)
		return 1;
	return nd_nearness((float)(fabs(hours[a] - hours[b]) / 24));
}

/*
 * Choose the best rule->most[rank] of what was met.  Twice as many are collected
 * before the lesser half is thrown away: most of what comes then is below the
 * least of the better half and costs one comparison.
 */
static size_t choose(struct tally *tally, const struct nd_posting_rule *rule, size_t rank)
{
	const size_t most = rule->most[rank];
	struct choice *const chosen = tally->chosen;
	float bound = 0;
	size_t n = 0;

	for (size_t i = 0; i < tally->n_met; i++) {
		const uint32_t other = tally->met[i];
		float weight = tally->sums[other].weight;

		if (weight * (1 + ND_NEAR) < bound)
			continue;
		weight *= nearness(rule->hours, rank, other);
		if (weight < bound)
			continue;
		chosen[n++] = (struct choice){ weight, other };
		if (n < 2 * most)
			continue;
		select_best(chosen, n, most);
		n = most;
		bound = chosen[0].weight;
		for (size_t k = 1; k < most; k++)
			bound = chosen[k].weight < bound ? chosen[k].weight : bound;
	}
	if (n > most)
		select_best(chosen, n, most);
	return n < most ? n : most;
}

static enum nd_status count(void *ctx, unsigned worker, size_t from, size_t to)
{
	struct counting *const counting = ctx;
	struct tally *const tally = &counting->tallies[worker];
	struct nd_array *const out = &counting->chunks[from / CHUNK];
	uint64_t crowded = 0;

	for (size_t rank = from; rank < to; rank++) {
		uint64_t *pair;
		size_t n;

		ask_for(counting->postings, rank + 1);
		if (meet_all(counting, rank, tally, &crowded) != ND_OK)
			return ND_ENOMEM;
		n = choose(tally, counting->rule, rank);
		pair = nd_array_reserve(out, n);
		if (!pair)
			return ND_ENOMEM;
		for (size_t i = 0; i < n; i++) {
			const uint64_t other = tally->chosen[i].other;

			pair[i] = other < rank ? rank << 32 | other : other << 32 | rank;
		}
		out->n += n;
	}
	atomic_fetch_add(&counting->crowded, crowded);
	return ND_OK;
}

/* Append the chunks; a pair that both its articles chose is kept once. */
static enum nd_status gather(struct nd_array *chunks, size_t n_chunks, struct nd_array *out)
{
	size_t n = 0;
	uint64_t *pairs, *scratch;

	for (size_t i = 0; i < n_chunks; i++)
		n += chunks[i].n;
	pairs = nd_array_reserve(out, n);
	if (!pairs)
		return ND_ENOMEM;
	n = 0;
	for (size_t i = 0; i < n_chunks; i++) {
		if (chunks[i].n)
			memcpy(pairs + n, chunks[i].items, chunks[i].n * sizeof(*pairs));
		n += chunks[i].n;
		nd_array_release(&chunks[i]);
	}
	scratch = nd_calloc(n, sizeof(*scratch));
	if (!scratch)
		return ND_ENOMEM;
	nd_sort_u64(pairs, scratch, n);
	free(scratch);
	out->n += nd_unique_u64(pairs, n);
	return ND_OK;
}

static int tally_open(struct tally *tally, const struct nd_posting_rule *rule, size_t articles,
		      size_t most)
{
	tally->min_shared = rule->min_shared;
	tally->sums = nd_calloc(articles, sizeof(*tally->sums));
	tally->met = nd_calloc(articles + 1, sizeof(*tally->met));
	tally->chosen = nd_calloc(most, 2 * sizeof(*tally->chosen));
	tally->lists = (struct nd_array)ND_ARRAY_INIT(uint64_t, UINT32_MAX);
	return tally->sums && tally->met && tally->chosen;
}

static void tally_close(struct tally *tally)
{
	free(tally->sums);
	free(tally->met);
	free(tally->chosen);
	nd_array_release(&tally->lists);
}

static enum nd_status counting_open(struct counting *counting, size_t n_chunks, unsigned threads)
{
	size_t most = 1;

	for (size_t rank = 0; rank < counting->postings->articles; rank++)
		if (counting->rule->most[rank] > most)
			most = counting->rule->most[rank];
	counting->tallies = nd_calloc(threads, sizeof(*counting->tallies));
	counting->chunks = nd_calloc(n_chunks, sizeof(*counting->chunks));
	if (!counting->tallies || !counting->chunks)
		return ND_ENOMEM;
	for (size_t i = 0; i < n_chunks; i++)
		counting->chunks[i] = (struct nd_array)ND_ARRAY_INIT(uint64_t, UINT32_MAX);
	for (unsigned t = 0; t < threads; t++)
		if (!tally_open(&counting->tallies[t], counting->rule,
				counting->postings->articles, most))
			return ND_ENOMEM;
	return ND_OK;
}

static void counting_close(struct counting *counting, size_t n_chunks, unsigned threads)
{
	for (unsigned t = 0; counting->tallies && t < threads; t++)
		tally_close(&counting->tallies[t]);
	for (size_t i = 0; counting->chunks && i < n_chunks; i++)
		nd_array_release(&counting->chunks[i]);
	free(counting->tallies);
	free(counting->chunks);
}

enum nd_status nd_postings_candidates(const struct nd_postings *postings,
				      const struct nd_posting_rule *rule, unsigned threads,
				      struct nd_array *out, uint64_t *crowded)
{
	const size_t n_chunks = (postings->articles + CHUNK - 1) / CHUNK;
	struct counting counting = { .postings = postings, .rule = rule };
	enum nd_status status = counting_open(&counting, n_chunks, threads);

	if (status == ND_OK)
		status = nd_parallel(threads, postings->articles, CHUNK, count, &counting);
	if (status == ND_OK)
		status = gather(counting.chunks, n_chunks, out);
	*crowded += counting.crowded;
	counting_close(&counting, n_chunks, threads);
	return status;
}
