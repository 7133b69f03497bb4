/* utf8.h - where text stops being UTF-8 */
#ifndef ND_INPUT_UTF8_H
#define ND_INPUT_UTF8_H

#include "neardup.h"

/*
 * How many bytes at the start are UTF-8 (RFC 3629: no overlong form, no
 * surrogate, nothing above U+10FFFF); text.len where all of them are.
 */
size_t nd_utf8_valid(struct nd_text text);

#endif
