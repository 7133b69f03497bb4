/*
 * answer.h - what is said of an article
 */
#ifndef ND_STORE_ANSWER_H
#define ND_STORE_ANSWER_H

#include "store/finding.h"

/*
 * Put the answer to an article among those that wait; changes from number
 * 'changes' on are its doing.  For ND_KNOWN it is what was kept of it, for
 * others what is in store->finding.
 */
enum nd_status nd_answer_wait(struct nd_store *store, uint32_t number, enum nd_news news,
			      uint64_t changes);

/* Give the answers that wait; ND_ESTOPPED: a callback had enough, the rest is dropped. */
enum nd_status nd_answers_give(struct nd_store *store, struct nd_error *err);

/*
 * Tell 'fn' what would be answered to the needle: 'known' is its number, if it
 * is there word for word; 'update': its id is there with other words.
 */
enum nd_status nd_answer_query(struct nd_store *store, uint32_t known, int update,
			       nd_on_answer *fn, void *ctx);

/* The article of a text that is still there: itself, or the first of its copies. */
enum nd_status nd_living(struct nd_store *store, uint32_t first, uint32_t *number);

/* A change of the log; its strings are in the arena. */
enum nd_status nd_change_read(struct nd_store *store, uint64_t number, struct nd_arena *arena,
			      struct nd_change *change);

/* Are two articles of one story, which are no copies, one event by themselves? */
int nd_is_same_event(const struct nd_store *store, const struct nd_pair *pair);

/* Hours between two dates; -1 where one lacks. */
double nd_hours_between(int64_t x, int64_t y);

/* The figure that decided. */
double nd_pair_score(enum nd_relation relation, const struct nd_pair *pair);

/* The article that stands for others (numbers, ascending, n >= 1). */
enum nd_status nd_stands_for(struct nd_store *store, const uint32_t *numbers, size_t n,
			     uint32_t *number);

#endif
