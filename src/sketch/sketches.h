/*
 * sketches.h - the sketches of all articles, in planes
 *
 * A sketch is cut into pieces of up to 32 bytes, some bands each, and all first
 * pieces lie together, then all second ones:
 *
 *	plane 0: | article 0, bands 0-9   | article 1, bands 0-9   | ...
 *	plane 1: | article 0, bands 10-19 | article 1, bands 10-19 | ...
 *
 * Going through one band of all articles reads a fifth of the memory then, and
 * comparing two sketches reads a cache line or two a plane, of which the first
 * mostly decides.
 */
#ifndef ND_SKETCH_SKETCHES_H
#define ND_SKETCH_SKETCHES_H

#include "base/array.h"
#include "sketch/minhash.h"

#define ND_PLANE_BYTES	32
#define ND_PLANES_MAX	((ND_SKETCH_MAX + ND_PLANE_BYTES - 3) / (ND_PLANE_BYTES - 2) + 1)

struct nd_sketches {
	unsigned bands, rows;
	unsigned band_bytes;
	unsigned per_plane;		/* bands of a plane, the last may have fewer */
	unsigned planes;
	size_t n;			/* articles */
	struct nd_array plane[ND_PLANES_MAX];	/* uint8_t, ND_PLANE_BYTES more than in use */
};

void nd_sketches_init(struct nd_sketches *sketches, const struct nd_minhash *minhash);
void nd_sketches_release(struct nd_sketches *sketches);

/* Make room for n more, which nd_sketches_append() then takes for sure.  Fails only with ND_ENOMEM. */
enum nd_status nd_sketches_reserve(struct nd_sketches *sketches, size_t n);

/* Append n sketches that lie one after the other.  Fails only with ND_ENOMEM. */
enum nd_status nd_sketches_append(struct nd_sketches *sketches, const uint8_t *from, size_t n);

/* Put another sketch in the place of that of article i. */
void nd_sketches_replace(struct nd_sketches *sketches, size_t i, const uint8_t *from);

/* Bytes of an article in a plane. */
static inline unsigned nd_plane_width(const struct nd_sketches *sketches, unsigned plane)
{
	const unsigned before = plane * sketches->per_plane;
	const unsigned bands = sketches->bands - before < sketches->per_plane ?
			       sketches->bands - before : sketches->per_plane;

	return bands * sketches->band_bytes;
}

/* The piece of article i in a plane; ND_PLANE_BYTES can be read. */
static inline const uint8_t *nd_sketch_piece(const struct nd_sketches *sketches, unsigned plane,
					     size_t i)
{
	return (const uint8_t *)sketches->plane[plane].items + i * nd_plane_width(sketches, plane);
}

#endif
