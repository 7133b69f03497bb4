/*
 * utf8.h - one code point from or to UTF-8
 *
 * Strict as Unicode 15, table 3-7: no overlong forms, no surrogates, nothing
 * above U+10FFFF.
 */
#ifndef ND_BASE_UTF8_H
#define ND_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define ND_UTF8_MAX 4	/* bytes of one code point, at most */

/* Decode at 'at', n >= 1 bytes left.  Returns the bytes taken, 0 where they are not UTF-8. */
static inline unsigned nd_utf8_get(const unsigned char *at, size_t n, uint32_t *c)
{
	if (at[0] < 0x80) {
		*c = at[0];
		return 1;
	}
	if (at[0] >= 0xc2 && at[0] < 0xe0 && n >= 2 && (at[1] & 0xc0) == 0x80) {
		*c = (uint32_t)(at[0] & 0x1f) << 6 | (at[1] & 0x3f);
		return 2;
	}
	if ((at[0] & 0xf0) == 0xe0 && n >= 3 && (at[1] & 0xc0) == 0x80 && (at[2] & 0xc0) == 0x80) {
		*c = (uint32_t)(at[0] & 0x0f) << 12 | (uint32_t)(at[1] & 0x3f) << 6 | (at[2] & 0x3f);
		return *c < 0x800 || (*c >= 0xd800 && *c < 0xe000) ? 0 : 3;
	}
	if ((at[0] & 0xf8) == 0xf0 && n >= 4 && (at[1] & 0xc0) == 0x80 &&
	    (at[2] & 0xc0) == 0x80 && (at[3] & 0xc0) == 0x80) {
		*c = (uint32_t)(at[0] & 0x07) << 18 | (uint32_t)(at[1] & 0x3f) << 12 |
		     (uint32_t)(at[2] & 0x3f) << 6 | (at[3] & 0x3f);
		return *c < 0x10000 || *c > 0x10ffff ? 0 : 4;
	}
	return 0;
}

/* Encode a code point (below 0x110000) into up to 4 bytes; returns how many. */
static inline unsigned nd_utf8_put(char *to, uint32_t c)
{
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (char)(0xc0 | c >> 6);
		to[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (char)(0xe0 | c >> 12);
		to[1] = (char)(0x80 | (c >> 6 & 0x3f));
		to[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | c >> 18);
	to[1] = (char)(0x80 | (c >> 12 & 0x3f));
	to[2] = (char)(0x80 | (c >> 6 & 0x3f));
	to[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

/* The last place in n bytes at or before 'most' where a character begins or the text ends; in
 * bytes that are not UTF-8 it may be 0. */
static inline size_t nd_utf8_floor(const char *at, size_t n, size_t most)
{
	if (most >= n)
		return n;
	while (most && ((unsigned char)at[most] & 0xc0) == 0x80)
		most--;
	return most;
}

#endif
