/*
 * judged.c - what a pair was judged by, once more
 *
 * An engine that explains keeps the candidates of the judging as a graph, with how
 * each article's score; the figures of one pair follow from its two articles and
 * these.
 */
#include "engine/events.h"

/* Number of the edge of two ranks; n where there is none. */
static size_t find_edge(const struct nd_event_rows *rows, uint32_t a, uint32_t b)
{
	const uint64_t wanted = nd_pair_of_ranks(a, b);
	size_t low = 0, high = rows->n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (nd_pair_of_ranks(rows->edges[middle].a, rows->edges[middle].b) < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return low < rows->n && rows->edges[low].a == a && rows->edges[low].b == b ? low : rows->n;
}

/* What article believes of its other candidates. */
static void hope_again(const struct nd_event_rows *rows, uint32_t article, size_t e, float *best,
		       float *sum)
{
	*best = *sum = 0;
	for (uint32_t i = rows->first[article]; i < rows->first[article + 1]; i++) {
		const float p = rows->edges[rows->order[i]].score;

		*sum += nd_event_belief(p);
		if (rows->order[i] != e && p > *best)
			*best = p;
	}
}

static void graph_again(const struct nd_event_rows *rows, size_t e, float *f)
{
	const uint32_t end[2] = { rows->edges[e].a, rows->edges[e].b };
	struct nd_event_common common = { 0 };
	float best[2], sum[2];

	for (int k = 0; k < 2; k++)
		hope_again(rows, end[k], e, &best[k], &sum[k]);
	for (uint32_t i = rows->first[end[0]], j = rows->first[end[1]];
	     i < rows->first[end[0] + 1] && j < rows->first[end[1] + 1];) {
		const struct nd_event_edge *const x = &rows->edges[rows->order[i]];
		const struct nd_event_edge *const y = &rows->edges[rows->order[j]];
		const uint32_t other_x = x->a == end[0] ? x->b : x->a;
		const uint32_t other_y = y->a == end[1] ? y->b : y->a;

		if (other_x == other_y)
			nd_event_meet(&common, x->score, y->score);
		i += other_x <= other_y;
		j += other_y <= other_x;
	}
	nd_event_graph_pair(rows->edges[e].score, best, sum, &common, f);
}

enum nd_status nd_events_row(struct nd_events *events, const struct nd_compared *pair, float *f)
{
	const struct nd_engine *const engine = events->engine;
	const struct nd_event_rows *const rows = &events->judged;
	const struct nd_event_standing *const standing = rows->standings;
	const uint32_t x = engine->first[nd_rank_at(engine, pair->a)];
	const uint32_t y = engine->first[nd_rank_at(engine, pair->b)];
	const uint32_t a = x < y ? x : y, b = x < y ? y : x;
	const size_t e = find_edge(rows, a, b);
	struct nd_event_focus focus = ND_EVENT_FOCUS_INIT;
	enum nd_status status;

	if (e == rows->n)
		return ND_ENOENT;
	status = nd_events_term_figures(events, &focus, a, b, f);
	if (status == ND_OK)
		status = nd_event_copy_figures(&focus.quotes, &events->views[a], pair->jaccard,
					       pair->containment, f);
	if (status == ND_OK) {
		nd_event_rank_pair(&standing[a], &standing[b], f[ND_EF_COS_STEEP], f);
		graph_again(rows, e, f);
	}
	nd_event_focus_release(&focus);
	return status;
}
