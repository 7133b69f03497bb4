/* packed.c - zlib's one-call interface, and an alphabet */
#include "report/packed.h"

#include <stdlib.h>

#include <zlib.h>

/* Level 6 packs news in half of the time that 9 takes, and 1 % worse. */
#define LEVEL 6

static size_t put_base64(FILE *out, const unsigned char *bytes, size_t n)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		const unsigned left = n - i < 3 ? (unsigned)(n - i) : 3;
		const unsigned three = (unsigned)bytes[i] << 16 |
				       (left > 1 ? (unsigned)bytes[i + 1] << 8 : 0) |
				       (left > 2 ? (unsigned)bytes[i + 2] : 0);

		putc(alphabet[three >> 18], out);
		putc(alphabet[three >> 12 & 63], out);
		putc(left > 1 ? alphabet[three >> 6 & 63] : '=', out);
		putc(left > 2 ? alphabet[three & 63] : '=', out);
	}
	return (n + 2) / 3 * 4;
}

enum nd_status nd_put_packed(FILE *out, const void *bytes, size_t n, size_t *written)
{
	uLongf room = compressBound(n);
	unsigned char *const packed = malloc(room);

	if (!packed || compress2(packed, &room, bytes, n, LEVEL) != Z_OK) {
		free(packed);
		return ND_ENOMEM;
	}
	*written = put_base64(out, packed, room);
	free(packed);
	return ND_OK;
}
