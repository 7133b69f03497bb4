/*
 * group.c - compared pairs to stories
 *
 * Articles are numbered by rank here, so that of equal choices the earlier one
 * wins.  Identical articles are one: a text that is printed a hundred times
 * votes once.  The other pairs enter the clustering with their probability,
 * those below the threshold too: they speak for or against a group.
 */
#include <stdlib.h>

#include "cluster/average.h"
#include "engine/engine.h"

/* Copies are one story, as sure as anything here is. */
#define COPY_PROBABILITY	0.99f

/* Groups are joined while their mean probability is at least this share of the
 * threshold of a pair: the mean also counts the pairs that were no candidates. */
#define CUT_SHARE		0.8

struct grouping {
	const struct nd_engine *engine;
	uint32_t n;
	uint32_t *canonical;	/* the earliest identical article, by rank */
	uint32_t *story;	/* the earliest article of the story, by rank */
	struct nd_array links;	/* struct nd_link */
};

static uint32_t rank_of(const struct grouping *g, uint32_t place)
{
	return nd_documents(g->engine)[place].rank;
}

int nd_engine_links(const struct nd_engine *engine, const struct nd_compared *pair)
{
	const uint32_t relations = engine->opt.relations;

	if (pair->relation == ND_UNRELATED)	/* below the threshold, but it has a probability */
		return relations & ND_RELATION_BIT(ND_SAME_EVENT) &&
		       nd_engine_in_window(engine, pair);
	return !!(relations & ND_RELATION_BIT(pair->relation));
}

static float probability(const struct nd_compared *pair)
{
	if (pair->relation < ND_SAME_EVENT && pair->event < COPY_PROBABILITY)
		return COPY_PROBABILITY;
	return pair->event;
}

static int by_ends(const void *x, const void *y)
{
	const struct nd_link *const p = x, *const q = y;

	if (p->a != q->a)
		return p->a < q->a ? -1 : 1;
	if (p->b != q->b)
		return p->b < q->b ? -1 : 1;
	return (p->probability < q->probability) - (p->probability > q->probability);
}

/* Collect the links between articles that are not identical, each once, the likeliest of each. */
static enum nd_status collect_links(struct grouping *g)
{
	const struct nd_compared *const pair = g->engine->compared.items;
	const size_t n = g->engine->compared.n;
	struct nd_link *link;
	size_t kept = 0;

	for (uint32_t i = 0; i < g->n; i++)
		g->canonical[i] = i;
	for (size_t i = 0; i < n; i++)	/* by rank of b: a's own is settled already */
		if (pair[i].relation == ND_IDENTICAL && nd_engine_links(g->engine, &pair[i]))
			g->canonical[rank_of(g, pair[i].b)] = g->canonical[rank_of(g, pair[i].a)];
	for (size_t i = 0; i < n; i++) {
		const uint32_t a = g->canonical[rank_of(g, pair[i].a)];
		const uint32_t b = g->canonical[rank_of(g, pair[i].b)];
		const struct nd_link one = { a < b ? a : b, a < b ? b : a, probability(&pair[i]) };

		if (a != b && one.probability > 0 && nd_engine_links(g->engine, &pair[i]) &&
		    !nd_array_append(&g->links, &one, 1))
			return ND_ENOMEM;
	}
	link = g->links.items;
	if (g->links.n)
		qsort(link, g->links.n, sizeof(*link), by_ends);
	for (size_t i = 0; i < g->links.n; i++)
		if (i == 0 || link[i].a != link[i - 1].a || link[i].b != link[i - 1].b)
			link[kept++] = link[i];
	g->links.n = kept;
	return ND_OK;
}

enum nd_status nd_engine_group(struct nd_engine *engine)
{
	const uint32_t n = (uint32_t)engine->made;
	const double cut = engine->opt.event_threshold * CUT_SHARE;
	struct grouping g = {
		.engine = engine,
		.n = n,
		.canonical = nd_calloc(n, sizeof(*g.canonical)),
		.story = nd_calloc(n, sizeof(*g.story)),
		.links = ND_ARRAY_INIT(struct nd_link, UINT32_MAX),
	};
	enum nd_status status = g.canonical && g.story ? collect_links(&g) : ND_ENOMEM;

	if (status == ND_OK)
		status = nd_cluster_average(g.links.items, g.links.n, n, cut, g.story);
	for (uint32_t i = 0; i < n && status == ND_OK; i++)
		g.story[i] = g.story[g.canonical[i]];
	free(engine->story);
	engine->story = g.story;
	free(g.canonical);
	nd_array_release(&g.links);
	return status;
}
