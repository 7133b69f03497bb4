/*
 * pairs.c - documents to candidates to verified pairs
 *
 * Identical articles are found first; only the first of them is compared with
 * others, and what is found of it holds for its copies.  The text channel's
 * candidates are verified next; those that are copies join the event channel's
 * candidates, so that every pair that can be reported has an event probability
 * and is seen by the clusters.  Most of the event channel's candidates are
 * nothing, as their terms show: they are never verified (judging.c).
 *
 * A pair is a key of two ranks (places in the order of time), the later above
 * the earlier.
 */
#include <stdlib.h>

#include "base/sort.h"
#include "engine/address.h"
#include "engine/again.h"
#include "engine/events.h"
#include "engine/identical.h"
#include "engine/lines.h"
#include "engine/order.h"
#include "engine/text.h"

#define CHUNK		64	/* pairs a thread takes at once: more, and others wait for the last one */

struct comparison {
	struct nd_engine *engine;
	struct nd_array keys;		/* uint64_t: pairs of ranks */
};

/* Sort c->keys and keep each pair once. */
static enum nd_status unique_keys(struct comparison *c)
{
	uint64_t *const scratch = nd_calloc(c->keys.n, sizeof(*scratch));

	if (!scratch)
		return ND_ENOMEM;
	nd_sort_u64(c->keys.items, scratch, c->keys.n);
	c->keys.n = nd_unique_u64(c->keys.items, c->keys.n);
	free(scratch);
	return ND_OK;
}

static enum nd_status verify_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct comparison *const c = ctx;
	struct nd_compared *const pair = c->engine->compared.items;
	enum nd_status status = ND_OK;

	if (worker == 0)	/* the caller's own thread */
		nd_engine_tell(c->engine, "verify", from, c->engine->compared.n);
	for (size_t i = from; i < to && status == ND_OK; i++)
		status = nd_engine_verify(c->engine, worker, &pair[i]);
	return status;
}

/* A pair of which nothing is known. */
static struct nd_compared unknown_pair(const struct nd_engine *engine, uint64_t key)
{
	return (struct nd_compared){
		.a = engine->by_rank[(uint32_t)key],
		.b = engine->by_rank[key >> 32],
		.relation = ND_UNRELATED,
		.same_address = (uint16_t)nd_address_shared(engine, key),
		.event = -1,
		.jaccard = -1,
		.containment = -1,
	};
}

enum nd_status nd_engine_admit(struct nd_engine *engine, struct nd_array *keys)
{
	const uint64_t *const key = keys->items;
	struct nd_array all = ND_ARRAY_INIT(struct nd_compared, UINT32_MAX);
	const struct nd_compared *const known = engine->compared.items;
	struct nd_compared *const out = nd_array_reserve(&all, engine->compared.n + keys->n);

	if (!out)
		return ND_ENOMEM;
	for (size_t i = 0, k = 0; i < engine->compared.n || k < keys->n;) {
		const uint64_t x = i < engine->compared.n ? nd_compared_key(engine, &known[i]) : UINT64_MAX;
		const uint64_t y = k < keys->n ? key[k] : UINT64_MAX;

		out[all.n++] = x <= y ? known[i] : unknown_pair(engine, y);
		i += x <= y;
		k += y <= x;
	}
	nd_array_release(&engine->compared);
	engine->compared = all;
	keys->n = 0;
	return ND_OK;
}

/* Add the pairs of c->keys and compute the exact measures of all. */
static enum nd_status verify_all(struct comparison *c)
{
	enum nd_status status = unique_keys(c);

	if (status == ND_OK)
		status = nd_engine_admit(c->engine, &c->keys);
	return status != ND_OK ? status :
	       nd_parallel(c->engine->opt.threads, c->engine->compared.n, CHUNK, verify_some, c);
}

/* Leave only the copies among those compared. */
static void keep_copies(struct nd_array *compared)
{
	struct nd_compared *const pair = compared->items;
	size_t kept = 0;

	for (size_t i = 0; i < compared->n; i++)
		if (pair[i].relation != ND_UNRELATED)
			pair[kept++] = pair[i];
	compared->n = kept;
}

static enum nd_status text_channel(struct comparison *c)
{
	enum nd_status status = nd_text_candidates(c->engine, &c->keys);

	if (status == ND_OK)
		status = verify_all(c);
	if (status != ND_OK)
		return status;
	c->engine->stats.text_candidates = c->engine->compared.n;
	keep_copies(&c->engine->compared);
	return ND_OK;
}

/*
 * Find the event channel's candidates; they are verified when they are judged, if need be.
 * Most are strangers, and become compared pairs only if somebody will ask for those.
 */
static enum nd_status event_channel(struct comparison *c)
{
	struct nd_engine *const engine = c->engine;
	enum nd_status status;

	nd_engine_tell(engine, "vocabulary", 0, 0);
	nd_again_rest(engine);
	status = nd_events_open(&engine->events, engine);
	nd_engine_tell(engine, "candidates", 0, 0);
	if (status == ND_OK)
		status = nd_events_candidates(engine->events, &c->keys, &engine->stats.crowded);
	engine->stats.event_candidates = c->keys.n;
	if (status == ND_OK && (engine->opt.keep_strangers || engine->opt.keep_text))
		status = nd_engine_admit(engine, &c->keys);
	return status;
}

/* Texts of one address are compared whether they are candidates or not. */
static enum nd_status add_addresses(struct comparison *c)
{
	const struct nd_array *const keys = &c->engine->same_address;

	return !keys->n || nd_array_append(&c->keys, keys->items, keys->n) ? ND_OK : ND_ENOMEM;
}

/* A pair that nd_engine_explain() asks for is compared whether it is a candidate or not. */
static enum nd_status add_asked(struct comparison *c)
{
	const struct nd_engine *const engine = c->engine;
	uint32_t a, b;
	uint64_t key;

	if (engine->asked_a == engine->asked_b)
		return ND_OK;
	a = engine->first[nd_rank_at(engine, engine->asked_a)];
	b = engine->first[nd_rank_at(engine, engine->asked_b)];
	if (a == b)
		return ND_OK;
	key = a < b ? nd_pair_of_ranks(a, b) : nd_pair_of_ranks(b, a);
	return nd_array_append(&c->keys, &key, 1) ? ND_OK : ND_ENOMEM;
}

/* Are both articles in one story? */
static int in_one_story(const struct nd_engine *engine, const struct nd_compared *pair)
{
	return engine->story[nd_rank_at(engine, pair->a)] == engine->story[nd_rank_at(engine, pair->b)];
}

/*
 * A text that is edited a thousand times makes a million pairs of copies.  They
 * need no event probability to be what they are, and judging a pair takes as
 * long as its articles have neighbours; so where both have more copies than
 * this, the pair is as sure as copies are and is not judged.
 */
#define MOST_JUDGED	32

/* How many copies each article has, by rank; NULL: out of memory. */
static uint32_t *count_copies(const struct nd_engine *engine)
{
	const struct nd_compared *const pair = engine->compared.items;
	uint32_t *const copies = nd_calloc(engine->made, sizeof(*copies));

	for (size_t i = 0; copies && i < engine->compared.n; i++) {
		if (pair[i].relation == ND_UNRELATED)
			continue;
		copies[nd_rank_at(engine, pair[i].a)]++;
		copies[nd_rank_at(engine, pair[i].b)]++;
	}
	return copies;
}

/* Give all pairs their event probability. */
static enum nd_status judge_events(struct comparison *c)
{
	struct nd_engine *const engine = c->engine;
	struct nd_compared *const pair = engine->compared.items;
	const size_t n = engine->compared.n;
	uint32_t *const copies = count_copies(engine);

	if (!copies)
		return ND_ENOMEM;
	for (size_t i = 0; i < n; i++)
		pair[i].event = pair[i].relation != ND_UNRELATED &&
				copies[nd_rank_at(engine, pair[i].a)] > MOST_JUDGED &&
				copies[nd_rank_at(engine, pair[i].b)] > MOST_JUDGED ?
				ND_COPY_PROBABILITY : -1;
	free(copies);
	return nd_events_judge(engine->events, &c->keys);
}

/*
 * From here on a pair is the same event even if the stories part its articles.
 * Of two likely pairs that share an article the stories often keep one: of
 * corpora/reuters' pairs of one slug on one day .903 are in one story, .933 are
 * reported so, and of the columns of another day no more than before (.0045).
 */
#define SURE	0.7f

static int is_same_event(const struct nd_engine *engine, const struct nd_compared *pair)
{
	return pair->same_address || (pair->event >= engine->opt.event_threshold &&
				      nd_engine_ever_in_window(engine, pair) &&
				      (pair->event >= SURE || in_one_story(engine, pair)));
}

/*
 * Give the pairs that are no copies their event relation.  The stories are
 * formed first: a pair that is not sure, and whose articles the rest of the
 * coverage puts into two stories, is not the same event.
 */
static enum nd_status judge(struct comparison *c)
{
	struct nd_engine *const engine = c->engine;
	struct nd_compared *pair;
	enum nd_status status;

	if (!engine->events)	/* then the stories wait until somebody asks for them */
		return ND_OK;
	status = judge_events(c);
	nd_engine_tell(engine, "stories", 0, 0);
	if (status == ND_OK)
		status = nd_engine_group(engine);
	pair = engine->compared.items;
	for (size_t i = 0; i < engine->compared.n && status == ND_OK; i++)
		if (pair[i].relation == ND_UNRELATED && is_same_event(engine, &pair[i]))
			pair[i].relation = ND_SAME_EVENT;
	return status;
}

static int best_first(const void *x, const void *y, void *ctx)
{
	const struct nd_engine *const engine = ctx;
	const struct nd_compared *const pairs = engine->compared.items;
	const struct nd_compared *const p = &pairs[*(const uint32_t *)x];
	const struct nd_compared *const q = &pairs[*(const uint32_t *)y];
	const double sp = nd_engine_score(p), sq = nd_engine_score(q);
	uint32_t a[2], b[2];

	if (p->relation != q->relation)
		return p->relation < q->relation ? -1 : 1;
	if (sp != sq)
		return sp > sq ? -1 : 1;
	nd_engine_turn(engine, p, &a[0], &b[0]);
	nd_engine_turn(engine, q, &a[1], &b[1]);
	if (a[0] != a[1])
		return a[0] < a[1] ? -1 : 1;
	return (b[0] > b[1]) - (b[0] < b[1]);
}

static enum nd_status put_in_order(struct nd_engine *engine)
{
	const struct nd_compared *const pair = engine->compared.items;

	engine->order.n = 0;
	for (uint32_t i = 0; i < engine->compared.n; i++)
		if (engine->opt.relations & ND_RELATION_BIT(pair[i].relation) & ND_ALL_RELATIONS &&
		    !nd_array_append(&engine->order, &i, 1))
			return ND_ENOMEM;
	if (engine->order.n)
		qsort_r(engine->order.items, engine->order.n, sizeof(uint32_t), best_first,
			engine);
	engine->stats.pairs = engine->order.n;
	return ND_OK;
}

static enum nd_status compare(struct comparison *c)
{
	const struct nd_recipe *const recipe = &c->engine->recipe;
	enum nd_status status;

	nd_engine_tell(c->engine, "identical", 0, 0);
	status = nd_order_find(c->engine);
	if (status == ND_OK)
		status = nd_identical_find(c->engine);
	if (status == ND_OK)
		status = nd_address_find(c->engine);
	if (status == ND_OK && recipe->text_channel)
		status = text_channel(c);
	if (status == ND_OK)	/* not before: it takes 8 bytes an article */
		status = nd_identical_list(c->engine);
	if (status == ND_OK)
		status = add_addresses(c);
	if (status == ND_OK)
		status = add_asked(c);
	if (status == ND_OK && c->keys.n)
		status = verify_all(c);
	if (status == ND_OK && recipe->event_channel)
		status = event_channel(c);
	if (status == ND_OK)
		status = judge(c);
	nd_engine_tell(c->engine, "order", 0, 0);
	if (status == ND_OK)
		status = nd_identical_expand(c->engine);
	return status == ND_OK ? put_in_order(c->engine) : status;
}

/* Nothing can be added any more: free what only that would ask for. */
static void spend(struct nd_engine *engine)
{
	engine->spent = 1;
	nd_ids_release(&engine->ids);
}

/* Leave the templates of sources out, and compare what remains. */
static enum nd_status leave_out_and_compare(struct comparison *c)
{
	struct nd_engine *const engine = c->engine;
	const enum nd_status status = nd_lines_leave_out(engine);

	if (status != ND_OK)
		return status;
	if (engine->spent && !engine->stats.templates)	/* nothing is to be left out of what is read again */
		nd_columns_drop_sources(&engine->columns);
	return compare(c);
}

enum nd_status nd_engine_compare(struct nd_engine *engine)
{
	struct comparison c = { engine, ND_ARRAY_INIT(uint64_t, UINT32_MAX) };
	enum nd_status status;

	if (engine->up_to_date)
		return ND_OK;
	if (engine->spent)
		return engine->once;
	nd_events_return(engine->events);
	nd_events_close(engine->events);
	engine->events = NULL;
	free(engine->story);
	engine->story = NULL;
	engine->stats.crowded = 0;
	engine->compared.n = 0;
	status = nd_engine_make_all(engine);
	nd_again_begin(engine);
	if (status == ND_OK) {
		if (nd_engine_spends(engine))
			spend(engine);
		engine->once = status = leave_out_and_compare(&c);
	}
	nd_array_release(&c.keys);
	engine->up_to_date = status == ND_OK;
	return status;
}

enum nd_status nd_engine_pairs(struct nd_engine *engine, nd_on_pair *fn, void *ctx,
			       struct nd_error *err)
{
	enum nd_status status = nd_engine_compare(engine);
	const struct nd_compared *compared;
	const uint32_t *order;

	if (status != ND_OK)
		return nd_again_fail(engine, status, err);
	compared = engine->compared.items;
	order = engine->order.items;
	for (size_t i = 0; i < engine->order.n; i++) {
		struct nd_pair pair;

		status = nd_engine_show(engine, &compared[order[i]], &pair);
		if (status != ND_OK)
			return nd_again_fail(engine, status, err);
		if (fn(ctx, &pair))
			return nd_fail(err, ND_ESTOPPED, "stopped by callback");
	}
	return ND_OK;
}

enum nd_status nd_engine_compared(struct nd_engine *engine, nd_on_pair *fn, void *ctx,
				  struct nd_error *err)
{
	enum nd_status status = nd_engine_compare(engine);
	const struct nd_compared *compared;

	if (status != ND_OK)
		return nd_again_fail(engine, status, err);
	compared = engine->compared.items;
	for (size_t i = 0; i < engine->compared.n; i++) {
		struct nd_compared one = compared[i];
		struct nd_pair pair;

		if (!(engine->opt.relations & ND_RELATION_BIT(one.relation)))
			one.relation = ND_UNRELATED;
		status = nd_engine_show(engine, &one, &pair);
		if (status != ND_OK)
			return nd_again_fail(engine, status, err);
		if (fn(ctx, &pair))
			return nd_fail(err, ND_ESTOPPED, "stopped by callback");
	}
	return ND_OK;
}
