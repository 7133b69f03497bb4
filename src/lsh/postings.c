/* postings.c - a counting sort, then sums over what each article meets */
#include "lsh/postings.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "base/sort.h"
#include "lsh/tally.h"

#define CHUNK	64	/* articles a thread takes at once */

/* What becomes of a posting of a sketch: where its own member stands. */
struct place {
	uint32_t number, at;
};
_Static_assert(sizeof(struct place) == sizeof(struct nd_posting) &&
	       offsetof(struct place, at) == offsetof(struct nd_posting, weight),
	       "one is written over the other");

struct nd_postings {
	struct place *places;	/* the sketches */
	const size_t *from;	/* of each article: where its places begin */
	size_t articles;
	struct nd_listed *members;
	uint32_t *begin;	/* of each number: its first member; one more for the end */
};

#define SOON	16	/* postings of which the places are asked for ahead */
#define LATER	64	/* articles met, of which the dates are: they are looked at for a ns or two */

/*
 * Each thread has a range of numbers, and reads all sketches for those in it: to read them again is
 * little beside the wait for a place anywhere in the lists, and nobody counts for anybody else.
 */
#define RANGES	8	/* at most: a thread more would read everything once more */

struct building {
	struct nd_postings *postings;
	struct nd_posting *sketches;
	uint32_t n_numbers;
	unsigned ranges;
};

struct range {
	uint32_t from, n;	/* numbers */
};

static struct range range_at(const struct building *building, size_t i)
{
	const uint64_t n = building->n_numbers;
	const uint32_t from = (uint32_t)(n * i / building->ranges);

	return (struct range){ from, (uint32_t)(n * (i + 1) / building->ranges) - from };
}

static int is_in(struct range range, uint32_t number)
{
	return number - range.from < range.n;
}

static enum nd_status count_members(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct building *const building = ctx;
	const struct nd_posting *const sketches = building->sketches;
	const size_t n = building->postings->from[building->postings->articles];
	uint32_t *const members = building->postings->begin + 2;

	(void)worker;
	for (; from < to; from++) {
		const struct range range = range_at(building, from);

		for (size_t i = 0; i < n; i++) {
			const uint32_t soon = sketches[i + SOON < n ? i + SOON : i].number;

			if (is_in(range, soon))
				__builtin_prefetch(&members[soon], 1);
			if (is_in(range, sketches[i].number))
				members[sketches[i].number]++;
		}
	}
	return ND_OK;
}

/* Put the members of the numbers of a range into their lists, and note where they went. */
static void put_range(const struct building *building, struct range range)
{
	const struct nd_postings *const p = building->postings;
	struct nd_posting *const sketches = building->sketches;
	const size_t n = p->from[p->articles];
	uint32_t *const next = p->begin + 1;

	for (size_t rank = 0; rank < p->articles; rank++) {
		for (size_t i = p->from[rank]; i < p->from[rank + 1]; i++) {
			const uint32_t number = sketches[i].number;
			const uint32_t soon = sketches[i + SOON < n ? i + SOON : i].number;
			const uint32_t later = sketches[i + 2 * SOON < n ? i + 2 * SOON : i].number;
			uint32_t at;

			if (is_in(range, later))
				__builtin_prefetch(&next[later], 1);
			if (is_in(range, soon))
				__builtin_prefetch(&p->members[next[soon]], 1);
			if (!is_in(range, number))
				continue;
			at = next[number]++;
			p->members[at] = (struct nd_listed){ (uint32_t)rank, sketches[i].weight };
			/* others may be reading the number beside it */
			memcpy(&sketches[i].weight, &at, sizeof(at));
		}
	}
}

static enum nd_status put_members(void *ctx, unsigned worker, size_t from, size_t to)
{
	(void)worker;
	for (; from < to; from++)
		put_range(ctx, range_at(ctx, from));
	return ND_OK;
}

/* Count the members of each number, put them there, and note where they went. */
static void sort_members(struct building *building)
{
	uint32_t *const begin = building->postings->begin;
	const unsigned ranges = building->ranges;

	nd_parallel(ranges, ranges, 1, count_members, building);
	for (size_t i = 0; i < building->n_numbers; i++)
		begin[i + 2] += begin[i + 1];
	nd_parallel(ranges, ranges, 1, put_members, building);
	building->postings->places = (struct place *)building->sketches;
}

enum nd_status nd_postings_open(struct nd_postings **out, struct nd_posting *sketches,
				const size_t *from, size_t articles, uint32_t n_numbers,
				unsigned threads)
{
	struct nd_postings *const p = nd_calloc(1, sizeof(*p));

	*out = NULL;
	if (!p)
		return ND_ENOMEM;
	p->from = from;
	p->articles = articles;
	p->members = nd_calloc_spread(from[articles], sizeof(*p->members));
	p->begin = nd_calloc_spread((size_t)n_numbers + 2, sizeof(*p->begin));
	if (!p->members || !p->begin) {
		nd_postings_close(p);
		return ND_ENOMEM;
	}
	sort_members(&(struct building){
		p, sketches, n_numbers, threads < RANGES ? threads : RANGES,
	});
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

/* What one thread counts with. */
struct counter {
	struct nd_tally *tally;
	struct nd_listed *chosen;	/* twice the most candidates of an article */
	struct nd_array lists;	/* uint64_t: length << 32 | place of a posting of the article */
};

struct counting {
	const struct nd_postings *postings;
	const struct nd_posting_rule *rule;
	struct counter *counters;	/* one a worker */
	struct nd_array *chunks;	/* uint64_t: pairs, of each chunk of articles */
	_Atomic uint64_t crowded;
};

/* The postings of an article in counter->lists, those of the shortest lists first. */
static enum nd_status order_lists(const struct nd_postings *p, size_t rank, struct counter *counter)
{
	const size_t n = p->from[rank + 1] - p->from[rank];
	uint64_t *list;

	counter->lists.n = 0;
	list = nd_array_reserve(&counter->lists, n * 2);
	if (!list)
		return ND_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		const uint32_t number = p->places[p->from[rank] + i].number;

		list[i] = (uint64_t)(p->begin[number + 1] - p->begin[number]) << 32 | i;
	}
	nd_sort_u64(list, list + n, n);
	counter->lists.n = n;
	return ND_OK;
}

/* Meet up to 'crowd' members of a list on each side of place 'at'; returns how many. */
static size_t meet_around(const struct nd_postings *p, const struct place *place, size_t crowd,
			  struct nd_tally *tally, uint64_t *left_out)
{
	const size_t at = place->at;
	const size_t first = p->begin[place->number], end = p->begin[place->number + 1];
	const size_t from = at - first > crowd ? at - crowd : first;
	const size_t to = end - at - 1 > crowd ? at + 1 + crowd : end;
	const float own = p->members[at].weight;

	nd_tally_meet(tally, p->members + from, at - from, own);
	nd_tally_meet(tally, p->members + at + 1, to - at - 1, own);
	*left_out += from - first;	/* the later ones left out count this one */
	return to - from - 1;
}

#define LINE	(64 / sizeof(struct nd_listed))	/* members that come from memory at once */
#define AHEAD	(16 * LINE)	/* 16,384 meetings are 85 on each side of 96 lists */

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
			__builtin_prefetch(&p->members[at], 0, 2); /* too many for the first level */
	}
}

/* Meet all in the lists of one article; *left_out grows by the earlier ones left out. */
static enum nd_status meet_all(const struct counting *counting, size_t rank,
			       struct counter *counter, uint64_t *left_out)
{
	const struct nd_postings *const p = counting->postings;
	const struct place *const places = p->places + p->from[rank];
	const uint64_t *list;
	size_t left = counting->rule->meetings;

	if (order_lists(p, rank, counter) != ND_OK ||
	    nd_tally_begin(counter->tally, counter->lists.n * 2) != ND_OK)
		return ND_ENOMEM;
	list = counter->lists.items;
	for (size_t i = 0; i < counter->lists.n; i++) {
		const size_t share = left / (counter->lists.n - i) / 2;
		const size_t crowd = counting->rule->crowd < share ? counting->rule->crowd : share;

		left -= meet_around(p, &places[(uint32_t)list[i]], crowd, counter->tally, left_out);
	}
	return ND_OK;
}

static int is_better(struct nd_listed x, struct nd_listed y)
{
	return x.weight > y.weight || (x.weight == y.weight && x.rank > y.rank);
}

/* Quickselect: move the best k of n to the front. */
static void select_best(struct nd_listed *choice, size_t n, size_t k)
{
	size_t from = 0, to = n;

	while (to - from > 1) {
		const struct nd_listed pivot = choice[from + (to - from - 1) / 2];
		size_t i = from, j = to - 1;

		for (;; i++, j--) {
			struct nd_listed held;

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
static size_t choose(struct nd_listed *chosen, const struct nd_posting_rule *rule, size_t rank,
		     const struct nd_listed *met, size_t n_met)
{
	const size_t most = rule->most[rank];
	float bound = 0;
	size_t n = 0;

	for (size_t i = 0; i < n_met; i++) {
		float weight = met[i].weight;

		if (rule->hours)
			__builtin_prefetch(&rule->hours[met[i + LATER < n_met ? i + LATER : i].rank]);
		if (weight * (1 + ND_NEAR) < bound)
			continue;
		weight *= nearness(rule->hours, rank, met[i].rank);
		if (weight < bound)
			continue;
		chosen[n++] = (struct nd_listed){ met[i].rank, weight };
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
	struct counter *const counter = &counting->counters[worker];
	struct nd_array *const out = &counting->chunks[from / CHUNK];
	uint64_t crowded = 0;

	for (size_t rank = from; rank < to; rank++) {
		const struct nd_listed *met;
		uint64_t *pair;
		size_t n;

		ask_for(counting->postings, rank + 1);
		if (meet_all(counting, rank, counter, &crowded) != ND_OK ||
		    nd_tally_end(counter->tally, &met, &n) != ND_OK)
			return ND_ENOMEM;
		n = choose(counter->chosen, counting->rule, rank, met, n);
		pair = nd_array_reserve(out, n);
		if (!pair)
			return ND_ENOMEM;
		for (size_t i = 0; i < n; i++) {
			const uint64_t other = counter->chosen[i].rank;

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

static int counter_open(struct counter *counter, const struct nd_posting_rule *rule,
			size_t articles, size_t most)
{
	counter->tally = nd_tally_open(articles, rule->min_shared);
	counter->chosen = nd_calloc(most, 2 * sizeof(*counter->chosen));
	counter->lists = (struct nd_array)ND_ARRAY_INIT(uint64_t, UINT32_MAX);
	return counter->tally && counter->chosen;
}

static void counter_close(struct counter *counter)
{
	nd_tally_close(counter->tally);
	free(counter->chosen);
	nd_array_release(&counter->lists);
}

static enum nd_status counting_open(struct counting *counting, size_t n_chunks, unsigned threads)
{
	size_t most = 1;

	for (size_t rank = 0; rank < counting->postings->articles; rank++)
		if (counting->rule->most[rank] > most)
			most = counting->rule->most[rank];
	counting->counters = nd_calloc(threads, sizeof(*counting->counters));
	counting->chunks = nd_calloc(n_chunks, sizeof(*counting->chunks));
	if (!counting->counters || !counting->chunks)
		return ND_ENOMEM;
	for (size_t i = 0; i < n_chunks; i++)
		counting->chunks[i] = (struct nd_array)ND_ARRAY_INIT(uint64_t, UINT32_MAX);
	for (unsigned t = 0; t < threads; t++)
		if (!counter_open(&counting->counters[t], counting->rule,
				counting->postings->articles, most))
			return ND_ENOMEM;
	return ND_OK;
}

static void counting_close(struct counting *counting, size_t n_chunks, unsigned threads)
{
	for (unsigned t = 0; counting->counters && t < threads; t++)
		counter_close(&counting->counters[t]);
	for (size_t i = 0; counting->chunks && i < n_chunks; i++)
		nd_array_release(&counting->chunks[i]);
	free(counting->counters);
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
