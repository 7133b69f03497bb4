/*
 * add.h - what both ways into the engine share
 */
#ifndef ND_ENGINE_ADD_H
#define ND_ENGINE_ADD_H

#include "engine/engine.h"

/* How the shingles of an article are kept: the event channel verifies too many pairs to ask
 * for the articles of each, and only counts; where texts are kept their shingles are shown. */
enum nd_keep_shingles nd_keep_of(const struct nd_engine *engine, const struct nd_article *article);

/* May this id, of this tag (ids.h), come next?  ND_EEXIST or ND_EINVAL says why not. */
enum nd_status nd_id_check(struct nd_engine *engine, struct nd_text id, uint32_t tag,
			   struct nd_error *err);

/* A copy in the arena.  Fails only with ND_ENOMEM. */
enum nd_status nd_text_copy(struct nd_text *to, struct nd_arena *arena, struct nd_text from);

/*
 * Begin a document: all that does not follow from title and text.  Of an article that
 * must be kept the id, and the texts if they are wanted.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_document_begin(const struct nd_engine *engine, struct nd_document *document,
				 const struct nd_article *article, struct nd_arena *arena);

/* An article more: what was found out about all of them is old. */
void nd_article_count(struct nd_engine *engine);

#endif
