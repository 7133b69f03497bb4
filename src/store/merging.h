/*
 * merging.h - segments become one beside the work, in a thread of their own
 *
 * The files that are merged never change, so who adds goes on searching them until the new one
 * is there.
 */
#ifndef ND_STORE_MERGING_H
#define ND_STORE_MERGING_H

#include <pthread.h>
#include <stdatomic.h>

#include "store/postings.h"

/* Begins with zeros. */
struct nd_merging {
	int under_way;			/* nd_merging_end() has to follow */
	struct nd_sheet parts[ND_MERGE_MOST]; /* opened once more, for the thread */
	size_t n;
	uint32_t file;			/* what they become */

	/* the thread's, until it has ended */
	pthread_t thread;
	int threaded;			/* 0: there was none to be had, it is done already */
	atomic_int is_done;
	const char *folder;
	enum nd_status status;
	struct nd_error err;
};

/*
 * Begin to merge n segments (2 to ND_MERGE_MOST) of a folder, in order of their numbers, none of
 * whose articles is gone, into a new file.  Errors as of nd_sheet_open(); nothing is under way then.
 */
enum nd_status nd_merging_begin(struct nd_merging *merging, const struct nd_sheet *segments,
				size_t n, const char *folder, uint32_t file, struct nd_error *err);
/* Is it worth while to end it? */
int nd_merging_is_done(const struct nd_merging *merging);
/* Wait until it has ended and let go of the parts, whose numbers stay; its errors are those of
 * nd_segment_merge(). */
enum nd_status nd_merging_end(struct nd_merging *merging, struct nd_error *err);

#endif
