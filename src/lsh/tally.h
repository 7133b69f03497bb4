/*
 * tally.h - what an article shares with those it meets, added up
 *
 * An article meets the members of many lists, one list after the other, and wants to know
 * with whom it shares several numbers, and what these weigh together.
 *
 * In a small pile there is a sum for each article.  In a large one the sums would be
 * megabytes, of which each meeting asks for another line, to no end: of 15,633 articles met
 * in a pile of 1,000,000, 766 are met again.  There, the meetings are only marked at first,
 * in a table that stays in the cache, and those that their mark shows to be the only ones
 * are left out; the few others are added up in a small hash table.  Microseconds an article,
 * choosing the best included:
 *
 *	articles	15,245	25,000	50,000	100,000	1,000,000
 *	meetings	9,173			4,928	15,633
 *	a sum for each	30	13	21	39	190
 *	marks first	60	17	22	31	80
 */
#ifndef ND_LSH_TALLY_H
#define ND_LSH_TALLY_H

#include <stdint.h>

#include "base/array.h"
#include "base/error.h"

/* An article in a list, and what the number of the list weighs in it. */
struct nd_listed {
	uint32_t rank;
	float weight;
};

#define ND_TALLY_SMALL	65536	/* articles up to which each has a sum */
#define ND_TALLY_SHARED	8	/* numbers that can be asked for, at most */

struct nd_tally;

/* For ranks below 'articles', of which those are wanted that share 'least' numbers or more,
 * 1 to ND_TALLY_SHARED.  NULL: out of memory.  One thread may use it. */
struct nd_tally *nd_tally_open(size_t articles, unsigned least);
void nd_tally_close(struct nd_tally *tally);	/* NULL is fine */

/* The turn of another article, which is going to meet up to n runs of members. */
enum nd_status nd_tally_begin(struct nd_tally *tally, size_t n);

/* Meet the n members of a run, each rank once; 'own' is what their number weighs in the
 * article itself.  They must stay until the turn ends. */
void nd_tally_meet(struct nd_tally *tally, const struct nd_listed *members, size_t n, float own);

/*
 * End the turn: *met has those that were met 'least' times or more, in any order, each with
 * the sum of the products of both weights, added in the order of the runs.  Good until the
 * next turn.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_tally_end(struct nd_tally *tally, const struct nd_listed **met, size_t *n);

#endif
