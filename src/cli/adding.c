/* adding.c - this thread reads, another one adds; the answers are counted */
#include "cli/adding.h"

#include <stdio.h>

#include "base/error.h"
#include "base/parallel.h"
#include "cli/ahead.h"
#include "cli/message.h"
#include "cli/record.h"

struct adding {
	struct stock *stock;
	uint64_t count[ND_KNOWN + 1];
	/* with more than one thread: */
	int running;			/* there is a thread that adds ... */
	pthread_t thread;
	struct ahead ahead;
	struct nd_error err;		/* ... and what went wrong there */
};

static int count_answer(void *ctx, const struct nd_answer *answer)
{
	struct adding *const adding = ctx;

	adding->count[answer->news]++;
	return 0;
}

/* A group is committed by the thread that began it: LMDB wants it so. */
static enum nd_status commit(struct nd_store *store, struct nd_error *err)
{
	return nd_store_waiting(store) ? nd_store_commit(store, err) : ND_OK;
}

static void *add_lots(void *ctx)
{
	struct adding *const adding = ctx;
	struct nd_store *const store = adding->stock->store;
	enum nd_status status = ND_OK;

	while (status == ND_OK && !ahead_has_ended(&adding->ahead)) {
		struct lot *const lot = ahead_take(&adding->ahead, 1000);

		if (!lot)
			continue;
		status = nd_store_take(store, lot->articles, &adding->err);
		lot_clear(lot);
	}
	if (status == ND_OK)
		status = commit(store, &adding->err);
	adding->err.status = status;
	ahead_stop(&adding->ahead);
	return NULL;
}

/* Begin to add beside the reading, if it is not done already. */
static enum nd_status begin(struct adding *adding, struct nd_error *err)
{
	enum nd_status status = ND_OK;

	if (adding->running)
		return ND_OK;
	status = ahead_open(&adding->ahead, adding->stock->store, NULL, err);
	if (status == ND_OK && pthread_create(&adding->thread, NULL, add_lots, adding))
		status = nd_fail(err, ND_ENOMEM, "cannot start a thread");
	adding->running = status == ND_OK;
	if (status != ND_OK)
		ahead_close(&adding->ahead);
	return status;
}

/* Wait until all that was read is durable. */
static enum exit_code finish(struct adding *adding)
{
	struct nd_error err;

	if (!adding->running)
		return commit(adding->stock->store, &err) == ND_OK ? EXIT_DONE :
		       stock_failed(adding->stock, &err);
	ahead_end(&adding->ahead);
	pthread_join(adding->thread, NULL);
	ahead_close(&adding->ahead);
	adding->running = 0;
	return adding->err.status == ND_OK ? EXIT_DONE : stock_failed(adding->stock, &adding->err);
}

static int add_record(void *ctx, const struct nd_record *record)
{
	struct adding *const adding = ctx;
	const struct nd_article article = record_article(record);
	struct nd_error err;

	return stock_pass(adding->stock, record, nd_store_add(adding->stock->store, &article, &err),
			  &err);
}

static int make_record(void *ctx, const struct nd_record *record)
{
	struct adding *const adding = ctx;
	struct nd_error err;
	enum nd_status status = begin(adding, &err);

	if (status == ND_OK)
		status = ahead_put(&adding->ahead, record, &err);
	if (status == ND_ESTOPPED)	/* finish() says why */
		adding->stock->intake.trouble = EXIT_TROUBLE;
	return stock_pass(adding->stock, record, status, &err);
}

static int on_loaded(void *ctx, const struct nd_article *article, const struct nd_error *refused)
{
	struct stock *const stock = ctx;

	(void)article;
	(void)refused;		/* what is in a shard was an article before */
	progress_show(&stock->progress, "articles read:", ++stock->read, 0);
	return 0;
}

static enum exit_code add_shard(void *ctx, const char *path)
{
	struct adding *const adding = ctx;
	const enum exit_code code = finish(adding);
	struct nd_error err;

	if (code != EXIT_DONE ||
	    nd_store_load(adding->stock->store, path, on_loaded, adding->stock, &err) == ND_OK)
		return code;
	return stock_failed(adding->stock, &err);
}

static void summarise(const struct adding *adding)
{
	char copies[64], updates[64], known[64], found[256];

	snprintf(found, sizeof(found), "%s, %s, %s",
		 plural(copies, adding->count[ND_COPY], "copy", "copies"),
		 plural(updates, adding->count[ND_UPDATE], "update", "updates"),
		 plural(known, adding->count[ND_KNOWN], "known before", "known before"));
	stock_summary(adding->stock, found);
}

enum exit_code adding_run(struct stock *stock, const char *const *files, size_t n)
{
	const uint32_t threads = stock->settings->engine.threads;
	const int alone = (threads ? threads : nd_processors()) == 1;
	struct adding adding = { .stock = stock };
	enum exit_code code, finished;

	nd_store_on_answer(stock->store, count_answer, &adding);
	stock->intake.shard = add_shard;
	code = intake_read(&stock->intake, files, n, alone ? add_record : make_record, &adding);
	finished = finish(&adding);
	if (code == EXIT_DONE && finished == EXIT_DONE)
		summarise(&adding);
	return code == EXIT_DONE ? finished : code;
}
