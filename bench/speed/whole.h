/*
 * whole.h - a command of the program, run inside the bench, with a clock beside it
 *
 * The linker puts the functions of whole.c in the place of a few that the
 * command calls on its way (--wrap): that which shows progress, which every stage calls
 * when it begins, those which write a result, and that which closes the engine.
 * So what is measured is the program's own way through its stages, however that may change.
 */
#ifndef ND_BENCH_WHOLE_H
#define ND_BENCH_WHOLE_H

#include "neardup.h"
#include "speed/clock.h"

#define WHOLE_STAGES 16

/* Time between two calls goes to the stage that the first one named. */
struct whole {
	struct { const char *name; struct clock_series series; double now; } stage[WHOLE_STAGES];
	unsigned n, current;
	double last;
	struct clock_series all;
	struct nd_stats stats;		/* of the last run */
};

/* Run a command with these arguments once more: a measurement is added to every
 * series.  It writes to standard output.  -1: it failed. */
int whole_run(struct whole *whole, const char *command, int argc, const char *const *argv);

#endif
