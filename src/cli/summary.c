/* summary.c - the last lines of a run, on standard error */
#include <stdio.h>

#include "cli/clock.h"
#include "cli/gather.h"
#include "cli/message.h"
#include "report/figures.h"

void gather_summary(struct gather *gather, const char *found)
{
	char count[64], wrong[200];

	if (gather->settings->quiet)
		return;
	progress_clear(&gather->progress);
	message("%s, %s%s", plural(count, gather_count(gather), "article", "articles"),
		found, intake_summary(wrong, &gather->intake));
}

static void put_count(const char *name, uint64_t count)
{
	char figure[ND_FIGURE_ROOM];

	message("%-28s %15s", name, nd_figure_count(figure, count));
}

void gather_stats(struct gather *gather)
{
	struct nd_stats stats;
	char seconds[ND_FIGURE_ROOM];

	if (!gather->settings->stats)
		return;
	progress_clear(&gather->progress);
	nd_engine_stats(gather->engine, &stats);
	put_count("articles", stats.articles);
	put_count("tokens", stats.tokens);
	if (stats.ngram_size)
		put_count("ngram-size", stats.ngram_size);
	else
		message("%-28s %15s", "ngram-size", "words: 3, characters: 5");
	put_count("num-perm", stats.num_perm);
	put_count("bands", stats.bands);
	put_count("rows", stats.rows);
	put_count("text candidates", stats.text_candidates);
	put_count("event candidates", stats.event_candidates);
	put_count("not compared: crowded bucket", stats.crowded);
	put_count("templates of sources", stats.templates);
	put_count("pairs", stats.pairs);
	nd_figure_fixed(seconds, seconds_now() - gather->begun, 2);
	message("%-28s %15s", "seconds", seconds);
}
