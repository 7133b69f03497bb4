/* summary.c - the last lines of a run, on standard error */
#include <stdio.h>

#include "cli/gather.h"
#include "cli/message.h"
#include "report/figures.h"

const char *gather_plural(char out[64], uint64_t n, const char *one, const char *many)
{
	char count[ND_FIGURE_ROOM];

	snprintf(out, 64, "%s %s", nd_figure_count(count, n), n == 1 ? one : many);
	return out;
}

/* "; 3 records skipped, 2 used with a warning" */
static const char *trouble(char out[160], const struct gather *gather)
{
	char skipped[64], warned[64];

	*out = '\0';
	if (gather->skipped)
		snprintf(out, 160, "; %s skipped",
			 gather_plural(skipped, gather->skipped, "record", "records"));
	if (gather->skipped && gather->warned)
		snprintf(out, 160, "; %s skipped, %s used with a warning",
			 skipped, nd_figure_count(warned, gather->warned));
	else if (gather->warned)
		snprintf(out, 160, "; %s used with a warning",
			 gather_plural(warned, gather->warned, "record", "records"));
	return out;
}

void gather_summary(struct gather *gather, const char *found)
{
	char count[64], wrong[160];

	if (gather->settings->quiet)
		return;
	progress_clear(&gather->progress);
	message("%s, %s%s", gather_plural(count, gather_count(gather), "article", "articles"),
		found, trouble(wrong, gather));
}

static void put_count(const char *name, uint64_t count)
{
	char figure[ND_FIGURE_ROOM];

	message("%-28s %15s", name, nd_figure_count(figure, count));
}

void gather_stats(struct gather *gather)
{
	struct nd_stats stats;
	struct timespec now;
	char seconds[ND_FIGURE_ROOM];

	if (!gather->settings->stats)
		return;
	progress_clear(&gather->progress);
	clock_gettime(CLOCK_MONOTONIC, &now);
	nd_engine_stats(gather->engine, &stats);
	put_count("articles", stats.articles);
	put_count("tokens", stats.tokens);
	put_count("ngram-size", stats.ngram_size);
	put_count("num-perm", stats.num_perm);
	put_count("bands", stats.bands);
	put_count("rows", stats.rows);
	put_count("text candidates", stats.text_candidates);
	put_count("event candidates", stats.event_candidates);
	put_count("not compared: crowded bucket", stats.crowded);
	put_count("pairs", stats.pairs);
	nd_figure_fixed(seconds, (double)(now.tv_sec - gather->begun.tv_sec) +
			(double)(now.tv_nsec - gather->begun.tv_nsec) / 1e9, 2);
	message("%-28s %15s", "seconds", seconds);
}
