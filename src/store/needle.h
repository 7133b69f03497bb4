/*
 * needle.h - one article, laid out to be looked for
 *
 * What it can be found by (keys), and what it is compared by (sieves of its
 * shingles and terms, against which any number of records are held).
 */
#ifndef ND_STORE_NEEDLE_H
#define ND_STORE_NEEDLE_H

#include "shard/shard.h"
#include "store/counts.h"
#include "store/kept.h"
#include "store/postings.h"
#include "verify/event_figures.h"
#include "verify/sieve.h"

/* Keys of one article, at most; of a text of more than 400,000 words not all
 * fingerprints are looked for. */
#define ND_KEYS_MOST	60000

struct nd_needle {
	const struct nd_article *article;
	struct nd_document document;
	struct nd_features features;	/* its arrays are the workshop's */
	uint8_t sketch[ND_SKETCH_MAX];	/* where has_sketch, minhash->bytes */
	int has_sketch;
	uint64_t content;	/* the document's; of one too short for that a hash of its bytes */
	struct nd_array shingles, quoted; /* uint32_t, ascending, each once */
	struct nd_array quoted_bits;	/* uint8_t: a bit a shingle, is it quoted? */
	struct nd_array term_keys;	/* uint32_t, ascending, each once ... */
	struct nd_array terms;		/* struct nd_kept_term: ... and what they are */
	struct nd_array weights;	/* struct nd_idf: theirs */
	struct nd_array in;		/* uint32_t: articles that have them, this one included */
	struct nd_array levels, stamps;	/* uint8_t: ... the same apart, for the view */
	struct nd_array numbers;	/* uint32_t: 0, 1, 2, ..., the names of the terms there */
	struct nd_event_view view;
	struct nd_event_focus focus;	/* on the view */
	struct nd_sieve shingle_sieve, term_sieve;
	struct nd_array keys;		/* struct nd_key: id, content, address if any, then ... */
	size_t bands, weighted, fingerprints; /* ... where those of each kind begin, in this order */
	size_t lonely;			/* weighted ones that no other article has */
	struct nd_array scratch;	/* struct nd_weighted */
	struct nd_array logs;		/* double: scratch */
};
#define ND_NEEDLE_PLACE_ID	0	/* of the id among the keys */
#define ND_NEEDLE_PLACE_CONTENT	1
#define ND_NEEDLE_PLACE_ADDRESS	2

void nd_needle_init(struct nd_needle *needle);
void nd_needle_release(struct nd_needle *needle);

/*
 * Lay out an article, which must outlive the use.  Terms are weighed by what
 * 'counts' has of earlier articles.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_needle_make(struct nd_needle *needle, struct nd_workshop *workshop,
			      const struct nd_recipe *recipe,
			      const struct nd_counts *counts, const struct nd_article *article);

/* The same of an article of a shard, whose sets must outlive the use, too. */
enum nd_status nd_needle_load(struct nd_needle *needle, const struct nd_recipe *recipe,
			      const struct nd_counts *counts, const struct nd_shard_article *made);

/* The key of an article's id. */
uint64_t nd_key_of_id(struct nd_text id);

/* What the counters know a term by. */
static inline uint64_t nd_count_key(uint32_t term_key)
{
	return (uint64_t)term_key << (64 - ND_KEPT_BITS);
}

#endif
