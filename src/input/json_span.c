/*
 * json_span.c - a splitter that counts brackets and jumps over strings
 *
 * News is nearly all string, and a string is crossed with memchr(); so this
 * runs at several GB/s although what is between the strings goes byte by byte.
 */
#include "input/json_span.h"

#include <string.h>

enum class { BAD, SPACE, SCALAR, OPEN, CLOSE, QUOTE, MARK };

static enum class class_of(char c)
{
	switch (c) {
	case ' ': case '\t': case '\n': case '\r':
		return SPACE;
	case '{': case '[':
		return OPEN;
	case '}': case ']':
		return CLOSE;
	case '"':
		return QUOTE;
	case ',': case ':':
		return MARK;
	}
	/* numbers and the letters of true, false and null, of NaN and Infinity */
	return c && strchr("0123456789+-.EINaefilnrstuy", c) ? SCALAR : BAD;
}

static int top_is_object(const struct nd_json_span *span)
{
	const unsigned top = span->depth - 1;

	return span->depth && (span->objects[top / 64] >> top % 64 & 1);
}

static int open_bracket(struct nd_json_span *span, char c)
{
	const unsigned d = span->depth;
	const uint64_t bit = (uint64_t)1 << d % 64;

	if (d == ND_SPAN_DEPTH || (top_is_object(span) && span->last != ':') || span->last == 'v')
		return 0;
	if (c == '{')
		span->objects[d / 64] |= bit;
	else
		span->objects[d / 64] &= ~bit;
	span->depth++;
	span->last = c;
	return 1;
}

static int close_bracket(struct nd_json_span *span, char c)
{
	if (!span->depth || top_is_object(span) != (c == '}'))
		return 0;
	span->depth--;
	span->last = 'v';
	return 1;
}

/* Is the quote at 'quote' escaped?  An odd number of backslashes stands before it. */
static int is_escaped(const char *start, const char *quote)
{
	const char *at = quote;

	while (at > start && at[-1] == '\\')
		at--;
	return (quote - at) % 2;
}

/* In a string, go to behind its closing quote. */
static enum nd_span cross_string(struct nd_json_span *span, const char *at, size_t len)
{
	while (span->pos < len) {
		const char *const from = at + span->pos;
		const char *const quote = memchr(from, '"', len - span->pos);
		const char *const to = quote ? quote : at + len;
		const char *const newline = memchr(from, '\n', (size_t)(to - from));

		if (newline) {
			span->pos = (size_t)(newline - at);
			return ND_SPAN_BROKEN;
		}
		span->pos = (size_t)(to - at) + (quote != NULL);
		if (quote && !is_escaped(at + span->string, quote)) {
			span->string = 0;
			span->last = 'v';
			return ND_SPAN_DONE;
		}
	}
	return ND_SPAN_MORE;
}

/* Take the byte at pos, outside of strings.  ND_SPAN_MORE: it is taken, go on. */
static enum nd_span take_byte(struct nd_json_span *span, char c)
{
	const enum class class = class_of(c);

	if (class == BAD)
		return ND_SPAN_BROKEN;
	if (class != SCALAR && !span->depth && span->last)	/* behind a number or a word */
		return ND_SPAN_DONE;
	switch (class) {
	case SCALAR:
		span->last = 'v';
		break;
	case OPEN:
		if (!open_bracket(span, c))
			return ND_SPAN_BROKEN;
		break;
	case CLOSE:
		if (!close_bracket(span, c))
			return ND_SPAN_BROKEN;
		break;
	case QUOTE:
		if (span->last == 'v')
			return ND_SPAN_BROKEN;
		span->string = span->pos + 1;
		break;
	case MARK:
		if (!span->depth)
			return ND_SPAN_BROKEN;
		span->last = c;
		break;
	default:
		break;
	}
	span->pos++;
	return class == CLOSE && !span->depth ? ND_SPAN_DONE : ND_SPAN_MORE;
}

enum nd_span nd_json_span_scan(struct nd_json_span *span, const char *at, size_t len)
{
	enum nd_span found = ND_SPAN_MORE;

	while (found == ND_SPAN_MORE && span->pos < len) {
		if (!span->string) {
			found = take_byte(span, at[span->pos]);
			continue;
		}
		found = cross_string(span, at, len);
		if (found == ND_SPAN_DONE && span->depth)
			found = ND_SPAN_MORE;
	}
	return found;
}
