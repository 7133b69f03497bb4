/*
 * gather.h - the files of the command line into an engine
 *
 * What every command that looks at articles begins with: open the engine,
 * read, tell the user what is wrong with the input, and sum up at the end.
 * What the command wants to print of an article later is kept beside the
 * engine, which keeps ids only.
 *
 *	struct gather gather;
 *	enum exit_code code = gather_open(&gather, settings, GATHER_IDS, 0);
 *
 *	if (code == EXIT_DONE)
 *		code = gather_read(&gather, settings->files, settings->n_files);
 *	...
 *	gather_close(&gather);
 *
 * Functions that return an exit code have told the user why it is not
 * EXIT_DONE.
 */
#ifndef ND_CLI_GATHER_H
#define ND_CLI_GATHER_H

#include "cli/crew.h"
#include "cli/intake.h"
#include "cli/kept.h"
#include "eval/names.h"
#include "report/report.h"
#include "report/story_page.h"

struct gather {
	const struct settings *settings;
	struct nd_background *background; /* NULL: what is built in */
	struct nd_engine *engine;
	int keeps_text;		/* does it? */
	size_t n;		/* articles of the engine */
	struct kept kept;	/* of them, in order */
	struct crew crew;	/* the threads that read, and what they find again */
	struct progress progress;
	double begun;		/* by seconds_now() */
	struct intake intake;
};

/*
 * Open the engine; 'relations' is what the command looks for where --relation
 * is not given.  In any case gather_close() has to follow.
 */
enum exit_code gather_open(struct gather *gather, const struct settings *settings, unsigned keep,
			   uint32_t relations, int keep_text);
/* Read files, folders and "-"; none at all is standard input. */
enum exit_code gather_read(struct gather *gather, const char *const *files, size_t n);
void gather_close(struct gather *gather);

/* Keep an article that the engine does not get, behind all that it has; 0: out of memory. */
int gather_also(struct gather *gather, const struct nd_record *record);

/* How many articles there are. */
size_t gather_count(const struct gather *gather);
/* Of article i from 0; good until more is read.  Empty where it was not kept. */
struct nd_text gather_part(const struct gather *gather, size_t i, enum gather_part part);
struct nd_text gather_id(const struct gather *gather, size_t i);
struct nd_text gather_record(const struct gather *gather, size_t i);
int64_t gather_published(const struct gather *gather, size_t i);
/* Number the ids of the articles, in their order; 0: out of memory. */
int gather_names(const struct gather *gather, struct nd_names *ids);
/* An nd_headline_of, and an nd_page_article_of; 'ctx' is the gather. */
void gather_headline(void *ctx, size_t i, struct nd_headline *out);
void gather_article(void *ctx, size_t i, struct nd_page_article *out);

/*
 * The last line: how many articles, then 'found' ("1,478 pairs"), then what
 * was wrong with the input.  Nothing with --quiet.
 */
void gather_summary(struct gather *gather, const char *found);
/* Counts and seconds, with --stats. */
void gather_stats(struct gather *gather);

/* The engine refused an article of this line; not 0 if the reading is to stop. */
int gather_refused(struct gather *gather, const char *file, uint64_t line,
		   const struct nd_error *err);
/* The engine has one article more, 'kept' says if there was memory for it here; the same. */
int gather_taken(struct gather *gather, int kept);

/* Tell the user of an error of the engine; always EXIT_TROUBLE or EXIT_USAGE. */
enum exit_code gather_failed(struct gather *gather, const struct nd_error *err);

#endif
