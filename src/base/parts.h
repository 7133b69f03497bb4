/*
 * parts.h - who has the same hash, a part of all at a time
 *
 * Finding those that have the same of many hashes needs them beside each other, but
 * not all at once: hashes that begin with the same bits are a part.
 */
#ifndef ND_BASE_PARTS_H
#define ND_BASE_PARTS_H

#include "base/sort.h"
#include "neardup.h"

/* Some of the hashes, sorted, equal ones by their places (the values): all that begin alike.
 * Behind them there is room for as many; all of it may be written over. */
typedef enum nd_status nd_on_part(void *ctx, struct nd_keyed *items, size_t n);

/*
 * Tell the parts of n hashes one after the other, without those that are 0.  Takes 32 bytes for
 * each of a part, of which there are 16 where there are a million or more.  ND_ENOMEM, or what
 * 'fn' gave, which ends it.
 */
enum nd_status nd_parts(const uint64_t *hashes, size_t n, nd_on_part *fn, void *ctx);

#endif
