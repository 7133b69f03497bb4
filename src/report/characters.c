/* characters.c - ICU's character data, asked one character at a time */
#include "report/characters.h"

#include <stdio.h>
#include <stdlib.h>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/array.h"

/* An escape for each byte, and the bytes as many as an article can have. */
#define SHOWN_MAX (sizeof("\\u202e") * ND_TEXT_MAX)

uint32_t nd_next_character(struct nd_text text, size_t *i)
{
	/* A window of one character: ICU counts in int32_t, we in size_t. */
	const char *const at = text.at + *i;
	const int32_t room = text.len - *i < U8_MAX_LENGTH ? (int32_t)(text.len - *i)
							   : U8_MAX_LENGTH;
	int32_t used = 0;
	UChar32 c;

	U8_NEXT(at, used, room, c);
	*i += (size_t)used;
	return c < 0 ? ND_NOT_UTF8 : (uint32_t)c;
}

unsigned nd_character_columns(uint32_t c)
{
	const UChar32 uc = (UChar32)c;

	if (c >= ' ' && c < 0x7f)
		return 1;
	switch (u_charType(uc)) {
	case U_NON_SPACING_MARK:
	case U_ENCLOSING_MARK:
	case U_FORMAT_CHAR:
		return uc == 0xad ? 1 : 0;	/* a soft hyphen is drawn */
	default:
		break;
	}
	if (c >= 0x1160 && c <= 0x11ff)		/* Hangul vowels join what is before */
		return 0;
	switch (u_getIntPropertyValue(uc, UCHAR_EAST_ASIAN_WIDTH)) {
	case U_EA_FULLWIDTH:
	case U_EA_WIDE:
		return 2;
	default:
		return 1;
	}
}

int nd_character_acts(uint32_t c)
{
	if (c == ND_NOT_UTF8)
		return 0;
	switch (u_charType((UChar32)c)) {
	case U_CONTROL_CHAR:
	case U_LINE_SEPARATOR:
	case U_PARAGRAPH_SEPARATOR:
		return 1;
	default:
		/* embeddings, overrides and isolates; the marks (U+200E) are harmless */
		return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
	}
}

const char *nd_character_escape(char out[ND_ESCAPE_ROOM], uint32_t c)
{
	switch (c) {
	case '\n':	return "\\n";
	case '\r':	return "\\r";
	case '\t':	return "\\t";
	}
	snprintf(out, ND_ESCAPE_ROOM, c < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned)c);
	return out;
}

int nd_character_is_space(uint32_t c)
{
	return c != ND_NOT_UTF8 && u_isUWhiteSpace((UChar32)c);
}

static int append_string(struct nd_array *to, const char *string)
{
	return nd_array_append(to, string, strlen(string)) != NULL;
}

/* Append the character that stands at text.at[from, to). */
static int append_shown(struct nd_array *out, struct nd_text text, size_t from, size_t to,
			uint32_t c)
{
	char room[ND_ESCAPE_ROOM];

	if (c == ND_NOT_UTF8)
		return append_string(out, "\xef\xbf\xbd");
	if (nd_character_acts(c))
		return append_string(out, nd_character_escape(room, c));
	return nd_array_append(out, text.at + from, to - from) != NULL;
}

char *nd_shown(struct nd_text text, enum nd_space space)
{
	struct nd_array out = ND_ARRAY_INIT(char, SHOWN_MAX);
	int ok = 1, gap = 0;

	for (size_t i = 0; ok && i < text.len;) {
		const size_t from = i;
		const uint32_t c = nd_next_character(text, &i);

		if (space == ND_SPACE_FOLDED && nd_character_is_space(c)) {
			gap = out.n > 0;
			continue;
		}
		if (gap)
			ok = append_string(&out, " ");
		gap = 0;
		ok = ok && append_shown(&out, text, from, i, c);
	}
	if (ok && nd_array_append(&out, NULL, 1))
		return out.items;
	nd_array_release(&out);
	return NULL;
}

size_t nd_columns(const char *shown)
{
	const struct nd_text text = nd_text_of(shown);
	size_t columns = 0;

	for (size_t i = 0; i < text.len;)
		columns += nd_character_columns(nd_next_character(text, &i));
	return columns;
}

size_t nd_fitting(const char *shown, size_t columns, size_t *used)
{
	const struct nd_text text = nd_text_of(shown);
	size_t fits = 0, taken = 0;

	for (size_t i = 0; i < text.len; fits = i) {
		const size_t more = nd_character_columns(nd_next_character(text, &i));

		if (taken + more > columns)
			break;
		taken += more;
	}
	if (used)
		*used = taken;
	return fits;
}
