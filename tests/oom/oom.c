/*
 * oom.c - memory runs out at every place where it is asked for
 *
 * The linker sends malloc(), calloc(), realloc(), free() and pthread_create()
 * of the library here (-Wl,--wrap=...).  A whole run - open, add or sketch and load,
 * pairs, clusters, explain, close - is done again and again; each time another
 * allocation fails, by itself or with all that follow.  Every call must give
 * ND_OK or ND_ENOMEM, nothing may be lost, and after a failure the same call
 * must succeed and the whole say what it says when nothing fails.
 */
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "neardup.h"

#define ARTICLES	24
#define ALL_AFTER 1 /* how the n-th allocation fails: by itself (0) or with all after it */

static _Atomic long asked, fail_at = -1, held;
static _Atomic int fail_all, no_threads;

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *at, size_t n);
void __real_free(void *at);
int __real_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *at, size_t n);
void __wrap_free(void *at);
int __wrap_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

static int fails(void)
{
	const long number = atomic_fetch_add(&asked, 1), at = atomic_load(&fail_at);

	return at >= 0 && (number == at || (atomic_load(&fail_all) && number > at));
}

static void *count(void *got)
{
	if (got)
		atomic_fetch_add(&held, 1);
	return got;
}

void *__wrap_malloc(size_t n)
{
	return fails() ? NULL : count(__real_malloc(n));
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : count(__real_calloc(n, size));
}

void *__wrap_realloc(void *at, size_t n)
{
	if (fails())
		return NULL;
	return at ? __real_realloc(at, n) : count(__real_realloc(at, n));
}

void __wrap_free(void *at)
{
	if (at)
		atomic_fetch_sub(&held, 1);
	__real_free(at);
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *),
			  void *arg)
{
	return atomic_load(&no_threads) ? 11 : __real_pthread_create(thread, attr, run, arg);
}

/* What a run said, as text; it is written outside of the counting. */
struct said {
	char text[65536];
	size_t n;
};

__attribute__((format(printf, 2, 3)))
static void say(struct said *said, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	said->n +=
		(size_t)vsnprintf(said->text + said->n, sizeof(said->text) - said->n, format, args);
	va_end(args);
	if (said->n >= sizeof(said->text))
		said->n = sizeof(said->text) - 1;
}

static int say_pair(void *ctx, const struct nd_pair *p)
{
	say(ctx, "%zu %zu %d %a %a\n", p->a_index, p->b_index, (int)p->relation, p->score,
	    p->event);
	return 0;
}

static int say_cluster(void *ctx, const struct nd_cluster *c)
{
	say(ctx, "%s %zu\n", c->id, c->size);
	return 0;
}

static int say_explanation(void *ctx, const struct nd_explanation *why)
{
	say(ctx, "%d %zu %zu %zu\n", (int)why->pair.relation, why->n_terms, why->n_passages,
	    why->n_reasons);
	return 0;
}

/* Article i: a few sentences, every third a copy of an earlier one, with some other letters. */
static struct nd_article article(int i, char id[16], char text[4096])
{
	static const char *const words[] = {
		"harbour", "council", "Straße", "nouvelle", "北京市", "storm", "eleven", "Vấn đề",
		"отчёт", "bridge", "Maalstrom", "budget", "valley", "ﬁnance", "train", "school",
	};
	const unsigned kind = (unsigned)(i % 3 == 2 ? i - 2 : i);
	unsigned random = kind * 2654435761u + 1;

	snprintf(id, 16, "a%d", i);
	text[0] = '\0';
	for (int k = 0; k < 60; k++) {
		random = random * 1103515245u + 12345;
		sprintf(text + strlen(text), "%s%u ", words[random >> 16 & 15], random >> 20 & 31);
	}
	return (struct nd_article){
		.id = { id, strlen(id) },
		.title = { text, 20 },
		.text = { text, strlen(text) },
		.published = i % 4 ? 1000000 + i : ND_NO_TIME,
	};
}

/* Are the articles to go through a file of sketches? */
static int sketched;

/* What a whole run needs; 'ok' ends a run that broke a promise. */
struct run {
	struct nd_engine *engine;
	struct said said;
	int failed, ok;		/* did an allocation fail; was every answer ND_OK or ND_ENOMEM? */
};

/* Judge a status; 1 if the call is to be made again, with memory. */
static int again(struct run *run, enum nd_status status)
{
	if (status == ND_OK)
		return 0;
	if (status != ND_ENOMEM || run->failed > 1000) {
		run->ok = 0;
		return 0;
	}
	run->failed++;
	atomic_store(&fail_at, -1);
	return 1;
}

static void add_all(struct run *run)
{
	for (int i = 0; i < ARTICLES && run->ok; i++) {
		char id[16], text[4096];
		const struct nd_article one = article(i, id, text);

		while (again(run, nd_engine_add(run->engine, &one, NULL)))
			;
	}
}

static int write_bytes(void *ctx, const void *bytes, size_t n)
{
	return fwrite(bytes, 1, n, ctx) != n;
}

/* Sketch all articles into a file. */
static void sketch_all(struct run *run, const struct nd_options *opt, FILE *file)
{
	struct nd_shard_writer *writer = NULL;
	struct nd_shard_batch *batch = NULL;

	while (again(run, nd_shard_create(&writer, opt, write_bytes, file, NULL)))
		;
	while (run->ok && again(run, nd_shard_batch_open(&batch, writer, NULL)))
		;
	for (int i = 0; i < ARTICLES && run->ok; i++) {
		char id[16], text[4096];
		struct nd_article one = article(i, id, text);

		one.source = (struct nd_text){ "S", 1 };
		while (again(run, nd_shard_batch_add(batch, &one, NULL)))
			;
		while (i % 9 == 0 && again(run, nd_shard_write(writer, batch, NULL)))
			;
	}
	while (run->ok && again(run, nd_shard_write(writer, batch, NULL)))
		;
	if (run->ok && nd_shard_finish(writer, NULL) != ND_OK)
		run->ok = 0;
	nd_shard_batch_close(batch);
	nd_shard_close(writer);
}

/* Add them from there; what a call that failed has added stays. */
static void load_all(struct run *run, const struct nd_options *opt)
{
	FILE *const file = tmpfile();
	char path[64];

	if (!file) {
		run->ok = 0;
		return;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fileno(file));
	sketch_all(run, opt, file);
	fflush(file);
	while (run->ok && again(run, nd_engine_load(run->engine, path, NULL, NULL, NULL)))
		;
	fclose(file);
}

static void ask_all(struct run *run)
{
	struct nd_error err;
	size_t before;

	do {
		before = run->said.n = 0;
	} while (again(run, nd_engine_pairs(run->engine, say_pair, &run->said, &err)));
	before = run->said.n;
	do {
		run->said.n = before;
	} while (again(run, nd_engine_clusters(run->engine, say_cluster, &run->said, &err)));
	for (int i = 1; i < 4 && !sketched; i++) {
		const char id[] = { 'a', (char)('0' + i), '\0' };

		before = run->said.n;
		do {
			run->said.n = before;
		} while (again(run, nd_engine_explain(run->engine, (struct nd_text){ "a0", 2 },
						      (struct nd_text){ id, 2 }, say_explanation,
						      &run->said, &err)));
	}
}

/* A run in which allocation number 'at' fails (-1: none). */
static void do_run(struct run *run, uint32_t threads, long at, int all)
{
	struct nd_options opt = ND_OPTIONS_INIT;

	*run = (struct run){ .ok = 1 };
	opt.threads = threads;
	opt.keep_text = !sketched;
	atomic_store(&asked, 0);
	atomic_store(&fail_all, all);
	atomic_store(&fail_at, at);
	while (again(run, nd_engine_open(&run->engine, &opt, NULL)))
		if (run->engine)
			run->ok = 0;
	if (run->ok && sketched)
		load_all(run, &opt);
	else if (run->ok)
		add_all(run);
	if (run->ok)
		ask_all(run);
	atomic_store(&fail_at, -1);
	nd_engine_close(run->engine);
}

static int complain(const char *what, uint32_t threads, long at, int all)
{
	fprintf(stderr, "oom: %s when allocation %ld%s fails, %u threads\n", what, at,
		all ? " and all after it" : "", (unsigned)threads);
	return 1;
}

/* One run against the one without failures; returns 1 if it was wrong. */
static int is_wrong(struct run *run, const struct said *model, uint32_t threads, long at, int all)
{
	const long before = atomic_load(&held);

	do_run(run, threads, at, all);
	if (!run->ok)
		return complain("a call says neither ok nor out of memory", threads, at, all);
	if (atomic_load(&held) != before)
		return complain("memory is lost", threads, at, all);
	if (run->said.n != model->n || memcmp(run->said.text, model->text, model->n))
		return complain("the answer is another", threads, at, all);
	return 0;
}

/* Fail at every place, or at every few where there are many; returns how many went wrong. */
static int fail_everywhere(struct run *run, const struct said *model, uint32_t threads, int *runs)
{
	long places;
	int wrong = 0;

	do_run(run, threads, -1, 0);
	places = atomic_load(&asked);
	for (long at = 0; at < places; at++) {
		for (int all = 0; all <= ALL_AFTER; all++) {
			wrong += is_wrong(run, model, threads, at, all);
			++*runs;
		}
	}
	return wrong;
}

int main(void)
{
	struct run *const run = __real_malloc(sizeof(*run));
	struct said *const model = __real_malloc(sizeof(*model));
	int runs = 0, wrong = 0;

	do_run(run, 1, -1, 0);
	*model = run->said;
	if (!run->ok || model->n < 100) {
		fprintf(stderr, "oom: even with memory it does not work\n");
		return EXIT_FAILURE;
	}
	wrong += fail_everywhere(run, model, 1, &runs);
	wrong += fail_everywhere(run, model, 2, &runs);
	atomic_store(&no_threads, 1);	/* those that are there do the work */
	wrong += is_wrong(run, model, 4, -1, 0);
	atomic_store(&no_threads, 0);
	sketched = 1;
	do_run(run, 1, -1, 0);
	*model = run->said;
	wrong += model->n < 100;
	wrong += fail_everywhere(run, model, 1, &runs);
	__real_free(run);
	__real_free(model);
	printf("%d passed, %d failed\n", runs + 1 - wrong, wrong);
	return wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}
