/*
 * events.h - the event channel: candidates and probabilities
 *
 *	events.c	terms, weights, candidates
 *	views.c		articles as the event channel sees them, and their sketches
 *	judging.c	candidates -> probabilities
 *	judged.c	the figures of one pair, once more
 */
#ifndef ND_ENGINE_EVENTS_H
#define ND_ENGINE_EVENTS_H

#include "engine/engine.h"
#include "lsh/postings.h"
#include "text/vocabulary.h"
#include "verify/event_figures.h"

/* Pairs as a graph: numbered edges between ranks. */
struct nd_event_rows {
	struct nd_event_edge *edges;	/* by b, then a */
	float *figures;			/* n rows of ND_EF_COUNT, or NULL */
	size_t n;
	uint32_t n_articles;
	uint32_t *first, *order;	/* as in struct nd_event_graph */
	struct nd_event_standing *standings; /* by article, while pairs are judged; if texts are
						kept, after it */
};

/* Articles are numbered by rank. */
struct nd_events {
	struct nd_engine *engine;
	uint32_t n;
	struct nd_term_source *sources;
	struct nd_vocabulary vocabulary;
	struct nd_event_view *views;
	struct nd_arena *lists;		/* one a thread: what these point to, until they were compared */
	struct nd_posting *sketches;	/* one after the other, until candidates were found */
	size_t *sketch_from;		/* by rank: where its sketch begins; one more for the end */
	struct nd_event_rows judged;	/* scores are first probabilities; if texts are kept to
					   explain them */
};

/* How far the background table is trusted with an article of whose words it knows this share: 0-1. */
float nd_event_confidence(float coverage);

/* Flags of a term, now that it is known how rare it is. */
unsigned nd_event_flags(unsigned flags, struct nd_idf idf);

/* Terms that the sketches of two candidates share at least; one shared name is no story. */
#define ND_EVENT_MIN_SHARED 2

/*
 * How many candidates an article of so many terms may have in a pile of n: 'least', and
 * more the shorter it is.
 */
uint16_t nd_event_most_candidates(unsigned least, uint32_t n_terms, double n);

/* What a term weighs in an article's sketch, by its background idf. */
float nd_event_sketch_weight(unsigned tf, unsigned flags, float idf);

/* Make the views of all articles, and their sketches; an engine that spends has no terms
 * afterwards.  Fails only with ND_ENOMEM. */
enum nd_status nd_events_view(struct nd_events *events);

/* Free the views' lists of terms, and of an engine that spends the vocabulary. */
void nd_events_drop_lists(struct nd_events *events);

/*
 * Number the terms of all documents, weigh them and sketch the documents.  The
 * engine's documents and their order must outlive the channel.  Fails only
 * with ND_ENOMEM.
 */
enum nd_status nd_events_open(struct nd_events **out, struct nd_engine *engine);
void nd_events_close(struct nd_events *events);	/* NULL is fine */

/*
 * The channel writes numbers into the documents' lists of terms.  Make them
 * what they were; after that the channel can only be closed.  NULL is fine.
 */
void nd_events_return(struct nd_events *events);

/* Append the candidate pairs to 'out' (uint64_t: nd_pair_of_ranks()), each once.  The sketches
 * are used up by it. */
enum nd_status nd_events_candidates(struct nd_events *events, struct nd_array *out,
				    uint64_t *crowded);

/*
 * Fill in 'event' of those compared pairs in which it is below 0, and of further
 * candidates, whose keys are ascending, each once, and are used up by it.  A pair is
 * judged among all these.  Where the terms alone leave it a chance it is verified,
 * too, if it was not: see nd_engine_verify(), and its errors.  Of the further
 * candidates those with a chance become compared pairs; no others.
 */
enum nd_status nd_events_judge(struct nd_events *events, struct nd_array *keys);

/*
 * What the model is trained on: the pair and rank figures of n pairs, sorted as
 * above, the graph group still 0; the score of an edge is COS_STEEP.  Errors as
 * above, and then *rows is empty.
 */
enum nd_status nd_events_figures(struct nd_events *events, struct nd_compared *pairs, size_t n,
				 struct nd_event_rows *rows);
void nd_event_rows_release(struct nd_event_rows *rows);

/* The rows as a graph; it points into them. */
struct nd_event_graph nd_event_rows_graph(const struct nd_event_rows *rows);

/*
 * Fill f[0 .. ND_EF_PAIR_END) of two articles as far as it follows from their terms and
 * the times of the nearest of their printings; a focus on b serves the next a, too.
 * Fails only with ND_ENOMEM.
 */
enum nd_status nd_events_term_figures(const struct nd_events *events, struct nd_event_focus *focus,
				      uint32_t a, uint32_t b, float *f);

/*
 * The figures by which a pair was judged, once more: f[0 .. ND_EF_COUNT).
 * ND_ENOENT where it was not judged or the engine keeps no texts, else ND_ENOMEM.
 */
enum nd_status nd_events_row(struct nd_events *events, const struct nd_compared *pair, float *f);

/* A term that two documents share, and its share of all that they have in common: 0-1. */
struct nd_event_shared {
	uint32_t key;
	double share;
};

/* Append the heaviest shared terms of documents a and b to 'out', at most 'most'. */
enum nd_status nd_events_shared(const struct nd_events *events, uint32_t a, uint32_t b,
				size_t most, struct nd_array *out);

#endif
