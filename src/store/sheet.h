/*
 * sheet.h - files that are written once, then only read
 *
 *	[header 64][payload ...][checksums of its blocks, 8 bytes each]
 *
 * A sheet is complete or it is refused: its length follows from the header,
 * and the header has a checksum of its own.  The payload is checked block by
 * block, each the first time it is looked at, so that opening costs nothing
 * and a flipped bit can not become an answer.
 */
#ifndef ND_STORE_SHEET_H
#define ND_STORE_SHEET_H

#include <stdint.h>
#include <stdio.h>

#include "base/array.h"
#include "base/error.h"
#include "base/mapped.h"

enum nd_sheet_kind {
	ND_SHEET_RECORDS = 1,	/* what is kept of articles */
	ND_SHEET_POSTINGS,	/* which articles have a key */
	ND_SHEET_COUNTS,	/* how many articles have a term */
	ND_SHEET_KINDS
};

/* What the header says of the payload; zeros where a kind does not use a field. */
struct nd_sheet_about {
	uint32_t first, count;	/* articles: numbers [first, first + count) */
	uint64_t items;		/* records, entries or counters */
	uint64_t index_at;	/* where in the payload its index begins */
	uint32_t articles;	/* of the range that are in it */
	uint32_t bits;		/* log2 of the buckets or counters */
	int64_t earliest, latest; /* time of the articles, ND_NO_TIME where none is dated */
};

struct nd_sheet {
	const uint8_t *payload;
	uint64_t bytes;		/* of the payload */
	uint32_t number;	/* of the file */
	struct nd_sheet_about about;
	struct nd_mapped map;
	const uint8_t *sums;
	uint8_t *seen;		/* a byte a block: checked and found right */
};

/* Map a sheet for reading.  ND_EFORMAT names the file and what is wrong with it. */
enum nd_status nd_sheet_open(struct nd_sheet *sheet, const char *folder,
			     enum nd_sheet_kind kind, uint32_t number, struct nd_error *err);
void nd_sheet_close(struct nd_sheet *sheet);	/* a zeroed one is fine */

/* Its blocks are known to be right: this process has written them. */
void nd_sheet_trust(struct nd_sheet *sheet);

/* Bytes [at, at + n) of the payload, or NULL: outside, or their block is damaged. */
const uint8_t *nd_sheet_look(const struct nd_sheet *sheet, uint64_t at, uint64_t n);

/* How many blocks are damaged; *first is the place of the first such byte of the file. */
uint64_t nd_sheet_damage(const struct nd_sheet *sheet, uint64_t *first);

/* Where in a file of records the dates begin: behind where each record ends. */
static inline uint64_t nd_records_dates_at(const struct nd_sheet_about *about)
{
	return about->index_at + ((uint64_t)about->count + 2) / 2 * 8;
}

/* Tell the processor that bytes from 'at' on will be wanted. */
static inline void nd_sheet_prefetch(const struct nd_sheet *sheet, uint64_t at)
{
	__builtin_prefetch(sheet->payload + (at < sheet->bytes ? at : 0));
}

struct nd_sheet_writer {
	FILE *out;
	char path[4096];
	char *chunk;		/* what is written at once */
	uint8_t *block;
	size_t filled;
	uint64_t bytes;
	struct nd_array sums;	/* uint64_t */
	int failed;		/* errno of the first write that failed */
};

/* Begin a sheet; one that is not finished is removed by nd_sheet_drop(). */
enum nd_status nd_sheet_begin(struct nd_sheet_writer *writer, const char *folder,
			      enum nd_sheet_kind kind, uint32_t number, struct nd_error *err);
/* Append to the payload; a failure is told by nd_sheet_finish(). */
void nd_sheet_put(struct nd_sheet_writer *writer, const void *from, size_t n);
/* Write header and checksums, and wait until the disk has them. */
enum nd_status nd_sheet_finish(struct nd_sheet_writer *writer, enum nd_sheet_kind kind,
			       const struct nd_sheet_about *about, struct nd_error *err);
void nd_sheet_drop(struct nd_sheet_writer *writer);	/* after finish: does nothing */

/* "00000017.idx" in the folder. */
void nd_sheet_path(char *out, size_t room, const char *folder, enum nd_sheet_kind kind,
		   uint32_t number);
/* The kind of a file of that name, and its number; 0: no name of a sheet. */
enum nd_sheet_kind nd_sheet_named(const char *name, uint32_t *number);

#endif
