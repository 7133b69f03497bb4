/*
 * json_wrapped.h - where in an object the list of articles begins
 *
 * Interfaces answer a search with one object: figures about the answer, and in it, under one of
 * a few names, the array of articles.  JSON Feed is such an object, too.
 *
 *	{"status":"ok","totalResults":38,"articles":[{"title":...,"content":...},...]}
 *	{"response":{"numFound":2,"docs":[{...},{...}]}}
 */
#ifndef ND_INPUT_JSON_WRAPPED_H
#define ND_INPUT_JSON_WRAPPED_H

#include <stddef.h>

#include "neardup.h"

struct nd_wrapped {
	enum { ND_WRAPPED_NO, ND_WRAPPED_YES, ND_WRAPPED_MORE } found;
	size_t at;		/* of the array's bracket, from the start of the object */
	unsigned depth;		/* braces that are open there */
};

/*
 * Is this, at least a byte, the beginning of such an object?  Yes if there is an array called
 * articles, items, results, docs, data, hits or messages of objects of which the first has a text, a
 * title or a _source, and the object itself no text before it: then it is a record.
 * ND_WRAPPED_MORE: it may be, if more follows.
 */
struct nd_wrapped nd_json_wrapped(struct nd_text head);

#endif
