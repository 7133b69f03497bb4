/* entities.c - libxml2 knows the names */
#include "input/entities.h"

#include <stdlib.h>
#include <string.h>

#include <libxml/HTMLparser.h>

#include "base/utf8.h"
#include "input/tags.h"

/* The code point of a reference at 'at', its length in *len; 0: it is none. */
static uint32_t reference(const char *at, size_t left, size_t *len)
{
	const char *const end = memchr(at, ';', left < 12 ? left : 12);
	const htmlEntityDesc *entity;
	char name[12];
	size_t n;
	unsigned long c;
	char *stop;

	if (!end || end - at < 3)
		return 0;
	n = (size_t)(end - at) - 1;
	*len = n + 2;
	memcpy(name, at + 1, n);
	name[n] = '\0';
	if (*name != '#') {
		entity = htmlEntityLookup((const xmlChar *)name);
		return entity ? entity->value : 0;
	}
	c = name[1] == 'x' || name[1] == 'X' ? strtoul(name + 2, &stop, 16)
					     : strtoul(name + 1, &stop, 10);
	if (*stop || c < ' ' || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	return (uint32_t)c;
}

/* The length of a tag at 'at': '<', perhaps '/', a letter, and '>' soon; else 0. */
static size_t tag_length(const char *at, size_t left, int *is_break)
{
	const char *const end = memchr(at, '>', left < 256 ? left : 256);
	size_t letter = left > 1 && at[1] == '/' ? 2 : 1, n = 0;
	char name[16];

	if (!end || letter >= left || (at[letter] | 0x20) < 'a' || (at[letter] | 0x20) > 'z')
		return 0;
	for (; n < sizeof(name) - 1 && at[letter] > ' ' && !strchr("/>", at[letter]); letter++)
		name[n++] = (char)(at[letter] | (at[letter] >= 'A' ? 0x20 : 0));
	name[n] = '\0';
	*is_break = nd_tag(name)->flags & ND_TAG_BLOCK || nd_tag(name)->which == ND_TAG_BR;
	return (size_t)(end - at) + 1;
}

/* One round; returns how many bytes are left. */
static size_t resolve(char *at, size_t len)
{
	size_t n = 0, taken = 0;
	int is_break = 0;

	for (size_t i = 0; i < len; i += taken) {
		uint32_t c = 0;
		taken = 1;
		if (at[i] == '&')
			c = reference(at + i, len - i, &taken);
		if (c) {
			n += nd_utf8_put(at + n, c);	/* never longer than "&#9;" */
			continue;
		}
		taken = at[i] == '<' ? tag_length(at + i, len - i, &is_break) : 0;
		if (taken && is_break)
			at[n++] = '\n';
		if (!taken) {
			at[n++] = at[i];
			taken = 1;
		}
	}
	return n;
}

struct nd_text nd_plain(struct nd_text text, struct nd_arena *arena)
{
	char *copy;

	if (!text.len || (!memchr(text.at, '&', text.len) && !memchr(text.at, '<', text.len)))
		return text;
	copy = nd_arena_copy(arena, text.at, text.len);
	if (!copy)
		return (struct nd_text){ NULL, 0 };
	text.len = resolve(copy, text.len);
	text.len = resolve(copy, text.len);
	text.at = copy;
	return text;
}
