/*
 * lines.h - documents without the templates of their sources
 *
 * What a source prints round its articles is known only when many were seen.  So
 * articles become documents as they are and are learned from; before they are
 * compared those whose source has templates are looked at once more and made again
 * without.
 * Texts are the ones that the engine keeps, can ask for again, or has held until
 * then.  What is learned from articles that come later does not change those of
 * which the text is gone.
 */
#ifndef ND_ENGINE_LINES_H
#define ND_ENGINE_LINES_H

#include "engine/engine.h"
#include "text/templates.h"

/* Hold the text of the article at a place, or note that it is to be had elsewhere; what
 * 'held' points to stays.  Fails only with ND_ENOMEM. */
enum nd_status nd_lines_hold(struct nd_engine *engine, size_t place, const struct nd_held *held);

/* Is the text to be held?  Not if the engine keeps it or can ask for it. */
int nd_lines_wants_text(const struct nd_engine *engine, const struct nd_document *document,
			const struct nd_article *article);

/* Can its article be asked for again? */
int nd_lines_again(const struct nd_document *document);

/*
 * Learn from a document that was just made and is at this place, if its source is still to be
 * learned from; one by one.  Either the article or its units, of which there may be none if
 * it can be asked for again.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_lines_learn(struct nd_engine *engine, const struct nd_document *document,
			      size_t place, const struct nd_article *article,
			      const struct nd_unit *units, size_t n);

/* Judge what was learned, and make the documents again that have templates.  Where it
 * fails nd_again_fail() has the sentence. */
enum nd_status nd_lines_leave_out(struct nd_engine *engine);

/*
 * The text of this document as it counts: as given, or a copy in the workshop with
 * blanks for templates, good until the workshop is used again; the units left out
 * go to 'left_out' (struct nd_unit), unless that is NULL.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_lines_counting(const struct nd_engine *engine, struct nd_workshop *workshop,
				 const struct nd_document *document, struct nd_text title,
				 struct nd_text *text, struct nd_array *left_out);

/* A unit that is left out of a document of which the text is kept, for the user. */
struct nd_left_out nd_lines_shown(const struct nd_engine *engine, const struct nd_document *document,
				  const struct nd_unit *unit, int in_b);

#endif
