/* progress.c - at most ten lines a second, and no line left behind */
#include "cli/progress.h"

#include <stdio.h>

#include "cli/clock.h"
#include "report/figures.h"

#define INTERVAL	100	/* milliseconds between two lines */
#define BAR		30	/* columns */
#define ERASE		"\r\033[K"

void progress_init(struct progress *progress, int on)
{
	/* Not at once: a run that is over in a tenth of a second needs no bar. */
	*progress = (struct progress){ .on = on, .due = milliseconds_now() + INTERVAL };
}

void progress_show(struct progress *progress, const char *stage, uint64_t done, uint64_t total)
{
	char count[ND_FIGURE_ROOM], bar[BAR + 1];
	int64_t time;

	if (!progress->on)
		return;
	time = milliseconds_now();
	if (time < progress->due)
		return;
	progress->due = time + INTERVAL;
	progress->drawn = 1;
	if (!total && !done) {
		fprintf(stderr, ERASE "%s ...", stage);
	} else if (!total) {
		fprintf(stderr, ERASE "%s %s", stage, nd_figure_count(count, done));
	} else {
		const double part = done < total ? (double)done / (double)total : 1;

		for (int i = 0; i < BAR; i++)
			bar[i] = i < (int)(part * BAR) ? '#' : '.';
		bar[BAR] = '\0';
		fprintf(stderr, ERASE "%-20.20s [%s] %3d %%", stage, bar, (int)(part * 100));
	}
	fflush(stderr);
}

void progress_clear(struct progress *progress)
{
	if (progress->drawn)
		fputs(ERASE, stderr);
	progress->drawn = 0;
}
