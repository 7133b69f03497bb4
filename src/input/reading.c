/* reading.c - the ways out of a reader: articles, complaints, errors */
#include "input/reading.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/utf8.h"

enum nd_status nd_reading_more_of(struct nd_reading *reading, struct nd_source *source,
				  const char *file)
{
	const enum nd_status status = nd_source_more(source);
	char why[ND_ERRNO_TEXT];

	if (status == ND_ENOMEM)
		return nd_fail_memory(reading->err);
	if (status != ND_OK)
		return nd_fail(reading->err, status, "cannot read '%s': %s", file,
			       nd_errno_text(why, errno));
	return ND_OK;
}

enum nd_status nd_reading_more(struct nd_reading *reading)
{
	return nd_reading_more_of(reading, &reading->source, reading->file);
}

enum nd_status nd_reading_all(struct nd_reading *reading, size_t most)
{
	const struct nd_source *const source = &reading->source;
	enum nd_status status = ND_OK;

	while (status == ND_OK && !source->ended && nd_source_unread(source).len <= most)
		status = nd_reading_more(reading);
	return status;
}

struct nd_text nd_place(const struct nd_reading *reading, uint64_t line, char room[ND_PLACE_ROOM])
{
	char nth[24] = "";

	if (reading->nth > 1)
		snprintf(nth, sizeof(nth), ".%llu", (unsigned long long)reading->nth);
	return (struct nd_text){ room, (size_t)snprintf(room, ND_PLACE_ROOM, "%s:%llu%s",
							reading->file, (unsigned long long)line,
							nth) };
}

static enum nd_status stop_if(const struct nd_reading *reading, int stop)
{
	return stop ? nd_fail(reading->err, ND_ESTOPPED, "stopped by callback") : ND_OK;
}

enum nd_status nd_deliver(struct nd_reading *reading, const struct nd_record *record)
{
	reading->told++;
	return stop_if(reading, reading->sink->record(reading->sink->ctx, record));
}

enum nd_status nd_complain(struct nd_reading *reading, uint64_t line, int skipped,
			   const char *format, ...)
{
	const struct nd_input_sink *const sink = reading->sink;
	char message[sizeof(((struct nd_error *)0)->message)];
	const struct nd_complaint complaint = { reading->file, line, message, skipped };
	va_list args;

	reading->told++;
	if (!sink->complain)
		return ND_OK;
	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	return stop_if(reading, sink->complain(sink->ctx, &complaint));
}

enum nd_status nd_reading_decode(struct nd_reading *reading, uint64_t line, struct nd_text bytes,
				 const char *told, enum nd_markup markup, struct nd_array *out,
				 struct nd_decoded *decoded)
{
	const enum nd_status status = nd_decode(bytes, told, markup, out, decoded);

	if (status == ND_ENOMEM)
		return nd_fail_memory(reading->err);
	if (status != ND_OK) {
		decoded->text = (struct nd_text){ NULL, 0 };
		return nd_complain(reading, line, 1, "%s", decoded->note);
	}
	if (*decoded->note)
		return nd_complain(reading, line, 0, "%s", decoded->note);
	if (decoded->broken)
		return nd_complain(reading, line, 0, "%llu %s not %s",
				   (unsigned long long)decoded->broken,
				   decoded->broken == 1 ? "place is" : "places are",
				   decoded->name);
	return ND_OK;
}

struct nd_excerpt nd_excerpt(struct nd_text text)
{
	static const char more[] = "...";
	struct nd_excerpt excerpt;
	const size_t n = nd_utf8_floor(text.at, text.len, sizeof(excerpt.at) - sizeof(more));

	for (size_t i = 0; i < n; i++) {
		const unsigned char c = (unsigned char)text.at[i];
		excerpt.at[i] = c < 0x20 || c == 0x7f ? '?' : (char)c;
	}
	strcpy(excerpt.at + n, n < text.len ? more : "");
	return excerpt;
}
