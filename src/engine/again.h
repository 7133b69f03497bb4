/*
 * again.h - ids and shingles of articles, kept or asked for once more
 *
 * Of an article that can be read again the engine keeps no shingles, and where the
 * event channel does not run no id.  Verification of copies asks for the shingles of
 * the few articles that have a candidate; each thread has a cache, for one article is
 * in several pairs, and those of a later article follow each other.  The event
 * channel asks for pairs of most articles all over the pile: it has them loaded first.
 */
#ifndef ND_ENGINE_AGAIN_H
#define ND_ENGINE_AGAIN_H

#include "engine/engine.h"

void nd_again_release(struct nd_again *again);

/* Before several threads ask: forget what is cached. */
void nd_again_begin(struct nd_engine *engine);

/* Free what threads ask with, until they ask again. */
void nd_again_rest(struct nd_engine *engine);

/* Free what was kept of all articles; their ids are asked for anew. */
void nd_again_forget(struct nd_engine *engine);

/* Fill in 'err' for a call that ends with 'status'; returns it. */
enum nd_status nd_again_fail(const struct nd_engine *engine, enum nd_status status,
			     struct nd_error *err);

/*
 * The exact overlap of the shingles of two articles (places).  Fast where calls
 * with the same 'later' follow each other.  Several threads at once, each with
 * its own 'worker'.  ND_ENOMEM, or what the reread gave: nd_again_fail() has the
 * sentence.
 */
enum nd_status nd_again_overlap(struct nd_engine *engine, unsigned worker, uint32_t earlier,
				uint32_t later, struct nd_overlap *out);

/*
 * Have the shingles of all wanted articles (by place) in their features, brief, and those in
 * quotation marks.  What was loaded, which those that are kept anyway are not, stays wanted,
 * also where it fails, and is to be unloaded.  Errors as above.
 */
enum nd_status nd_again_load(struct nd_engine *engine, uint8_t *wanted);
void nd_again_unload(struct nd_engine *engine, const uint8_t *loaded);

/* The id of the article at a place, good until articles are added.  Errors as above. */
enum nd_status nd_again_id(struct nd_engine *engine, uint32_t place, struct nd_text *id);

#endif
