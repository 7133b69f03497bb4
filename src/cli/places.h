/*
 * places.h - where each record is in its file
 *
 * Records follow each other, so one is told by its length: two bytes, or three if it is
 * longer than 8 KiB, and 24 for every 32 records, so that looking one up goes over 32 at most.
 */
#ifndef ND_CLI_PLACES_H
#define ND_CLI_PLACES_H

#include <stdint.h>

#include "base/array.h"

struct place {
	uint64_t offset;	/* bytes from the beginning */
	uint64_t line;
	uint64_t len;		/* bytes */
};

struct places {
	struct nd_array bytes;	/* uint8_t: a record after the other */
	struct nd_array begin;	/* struct places_begin: of every PLACES_GROUP */
	size_t n;
	uint64_t offset, line;	/* where the next record is, if nothing lies between */
};
#define PLACES_INIT { .bytes = ND_ARRAY_INIT(uint8_t, SIZE_MAX / 4), \
	.begin = ND_ARRAY_INIT(struct places_begin, UINT32_MAX) }
#define PLACES_GROUP 32

struct places_begin {
	uint64_t offset, line;	/* as in struct places, before the first of the group */
	size_t at;		/* in the bytes */
};

/* Append a place, anywhere in any file; 0: out of memory. */
int places_add(struct places *places, struct place place);

/* Place i < places->n. */
struct place places_get(const struct places *places, size_t i);

void places_release(struct places *places);

#endif
