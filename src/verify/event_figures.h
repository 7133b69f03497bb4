/*
 * event_figures.h - the figures a pair is judged by in the event channel
 *
 * Three groups, computed one after the other:
 *
 *   pair	what two articles share, from their terms alone
 *   rank	how this pair stands among the other candidates of either article
 *   graph	what the first probabilities of their common neighbours say
 *
 * A figure that has two directions is given as (lesser, greater), so that the
 * order of the two articles never matters.  A figure that cannot be had - the
 * cosine of titles where there is none - is -1.
 */
#ifndef ND_VERIFY_EVENT_FIGURES_H
#define ND_VERIFY_EVENT_FIGURES_H

#include <stddef.h>
#include <stdint.h>

#include "verify/overlap.h"

/* One term of one article; an article's list is sorted by number, each once. */
struct nd_event_term {
	uint32_t number;	/* of the term in this pile: index of the weights */
	uint16_t tf;		/* occurrences */
	uint16_t flags;		/* enum nd_term_flag */
};

/* Weights of all terms of the pile, by number. */
struct nd_event_weights {
	const float *mixed;		/* counted in the pile, mixed with the background */
	const float *background;	/* the background above all */
};

/* Sums over all terms of an article, those that nobody else has included. */
struct nd_event_norms {
	float words, words_bg, pairs, pairs_bg, steep, steep_bg; /* squared lengths */
	float names, numbers, lead, title;
	float sum_words, sum_title, sum_lead, sum_names, sum_numbers; /* plain sums */
};

/* An article as the event channel sees it. */
struct nd_event_view {
	const struct nd_event_term *terms;	/* those that some other article has, too */
	uint32_t n_terms;
	uint32_t length;			/* tokens */
	struct nd_set quoted;			/* shingles inside quotation marks */
	double hours;				/* since any epoch */
	int dated;				/* is 'hours' known? */
	struct nd_event_norms norms;
};

#define ND_EVENT_FIGURES(X) \
	X(COS_WORDS) X(COS_WORDS_BG) X(COS_PAIRS) X(COS_PAIRS_BG) \
	X(COS_STEEP) X(COS_STEEP_BG) X(COS_NAMES) X(COS_NUMBERS) X(COS_LEAD) X(COS_TITLE) \
	X(TITLE_MIN) X(TITLE_MAX) X(LEAD_MIN) X(LEAD_MAX) \
	X(NAMES_MIN) X(NAMES_MAX) X(NUMBERS_MIN) X(NUMBERS_MAX) \
	X(SHARED) X(SHARED_BG) X(RARE) X(HEAVIEST) X(CONTAIN) \
	X(JACCARD) X(CONTAIN3) X(HOURS) X(LENGTH) X(LENGTH_RATIO) X(QUOTES) \
	X(RANK_MIN) X(RANK_MAX) X(TO_BEST_MIN) X(TO_BEST_MAX) \
	X(OVER_NOISE_MIN) X(OVER_NOISE_MAX) X(NOISE_MIN) X(NOISE_MAX) \
	X(DENSITY_MIN) X(DENSITY_MAX) \
	X(P1) X(BEST_MIN) X(BEST_MAX) X(P_RATIO_MIN) X(P_RATIO_MAX) \
	X(COMMON) X(COMMON_BEST) X(AGREE) X(AGAINST_MIN) X(AGAINST_MAX) \
	X(DEGREE_MIN) X(DEGREE_MAX) X(SUPPORT)

enum nd_event_figure {
#define X(name) ND_EF_##name,
	ND_EVENT_FIGURES(X)
#undef X
	ND_EF_COUNT,
	ND_EF_PAIR_END = ND_EF_RANK_MIN,	/* the pair group is below */
	ND_EF_RANK_END = ND_EF_P1,		/* the rank group is below */
};

/* Weight of a term that occurs tf times in an article. */
float nd_event_tf(unsigned tf);

/* Weight^1.5 from weight: lets a few heavy terms decide. */
float nd_event_steepen(float weight);

/* HOURS of two articles published so many hours (>= 0) apart. */
float nd_event_hours(double hours);

/* Add one of ALL terms of an article to its norms. */
void nd_event_norms_add(struct nd_event_norms *norms, unsigned tf, unsigned flags,
			float mixed, float background);

/* Fill f[0 .. ND_EF_PAIR_END). */
void nd_event_pair_figures(const struct nd_event_view *a, const struct nd_event_view *b,
			   const struct nd_event_weights *weights,
			   double jaccard, double containment, float *f);

/* A candidate pair; those of a pile are one array, each pair once, a < b. */
struct nd_event_edge {
	uint32_t a, b;
	float score;	/* COS_STEEP after the pair figures, then the probability */
};

/* The edges of each article: numbers of edges in order[first[i] .. first[i + 1]),
 * by the number of the article at the other end. */
struct nd_event_graph {
	const struct nd_event_edge *edges;
	size_t n_edges;
	uint32_t n_articles;
	const uint32_t *first;	/* n_articles + 1 */
	const uint32_t *order;	/* 2 n_edges */
};

/* Fill the rank group of all edges; f is n_edges rows of ND_EF_COUNT.  0, or -1: out of memory. */
int nd_event_rank_figures(const struct nd_event_graph *graph, float *f);

/* Fill the graph group of all edges; score is the first probability. */
int nd_event_graph_figures(const struct nd_event_graph *graph, float *f);

#endif
