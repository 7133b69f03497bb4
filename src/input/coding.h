/*
 * coding.h - the content codings of HTTP undone (RFC 9110, 8.4.1)
 *
 *	gzip, x-gzip, zstd	libarchive
 *	br			Brotli (RFC 7932), libbrotli
 *	deflate			zlib (RFC 1950) or, as some servers send it, bare deflate (RFC 1951)
 *	identity		nothing
 */
#ifndef ND_INPUT_CODING_H
#define ND_INPUT_CODING_H

#include "input/packed.h"

#define ND_CODINGS_MAX 4	/* one on the other */

/*
 * Undo 'codings', the value of Content-Encoding, on *body, which then points
 * into 'out' or 'spare' (arrays of char, overwritten; their ceiling is the most
 * that may come out) unless nothing had to be done.  A body cut off keeps what
 * came out, and one that looks like markup already stays as it is, for there
 * are servers that say so and do not do it.  0: something is wrong, 'why' says
 * what.
 */
int nd_codings_undo(struct nd_text codings, struct nd_text *body, struct nd_array *out,
		    struct nd_array *spare, char why[ND_PACKED_WHY]);

#endif
