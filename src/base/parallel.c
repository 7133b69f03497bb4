/* parallel.c - a loop over chunks, handed out by one atomic counter */
#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

struct loop {
	_Atomic size_t next;
	_Atomic int status;
	size_t n, chunk;
	nd_work *fn;
	void *ctx;
};

struct worker {
	struct loop *loop;
	unsigned index;
	pthread_t thread;
};

static void *run(void *arg)
{
	const struct worker *const worker = arg;
	struct loop *const loop = worker->loop;

	while (atomic_load(&loop->status) == ND_OK) {
		const size_t from = atomic_fetch_add(&loop->next, loop->chunk);
		const size_t to = from + loop->chunk < loop->n ? from + loop->chunk : loop->n;
		enum nd_status status;

		if (from >= loop->n)
			break;
		status = loop->fn(loop->ctx, worker->index, from, to);
		if (status != ND_OK)
			atomic_store(&loop->status, status);
	}
	return NULL;
}

enum nd_status nd_parallel(unsigned threads, size_t n, size_t chunk, nd_work *fn, void *ctx)
{
	struct loop loop = { 0, ND_OK, n, chunk, fn, ctx };
	struct worker workers[ND_MAX_THREADS];
	unsigned started = 1;

	if (threads > ND_MAX_THREADS)
		threads = ND_MAX_THREADS;
	workers[0] = (struct worker){ .loop = &loop, .index = 0 };
	while (started < threads && started * chunk < n) {
		workers[started] = (struct worker){ .loop = &loop, .index = started };
		if (pthread_create(&workers[started].thread, NULL, run, &workers[started]))
			break;
		started++;
	}
	run(&workers[0]);
	for (unsigned i = 1; i < started; i++)
		pthread_join(workers[i].thread, NULL);
	return (enum nd_status)atomic_load(&loop.status);
}

unsigned nd_processors(void)
{
	const long online = sysconf(_SC_NPROCESSORS_ONLN);

	if (online < 1)
		return 1;
	return online < ND_MAX_THREADS ? (unsigned)online : ND_MAX_THREADS;
}
