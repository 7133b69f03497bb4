/*
 * event_graph.c - how a pair stands among the other candidates
 *
 * A score says little by itself: what is high in one pile is common in another.
 * It says more how far it stands out among the candidates of both articles,
 * and, once every pair has a first probability, whether the two articles
 * believe in the same others.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "base/sort.h"
#include "verify/event_figures.h"

#define ARTICLES	256	/* a thread takes at once */
#define EDGES		1024

enum { NOISE_FROM = 20, NOISE_TO = 30 };

struct nd_event_standing nd_event_stand(const float *scores, uint32_t n)
{
	float sum = 0;

	for (uint32_t i = NOISE_FROM; i < n && i < NOISE_TO; i++)
		sum += scores[i];
	/* fewer candidates than places: the missing ones score nothing */
	return (struct nd_event_standing){
		n > 0 ? scores[0] : 0, n > 1 ? scores[1] : 0, sum / (NOISE_TO - NOISE_FROM),
	};
}

struct ranking {
	const struct nd_event_graph *graph;
	struct nd_event_standing *of;
	struct nd_array *keys;		/* uint64_t, one a worker: scratch of the sort */
};

/* A number that falls when x, which is no NaN, rises. */
static uint32_t falling(float x)
{
	uint32_t bits;

	x += 0.0f;	/* no -0 */
	memcpy(&bits, &x, sizeof(bits));
	return bits >> 31 ? bits : ~bits & 0x7fffffff;
}

static enum nd_status stand(const struct ranking *ranking, uint32_t article, unsigned worker)
{
	const struct nd_event_graph *const g = ranking->graph;
	const uint32_t from = g->first[article], n = g->first[article + 1] - from;
	struct nd_array *const keys = &ranking->keys[worker];
	float greatest[NOISE_TO];
	uint64_t *key;

	keys->n = 0;
	key = nd_array_reserve(keys, (size_t)n * 2);
	if (!key)
		return ND_ENOMEM;
	for (uint32_t i = 0; i < n; i++) {
		const float score = g->edges[g->order[from + i]].score;
		uint32_t bits;

		memcpy(&bits, &score, sizeof(bits));
		key[i] = (uint64_t)falling(score) << 32 | bits;
	}
	nd_sort_u64(key, key + n, n);
	for (uint32_t i = 0; i < n && i < NOISE_TO; i++) {
		const uint32_t bits = (uint32_t)key[i];

		memcpy(&greatest[i], &bits, sizeof(bits));
	}
	ranking->of[article] = nd_event_stand(greatest, n < NOISE_TO ? n : NOISE_TO);
	return ND_OK;
}

static enum nd_status stand_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	enum nd_status status = ND_OK;

	for (size_t i = from; i < to && status == ND_OK; i++)
		status = stand(ctx, (uint32_t)i, worker);
	return status;
}

static void put_both(float *f, int at, float x, float y)
{
	f[at] = x < y ? x : y;
	f[at + 1] = x < y ? y : x;
}

void nd_event_rank_pair(const struct nd_event_standing *a, const struct nd_event_standing *b,
			float score, float *f)
{
	const struct nd_event_standing *side[2] = { a, b };
	float best[2], over[2];

	for (int k = 0; k < 2; k++) {
		const float rival = side[k]->best > score ? side[k]->best : side[k]->second;

		best[k] = score / (rival + .02f);
		over[k] = score / (side[k]->noise + .02f);
	}
	put_both(f, ND_EF_TO_BEST_MIN, best[0], best[1]);
	put_both(f, ND_EF_OVER_NOISE_MIN, over[0], over[1]);
	put_both(f, ND_EF_NOISE_MIN, a->noise, b->noise);
}

enum nd_status nd_event_stand_all(struct nd_event_standing *of, const struct nd_event_graph *g,
				  unsigned threads)
{
	struct ranking ranking = {
		.graph = g,
		.of = of,
		.keys = nd_calloc(threads, sizeof(*ranking.keys)),
	};
	enum nd_status status;

	if (!ranking.keys)
		return ND_ENOMEM;
	for (unsigned t = 0; t < threads; t++)
		ranking.keys[t] = (struct nd_array)ND_ARRAY_INIT(uint64_t, (size_t)UINT32_MAX * 2);
	status = nd_parallel(threads, g->n_articles, ARTICLES, stand_some, &ranking);
	for (unsigned t = 0; t < threads; t++)
		nd_array_release(&ranking.keys[t]);
	free(ranking.keys);
	return status;
}

/* First probabilities of one article's edges, summed up. */
struct hopes {
	float best, second, sum;
	uint32_t best_edge;
	uint32_t n;			/* neighbours that count */
	size_t from;			/* where these are listed */
};

float nd_event_belief(float p)
{
	return p < .05f ? 0 : p;
}

/* What one thread needs to find the common neighbours of an article and many others. */
struct meeting {
	struct nd_sieve sieve;		/* the neighbours of the article in focus */
	const float *chance;		/* the probability of each */
	struct nd_array places;		/* uint32_t: scratch */
};

struct nd_event_beliefs {
	struct nd_event_graph graph;
	unsigned threads;
	uint32_t *ends;			/* every article's neighbours that count ... */
	float *chance;			/* ... and the first probabilities */
	struct hopes *all;		/* by article */
	struct meeting *meetings;	/* one a worker */
};

/* List the neighbours of an article that count, and sum their probabilities up. */
static void hope(const struct nd_event_beliefs *beliefs, uint32_t article)
{
	const struct nd_event_graph *const g = &beliefs->graph;
	struct hopes *const h = &beliefs->all[article];

	h->n = 0;
	for (uint32_t i = g->first[article]; i < g->first[article + 1]; i++) {
		const struct nd_event_edge *const edge = &g->edges[g->order[i]];
		const float p = edge->score;

		if (nd_event_belief(p) > 0) {
			const size_t at = h->from + h->n++;

			beliefs->ends[at] = edge->a == article ? edge->b : edge->a;
			beliefs->chance[at] = p;
			h->sum += p;
		}
		if (p > h->best) {
			h->second = h->best;
			h->best = p;
			h->best_edge = g->order[i];
		} else if (p > h->second) {
			h->second = p;
		}
	}
}

static enum nd_status hope_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	(void)worker;
	for (size_t i = from; i < to; i++)
		hope(ctx, (uint32_t)i);
	return ND_OK;
}

void nd_event_meet(struct nd_event_common *c, float p, float q)
{
	const float least = fminf(nd_event_belief(p), nd_event_belief(q));

	if (least == 0)
		return;
	c->product += p * q;
	c->least += least;
	c->best = fmaxf(c->best, least);
}

/* Of the article in focus and article a. */
static enum nd_status meet_common(const struct nd_event_beliefs *beliefs, struct meeting *meeting, uint32_t a,
				  struct nd_event_common *c)
{
	const size_t from = beliefs->all[a].from;
	const uint32_t n = beliefs->all[a].n;
	uint32_t *const here = nd_array_reserve(&meeting->places, (size_t)n * 2 + ND_SLACK);
	const uint32_t *const there = here + n;
	const float *const chance = beliefs->chance + from;
	size_t common;

	*c = (struct nd_event_common){ 0 };
	if (!here)
		return ND_ENOMEM;
	common = nd_sieve_match(&meeting->sieve, beliefs->ends + from, n, here, here + n);
	for (size_t k = 0; k < common; k++)
		nd_event_meet(c, chance[here[k]], meeting->chance[there[k]]);
	return ND_OK;
}

void nd_event_graph_pair(float p, const float best[2], const float sum[2],
			 const struct nd_event_common *c, float *f)
{
	float ratio[2], degree[2], against[2];

	for (int k = 0; k < 2; k++) {
		ratio[k] = p / (best[k] + .05f);
		degree[k] = sum[k] - nd_event_belief(p);
		against[k] = degree[k] - c->least;
	}
	f[ND_EF_P1] = p;
	put_both(f, ND_EF_BEST_MIN, best[0], best[1]);
	put_both(f, ND_EF_P_RATIO_MIN, ratio[0], ratio[1]);
	f[ND_EF_COMMON] = c->product;
	f[ND_EF_COMMON_BEST] = c->best;
	/* of all that either side believes in, how much do both */
	f[ND_EF_AGREE] = c->least / (degree[0] + degree[1] - c->least + .2f);
	put_both(f, ND_EF_AGAINST_MIN, against[0], against[1]);
	f[ND_EF_SUPPORT] = c->product / (fminf(degree[0], degree[1]) + .2f);
}

static void put_graph(const struct nd_event_beliefs *beliefs, uint32_t e, const struct nd_event_common *c,
		      float *f)
{
	const struct nd_event_edge *const edge = &beliefs->graph.edges[e];
	const struct hopes *const side[2] = { &beliefs->all[edge->a], &beliefs->all[edge->b] };
	float best[2], sum[2];

	for (int k = 0; k < 2; k++) {
		best[k] = side[k]->best_edge == e ? side[k]->second : side[k]->best;
		sum[k] = side[k]->sum;
	}
	nd_event_graph_pair(edge->score, best, sum, c, f);
}

enum nd_status nd_event_graph_some(const struct nd_event_beliefs *beliefs, unsigned worker,
				   const uint32_t *which, size_t n, float *f)
{
	const struct nd_event_graph *const g = &beliefs->graph;
	struct meeting *const meeting = &beliefs->meetings[worker];
	enum nd_status status = ND_OK;
	uint32_t in_focus = 0;

	for (size_t i = 0; i < n && status == ND_OK; i++) {
		const uint32_t b = g->edges[which[i]].b;
		const size_t at = beliefs->all[b].from;
		struct nd_event_common common;

		if (i == 0 || b != in_focus) {	/* the edges of b stand together */
			in_focus = b;
			meeting->chance = beliefs->chance + at;
			status = nd_sieve_fill(&meeting->sieve, beliefs->ends + at, beliefs->all[b].n);
		}
		if (status == ND_OK)
			status = meet_common(beliefs, meeting, g->edges[which[i]].a, &common);
		if (status == ND_OK)
			put_graph(beliefs, which[i], &common, f + i * ND_EF_COUNT);
	}
	return status;
}

/* Count the neighbours of all articles that count, one in ten; returns how many. */
static size_t place_hopes(const struct nd_event_graph *g, struct hopes *all)
{
	size_t n = 0;

	for (uint32_t article = 0; article < g->n_articles; article++)
		all[article].best_edge = UINT32_MAX;
	for (size_t i = 0; i < g->n_edges; i++) {
		const int counts = nd_event_belief(g->edges[i].score) > 0;

		all[g->edges[i].a].n += (uint32_t)counts;
		all[g->edges[i].b].n += (uint32_t)counts;
	}
	for (uint32_t article = 0; article < g->n_articles; article++) {
		all[article].from = n;
		n += all[article].n;
	}
	return n;
}

enum nd_status nd_event_beliefs_open(struct nd_event_beliefs **out, const struct nd_event_graph *g,
				     unsigned threads)
{
	struct nd_event_beliefs *const beliefs = *out = nd_calloc(1, sizeof(*beliefs));
	size_t n;

	if (!beliefs)
		return ND_ENOMEM;
	*beliefs = (struct nd_event_beliefs){
		.graph = *g,
		.threads = threads,
		.all = nd_calloc(g->n_articles, sizeof(*beliefs->all)),
		.meetings = nd_calloc(threads, sizeof(*beliefs->meetings)),
	};
	for (unsigned t = 0; beliefs->meetings && t < threads; t++)
		beliefs->meetings[t] = (struct meeting){
			.sieve = ND_SIEVE_INIT, .places = ND_ARRAY_INIT(uint32_t, UINT32_MAX),
		};
	if (!beliefs->all || !beliefs->meetings)
		return ND_ENOMEM;
	n = place_hopes(g, beliefs->all);
	beliefs->ends = nd_calloc(n, sizeof(*beliefs->ends));
	beliefs->chance = nd_calloc(n, sizeof(*beliefs->chance));
	if (!beliefs->ends || !beliefs->chance)
		return ND_ENOMEM;
	return nd_parallel(threads, g->n_articles, ARTICLES, hope_some, beliefs);
}

void nd_event_beliefs_close(struct nd_event_beliefs *beliefs)
{
	if (!beliefs)
		return;
	for (unsigned t = 0; beliefs->meetings && t < beliefs->threads; t++) {
		nd_sieve_release(&beliefs->meetings[t].sieve);
		nd_array_release(&beliefs->meetings[t].places);
	}
	free(beliefs->meetings);
	free(beliefs->ends);
	free(beliefs->chance);
	free(beliefs->all);
	free(beliefs);
}

struct filling {
	const struct nd_event_beliefs *beliefs;
	float *f;
};

static enum nd_status fill_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct filling *const filling = ctx;
	uint32_t which[EDGES];

	for (size_t i = from; i < to; i++)
		which[i - from] = (uint32_t)i;
	return nd_event_graph_some(filling->beliefs, worker, which, to - from,
				   filling->f + from * ND_EF_COUNT);
}

enum nd_status nd_event_graph_figures(const struct nd_event_graph *g, unsigned threads, float *f)
{
	struct filling filling = { .f = f };
	struct nd_event_beliefs *beliefs;
	enum nd_status status = nd_event_beliefs_open(&beliefs, g, threads);

	filling.beliefs = beliefs;
	if (status == ND_OK)
		status = nd_parallel(threads, g->n_edges, EDGES, fill_some, &filling);
	nd_event_beliefs_close(beliefs);
	return status;
}
