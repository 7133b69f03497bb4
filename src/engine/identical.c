/* identical.c - groups by the hash of all tokens, and the pairs they stand for */
#include "engine/identical.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "engine/again.h"

#define CHUNK	512	/* articles a thread takes at once */

/* List the articles of every text, in order of time. */
static enum nd_status list_printings(struct nd_engine *engine)
{
	const uint32_t n = (uint32_t)engine->made;
	uint32_t *from;

	free(engine->printings_from);
	free(engine->printings);
	from = engine->printings_from = nd_calloc((size_t)n + 2, sizeof(*from));
	engine->printings = nd_calloc(n, sizeof(*engine->printings));
	if (!from || !engine->printings)
		return ND_ENOMEM;
	for (uint32_t rank = 0; rank < n; rank++)
		from[engine->first[rank] + 2]++;
	for (uint32_t f = 0; f < n; f++)
		from[f + 2] += from[f + 1];
	for (uint32_t rank = 0; rank < n; rank++)
		engine->printings[from[engine->first[rank] + 1]++] = rank;
	return ND_OK;
}

/* Articles in order of content, and whether each has the words of the one before it. */
struct sameness {
	struct nd_engine *engine;
	const struct nd_keyed *item;	/* key: content, value: rank */
	uint8_t *same;
};

/* The hash said that they are the same; see that the shingles do. */
static enum nd_status check_same(struct sameness *s, unsigned worker, size_t i)
{
	struct nd_engine *const engine = s->engine;
	const uint32_t a = engine->by_rank[s->item[i - 1].value];
	const uint32_t b = engine->by_rank[s->item[i].value];
	struct nd_overlap overlap;
	enum nd_status status;

	if (nd_documents(engine)[a].tokens != nd_documents(engine)[b].tokens)
		return ND_OK;
	status = nd_again_overlap(engine, worker, a, b, &overlap);
	if (status == ND_OK)
		s->same[i] = overlap.jaccard == 1 && overlap.common >= ND_MIN_SHARED;
	return status;
}

static enum nd_status check_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	struct sameness *const s = ctx;
	enum nd_status status = ND_OK;

	for (size_t i = from ? from : 1; i < to && status == ND_OK; i++)
		if (s->item[i].key && s->item[i].key == s->item[i - 1].key)
			status = check_same(s, worker, i);
	return status;
}

enum nd_status nd_identical_find(struct nd_engine *engine)
{
	const size_t n = engine->made;
	struct nd_keyed *const items = nd_calloc(n, 2 * sizeof(*items));
	struct sameness s = { engine, items, nd_calloc(n, 1) };
	enum nd_status status = ND_ENOMEM;

	free(engine->first);
	engine->first = nd_calloc(n, sizeof(*engine->first));
	if (items && s.same && engine->first) {
		for (uint32_t rank = 0; rank < n; rank++)
			items[rank] = (struct nd_keyed){ nd_at_rank(engine, rank)->content, rank };
		nd_sort_keyed(items, items + n, n);
		status = nd_parallel(engine->opt.threads, n, CHUNK, check_some, &s);
	}
	for (size_t i = 0; i < n && status == ND_OK; i++)	/* of one hash the earliest comes first */
		engine->first[items[i].value] = s.same[i] ? engine->first[items[i - 1].value] :
						(uint32_t)items[i].value;
	free(items);
	free(s.same);
	return status == ND_OK ? list_printings(engine) : status;
}

int nd_identical_repeated(const struct nd_engine *engine, uint32_t first)
{
	return engine->printings_from[first + 1] - engine->printings_from[first] > 1;
}

double nd_identical_hours(const struct nd_engine *engine, uint32_t a, uint32_t b)
{
	const uint32_t *const from = engine->printings_from;
	double nearest = -1;

	/* both lists are in order of time: the nearest two stand beside each other in the merge */
	for (uint32_t i = from[a], j = from[b]; i < from[a + 1] && j < from[b + 1];) {
		const uint32_t x = engine->printings[i], y = engine->printings[j];
		const int64_t at_x = nd_at_rank(engine, x)->published;
		const int64_t at_y = nd_at_rank(engine, y)->published;
		const double hours = fabs((double)at_x - (double)at_y) / 3600;

		if (at_x != ND_NO_TIME && at_y != ND_NO_TIME && (nearest < 0 || hours < nearest))
			nearest = hours;
		i += x < y;
		j += y < x;
	}
	return nearest;
}

int nd_engine_ever_in_window(const struct nd_engine *engine, const struct nd_compared *pair)
{
	const uint32_t a = engine->first[nd_documents(engine)[pair->a].rank];
	const uint32_t b = engine->first[nd_documents(engine)[pair->b].rank];
	double hours;

	if (engine->opt.window == 0 || pair->same_address)
		return 1;
	hours = nd_identical_hours(engine, a, b);
	return hours < 0 || hours * 3600 <= (double)engine->opt.window;
}

/* Two articles may be too far apart for one event. */
static void part_by_window(const struct nd_engine *engine, struct nd_compared *pair)
{
	if (pair->relation == ND_SAME_EVENT && !nd_engine_in_window(engine, pair))
		pair->relation = ND_UNRELATED;
}

/* A copy of the pair for the articles of two ranks. */
static enum nd_status add(const struct nd_engine *engine, struct nd_array *out,
			  struct nd_compared pair, uint32_t x, uint32_t y)
{
	pair.a = engine->by_rank[x < y ? x : y];
	pair.b = engine->by_rank[x < y ? y : x];
	part_by_window(engine, &pair);
	return nd_array_append(out, &pair, 1) ? ND_OK : ND_ENOMEM;
}

/* What holds for two first articles holds for their copies. */
static enum nd_status repeat(const struct nd_engine *engine, const struct nd_compared *pair,
			     struct nd_array *out)
{
	const uint32_t a = nd_documents(engine)[pair->a].rank, b = nd_documents(engine)[pair->b].rank;
	const uint32_t *const from = engine->printings_from, *const copy = engine->printings;

	for (uint32_t i = from[a]; i < from[a + 1] && i - from[a] < ND_IDENTICAL_NEAR; i++)
		for (uint32_t j = from[b]; j < from[b + 1] && j - from[b] < ND_IDENTICAL_NEAR; j++)
			if ((copy[i] != a || copy[j] != b) &&	/* which is there already */
			    add(engine, out, *pair, copy[i], copy[j]) != ND_OK)
				return ND_ENOMEM;
	return ND_OK;
}

struct nd_compared nd_identical_pair(const struct nd_engine *engine)
{
	return (struct nd_compared){
		.relation = ND_IDENTICAL,
		.event = engine->events ? ND_COPY_PROBABILITY : -1,
		.jaccard = 1,
		.containment = 1,
	};
}

/* The pairs among the articles of one text. */
static enum nd_status pair_up(struct nd_engine *engine, uint32_t first, struct nd_array *out)
{
	const struct nd_compared same = nd_identical_pair(engine);
	const uint32_t *const copy = engine->printings + engine->printings_from[first];
	const uint32_t n = engine->printings_from[first + 1] - engine->printings_from[first];

	for (uint32_t j = 1; j < n; j++) {
		const uint32_t near = j > ND_IDENTICAL_NEAR ? j - ND_IDENTICAL_NEAR : 0;

		if (near && add(engine, out, same, copy[0], copy[j]) != ND_OK)
			return ND_ENOMEM;
		for (uint32_t i = near; i < j; i++)
			if (add(engine, out, same, copy[i], copy[j]) != ND_OK)
				return ND_ENOMEM;
		engine->stats.crowded += near ? near - 1 : 0;
	}
	return ND_OK;
}

/* Put pairs between those compared, in order: by the rank of b, then of a. */
static enum nd_status merge_pairs(struct nd_engine *engine, const struct nd_array *more)
{
	const struct nd_compared *const pair = more->items;
	struct nd_keyed *const items = nd_calloc(more->n, 2 * sizeof(*items));
	struct nd_compared *all = nd_array_reserve(&engine->compared, more->n);
	size_t old = engine->compared.n;

	if (!items || !all) {
		free(items);
		return ND_ENOMEM;
	}
	all = engine->compared.items;
	for (size_t i = 0; i < more->n; i++)
		items[i] = (struct nd_keyed){ nd_compared_key(engine, &pair[i]), i };
	nd_sort_keyed(items, items + more->n, more->n);
	engine->compared.n += more->n;
	for (size_t k = more->n; k > 0;) {	/* from behind, where there is room */
		const int is_old = old > 0 && nd_compared_key(engine, &all[old - 1]) > items[k - 1].key;

		all[old + k - 1] = is_old ? all[old - 1] : pair[items[k - 1].value];
		old -= (size_t)is_old;
		k -= (size_t)!is_old;
	}
	free(items);
	return ND_OK;
}

enum nd_status nd_identical_expand(struct nd_engine *engine)
{
	struct nd_compared *const pair = engine->compared.items;
	struct nd_array more = ND_ARRAY_INIT(struct nd_compared, UINT32_MAX);
	enum nd_status status = ND_OK;

	for (size_t i = 0; i < engine->compared.n && status == ND_OK; i++) {
		status = repeat(engine, &pair[i], &more);
		part_by_window(engine, &pair[i]);
	}
	for (uint32_t rank = 0; rank < engine->made && status == ND_OK; rank++)
		if (nd_is_first(engine, rank))
			status = pair_up(engine, rank, &more);
	if (status == ND_OK)
		status = merge_pairs(engine, &more);
	nd_array_release(&more);
	return status;
}
