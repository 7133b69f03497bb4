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

#include "verify/event_figures.h"

enum { NOISE_FROM = 20, NOISE_TO = 30 };

/* What one article's candidates look like, best first. */
struct standing {
	float *scores;
	uint32_t n;
	float noise; /* mean of the 21st to 30th: what a stranger scores here */
};

static int descending(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x < y) - (x > y);
}

static void stand(const struct nd_event_graph *g, uint32_t article, float *scores,
		  struct standing *s)
{
	uint32_t from = g->first[article], n = g->first[article + 1] - from;
	float sum = 0;

	s->scores = scores + from;
	s->n = n;
	for (uint32_t i = 0; i < n; i++)
		s->scores[i] = g->edges[g->order[from + i]].score;
	qsort(s->scores, n, sizeof(*scores), descending);
	for (uint32_t i = NOISE_FROM; i < n && i < NOISE_TO; i++)
		sum += s->scores[i];
	/* fewer candidates than places: the missing ones score nothing */
	s->noise = sum / (NOISE_TO - NOISE_FROM);
}

/* How many candidates score more than x. */
static uint32_t count_above(const struct standing *s, float x)
{
	uint32_t low = 0, high = s->n;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (s->scores[middle] > x)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void put_both(float *f, int at, float x, float y)
{
	f[at] = fminf(x, y);
	f[at + 1] = fmaxf(x, y);
}

static void put_rank(const struct standing *a, const struct standing *b, float score, float *f)
{
	const struct standing *side[2] = { a, b };
	float rank[2], best[2], over[2], density[2];

	for (int k = 0; k < 2; k++) {
		const struct standing *s = side[k];
		uint32_t above = count_above(s, score);
		float rival = above > 0 ? s->scores[0] : s->n > 1 ? s->scores[1] : 0;

		rank[k] = (float)above;
		best[k] = score / (rival + .02f);
		over[k] = score / (s->noise + .02f);
		density[k] = (float)count_above(s, .7f * score);
	}
	put_both(f, ND_EF_RANK_MIN, rank[0], rank[1]);
	put_both(f, ND_EF_TO_BEST_MIN, best[0], best[1]);
	put_both(f, ND_EF_OVER_NOISE_MIN, over[0], over[1]);
	put_both(f, ND_EF_NOISE_MIN, a->noise, b->noise);
	put_both(f, ND_EF_DENSITY_MIN, density[0], density[1]);
}

int nd_event_rank_figures(const struct nd_event_graph *g, float *f)
{
	struct standing *all = malloc((g->n_articles + 1) * sizeof(*all));
	float *scores = malloc((2 * g->n_edges + 1) * sizeof(*scores));

	if (!all || !scores) {
		free(all);
		free(scores);
		return -1;
	}
	for (uint32_t i = 0; i < g->n_articles; i++)
		stand(g, i, scores, &all[i]);
	for (size_t e = 0; e < g->n_edges; e++) {
		const struct nd_event_edge *edge = &g->edges[e];

		put_rank(&all[edge->a], &all[edge->b], edge->score, f + e * ND_EF_COUNT);
	}
	free(all);
	free(scores);
	return 0;
}

/* First probabilities of one article's edges, summed up. */
struct hopes {
	float best, second, sum;
	uint32_t best_edge;
};

static void hope(const struct nd_event_graph *g, uint32_t article, struct hopes *h)
{
	*h = (struct hopes){ 0, 0, 0, UINT32_MAX };
	for (uint32_t i = g->first[article]; i < g->first[article + 1]; i++) {
		float p = g->edges[g->order[i]].score;

		h->sum += p;
		if (p > h->best) {
			h->second = h->best;
			h->best = p;
			h->best_edge = g->order[i];
		} else if (p > h->second) {
			h->second = p;
		}
	}
}

static uint32_t other_end(const struct nd_event_edge *e, uint32_t article)
{
	return e->a == article ? e->b : e->a;
}

/* What the two articles' other neighbours say of them. */
struct common {
	float product, least;	/* over neighbours of both: sums of p * q and min(p, q) */
	float best;		/* min(p, q) */
};

static void meet_common(const struct nd_event_graph *g, uint32_t a, uint32_t b, struct common *c)
{
	uint32_t i = g->first[a], ie = g->first[a + 1], j = g->first[b], je = g->first[b + 1];

	*c = (struct common){ 0 };
	while (i < ie && j < je) {
		const struct nd_event_edge *x = &g->edges[g->order[i]], *y = &g->edges[g->order[j]];
		uint32_t u = other_end(x, a), v = other_end(y, b);

		if (u == v) {
			float least = fminf(x->score, y->score);

			c->product += x->score * y->score;
			c->least += least;
			c->best = fmaxf(c->best, least);
		}
		i += u <= v;
		j += v <= u;
	}
}

static void put_graph(const struct nd_event_graph *g, uint32_t e, const struct hopes *all, float *f)
{
	const struct nd_event_edge *edge = &g->edges[e];
	const struct hopes *side[2] = { &all[edge->a], &all[edge->b] };
	float p = edge->score, rival[2], ratio[2], degree[2], against[2];
	struct common c;

	meet_common(g, edge->a, edge->b, &c);
	for (int k = 0; k < 2; k++) {
		rival[k] = side[k]->best_edge == e ? side[k]->second : side[k]->best;
		ratio[k] = p / (rival[k] + .05f);
		degree[k] = side[k]->sum - p;
		against[k] = degree[k] - c.least;
	}
	f[ND_EF_P1] = p;
	put_both(f, ND_EF_BEST_MIN, rival[0], rival[1]);
	put_both(f, ND_EF_P_RATIO_MIN, ratio[0], ratio[1]);
	f[ND_EF_COMMON] = c.product;
	f[ND_EF_COMMON_BEST] = c.best;
	/* of all that either side believes in, how much do both */
	f[ND_EF_AGREE] = c.least / (degree[0] + degree[1] - c.least + .2f);
	put_both(f, ND_EF_AGAINST_MIN, against[0], against[1]);
	put_both(f, ND_EF_DEGREE_MIN, degree[0], degree[1]);
	f[ND_EF_SUPPORT] = c.product / (fminf(degree[0], degree[1]) + .2f);
}

int nd_event_graph_figures(const struct nd_event_graph *g, float *f)
{
	struct hopes *all = malloc((g->n_articles + 1) * sizeof(*all));

	if (!all)
		return -1;
	for (uint32_t i = 0; i < g->n_articles; i++)
		hope(g, i, &all[i]);
	for (size_t e = 0; e < g->n_edges; e++)
		put_graph(g, (uint32_t)e, all, f + e * ND_EF_COUNT);
	free(all);
	return 0;
}
