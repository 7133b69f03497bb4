/* utf8.c - eight bytes of ASCII at a time, everything else by the table of RFC 3629 */
#include "input/utf8.h"

#include <stdint.h>
#include <string.h>

static int in(unsigned char c, unsigned char from, unsigned char to)
{
	return c >= from && c <= to;
}

/* The length of the sequence at 'at', or 0.  Only the second byte has rules of its own. */
static size_t sequence(const unsigned char *at, size_t room)
{
	const unsigned char c = at[0];
	const size_t len = c < 0x80 ? 1 : in(c, 0xc2, 0xdf) ? 2 : in(c, 0xe0, 0xef) ? 3 :
			   in(c, 0xf0, 0xf4) ? 4 : 0;

	if (!len || len > room)
		return 0;
	if (len > 1 && !in(at[1], c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80,
			   c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf))
		return 0;
	for (size_t i = 2; i < len; i++) {
		if (!in(at[i], 0x80, 0xbf))
			return 0;
	}
	return len;
}

static int is_ascii8(const unsigned char *at)
{
	uint64_t eight;

	memcpy(&eight, at, sizeof(eight));
	return !(eight & 0x8080808080808080u);
}

size_t nd_utf8_valid(struct nd_text text)
{
	const unsigned char *const at = (const unsigned char *)text.at;
	size_t i = 0, len;

	while (i < text.len) {
		if (text.len - i >= 8 && is_ascii8(at + i)) {
			i += 8;
			continue;
		}
		len = sequence(at + i, text.len - i);
		if (!len)
			break;
		i += len;
	}
	return i;
}
