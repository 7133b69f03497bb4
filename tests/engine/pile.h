/*
 * pile.h - made-up articles, and what an engine says of them
 */
#ifndef ND_TESTS_ENGINE_PILE_H
#define ND_TESTS_ENGINE_PILE_H

#include "testing.h"

/* Articles with the strings they point to. */
struct pile {
	struct nd_article *articles;
	size_t n, room;
};

/* Copies the strings; title and text may be NULL. */
void pile_add(struct pile *pile, const char *id, const char *title, const char *text,
	      int64_t published);
void pile_release(struct pile *pile);

/*
 * Add n articles of made-up words: most are alone, others are earlier ones
 * edited, reprinted, cut, or told again in other words.  Ids are "a0", "a1", ...
 * The same seed makes the same articles.
 */
enum dates { UNDATED, DATED, PART_DATED };
void pile_make(struct pile *pile, size_t n, uint64_t seed, enum dates dates);

/* A text of so many random words; free() it. */
char *made_text(uint64_t *random, size_t words);

/* The text with a share of its words replaced by others; free() it. */
char *edited_text(uint64_t *random, const char *text, double share);

/* Put the articles of a pile into another order. */
void pile_shuffle(struct pile *pile, uint64_t seed);

/* Open an engine with these options (NULL: the defaults, 1 thread) and add the pile. */
struct nd_engine *engine_of(const struct pile *pile, const struct nd_options *opt);

/* Options that tests start from: the defaults with one thread. */
struct nd_options usual(void);

/* Pairs of an engine, copied. */
struct pairs {
	struct nd_pair *pair;	/* a and b point into the engine */
	size_t n;
};
struct pairs pairs_of(struct nd_engine *engine);
void pairs_release(struct pairs *pairs);

/* The pair of these two ids in either order, or NULL. */
const struct nd_pair *pair_with(const struct pairs *pairs, const char *a, const char *b);

/* How many are of this relation. */
size_t count_relation(const struct pairs *pairs, enum nd_relation relation);

/* One article's cluster. */
struct place {
	char cluster[17];
	size_t size, position;	/* members, and its place among them */
	int represents;
	struct nd_member member;
};

/* Clusters of an engine: one place for each article, by its index; free() it. */
struct place *clusters_of(struct nd_engine *engine, size_t articles);

/* Everything that pairs() and clusters() say, figures to the last bit; free() it. */
char *everything_of(struct nd_engine *engine);

int id_is(struct nd_text id, const char *string);

#endif
