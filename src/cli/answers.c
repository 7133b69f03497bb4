/* answers.c - add, commit, print, in this order */
#include "cli/answers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "cli/clock.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/record.h"
#include "report/answer.h"

#define EXPIRY_MILLISECONDS 60000	/* between two looks at what is too old */

/* Does --dedup let it pass? */
static int is_wanted(const struct settings *settings, const struct nd_answer *answer)
{
	if (answer->news == ND_NEW || answer->news == ND_UPDATE)
		return 1;
	return answer->news == ND_COPY && settings->engine.keep == ND_KEEP_LONGEST &&
	       answer->representative.len == answer->id.len &&
	       !memcmp(answer->representative.at, answer->id.at, answer->id.len);
}

static int on_answer(void *ctx, const struct nd_answer *answer)
{
	struct answers *const answers = ctx;
	const struct settings *const settings = answers->stock->settings;

	progress_clear(&answers->stock->progress);
	answers->count[answer->news]++;
	if (!settings->dedup)
		nd_report_answer(stdout, answer);
	else if (is_wanted(settings, answer))
		puts(((char **)answers->records.items)[answers->answered]);
	answers->answered += settings->dedup;
	if (!ferror(stdout))
		return 0;
	answers->number = errno;
	return answers->failed = 1;
}

void answers_open(struct answers *answers, struct stock *stock)
{
	*answers = (struct answers){
		.stock = stock, .records = ND_ARRAY_INIT(char *, UINT32_MAX),
	};
	nd_store_on_answer(stock->store, on_answer, answers);
}

static void forget_records(struct answers *answers)
{
	for (size_t i = 0; i < answers->records.n; i++)
		free(((char **)answers->records.items)[i]);
	answers->records.n = answers->answered = 0;
}

void answers_close(struct answers *answers)
{
	forget_records(answers);
	nd_array_release(&answers->records);
}

static void *copy_line(const struct nd_record *record)
{
	size_t len;

	return record_line(record, &len);
}

ahead_keep *answers_keep(const struct settings *settings)
{
	return settings->dedup ? copy_line : NULL;
}

/* Keep the record until its answer says whether it passes.  0: no memory. */
static int keep_record(struct answers *answers, const struct nd_record *record)
{
	char *const line = copy_line(record);

	if (line && nd_array_append(&answers->records, &line, 1))
		return 1;
	free(line);
	return 0;
}

/* After answers were given: flush them, and say why that failed. */
static int flush(struct answers *answers)
{
	if (!nd_store_waiting(answers->stock->store))
		forget_records(answers);
	if (!answers->failed && fflush(stdout)) {
		answers->number = errno;
		answers->failed = 1;
	}
	if (answers->failed) {
		output_failed(answers->number);
		answers->stock->intake.trouble = EXIT_TROUBLE;
	}
	return answers->failed;
}

int answers_add(struct answers *answers, const struct nd_record *record)
{
	struct stock *const stock = answers->stock;
	const struct nd_article article = record_article(record);
	const size_t waiting = nd_store_waiting(stock->store);
	struct nd_error err;
	enum nd_status status;

	if (!waiting)
		answers->group_began = milliseconds_now();
	if (stock->settings->dedup && !keep_record(answers, record)) {
		message("%s", nd_status_text(ND_ENOMEM));
		stock->intake.trouble = EXIT_TROUBLE;
		return 1;
	}
	status = nd_store_add(stock->store, &article, &err);
	if (status == ND_EINVAL && stock->settings->dedup)	/* no answer will come */
		free(((char **)answers->records.items)[--answers->records.n]);
	if (status == ND_ESTOPPED)
		return flush(answers);
	if (stock_pass(stock, record, status, &err))
		return 1;
	return nd_store_waiting(stock->store) <= waiting ? flush(answers) : 0;
}

/* The same of a lot's.  0: no memory. */
static int keep_lines(struct answers *answers, struct lot *lot)
{
	if (!nd_array_append(&answers->records, lot->beside.items, lot->beside.n))
		return 0;
	lot->beside.n = 0;
	return 1;
}

int answers_take(struct answers *answers, struct lot *lot)
{
	struct stock *const stock = answers->stock;
	const size_t waiting = nd_store_waiting(stock->store), n = lot->n;
	struct nd_error err;
	enum nd_status status;

	if (!waiting)
		answers->group_began = milliseconds_now();
	status = keep_lines(answers, lot) ? nd_store_take(stock->store, lot->articles, &err) :
		 nd_fail_memory(&err);
	lot_clear(lot);
	if (status == ND_ESTOPPED)
		return flush(answers);
	if (stock_took(stock, n, status, &err))
		return 1;
	return nd_store_waiting(stock->store) < waiting + n ? flush(answers) : 0;
}

/* Take out what is older than --ttl, now and then. */
static int expire(struct answers *answers)
{
	struct stock *const stock = answers->stock;
	const int64_t ttl = stock->settings->ttl;
	struct nd_error err;
	uint64_t removed;

	if (!ttl || milliseconds_now() < answers->next_expiry)
		return 0;
	answers->next_expiry = milliseconds_now() + EXPIRY_MILLISECONDS;
	if (nd_store_expire(stock->store, (int64_t)time(NULL) - ttl, &removed, &err) == ND_OK)
		return 0;
	stock_failed(stock, &err);
	stock->intake.trouble = EXIT_TROUBLE;
	return 1;
}

int answers_settle(struct answers *answers, int idle)
{
	struct stock *const stock = answers->stock;
	struct nd_error err;

	if (nd_store_waiting(stock->store) &&
	    (idle || milliseconds_now() - answers->group_began >= GROUP_MILLISECONDS)) {
		const enum nd_status status = nd_store_commit(stock->store, &err);

		if (status != ND_OK && status != ND_ESTOPPED) {
			stock_failed(stock, &err);
			stock->intake.trouble = EXIT_TROUBLE;
			return 1;
		}
		if (flush(answers))
			return 1;
	}
	return expire(answers);
}

void answers_summary(struct answers *answers)
{
	char fresh[64], copies[64], updates[64], known[64], found[320];

	snprintf(found, sizeof(found), "%s, %s, %s, %s",
		 plural(fresh, answers->count[ND_NEW], "new", "new"),
		 plural(copies, answers->count[ND_COPY], "copy", "copies"),
		 plural(updates, answers->count[ND_UPDATE], "update", "updates"),
		 plural(known, answers->count[ND_KNOWN], "known before", "known before"));
	stock_summary(answers->stock, found);
}
