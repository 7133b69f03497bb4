/*
 * finding.h - the articles that one article may be related to
 */
#ifndef ND_STORE_FINDING_H
#define ND_STORE_FINDING_H

#include "store/store.h"

/* An earlier article, the first of its text. */
struct nd_found {
	uint32_t number;
	struct nd_kept kept;
	uint32_t common;	/* shingles */
	uint32_t quotes;	/* of them inside quotation marks in both */
	uint32_t near_from, near; /* its neighbours, in finding->near */
	double jaccard, containment;
	enum nd_relation relation; /* of copies, else ND_UNRELATED */
	int same_url;		/* an article of that text is printed at the needle's address */
	float score;		/* COS_STEEP */
	float first, event;	/* probabilities; -1 where the event channel does not run */
	double hours;		/* between the nearest printings, -1 where a date lacks */
};

/* How often, and how heavily, an article was hit. */
struct nd_tally_slot {
	uint32_t number;	/* + 1; 0: free */
	uint32_t shared;
	float weight;
	uint32_t last;		/* weight of the last hit */
};

struct nd_finding {
	uint32_t identical;	/* first article with the same words, or ND_NO_ARTICLE */
	struct nd_array found;	/* struct nd_found, by number */
	struct nd_array edges;	/* struct nd_edge: what is to be kept of them */
	struct nd_array scores;	/* uint16_t: the best, greatest first */
	uint64_t crowded;	/* articles not looked at because a key was crowded */

	/* scratch */
	struct nd_array hits;	/* struct nd_hit */
	struct nd_array chosen;	/* struct nd_tally_slot: by weight of shared terms */
	struct nd_array left;	/* uint32_t */
	struct nd_array slots;	/* struct nd_tally_slot: open addressing */
	struct nd_array used;	/* uint32_t: places of slots in use */
	struct nd_array often;	/* uint32_t: of those hit ND_EVENT_MIN_SHARED times or more */
	struct nd_array values;	/* uint32_t */
	struct nd_array tf, flags; /* uint8_t */
	struct nd_array figures, chances; /* float */
	struct nd_array steps;	/* uint8_t: of the figures, see ask() */
	struct nd_array ranked;	/* float: scores of one article, greatest first */
	struct nd_array near;	/* struct nd_near: of all that are judged */
	struct nd_array neighbours; /* struct nd_neighbour: of one article */
	struct nd_array numbers; /* uint32_t */
	struct nd_array value;	/* uint8_t: a record and its keys */
};

/* As much of a neighbour as the figures ask for. */
struct nd_near {
	uint32_t other;
	float first;
};

/* An article's pair with another one, seen from it. */
struct nd_neighbour {
	uint32_t other;
	uint8_t relation, same_url;
	float event, jaccard, containment;
};

struct nd_finding *nd_finding_open(void);	/* NULL: no memory */
void nd_finding_close(struct nd_finding *finding);

/* Find what store->needle may be related to.  The sentence of a failure is in store->err. */
enum nd_status nd_find(struct nd_store *store);

/* The exact measures of the needle and what was found, and whether they make it a copy. */
enum nd_status nd_found_compare(struct nd_store *store, struct nd_found *found);

/* Give what was found its probabilities, and choose the edges to keep. */
enum nd_status nd_judge(struct nd_store *store);

/* The ties of an article with later ones that are there, in order of these: the latest, for
 * where a text is edited a thousand times its latest versions speak for the others. */
#define ND_LATER_MOST	64
size_t nd_later_ties(const struct nd_store *store, uint32_t number,
		     struct nd_tie later[ND_LATER_MOST]);

/* Append the neighbours of a text and their first probabilities to finding->near, by number. */
enum nd_status nd_near_list(struct nd_store *store, struct nd_found *found);

/* Jaccard index and containment of an edge of article 'number'. */
enum nd_status nd_edge_measures(struct nd_store *store, uint32_t number, const struct nd_edge *edge,
				float *jaccard, float *containment);

/* Both sides' pairs of an article, but those with articles that are gone, replacing
 * finding->neighbours; by the other's number. */
enum nd_status nd_neighbours(struct nd_store *store, uint32_t number);

#endif
