/*
 * cmd_feed.c - neardup feed STORE: a stream against everything seen so far
 *
 * One thread reads standard input and makes the articles ready, this one adds, commits
 * and answers; so it knows when nothing more is waiting, and answers at once.
 */
#include <stdlib.h>

#include "cli/answers.h"
#include "cli/message.h"
#include "cli/polling.h"

struct reading {
	struct ahead ahead;
	struct intake intake;
	struct progress progress;
	enum exit_code code;
};

static int on_record(void *ctx, const struct nd_record *record)
{
	struct reading *const reading = ctx;
	struct nd_error err;
	const enum nd_status status = ahead_put(&reading->ahead, record, &err);
	const struct nd_complaint complaint = { record->file, record->line, err.message, 1 };

	if (status == ND_OK)
		return 0;
	if (status == ND_EINVAL)
		return intake_complain(&reading->intake, &complaint);
	if (status != ND_ESTOPPED)
		message("%s", err.message);
	reading->intake.trouble = EXIT_TROUBLE;
	return 1;
}

static void *read_input(void *ctx)
{
	struct reading *const reading = ctx;

	reading->code = intake_read(&reading->intake, NULL, 0, on_record, reading);
	ahead_end(&reading->ahead);
	return NULL;
}

/* Add what comes until nothing more does; not 0 if that failed. */
static int pump(struct answers *answers, struct ahead *ahead)
{
	while (!ahead_has_ended(ahead)) {
		/* when nothing waits there is time; else only as much as is there already */
		struct lot *const lot =
			ahead_take(ahead, nd_store_waiting(answers->stock->store) ? 0 : 1000);

		if ((lot && answers_take(answers, lot)) || answers_settle(answers, !lot))
			return 1;
	}
	return answers_settle(answers, 1);
}

static enum exit_code feed_input(struct stock *stock)
{
	struct reading reading = {
		.intake = INTAKE_INIT(stock->settings, &reading.progress), .code = EXIT_DONE,
	};
	struct answers answers;
	struct nd_error err;
	pthread_t thread;
	int failed;

	progress_init(&reading.progress, 0);
	answers_open(&answers, stock);
	if (ahead_open(&reading.ahead, stock->store, answers_keep(stock->settings), &err) != ND_OK)
		return stock_failed(stock, &err);
	if (pthread_create(&thread, NULL, read_input, &reading)) {
		message("cannot start a thread");
		return EXIT_TROUBLE;
	}
	failed = pump(&answers, &reading.ahead);
	ahead_stop(&reading.ahead);
	/* who failed does not wait for input that may never come: the process ends here, before
	 * anything is closed that the thread that reads still uses */
	if (failed)
		exit(EXIT_TROUBLE);
	pthread_join(thread, NULL);
	stock->intake.records_skipped += reading.intake.records_skipped;
	stock->intake.records_used += reading.intake.records_used;
	if (reading.code == EXIT_DONE)
		answers_summary(&answers);
	answers_close(&answers);
	ahead_close(&reading.ahead);
	return reading.code;
}

enum exit_code cmd_feed(const struct settings *settings)
{
	struct stock stock;
	enum exit_code code;

	if (settings->dedup && settings->engine.keep == ND_KEEP_LATEST) {
		message("--dedup with --keep latest would let everything pass");
		return EXIT_USAGE;
	}
	code = stock_open(&stock, settings, settings->files[0], 1);
	if (code == EXIT_DONE)
		code = polling_wanted(settings) ? feed_urls(&stock) : feed_input(&stock);
	stock_close(&stock);
	return code;
}
