/*
 * queue.h - articles on their way from one thread to another
 *
 * One thread reads and puts copies in, the other takes them out; the reader
 * waits while MOST bytes or articles are on their way.
 */
#ifndef ND_CLI_QUEUE_H
#define ND_CLI_QUEUE_H

#include <pthread.h>

#include "input/input.h"

#define QUEUE_ARTICLES	1024
#define QUEUE_BYTES	((size_t)64 << 20)

/* A record whose strings are its own, in one block; free() it. */
struct queued {
	struct queued *next;
	struct nd_record record;
	size_t bytes;
};

/* Copy a record; NULL: no memory. */
struct queued *queued_copy(const struct nd_record *record);

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct queued *first, **last;
	size_t articles, bytes;
	int ended;		/* nothing more will come */
	int closed;		/* nothing more is wanted */
};

void queue_open(struct queue *queue);
void queue_close(struct queue *queue);	/* frees what was not taken; no thread uses it */

/* Put it in, which hands it over; waits while the queue is full.  0: it was closed. */
int queue_put(struct queue *queue, struct queued *item);
/* Nothing more will come. */
void queue_end(struct queue *queue);
/* Nothing more is wanted: who waits to put something in wakes up. */
void queue_stop(struct queue *queue);

/* Take the next one out, which hands it over.  NULL: it ended, or none came for so long. */
struct queued *queue_take(struct queue *queue, unsigned milliseconds);
int queue_has_ended(struct queue *queue);

#endif
