/* json_ld.h - what the JSON-LD of a page (schema.org) says of the article on it */
#ifndef ND_INPUT_JSON_LD_H
#define ND_INPUT_JSON_LD_H

#include "base/arena.h"
#include "neardup.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Fields of the first object whose type ends in Article, BlogPosting or Report; may be empty. */
struct nd_json_ld {
	struct nd_text headline, body, published, publisher, url, lang;
};

/*
 * Look into one script and fill the fields that are still empty.  What is not
 * JSON is passed over: such scripts are written by hand and often broken, and
 * a page has other sources.  Control characters in strings, which is the usual
 * fault, count as blanks.  ND_OK or ND_ENOMEM.
 */
enum nd_status nd_json_ld_take(struct nd_json_ld *out, struct nd_text script,
			       struct nd_arena *arena);

#ifdef __cplusplus
}
#endif
#endif
