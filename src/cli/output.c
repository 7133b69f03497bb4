/* output.c - terminal or not, colour or not, and what to do when it is full */
#include "base/error.h"
#include "cli/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/message.h"

#define COLUMNS 80	/* where a terminal does not say */

const struct nd_report_format *output_format(const struct settings *settings)
{
	if (settings->format)
		return settings->format;
	return nd_report_format(isatty(STDOUT_FILENO) ? "table" : "jsonl");
}

unsigned output_needs(const struct settings *settings)
{
	const int explains = settings->explain || settings->command->bit == CMD_EXPLAIN;

	if (output_format(settings) != nd_report_format("table"))
		return 0;
	return GATHER_HEADLINES | (explains ? GATHER_ARTICLES : 0);
}

static unsigned terminal_columns(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		return COLUMNS;
	return size.ws_col;
}

/* See no-color.org: set and not empty; an option that was typed goes above it. */
int output_colour(const struct settings *settings)
{
	const char *const no_color = getenv("NO_COLOR"), *const term = getenv("TERM");

	if (settings->colour != COLOUR_AUTO)
		return settings->colour == COLOUR_ALWAYS;
	if (no_color && *no_color)
		return 0;
	return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb");
}

enum exit_code output_open(struct output *output, enum nd_report_kind kind,
			   struct gather *gather)
{
	const struct settings *const settings = gather->settings;
	const struct nd_report_options opt = {
		.out = stdout,
		.columns = terminal_columns(),
		.colour = output_colour(settings),
		.headline = gather_headline,
		.ctx = gather,
	};

	progress_clear(&gather->progress);
	*output = (struct output){ .gather = gather };
	output->report = nd_report_open(output_format(settings), kind, &opt);
	if (output->report)
		return EXIT_DONE;
	message("%s", nd_status_text(ND_ENOMEM));
	return EXIT_TROUBLE;
}

int output_note(struct output *output, enum nd_status status)
{
	if (status == ND_OK)
		return 0;
	output->number = errno;
	output->status = status;
	return 1;
}

enum exit_code output_failed(int number)
{
	char text[ND_ERRNO_TEXT];

	if (number != EPIPE)	/* 'head' has read enough: nobody needs to be told */
		message("cannot write to standard output: %s", nd_errno_text(text, number));
	return EXIT_TROUBLE;
}

enum exit_code output_close(struct output *output, enum nd_status engine,
			    const struct nd_error *err)
{
	const enum nd_status closed = nd_report_close(output->report);

	progress_clear(&output->gather->progress);
	if (output->status == ND_OK)
		output_note(output, closed);
	if (output->status == ND_EIO)
		return output_failed(output->number);
	if (output->status != ND_OK) {
		message("%s", nd_status_text(output->status));
		return EXIT_TROUBLE;
	}
	return engine == ND_OK ? EXIT_DONE : gather_failed(output->gather, err);
}
