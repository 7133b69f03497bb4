/*
 * cmd_index.c - neardup index ACTION STORE: a store, made, filled, asked and kept
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "cli/adding.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/record.h"
#include "report/answer.h"
#include "report/figures.h"
#include "report/json.h"

/* What stands behind ACTION and STORE. */
struct rest {
	const char *const *at;
	size_t n;
};

struct action {
	const char *name, *usage;
	size_t least, most;	/* arguments behind the store */
	int writes;
	enum exit_code (*run)(struct stock *stock, struct rest rest);
};

static enum exit_code check_written(void)
{
	return fflush(stdout) || ferror(stdout) ? output_failed(errno) : EXIT_DONE;
}

static enum exit_code add(struct stock *stock, struct rest rest)
{
	return adding_run(stock, rest.at, rest.n);
}

static int print_answer(void *ctx, const struct nd_answer *answer)
{
	struct stock *const stock = ctx;

	progress_clear(&stock->progress);
	nd_report_answer(stdout, answer);
	return ferror(stdout);
}

static int query_record(void *ctx, const struct nd_record *record)
{
	struct stock *const stock = ctx;
	const struct nd_article article = record_article(record);
	struct nd_error err;
	const enum nd_status status = nd_store_query(stock->store, &article, print_answer, stock,
						     &err);

	if (status == ND_ESTOPPED)	/* told once the reading has ended */
		stock->intake.trouble = EXIT_TROUBLE;
	return stock_pass(stock, record, status, &err);
}

static enum exit_code query(struct stock *stock, struct rest rest)
{
	enum exit_code code = intake_read(&stock->intake, rest.at, rest.n, query_record, stock);

	if (check_written() != EXIT_DONE)
		return EXIT_TROUBLE;
	if (code == EXIT_DONE)
		stock_summary(stock, "nothing changed");
	return code;
}

static enum exit_code remove_ids(struct stock *stock, struct rest rest)
{
	struct nd_error err;
	char removed[64];
	uint64_t n = 0;
	enum exit_code code = EXIT_DONE;

	for (size_t i = 0; i < rest.n; i++) {
		const struct nd_text id = { rest.at[i], strlen(rest.at[i]) };
		const enum nd_status status = nd_store_remove(stock->store, id, &err);

		n += status == ND_OK;
		if (status != ND_OK)
			code = stock_failed(stock, &err);
		if (status != ND_OK && status != ND_ENOENT)
			return code;
	}
	if (nd_store_commit(stock->store, &err) != ND_OK)
		return stock_failed(stock, &err);
	if (!stock->settings->quiet)
		message("%s", plural(removed, n, "article removed", "articles removed"));
	return code;
}

static enum exit_code expire(struct stock *stock, struct rest rest)
{
	const int64_t age = stock->settings->older_than;
	struct nd_error err;
	char removed[64];
	uint64_t n;

	(void)rest;
	if (!age) {
		message("expire: say from which age, such as --older-than 30d");
		return EXIT_USAGE;
	}
	if (nd_store_expire(stock->store, (int64_t)time(NULL) - age, &n, &err) != ND_OK)
		return stock_failed(stock, &err);
	if (!stock->settings->quiet)
		message("%s", plural(removed, n, "article expired", "articles expired"));
	return EXIT_DONE;
}

static enum exit_code compact(struct stock *stock, struct rest rest)
{
	struct nd_store_info before, after;
	char from[ND_FIGURE_ROOM], to[ND_FIGURE_ROOM];
	struct nd_error err;

	(void)rest;
	if (nd_store_info(stock->store, &before, &err) != ND_OK ||
	    nd_store_compact(stock->store, &err) != ND_OK ||
	    nd_store_info(stock->store, &after, &err) != ND_OK)
		return stock_failed(stock, &err);
	if (!stock->settings->quiet)
		message("%s bytes, %s before", nd_figure_count(to, after.bytes),
			nd_figure_count(from, before.bytes));
	return EXIT_DONE;
}

static void put_number(struct nd_json *json, const char *key, double value)
{
	nd_json_key(json, key);
	nd_json_number(json, value, 4);
}

static void put_count(struct nd_json *json, const char *key, uint64_t value)
{
	nd_json_key(json, key);
	nd_json_count(json, value);
}

static void put_hash(struct nd_json *json, const char *key, uint64_t value)
{
	char digits[17];

	snprintf(digits, sizeof(digits), "%016llx", (unsigned long long)value);
	nd_json_key(json, key);
	nd_json_string(json, digits);
}

static void put_relations(struct nd_json *json, uint32_t relations)
{
	nd_json_key(json, "relations");
	nd_json_begin(json, '[');
	for (int r = 0; r < ND_RELATIONS; r++)
		if (relations & ND_RELATION_BIT(r))
			nd_json_string(json, nd_relation_name((enum nd_relation)r));
	nd_json_end(json, ']');
}

static enum exit_code info(struct stock *stock, struct rest rest)
{
	struct nd_json json = ND_JSON_INIT(stdout);
	struct nd_store_info info;
	struct nd_error err;

	(void)rest;
	if (nd_store_info(stock->store, &info, &err) != ND_OK)
		return stock_failed(stock, &err);
	nd_json_begin(&json, '{');
	put_count(&json, "articles", info.articles);
	put_count(&json, "removed", info.removed);
	put_count(&json, "stories", info.stories);
	put_count(&json, "changes", info.changes);
	put_count(&json, "bytes", info.bytes);
	put_count(&json, "recent", info.recent);
	put_count(&json, "files", info.files);
	put_count(&json, "segments", info.segments);
	nd_json_key(&json, "first_added");
	nd_json_time(&json, info.first_added);
	nd_json_key(&json, "last_added");
	nd_json_time(&json, info.last_added);
	put_relations(&json, info.opt.relations);
	put_number(&json, "threshold", info.opt.threshold);
	put_number(&json, "recall", info.opt.recall);
	put_number(&json, "containment", info.opt.containment);
	put_number(&json, "event_threshold", info.opt.event_threshold);
	put_count(&json, "ngram_size", info.opt.ngram_size);
	put_count(&json, "num_perm", info.opt.num_perm);
	put_count(&json, "seed", info.opt.seed);
	put_count(&json, "format", info.format);
	put_hash(&json, "model", info.model);
	put_hash(&json, "signatures", info.signatures);
	nd_json_end(&json, '}');
	nd_json_end_line(&json);
	return check_written();
}

static int print_change(void *ctx, const struct nd_change *change)
{
	(void)ctx;
	nd_report_change(stdout, change);
	return ferror(stdout);
}

static enum exit_code print_log(struct stock *stock, struct rest rest)
{
	struct nd_error err;
	const enum nd_status status = nd_store_changes(stock->store, stock->settings->since,
						       print_change, NULL, &err);

	(void)rest;
	if (status != ND_OK && status != ND_ESTOPPED)
		return stock_failed(stock, &err);
	return check_written();
}

struct exporting {
	struct stock *stock;
	struct nd_report *report;
};

static int export_pair(void *ctx, const struct nd_pair *pair)
{
	struct exporting *const exporting = ctx;

	return nd_report_pair(exporting->report, pair, NULL) != ND_OK;
}

static int export_cluster(void *ctx, const struct nd_cluster *cluster)
{
	struct exporting *const exporting = ctx;

	if (cluster->size < exporting->stock->settings->min_size)
		return 0;
	return nd_report_cluster(exporting->report, cluster) != ND_OK;
}

static void headline(void *ctx, size_t index, struct nd_headline *out)
{
	const struct stock *const stock = ctx;
	struct nd_article article;

	*out = (struct nd_headline){ .published = ND_NO_TIME };
	if (nd_store_article(stock->store, index, &article, NULL) == ND_OK)
		*out = (struct nd_headline){ .title = article.title, .published = article.published };
}

static enum exit_code export(struct stock *stock, struct rest rest)
{
	const int clusters = rest.n && !strcmp(rest.at[0], "clusters");
	const struct nd_report_options opt = {
		.out = stdout, .columns = 0, .colour = output_colour(stock->settings),
		.headline = headline, .ctx = stock,
	};
	struct exporting exporting = { .stock = stock };
	struct nd_error err;
	enum nd_status status;

	if (rest.n && !clusters && strcmp(rest.at[0], "pairs")) {
		message("export: '%s' is neither 'pairs' nor 'clusters'", rest.at[0]);
		return EXIT_USAGE;
	}
	exporting.report = nd_report_open(output_format(stock->settings),
					  clusters ? ND_REPORT_CLUSTERS : ND_REPORT_PAIRS, &opt);
	if (!exporting.report) {
		message("%s", nd_status_text(ND_ENOMEM));
		return EXIT_TROUBLE;
	}
	status = clusters ? nd_store_clusters(stock->store, export_cluster, &exporting, &err) :
		 nd_store_pairs(stock->store, export_pair, &exporting, &err);
	if (nd_report_close(exporting.report) != ND_OK && status == ND_OK)
		return output_failed(errno);
	if (status != ND_OK && status != ND_ESTOPPED)
		return stock_failed(stock, &err);
	return check_written();
}

static const struct action actions[] = {
	{ "add", "STORE [FILE...]", 0, SIZE_MAX, 1, add },
	{ "query", "STORE [FILE...]", 0, SIZE_MAX, 0, query },
	{ "remove", "STORE ID...", 1, SIZE_MAX, 1, remove_ids },
	{ "expire", "STORE --older-than DUR", 0, 0, 1, expire },
	{ "info", "STORE", 0, 0, 0, info },
	{ "log", "STORE [--since N]", 0, 0, 0, print_log },
	{ "export", "STORE [pairs|clusters]", 0, 1, 0, export },
	{ "compact", "STORE", 0, 0, 1, compact },
};

static enum exit_code create(const struct settings *settings, const char *path)
{
	struct nd_options opt = settings->engine;
	struct nd_error err;

	if (!opt.relations)
		opt.relations = ND_ALL_RELATIONS;
	if (nd_store_create(path, &opt, &err) == ND_OK)
		return EXIT_DONE;
	message("%s", err.message);
	return err.status == ND_EINVAL ? EXIT_USAGE : EXIT_TROUBLE;
}

static void tell_damage(void *ctx, const char *sentence)
{
	uint64_t *const n = ctx;

	++*n;
	message("%s", sentence);
}

static enum exit_code check(const struct settings *settings, const char *path)
{
	struct nd_error err;
	uint64_t damages = 0;
	const enum nd_status status = nd_store_check(path, tell_damage, &damages, &err);

	if (status == ND_OK) {
		if (!settings->quiet)
			message("store '%s' is sound", path);
		return EXIT_DONE;
	}
	message("%s", err.message);
	return EXIT_TROUBLE;
}

static enum exit_code wrong_usage(const char *name, const char *usage)
{
	message("usage: neardup index %s %s", name, usage);
	return EXIT_USAGE;
}

enum exit_code cmd_index(const struct settings *settings)
{
	const char *const name = settings->files[0], *const path = settings->files[1];
	const struct rest rest = { settings->files + 2, settings->n_files - 2 };
	struct stock stock;
	enum exit_code code;

	if (!strcmp(name, "create"))
		return rest.n ? wrong_usage(name, "STORE") : create(settings, path);
	if (!strcmp(name, "check"))
		return rest.n ? wrong_usage(name, "STORE") : check(settings, path);
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
		if (strcmp(name, actions[i].name))
			continue;
		if (rest.n < actions[i].least || rest.n > actions[i].most)
			return wrong_usage(name, actions[i].usage);
		code = stock_open(&stock, settings, path, actions[i].writes);
		if (code == EXIT_DONE)
			code = actions[i].run(&stock, rest);
		stock_close(&stock);
		return code;
	}
	message("index: unknown action '%s'; 'neardup help index' lists them", name);
	return EXIT_USAGE;
}
