/* sketches.c - planes that grow together */
#include "sketch/sketches.h"

#include <string.h>

void nd_sketches_init(struct nd_sketches *sketches, const struct nd_minhash *minhash)
{
	const unsigned band_bytes = nd_band_bytes(minhash->rows);
	const unsigned per_plane = ND_PLANE_BYTES / band_bytes;

	*sketches = (struct nd_sketches){
		.bands = minhash->bands,
		.rows = minhash->rows,
		.band_bytes = band_bytes,
		.per_plane = per_plane,
		.planes = (minhash->bands + per_plane - 1) / per_plane,
	};
	for (unsigned p = 0; p < sketches->planes; p++)
		sketches->plane[p] = (struct nd_array)ND_ARRAY_INIT(uint8_t, SIZE_MAX / 4);
}

void nd_sketches_release(struct nd_sketches *sketches)
{
	for (unsigned p = 0; p < sketches->planes; p++)
		nd_array_release(&sketches->plane[p]);
	sketches->n = 0;
}

enum nd_status nd_sketches_reserve(struct nd_sketches *sketches, size_t n)
{
	for (unsigned p = 0; p < sketches->planes; p++)
		if (!nd_array_reserve(&sketches->plane[p],
				      n * nd_plane_width(sketches, p) + ND_PLANE_BYTES))
			return ND_ENOMEM;
	return ND_OK;
}

enum nd_status nd_sketches_append(struct nd_sketches *sketches, const uint8_t *from, size_t n)
{
	const size_t bytes = (size_t)sketches->bands * sketches->band_bytes;

	if (nd_sketches_reserve(sketches, n) != ND_OK)
		return ND_ENOMEM;
	for (unsigned p = 0; p < sketches->planes; p++) {
		const unsigned width = nd_plane_width(sketches, p);
		const uint8_t *piece = from + (size_t)p * sketches->per_plane * sketches->band_bytes;
		uint8_t *to = (uint8_t *)sketches->plane[p].items + sketches->plane[p].n;

		for (size_t i = 0; i < n; i++, piece += bytes, to += width)
			memcpy(to, piece, width);
		sketches->plane[p].n += n * width;
	}
	sketches->n += n;
	return ND_OK;
}

void nd_sketches_replace(struct nd_sketches *sketches, size_t i, const uint8_t *from)
{
	for (unsigned p = 0; p < sketches->planes; p++) {
		const unsigned width = nd_plane_width(sketches, p);

		memcpy((uint8_t *)sketches->plane[p].items + i * width,
		       from + (size_t)p * sketches->per_plane * sketches->band_bytes, width);
	}
}
