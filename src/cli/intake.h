/*
 * intake.h - the files of the command line, read; what is wrong with them, told
 *
 * What every command does that reads articles, whatever it does with them.
 */
#ifndef ND_CLI_INTAKE_H
#define ND_CLI_INTAKE_H

#include "cli/options.h"
#include "cli/progress.h"
#include "input/input.h"

struct intake {
	const struct settings *settings;
	struct progress *progress;	/* to clear before anything is printed */
	/* What was wrong: records with a line, files as a whole; left out or used. */
	uint64_t records_skipped, records_used;
	uint64_t files_skipped, files_used;
	enum exit_code trouble;		/* why a callback stopped the reading */
	const struct nd_input_crew *crew; /* NULL: all records go to 'fn' of intake_read() */
	/* What is done with a file of sketches, which has no texts; NULL: it is refused. */
	enum exit_code (*shard)(void *ctx, const char *path);
};
#define INTAKE_INIT(settings, progress) { (settings), (progress), 0, 0, 0, 0, EXIT_DONE, NULL, NULL }

/* How the command line wants files to be read. */
struct nd_input_options intake_options(const struct settings *settings);

/*
 * Read the files, folders and "-"; none at all is standard input.  'fn' gets
 * the articles; where it stops the reading it has told the user why and
 * says in intake->trouble what to exit with.
 */
enum exit_code intake_read(struct intake *intake, const char *const *files, size_t n,
			   nd_on_record *fn, void *ctx);

/* Tell and count one complaint; not 0 if --strict asks to stop there. */
int intake_complain(struct intake *intake, const struct nd_complaint *complaint);

/* "; 3 records skipped, 2 used with a warning, 1 file skipped", or "" */
const char *intake_summary(char out[200], const struct intake *intake);

/* "1 pair", "1,478 pairs" */
const char *plural(char out[64], uint64_t n, const char *one, const char *many);

/* Have the system refuse the run memory above the limit, if the user set one. */
void memory_limit(const struct settings *settings);

/* Where there was no memory because of the limit: say so. */
void memory_was_limited(const struct settings *settings, enum nd_status status);

#endif
