/* zipped.c - contexts that are used again, errors in our words */
#include "base/zipped.h"

#include <zstd.h>
#include <zstd_errors.h>

#define LEVEL 1

void nd_zipper_release(struct nd_zipper *zipper)
{
	ZSTD_freeCCtx(zipper->zip);
	ZSTD_freeDCtx(zipper->unzip);
	*zipper = (struct nd_zipper){ NULL, NULL };
}

enum nd_status nd_zip(struct nd_zipper *zipper, struct nd_array *out, const void *from, size_t n)
{
	const size_t most = ZSTD_compressBound(n);
	void *const to = nd_array_reserve(out, most);
	size_t zipped;

	if (!zipper->zip)
		zipper->zip = ZSTD_createCCtx();
	if (!to || !zipper->zip)
		return ND_ENOMEM;
	zipped = ZSTD_compressCCtx(zipper->zip, to, most, from, n, LEVEL);
	if (ZSTD_isError(zipped))
		return ND_ENOMEM;	/* there is room, so nothing else can fail */
	out->n += zipped;
	return ND_OK;
}

enum nd_status nd_unzip(struct nd_zipper *zipper, const void *from, size_t n, void *to,
			size_t whole)
{
	size_t unzipped;

	if (!zipper->unzip)
		zipper->unzip = ZSTD_createDCtx();
	if (!zipper->unzip)
		return ND_ENOMEM;
	unzipped = ZSTD_decompressDCtx(zipper->unzip, to, whole, from, n);
	if (ZSTD_isError(unzipped) && ZSTD_getErrorCode(unzipped) == ZSTD_error_memory_allocation)
		return ND_ENOMEM;
	return unzipped == whole ? ND_OK : ND_EFORMAT;
}
