/*
 * cmd_extract.c - neardup extract: the articles as the other commands see them
 *
 * Whatever the format and the names of its fields were, the articles come out
 * with the names that every command reads by default.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/intake.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/record.h"

struct extract {
	struct intake intake;
	struct progress progress;
	uint64_t articles;
};

static int on_record(void *ctx, const struct nd_record *record)
{
	struct extract *const extract = ctx;
	struct nd_record read = *record;

	read.raw.len = 0;	/* as it was understood, whatever it was */
	record_put(stdout, &read);
	putchar('\n');
	extract->articles++;
	progress_show(&extract->progress, "articles read:", extract->articles, 0);
	if (!ferror(stdout))
		return 0;
	progress_clear(&extract->progress);
	extract->intake.trouble = output_failed(errno);
	return 1;
}

enum exit_code cmd_extract(const struct settings *settings)
{
	struct extract extract = { .intake = INTAKE_INIT(settings, &extract.progress) };
	char count[64], wrong[200];
	enum exit_code code;

	progress_init(&extract.progress, !settings->quiet && isatty(STDERR_FILENO));
	code = intake_read(&extract.intake, settings->files, settings->n_files, on_record,
			   &extract);
	if (code == EXIT_DONE && fflush(stdout))
		code = output_failed(errno);
	if (code == EXIT_DONE && !settings->quiet)
		message("%s%s", plural(count, extract.articles, "article", "articles"),
			intake_summary(wrong, &extract.intake));
	return code;
}
