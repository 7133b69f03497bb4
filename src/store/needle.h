/*
 * needle.h - one article, laid out to be looked for
 *
 * What it can be found by (keys), and what it is compared by (sieves of its
 * shingles and terms, against which any number of records are held).
 */
#ifndef ND_STORE_NEEDLE_H
#define ND_STORE_NEEDLE_H

#include "store/counts.h"
#include "store/draft.h"
#include "verify/event_figures.h"
#include "verify/sieve.h"

struct nd_needle {
	const struct nd_draft *draft;
	struct nd_array terms;		/* struct nd_kept_term: the draft's, names known by how rare they are */
	struct nd_array weights;	/* struct nd_idf: theirs */
	struct nd_array in;		/* uint32_t: articles that have them, this one included */
	struct nd_array stamps;		/* uint8_t: tf and flags of each, for the view */
	struct nd_array numbers;	/* uint32_t: 0, 1, 2, ..., the names of the terms there */
	struct nd_event_view view;
	struct nd_event_focus focus;	/* on the view */
	struct nd_sieve shingle_sieve, term_sieve;
	struct nd_array keys;		/* struct nd_key: those of the draft, between bands and fingerprints ... */
	size_t bands, weighted, fingerprints; /* ... those of terms; where each kind begins */
	size_t lonely;			/* weighted ones that no other article has */
	struct nd_array scratch;	/* struct nd_weighted */
	struct nd_array logs;		/* double: scratch */
};

void nd_needle_init(struct nd_needle *needle);
void nd_needle_release(struct nd_needle *needle);

/*
 * Lay out a draft, which must outlive the use.  Terms are weighed by what 'counts' has of
 * earlier articles.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_needle_make(struct nd_needle *needle, const struct nd_recipe *recipe,
			      const struct nd_counts *counts, const struct nd_draft *draft);

/* What the counters know a term by. */
static inline uint64_t nd_count_key(uint32_t term_key)
{
	return (uint64_t)term_key << (64 - ND_KEPT_BITS);
}

#endif
