/*
 * links.h - which pairs articles have, seen from either side
 *
 * The table of edges has the pairs of an article with earlier ones.  Each answer
 * asks some 20 articles for those with later ones, too, and for their scores only:
 * so memory holds of every pair what is asked for, 16 bytes, in the order of the
 * table, and chains through the pairs of one earlier article:
 *
 *	of article 7		ties  (7,2) (7,5) (8,5) (11,2) (11,7) ...
 *	first = 0, last = 5		^-----------------'  (2's later ones: 11, 7)
 *
 * It follows from the table, which a process reads when it opens the store: 32 ms for 72,000
 * made-up articles with three pairs each, so half a second and 60 MB for 10^6.
 */
#ifndef ND_STORE_LINKS_H
#define ND_STORE_LINKS_H

#include "base/array.h"
#include "base/error.h"

/* A pair of articles. */
struct nd_tie {
	uint32_t earlier, later;
	uint32_t before;	/* tie of the same earlier article that came before, + 1; 0: none */
	uint16_t score, first;	/* as in struct nd_edge */
};

struct nd_linked {
	uint32_t first;		/* of its ties with earlier articles: they end where the next one's begin */
	uint32_t last : 31;	/* its newest tie with a later one, + 1 */
	uint32_t copied : 1;	/* there are, or were, other articles with its text */
};
#define ND_TIES_MOST	(((uint32_t)1 << 31) - 2)

struct nd_links {
	uint32_t base;		/* number of the first article in here */
	struct nd_array articles; /* struct nd_linked */
	struct nd_array ties;	/* struct nd_tie, by later, then as they were given */
};

void nd_links_init(struct nd_links *links);
void nd_links_release(struct nd_links *links);
/* Begin anew with an article. */
void nd_links_clear(struct nd_links *links, uint32_t base);

/* The next article comes in; then its ties are given.  Fails only with ND_ENOMEM. */
enum nd_status nd_links_next(struct nd_links *links);
enum nd_status nd_links_add(struct nd_links *links, uint32_t earlier, uint16_t score, uint16_t first);

/* The article that comes in next. */
static inline uint32_t nd_links_end(const struct nd_links *links)
{
	return links->base + (uint32_t)links->articles.n;
}

/* The n ties of an article with earlier ones; NULL where there is none. */
const struct nd_tie *nd_links_earlier(const struct nd_links *links, uint32_t number, size_t *n);

/* Its newest tie with a later one, and the one before a tie; NULL: there is none. */
const struct nd_tie *nd_links_latest(const struct nd_links *links, uint32_t number);
const struct nd_tie *nd_links_before(const struct nd_links *links, const struct nd_tie *tie);

/* Note that there is another article with the text of this one.  Has there ever been any?  Of one
 * that is not in here nobody knows: 1. */
void nd_links_note_copy(struct nd_links *links, uint32_t number);
int nd_links_may_have_copies(const struct nd_links *links, uint32_t number);

/* Ask for the memory of an article, and when that is there for its newest tie. */
void nd_links_ask_for(const struct nd_links *links, uint32_t number);
const struct nd_tie *nd_links_ask_for_tie(const struct nd_links *links, uint32_t number);
/* Each of n ties that were asked for is replaced by the one before it, which is asked for; those
 * that have none go.  Returns how many stay. */
size_t nd_links_ask_for_before(const struct nd_links *links, const struct nd_tie **ties, size_t n);

/* Nobody asks for articles below 'floor' any more: let go of them once they are most of all. */
void nd_links_trim(struct nd_links *links, uint32_t floor);

#endif
