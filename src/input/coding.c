/* coding.c - from the last coding that was put on to the first */
#include "input/coding.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <brotli/decode.h>
#include <zlib.h>

#define BLOCK	((size_t)64 << 10)
#define CUT_OFF	"a body in the coding '%s' that is cut off"
#define WRONG	"a body said to be in the coding '%s', which it is not"

/* Brotli and bare deflate begin with nothing that tells them: what came out before
 * an error may be noise, and is dropped. */

/* Room for the next block; NULL: too much came out already, or no memory. */
static char *room_in(struct nd_array *out, char why[ND_PACKED_WHY])
{
	char *const to = out->n + BLOCK > out->ceiling ? NULL : nd_array_reserve(out, BLOCK);

	if (!to && out->n + BLOCK > out->ceiling)
		snprintf(why, ND_PACKED_WHY, "unpacked it has more than %zu bytes", out->ceiling);
	else if (!to)
		snprintf(why, ND_PACKED_WHY, "out of memory");
	return to;
}

static int undo_brotli(struct nd_text packed, struct nd_array *out, char why[ND_PACKED_WHY])
{
	BrotliDecoderState *const state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
	const uint8_t *in = (const uint8_t *)packed.at;
	BrotliDecoderResult said = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
	size_t left = packed.len;

	snprintf(why, ND_PACKED_WHY, "out of memory");
	while (state && said == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
		uint8_t *to = (uint8_t *)room_in(out, why);
		size_t room = BLOCK;

		if (!to)
			break;
		said = BrotliDecoderDecompressStream(state, &left, &in, &room, &to, NULL);
		out->n += BLOCK - room;
		if (said == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT)
			snprintf(why, ND_PACKED_WHY, CUT_OFF, "br");
		else if (said == BROTLI_DECODER_RESULT_ERROR) {
			snprintf(why, ND_PACKED_WHY, WRONG, "br");
			out->n = 0;
		}
	}
	BrotliDecoderDestroyInstance(state);
	return said == BROTLI_DECODER_RESULT_SUCCESS;
}

/* 'window': MAX_WBITS for zlib, -MAX_WBITS for bare deflate. */
static int inflate_all(struct nd_text packed, int window, struct nd_array *out,
		       char why[ND_PACKED_WHY])
{
	z_stream stream = { .next_in = (Bytef *)(uintptr_t)packed.at,
			    .avail_in = (uInt)packed.len };
	int said = inflateInit2(&stream, window);

	snprintf(why, ND_PACKED_WHY, "out of memory");
	while (said == Z_OK) {
		stream.next_out = (Bytef *)room_in(out, why);
		stream.avail_out = (uInt)BLOCK;
		if (!stream.next_out)
			break;
		said = inflate(&stream, Z_NO_FLUSH);
		out->n += BLOCK - stream.avail_out;
		if (said == Z_BUF_ERROR || (said == Z_OK && !stream.avail_in && stream.avail_out)) {
			snprintf(why, ND_PACKED_WHY, CUT_OFF, "deflate");
			break;
		}
		if (said == Z_DATA_ERROR || said == Z_NEED_DICT) {
			snprintf(why, ND_PACKED_WHY, WRONG, "deflate");
			out->n = window < 0 ? 0 : out->n;
		}
	}
	inflateEnd(&stream);
	return said == Z_STREAM_END;
}

static int undo_deflate(struct nd_text packed, struct nd_array *out, char why[ND_PACKED_WHY])
{
	if (inflate_all(packed, MAX_WBITS, out, why) || out->n)
		return 1;
	return inflate_all(packed, -MAX_WBITS, out, why);
}

typedef int undo(struct nd_text packed, struct nd_array *out, char why[ND_PACKED_WHY]);

static const struct { const char *name; undo *undo; } known[] = {
	{ "gzip", nd_unpack }, { "x-gzip", nd_unpack }, { "zstd", nd_unpack },
	{ "br", undo_brotli }, { "deflate", undo_deflate }, { "identity", NULL },
};

/* Undo one of them; what could be had of a broken one is had. */
static int undo_one(struct nd_text coding, struct nd_text *body, struct nd_array *out,
		    char why[ND_PACKED_WHY])
{
	const struct nd_text start = nd_trim(*body);

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strlen(known[i].name) != coding.len ||
		    strncasecmp(known[i].name, coding.at, coding.len))
			continue;
		if (!known[i].undo || !start.len || *start.at == '<')
			return 1;
		out->n = 0;
		if (!known[i].undo(*body, out, why) && !out->n)
			return 0;
		*body = (struct nd_text){ out->n ? out->items : "", out->n };
		return 1;
	}
	snprintf(why, ND_PACKED_WHY, "a body in the coding '%s', which is not known",
		 nd_excerpt(coding).at);
	return 0;
}

int nd_codings_undo(struct nd_text codings, struct nd_text *body, struct nd_array *out,
		    struct nd_array *spare, char why[ND_PACKED_WHY])
{
	unsigned n = 0;

	while (codings.len) {
		const char *const comma = memrchr(codings.at, ',', codings.len);
		const size_t from = comma ? (size_t)(comma - codings.at) + 1 : 0;
		const struct nd_text last = nd_trim((struct nd_text){ codings.at + from,
								      codings.len - from });

		if (n == ND_CODINGS_MAX) {
			snprintf(why, ND_PACKED_WHY, "a body in more than %d codings", ND_CODINGS_MAX);
			return 0;
		}
		if (last.len && !undo_one(last, body, n++ % 2 ? spare : out, why))
			return 0;
		codings.len = comma ? from - 1 : 0;
	}
	return 1;
}
