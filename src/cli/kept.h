/*
 * kept.h - what a command wants to print of its articles later
 *
 * The engine keeps ids at most.  Parts of the articles lie here one after the
 * other, for the commands that ask for them.
 */
#ifndef ND_CLI_KEPT_H
#define ND_CLI_KEPT_H

#include "base/array.h"
#include "input/input.h"

enum gather_keep {
	GATHER_IDS = 1,
	GATHER_HEADLINES = 2,	/* for tables: the title, or how the text begins */
	GATHER_RECORDS = 4,	/* as one line of JSON */
	GATHER_ARTICLES = 8,	/* for pages: title, text, address and source */
};

/* The parts of an article that may be kept, in the order they lie in. */
enum gather_part {
	PART_ID, PART_HEADLINE, PART_RECORD, PART_TITLE, PART_TEXT, PART_URL, PART_SOURCE, PARTS
};

/* What is kept of an article; its parts lie in 'bytes', one after the other. */
struct gathered {
	size_t at;
	size_t len[PARTS];	/* 0: not kept */
	size_t length;		/* bytes of title and text */
	int64_t published;
};

struct kept {
	unsigned what;		/* enum gather_keep; 0: nothing is kept at all */
	struct nd_array articles; /* struct gathered */
	struct nd_array bytes;
};
#define KEPT_INIT(what) { (what), ND_ARRAY_INIT(struct gathered, UINT32_MAX), \
	ND_ARRAY_INIT(char, SIZE_MAX / 4) }

/* Keep of a record what is asked for; 0 when out of memory. */
int kept_add(struct kept *kept, const struct nd_record *record);

/* Append what 'from' keeps of its article i; 0 when out of memory. */
int kept_move(struct kept *kept, const struct kept *from, size_t i);

/* Forget all articles. */
void kept_clear(struct kept *kept);
void kept_release(struct kept *kept);

static inline const struct gathered *kept_at(const struct kept *kept, size_t i)
{
	return (const struct gathered *)kept->articles.items + i;
}

/* A part of article i, empty where it was not kept; good until more is added. */
struct nd_text kept_part(const struct kept *kept, size_t i, enum gather_part part);

#endif
