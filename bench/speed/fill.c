/*
 * fill.c - a store filled as neardup index add does it, asked on the way
 *
 *	build/bench/fill STORE [THREADS] [COMMIT_EVERY] < articles.jsonl
 *
 * With two threads, the default, one reads articles and makes them ready (cli/ahead.h), this
 * one adds them; with one it does both.  At 10,000, 20,000, 50,000, 100,000, ... articles the
 * next ASKED ones are asked about before they are added, one by one, by this thread alone.  A
 * line tells: articles; articles added a second since the line before, commits included, by the
 * clock, by processor time of this thread, and by that of both; processor time of a query in
 * microseconds, median, 99th of 100, longest; bytes on the disk an article; anonymous memory in
 * MiB; files that a search goes through.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/array.h"
#include "cli/ahead.h"
#include "cli/record.h"
#include "input/input.h"
#include "neardup.h"

#define ASKED 2000

/* Seconds: by the clock on the wall; of processor time, of this thread and of all. */
struct times {
	double wall, own, all;
};

struct filling {
	struct nd_store *store;
	uint64_t added, next;		/* articles; where the next line is due */
	struct times began;		/* the count */
	struct times asking;		/* what queries took since */
	uint64_t counted;
	double times[ASKED];
	size_t n;
	int failed;
	struct ahead ahead;		/* with two threads, and whether the other one failed */
	int unread;
};

static double seconds_of(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static struct times times_now(void)
{
	return (struct times){
		seconds_of(CLOCK_MONOTONIC), seconds_of(CLOCK_THREAD_CPUTIME_ID),
		seconds_of(CLOCK_PROCESS_CPUTIME_ID),
	};
}

static int ignore(void *ctx, const struct nd_answer *answer)
{
	(void)ctx;
	(void)answer;
	return 0;
}

/* MiB of a line of /proc/self/status. */
static double memory(const char *name)
{
	FILE *const in = fopen("/proc/self/status", "r");
	char line[256];
	double kib = 0;

	while (in && fgets(line, sizeof(line), in))
		if (!strncmp(line, name, strlen(name)))
			kib = atof(line + strlen(name) + 1);
	if (in)
		fclose(in);
	return kib / 1024;
}

static int by_time(const void *x, const void *y)
{
	const double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

/* 10,000, 20,000, 50,000, 100,000, ... */
static uint64_t next_of(uint64_t n)
{
	uint64_t power = 1;

	while (power * 10 <= n)
		power *= 10;
	return n == 2 * power ? 5 * power : 2 * n;
}

static void print_line(struct filling *f)
{
	const struct times now = times_now();
	const double added = (double)(f->added - f->counted);
	struct nd_store_info info;
	struct nd_error err;

	qsort(f->times, f->n, sizeof(*f->times), by_time);
	if (nd_store_info(f->store, &info, &err) != ND_OK) {
		fprintf(stderr, "fill: %s\n", err.message);
		f->failed = 1;
		return;
	}
	printf("%9llu %9.0f %9.0f %9.0f %9.0f %9.0f %9.0f %9.0f %9.0f %9u\n",
	       (unsigned long long)f->next, added / (now.wall - f->began.wall - f->asking.wall),
	       added / (now.own - f->began.own - f->asking.own),
	       added / (now.all - f->began.all - f->asking.all), f->times[f->n / 2] * 1e6,
	       f->times[f->n * 99 / 100] * 1e6, f->times[f->n - 1] * 1e6,
	       (double)info.bytes / (double)info.articles, memory("RssAnon"), info.segments);
	fflush(stdout);
	f->n = 0;
	f->counted = f->added;
	f->asking = (struct times){ 0, 0, 0 };
	f->began = times_now();
	f->next = next_of(f->next);
}

/* Ask about article number 'number', if it is time for that. */
static int ask(struct filling *f, uint64_t number, const struct nd_article *article)
{
	const struct times from = times_now();
	struct times now;
	struct nd_error err;

	if (number < f->next)
		return 0;
	if (nd_store_query(f->store, article, ignore, NULL, &err) != ND_OK) {
		fprintf(stderr, "fill: %s\n", err.message);
		return f->failed = 1;
	}
	now = times_now();
	f->times[f->n++] = now.own - from.own;
	f->asking.wall += now.wall - from.wall;
	f->asking.own += now.own - from.own;
	f->asking.all += now.own - from.own;
	if (f->n == ASKED)
		print_line(f);
	return f->failed;
}

static int added(struct filling *f, size_t n, enum nd_status status, const struct nd_error *err)
{
	f->added += n;
	if (status == ND_OK)
		return 0;
	fprintf(stderr, "fill: %s\n", err->message);
	return f->failed = 1;
}

/* With one thread. */
static int on_record(void *ctx, const struct nd_record *record)
{
	struct filling *const f = ctx;
	const struct nd_article article = record_article(record);
	struct nd_error err;

	return ask(f, f->added, &article) || added(f, 1, nd_store_add(f->store, &article, &err), &err);
}

static int make_ready(void *ctx, const struct nd_record *record)
{
	struct filling *const f = ctx;
	struct nd_error err;

	return ahead_put(&f->ahead, record, &err) != ND_OK;
}

/* Read all; not 0: that failed. */
static int read_all(struct filling *f, nd_on_record *fn)
{
	const struct nd_input_sink sink = { .record = fn, .ctx = f };
	struct nd_error err;
	const enum nd_status status = nd_input_read("-", NULL, &sink, &err);

	if (status != ND_OK && status != ND_ESTOPPED)
		fprintf(stderr, "fill: %s\n", err.message);
	return status != ND_OK;
}

static void *read_ahead(void *ctx)
{
	struct filling *const f = ctx;

	f->unread = read_all(f, make_ready);
	ahead_end(&f->ahead);
	return NULL;
}

/* What of an article is needed to ask about it. */
static void *copy(const struct nd_record *record)
{
	struct nd_article article = record_article(record), *copied;
	struct nd_text *const texts[] = {
		&article.id, &article.title, &article.text, &article.source, &article.url,
	};
	size_t bytes = sizeof(article);
	char *to;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		bytes += texts[i]->len;
	copied = malloc(bytes);
	if (!copied)
		return NULL;
	to = (char *)(copied + 1);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		char *const from = to;

		if (texts[i]->len)
			to = mempcpy(to, texts[i]->at, texts[i]->len);
		texts[i]->at = from;
	}
	*copied = article;
	return copied;
}

/* With two threads. */
static void fill(struct filling *f)
{
	struct nd_error err;
	pthread_t reader;

	if (ahead_open(&f->ahead, f->store, copy, &err) != ND_OK ||
	    pthread_create(&reader, NULL, read_ahead, f)) {
		f->failed = 1;
		return;
	}
	while (!f->failed && !ahead_has_ended(&f->ahead)) {
		struct lot *const lot = ahead_take(&f->ahead, 1000);

		for (size_t i = 0; lot && i < lot->n && !f->failed; i++)
			ask(f, f->added + i, ((struct nd_article **)lot->beside.items)[i]);
		if (!lot || f->failed)
			continue;
		added(f, lot->n, nd_store_take(f->store, lot->articles, &err), &err);
		lot_clear(lot);
	}
	ahead_stop(&f->ahead);
	pthread_join(reader, NULL);
	ahead_close(&f->ahead);
	f->failed |= f->unread;
}

int main(int argc, char **argv)
{
	struct nd_store_options how = ND_STORE_OPTIONS_INIT;
	const struct nd_options opt = ND_OPTIONS_INIT;
	struct filling f = { .next = 10000 };
	struct nd_error err;

	how.write = 1;
	how.commit_every = argc > 3 ? (uint32_t)atoi(argv[3]) : 0;
	if (argc < 2 || nd_store_create(argv[1], &opt, &err) != ND_OK ||
	    nd_store_open(&f.store, argv[1], &how, &err) != ND_OK) {
		fprintf(stderr, "fill: %s\n", argc < 2 ? "usage: fill STORE [THREADS] [COMMIT_EVERY]" :
			err.message);
		return 1;
	}
	printf("%9s %9s %9s %9s %9s %9s %9s %9s %9s %9s\n", "articles", "added/s", "a cpu s",
	       "of both", "query us", "p99", "max", "bytes/art", "anon MiB", "segments");
	f.began = times_now();
	if (argc > 2 && atoi(argv[2]) == 1)
		f.failed = read_all(&f, on_record);
	else
		fill(&f);
	if (!f.failed)
		added(&f, 0, nd_store_commit(f.store, &err), &err);
	nd_store_close(f.store);
	return f.failed;
}
