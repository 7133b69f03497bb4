/*
 * intake.c - one file after the other, and the complaints about them
 *
 * A record that cannot be used is told to the user and counted, and the run
 * goes on.  A feed gone wrong can hold a million of them: all are counted, the first are
 * printed, of those that were used all the same fewer, lest they hide what was lost.
 */
#include "cli/intake.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/error.h"
#include "cli/message.h"
#include "report/figures.h"

#define SKIPPED_TOLD	50
#define USED_TOLD	10

static uint64_t skipped(const struct intake *intake)
{
	return intake->records_skipped + intake->files_skipped;
}

static uint64_t used(const struct intake *intake)
{
	return intake->records_used + intake->files_used;
}

/* Count it; is it one of the first of its kind? */
static int count(struct intake *intake, const struct nd_complaint *complaint)
{
	uint64_t *const records = complaint->skipped ? &intake->records_skipped
						     : &intake->records_used;
	uint64_t *const files = complaint->skipped ? &intake->files_skipped : &intake->files_used;

	++*(complaint->line ? records : files);
	return complaint->skipped ? skipped(intake) <= SKIPPED_TOLD : used(intake) <= USED_TOLD;
}

static void tell_rest(uint64_t n, unsigned told, const char *what)
{
	char figure[ND_FIGURE_ROOM];

	if (n > told)
		message("\xe2\x80\xa6 and %s more %s", nd_figure_count(figure, n - told), what);
}

int intake_complain(struct intake *intake, const struct nd_complaint *complaint)
{
	progress_clear(intake->progress);
	if (count(intake, complaint)) {
		if (complaint->line)
			message("%s:%llu: %s", complaint->file,
				(unsigned long long)complaint->line, complaint->message);
		else
			message("%s: %s", complaint->file, complaint->message);
	}
	if (!intake->settings->strict)
		return 0;
	message("stopped there, as --strict asks");
	intake->trouble = EXIT_TROUBLE;
	return 1;
}

static enum exit_code refuse_shard(const struct settings *settings, const char *file)
{
	message("'%s' has sketches of articles, not the texts, which 'neardup %s%s' needs", file,
		settings->command->name, settings->command->bit == CMD_INDEX ? " query" :
		settings->explain ? " --explain" : settings->errors ? " --errors" : "");
	return EXIT_USAGE;
}

/* A file that is not there, or of no use, is found before the others are read, not after. */
static enum exit_code check_files(const struct intake *intake, const char *const *files, size_t n)
{
	struct stat stat_buffer;
	char text[ND_ERRNO_TEXT];

	for (size_t i = 0; i < n; i++) {
		if (!strcmp(files[i], "-"))
			continue;
		if (!intake->shard && nd_is_shard(files[i]))
			return refuse_shard(intake->settings, files[i]);
		if (!stat(files[i], &stat_buffer))
			continue;
		message("cannot open '%s': %s", files[i], nd_errno_text(text, errno));
		return EXIT_TROUBLE;
	}
	return EXIT_DONE;
}

/* What nd_input_read() calls: the intake between it and whoever wants the articles. */
struct tap {
	struct intake *intake;
	nd_on_record *fn;
	void *ctx;
};

static int on_record(void *ctx, const struct nd_record *record)
{
	const struct tap *const tap = ctx;

	return tap->fn(tap->ctx, record);
}

static int on_complaint(void *ctx, const struct nd_complaint *complaint)
{
	const struct tap *const tap = ctx;

	return intake_complain(tap->intake, complaint);
}

struct nd_input_options intake_options(const struct settings *settings)
{
	return (struct nd_input_options){
		.id_key = settings->id_key,
		.title_key = settings->title_key,
		.text_key = settings->text_key,
		.date_key = settings->date_key,
		.max_size = settings->max_size,
	};
}

void memory_limit(const struct settings *settings)
{
	struct rlimit limit;

	if (!settings->memory_limit || getrlimit(RLIMIT_DATA, &limit))
		return;
	if (settings->memory_limit < limit.rlim_cur)
		limit.rlim_cur = settings->memory_limit;
	setrlimit(RLIMIT_DATA, &limit);
}

void memory_was_limited(const struct settings *settings, enum nd_status status)
{
	if (settings->memory_limit && status == ND_ENOMEM)
		message("more is needed than --memory-limit allows; 'neardup plan' says how much");
}

static enum exit_code read_file(struct intake *intake, const char *file,
				const struct nd_input_sink *sink)
{
	const struct nd_input_options opt = intake_options(intake->settings);
	struct nd_error err;
	const enum nd_status status = nd_input_read(file, &opt, sink, &err);

	if (status == ND_OK)
		return EXIT_DONE;
	if (intake->trouble != EXIT_DONE)
		return intake->trouble;
	progress_clear(intake->progress);
	message("%s", err.message);
	memory_was_limited(intake->settings, status);
	return EXIT_TROUBLE;
}

enum exit_code intake_read(struct intake *intake, const char *const *files, size_t n,
			   nd_on_record *fn, void *ctx)
{
	static const char *const standard_input[] = { "-" };
	struct tap tap = { intake, fn, ctx };
	const struct nd_input_sink sink = { on_record, on_complaint, &tap, intake->crew };
	enum exit_code code;

	if (!n) {
		files = standard_input;
		n = 1;
	}
	code = check_files(intake, files, n);
	for (size_t i = 0; code == EXIT_DONE && i < n; i++)
		code = nd_is_shard(files[i]) ? intake->shard(ctx, files[i]) :
		       read_file(intake, files[i], &sink);
	progress_clear(intake->progress);
	tell_rest(skipped(intake), SKIPPED_TOLD, "skipped");
	tell_rest(used(intake), USED_TOLD, "used with a warning");
	return code;
}

const char *plural(char out[64], uint64_t n, const char *one, const char *many)
{
	char figure[ND_FIGURE_ROOM];

	snprintf(out, 64, "%s %s", nd_figure_count(figure, n), n == 1 ? one : many);
	return out;
}

static void append(char out[200], uint64_t n, const char *one, const char *many)
{
	const size_t len = strlen(out);
	char part[64];

	if (n)
		snprintf(out + len, 200 - len, "%s%s", len ? ", " : "; ",
			 plural(part, n, one, many));
}

const char *intake_summary(char out[200], const struct intake *intake)
{
	*out = '\0';
	append(out, intake->records_skipped, "record skipped", "records skipped");
	if (intake->records_skipped)
		append(out, intake->records_used, "used with a warning", "used with a warning");
	else
		append(out, intake->records_used, "record used with a warning",
		       "records used with a warning");
	append(out, intake->files_skipped, "file skipped", "files skipped");
	append(out, intake->files_used, "file with a warning", "files with a warning");
	return out;
}
