/*
 * shelf.h - a store in a folder of its own, and articles to put into it
 */
#ifndef ND_TESTS_SHELF_H
#define ND_TESTS_SHELF_H

#include <stdio.h>

#include "testing.h"

/* A new folder below TMPDIR, and a path in it where a store may be made. */
struct shelf {
	char folder[256], path[300];
};
void shelf_open(struct shelf *shelf);
/* Delete all of it. */
void shelf_close(struct shelf *shelf);

/*
 * Article i of a made-up feed: its own words, but every tenth is the one before
 * it with a few words changed.  The strings live until the next call.
 */
struct nd_article feed_article(unsigned i);

/* An article with these words. */
struct nd_article article_of(const char *id, const char *text);

/* The answer to one article, copied; what one test needs of it. */
struct said {
	enum nd_news news;
	char id[64], story[17], representative[64];
	size_t size, n_matches, n_changes;
	char match[64];		/* the best */
	enum nd_relation relation;
	double score;
};
/* An nd_on_answer; 'ctx' is a struct said, which gets the last one. */
int note_answer(void *ctx, const struct nd_answer *answer);

/* An nd_on_answer that writes a line, of everything, to 'ctx', a FILE. */
int write_answer(void *ctx, const struct nd_answer *answer);
/* Write all pairs, and what is kept of articles 0 to n - 1. */
void write_store(FILE *out, struct nd_store *store, size_t n);

/* Open, which must work. */
struct nd_store *open_shelf(const struct shelf *shelf, int write, uint32_t commit_every);
/* Make a store of the default options. */
void create_shelf(const struct shelf *shelf);

/* Add and commit; ask.  Must work. */
struct said add_one(struct nd_store *store, struct nd_article article);
struct said ask(struct nd_store *store, struct nd_article article);

/* Is the store sound?  Prints what is not. */
int is_sound(const char *path);

/* A new store, and all that it says, written down. */
struct minutes {
	struct shelf shelf;
	struct nd_store *store;
	FILE *out;
	char *text;
	size_t len;
};
void minutes_begin(struct minutes *minutes, uint32_t commit_every);
/* Commit, write what is kept of articles 0 to n - 1, too, look that the store is sound, and let go of
 * it; returns the text, which is yours to free. */
char *minutes_end(struct minutes *minutes, size_t n);

#endif
