/*
 * group.c - compared pairs to stories
 *
 * Articles are numbered by rank here, so that of equal choices the earlier one
 * wins.  Identical articles are one: a text that is printed a hundred times
 * votes once.  The other pairs enter the clustering with their probability,
 * those below the threshold too: they speak for or against a group.  Groups are
 * joined while the mean probability between them, weighed with their sizes (see
 * average.h), reaches the threshold of a pair.
 */
#include <stdlib.h>

#include "cluster/average.h"
#include "engine/identical.h"

struct grouping {
	const struct nd_engine *engine;
	uint32_t n;
	uint32_t *story;	/* the earliest article of the story, by rank */
	struct nd_array links;	/* struct nd_link */
};

static uint32_t rank_of(const struct grouping *g, uint32_t place)
{
	return nd_rank_at(g->engine, place);
}

int nd_engine_links(const struct nd_engine *engine, const struct nd_compared *pair)
{
	const uint32_t relations = engine->opt.relations;

	if (pair->relation == ND_IDENTICAL)	/* one text, whatever is asked for */
		return 1;
	if (pair->jaccard < 0)			/* a stranger, if they are kept */
		return 0;
	if (pair->relation == ND_UNRELATED)	/* below the threshold, but it has a probability */
		return relations & ND_RELATION_BIT(ND_SAME_EVENT) &&
		       nd_engine_ever_in_window(engine, pair);
	return !!(relations & ND_RELATION_BIT(pair->relation));
}

static float probability(const struct grouping *g, const struct nd_compared *pair)
{
	double hours = -1;

	if (pair->same_address)
		return ND_ADDRESS_PROBABILITY;
	if (pair->relation == ND_NEAR_DUPLICATE)
		hours = nd_identical_hours(g->engine, g->engine->first[rank_of(g, pair->a)],
					   g->engine->first[rank_of(g, pair->b)]);
	return nd_story_probability(pair->relation,
				    nd_copy_holds(pair->relation, pair->event, pair->jaccard, hours),
				    hours, pair->event);
}

/* Collect the links between first articles: identical ones are one, and pairs of the others,
 * which may be there by now, say the same once more. */
static enum nd_status collect_links(struct grouping *g)
{
	const struct nd_compared *const pair = g->engine->compared.items;
	const size_t n = g->engine->compared.n;

	for (size_t i = 0; i < n; i++) {
		const struct nd_link one = {
			rank_of(g, pair[i].a), rank_of(g, pair[i].b), probability(g, &pair[i]),
		};

		if (nd_is_first(g->engine, one.a) && nd_is_first(g->engine, one.b) &&
		    one.probability > 0 && nd_engine_links(g->engine, &pair[i]) &&
		    !nd_array_append(&g->links, &one, 1))
			return ND_ENOMEM;
	}
	return ND_OK;
}

enum nd_status nd_engine_group(struct nd_engine *engine)
{
	const uint32_t n = (uint32_t)engine->made;
	struct grouping g = {
		.engine = engine,
		.n = n,
		.story = nd_calloc(n, sizeof(*g.story)),
		.links = ND_ARRAY_INIT(struct nd_link, UINT32_MAX),
	};
	enum nd_status status = g.story ? collect_links(&g) : ND_ENOMEM;

	if (status == ND_OK)
		status = nd_cluster_average(g.links.items, g.links.n, n,
					    engine->opt.event_threshold, ND_CLUSTER_TRUST, g.story);
	for (uint32_t i = 0; i < n && status == ND_OK; i++)
		g.story[i] = g.story[engine->first[i]];
	free(engine->story);
	engine->story = g.story;
	nd_array_release(&g.links);
	return status;
}
