/*
 * zipped.h - bytes in fewer bytes
 *
 * Zstandard (RFC 8878) at its fastest level: news in 2.6 times fewer bytes, packed at
 * 200 MB/s and unpacked at 1 GB/s.  zlib's fastest packs at 80 MB/s, 10 % worse, and
 * unpacks at 260 MB/s.  The one place that includes zstd.
 */
#ifndef ND_BASE_ZIPPED_H
#define ND_BASE_ZIPPED_H

#include "base/array.h"
#include "neardup.h"

/* What one thread zips and unzips with; starts zeroed, takes memory when it is used. */
struct nd_zipper {
	void *zip, *unzip;
};
void nd_zipper_release(struct nd_zipper *zipper);

/* Append what is left of n bytes to 'out' (uint8_t).  Fails only with ND_ENOMEM. */
enum nd_status nd_zip(struct nd_zipper *zipper, struct nd_array *out, const void *from, size_t n);

/* Unzip n bytes to 'whole' bytes, exactly.  ND_EFORMAT: they are not what nd_zip() made. */
enum nd_status nd_unzip(struct nd_zipper *zipper, const void *from, size_t n, void *to,
			size_t whole);

#endif
