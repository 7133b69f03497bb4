/*
 * jsonl.c - JSON Lines: a record a line, dealt with as soon as it is there
 *
 * Lines are the safest frame there is: whatever a line holds, the next one is
 * a new record.  So this reader is chosen wherever the first line could be a
 * record, broken ones included, or else the second.
 */
#include "input/jsonl.h"

#include <string.h>

#include "input/blocks.h"
#include "input/json_span.h"
#include "input/record.h"

/* The first line, up to and without its newline, or everything. */
static struct nd_text first_line(struct nd_text head)
{
	const char *const newline = memchr(head.at, '\n', head.len);

	return (struct nd_text){ head.at, newline ? (size_t)(newline - head.at) : head.len };
}

/*
 * The first object does not end in its line.  Spread over lines, its second
 * line starts with a key, a bracket or a comma: not with '{', but after '[', ':'
 * or a lone '{'.
 */
static enum nd_probe probe_two_lines(struct nd_text head, struct nd_text line, int all)
{
	const struct nd_text first = nd_trim(line);
	const struct nd_text rest = { head.at + line.len, head.len - line.len };
	const struct nd_text next = nd_trim(rest);

	if (!next.len)
		return all ? ND_PROBE_YES : ND_PROBE_MORE;
	if (*next.at != '{' || strchr("{[:", first.at[first.len - 1]))
		return ND_PROBE_NO;
	return ND_PROBE_YES;
}

static enum nd_probe probe(struct nd_text head, int all)
{
	const struct nd_text line = first_line(head);
	struct nd_json_span span = { 0 };
	struct nd_text rest;

	if (*head.at != '{')
		return ND_PROBE_NO;
	if (line.len == head.len && !all)
		return ND_PROBE_MORE;
	if (nd_json_span_scan(&span, line.at, line.len) != ND_SPAN_DONE)
		return probe_two_lines(head, line, all);
	rest = nd_trim((struct nd_text){ line.at + span.pos, line.len - span.pos });
	return rest.len && (*rest.at == '{' || *rest.at == ',') ? ND_PROBE_NO : ND_PROBE_YES;
}

/* Is the line an object and nothing else? */
static int is_object(struct nd_text line)
{
	struct nd_json_span span = { 0 };

	return line.len && *line.at == '{' &&
	       nd_json_span_scan(&span, line.at, line.len) == ND_SPAN_DONE &&
	       !nd_trim((struct nd_text){ line.at + span.pos, line.len - span.pos }).len;
}

/*
 * The first line is garbage, or the end of a record, as where a file was cut up by size, but the
 * second one is an object.
 */
static enum nd_probe probe_second(struct nd_text head, int all)
{
	const struct nd_text first = first_line(head);
	const struct nd_text rest = nd_trim_front((struct nd_text){ head.at + first.len,
								    head.len - first.len });
	const struct nd_text line = first_line(rest);

	if (line.len == rest.len && !all)
		return ND_PROBE_MORE;
	return is_object(line) ? ND_PROBE_YES : ND_PROBE_NO;
}

static enum nd_status read_line(struct nd_reading *reading, struct nd_text line, uint64_t number)
{
	const struct nd_text object = nd_trim(line);

	if (line.len > reading->max_record)
		return nd_record_too_long(reading, number);
	if (!object.len)
		return ND_OK;
	return nd_record_read(reading, object, number);
}

/* Drop what is left of a line; its newline stays.  Needs room for a block only. */
static enum nd_status skip_line(struct nd_reading *reading)
{
	struct nd_source *const source = &reading->source;
	enum nd_status status = ND_OK;

	for (;;) {
		const struct nd_text rest = nd_source_unread(source);
		const struct nd_text line = first_line(rest);
		nd_source_skip(source, line.len);
		if (line.len < rest.len || source->ended)
			return ND_OK;
		status = nd_reading_more(reading);
		if (status != ND_OK)
			return status;
	}
}

/* Deal with the next line; 'searched' bytes of what is unread have no newline. */
static enum nd_status step(struct nd_reading *reading, uint64_t *number, size_t *searched)
{
	struct nd_source *const source = &reading->source;
	const struct nd_text rest = nd_source_unread(source);
	const struct nd_text new = { rest.at + *searched, rest.len - *searched };
	const size_t len = *searched + first_line(new).len;
	enum nd_status status;

	*searched = 0;
	if (len < rest.len || source->ended) {
		status = read_line(reading, (struct nd_text){ rest.at, len }, *number);
		nd_source_skip(source, len + (len < rest.len));
		++*number;
		return status;
	}
	if (len <= reading->max_record) {
		*searched = len;
		return nd_reading_more(reading);
	}
	status = nd_record_too_long(reading, *number);
	if (status != ND_OK)
		return status;
	status = skip_line(reading);
	if (nd_source_unread(source).len)
		nd_source_skip(source, 1);
	++*number;
	return status;
}

static enum nd_status read_lines(struct nd_reading *reading)
{
	const struct nd_source *const source = &reading->source;
	enum nd_status status = ND_OK;
	size_t searched = 0;
	uint64_t number = 1;

	if (reading->sink->crew)
		return nd_blocks_read(reading, read_line);
	while (status == ND_OK && !(source->ended && !nd_source_unread(source).len))
		status = step(reading, &number, &searched);
	return status;
}

const struct nd_format nd_format_jsonl = { "JSON Lines", probe, read_lines };
const struct nd_format nd_format_jsonl_cut = { "JSON Lines", probe_second, read_lines };
