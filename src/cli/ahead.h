/*
 * ahead.h - one thread reads articles and makes them ready, another one adds them
 *
 * There are two lots: while what is in one of them is added, the other one is filled. Who adds
 * takes what is there, be it a single article, so that nothing waits for others to come:
 *
 *	reads	| make 1 | make 2 3 4 5 | make 6 7 8 |	(waits while its lot is full)
 *	adds		 | add 1	| add 2 3 4 5 | add 6 7 8 |
 */
#ifndef ND_CLI_AHEAD_H
#define ND_CLI_AHEAD_H

#include <pthread.h>

#include "base/array.h"
#include "input/input.h"

/* A lot is full: 8 milliseconds' work for who adds, and sleeping and waking take little of it. */
#define AHEAD_ARTICLES	16
#define AHEAD_BYTES	((size_t)1 << 20)	/* of text; one article is let in whatever its size */

/* Articles that are ready, in the order in which they were read. */
struct lot {
	struct nd_store_batch *articles;
	struct nd_array beside;		/* void *: what is kept of each, if anything is; free() it */
	size_t n, bytes;
};

/* Copy what is to be kept of a record into one block; NULL: no memory. */
typedef void *ahead_keep(const struct nd_record *record);

struct ahead {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct lot lots[2];
	unsigned filled;	/* which of them; the other one is the taker's */
	ahead_keep *keep;	/* NULL: nothing is kept beside the articles */
	int making;		/* an article is on its way into a lot */
	int ended;		/* nothing more will come */
	int closed;		/* nothing more is wanted */
};

/* For articles of this store, which has to outlive it.  ahead_close() has to follow in any case. */
enum nd_status ahead_open(struct ahead *ahead, const struct nd_store *store, ahead_keep *keep,
			  struct nd_error *err);
void ahead_close(struct ahead *ahead);		/* no thread uses it */

/* Who reads: make an article ready, which waits while the lot is full.  ND_EINVAL: it was refused;
 * ND_ESTOPPED: nothing more is wanted; ND_ENOMEM. */
enum nd_status ahead_put(struct ahead *ahead, const struct nd_record *record, struct nd_error *err);
/* Nothing more will come. */
void ahead_end(struct ahead *ahead);

/* Who adds: take what is ready, which is to be emptied before the next call.  NULL: all was
 * taken, or nothing came for so long. */
struct lot *ahead_take(struct ahead *ahead, unsigned milliseconds);
int ahead_has_ended(struct ahead *ahead);
/* Nothing more is wanted: who waits to put something in wakes up. */
void ahead_stop(struct ahead *ahead);

/* Forget what is beside the articles, those that were not handed on. */
void lot_clear(struct lot *lot);

#endif
