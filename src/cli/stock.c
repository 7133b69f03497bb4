/* stock.c - opening, complaints, the last line */
#include "cli/stock.h"

#include <errno.h>
#include <unistd.h>

#include "cli/damage.h"
#include "cli/message.h"
#include "report/figures.h"

/* The parameters of the store, but what was given as it was given. */
static struct nd_options expected(const struct settings *settings, const struct nd_options *kept)
{
	struct nd_options opt = *kept;
	const struct nd_options *const given = &settings->engine;

	if (settings_given(settings, "relation"))
		opt.relations = given->relations;
	if (settings_given(settings, "threshold"))
		opt.threshold = given->threshold;
	if (settings_given(settings, "recall"))
		opt.recall = given->recall;
	if (settings_given(settings, "containment"))
		opt.containment = given->containment;
	if (settings_given(settings, "event-threshold"))
		opt.event_threshold = given->event_threshold;
	if (settings_given(settings, "ngram-size"))
		opt.ngram_size = given->ngram_size;
	if (settings_given(settings, "num-perm"))
		opt.num_perm = given->num_perm;
	if (settings_given(settings, "seed"))
		opt.seed = given->seed;
	return opt;
}

enum exit_code stock_failed(struct stock *stock, const struct nd_error *err)
{
	progress_clear(&stock->progress);
	message("%s", err->message);
	return err->status == ND_EINVAL || err->status == ND_EVERSION ? EXIT_USAGE : EXIT_TROUBLE;
}

enum exit_code stock_open(struct stock *stock, const struct settings *settings, const char *path,
			  int write)
{
	struct nd_store_options how = ND_STORE_OPTIONS_INIT;
	struct nd_store_info info;
	struct nd_options opt;
	struct nd_error err;

	*stock = (struct stock){ .settings = settings };
	stock->intake = (struct intake)INTAKE_INIT(settings, &stock->progress);
	progress_init(&stock->progress, !settings->quiet && isatty(STDERR_FILENO));
	how.write = write;
	how.window = settings->engine.window;
	how.keep = settings->engine.keep;
	how.commit_every = settings->commit_every;
	damage_watch(path);
	if (nd_store_open(&stock->store, path, &how, &err) != ND_OK) {
		stock_failed(stock, &err);
		if (access(path, F_OK) && errno == ENOENT)
			message("'neardup index create %s' makes one", path);
		return EXIT_TROUBLE;
	}
	if (nd_store_info(stock->store, &info, &err) != ND_OK)
		return stock_failed(stock, &err);
	opt = expected(settings, &info.opt);
	if (nd_store_expect(stock->store, &opt, &err) != ND_OK)
		return stock_failed(stock, &err);
	return EXIT_DONE;
}

void stock_close(struct stock *stock)
{
	progress_clear(&stock->progress);
	nd_store_close(stock->store);
	stock->store = NULL;
}

int stock_took(struct stock *stock, size_t n, enum nd_status status, const struct nd_error *err)
{
	if (status == ND_OK) {
		progress_show(&stock->progress, "articles read:", stock->read += n, 0);
		return 0;
	}
	if (stock->intake.trouble == EXIT_DONE) {	/* else it was told already */
		stock_failed(stock, err);
		stock->intake.trouble = EXIT_TROUBLE;
	}
	return 1;
}

int stock_pass(struct stock *stock, const struct nd_record *record, enum nd_status status,
	       const struct nd_error *err)
{
	const struct nd_complaint complaint = { record->file, record->line, err->message, 1 };

	return status == ND_EINVAL ? intake_complain(&stock->intake, &complaint) :
	       stock_took(stock, 1, status, err);
}

void stock_summary(struct stock *stock, const char *found)
{
	char articles[64], wrong[200];

	progress_clear(&stock->progress);
	if (stock->settings->quiet)
		return;
	message("%s, %s%s", plural(articles, stock->read, "article", "articles"), found,
		intake_summary(wrong, &stock->intake));
}
