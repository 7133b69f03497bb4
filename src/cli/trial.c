/* trial.c - fork, run, time, and tell through a pipe */
#include "cli/trial.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/array.h"
#include "base/error.h"
#include "cli/clock.h"

#define FIRST 50	/* articles of the first run; then twice as many each time */

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

/* The articles, and which of them the engine took. */
struct supply {
	trial_article *fn;
	void *ctx;
	pthread_mutex_t lock;	/* for fn, which writes where it wrote before */
	struct nd_array taken;	/* uint64_t: by position in the engine */
};

/* An nd_reread. */
static enum nd_status give_again(void *ctx, unsigned worker, size_t index, nd_on_article *fn,
				 void *fn_ctx, struct nd_error *err)
{
	struct supply *const supply = ctx;
	enum nd_status status = ND_EIO;
	struct nd_article article;

	(void)worker;
	pthread_mutex_lock(&supply->lock);
	if (supply->fn(supply->ctx, ((uint64_t *)supply->taken.items)[index], &article))
		status = fn(fn_ctx, &article);
	else
		nd_fail(err, status, "article %zu is not there any more", index);
	pthread_mutex_unlock(&supply->lock);
	return status;
}

/* Add at most n of the articles that it takes; returns how many were tried. */
static enum nd_status add(struct nd_engine *engine, struct supply *supply, uint64_t n, uint64_t *tried)
{
	enum nd_status status = ND_OK;
	struct nd_article article;

	for (*tried = 0; status == ND_OK && *tried < n &&
	     supply->fn(supply->ctx, *tried, &article); ++*tried) {
		article.again = 1;
		status = nd_engine_add(engine, &article, NULL);
		if (status == ND_OK && !nd_array_append(&supply->taken, tried, 1))
			status = ND_ENOMEM;
		if (status == ND_EEXIST || status == ND_EINVAL)
			status = ND_OK;
	}
	return status;
}

/* One run on at most n articles; 'out' is what it took. */
static enum nd_status run(const struct nd_options *opt, uint64_t n, trial_article *fn, void *ctx,
			  struct trial *out)
{
	struct supply supply = {
		fn, ctx, PTHREAD_MUTEX_INITIALIZER, ND_ARRAY_INIT(uint64_t, UINT32_MAX),
	};
	struct nd_options with_supply = *opt;
	struct nd_engine *engine;
	const double begun = seconds_now();
	enum nd_status status;
	uint64_t added = 0;

	with_supply.reread = give_again;
	with_supply.reread_ctx = &supply;
	with_supply.once = 1;
	status = nd_engine_open(&engine, &with_supply, NULL);
	if (status == ND_OK)
		status = add(engine, &supply, n, &added);
	if (status == ND_OK)
		status = nd_engine_pairs(engine, pass, NULL, NULL);
	if (status == ND_OK) {
		nd_engine_stats(engine, &out->stats);
		out->articles = added;
		out->seconds = seconds_now() - begun;
	}
	nd_engine_close(engine);
	nd_array_release(&supply.taken);
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
