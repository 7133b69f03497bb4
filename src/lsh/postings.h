/*
 * postings.h - who shares the heaviest terms with whom
 *
 * Every article brings a sketch: numbers of terms and what they weigh in it.
 * The articles that have a number stand together, in order of time:
 *
 *	number	 0        1    2            3 ...
 *		| 0 4 9 | 4  | 1 4 7 9 11 | ...	    ranks, each with its weight
 *			   ^--- from[2]
 *
 * An article walks through the lists of its own numbers and adds up, for each
 * article it meets, the product of both weights.  Those it shares most with
 * become candidates.  Where a list is crowded it meets only the 'crowd' members
 * just before it and as many just after, the ones nearest in time: what is
 * everywhere tells little, and a pair that shares something rarer meets there.
 * It also meets no more than 'meetings' members in all, so that a pile of ten
 * times as many articles takes ten times as long: the shortest lists come first,
 * and the longer ones share what is left.
 *
 * An article is known by its rank: its place in the order of time.
 */
#ifndef ND_LSH_POSTINGS_H
#define ND_LSH_POSTINGS_H

#include "base/array.h"
#include "base/error.h"

struct nd_posting {
	uint32_t number;	/* of a term; of one article each once */
	float weight;		/* > 0 */
};

struct nd_posting_rule {
	uint32_t min_shared;	/* numbers, 1 to ND_TALLY_SHARED (lsh/tally.h) */
	uint32_t crowd;		/* members of a list that an article meets on each side, */
	uint32_t meetings;	/* and of all its lists on both */
	const uint16_t *most;	/* by rank: a pair stays if it is among so many (>= 1) of most
				   weight of either article; of equal weights the later */
	const double *hours;	/* by rank: since any epoch, negative where it is not known; or
				   NULL: dates do not matter */
};

/* What two articles share is multiplied by 1 + ND_NEAR / (1 + days apart), if both are dated.
 * Recall of reuters' same_slug_day with 40 candidates: .940 without, .972 so. */
#define ND_NEAR 0.8f
static inline float nd_nearness(float days)
{
	return 1 + ND_NEAR / (1 + days);
}

struct nd_postings;

/*
 * Build the lists of numbers below n_numbers.  The sketch of an article is at
 * sketches[from[rank]] to [from[rank + 1]], below 2^16 each and 2^32 in all; both arrays stay
 * yours, are written over, and must outlive the postings.  Fails only with
 * ND_ENOMEM.
 */
enum nd_status nd_postings_open(struct nd_postings **out, struct nd_posting *sketches,
				const size_t *from, size_t articles, uint32_t n_numbers,
				unsigned threads);
void nd_postings_close(struct nd_postings *postings);	/* NULL is fine */

/*
 * Append every candidate pair to 'out' (uint64_t: the later rank above the
 * earlier), each once, ascending.  *crowded grows by the number of meetings
 * left out.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_postings_candidates(const struct nd_postings *postings,
				      const struct nd_posting_rule *rule, unsigned threads,
				      struct nd_array *out, uint64_t *crowded);

#endif
