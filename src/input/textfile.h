/* textfile.h - plain text: the file is one article, without title */
#ifndef ND_INPUT_TEXTFILE_H
#define ND_INPUT_TEXTFILE_H

#include "input/reading.h"

extern const struct nd_format nd_format_text;

#endif
