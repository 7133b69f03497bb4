/*
 * textfile.c - plain text, which is what nothing else wants to be
 *
 * No line of it is taken for a title: in news as it lies about, the first line
 * may be a headline, a byline, a date or the article.  What is not UTF-8 is
 * converted (encoding.h), with a complaint that names the encoding.
 */
#include "input/textfile.h"

#include <string.h>


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

/* What is no text, whatever the encoding: control characters that nobody types. */
static int is_binary(struct nd_text text)
{
	size_t controls = 0;

	for (size_t i = 0; i < text.len; i++) {
		const unsigned char c = (unsigned char)text.at[i];
		controls += c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f';
	}
	return controls * 100 > text.len;
}

static enum nd_status deliver_checked(struct nd_reading *reading, struct nd_text text)
{
	if (text.len > ND_TEXT_MAX)
		return nd_complain(reading, 0, 1, "the text has %zu bytes, more than %zu",
				   text.len, ND_TEXT_MAX);
	if (is_binary(text))
		return nd_complain(reading, 0, 1, "binary, full of control characters");
	if (!nd_trim(text).len)
		return nd_complain(reading, 0, 1, "no text, only white space");
	return deliver_text(reading, text);
}

static enum nd_status read_decoded(struct nd_reading *reading, struct nd_text bytes)
{
	struct nd_array utf8 = ND_ARRAY_INIT(char, 4 * ND_TEXT_MAX);
	struct nd_decoded decoded;
	enum nd_status status = nd_reading_decode(reading, 0, bytes, NULL, ND_MARKUP_NONE, &utf8,
						  &decoded);

	if (status == ND_OK && decoded.text.at)
		status = deliver_checked(reading, decoded.text);
	nd_array_release(&utf8);
	return status;
}

static enum nd_status read_text(struct nd_reading *reading)
{
	const uint64_t start = reading->source.offset;	/* behind a byte order mark */
	const enum nd_status status = gather(reading);
	const struct nd_text text = nd_source_unread(&reading->source);
	const size_t most = text.len <= reading->max_record ? text.len : reading->max_record;
	const char *const nul = memchr(text.at, '\0', most);

	if (status != ND_OK)
		return status;
	if (nul)
		return nd_complain(reading, 0, 1, "binary, with a NUL at byte %llu",
				   (unsigned long long)(start + (size_t)(nul - text.at) + 1));
	if (text.len > reading->max_record)
		return nd_complain(reading, 0, 1, "a text of more than %zu bytes",
				   reading->max_record);
	return read_decoded(reading, text);
}

const struct nd_format nd_format_text = { "plain text", probe, read_text };
