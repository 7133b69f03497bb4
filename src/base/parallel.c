/* parallel.c - a loop over chunks, handed out by one atomic counter */
#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define LOOKS	500	/* about 10 us */

struct loop {
	_Atomic size_t next;
	_Atomic int status;
	size_t n, chunk;
	nd_work *fn;
	void *ctx;
};

struct member {
	struct nd_team *team;
	unsigned index;
	pthread_t thread;
};

struct nd_team {
	pthread_mutex_t lock;		/* for these: */
	pthread_cond_t begun, ended;
	struct loop *loop;		/* at hand, or NULL */
	_Atomic unsigned loops;		/* that were begun; also looked at without the lock */
	unsigned busy;			/* members that are in the loop */
	int closing;
	unsigned n;			/* members, of which the caller is the first */
	struct member member[ND_MAX_THREADS];
};
#define TEAM_INIT { .lock = PTHREAD_MUTEX_INITIALIZER, .begun = PTHREAD_COND_INITIALIZER, \
	.ended = PTHREAD_COND_INITIALIZER, .n = 1 }

static void run(struct loop *loop, unsigned worker)
{
	while (atomic_load(&loop->status) == ND_OK) {
		const size_t from = atomic_fetch_add(&loop->next, loop->chunk);
		const size_t to = from + loop->chunk < loop->n ? from + loop->chunk : loop->n;
		enum nd_status status;

		if (from >= loop->n)
			break;
		status = loop->fn(loop->ctx, worker, from, to);
		if (status != ND_OK)
			atomic_store(&loop->status, status);
	}
}

/* Let others have what the processor shares. */
static inline void rest(void)
{
#ifdef __x86_64__
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

/* The next loop mostly follows at once, and who has gone to sleep takes longer to wake. */
static void look_out(const struct nd_team *team, unsigned seen)
{
	for (int i = 0; i < LOOKS && atomic_load(&team->loops) == seen; i++)
		rest();
}

/* Take part in one loop after the other.  Who comes too late for one misses it. */
static void *take_part(void *arg)
{
	const struct member *const member = arg;
	struct nd_team *const team = member->team;
	unsigned seen = 0;

	pthread_mutex_lock(&team->lock);
	while (!team->closing) {
		struct loop *const loop = team->loop;

		if (seen == team->loops) {
			pthread_cond_wait(&team->begun, &team->lock);
			continue;
		}
		seen = team->loops;
		if (!loop)
			continue;
		team->busy++;
		pthread_mutex_unlock(&team->lock);
		run(loop, member->index);
		pthread_mutex_lock(&team->lock);
		if (!--team->busy)
			pthread_cond_signal(&team->ended);
		pthread_mutex_unlock(&team->lock);
		look_out(team, seen);
		pthread_mutex_lock(&team->lock);
	}
	pthread_mutex_unlock(&team->lock);
	return NULL;
}

/* Add members, up to so many in all; where a thread cannot be made there are fewer. */
static void gather(struct nd_team *team, unsigned threads)
{
	while (team->n < threads && team->n < ND_MAX_THREADS) {
		struct member *const member = &team->member[team->n];

		*member = (struct member){ .team = team, .index = team->n };
		if (pthread_create(&member->thread, NULL, take_part, member))
			break;
		team->n++;
	}
}

static void begin(struct nd_team *team, struct loop *loop)
{
	pthread_mutex_lock(&team->lock);
	team->loop = loop;
	team->loops++;
	pthread_cond_broadcast(&team->begun);
	pthread_mutex_unlock(&team->lock);
}

/* The loop has no chunks left: wait for those who have one. */
static void end(struct nd_team *team)
{
	pthread_mutex_lock(&team->lock);
	team->loop = NULL;
	while (team->busy)
		pthread_cond_wait(&team->ended, &team->lock);
	pthread_mutex_unlock(&team->lock);
}

static void part(struct nd_team *team)
{
	pthread_mutex_lock(&team->lock);
	team->closing = 1;
	pthread_cond_broadcast(&team->begun);
	pthread_mutex_unlock(&team->lock);
	for (unsigned i = 1; i < team->n; i++)
		pthread_join(team->member[i].thread, NULL);
}

/* Have the loop done by so many, who may still have to come. */
static enum nd_status work(struct nd_team *team, unsigned threads, struct loop *loop)
{
	const int shared = loop->n > loop->chunk && threads > 1;

	if (shared) {
		begin(team, loop);
		gather(team, threads);
	}
	run(loop, 0);
	if (shared)
		end(team);
	return (enum nd_status)atomic_load(&loop->status);
}

struct nd_team *nd_team_open(unsigned threads)
{
	struct nd_team *const team = malloc(sizeof(*team));

	if (!team)
		return NULL;
	*team = (struct nd_team)TEAM_INIT;
	gather(team, threads);
	return team;
}

enum nd_status nd_team_run(struct nd_team *team, size_t n, size_t chunk, nd_work *fn, void *ctx)
{
	return work(team, team->n, &(struct loop){ 0, ND_OK, n, chunk, fn, ctx });
}

void nd_team_close(struct nd_team *team)
{
	if (team)
		part(team);
	free(team);
}

enum nd_status nd_parallel(unsigned threads, size_t n, size_t chunk, nd_work *fn, void *ctx)
{
	const size_t chunks = n ? (n - 1) / chunk + 1 : 0;
	struct nd_team team = TEAM_INIT;
	const enum nd_status status = work(&team, threads < chunks ? threads : (unsigned)chunks,
					   &(struct loop){ 0, ND_OK, n, chunk, fn, ctx });

	part(&team);
	return status;
}

unsigned nd_processors(void)
{
	const long online = sysconf(_SC_NPROCESSORS_ONLN);

	if (online < 1)
		return 1;
	return online < ND_MAX_THREADS ? (unsigned)online : ND_MAX_THREADS;
}
