/*
 * json.h - writing JSON, one value after the other
 *
 * The writer puts the commas and the escapes; the caller opens and closes in
 * the right order:
 *
 *	struct nd_json json = ND_JSON_INIT(stdout);
 *
 *	nd_json_begin(&json, '{');
 *	nd_json_key(&json, "score");
 *	nd_json_number(&json, 0.91, 4);
 *	nd_json_end(&json, '}');
 *	nd_json_end_line(&json);
 *
 * Strings come out as valid UTF-8 whatever goes in: a byte that is not UTF-8
 * becomes U+FFFD; control characters and what else acts on a terminal become
 * escapes.  Write errors stay in the stream: ask ferror() at the end.
 */
#ifndef ND_REPORT_JSON_H
#define ND_REPORT_JSON_H

#include <stdint.h>
#include <stdio.h>

#include "neardup.h"

struct nd_json {
	FILE *out;
	int comma;	/* is one due before the next value? */
};
#define ND_JSON_INIT(out) { (out), 0 }

void nd_json_begin(struct nd_json *json, char bracket);	/* '{' or '[' */
void nd_json_end(struct nd_json *json, char bracket);	/* '}' or ']' */
void nd_json_key(struct nd_json *json, const char *key);	/* plain ASCII */
void nd_json_null(struct nd_json *json);
void nd_json_bool(struct nd_json *json, int value);
void nd_json_count(struct nd_json *json, uint64_t value);

/* Rounded to 'decimals', zeros at the end left out; null where it is not finite. */
void nd_json_number(struct nd_json *json, double value, unsigned decimals);
void nd_json_text(struct nd_json *json, struct nd_text text);
void nd_json_string(struct nd_json *json, const char *string);	/* NULL: null */
/* "2015-05-11T10:30:00Z", or null. */
void nd_json_time(struct nd_json *json, int64_t seconds);

/* End the line; the next value starts afresh. */
void nd_json_end_line(struct nd_json *json);

#endif
