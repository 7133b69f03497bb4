/*
 * lessons.h - what a source's templates are learned from
 *
 * The inside of struct nd_templates, shared by templates.c, which keeps it, and settling.c,
 * which judges.
 */
#ifndef ND_TEXT_LESSONS_H
#define ND_TEXT_LESSONS_H

#include "text/templates.h"
#include "text/window.h"

#define ND_LESSON_UNITS	4096	/* an article of more is not learned from */

/* An article of the sample. */
struct nd_lesson {
	int64_t published;
	uint64_t content;
	uint32_t from, n;	/* which units; n is ND_LESSON_NOTED: those of the article at 'from' */
};
#define ND_LESSON_NOTED	UINT32_MAX

/* A source. */
struct nd_sampled_source {
	uint64_t key;
	struct nd_array seen;	/* struct nd_seen, article after article */
	struct nd_array lessons; /* struct nd_lesson */
	size_t fresh;		/* of them not judged */
	uint64_t counted;	/* by nd_templates_wants() */
	uint64_t every;		/* one article in so many is learned from, a power of two */
	int has_templates;
	int repeats;		/* too few articles to judge, but something is there twice */
};

/* A template, and in how many of how many articles of a window it was. */
struct nd_template {
	uint64_t key;		/* source and unit in one; 0: free */
	uint16_t in, of;
};

struct nd_templates {
	struct nd_sampled_source **sources; /* open addressing, NULL: free */
	size_t source_slots, n_sources;
	struct nd_sampled_source *last;	/* that was asked for, or NULL */
	struct nd_template *found; /* open addressing */
	size_t found_slots, n_found;
	size_t fresh;		/* articles that were learned from and not judged */
	size_t held;		/* units of all sources */
};

/* Of lessons whose units lie in the order of the lessons leave those that are in the sample by
 * now, and their units beside each other. */
void nd_sampled_source_trim(struct nd_sampled_source *source);

/* Append units to a list of struct nd_seen.  Fails only with ND_ENOMEM. */
enum nd_status nd_seen_append(struct nd_array *list, const struct nd_unit *units, size_t n);

/* A template of several windows is shown with the largest of its shares, 'in' of 'of' articles.
 * By one thread at a time.  Fails only with ND_ENOMEM. */
enum nd_status nd_templates_keep(struct nd_templates *t, struct nd_sampled_source *source,
				 uint64_t unit, unsigned in, unsigned of);

#endif
