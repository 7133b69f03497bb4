/*
 * packed.h - bytes as deflate (RFC 1950) in base64 (RFC 4648)
 *
 * The way data goes into a page: a third of the size of plain JSON, nothing
 * in it that could end an element, and every browser since 2023 unpacks it
 * (DecompressionStream).
 */
#ifndef ND_REPORT_PACKED_H
#define ND_REPORT_PACKED_H

#include <stddef.h>
#include <stdio.h>

#include "neardup.h"

/*
 * Pack bytes[0, n) and write them; *written becomes the number of characters.
 * ND_OK or ND_ENOMEM; write errors stay in the stream.
 */
enum nd_status nd_put_packed(FILE *out, const void *bytes, size_t n, size_t *written);

#endif
