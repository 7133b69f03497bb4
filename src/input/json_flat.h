/*
 * json_flat.h - the JSON object that nearly every record is, in one pass
 *
 * One level, keys without escapes, values that are strings, numbers, true,
 * false or null.  A kernel copies each string up to the next byte that means
 * something, escapes are undone in between: 7 GB/s where a parser for all of
 * JSON, which first finds the structure and then walks it, does 2.  What is not
 * of that shape is not judged here: record_json.cpp takes it, and says what is
 * wrong with it.
 */
#ifndef ND_INPUT_JSON_FLAT_H
#define ND_INPUT_JSON_FLAT_H

#include <stdint.h>

#include "base/array.h"
#include "input/record_json.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ND_JSON_FIRST 64u

/* What is looked for, and how it begins: asking each of 11 names for each key was 3 % of the whole. */
struct nd_json_names {
	struct nd_text name[ND_JSON_NAMES];
	size_t n;
	uint32_t first[ND_JSON_FIRST];	/* by the lowest 6 bits of the first byte: a bit for each name */
};
void nd_json_names_set(struct nd_json_names *names, const struct nd_text *name, size_t n);

/* Where the strings of the last object are. */
struct nd_json_flat {
	struct nd_array bytes;	/* char */
	int is_ascii;		/* for sure */
};
#define ND_JSON_FLAT_INIT { ND_ARRAY_INIT(char, SIZE_MAX / 4), 0 }

/*
 * As nd_json_take(), but UTF-8 that is not valid is not seen.  Returns 1 if it was of
 * that shape; 0: it was not, or there was no memory, and the values mean nothing.
 */
int nd_json_flat_take(struct nd_json_flat *flat, struct nd_text object,
		      const struct nd_json_names *names, struct nd_json_value *values);

void nd_json_flat_release(struct nd_json_flat *flat);

/* The length of the JSON number that 'text' starts with, or 0: RFC 8259, section 6. */
size_t nd_json_number_length(struct nd_text text);

#ifdef __cplusplus
}
#endif
#endif
