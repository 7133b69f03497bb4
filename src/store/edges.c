/* edges.c - what is known of pairs, seen from either article */
#include <string.h>

#include "store/finding.h"

size_t nd_later_ties(const struct nd_store *store, uint32_t number,
		     struct nd_tie later[ND_LATER_MOST])
{
	const struct nd_tie *tie = nd_links_latest(&store->links, number);
	size_t n = 0;

	for (; tie && n < ND_LATER_MOST; tie = nd_links_before(&store->links, tie))
		if (nd_gone(store, tie->later) != ND_REMOVED)
			later[n++] = *tie;
	for (size_t i = 0; i < n / 2; i++) {	/* the earliest first */
		const struct nd_tie held = later[i];

		later[i] = later[n - 1 - i];
		later[n - 1 - i] = held;
	}
	return n;
}

/* The edges of an article to earlier ones; *n of them, not aligned. */
static enum nd_status get_edges(struct nd_store *store, uint32_t number, const char **edges,
				size_t *n)
{
	struct nd_bytes bytes = { NULL, 0 };
	const enum nd_status status = nd_ledger_get(&store->ledger, ND_TABLE_EDGES, number, &bytes);

	*edges = bytes.at;
	*n = bytes.n / sizeof(struct nd_edge);
	return status == ND_ENOENT ? ND_OK : nd_store_failed(store, status);
}

enum nd_status nd_near_list(struct nd_store *store, struct nd_found *found)
{
	struct nd_array *const near = &store->finding->near;
	struct nd_tie later[ND_LATER_MOST];
	const size_t n_later = nd_later_ties(store, found->number, later);
	size_t n;
	const struct nd_tie *const earlier = nd_links_earlier(&store->links, found->number, &n);
	struct nd_near *to;

	found->near_from = (uint32_t)near->n;
	to = nd_array_append(near, NULL, n + n_later);
	if (!to)
		return nd_fail_memory(&store->err);
	for (size_t i = 0; i < n; i++)
		*to++ = (struct nd_near){ earlier[i].earlier, earlier[i].first / ND_SCORE_UNIT };
	for (size_t i = 0; i < n_later; i++)
		*to++ = (struct nd_near){ later[i].later, later[i].first / ND_SCORE_UNIT };
	found->near = (uint32_t)(n + n_later);
	return ND_OK;
}

/* Place of the first of n edges whose other end is not below 'number'. */
static size_t place_of_edge(const char *edges, size_t n, uint32_t number)
{
	size_t low = 0, high = n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		uint32_t other;

		memcpy(&other, edges + middle * sizeof(struct nd_edge) +
		       offsetof(struct nd_edge, other), sizeof(other));
		if (other < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

enum nd_status nd_edge_measures(struct nd_store *store, uint32_t number, const struct nd_edge *edge,
				float *jaccard, float *containment)
{
	struct nd_kept a, b;
	struct nd_overlap overlap;
	enum nd_status status = nd_store_read(store, number, &a);

	if (status == ND_OK)
		status = nd_store_read(store, edge->other, &b);
	if (status != ND_OK)
		return status;
	overlap = nd_overlap_of(edge->common, a.head->shingles, b.head->shingles);
	*jaccard = (float)overlap.jaccard;
	*containment = (float)overlap.containment;
	return ND_OK;
}

/* Add those edges of 'owner' that are pairs of 'number'. */
static enum nd_status add_neighbours(struct nd_store *store, uint32_t number, uint32_t owner)
{
	const char *edges;
	size_t n;
	enum nd_status status = get_edges(store, owner, &edges, &n);

	for (size_t i = owner == number ? 0 : place_of_edge(edges, n, number);
	     i < n && status == ND_OK; i++) {
		struct nd_neighbour one;
		struct nd_edge edge;

		memcpy(&edge, edges + i * sizeof(edge), sizeof(edge));
		if (owner != number && edge.other != number)
			break;
		one = (struct nd_neighbour){
			.other = owner == number ? edge.other : owner,
			.relation = edge.relation, .same_url = edge.same_url, .event = edge.event,
		};
		if (nd_gone(store, one.other) == ND_REMOVED)
			continue;
		status = nd_edge_measures(store, owner, &edge, &one.jaccard, &one.containment);
		if (status == ND_OK && !nd_array_append(&store->finding->neighbours, &one, 1))
			status = nd_fail_memory(&store->err);
	}
	return status;
}

enum nd_status nd_neighbours(struct nd_store *store, uint32_t number)
{
	struct nd_tie later[ND_LATER_MOST];
	const size_t n = nd_later_ties(store, number, later);
	enum nd_status status;

	store->finding->neighbours.n = 0;
	status = add_neighbours(store, number, number);
	for (size_t i = 0; i < n && status == ND_OK; i++)
		status = add_neighbours(store, number, later[i].later);
	return status;
}
