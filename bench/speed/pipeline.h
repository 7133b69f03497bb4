/*
 * pipeline.h - the library's stages, one at a time
 *
 * The one place of the bench that calls what is inside the library: when a
 * stage changes there, pipeline.c changes with it.  Everything else uses
 * neardup.h, src/input and src/report, or the program.
 */
#ifndef ND_BENCH_PIPELINE_H
#define ND_BENCH_PIPELINE_H

#include <stddef.h>
#include <stdint.h>

#include "neardup.h"

/*
 * The work on an article that needs no other article, in order.  Without the
 * event channel STAGE_TOKENS finds only the hashes of the words, and
 * fingerprints, sets and terms are not asked for.  The words are hashed as part of
 * STAGE_TOKENS; STAGE_HASH does it once more, alone.
 */
enum stage {
	STAGE_TOKENS,		/* title and text to folded words and their hashes */
	STAGE_HASH,		/* the hashes of the words again */
	STAGE_SHINGLES,		/* words to shingle hashes */
	STAGE_FINGERPRINTS,	/* winnowing */
	STAGE_SETS,		/* shingles and fingerprints sorted, each once */
	STAGE_SKETCH,		/* MinHash */
	STAGE_TERMS,		/* words and word pairs of the event channel */
	STAGES
};

extern const char *const stage_name[STAGES];

/* Articles that can be on their way at once: few enough that what one stage leaves
 * is in the cache when the next comes for it, enough that the clock costs nothing. */
#define PIPELINE_SLOTS	16

struct pipeline;

struct pipeline *pipeline_open(int event_channel);	/* NULL when out of memory */
void pipeline_close(struct pipeline *pipeline);

/* Is it one that this pipeline runs? */
int pipeline_has(const struct pipeline *pipeline, enum stage stage);

/* Run a stage on the article in a slot, after those before it.  -1: out of memory. */
int pipeline_run(struct pipeline *pipeline, enum stage stage, unsigned slot, struct nd_text title,
		 struct nd_text text);

/* What the article in a slot came to. */
size_t pipeline_tokens(const struct pipeline *pipeline, unsigned slot);
size_t pipeline_shingles(const struct pipeline *pipeline, unsigned slot);

/*
 * How the sketches of two sets of n shingle hashes (in any order, each once)
 * estimate their Jaccard index, under a seed.  -1: out of memory.
 */
double pipeline_estimate(const uint64_t *a, const uint64_t *b, size_t n, uint32_t num_perm,
			 uint64_t seed);

#endif
