/*
 * columns.h - made columns: one template, other numbers, another day
 *
 * Weather reports, market wraps, results: they keep their phrases and change
 * what is said in them, and each is another event.  Few labelled sets have
 * such columns, so they are made of real articles: some sentences stay, with
 * their numbers and weekdays changed and some of their last clauses taken
 * from elsewhere; the others give way to sentences of another article.
 */
#ifndef ND_TRAIN_COLUMNS_H
#define ND_TRAIN_COLUMNS_H

#include "base/hash.h"
#include "train/sets.h"

/* A generator of choices: the same state gives the same choices. */
struct drawing {
	uint64_t state;
};

static inline uint32_t draw(struct drawing *drawing, uint32_t below)
{
	return (uint32_t)(nd_mix(drawing->state++) >> 32) % below;
}

/* Does a sentence end at byte i? */
static inline int ends_at(struct nd_text text, size_t i)
{
	const char c = text.at[i];

	return c == '\n' || ((c == '.' || c == '!' || c == '?') &&
			     i + 1 < text.len && text.at[i + 1] == ' ');
}

/* A column that is being written. */
struct column {
	const struct set *crowd;	/* other articles to borrow from */
	const struct nd_article *base;
	struct drawing *drawing;
	uint32_t days;			/* since the base article */
	uint32_t kept;			/* sentences that stay, in a hundred */
	uint64_t seed;			/* decides which ones they are */
};

/* An article of the crowd that can be a template: long enough, with numbers enough. */
const struct set_article *column_base(const struct set *crowd, struct drawing *drawing);

void column_start(struct column *column, const struct set *crowd, const struct nd_article *base,
		  struct drawing *drawing);

/* The next instalment, a day or two after the last; its texts are taken from the arena. */
struct nd_article column_next(struct column *column, struct nd_arena *arena);

/*
 * The same report again, up to four days later: updated, rewritten, of one press
 * release, or what the instalment then leaves out: half of its sentences.
 */
struct nd_article column_update(const struct column *column, struct nd_article *instalment,
				struct nd_arena *arena);

#endif
