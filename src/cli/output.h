/*
 * output.h - a report on standard output, as the settings want it
 */
#ifndef ND_CLI_OUTPUT_H
#define ND_CLI_OUTPUT_H

#include "cli/gather.h"

/* The format asked for; else a table on a terminal and JSON Lines elsewhere. */
const struct nd_report_format *output_format(const struct settings *settings);

/* Does a table have colour, as the settings, the terminal and NO_COLOR want it? */
int output_colour(const struct settings *settings);

/* What gather has to keep of each article for that format. */
unsigned output_needs(const struct settings *settings);

struct output {
	struct gather *gather;
	struct nd_report *report;
	enum nd_status status;	/* what the report said last */
	int number;		/* errno of the write that failed */
};

/* EXIT_DONE, or EXIT_TROUBLE, the user told.  output_close() has to follow in either case. */
enum exit_code output_open(struct output *output, enum nd_report_kind kind,
			   struct gather *gather);

/* Note what the report returned; not 0 if a callback should stop. */
int output_note(struct output *output, enum nd_status status);

/*
 * Close the report and settle how it went; 'engine' is what the engine
 * returned, 'err' its sentence.  EXIT_DONE or, the user told, EXIT_TROUBLE.
 */
enum exit_code output_close(struct output *output, enum nd_status engine,
			    const struct nd_error *err);

/* Standard output took no more, says this errno: tell the user.  EXIT_TROUBLE. */
enum exit_code output_failed(int number);

#endif
