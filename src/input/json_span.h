/*
 * json_span.h - where a JSON value ends, without parsing it
 *
 * The scan follows strings and brackets, can stop and go on at any byte, and
 * sees soon that it lost its way: text where only structure can be (a quote is
 * missing), a raw newline in a string, brackets that do not match, an object
 * where a key must be (a closing brace is missing).  It accepts more than
 * JSON; the parser has the last word.
 */
#ifndef ND_INPUT_JSON_SPAN_H
#define ND_INPUT_JSON_SPAN_H

#include <stddef.h>
#include <stdint.h>

#define ND_SPAN_DEPTH 1024	/* simdjson's bound */

struct nd_json_span {		/* starts zeroed */
	size_t pos;		/* bytes scanned */
	size_t string;		/* where the string that the scan is in starts, or 0 */
	unsigned depth;		/* of the brackets that are open */
	char last;		/* structural byte, or 'v' after a value */
	uint64_t objects[ND_SPAN_DEPTH / 64];	/* bit d: bracket d is a brace */
};

enum nd_span {
	ND_SPAN_MORE,		/* all bytes are scanned, the value has no end yet */
	ND_SPAN_DONE,		/* it ends before 'pos' */
	ND_SPAN_BROKEN,		/* the byte at 'pos' cannot be */
};

/*
 * Go on over the bytes of a value, which 'at' points to the start of; those
 * before span->pos are as they were.  A number, true, false and null are done
 * at the byte after, so they give ND_SPAN_MORE where the bytes end.
 */
enum nd_span nd_json_span_scan(struct nd_json_span *span, const char *at, size_t len);

#endif
