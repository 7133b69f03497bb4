/*
 * utf16.h - whatever starts with the byte order mark of UTF-16 or UTF-32
 *
 * Any format may come like that, a table out of a spreadsheet above all.  It
 * is converted as a whole, up to max_record bytes, and read again as UTF-8.
 */
#ifndef ND_INPUT_UTF16_H
#define ND_INPUT_UTF16_H

#include "input/reading.h"

extern const struct nd_format nd_format_utf16;

#endif
