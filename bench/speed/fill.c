/*
 * fill.c - a store filled article by article, asked on the way
 *
 *	build/bench/fill STORE [COMMIT_EVERY] < articles.jsonl
 *
 * At 10,000, 20,000, 50,000, 100,000, ... articles the next ASKED ones are
 * asked about before they are added, one by one, on one core.  A line tells:
 * articles; articles added a second since the line before, commits included, by
 * the clock and by processor time; processor time of a query in microseconds,
 * median, 99th of 100, longest; bytes on the disk an article; anonymous memory
 * in MiB; files that a search goes through.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "cli/record.h"
#include "input/input.h"
#include "neardup.h"
#include "speed/clock.h"

#define ASKED 2000

struct filling {
	struct nd_store *store;
	uint64_t added, next;		/* articles; where the next line is due */
	double began, cpu_began;	/* the count, by the wall and in processor time */
	double asking;			/* seconds of processor time that queries took since */
	uint64_t counted;
	double times[ASKED];
	size_t n;
	int failed;
};

/* Seconds by the clock on the wall. */
static double wall_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
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
	const double seconds = wall_now() - f->began - f->asking;
	const double cpu = clock_now() - f->cpu_began - f->asking;
	struct nd_store_info info;
	struct nd_error err;

	qsort(f->times, f->n, sizeof(*f->times), by_time);
	if (nd_store_info(f->store, &info, &err) != ND_OK) {
		fprintf(stderr, "fill: %s\n", err.message);
		f->failed = 1;
		return;
	}
	printf("%9llu %9.0f %9.0f %9.0f %9.0f %9.0f %9.0f %9.0f %9u\n",
	       (unsigned long long)f->next, (double)(f->added - f->counted) / seconds,
	       (double)(f->added - f->counted) / cpu, f->times[f->n / 2] * 1e6,
	       f->times[f->n * 99 / 100] * 1e6, f->times[f->n - 1] * 1e6,
	       (double)info.bytes / (double)info.articles, memory("RssAnon"), info.segments);
	fflush(stdout);
	f->n = 0;
	f->counted = f->added;
	f->asking = 0;
	f->began = wall_now();
	f->cpu_began = clock_now();
	f->next = next_of(f->next);
}

static int on_record(void *ctx, const struct nd_record *record)
{
	struct filling *const f = ctx;
	const struct nd_article article = record_article(record);
	struct nd_error err;

	if (f->added >= f->next) {
		const double from = clock_now();
		double took;

		if (nd_store_query(f->store, &article, ignore, NULL, &err) != ND_OK) {
			fprintf(stderr, "fill: %s\n", err.message);
			return f->failed = 1;
		}
		took = clock_now() - from;
		f->times[f->n++] = took;
		f->asking += took;
		if (f->n == ASKED)
			print_line(f);
	}
	if (nd_store_add(f->store, &article, &err) != ND_OK) {
		fprintf(stderr, "fill: %s\n", err.message);
		return f->failed = 1;
	}
	f->added++;
	return f->failed;
}

int main(int argc, char **argv)
{
	struct nd_store_options how = ND_STORE_OPTIONS_INIT;
	const struct nd_options opt = ND_OPTIONS_INIT;
	struct filling f = { .next = 10000 };
	const struct nd_input_sink sink = { .record = on_record, .ctx = &f };
	struct nd_error err;

	how.write = 1;
	how.commit_every = argc > 2 ? (uint32_t)atoi(argv[2]) : 0;
	if (argc < 2 || nd_store_create(argv[1], &opt, &err) != ND_OK ||
	    nd_store_open(&f.store, argv[1], &how, &err) != ND_OK) {
		fprintf(stderr, "fill: %s\n", argc < 2 ? "usage: fill STORE [COMMIT_EVERY]" :
			err.message);
		return 1;
	}
	printf("%9s %9s %9s %9s %9s %9s %9s %9s %9s\n", "articles", "added/s", "a cpu s",
	       "query us", "p99", "max", "bytes/art", "anon MiB", "segments");
	f.began = wall_now();
	f.cpu_began = clock_now();
	if (nd_input_read("-", NULL, &sink, &err) != ND_OK || nd_store_commit(f.store, &err) != ND_OK) {
		fprintf(stderr, "fill: %s\n", err.message);
		f.failed = 1;
	}
	nd_store_close(f.store);
	return f.failed;
}
