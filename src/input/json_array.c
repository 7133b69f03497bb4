/*
 * json_array.c - JSON records that are not framed by lines
 *
 * The values at the top, or in an array at the top, are cut out one by one by
 * json_span.h, so that a file of any size is read with one record in memory.
 * What stands between them is white space and commas, which are not counted.
 *
 * A value that has no sensible end gets one complaint.  Reading goes on at the
 * next '{' that looks like a record: first in its line and indented no deeper
 * than the broken one, or behind "},".  The search starts within the broken
 * value, which may have run into its neighbour, but at most LOOK_BACK bytes
 * before the fault, and never twice before the same one; so hostile input
 * cannot make the work quadratic.
 */
#include "input/json_array.h"

#include <string.h>

#include "input/json_span.h"
#include "input/json_wrapped.h"
#include "input/record.h"

#define LOOK_BACK ((size_t)16 << 10)
#define LOOK_AHEAD ((size_t)64 << 10)	/* for the list in an object */

struct splitter {
	struct nd_reading *reading;
	uint64_t line;		/* of the next byte */
	uint64_t column;	/* of the next byte, from 0 */
	uint64_t fault;		/* offset behind the last fault */
	int lost;		/* a broken value was told and none followed */
};

/* Go over n bytes, which were looked at, and keep count of lines. */
static void consume(struct splitter *s, size_t n)
{
	const char *at = nd_source_unread(&s->reading->source).at;
	const char *const end = at + n;
	const char *newline;

	while ((newline = memchr(at, '\n', (size_t)(end - at)))) {
		s->line++;
		s->column = 0;
		at = newline + 1;
	}
	s->column += (uint64_t)(end - at);
	nd_source_skip(&s->reading->source, n);
}

/* The next byte, or -1 at the end (*status ND_OK) or when it cannot be had. */
static int peek(struct splitter *s, enum nd_status *status)
{
	const struct nd_source *const source = &s->reading->source;
	struct nd_text rest = nd_source_unread(source);

	*status = ND_OK;
	while (!rest.len && !source->ended) {
		*status = nd_reading_more(s->reading);
		if (*status != ND_OK)
			return -1;
		rest = nd_source_unread(source);
	}
	return rest.len ? (unsigned char)*rest.at : -1;
}

/* The first byte that separates nothing, as peek(). */
static int peek_value(struct splitter *s, enum nd_status *status)
{
	int c;

	while ((c = peek(s, status)) >= 0 && (c == ',' || nd_is_space((char)c)))
		consume(s, 1);
	return c;
}

/* How a byte moves the search for a record: what stood before it? */
struct before {
	int indent;		/* nothing but white space in this line */
	char marks[2];		/* the last two bytes that are not white space */
};

static int starts_record(const struct before *before, char c, uint64_t column, uint64_t most)
{
	if (c != '{')
		return 0;
	if (before->indent)
		return column <= most;
	return before->marks[1] == ',' && before->marks[0] == '}';
}

static void note_byte(struct before *before, char c)
{
	if (c == '\n') {
		before->indent = 1;
	} else if (!nd_is_space(c)) {
		before->indent = 0;
		before->marks[0] = before->marks[1];
		before->marks[1] = c;
	}
}

/* Go to the next record, which is indented by 'column' at most, or to the end. */
static enum nd_status find_record(struct splitter *s, uint64_t column)
{
	struct before before = { 0 };
	enum nd_status status;
	int c;

	while ((c = peek(s, &status)) >= 0) {
		const struct nd_text rest = nd_source_unread(&s->reading->source);
		uint64_t here = s->column;
		size_t n = 0;

		while (n < rest.len && !starts_record(&before, rest.at[n], here, column)) {
			here = rest.at[n] == '\n' ? 0 : here + 1;
			note_byte(&before, rest.at[n++]);
		}
		consume(s, n);
		if (n < rest.len)
			break;
	}
	return status;
}

/* Leave the value that starts here and whose byte n is the fault; it was told. */
static enum nd_status leave_broken(struct splitter *s, size_t n)
{
	const size_t len = nd_source_unread(&s->reading->source).len;
	const uint64_t fault = s->reading->source.offset + n + 1;
	const uint64_t column = s->column;
	size_t skip = n > LOOK_BACK ? n - LOOK_BACK : 1;

	if (fault <= s->fault)	/* the search brought us here, in vain */
		skip = (size_t)(s->fault - s->reading->source.offset);
	else
		s->fault = fault;
	s->lost = 1;
	consume(s, skip < len ? skip : len);
	return find_record(s, column);
}

/* The value that starts here is broken: at byte n, or because nothing follows. */
static enum nd_status complain_broken(struct splitter *s, int ended, size_t n)
{
	const char *const at = nd_source_unread(&s->reading->source).at;

	if (ended)
		return nd_complain(s->reading, s->line, 1, "broken JSON: the input ends within");
	if (at[n] == '\n')
		return nd_complain(s->reading, s->line, 1, "broken JSON: a string is not closed");
	if (at[n] > ' ' && at[n] < 0x7f)
		return nd_complain(s->reading, s->line, 1,
				   "broken JSON: '%c' at byte %zu of the record", at[n], n + 1);
	return nd_complain(s->reading, s->line, 1, "broken JSON at byte %zu of the record", n + 1);
}

/* The value that ends before byte n. */
static enum nd_status take_value(struct splitter *s, size_t n)
{
	const struct nd_text value = { nd_source_unread(&s->reading->source).at, n };
	enum nd_status status;

	s->lost = 0;
	nd_place_next(s->reading, s->line);
	if (*value.at != '{')
		status = nd_complain(s->reading, s->line, 1, "not a JSON object");
	else
		status = nd_record_read(s->reading, value, s->line);
	consume(s, n);
	return status;
}

/*
 * More than max_record bytes without end: they are not looked at again.  So it
 * is done also where the end happens to be in the buffer, for how much of a
 * pipe that holds must not change the result.
 */
static enum nd_status leave_long(struct splitter *s)
{
	const uint64_t column = s->column;
	const enum nd_status status = nd_record_too_long(s->reading, s->line);

	s->lost = 1;
	consume(s, s->reading->max_record);
	return status == ND_OK ? find_record(s, column) : status;
}

/* The value that starts at the next byte. */
static enum nd_status step(struct splitter *s)
{
	const struct nd_source *const source = &s->reading->source;
	struct nd_json_span span = { 0 };
	enum nd_status status = ND_OK;

	while (status == ND_OK) {
		const struct nd_text rest = nd_source_unread(source);
		const enum nd_span found = nd_json_span_scan(&span, rest.at, rest.len);
		const int is_word = !span.depth && !span.string && span.last;

		if (span.pos > s->reading->max_record)
			return leave_long(s);
		if (found == ND_SPAN_DONE || (found == ND_SPAN_MORE && source->ended && is_word))
			return take_value(s, span.pos);
		if (found == ND_SPAN_BROKEN || source->ended) {
			status = complain_broken(s, found == ND_SPAN_MORE, span.pos);
			return status == ND_OK ? leave_broken(s, span.pos) : status;
		}
		status = nd_reading_more(s->reading);
	}
	return status;
}

/* The values up to the end of an array or of the input; 'take' deals with the next one. */
static enum nd_status take_values(struct splitter *s, enum nd_status (*take)(struct splitter *s),
				  int in_array)
{
	enum nd_status status;
	int c;

	while ((c = peek_value(s, &status)) >= 0 && !(c == ']' && in_array)) {
		status = take(s);
		if (status != ND_OK)
			return status;
	}
	if (status == ND_OK && in_array && c < 0 && !s->lost)
		status = nd_complain(s->reading, s->line, 0, "the JSON array is not closed");
	return status;
}

/* What follows the array is not looked at, save that it is there. */
static enum nd_status read_array(struct nd_reading *reading)
{
	struct splitter s = { .reading = reading, .line = 1 };
	enum nd_status status;
	int c = peek_value(&s, &status);

	if (c == '[') {
		consume(&s, 1);
		status = take_values(&s, step, 1);
	}
	if (status != ND_OK || peek(&s, &status) < 0)
		return status;
	consume(&s, 1);
	while ((c = peek(&s, &status)) >= 0 && nd_is_space((char)c))
		consume(&s, 1);
	if (c < 0)
		return status;
	return nd_complain(reading, s.line, 1, "what follows the JSON array is left out");
}

static enum nd_status read_objects(struct nd_reading *reading)
{
	struct splitter s = { .reading = reading, .line = 1 };

	return take_values(&s, step, 0);
}

/* Where the list is in the object that starts at the next byte, if it begins soon. */
static enum nd_status look_for_list(struct splitter *s, struct nd_wrapped *list)
{
	const struct nd_source *const source = &s->reading->source;
	enum nd_status status = ND_OK;

	for (;;) {
		const struct nd_text rest = nd_source_unread(source);

		*list = nd_json_wrapped(rest);
		if (list->found != ND_WRAPPED_MORE || source->ended || rest.len > LOOK_AHEAD)
			return ND_OK;
		status = nd_reading_more(s->reading);
		if (status != ND_OK)
			return status;
	}
}

/* Leave so many objects that are open. */
static enum nd_status leave_objects(struct splitter *s, unsigned depth)
{
	enum nd_status status;
	int in_string = 0;

	while (depth && peek(s, &status) >= 0) {
		const struct nd_text rest = nd_source_unread(&s->reading->source);
		size_t n = 0;

		for (; n < rest.len && depth; n++) {
			if (in_string == 2)	/* behind a backslash */
				in_string = 1;
			else if (in_string)
				in_string = rest.at[n] == '\\' ? 2 : rest.at[n] != '"';
			else if (rest.at[n] == '"')
				in_string = 1;
			else if (rest.at[n] == '{' || rest.at[n] == '[')
				depth++;
			else
				depth -= rest.at[n] == '}' || rest.at[n] == ']';
		}
		consume(s, n);
	}
	if (!depth)
		return ND_OK;
	return status == ND_OK ? nd_complain(s->reading, s->line, 0, "the JSON object is not closed") :
				 status;
}

/* The value that starts at the next byte: the articles of its list, or it is one itself. */
static enum nd_status read_wrapper(struct splitter *s)
{
	struct nd_wrapped list;
	enum nd_status status = look_for_list(s, &list);

	if (status != ND_OK || list.found != ND_WRAPPED_YES)
		return status == ND_OK ? step(s) : status;
	consume(s, list.at + 1);
	status = take_values(s, step, 1);
	if (status != ND_OK || peek(s, &status) < 0)
		return status;
	consume(s, 1);
	return leave_objects(s, list.depth);
}

static enum nd_status read_wrapped(struct nd_reading *reading)
{
	struct splitter s = { .reading = reading, .line = 1 };

	return take_values(&s, read_wrapper, 0);
}

/* "[" alone may start a text: "[Reuters] - ..." */
static enum nd_probe probe_array(struct nd_text head, int all)
{
	struct nd_text inner = { head.at + 1, head.len - 1 };

	if (*head.at != '[')
		return ND_PROBE_NO;
	inner = nd_trim(inner);
	if (!inner.len)
		return all ? ND_PROBE_NO : ND_PROBE_MORE;
	return *inner.at == '{' || *inner.at == ']' ? ND_PROBE_YES : ND_PROBE_NO;
}

static enum nd_probe probe_objects(struct nd_text head, int all)
{
	(void)all;
	return *head.at == '{' ? ND_PROBE_YES : ND_PROBE_NO;
}

static enum nd_probe probe_wrapped(struct nd_text head, int all)
{
	const struct nd_wrapped list = nd_json_wrapped(head);

	return list.found == ND_WRAPPED_YES ? ND_PROBE_YES :
	       list.found == ND_WRAPPED_MORE && !all ? ND_PROBE_MORE : ND_PROBE_NO;
}

const struct nd_format nd_format_json_array = { "JSON array", probe_array, read_array };
const struct nd_format nd_format_json_objects = { "JSON objects", probe_objects, read_objects };
const struct nd_format nd_format_json_wrapped = { "JSON answer", probe_wrapped, read_wrapped };
