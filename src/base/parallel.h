/*
 * parallel.h - the same work for many items on several threads
 *
 * The items are cut into chunks that threads take in turn.  Which thread does
 * which chunk changes from run to run; a result must therefore be written to
 * a place that depends on the item alone, or combined by an operation that
 * does not care about order.
 */
#ifndef ND_BASE_PARALLEL_H
#define ND_BASE_PARALLEL_H

#include <stddef.h>

#include "neardup.h"

#define ND_MAX_THREADS 256

/*
 * Do items [from, to).  'worker' is 0 to threads - 1: an index into buffers
 * that the caller made one a thread.  Anything but ND_OK ends the loop soon.
 */
typedef enum nd_status nd_work(void *ctx, unsigned worker, size_t from, size_t to);

/*
 * Run 'fn' over items 0 to n - 1 in chunks of 'chunk' (>= 1) items.  Returns
 * the status of a chunk that failed, or ND_OK.  Where a thread cannot be made,
 * those that are there do the work.
 */
enum nd_status nd_parallel(unsigned threads, size_t n, size_t chunk, nd_work *fn, void *ctx);

/*
 * Threads that stay for several loops, which take 10 us to begin instead of the 50 of a
 * new thread.  One thread may run loops, one after the other; it takes part as worker 0.
 */
struct nd_team;

/* NULL: out of memory. */
struct nd_team *nd_team_open(unsigned threads);
/* As nd_parallel() with the threads of the team. */
enum nd_status nd_team_run(struct nd_team *team, size_t n, size_t chunk, nd_work *fn, void *ctx);
void nd_team_close(struct nd_team *team);	/* NULL is fine */

/* Processors that are online, 1 to ND_MAX_THREADS. */
unsigned nd_processors(void);

#endif
