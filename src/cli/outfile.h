/*
 * outfile.h - a file that is whole or not there
 *
 * It is written beside its path and renamed when it is complete: a reader sees
 * the old one or the new one, and a run that fails leaves the old one.
 */
#ifndef ND_CLI_OUTFILE_H
#define ND_CLI_OUTFILE_H

#include <stdio.h>

#include "cli/command.h"

struct outfile {
	FILE *out;
	const char *path;	/* NULL: standard output */
	char *beside;		/* where it is written */
};

/* Open it; 'path' NULL or "-" is standard output.  EXIT_DONE or, the user told, EXIT_TROUBLE. */
enum exit_code outfile_open(struct outfile *file, const char *path);
/* Tell the user of a write that failed, for this reason; always EXIT_TROUBLE. */
enum exit_code outfile_failed(const struct outfile *file, int number);
/*
 * Close it; with 'keep' give it its name, else remove it.  EXIT_DONE, or
 * EXIT_TROUBLE, the user told, where it could not be written.
 */
enum exit_code outfile_close(struct outfile *file, int keep);

#endif
