/* ahead.c - two lots and a lock; articles are made without it */
#include "cli/ahead.h"

#include <stdlib.h>
#include <time.h>

#include "base/error.h"
#include "cli/record.h"

enum nd_status ahead_open(struct ahead *ahead, const struct nd_store *store, ahead_keep *keep,
			  struct nd_error *err)
{
	pthread_condattr_t attributes;
	enum nd_status status = ND_OK;

	*ahead = (struct ahead){ .keep = keep };
	pthread_mutex_init(&ahead->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&ahead->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	for (int i = 0; i < 2; i++) {
		ahead->lots[i].beside = (struct nd_array)ND_ARRAY_INIT(void *, AHEAD_ARTICLES);
		if (status == ND_OK)
			status = nd_store_batch_open(&ahead->lots[i].articles, store, err);
	}
	return status;
}

void lot_clear(struct lot *lot)
{
	for (size_t i = 0; i < lot->beside.n; i++)
		free(((void **)lot->beside.items)[i]);
	lot->beside.n = lot->n = lot->bytes = 0;
}

void ahead_close(struct ahead *ahead)
{
	for (int i = 0; i < 2; i++) {
		struct lot *const lot = &ahead->lots[i];

		lot_clear(lot);
		nd_array_release(&lot->beside);
		nd_store_batch_close(lot->articles);
	}
	pthread_cond_destroy(&ahead->changed);
	pthread_mutex_destroy(&ahead->lock);
}

static int is_full(const struct lot *lot)
{
	return lot->n >= AHEAD_ARTICLES || lot->bytes >= AHEAD_BYTES;
}

/* Wait until the lot has room, and keep it from being taken; NULL: nothing more is wanted. */
static struct lot *begin(struct ahead *ahead)
{
	struct lot *lot = NULL;

	pthread_mutex_lock(&ahead->lock);
	while (!ahead->closed && is_full(&ahead->lots[ahead->filled]))
		pthread_cond_wait(&ahead->changed, &ahead->lock);
	ahead->making = !ahead->closed;
	if (ahead->making)
		lot = &ahead->lots[ahead->filled];
	pthread_mutex_unlock(&ahead->lock);
	return lot;
}

/* The lot has so many more articles, and may be taken. */
static void end(struct ahead *ahead, struct lot *lot, size_t articles, size_t bytes)
{
	pthread_mutex_lock(&ahead->lock);
	lot->n += articles;
	lot->bytes += articles ? bytes : 0;
	ahead->making = 0;
	pthread_cond_broadcast(&ahead->changed);
	pthread_mutex_unlock(&ahead->lock);
}

enum nd_status ahead_put(struct ahead *ahead, const struct nd_record *record, struct nd_error *err)
{
	const struct nd_article article = record_article(record);
	struct lot *const lot = begin(ahead);
	enum nd_status status;
	void *kept;

	if (!lot)
		return nd_fail(err, ND_ESTOPPED, "nothing more is wanted");
	kept = ahead->keep ? ahead->keep(record) : NULL;
	status = !ahead->keep || (kept && nd_array_append(&lot->beside, &kept, 1)) ?
		 nd_store_batch_add(lot->articles, &article, err) : nd_fail_memory(err);
	if (status != ND_OK) {
		lot->beside.n = ahead->keep ? lot->n : 0;
		free(kept);
	}
	end(ahead, lot, status == ND_OK, article.title.len + article.text.len);
	return status;
}

static void set(struct ahead *ahead, int *flag)
{
	pthread_mutex_lock(&ahead->lock);
	*flag = 1;
	pthread_cond_broadcast(&ahead->changed);
	pthread_mutex_unlock(&ahead->lock);
}

void ahead_end(struct ahead *ahead)
{
	set(ahead, &ahead->ended);
}

void ahead_stop(struct ahead *ahead)
{
	set(ahead, &ahead->closed);
}

static struct timespec later(unsigned milliseconds)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_nsec += (long)(milliseconds % 1000) * 1000000;
	at.tv_sec += milliseconds / 1000 + at.tv_nsec / 1000000000;
	at.tv_nsec %= 1000000000;
	return at;
}

struct lot *ahead_take(struct ahead *ahead, unsigned milliseconds)
{
	const struct timespec until = later(milliseconds);
	struct lot *lot;
	int timed_out = 0;

	pthread_mutex_lock(&ahead->lock);
	while ((ahead->making || !ahead->lots[ahead->filled].n) && !ahead->ended && !timed_out)
		timed_out = pthread_cond_timedwait(&ahead->changed, &ahead->lock, &until) != 0;
	lot = &ahead->lots[ahead->filled];
	if (ahead->making || !lot->n) {
		lot = NULL;
	} else {
		ahead->filled ^= 1;
		pthread_cond_broadcast(&ahead->changed);
	}
	pthread_mutex_unlock(&ahead->lock);
	return lot;
}

int ahead_has_ended(struct ahead *ahead)
{
	int ended;

	pthread_mutex_lock(&ahead->lock);
	ended = ahead->ended && !ahead->lots[ahead->filled].n;
	pthread_mutex_unlock(&ahead->lock);
	return ended;
}
