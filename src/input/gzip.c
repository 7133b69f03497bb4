/* gzip.c - look for the mark of a header (RFC 1952), then try to unpack what follows it */
#include "input/gzip.h"

#include <string.h>

#include <zlib.h>

static const char mark[] = { '\x1f', '\x8b', '\x08' };	/* the third: deflate */

int nd_gzip_marked(struct nd_text bytes)
{
	return bytes.len >= sizeof(mark) && !memcmp(bytes.at, mark, sizeof(mark));
}

/* Can the first bytes be unpacked? */
static int begins(struct nd_text bytes)
{
	const size_t n = bytes.len < ND_GZIP_PROBE ? bytes.len : ND_GZIP_PROBE;
	z_stream stream = { .next_in = (Bytef *)(uintptr_t)bytes.at, .avail_in = (uInt)n };
	unsigned char out[4096];
	int said = inflateInit2(&stream, MAX_WBITS + 16);

	while (said == Z_OK && stream.avail_in) {
		stream.next_out = out;
		stream.avail_out = sizeof(out);
		said = inflate(&stream, Z_NO_FLUSH);
	}
	inflateEnd(&stream);
	return said == Z_OK || said == Z_STREAM_END || said == Z_BUF_ERROR;
}

size_t nd_gzip_find(struct nd_text bytes, int all)
{
	const char *const end = bytes.at + bytes.len;

	for (const char *at = bytes.at; at < end; at++) {
		size_t left;

		at = memchr(at, mark[0], (size_t)(end - at));
		if (!at)
			break;
		left = (size_t)(end - at);
		if (memcmp(at, mark, left < sizeof(mark) ? left : sizeof(mark)))
			continue;
		if ((left < ND_GZIP_PROBE && !all) || begins((struct nd_text){ at, left }))
			return (size_t)(at - bytes.at);
	}
	return bytes.len;
}
