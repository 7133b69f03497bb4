/*
 * cmd_feed.c - neardup feed STORE: a stream against everything seen so far
 *
 * One thread reads standard input, this one adds, commits and answers; so it
 * knows when nothing more is waiting, and answers at once.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/answers.h"
#include "cli/message.h"
#include "cli/polling.h"
#include "cli/queue.h"

struct reading {
	struct queue queue;
	struct intake intake;
	struct progress progress;
	enum exit_code code;
};

static int on_record(void *ctx, const struct nd_record *record)
{
	struct reading *const reading = ctx;
	struct queued *const item = queued_copy(record);

	if (item)
		return !queue_put(&reading->queue, item);
	message("%s", nd_status_text(ND_ENOMEM));
	reading->intake.trouble = EXIT_TROUBLE;
	return 1;
}

static void *read_input(void *ctx)
{
	struct reading *const reading = ctx;

	reading->code = intake_read(&reading->intake, NULL, 0, on_record, reading);
	queue_end(&reading->queue);
	return NULL;
}

/* Add what comes until nothing more does; not 0 if that failed. */
static int pump(struct answers *answers, struct queue *queue)
{
	while (!queue_has_ended(queue)) {
		/* when nothing waits there is time; else only as much as is there already */
		struct queued *const item =
			queue_take(queue, nd_store_waiting(answers->stock->store) ? 0 : 1000);
		int failed = item ? answers_add(answers, &item->record) : 0;

		free(item);
		if (!failed)
			failed = answers_settle(answers, !item);
		if (failed)
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
	pthread_t thread;
	int failed;

	progress_init(&reading.progress, 0);
	queue_open(&reading.queue);
	answers_open(&answers, stock);
	if (pthread_create(&thread, NULL, read_input, &reading)) {
		message("cannot start a thread");
		return EXIT_TROUBLE;
	}
	failed = pump(&answers, &reading.queue);
	queue_stop(&reading.queue);
	/* who failed does not wait for input that may never come: the process ends, and with
	 * it the thread that reads */
	if (failed)
		return EXIT_TROUBLE;
	pthread_join(thread, NULL);
	stock->intake.records_skipped += reading.intake.records_skipped;
	stock->intake.records_used += reading.intake.records_used;
	if (reading.code == EXIT_DONE)
		answers_summary(&answers);
	answers_close(&answers);
	queue_close(&reading.queue);
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
