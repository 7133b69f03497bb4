/*
 * record.h - an article of the input as one line of JSON
 */
#ifndef ND_CLI_RECORD_H
#define ND_CLI_RECORD_H

#include <stdio.h>

#include "input/input.h"

/* The article with its source and its address. */
struct nd_article record_article(const struct nd_record *record);

/*
 * Write the record without a line end: a JSON object byte for byte as it
 * stood, but for line ends between its fields, which become blanks; an article
 * from another format as an object with the fields that it has.
 */
void record_put(FILE *out, const struct nd_record *record);

/* The same in memory, for the caller to free; NULL: out of memory. */
char *record_line(const struct nd_record *record, size_t *len);

/* What dedup --mark says of an article. */
struct record_mark {
	struct nd_text of;	/* the id of the article it repeats */
	enum nd_relation relation;
	double score;
};

/* Write an object that record_put() wrote with what weighs nothing in it, if anything, and why, as
 * its last field. */
void record_put_left_out(FILE *out, struct nd_text object, const struct nd_left_out *left_out,
			 size_t n);

/*
 * Write an object that record_put() wrote with duplicate_of, relation and
 * score as its last fields; 'mark' NULL: the article repeats none, all null.
 */
void record_put_marked(FILE *out, struct nd_text object, const struct record_mark *mark);

#endif
