/*
 * progress.h - how far a long run is: one line on standard error, redrawn
 *
 * Only where it is on: on a terminal and not with --quiet.  Anything else that
 * is printed there meanwhile has to clear the line first.
 */
#ifndef ND_CLI_PROGRESS_H
#define ND_CLI_PROGRESS_H

#include <stdint.h>

struct progress {
	int on;
	int drawn;		/* is there a line to erase? */
	int64_t due;		/* milliseconds of the clock: not to be redrawn before */
};

void progress_init(struct progress *progress, int on);
/* Draw, unless it is too early for that; 'total' 0: not known, both 0: the stage alone. */
void progress_show(struct progress *progress, const char *stage, uint64_t done, uint64_t total);
/* Erase the line, so that something else can be printed. */
void progress_clear(struct progress *progress);

#endif
