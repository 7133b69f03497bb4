/*
 * meetings.h - who shares a band with whom, one band at a time
 *
 * For each band every article makes an entry of 8 bytes, its key and its rank
 * (place in the order of time).  Entries are dealt out to parts by their key,
 * each part small enough for the first level cache; there a filter of counters
 * drops the entries that are alone, nine of ten, and the rest is sorted:
 *
 *	sketches -> | part 0: key,rank key,rank ... | part 1: ... | ...
 *		    part -> entries that may have company -> sorted -> buckets
 *
 * That costs 6 ns an entry where a hash table takes 20 to 50, and the memory
 * is known before: 8 bytes an article, whatever the number of bands.
 *
 * A pair that met in an earlier band is dropped at once, so every pair comes
 * out once (but for crowded buckets: there, perhaps more than once).  In a
 * crowded bucket an article meets only the 'crowd' members just before it, the
 * ones nearest in time; the meetings left out are counted.
 */
#ifndef ND_LSH_MEETINGS_H
#define ND_LSH_MEETINGS_H

#include "sketch/sketches.h"

struct nd_meetings {
	/* set by the caller */
	const struct nd_sketches *sketches;
	const uint32_t *rank;		/* by article */
	const uint8_t *absent;		/* a bit for each article: does it take no part? */
	const uint32_t *article;	/* by rank */
	uint32_t crowd;			/* members of a bucket that one meets, at most */
	unsigned least_equal;		/* slots of two sketches that must be equal */
	unsigned threads;
	/* the rest is private */
	struct nd_team *team;
	uint64_t *entry;		/* key << 32 | rank */
	struct nd_meeting_worker *worker; /* one a thread */
	unsigned part_bits;
	uint32_t *part_from;		/* where each part begins, and the end */
	uint32_t low[ND_PLANES_MAX];	/* bits of the bytes that are low ones of slots */
	uint8_t was_crowded[ND_NUM_PERM_MAX];	/* by band: did it leave out meetings? */
};

/* Make the buffers.  Fails only with ND_ENOMEM. */
enum nd_status nd_meetings_open(struct nd_meetings *meetings);
void nd_meetings_close(struct nd_meetings *meetings);

/*
 * Append to 'pairs' (uint64_t: rank of the later << 32 | rank of the earlier)
 * those that share 'band', have enough equal slots, and were not found in an
 * earlier band.  Bands are done in order, from 0.  *crowded grows by the number
 * of meetings left out.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_meetings_band(struct nd_meetings *meetings, unsigned band,
				struct nd_array *pairs, uint64_t *crowded);

#endif
