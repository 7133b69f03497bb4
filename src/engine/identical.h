/*
 * identical.h - articles with the same words in the same order
 *
 * Being identical is an equivalence, unlike every other relation here: a text
 * that is printed a thousand times is one text.  Its first article is compared
 * with all others; what is found holds for the copies.
 */
#ifndef ND_ENGINE_IDENTICAL_H
#define ND_ENGINE_IDENTICAL_H

#include "engine/engine.h"

/*
 * Set engine->first: by rank, the rank of the earliest identical article, its
 * own where there is none before it.  Fails as nd_again_overlap().
 */
enum nd_status nd_identical_find(struct nd_engine *engine);

/* List the articles of every text, in order of time, which the functions below look at.  Fails
 * only with ND_ENOMEM. */
enum nd_status nd_identical_list(struct nd_engine *engine);

/* Hours between the two nearest printings of two first articles (ranks); -1 where dates lack. */
double nd_identical_hours(const struct nd_engine *engine, uint32_t a, uint32_t b);

/* Was the text of this first article (rank) printed more than once? */
int nd_identical_repeated(const struct nd_engine *engine, uint32_t first);

/* What is known of two identical articles, whichever they are. */
struct nd_compared nd_identical_pair(const struct nd_engine *engine);

/*
 * Add to engine->compared the pairs of identical articles, and for each pair of
 * first articles those of their copies; all by the rank of b, then of a.
 *
 * Every copy is paired with the first of its kind and with the
 * ND_IDENTICAL_NEAR before it, and a pair of different texts is repeated for
 * at most as many copies of either: all pairs where a text is printed up to
 * 100 times, while 5,000 copies cost half a million pairs, not 12.
 */
enum nd_status nd_identical_expand(struct nd_engine *engine);

#define ND_IDENTICAL_NEAR 100

#endif
