/* summary.c - the last lines of a run, on standard error */
#include <stdio.h>
#include <string.h>

#include "cli/gather.h"
#include "cli/message.h"
#include "report/figures.h"

const char *gather_plural(char out[64], uint64_t n, const char *one, const char *many)
{
	char count[ND_FIGURE_ROOM];

	snprintf(out, 64, "%s %s", nd_figure_count(count, n), n == 1 ? one : many);
	return out;
}

static void append(char out[200], const char *text)
{
	const size_t len = strlen(out);

	snprintf(out + len, 200 - len, "%s%s", len ? ", " : "; ", text);
}

/* "; 3 records skipped, 2 used with a warning, 1 file skipped", or "" */
static const char *trouble(char out[200], const struct gather *gather)
{
	const struct gather_complaints *const complaints = &gather->complaints;
	char part[64];

	*out = '\0';
	if (complaints->records_skipped)
		append(out, gather_plural(part, complaints->records_skipped, "record skipped",
					  "records skipped"));
	if (complaints->records_used && *out)
		append(out, gather_plural(part, complaints->records_used, "used with a warning",
					  "used with a warning"));
	else if (complaints->records_used)
		append(out, gather_plural(part, complaints->records_used,
					  "record used with a warning",
					  "records used with a warning"));
	if (complaints->files_skipped)
		append(out, gather_plural(part, complaints->files_skipped, "file skipped",
					  "files skipped"));
	if (complaints->files_used)
		append(out, gather_plural(part, complaints->files_used, "file with a warning",
					  "files with a warning"));
	return out;
}

void gather_summary(struct gather *gather, const char *found)
{
	char count[64], wrong[200];

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
	put_count("pairs", stats.pairs);
	nd_figure_fixed(seconds, (double)(now.tv_sec - gather->begun.tv_sec) +
			(double)(now.tv_nsec - gather->begun.tv_nsec) / 1e9, 2);
	message("%-28s %15s", "seconds", seconds);
}
