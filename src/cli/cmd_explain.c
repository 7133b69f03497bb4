/*
 * cmd_explain.c - neardup explain: two articles, how they relate and why
 *
 * "A B" are two files, of which the first article counts; "FILE ID ID" are two
 * articles of one file.  Either way every article of the files goes into the
 * engine: how rare a word is depends on all of them.
 */
#include <string.h>

#include "cli/message.h"
#include "cli/output.h"

struct explain {
	struct gather gather;
	struct output output;
	struct nd_text a, b;
	int related;
};

static int on_explanation(void *ctx, const struct nd_explanation *why)
{
	struct explain *const explain = ctx;

	explain->related = why->pair.relation < ND_RELATIONS;
	return output_note(&explain->output,
			   nd_report_explanation(explain->output.report, why));
}

/* Read a file; 'first' becomes the index of its first article. */
static enum exit_code read_first(struct gather *gather, const char *file, size_t *first)
{
	enum exit_code code;

	*first = gather_count(gather);
	code = gather_read(gather, &file, 1);
	if (code != EXIT_DONE || gather_count(gather) > *first)
		return code;
	message("'%s' holds no article that can be used", file);
	return EXIT_TROUBLE;
}

static enum exit_code read_two(struct explain *explain, const char *const *files)
{
	size_t a, b;
	enum exit_code code = read_first(&explain->gather, files[0], &a);

	if (code == EXIT_DONE)
		code = read_first(&explain->gather, files[1], &b);
	if (code != EXIT_DONE)
		return code;
	explain->a = gather_id(&explain->gather, a);
	explain->b = gather_id(&explain->gather, b);
	return EXIT_DONE;
}

static enum exit_code read_one(struct explain *explain, const char *const *files)
{
	explain->a = (struct nd_text){ files[1], strlen(files[1]) };
	explain->b = (struct nd_text){ files[2], strlen(files[2]) };
	return gather_read(&explain->gather, files, 1);
}

static enum exit_code report_explanation(struct explain *explain)
{
	struct nd_error err;
	enum nd_status status;
	enum exit_code code = output_open(&explain->output, ND_REPORT_EXPLANATION,
					  &explain->gather);

	if (code != EXIT_DONE)
		return code;
	status = nd_engine_explain(explain->gather.engine, explain->a, explain->b,
				   on_explanation, explain, &err);
	return output_close(&explain->output, status, &err);
}

enum exit_code cmd_explain(const struct settings *settings)
{
	struct explain explain = { .related = 0 };
	enum exit_code code;

	if (!nd_report_explains(output_format(settings))) {
		message("--format: tsv has no room for an explanation; use jsonl or table");
		return EXIT_USAGE;
	}
	if (settings->n_files == 2 && !strcmp(settings->files[0], settings->files[1])) {
		message("'%s' is given twice; of one file name two ids: FILE ID ID",
			settings->files[0]);
		return EXIT_USAGE;
	}
	code = gather_open(&explain.gather, settings, GATHER_IDS | output_needs(settings),
			   ND_ALL_RELATIONS, 1);
	if (code == EXIT_DONE)
		code = settings->n_files == 2 ? read_two(&explain, settings->files)
					      : read_one(&explain, settings->files);
	if (code == EXIT_DONE)
		code = report_explanation(&explain);
	if (code == EXIT_DONE && settings->exit_status && explain.related)
		code = EXIT_FOUND;
	gather_close(&explain.gather);
	return code;
}
