/*
 * batch.h - articles that were made ready in another way than from their texts
 *
 * nd_batch_add() makes a document of an article.  Who has the document already
 * appends it to a batch with these.
 */
#ifndef ND_ENGINE_BATCH_H
#define ND_ENGINE_BATCH_H

#include "engine/engine.h"

/* Where the sketch of the next article goes; NULL: out of memory. */
uint8_t *nd_batch_sketch(struct nd_batch *batch);

/* The arenas for the features of the batch's documents, and for their lists of terms. */
struct nd_arena *nd_batch_arena(struct nd_batch *batch);
struct nd_arena *nd_batch_term_lists(struct nd_batch *batch);

/* Does nd_batch_append() look at title and text of the article? */
int nd_batch_learns_from(const struct nd_batch *batch, const struct nd_document *document);

/*
 * Append a document that is made, with its sketch in place; of the article the id counts,
 * and title and text as said above.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_batch_append(struct nd_batch *batch, const struct nd_document *document,
			       const struct nd_held *held, const struct nd_article *article);

#endif
