/* identical.c - groups by the hash of all tokens, and the pairs they stand for */
#include "engine/identical.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/parts.h"
#include "engine/again.h"

#define CHUNK	512	/* articles a thread takes at once */

enum nd_status nd_identical_list(struct nd_engine *engine)
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

/* Articles in order of content, those of one content in order of time, and whether each has the
 * words of the one before it. */
struct sameness {
	struct nd_engine *engine;
	const struct nd_keyed *item;	/* key: rank, value: place */
	uint8_t *same;
};

/* The hash said that they are the same; see that the shingles do. */
static enum nd_status check_same(struct sameness *s, unsigned worker, size_t i)
{
	const uint32_t a = (uint32_t)s->item[i - 1].value, b = (uint32_t)s->item[i].value;
	const struct nd_columns *const columns = &s->engine->columns;
	struct nd_overlap overlap;
	enum nd_status status;

	if (nd_columns_content(columns, a) != nd_columns_content(columns, b) ||
	    nd_columns_tokens(columns, a) != nd_columns_tokens(columns, b))
		return ND_OK;
	status = nd_again_overlap(s->engine, worker, a, b, &overlap);
	if (status == ND_OK)
		s->same[i] = overlap.jaccard == 1 && overlap.common >= ND_MIN_SHARED;
	return status;
}

static enum nd_status check_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	struct sameness *const s = ctx;
	enum nd_status status = ND_OK;

	for (size_t i = from ? from : 1; i < to && status == ND_OK; i++)
		status = check_same(s, worker, i);
	return status;
}

/* Keep of the items, sorted by content, those that are not alone with theirs, in order of time;
 * returns how many. */
static size_t keep_groups(const struct nd_engine *engine, struct nd_keyed *items, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0, same; i < n; i += same) {
		for (same = 1; i + same < n && items[i + same].key == items[i].key; same++)
			;
		if (same == 1)
			continue;
		for (size_t k = 0; k < same; k++)
			items[kept + k] = (struct nd_keyed){
				nd_rank_at(engine, items[i + k].value), items[i + k].value };
		/* what lies behind a group is where it came from, or dropped */
		nd_sort_keyed(items + kept, items + n, same);
		kept += same;
	}
	return kept;
}

/* Find the identical ones among the articles of some contents. */
static enum nd_status find_same(void *ctx, struct nd_keyed *items, size_t n)
{
	struct nd_engine *const engine = ctx;
	const size_t kept = keep_groups(engine, items, n);
	struct sameness s = { engine, items, nd_calloc(kept, 1) };
	enum nd_status status = s.same ?
		nd_parallel(engine->opt.threads, kept, CHUNK, check_some, &s) : ND_ENOMEM;

	for (size_t i = 1; i < kept && status == ND_OK; i++)	/* the earliest comes first */
		if (s.same[i])
			engine->first[items[i].key] = engine->first[items[i - 1].key];
	free(s.same);
	return status;
}

enum nd_status nd_identical_find(struct nd_engine *engine)
{
	const size_t n = engine->made;

	free(engine->first);
	engine->first = nd_calloc(n, sizeof(*engine->first));
	if (!engine->first)
		return ND_ENOMEM;
	for (uint32_t rank = 0; rank < n; rank++)
		engine->first[rank] = rank;
	return nd_parts(engine->columns.content.items, n, find_same, engine);
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
		const int64_t at_x = nd_columns_published(&engine->columns, engine->by_rank[x]);
		const int64_t at_y = nd_columns_published(&engine->columns, engine->by_rank[y]);
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
	const uint32_t a = engine->first[nd_rank_at(engine, pair->a)];
	const uint32_t b = engine->first[nd_rank_at(engine, pair->b)];
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
	const uint32_t a = nd_rank_at(engine, pair->a), b = nd_rank_at(engine, pair->b);
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
