/* jsonl.h - JSON Lines: a record a line */
#ifndef ND_INPUT_JSONL_H
#define ND_INPUT_JSONL_H

#include "input/reading.h"

extern const struct nd_format nd_format_jsonl;
extern const struct nd_format nd_format_jsonl_cut;	/* the first line is no record, but the second */

#endif
