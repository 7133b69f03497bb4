/*
 * cmd_df.c - neardup df: in how many articles each word stands
 *
 * What --background reads: the words of a pile, the most common first, with the
 * number of articles that have them.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/intake.h"
#include "cli/message.h"
#include "cli/outfile.h"

struct df {
	struct intake intake;
	struct progress progress;
	struct nd_frequencies *frequencies;
	struct outfile file;
	uint64_t read, words;
};

static int on_record(void *ctx, const struct nd_record *record)
{
	struct df *const df = ctx;
	struct nd_error err;

	if (nd_frequencies_add(df->frequencies, &record->article, &err) == ND_OK) {
		progress_show(&df->progress, "articles read:", ++df->read, 0);
		return 0;
	}
	progress_clear(&df->progress);
	message("%s", err.message);
	df->intake.trouble = EXIT_TROUBLE;
	return 1;
}

/* A row; no word holds a tab or a line end. */
static int on_frequency(void *ctx, const struct nd_frequency *frequency)
{
	struct df *const df = ctx;

	fwrite(frequency->word.at, 1, frequency->word.len, df->file.out);
	fprintf(df->file.out, "\t%llu\n", (unsigned long long)frequency->articles);
	df->words++;
	return ferror(df->file.out);
}

static enum exit_code write_table(struct df *df, const struct settings *settings)
{
	enum exit_code code = outfile_open(&df->file, settings->output), closed;
	struct nd_error err = { .status = ND_OK };
	enum nd_status status = ND_OK;

	if (code == EXIT_DONE) {
		fprintf(df->file.out, "#articles\t%llu\n",
			(unsigned long long)nd_frequencies_articles(df->frequencies));
		status = nd_frequencies_tell(df->frequencies, settings->min_articles,
					     on_frequency, df, &err);
	}
	if (status == ND_ENOMEM)
		message("%s", err.message);
	/* what a full disk did is told when the file is closed */
	closed = outfile_close(&df->file, status != ND_ENOMEM);
	return code == EXIT_DONE && status == ND_OK ? closed : EXIT_TROUBLE;
}

static enum exit_code run(struct df *df, const struct settings *settings)
{
	char articles[64], words[64], wrong[200];
	enum exit_code code = intake_read(&df->intake, settings->files, settings->n_files,
					  on_record, df);

	progress_clear(&df->progress);
	if (code != EXIT_DONE)
		return code;
	if (!nd_frequencies_articles(df->frequencies)) {
		message("no article to count");
		return EXIT_TROUBLE;
	}
	code = write_table(df, settings);
	if (code == EXIT_DONE && !settings->quiet)
		message("%s, %s%s", plural(articles, nd_frequencies_articles(df->frequencies),
					   "article", "different articles"),
			plural(words, df->words, "word", "words"), intake_summary(wrong, &df->intake));
	return code;
}

enum exit_code cmd_df(const struct settings *settings)
{
	struct df df = { .intake = INTAKE_INIT(settings, &df.progress) };
	struct nd_error err;
	enum exit_code code;

	progress_init(&df.progress, !settings->quiet && isatty(STDERR_FILENO));
	if (nd_frequencies_open(&df.frequencies, &err) != ND_OK) {
		message("%s", err.message);
		return EXIT_TROUBLE;
	}
	code = run(&df, settings);
	nd_frequencies_close(df.frequencies);
	return code;
}
