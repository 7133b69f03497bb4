/*
 * stories.h - which story an article is in
 *
 * Stories are formed by the rule of cluster/average.h, on the pairs that were
 * kept, whenever a new article touches them: only the stories it touches can
 * change.  A story is known by a number, that of the article that founded it
 * (one that was split off gets a number from above), and told by a name.
 */
#ifndef ND_STORE_STORIES_H
#define ND_STORE_STORIES_H

#include "store/finding.h"

/*
 * Settle the story of a new article, whose edges are in store->finding, and
 * write down what that changes.  'initial': the story whose article it takes
 * the place of, else its own number.
 */
enum nd_status nd_story_settle(struct nd_store *store, uint32_t number, uint32_t initial);

/* The story that the article in store->finding would be in, or ND_NO_ARTICLE; nothing is written. */
enum nd_status nd_story_guess(struct nd_store *store, uint32_t *story);

#endif
