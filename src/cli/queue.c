/* queue.c - a list between two threads */
#include "cli/queue.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The strings of a record, to be copied one after the other. */
#define STRINGS 8

static void list_strings(struct nd_record *record, struct nd_text *strings[STRINGS])
{
	struct nd_article *const article = &record->article;

	strings[0] = &article->id;
	strings[1] = &article->title;
	strings[2] = &article->text;
	strings[3] = &record->date;
	strings[4] = &record->url;
	strings[5] = &record->source;
	strings[6] = &record->lang;
	strings[7] = &record->raw;
}

struct queued *queued_copy(const struct nd_record *record)
{
	struct nd_text *strings[STRINGS];
	struct queued *item;
	struct nd_record copy = *record;
	const size_t file = strlen(record->file) + 1;
	size_t bytes = file;
	char *at;

	list_strings(&copy, strings);
	for (int i = 0; i < STRINGS; i++)
		bytes += strings[i]->len;
	item = malloc(sizeof(*item) + bytes);
	if (!item)
		return NULL;
	*item = (struct queued){ .record = *record, .bytes = bytes };
	list_strings(&item->record, strings);
	at = (char *)(item + 1);
	item->record.file = memcpy(at, record->file, file);
	at += file;
	for (int i = 0; i < STRINGS; i++) {
		if (strings[i]->len)
			strings[i]->at = memcpy(at, strings[i]->at, strings[i]->len);
		at += strings[i]->len;
	}
	return item;
}

void queue_open(struct queue *queue)
{
	pthread_condattr_t attributes;

	*queue = (struct queue){ .first = NULL };
	queue->last = &queue->first;
	pthread_mutex_init(&queue->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&queue->changed, &attributes);
	pthread_condattr_destroy(&attributes);
}

void queue_close(struct queue *queue)
{
	while (queue->first) {
		struct queued *const item = queue->first;

		queue->first = item->next;
		free(item);
	}
	pthread_cond_destroy(&queue->changed);
	pthread_mutex_destroy(&queue->lock);
}

int queue_put(struct queue *queue, struct queued *item)
{
	int wanted;

	pthread_mutex_lock(&queue->lock);
	/* one article is let in whatever its size */
	while (!queue->closed && queue->articles &&
	       (queue->articles >= QUEUE_ARTICLES || queue->bytes + item->bytes > QUEUE_BYTES))
		pthread_cond_wait(&queue->changed, &queue->lock);
	wanted = !queue->closed;
	if (wanted) {
		item->next = NULL;
		*queue->last = item;
		queue->last = &item->next;
		queue->articles++;
		queue->bytes += item->bytes;
		pthread_cond_broadcast(&queue->changed);
	}
	pthread_mutex_unlock(&queue->lock);
	if (!wanted)
		free(item);
	return wanted;
}

static void set(struct queue *queue, int *flag)
{
	pthread_mutex_lock(&queue->lock);
	*flag = 1;
	pthread_cond_broadcast(&queue->changed);
	pthread_mutex_unlock(&queue->lock);
}

void queue_end(struct queue *queue)
{
	set(queue, &queue->ended);
}

void queue_stop(struct queue *queue)
{
	set(queue, &queue->closed);
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

struct queued *queue_take(struct queue *queue, unsigned milliseconds)
{
	const struct timespec until = later(milliseconds);
	struct queued *item;
	int timed_out = 0;

	pthread_mutex_lock(&queue->lock);
	while (!queue->first && !queue->ended && !timed_out)
		timed_out = pthread_cond_timedwait(&queue->changed, &queue->lock, &until) != 0;
	item = queue->first;
	if (item) {
		queue->first = item->next;
		if (!queue->first)
			queue->last = &queue->first;
		queue->articles--;
		queue->bytes -= item->bytes;
		pthread_cond_broadcast(&queue->changed);
	}
	pthread_mutex_unlock(&queue->lock);
	return item;
}

int queue_has_ended(struct queue *queue)
{
	int ended;

	pthread_mutex_lock(&queue->lock);
	ended = queue->ended && !queue->first;
	pthread_mutex_unlock(&queue->lock);
	return ended;
}
