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

#include "text/vocabulary.h"
#include "verify/hashset.h"
#include "verify/overlap.h"
#include "verify/sieve.h"

/* Sums over all terms of an article, those that nobody else has included. */
struct nd_event_norms {
	float words, words_bg, pairs, pairs_bg, steep, steep_bg; /* squared lengths */
	float names, numbers, lead, title;
	float sum_words, sum_title, sum_lead, sum_names, sum_numbers; /* plain sums */
	float slots, phrases;	/* sums of background weights: all with a number, plain pairs */
};

/* An article as the event channel sees it. */
struct nd_event_view {
	const uint32_t *numbers;		/* of the terms that some other article has, too:
						   ascending, indexes of the weights; or NULL, and ... */
	const uint16_t *ends;			/* ... in halves (verify/sieve.h): how many have an
						   upper half up to this, and ... */
	const uint16_t *low;			/* ... the lower ones */
	const uint8_t *stamps;			/* of each: nd_event_stamp() */
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
	X(SLOTS) X(FILLED) \
	X(JACCARD) X(CONTAIN3) X(HOURS) X(LENGTH_RATIO) X(QUOTES) \
	X(TO_BEST_MIN) X(TO_BEST_MAX) \
	X(OVER_NOISE_MIN) X(OVER_NOISE_MAX) X(NOISE_MIN) X(NOISE_MAX) \
	X(P1) X(BEST_MIN) X(BEST_MAX) X(P_RATIO_MIN) X(P_RATIO_MAX) \
	X(COMMON) X(COMMON_BEST) X(AGREE) X(AGAINST_MIN) X(AGAINST_MAX) X(SUPPORT)

enum nd_event_figure {
#define X(name) ND_EF_##name,
	ND_EVENT_FIGURES(X)
#undef X
	ND_EF_COUNT,
	ND_EF_PAIR_END = ND_EF_TO_BEST_MIN, /* the pair group is below */
	ND_EF_RANK_END = ND_EF_P1,		/* the rank group is below */
};

/* Weight of a term that occurs tf times in an article: ten times is not ten times as
 * telling.  1 + ln tf, in two steps above 8. */
extern const float nd_event_tf_weights[UINT8_MAX + 1];
static inline float nd_event_tf(unsigned tf)
{
	return nd_event_tf_weights[tf < UINT8_MAX ? tf : UINT8_MAX];
}

/*
 * What comparisons ask of a term in one article, in a byte: which weight it has by its tf, and
 * whether it is a pair, a name, a number, in the title, in the lead; a pair is no name.
 */
#define ND_STAMP_KINDS	24	/* of a step of tf: 16 of words, by the lowest four flags, 8 of pairs */
static inline uint8_t nd_event_stamp(unsigned tf, unsigned flags)
{
	const unsigned step = tf < 1 ? 0 : tf < 9 ? tf - 1 : tf < 20 ? 8 : 9;

	return (uint8_t)(step * ND_STAMP_KINDS +
			 (flags & ND_TERM_PAIR ? 16 + (flags >> 1 & 7) : flags & 15));
}
extern const float nd_event_stamp_tf[UINT8_MAX + 1];	/* nd_event_tf() */
extern const uint8_t nd_event_stamp_flags[UINT8_MAX + 1]; /* enum nd_term_flag */

/* Weight^1.5 from weight: lets a few heavy terms decide. */
float nd_event_steepen(float weight);

/* HOURS of two articles published so many hours (>= 0) apart. */
float nd_event_hours(double hours);

/* Add one of ALL terms of an article to its norms. */
void nd_event_norms_add(struct nd_event_norms *norms, unsigned tf, unsigned flags,
			float mixed, float background);

/* The quotations of one article, to be compared with those of many. */
struct nd_event_quotes {
	const struct nd_event_view *view;
	struct nd_hashset shingles;	/* once they were asked for */
	int filled;
	struct nd_array distinct;	/* uint64_t: scratch to fill it */
};
#define ND_EVENT_QUOTES_INIT { .shingles = ND_HASHSET_INIT, \
	.distinct = ND_ARRAY_INIT(uint64_t, UINT32_MAX) }

/* One article, laid out to be compared with many; one a thread. */
struct nd_event_focus {
	const struct nd_event_view *view;
	struct nd_sieve sieve;		/* of its numbers */
	struct nd_event_quotes quotes;
	struct nd_array numbers;	/* uint32_t */
	struct nd_array marks;		/* struct nd_event_mark: of its terms */
	struct nd_array places;		/* uint32_t: scratch for what is shared */
};
#define ND_EVENT_FOCUS_INIT { .sieve = ND_SIEVE_INIT, .quotes = ND_EVENT_QUOTES_INIT, \
	.numbers = ND_ARRAY_INIT(uint32_t, UINT32_MAX), \
	.marks = ND_ARRAY_INIT(struct nd_event_mark, UINT32_MAX), \
	.places = ND_ARRAY_INIT(uint32_t, UINT32_MAX) }

/* Lay out 'view', which stays yours and must outlive the use; the weights are those of all
 * terms of the pile, by number.  Fails only with ND_ENOMEM. */
enum nd_status nd_event_focus_on(struct nd_event_focus *focus, const struct nd_event_view *view,
				 const struct nd_idf *weights);
void nd_event_focus_release(struct nd_event_focus *focus);

/*
 * Fill f[0 .. ND_EF_PAIR_END) of the article in focus and another; which of the
 * two is in focus makes no difference.  JACCARD, CONTAIN3 and QUOTES are as of two
 * that have no words in a row in common.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_event_term_figures(struct nd_event_focus *focus,
				     const struct nd_event_view *other, float *f);

/* The same where n shared terms are known by their places in the lists of the other, and of the
 * one in focus; both ascending. */
void nd_event_shared_figures(const struct nd_event_focus *focus, const struct nd_event_view *other,
			     const uint32_t *here, const uint32_t *there, size_t n, float *f);

/* Ask for the lists of an article that is compared soon: they take longer to come than to read. */
void nd_event_ask_for(const struct nd_event_view *view);

/* Turn to the quotations of 'view', which stays yours and must outlive the use. */
void nd_event_quotes_of(struct nd_event_quotes *quotes, const struct nd_event_view *view);
void nd_event_quotes_release(struct nd_event_quotes *quotes);

/* Fill JACCARD, CONTAIN3 and QUOTES of two articles that are verified.  Fails only with ND_ENOMEM. */
enum nd_status nd_event_copy_figures(struct nd_event_quotes *quotes,
				     const struct nd_event_view *other,
				     double jaccard, double containment, float *f);

/* The same of two that share 'both' quoted shingles; quoted: either has some. */
void nd_event_put_copy(double jaccard, double containment, int quoted, size_t both, float *f);

/* The term figures, then these. */
enum nd_status nd_event_pair_figures(struct nd_event_focus *focus,
				     const struct nd_event_view *other,
				     double jaccard, double containment, float *f);

/* A candidate pair; those of a pile are one array by b, then a, each pair once, a < b. */
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

/* How an article's candidates score. */
struct nd_event_standing {
	float best, second;	/* 0: there is none */
	float noise;		/* mean of the 21st to 30th: what a stranger scores here */
};
/* Of n scores, greatest first; those behind the 30th are not looked at. */
struct nd_event_standing nd_event_stand(const float *scores, uint32_t n);

/* Fill the rank group of a pair of that score, which is one of the scores of both. */
void nd_event_rank_pair(const struct nd_event_standing *a, const struct nd_event_standing *b,
			float score, float *f);

/* The standing of each article of a graph: of[article].  Fails only with ND_ENOMEM. */
enum nd_status nd_event_stand_all(struct nd_event_standing *of, const struct nd_event_graph *graph,
				  unsigned threads);

/*
 * What the articles of a graph believe in, by first probabilities, which are the
 * scores of the edges.  Open fails only with ND_ENOMEM; close it even then.  The
 * graph must outlive it.
 */
struct nd_event_beliefs;
enum nd_status nd_event_beliefs_open(struct nd_event_beliefs **out,
				     const struct nd_event_graph *graph, unsigned threads);
void nd_event_beliefs_close(struct nd_event_beliefs *beliefs);	/* NULL is fine */

/*
 * Fill the graph group of n of the edges, whose numbers are which[0 .. n),
 * ascending; f is n rows of ND_EF_COUNT.  Threads at the same time each have a
 * 'worker' of their own.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_event_graph_some(const struct nd_event_beliefs *beliefs, unsigned worker,
				   const uint32_t *which, size_t n, float *f);

/* The same of all edges of a graph, in their order. */
enum nd_status nd_event_graph_figures(const struct nd_event_graph *graph, unsigned threads, float *f);

/* The same for one pair at a time. */

/* What a neighbour of this first probability counts for: nothing below .05.  How many of those
 * an article has tells how many candidates it was given, and little else. */
float nd_event_belief(float p);

/* What the other neighbours of two articles say of them. */
struct nd_event_common {
	float product, least;	/* over neighbours of both: sums of p * q and min(p, q) */
	float best;		/* the greatest min(p, q) */
};
/* Add a common neighbour, which has these first probabilities with the two. */
void nd_event_meet(struct nd_event_common *common, float p, float q);

/* Fill the graph group of a pair of first probability p; of either article: the best
 * probability among its other pairs, and the sum of the beliefs of all its pairs, this one too. */
void nd_event_graph_pair(float p, const float best[2], const float sum[2],
			 const struct nd_event_common *common, float *f);

#endif
