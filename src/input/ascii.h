/* ascii.h - letters and white space of ASCII, whatever the locale */
#ifndef ND_INPUT_ASCII_H
#define ND_INPUT_ASCII_H

#include "neardup.h"

static inline char nd_ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Does it start with that, in upper or lower case? */
static inline int nd_ascii_starts(struct nd_text text, const char *with)
{
	size_t i = 0;

	while (with[i] && i < text.len && nd_ascii_lower(text.at[i]) == nd_ascii_lower(with[i]))
		i++;
	return !with[i];
}

/* The white space of HTML. */
static inline int nd_ascii_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* Without white space and control characters on both sides. */
static inline struct nd_text nd_ascii_trim(struct nd_text text)
{
	while (text.len && (unsigned char)*text.at <= ' ')
		text.at++, text.len--;
	while (text.len && (unsigned char)text.at[text.len - 1] <= ' ')
		text.len--;
	return text;
}

#endif
