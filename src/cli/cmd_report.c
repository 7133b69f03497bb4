/*
 * cmd_report.c - neardup report: a page of the stories
 *
 * The engine's stories and pairs go into a coverage, which says what belongs
 * where; then the page is written story by story, and the engine is asked of
 * each pair why.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/gather.h"
#include "cli/message.h"
#include "cli/outfile.h"
#include "cli/saved.h"
#include "cli/stored.h"
#include "report/figures.h"
#include "report/story_page.h"

/*
 * Pairs between stories that are on the page.  With 1,000 the page of 15,245 articles has
 * 33 MB, with 200 it has 28.
 */
#define ACROSS_MOST 200

struct report {
	struct gather gather;
	struct nd_coverage coverage;
	struct outfile file;
	struct saved saved;		/* where the settings name files of an earlier run */
	struct stored stored;		/* where they name a store */
	struct nd_story_page *page;
	const struct nd_pair *pair;	/* that is being explained */
	enum nd_status status;		/* of what a callback did */
};

static int on_cluster(void *ctx, const struct nd_cluster *cluster)
{
	struct report *const report = ctx;

	return nd_coverage_cluster(&report->coverage, cluster) != ND_OK;
}

static int on_pair(void *ctx, const struct nd_pair *pair)
{
	struct report *const report = ctx;

	return nd_coverage_pair(&report->coverage, pair) != ND_OK;
}

/* Stories and pairs of the engine. */
static enum nd_status cover(struct report *report, struct nd_error *err)
{
	struct nd_engine *const engine = report->gather.engine;
	enum nd_status status = nd_engine_clusters(engine, on_cluster, report, err);

	if (status == ND_OK)
		status = nd_engine_pairs(engine, on_pair, report, err);
	return status == ND_ESTOPPED ? nd_fail_memory(err) : status;
}

static int is_saved(const struct settings *settings)
{
	return settings->saved_pairs || settings->saved_clusters;
}

/* Stories and pairs of a store, of an earlier run, or of the engine. */
static enum exit_code fill(struct report *report)
{
	struct gather *const gather = &report->gather;
	enum exit_code code = EXIT_DONE;
	struct nd_error err;

	if (gather->settings->store)
		code = stored_read(&report->stored, gather, &report->coverage);
	else if (is_saved(gather->settings))
		code = saved_read(&report->saved, gather, &report->coverage);
	else if (cover(report, &err) != ND_OK)
		code = gather_failed(gather, &err);
	if (code == EXIT_DONE && nd_coverage_settle(&report->coverage) != ND_OK) {
		nd_fail_memory(&err);
		code = gather_failed(gather, &err);
	}
	return code;
}

static int on_explanation(void *ctx, const struct nd_explanation *why)
{
	struct report *const report = ctx;

	report->status = nd_story_page_pair(report->page, report->pair, why);
	return report->status != ND_OK;
}

/*
 * Are the reasons of pair i of a story on the page?  Of all if there are few,
 * else of the best, and of those by which an article follows another.
 */
static int is_shown(const struct nd_coverage *coverage, const struct nd_story *story, size_t i)
{
	if (i < ND_PAGE_PAIRS)
		return 1;
	for (size_t k = 0; k < story->members && k < ND_PAGE_MEMBERS; k++) {
		const struct nd_covered *const member = nd_story_member(coverage, story, k);

		if (member->follows != ND_NOBODY && member->pair == story->first_pair + i)
			return 1;
	}
	return 0;
}

/* Have the pair written with what is known of it. */
static enum nd_status write_pair(struct report *report, struct nd_error *err)
{
	struct gather *const gather = &report->gather;
	struct nd_explanation room;

	if (is_saved(gather->settings))
		return nd_story_page_pair(report->page, report->pair,
					  saved_explain(&report->saved, report->pair, &room));
	if (gather->settings->store && !stored_has_texts(&report->stored, report->pair))
		return nd_story_page_pair(report->page, report->pair, NULL);
	return nd_engine_explain(gather->engine, gather_id(gather, report->pair->a_index),
				 gather_id(gather, report->pair->b_index), on_explanation, report,
				 err);
}

static enum nd_status write_story(struct report *report, size_t i, struct nd_error *err)
{
	const struct nd_story *const story = nd_story_at(&report->coverage, i);
	enum nd_status status = nd_story_page_begin(report->page, i);

	for (size_t k = 0; status == ND_OK && k < story->pairs; k++) {
		if (!is_shown(&report->coverage, story, k))
			continue;
		report->pair = nd_story_pair(&report->coverage, story, k);
		status = write_pair(report, err);
	}
	return status == ND_OK ? nd_story_page_end(report->page) : status;
}

/* A file's name without its folders; of several "and 3 more". */
static char *default_headline(const struct settings *settings)
{
	const char *const file = settings->store ? settings->store :
				 settings->n_files ? settings->files[0] : "-";
	const char *const slash = strrchr(file, '/');
	const char *const name = slash && slash[1] ? slash + 1 : file;
	char *line;
	int n;

	if (settings->n_files > 1 && !settings->store)
		n = asprintf(&line, "Stories in %s and %zu more", name, settings->n_files - 1);
	else
		n = asprintf(&line, "Stories in %s", strcmp(file, "-") ? name : "standard input");
	return n < 0 ? NULL : line;
}

/* How the stories were found, for the foot of the page. */
static void describe(const struct nd_options *opt, char out[256])
{
	char threshold[ND_FIGURE_ROOM], containment[ND_FIGURE_ROOM], event[ND_FIGURE_ROOM];
	char hours[ND_FIGURE_ROOM];
	const int n = snprintf(out, 256, "Found by neardup %s with --threshold %s --containment %s "
			       "--event-threshold %s", nd_version(),
			       nd_figure(threshold, opt->threshold, 4),
			       nd_figure(containment, opt->containment, 4),
			       nd_figure(event, opt->event_threshold, 4));

	if (opt->window)
		snprintf(out + n, 256 - (size_t)n, " --window %ss",
			 nd_figure(hours, (double)opt->window, 0));
	strcat(out, ".");
}

static enum nd_status write_page(struct report *report, struct nd_text headline,
				 struct nd_error *err)
{
	struct gather *const gather = &report->gather;
	char settings[256];
	const struct nd_story_page_options opt = {
		.out = report->file.out,
		.title = headline,
		.articles = gather_count(gather),
		.settings = settings,
		.article = gather_article,
		.ctx = gather,
	};
	enum nd_status status, closed;
	size_t n;

	if (is_saved(gather->settings))
		snprintf(settings, sizeof(settings), "As an earlier run of neardup found them.");
	else
		describe(gather->settings->store ? &report->stored.opt : &gather->settings->engine,
			 settings);
	status = nd_story_page_open(&report->page, &report->coverage, &opt);
	n = status == ND_OK ? nd_story_page_stories(report->page) : 0;
	for (size_t i = 0; i < n && status == ND_OK && nd_story_page_has_room(report->page); i++) {
		progress_show(&gather->progress, "stories written:", i, n);
		status = write_story(report, i, err);
		if (status == ND_ESTOPPED)
			status = report->status;
	}
	closed = nd_story_page_close(report->page);
	report->page = NULL;
	return status == ND_OK ? closed : status;
}

static enum exit_code write_file(struct report *report)
{
	const struct settings *const settings = report->gather.settings;
	char *const headline = settings->headline ? strdup(settings->headline)
						  : default_headline(settings);
	struct nd_error err = { .status = ND_OK };
	enum nd_status status = ND_ENOMEM;
	enum exit_code code = outfile_open(&report->file, settings->output), closed;

	if (code == EXIT_DONE && headline)
		status = write_page(report, (struct nd_text){ headline, strlen(headline) }, &err);
	progress_clear(&report->gather.progress);
	if (code == EXIT_DONE && status == ND_ENOMEM)
		message("%s", nd_status_text(status));
	else if (code == EXIT_DONE && status != ND_OK && status != ND_EIO)
		message("%s", err.message);
	/* what a full disk did is told when the file is closed */
	closed = outfile_close(&report->file, status == ND_OK || status == ND_EIO);
	free(headline);
	if (code != EXIT_DONE || closed != EXIT_DONE)
		return EXIT_TROUBLE;
	return status == ND_OK ? EXIT_DONE : EXIT_TROUBLE;
}

static enum exit_code run(struct report *report)
{
	struct gather *const gather = &report->gather;
	const struct settings *const settings = gather->settings;
	enum exit_code code = EXIT_DONE;
	char found[64];

	if (!settings->store || settings->n_files || settings->files_from)
		code = gather_read(gather, settings->files, settings->n_files);
	if (code == EXIT_DONE)
		code = fill(report);
	if (code != EXIT_DONE)
		return code;
	nd_engine_progress(gather->engine, NULL, NULL);
	code = write_file(report);
	if (code != EXIT_DONE)
		return code;
	gather_stats(gather);
	gather_summary(gather, plural(found, report->coverage.n_stories, "story", "stories"));
	return EXIT_DONE;
}

enum exit_code cmd_report(const struct settings *settings)
{
	struct report report = { .coverage = ND_COVERAGE_INIT };
	enum exit_code code;

	if (!settings->output && isatty(STDOUT_FILENO)) {
		message("a page is nothing for a terminal: name a file with -o FILE");
		return EXIT_USAGE;
	}
	if (settings->store && is_saved(settings)) {
		message("--store shows what a store keeps, --pairs and --clusters what files say: give "
			"one of them");
		return EXIT_USAGE;
	}
	report.coverage.across_most = ACROSS_MOST;
	report.coverage.min_size = settings->min_size > 1 ? settings->min_size : 2;
	code = gather_open(&report.gather, settings, GATHER_IDS | GATHER_ARTICLES,
			   ND_ALL_RELATIONS, 1);
	if (code == EXIT_DONE)
		code = run(&report);
	if (is_saved(settings))
		saved_close(&report.saved);
	if (settings->store)
		stored_close(&report.stored);
	nd_coverage_release(&report.coverage);
	gather_close(&report.gather);
	return code;
}
