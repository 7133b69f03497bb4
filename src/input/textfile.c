/*
 * textfile.c - plain text, which is what nothing else wants to be
 *
 * No line of it is taken for a title: in news as it lies about, the first line
 * may be a headline, a byline, a date or the article.  What is not UTF-8 is
 * left out, for read as it stands it would be compared with holes in it; the
 * complaint names the first wrong byte, counted from 1.
 */
#include "input/textfile.h"

#include <string.h>

#include "input/utf8.h"

static enum nd_probe probe(struct nd_text head, int all)
{
	(void)head;
	(void)all;
	return ND_PROBE_YES;
}

/* Bytes until the end or one above max_record are unread, or a NUL came: it is no text. */
static enum nd_status gather(struct nd_reading *reading)
{
	const struct nd_source *const source = &reading->source;
	enum nd_status status = ND_OK;
	size_t searched = 0;

	while (status == ND_OK && !source->ended) {
		const struct nd_text rest = nd_source_unread(source);
		if (rest.len > reading->max_record)
			break;
		if (memchr(rest.at + searched, '\0', rest.len - searched))
			break;
		searched = rest.len;
		status = nd_reading_more(reading);
	}
	return status;
}

static enum nd_status deliver_text(struct nd_reading *reading, struct nd_text text)
{
	const struct nd_record record = {
		.article = {
			.id = { reading->file, strlen(reading->file) },
			.text = text,
			.title = { "", 0 },
			.published = ND_NO_TIME,
		},
		.date = { "", 0 }, .url = { "", 0 }, .source = { "", 0 }, .lang = { "", 0 },
		.raw = { "", 0 },
		.file = reading->file,
	};

	if (record.article.id.len > ND_ID_MAX)
		return nd_complain(reading, 0, 1, "the path has more than %zu bytes", ND_ID_MAX);
	return nd_deliver(reading, &record);
}

static enum nd_status read_text(struct nd_reading *reading)
{
	const uint64_t start = reading->source.offset;	/* behind a byte order mark */
	const enum nd_status status = gather(reading);
	const struct nd_text text = nd_source_unread(&reading->source);
	const size_t most = text.len <= reading->max_record ? text.len : reading->max_record;
	const char *const nul = memchr(text.at, '\0', most);
	size_t valid;

	if (status != ND_OK)
		return status;
	if (nul)
		return nd_complain(reading, 0, 1, "binary, with a NUL at byte %llu",
				   (unsigned long long)(start + (size_t)(nul - text.at) + 1));
	if (text.len > reading->max_record)
		return nd_complain(reading, 0, 1, "a text of more than %zu bytes",
				   reading->max_record);
	if (text.len > ND_TEXT_MAX)
		return nd_complain(reading, 0, 1, "the text has %zu bytes, more than %zu",
				   text.len, ND_TEXT_MAX);
	valid = nd_utf8_valid(text);
	if (valid < text.len)
		return nd_complain(reading, 0, 1, "not UTF-8 at byte %llu",
				   (unsigned long long)(start + valid + 1));
	if (!nd_trim(text).len)
		return nd_complain(reading, 0, 1, "no text, only white space");
	return deliver_text(reading, text);
}

const struct nd_format nd_format_text = { "plain text", probe, read_text };
