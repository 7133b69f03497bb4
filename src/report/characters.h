/*
 * characters.h - text as a terminal shows it
 *
 * Articles come from anywhere, so a title may carry an escape sequence that
 * retitles the terminal or an override that turns the line round.  What is
 * shown goes through nd_shown() first: such characters become visible escapes
 * (\x1b, \u202e) and bytes that are not UTF-8 become U+FFFD.
 *
 * Columns are counted by ICU's data: combining marks take none, East Asian
 * wide characters and emoji two.
 */
#ifndef ND_REPORT_CHARACTERS_H
#define ND_REPORT_CHARACTERS_H

#include <stdint.h>
#include <string.h>

#include "neardup.h"

#define ND_NOT_UTF8 UINT32_MAX

static inline struct nd_text nd_text_of(const char *string)
{
	return (struct nd_text){ string, strlen(string) };
}

/* The character at *i (less than text.len), which moves past it; or ND_NOT_UTF8. */
uint32_t nd_next_character(struct nd_text text, size_t *i);

/* Columns it takes on a terminal: 0, 1 or 2. */
unsigned nd_character_columns(uint32_t c);

/* Would it act on a terminal rather than be shown there? */
int nd_character_acts(uint32_t c);
/* How such a character is shown instead: "\\n", "\\x1b", "\\u202e". */
#define ND_ESCAPE_ROOM 16
const char *nd_character_escape(char out[ND_ESCAPE_ROOM], uint32_t c);

/* White space as Unicode has it; ND_NOT_UTF8 is none. */
int nd_character_is_space(uint32_t c);

enum nd_space { ND_SPACE_AS_IT_STANDS, ND_SPACE_FOLDED };

/*
 * The text made safe to show; free() it; NULL when out of memory.  Folded: any
 * run of white space, line ends too, is one blank, none at either end.
 */
char *nd_shown(struct nd_text text, enum nd_space space);

/* Columns of a string that nd_shown() made. */
size_t nd_columns(const char *shown);

/*
 * Bytes of 'shown' that fit in 'columns', marks on the last character included;
 * 'used' (NULL is fine) becomes the columns that they take: a wide character
 * that does not fit any more leaves one free.
 */
size_t nd_fitting(const char *shown, size_t columns, size_t *used);

#endif
