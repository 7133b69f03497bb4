/* json_array.h - an array of records, and records one after the other over many lines */
#ifndef ND_INPUT_JSON_ARRAY_H
#define ND_INPUT_JSON_ARRAY_H

#include "input/reading.h"

extern const struct nd_format nd_format_json_array;	/* [{...}, {...}] */
extern const struct nd_format nd_format_json_objects;	/* {...} {...}, however many lines */
extern const struct nd_format nd_format_json_wrapped;	/* {"articles":[{...}, {...}]}, json_wrapped.h */

#endif
