/*
 * piles.h - the piles of articles that the model is trained and judged on
 *
 * One labelled set makes many piles, because what a figure is worth depends on
 * what lies round the pair: the set alone, poured into a crowd of strangers,
 * without titles and dates, cut down to a headline and two sentences, dealt
 * out into parts (large stories of which no two parts share a sentence), put
 * into made languages, and small piles of 1 to 100 of its stories.  The stories
 * of labelled sets are often years apart, those of a feed are not, and dates
 * must not tell too much: in some piles all stories begin within three days.  Every pile goes through an engine
 * as a user's articles would; what is kept of it are the rows of figures that
 * the engine computes for the pairs it compares.
 */
#ifndef ND_TRAIN_PILES_H
#define ND_TRAIN_PILES_H

#include <stdio.h>

#include "engine/events.h"
#include "train/sets.h"

enum pile_kind {
	PILE_ALONE,		/* the set as it is */
	PILE_CROWD,		/* in all of the crowd */
	PILE_EIGHTH,		/* in an eighth of the crowd, of three days */
	PILE_BARE,		/* without titles and dates */
	PILE_SHORT,		/* headline and two sentences, of three days */
	PILE_SHORT_BARE,	/* two sentences */
	PILE_PARTS,		/* each article dealt out into parts */
	PILE_SMALL,		/* some of its stories */
	PILE_COLUMNS,		/* of the crowd: made columns and updates of them */
	PILE_FOREIGN,		/* in a made language */
	PILE_KINDS
};

/* What is known of a pair. */
enum pair_label {
	PAIR_UNKNOWN,
	PAIR_OTHER,		/* two events; also a set's article and a stranger */
	PAIR_SAME,
	PAIR_SLUG, PAIR_ITEM, PAIR_ROLLING, /* silver_kind, in its order */
};

/* An article of a pile, by rank. */
struct pile_member {
	int32_t cluster;	/* NO_CLUSTER: a stranger */
	uint32_t origin;	/* its place in its set or in the crowd */
};

struct pile {
	int32_t set;		/* number of the set; the crowd's comes after all sets */
	uint32_t kind;		/* enum pile_kind */
	uint32_t n_members;
	uint64_t true_pairs;	/* of its articles of the set, candidates or not */
	struct pile_member *members;
	struct nd_event_rows rows;
	uint8_t *labels;	/* of each row: enum pair_label */
	uint8_t *copies;	/* is it a copy, whatever the event channel says? */
};

/*
 * Make all piles of a set and write them to 'out'; 'crowd' is the crowd.  The
 * crowd's own piles come from a call with 'set' == 'crowd'.
 */
void piles_make(const struct set *set, int32_t number, const struct set *crowd, FILE *out);

/* Read the next pile; 0 at the end of the file. */
int pile_read(struct pile *pile, FILE *in);
void pile_release(struct pile *pile);

#endif
