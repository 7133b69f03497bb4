/*
 * sets.h - labelled sets in memory
 *
 * A set is a folder with articles.jsonl (or articles.jsonl.zst, read through
 * the program zstd) and labels.tsv in one of two forms:
 *
 *	id <TAB> cluster		every article of the set is listed
 *	id_a <TAB> id_b <TAB> label <TAB> kind	silver: pairs whose kind tells
 *					how the label came about
 *
 * This is a program that a developer runs by hand: what goes wrong ends it
 * with a sentence.
 */
#ifndef ND_TRAIN_SETS_H
#define ND_TRAIN_SETS_H

#include "base/arena.h"
#include "base/array.h"
#include "neardup.h"

#define NO_CLUSTER (-1)

struct set_article {
	struct nd_article article;
	int32_t cluster;	/* from 0; NO_CLUSTER: the set has none for it */
};

/* How a silver label came about: the kinds of corpora/reuters. */
enum silver_kind {
	SILVER_SLUG,		/* one slug on one day: the same event */
	SILVER_ITEM,		/* one item, printed again another day: nearly always */
	SILVER_ROLLING,		/* a column of another day: never */
	SILVER_KINDS
};

struct silver {
	uint32_t a, b;		/* places in the set, a < b */
	enum silver_kind kind;
};

struct set {
	const char *name;	/* of the folder */
	struct nd_array articles; /* struct set_article, in the order of the file */
	uint32_t clusters;	/* how many */
	struct nd_array silver;	/* struct silver, by a, then b */
	struct nd_arena texts;
};

/* Read the set 'name' below 'folder'; labels may be absent.  'name' must outlive it. */
void set_read(struct set *set, const char *folder, const char *name);
void set_release(struct set *set);

static inline const struct set_article *set_at(const struct set *set, size_t i)
{
	return (const struct set_article *)set->articles.items + i;
}

/* The silver label of two places, or NULL. */
const struct silver *set_silver(const struct set *set, uint32_t a, uint32_t b);

/* Print a sentence and exit with 3. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
