/*
 * copies.h - which articles to leave out, so that one of each text stays
 *
 * The rule of 'neardup dedup'.  It looks at verified pairs, never at groups:
 * that a resembles b and b resembles c says nothing of a and c.
 *
 * A pair is one-way where only the longer article can stand for the other: a
 * contained pair, and a near-duplicate pair of which one is at least twice as
 * long, a flash and the report that grew out of it.  Any other pair works both
 * ways.
 *
 * Identical articles are one article, the most preferred of them.
 *
 *   1. Articles are taken in order of preference (first: by date, those
 *	without one last, then by input; longest; latest).  One is left out if
 *	it makes a pair that works both ways with one kept before.
 *   2. Among those kept, by falling length, one is left out if it makes a
 *	one-way pair with a longer one that is still kept.
 *   3. In order of preference, one that was left out in 1 for the sake of an
 *	article that was left out in 2 comes back, unless another one that is
 *	kept can stand for it.
 *
 * So every article left out makes a verified pair with one that is kept, and
 * of two that make a pair that works both ways one is left out.
 */
#ifndef ND_CLI_COPIES_H
#define ND_CLI_COPIES_H

#include "neardup.h"

struct copies_article {
	int64_t published;	/* or ND_NO_TIME */
	size_t length;		/* bytes of title and text */
};

struct copies_pair {
	size_t a, b;		/* indexes of articles */
	enum nd_relation relation;
	double score;
};

struct copies_verdict {
	int kept;
	/* Of one left out: the kept article it repeats, by its strongest pair. */
	size_t of;
	enum nd_relation relation;
	double score;
};

/* Decide on n articles; 'verdicts' has room for n.  ND_OK or ND_ENOMEM. */
enum nd_status copies_decide(const struct copies_article *articles, size_t n,
			     const struct copies_pair *pairs, size_t n_pairs, enum nd_keep keep,
			     struct copies_verdict *verdicts, struct nd_error *err);

#endif
