/*
 * values.h - from the text of an option to its value
 *
 * Functions for the 'store' of struct option.  Each reads the whole of 'value'
 * or returns ND_EINVAL with a sentence that begins with the value in quotes
 * and says what could stand there; the field is then as it was.
 */
#ifndef ND_CLI_VALUES_H
#define ND_CLI_VALUES_H

#include "cli/options.h"

typedef enum nd_status store_value(const struct option *option, void *field, const char *value,
				   struct nd_error *err);

store_value store_switch;	/* int: NULL, yes or no */
store_value store_number;	/* double, option->low to option->high */
store_value store_whole;	/* uint32_t, option->low to option->high */
store_value store_seed;		/* uint64_t, all of them */
store_value store_duration;	/* int64_t, seconds: 90s 30m 12h 3d 2w */
store_value store_size;		/* uint64_t, bytes, above 0: 4096 500K 20M 3G 1T */
store_value store_relations;	/* uint32_t: a list of names, with commas */
store_value store_choice;	/* an enum: the position in option->choices */
store_value store_format;	/* const struct nd_report_format * */
store_value store_text;		/* char *, copied; what was there is freed */
store_value store_words;	/* struct words, one more, copied */

#endif
