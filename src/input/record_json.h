/*
 * record_json.h - one JSON object taken apart; a C face for simdjson
 *
 * The object is checked whole (UTF-8, escapes, numbers, brackets, nothing after
 * it) and the wanted fields of its top level come out, strings unescaped.
 */
#ifndef ND_INPUT_RECORD_JSON_H
#define ND_INPUT_RECORD_JSON_H

#include <stddef.h>

#include "neardup.h"

#ifdef __cplusplus
extern "C" {
#endif

enum nd_json_kind {
	ND_JSON_MISSING,	/* not there, or null */
	ND_JSON_STRING,		/* or a list of them, and of objects with a text: joined */
	ND_JSON_NUMBER,		/* text is the number as it was written */
	ND_JSON_OTHER,		/* true, false, an array or an object */
};

struct nd_json_value {
	enum nd_json_kind kind;
	int had_nul;		/* \u0000 stood in the string; it is a space now */
	struct nd_text text;	/* good until the next call with the same parser */
};

struct nd_json;

#define ND_JSON_NAMES 32	/* at most */

/*
 * A parser that looks for n names, which stay the caller's; NULL: out of memory.  One whose
 * pointer is NULL is never found, and one with dots in it is looked for within objects too:
 * "article.body" is the field of that name, or "body" in the object "article".
 */
struct nd_json *nd_json_open(const struct nd_text *names, size_t n);
void nd_json_close(struct nd_json *json);	/* NULL is fine */

/*
 * Take 'object' apart, behind whose end 64 bytes can be read.  values[i] gets
 * the field of name i; where a key comes twice the later one counts.
 * ND_EFORMAT: *why says what is wrong, a static string.  ND_ENOMEM.
 */
enum nd_status nd_json_take(struct nd_json *json, struct nd_text object,
			    struct nd_json_value *values, const char **why);

#ifdef __cplusplus
}
#endif
#endif
