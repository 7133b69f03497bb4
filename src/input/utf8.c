/* utf8.c - eight bytes of ASCII at a time, everything else one code point at a time */
#include "input/utf8.h"

#include <string.h>

#include "base/utf8.h"

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
	uint32_t c;

	while (i < text.len) {
		if (text.len - i >= 8 && is_ascii8(at + i)) {
			i += 8;
			continue;
		}
		len = nd_utf8_get(at + i, text.len - i, &c);
		if (!len)
			break;
		i += len;
	}
	return i;
}
