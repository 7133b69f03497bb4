/*
 * crew.h - several threads that make articles ready, and read some once more
 *
 * For files that can be read by several threads at once: each fills batches of
 * the engine (neardup.h, nd_batch_*), with what the command keeps beside it.
 * And the engine's second question: where the event channel does not run, an
 * article is only a place in its file here, and is read again if the engine asks for
 * it.
 */
#ifndef ND_CLI_CREW_H
#define ND_CLI_CREW_H

#include "base/array.h"
#include "cli/places.h"
#include "input/input.h"
#include "neardup.h"

struct gather;

struct crew {
	struct gather *gather;
	struct nd_input_crew input;	/* for the sink */
	int rereads;			/* places are kept, and the engine may ask */
	struct places places;		/* of each article */
	struct nd_array files;		/* struct crew_file, in the order they were read */
	struct nd_rereader **readers; /* one a thread, NULL until it is needed */
};
#define CREW_INIT { .places = PLACES_INIT, \
	.files = ND_ARRAY_INIT(struct crew_file, UINT32_MAX) }

/* The file of an article follows from its number. */
struct crew_file {
	char *name;
	size_t first;			/* its first article */
};

/* Set up the options of the engine that is about to be opened for the gather. */
void crew_open(struct crew *crew, struct gather *gather, struct nd_options *opt);
void crew_close(struct crew *crew);

/* Remember where a record is that the engine took; 0: out of memory. */
int crew_place(struct crew *crew, const struct nd_record *record);

#endif
