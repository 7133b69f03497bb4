/*
 * judging.c - candidates to probabilities, in three sittings
 *
 * Most candidates are strangers that share a few rare words, and the terms alone
 * show it.  So the first sitting knows nothing of shingles and quotations: it
 * computes what follows from the terms, and of that keeps for each pair only the
 * steps that the forests ask for, a byte a figure.  When all have their score,
 * which tells how a pair stands among the others, the first forest gives each a
 * chance.  Pairs with hardly any go no further: the chance is their probability.
 *
 *	all pairs	   terms, then ranks -> steps -> chance
 *	those with a chance	    shingles -> steps -> first probability
 *	the same		  neighbours -> steps -> probability
 *
 * Only those with a chance become compared pairs, seven of ten candidates are
 * never more than an edge; those that are still count as neighbours.
 *
 * The steps of ND_ROWS edges stand side by side, figure by figure, as the forests
 * take them; those of edges that go on are moved together.
 *
 * Articles are numbered by rank here, pairs are edges between them.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/again.h"
#include "engine/events.h"
#include "engine/identical.h"
#include "verify/event_model.h"

/* Below this chance a pair goes no further, nor below the event threshold if that is less.  Of
 * nine sets pairs and stories are the same bytes as if it spoke against a story with what it has. */
#define CHANCE	0.004f

#define CHUNK	256	/* edges a thread takes at once, whole blocks of ND_ROWS */
_Static_assert(CHUNK % ND_ROWS == 0, "a block belongs to one thread");

/* Steps of figures [0, ND_EF_RANK_END) of ND_ROWS edges. */
typedef uint8_t draft[ND_EF_RANK_END][ND_ROWS];

#define NO_PAIR	UINT32_MAX

struct judging {
	struct nd_events *events;
	struct nd_compared *pairs;
	uint32_t *at;			/* of each edge: its pair, or NO_PAIR */
	struct nd_event_rows *rows;
	struct nd_event_focus *focus;	/* one a worker */
	struct nd_event_quotes *quotes;	/* one a worker */
	struct nd_event_scale scale;
	struct nd_event_beliefs *beliefs;
	draft *drafts;			/* of each block of edges, later of those that have a chance */
	uint8_t *loaded;		/* by place: articles of these that are read again */
	uint32_t *which;		/* edges that have a chance, ascending */
	size_t n_which;
};

/* List the edges of each article by the other end. */
static void list_edges(const struct nd_event_rows *rows)
{
	uint32_t *const first = rows->first;

	for (size_t i = 0; i < rows->n; i++) {
		first[rows->edges[i].a + 2]++;
		first[rows->edges[i].b + 2]++;
	}
	for (uint32_t i = 0; i < rows->n_articles; i++)
		first[i + 2] += first[i + 1];
	/* edges are sorted by b, then a: the earlier others come first, each list ascending */
	for (size_t i = 0; i < rows->n; i++)
		rows->order[first[rows->edges[i].b + 1]++] = (uint32_t)i;
	for (size_t i = 0; i < rows->n; i++)
		rows->order[first[rows->edges[i].a + 1]++] = (uint32_t)i;
}

/* Where each article stands among its candidates, from the scores of the edges. */
static enum nd_status find_standings(struct nd_event_rows *rows, unsigned threads)
{
	const struct nd_event_graph graph = nd_event_rows_graph(rows);

	rows->standings = nd_calloc(rows->n_articles, sizeof(*rows->standings));
	return rows->standings ? nd_event_stand_all(rows->standings, &graph, threads) : ND_ENOMEM;
}

static void drop_standings(struct nd_event_rows *rows)
{
	free(rows->standings);
	rows->standings = NULL;
}

void nd_event_rows_release(struct nd_event_rows *rows)
{
	free(rows->edges);
	free(rows->figures);
	free(rows->first);
	free(rows->order);
	drop_standings(rows);
	*rows = (struct nd_event_rows){ 0 };
}

struct nd_event_graph nd_event_rows_graph(const struct nd_event_rows *rows)
{
	return (struct nd_event_graph){
		rows->edges, rows->n, rows->n_articles, rows->first, rows->order,
	};
}

/* Make edges of n pairs, or of those that have no probability yet, and of the keys of others. */
static enum nd_status make_edges(struct judging *judging, size_t n, int all, const struct nd_array *keys)
{
	const struct nd_engine *const engine = judging->events->engine;
	const struct nd_compared *const pairs = judging->pairs;
	const uint64_t *const key = keys->items;
	const size_t most = n + keys->n;
	struct nd_event_rows *const rows = judging->rows;

	*rows = (struct nd_event_rows){
		.n_articles = judging->events->n,
		.edges = nd_calloc(most, sizeof(*rows->edges)),
		.first = nd_calloc((size_t)judging->events->n + 2, sizeof(*rows->first)),
		.order = nd_calloc(most, 2 * sizeof(*rows->order)),
	};
	judging->at = nd_calloc(most, sizeof(*judging->at));
	if (!rows->edges || !rows->first || !rows->order || !judging->at)
		return ND_ENOMEM;
	for (size_t i = 0, k = 0; i < n || k < keys->n;) {
		const uint64_t x = i < n ? nd_compared_key(engine, &pairs[i]) : UINT64_MAX;
		const uint64_t y = k < keys->n ? key[k] : UINT64_MAX, now = x < y ? x : y;

		if (x > y || all || pairs[i].event < 0) {
			judging->at[rows->n] = x > y ? NO_PAIR : (uint32_t)i;
			rows->edges[rows->n++] = (struct nd_event_edge){
				(uint32_t)now, (uint32_t)(now >> 32), 0,
			};
		}
		i += x <= y;
		k += y <= x;
	}
	list_edges(rows);
	return ND_OK;
}

static enum nd_status judging_open(struct judging *judging, struct nd_events *events,
				   struct nd_compared *pairs, size_t n, int all,
				   const struct nd_array *keys, struct nd_event_rows *rows)
{
	const unsigned threads = events->engine->opt.threads;

	*judging = (struct judging){
		.events = events,
		.pairs = pairs,
		.rows = rows,
		.focus = nd_calloc(threads, sizeof(*judging->focus)),
		.quotes = nd_calloc(threads, sizeof(*judging->quotes)),
	};
	for (unsigned t = 0; judging->focus && judging->quotes && t < threads; t++) {
		judging->focus[t] = (struct nd_event_focus)ND_EVENT_FOCUS_INIT;
		judging->quotes[t] = (struct nd_event_quotes)ND_EVENT_QUOTES_INIT;
	}
	if (!judging->focus || !judging->quotes ||
	    nd_event_scale_open(&judging->scale, &nd_event_first, &nd_event_second) != ND_OK)
		return ND_ENOMEM;
	return make_edges(judging, n, all, keys);
}

static void judging_close(struct judging *judging)
{
	const unsigned threads = judging->events->engine->opt.threads;

	for (unsigned t = 0; judging->focus && judging->quotes && t < threads; t++) {
		nd_event_focus_release(&judging->focus[t]);
		nd_event_quotes_release(&judging->quotes[t]);
	}
	free(judging->focus);
	free(judging->quotes);
	free(judging->at);
	free(judging->drafts);
	free(judging->which);
	if (judging->loaded)
		nd_again_unload(judging->events->engine, judging->loaded);
	free(judging->loaded);
	nd_event_scale_close(&judging->scale);
	nd_event_beliefs_close(judging->beliefs);
}

enum nd_status nd_events_term_figures(const struct nd_events *events, struct nd_event_focus *focus,
				      uint32_t a, uint32_t b, float *f)
{
	enum nd_status status = ND_OK;
	double hours;

	if (focus->view != &events->views[b])	/* the edges of b stand together */
		status = nd_event_focus_on(focus, &events->views[b], events->vocabulary.idf);
	if (status == ND_OK)
		status = nd_event_term_figures(focus, &events->views[a], f);
	if (status != ND_OK || (!nd_identical_repeated(events->engine, a) &&
				!nd_identical_repeated(events->engine, b)))
		return status;
	hours = nd_identical_hours(events->engine, a, b);
	if (hours >= 0)
		f[ND_EF_HOURS] = nd_event_hours(hours);
	return ND_OK;
}

/* The figures of an edge that follow from words in a row; the pair is verified for it. */
static enum nd_status copy_figures(const struct judging *judging, unsigned worker, size_t e, float *f)
{
	const struct nd_event_view *const views = judging->events->views;
	const struct nd_event_edge *const edge = &judging->rows->edges[e];
	struct nd_event_quotes *const quotes = &judging->quotes[worker];
	struct nd_compared *const pair = &judging->pairs[judging->at[e]];
	const enum nd_status status = nd_engine_verify(judging->events->engine, worker, pair);

	if (status != ND_OK)
		return status;
	if (quotes->view != &views[edge->b])	/* the edges of b stand together */
		nd_event_quotes_of(quotes, &views[edge->b]);
	return nd_event_copy_figures(quotes, &views[edge->a], pair->jaccard, pair->containment, f);
}

static void rank_figures(const struct judging *judging, size_t e, float score, float *f)
{
	const struct nd_event_standing *const of = judging->rows->standings;
	const struct nd_event_edge *const edge = &judging->rows->edges[e];

	nd_event_rank_pair(&of[edge->a], &of[edge->b], score, f);
}

/* The first sitting: the score and the steps of each edge. */
static enum nd_status draft_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct judging *const judging = ctx;
	struct nd_event_edge *const edges = judging->rows->edges;
	float f[ND_ROWS][ND_EF_PAIR_END];

	if (worker == 0)	/* the caller's own thread */
		nd_engine_tell(judging->events->engine, "events", from, judging->rows->n);
	for (size_t at = from; at < to; at += ND_ROWS) {
		const size_t n = to - at < ND_ROWS ? to - at : ND_ROWS;

		for (size_t i = at; i < at + n; i++) {
			enum nd_status status;

			if (i + 1 < judging->rows->n)
				nd_event_ask_for(&judging->events->views[edges[i + 1].a]);
			status = nd_events_term_figures(judging->events, &judging->focus[worker],
							edges[i].a, edges[i].b, f[i - at]);
			if (status != ND_OK)
				return status;
			edges[i].score = f[i - at][ND_EF_COS_STEEP];
		}
		nd_event_scale_steps(&judging->scale, f[0], ND_EF_PAIR_END, n, 0, ND_EF_PAIR_END,
				     judging->drafts[at / ND_ROWS]);
	}
	return ND_OK;
}

/* Then how it stands among the others, and its chance. */
static enum nd_status weigh_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct judging *const judging = ctx;
	struct nd_event_edge *const edges = judging->rows->edges;
	float f[ND_ROWS][ND_EF_RANK_END], chance[ND_ROWS];

	(void)worker;
	for (size_t at = from; at < to; at += ND_ROWS) {
		const size_t n = to - at < ND_ROWS ? to - at : ND_ROWS;
		uint8_t (*const steps)[ND_ROWS] = judging->drafts[at / ND_ROWS];

		for (size_t i = 0; i < n; i++)
			rank_figures(judging, at + i, edges[at + i].score, f[i]);
		nd_event_scale_steps(&judging->scale, f[0], ND_EF_RANK_END, n, ND_EF_PAIR_END,
				     ND_EF_RANK_END, steps);
		nd_event_walk(&judging->scale.first, (const uint8_t (*)[ND_ROWS])steps, n, chance);
		for (size_t i = 0; i < n; i++)
			edges[at + i].score = chance[i];
	}
	return ND_OK;
}

/* List the edges that go on: those with a chance, and those already verified for another reason. */
static enum nd_status choose(struct judging *judging)
{
	const struct nd_event_rows *const rows = judging->rows;
	const float chance = fminf(CHANCE, (float)judging->events->engine->opt.event_threshold);

	judging->which = nd_calloc(rows->n, sizeof(*judging->which));
	if (!judging->which)
		return ND_ENOMEM;
	for (size_t e = 0; e < rows->n; e++)
		if (rows->edges[e].score >= chance ||
		    (judging->at[e] != NO_PAIR && judging->pairs[judging->at[e]].jaccard >= 0))
			judging->which[judging->n_which++] = (uint32_t)e;
	return ND_OK;
}

/* Move the steps of the chosen edges together.  They come from their own block or from later ones. */
static void pick(struct judging *judging)
{
	draft picked;
	void *less;

	for (size_t at = 0; at < judging->n_which; at += ND_ROWS) {
		for (size_t i = 0; i < ND_ROWS && at + i < judging->n_which; i++) {
			const uint32_t e = judging->which[at + i];
			const draft *const from = &judging->drafts[e / ND_ROWS];

			for (unsigned figure = 0; figure < ND_EF_RANK_END; figure++)
				picked[figure][i] = (*from)[figure][e % ND_ROWS];
		}
		memcpy(judging->drafts[at / ND_ROWS], picked, sizeof(picked));
	}
	less = realloc(judging->drafts, (judging->n_which / ND_ROWS + 1) * sizeof(*judging->drafts));
	judging->drafts = less ? less : judging->drafts;
}

/* Make compared pairs of the chosen edges that are none yet. */
static enum nd_status admit_chosen(struct judging *judging)
{
	struct nd_engine *const engine = judging->events->engine;
	struct nd_array keys = ND_ARRAY_INIT(uint64_t, UINT32_MAX);
	const struct nd_event_edge *const edges = judging->rows->edges;
	enum nd_status status = ND_OK;

	for (size_t i = 0; i < judging->n_which && status == ND_OK; i++) {
		const struct nd_event_edge *const edge = &edges[judging->which[i]];
		const uint64_t key = nd_pair_of_ranks(edge->a, edge->b);

		if (judging->at[judging->which[i]] == NO_PAIR && !nd_array_append(&keys, &key, 1))
			status = ND_ENOMEM;
	}
	if (status == ND_OK)
		status = nd_engine_admit(engine, &keys);
	nd_array_release(&keys);
	if (status != ND_OK)
		return status;
	judging->pairs = engine->compared.items;
	for (size_t i = 0, e = 0; i < engine->compared.n && e < judging->rows->n;) {
		const uint64_t x = nd_compared_key(engine, &judging->pairs[i]);
		const uint64_t y = nd_pair_of_ranks(edges[e].a, edges[e].b);

		if (x == y)
			judging->at[e] = (uint32_t)i;
		i += x <= y;
		e += y <= x;
	}
	return ND_OK;
}

/* Load what the pairs of n edges, which[0 .. n) or the first, have in a row. */
static enum nd_status load(struct judging *judging, const uint32_t *which, size_t n)
{
	struct nd_engine *const engine = judging->events->engine;
	enum nd_status status;

	judging->loaded = nd_calloc(engine->made, 1);
	if (!judging->loaded)
		return ND_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		const struct nd_event_edge *const edge = &judging->rows->edges[which ? which[i] : i];

		judging->loaded[engine->by_rank[edge->a]] = judging->loaded[engine->by_rank[edge->b]] = 1;
	}
	status = nd_again_load(engine, judging->loaded);
	for (uint32_t rank = 0; rank < judging->events->n; rank++)
		judging->events->views[rank].quoted = nd_columns_features(&engine->columns, engine->by_rank[rank])->quoted;
	return status;
}

/* The second sitting: shingles and quotations, and the first probability. */
static enum nd_status verify_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	static const unsigned news[] = { ND_EF_JACCARD, ND_EF_CONTAIN3, ND_EF_QUOTES };
	const struct judging *const judging = ctx;
	float f[ND_ROWS][ND_EF_PAIR_END], probability[ND_ROWS];

	if (worker == 0)
		nd_engine_tell(judging->events->engine, "verify", from, judging->n_which);
	for (size_t at = from; at < to; at += ND_ROWS) {
		const size_t n = to - at < ND_ROWS ? to - at : ND_ROWS;
		const uint32_t *const which = judging->which + at;
		uint8_t (*const steps)[ND_ROWS] = judging->drafts[at / ND_ROWS];

		for (size_t i = 0; i < n; i++) {
			const enum nd_status status = copy_figures(judging, worker, which[i], f[i]);

			if (status != ND_OK)
				return status;
		}
		for (size_t k = 0; k < sizeof(news) / sizeof(*news); k++)
			nd_event_scale_steps(&judging->scale, f[0], ND_EF_PAIR_END, n, news[k],
					     news[k] + 1, steps);
		nd_event_walk(&judging->scale.first, (const uint8_t (*)[ND_ROWS])steps, n, probability);
		for (size_t i = 0; i < n; i++)
			judging->rows->edges[which[i]].score = probability[i];
	}
	return ND_OK;
}

/* The third sitting, with the graph figures. */
static enum nd_status settle_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct judging *const judging = ctx;
	float f[CHUNK][ND_EF_COUNT], probability[ND_ROWS];
	uint8_t steps[ND_EF_COUNT][ND_ROWS];
	const enum nd_status status = nd_event_graph_some(judging->beliefs, worker,
							  judging->which + from, to - from, f[0]);

	if (status != ND_OK)
		return status;
	for (size_t at = from; at < to; at += ND_ROWS) {
		const size_t n = to - at < ND_ROWS ? to - at : ND_ROWS;

		memcpy(steps, judging->drafts[at / ND_ROWS], sizeof(draft));
		nd_event_scale_steps(&judging->scale, f[at - from], ND_EF_COUNT, n, ND_EF_RANK_END,
				     ND_EF_COUNT, steps);
		nd_event_walk(&judging->scale.second, (const uint8_t (*)[ND_ROWS])steps, n, probability);
		for (size_t i = 0; i < n; i++)
			judging->pairs[judging->at[judging->which[at + i]]].event = probability[i];
	}
	return ND_OK;
}

/* The sittings one after the other. */
static enum nd_status sit(struct judging *judging)
{
	struct nd_event_rows *const rows = judging->rows;
	const struct nd_event_graph graph = nd_event_rows_graph(rows);
	const unsigned threads = judging->events->engine->opt.threads;
	enum nd_status status;

	judging->drafts = nd_calloc(rows->n / ND_ROWS + 1, sizeof(*judging->drafts));
	if (!judging->drafts)
		return ND_ENOMEM;
	if ((status = nd_parallel(threads, rows->n, CHUNK, draft_some, judging)) ||
	    (status = find_standings(rows, threads)) ||
	    (status = nd_parallel(threads, rows->n, CHUNK, weigh_some, judging)))
		return status;
	if (!judging->events->engine->opt.keep_text) {	/* nobody will ask for reasons */
		drop_standings(rows);
		nd_events_drop_lists(judging->events);
	}
	if ((status = choose(judging)))
		return status;
	pick(judging);
	if ((status = admit_chosen(judging)) ||
	    (status = load(judging, judging->which, judging->n_which)) ||
	    (status = nd_parallel(threads, judging->n_which, CHUNK, verify_some, judging)) ||
	    (status = nd_event_beliefs_open(&judging->beliefs, &graph, threads)))
		return status;
	for (size_t e = 0; e < rows->n; e++)
		if (judging->at[e] != NO_PAIR)
			judging->pairs[judging->at[e]].event = rows->edges[e].score;
	return nd_parallel(threads, judging->n_which, CHUNK, settle_some, judging);
}

enum nd_status nd_events_judge(struct nd_events *events, struct nd_array *keys)
{
	const struct nd_array *const compared = &events->engine->compared;
	struct judging judging;
	enum nd_status status;

	nd_event_rows_release(&events->judged);
	status = judging_open(&judging, events, compared->items, compared->n, 0, keys,
			      &events->judged);
	nd_array_release(keys);
	if (status == ND_OK)
		status = sit(&judging);
	judging_close(&judging);
	if (status != ND_OK || !events->engine->opt.keep_text)
		nd_event_rows_release(&events->judged);
	return status;
}

static enum nd_status fill_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct judging *const judging = ctx;
	struct nd_event_rows *const rows = judging->rows;
	enum nd_status status = ND_OK;

	for (size_t e = from; e < to && status == ND_OK; e++) {
		float *const f = rows->figures + e * ND_EF_COUNT;

		status = nd_events_term_figures(judging->events, &judging->focus[worker],
						rows->edges[e].a, rows->edges[e].b, f);
		if (status == ND_OK)
			status = copy_figures(judging, worker, e, f);
		rows->edges[e].score = f[ND_EF_COS_STEEP];
	}
	return status;
}

enum nd_status nd_events_figures(struct nd_events *events, struct nd_compared *pairs, size_t n,
				 struct nd_event_rows *rows)
{
	static const struct nd_array none = ND_ARRAY_INIT(uint64_t, 0);
	const unsigned threads = events->engine->opt.threads;
	struct judging judging;
	enum nd_status status;

	status = judging_open(&judging, events, pairs, n, 1, &none, rows);
	if (status == ND_OK) {
		rows->figures = nd_calloc(n, ND_EF_COUNT * sizeof(*rows->figures));
		status = rows->figures ? load(&judging, NULL, n) : ND_ENOMEM;
		if (status == ND_OK)
			status = nd_parallel(threads, n, CHUNK, fill_some, &judging);
		if (status == ND_OK)
			status = find_standings(rows, threads);
	}
	for (size_t e = 0; e < n && status == ND_OK; e++)
		rank_figures(&judging, e, rows->edges[e].score, rows->figures + e * ND_EF_COUNT);
	drop_standings(rows);
	judging_close(&judging);
	if (status != ND_OK)
		nd_event_rows_release(rows);
	return status;
}
