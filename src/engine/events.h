/*
 * events.h - the event channel: candidates and probabilities
 */
#ifndef ND_ENGINE_EVENTS_H
#define ND_ENGINE_EVENTS_H

#include "engine/engine.h"
#include "text/vocabulary.h"
#include "verify/event_figures.h"

/* How far the background table is trusted with an article of whose words it knows this share: 0-1. */
float nd_event_confidence(float coverage);

/* Flags of a term, now that it is known how rare it is. */
unsigned nd_event_flags(unsigned flags, struct nd_idf idf);

/*
 * Number the terms of all documents, weigh them and sketch the documents.  The
 * engine's documents and their order must outlive the channel.  Fails only
 * with ND_ENOMEM.
 */
enum nd_status nd_events_open(struct nd_events **out, const struct nd_engine *engine);
void nd_events_close(struct nd_events *events);	/* NULL is fine */

/*
 * The channel writes numbers into the documents' lists of terms.  Make them
 * what they were; after that the channel can only be closed.  NULL is fine.
 */
void nd_events_return(struct nd_events *events);

/* Append the candidate pairs to 'out' (uint64_t: nd_pair_of_ranks()), each once. */
enum nd_status nd_events_candidates(const struct nd_events *events, struct nd_array *out,
				    uint64_t *crowded);

/*
 * Fill in 'event' of n pairs, sorted by the rank of b, then of a.  A pair is
 * judged among all the others: the probability depends on the whole array.
 */
enum nd_status nd_events_judge(struct nd_events *events, struct nd_compared *pairs, size_t n);

/* The pairs of a run as the model sees them: what it is applied to, and what it is trained on. */
struct nd_event_rows {
	struct nd_event_edge *edges;	/* as the pairs; ends are ranks, score is COS_STEEP */
	float *figures;			/* n rows of ND_EF_COUNT, the graph group still 0 */
	size_t n;
	uint32_t n_articles;
	uint32_t *first, *order;	/* as in struct nd_event_graph */
};

/*
 * Compute the pair and rank figures of n pairs, sorted by the rank of b, then
 * of a.  Fails only with ND_ENOMEM, and then leaves *rows empty.
 */
enum nd_status nd_events_figures(const struct nd_events *events, const struct nd_compared *pairs,
				 size_t n, struct nd_event_rows *rows);
void nd_event_rows_release(struct nd_event_rows *rows);

/* The rows as a graph; it points into them. */
struct nd_event_graph nd_event_rows_graph(const struct nd_event_rows *rows);

/* The figures that documents a and b were judged by, ND_EF_COUNT of them; NULL where the
 * pair was not judged or the engine keeps no texts. */
const float *nd_events_row(const struct nd_events *events, uint32_t a, uint32_t b);

/* A term that two documents share, and its share of all that they have in common: 0-1. */
struct nd_event_shared {
	uint32_t key;
	double share;
};

/* Append the heaviest shared terms of documents a and b to 'out', at most 'most'. */
enum nd_status nd_events_shared(const struct nd_events *events, uint32_t a, uint32_t b,
				size_t most, struct nd_array *out);

#endif
