/* edges.c - what the tables have of pairs, seen from either article */
#include <string.h>

#include "store/finding.h"

/* Later neighbours of an article that are looked at: where a text is edited a thousand times
 * its latest versions speak for the others. */
#define LATER_MOST	64

static uint32_t other_of(const struct nd_back_edge *back)
{
	return (uint32_t)back->other[0] << 24 | (uint32_t)back->other[1] << 16 |
	       (uint32_t)back->other[2] << 8 | back->other[3];
}

enum nd_status nd_back_list(struct nd_store *store, uint32_t number)
{
	struct nd_array *const back = &store->finding->back;
	enum nd_status status;

	back->n = 0;
	status = nd_ledger_list(&store->ledger, ND_TABLE_BACK, number, back);
	if (status == ND_OK && back->n > LATER_MOST) {
		memmove(back->items, (struct nd_back_edge *)back->items + back->n - LATER_MOST,
			LATER_MOST * sizeof(struct nd_back_edge));
		back->n = LATER_MOST;
	}
	return nd_store_failed(store, status);
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
	struct nd_finding *const finding = store->finding;
	const struct nd_back_edge *back;
	const char *edges;
	size_t n;
	enum nd_status status = get_edges(store, found->number, &edges, &n);

	found->near_from = (uint32_t)finding->near.n;
	for (size_t i = 0; i < n && status == ND_OK; i++) {
		struct nd_edge edge;

		memcpy(&edge, edges + i * sizeof(edge), sizeof(edge));
		if (!nd_array_append(&finding->near, &(struct nd_near){
				edge.other, edge.first / ND_SCORE_UNIT }, 1))
			status = nd_fail_memory(&store->err);
	}
	if (status == ND_OK)
		status = nd_back_list(store, found->number);
	back = finding->back.items;
	for (size_t i = 0; i < finding->back.n && status == ND_OK; i++)
		if (!nd_array_append(&finding->near, &(struct nd_near){
				other_of(&back[i]), back[i].first / ND_SCORE_UNIT }, 1))
			status = nd_fail_memory(&store->err);
	found->near = (uint32_t)finding->near.n - found->near_from;
	return status;
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
	struct nd_finding *const finding = store->finding;
	enum nd_status status;

	finding->neighbours.n = 0;
	status = add_neighbours(store, number, number);
	if (status == ND_OK)
		status = nd_back_list(store, number);
	for (size_t i = 0; i < finding->back.n && status == ND_OK; i++)
		status = add_neighbours(store, number,
					other_of((struct nd_back_edge *)finding->back.items + i));
	return status;
}
