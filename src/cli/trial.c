/* trial.c - fork, run, time, and tell through a pipe */
#include "cli/trial.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FIRST 50	/* articles of the first run; then twice as many each time */

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* The most memory that this process ever had, in bytes. */
static double memory(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)usage.ru_maxrss * 1024;
}

static int pass(void *ctx, const struct nd_pair *pair)
{
	(void)ctx;
	(void)pair;
	return 0;
}

/* One run on at most n articles; 'out' is what it took. */
static enum nd_status run(const struct nd_options *opt, uint64_t n, trial_article *fn, void *ctx,
			  struct trial *out)
{
	struct nd_engine *engine;
	struct nd_article article;
	const double begun = now();
	enum nd_status status = nd_engine_open(&engine, opt, NULL);
	uint64_t added = 0;

	for (; status == ND_OK && added < n && fn(ctx, added, &article); added++) {
		status = nd_engine_add(engine, &article, NULL);
		if (status == ND_EEXIST || status == ND_EINVAL)
			status = ND_OK;
	}
	if (status == ND_OK)
		status = nd_engine_pairs(engine, pass, NULL, NULL);
	if (status == ND_OK) {
		nd_engine_stats(engine, &out->stats);
		out->articles = added;
		out->seconds = now() - begun;
	}
	nd_engine_close(engine);
	return status;
}

/*
 * Twice as many until one run takes a third of the time, so that all take about
 * all of it.  What the last run needed more than the one of half its size is
 * what the articles need: tables that are there anyway drop out.
 */
static enum nd_status run_many(const struct nd_options *opt, double seconds, trial_article *fn,
			       void *ctx, struct trial *out)
{
	enum nd_status status = ND_OK;
	uint64_t articles = 0;
	double before = memory();

	for (uint64_t n = FIRST; status == ND_OK; n *= 2) {
		status = run(opt, n, fn, ctx, out);
		if (status == ND_OK && out->articles > articles) {
			const double now = memory();

			out->bytes = (now - before) * (double)out->articles /
				     (double)(out->articles - articles);
			before = now;
			articles = out->articles;
		}
		if (status == ND_OK && (out->seconds > seconds / 3 || out->articles < n))
			break;
	}
	return status;
}

enum nd_status trial_run(const struct nd_options *opt, double seconds, trial_article *fn, void *ctx,
			 struct trial *out)
{
	enum nd_status status = ND_EIO;
	int ends[2], state = -1;
	pid_t child;

	if (pipe(ends))
		return ND_EIO;
	child = fork();
	if (child == 0) {
		*out = (struct trial){ .articles = 0 };
		if (run_many(opt, seconds, fn, ctx, out) != ND_OK ||
		    write(ends[1], out, sizeof(*out)) != (ssize_t)sizeof(*out))
			_exit(1);
		_exit(0);
	}
	close(ends[1]);
	if (child > 0 && read(ends[0], out, sizeof(*out)) == (ssize_t)sizeof(*out))
		status = ND_OK;
	close(ends[0]);
	if (child > 0 && (waitpid(child, &state, 0) < 0 || state))
		status = ND_EIO;
	if (status == ND_OK && !out->articles)
		status = ND_EFORMAT;
	return status;
}
