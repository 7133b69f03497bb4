/*
 * warc.c - record by record
 *
 *	WARC/1.0 CRLF  headers  CRLF CRLF  block of Content-Length bytes  CRLF CRLF
 *
 * The block of a response is what the server sent:
 *
 *	HTTP/1.1 200 OK CRLF  headers  CRLF CRLF  body
 *
 * Where no record starts the next "WARC/" at the start of a line is looked for.
 */
#include "input/warc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "input/ascii.h"
#include "input/coding.h"
#include "input/html.h"
#include "input/page.h"
#include "input/utf8.h"

#define HEAD_MAX ((size_t)64 << 10)	/* bytes of a record's headers */
#define BLOCK_MAX (ND_PAGE_MAX + HEAD_MAX)
#define NAME_MAX_BYTES ((size_t)16 << 10)

struct warc {
	struct nd_reading *reading;
	uint64_t number;	/* of the record, from 1 */
	struct nd_array chunks;	/* char: the body without chunks */
	struct nd_array body, spare; /* char: unpacked */
	struct nd_array name;	/* char: archive and URL */
	struct nd_array url;	/* char: the URL, where it had to be escaped */
};

static enum nd_probe probe(struct nd_text head, int all)
{
	(void)all;
	return nd_ascii_starts(head, "WARC/") && head.len > 5 &&
	       head.at[5] >= '0' && head.at[5] <= '9' ? ND_PROBE_YES : ND_PROBE_NO;
}

/* The bytes of headers up to and with the empty line, or 0 where that is not there. */
static size_t head_length(struct nd_text text)
{
	for (size_t i = 0; i < text.len; i++) {
		const char *const newline = memchr(text.at + i, '\n', text.len - i);
		if (!newline)
			return 0;
		i = (size_t)(newline - text.at);
		if (i + 1 < text.len && text.at[i + 1] == '\n')
			return i + 2;
		if (i + 2 < text.len && text.at[i + 1] == '\r' && text.at[i + 2] == '\n')
			return i + 3;
	}
	return 0;
}

/* The value of a header, or empty. */
static struct nd_text header(struct nd_text head, const char *name)
{
	const size_t len = strlen(name);

	while (head.len) {
		const char *const newline = memchr(head.at, '\n', head.len);
		const size_t line = newline ? (size_t)(newline - head.at) : head.len;
		if (line > len && head.at[len] == ':' && !strncasecmp(head.at, name, len))
			return nd_trim((struct nd_text){ head.at + len + 1, line - len - 1 });
		head.at += line + (newline != NULL);
		head.len -= line + (newline != NULL);
	}
	return (struct nd_text){ "", 0 };
}

/* A decimal number that is all of 'text'; 0 where it is none. */
static int number(struct nd_text text, uint64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9' || *out > UINT64_MAX / 10 - 9)
			return 0;
		*out = *out * 10 + (uint64_t)(text.at[i] - '0');
	}
	return text.len > 0;
}

/* Undo chunked transfer coding; 0 where it is none. */
static int join_chunks(struct nd_text body, struct nd_array *out)
{
	out->n = 0;
	for (int first = 1; body.len; first = 0) {
		char *end;
		char digits[17] = "";
		size_t size, line;
		const char *const newline = memchr(body.at, '\n', body.len < 64 ? body.len : 64);

		if (!newline)
			return !first;
		line = (size_t)(newline - body.at) + 1;
		memcpy(digits, body.at, line < 16 ? line : 16);
		size = strtoull(digits, &end, 16);
		if (end == digits || (*end && !strchr("\r\n; ", *end)))
			return !first;
		body.at += line;
		body.len -= line;
		if (!size)
			return 1;
		if (size > body.len)	/* cut off */
			size = body.len;
		if (!nd_array_append(out, body.at, size))
			return 0;
		body.at += size;
		body.len -= size;
		while (body.len && (*body.at == '\r' || *body.at == '\n'))
			body.at++, body.len--;
	}
	return 1;
}

/* "archive/URL", for complaints. */
static const char *name_of(struct warc *warc, struct nd_text url)
{
	struct nd_array *const name = &warc->name;
	const char *const file = warc->reading->file;

	name->n = 0;
	if (!nd_array_append(name, file, strlen(file)) || !nd_array_append(name, "/", 1) ||
	    !nd_array_append(name, url.at, url.len) || !nd_array_append(name, "", 1))
		return file;
	return name->items;
}

/* A URL is ASCII; where bytes of it are not even UTF-8 they are escaped, as browsers do. */
static struct nd_text url_of(struct warc *warc, struct nd_text head)
{
	struct nd_text url = header(head, "WARC-Target-URI");
	char escaped[4];

	if (url.len > 2 && *url.at == '<')	/* WARC 0.18 */
		url = (struct nd_text){ url.at + 1, url.len - 2 };
	if (nd_utf8_valid(url) == url.len)
		return url;
	warc->url.n = 0;
	for (size_t i = 0; i < url.len; i++) {
		const unsigned char c = (unsigned char)url.at[i];
		const size_t len = c < 0x80 ? 1 : 3;
		snprintf(escaped, sizeof(escaped), c < 0x80 ? "%c" : "%%%02X", c);
		if (!nd_array_append(&warc->url, escaped, len))
			return (struct nd_text){ "", 0 };
	}
	return (struct nd_text){ warc->url.items, warc->url.n };
}

enum content { NOTHING, PAGE, ANY };

static enum content content_of(struct nd_text type)
{
	static const struct { const char *type; enum content content; } known[] = {
		{ "text/html", PAGE }, { "application/xhtml", PAGE }, { "text/plain", ANY },
		{ "text/xml", ANY }, { "application/xml", ANY }, { "application/rss", ANY },
		{ "application/atom", ANY }, { "application/rdf", ANY },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (nd_ascii_starts(type, known[i].type))
			return known[i].content;
	return NOTHING;
}

/* A page, feed or text, as it was before it was chunked and packed. */
static enum nd_status read_content(struct warc *warc, struct nd_text head, struct nd_text type,
				   struct nd_text body)
{
	struct nd_reading *const reading = warc->reading;
	const struct nd_text date = header(head, "WARC-Date");
	const struct nd_text url = url_of(warc, head);
	const char *const archive = reading->file;
	char charset[48], id[ND_ID_MAX + 64];
	struct nd_origin origin = { .charset = nd_charset(charset, type), .line = 0 };
	enum nd_status status;

	origin.url = url;
	/* one too long stays too long, and is told */
	origin.id = (struct nd_text){ id, (size_t)snprintf(id, sizeof(id), "%.*s%s%.*s",
		      (int)(url.len <= ND_ID_MAX ? url.len : ND_ID_MAX + 1), url.at,
		      date.len ? "@" : "", (int)(date.len < 30 ? date.len : 30), date.at) };
	reading->file = name_of(warc, url);
	if (content_of(type) == PAGE)
		status = nd_html_read(reading, body, &origin);
	else
		status = nd_read_memory(reading, reading->file, body);
	reading->file = archive;
	return status;
}

/* A response of a server: its own headers, then the body. */
static enum nd_status read_response(struct warc *warc, struct nd_text head, struct nd_text block)
{
	const size_t len = head_length(block);
	const struct nd_text http = { block.at, len };
	const struct nd_text type = header(http, "Content-Type");
	const struct nd_text coding = header(http, "Content-Encoding");
	struct nd_text body = { block.at + len, block.len - len };
	const char *const space = memchr(http.at, ' ', http.len);
	char why[ND_PACKED_WHY];

	if (!nd_ascii_starts(http, "HTTP/") || !space || memcmp(space, " 200", 4) ||
	    content_of(type) == NOTHING)
		return ND_OK;
	if (nd_ascii_starts(header(http, "Transfer-Encoding"), "chunked") &&
	    join_chunks(body, &warc->chunks))
		body = (struct nd_text){ warc->chunks.n ? warc->chunks.items : "",
					 warc->chunks.n };
	if (!nd_codings_undo(coding, &body, &warc->body, &warc->spare, why))
		return nd_complain(warc->reading, warc->number, 1, "%s", why);
	return read_content(warc, head, type, body);
}

static int is_wanted(struct nd_text head)
{
	const struct nd_text type = header(head, "WARC-Type");

	return nd_ascii_starts(type, "response") || nd_ascii_starts(type, "resource") ||
	       nd_ascii_starts(type, "conversion");
}

static enum nd_status read_block(struct warc *warc, struct nd_text head, struct nd_text block)
{
	const struct nd_text type = header(head, "Content-Type");

	if (nd_ascii_starts(header(head, "WARC-Type"), "response"))
		return read_response(warc, head, block);
	return content_of(type) == NOTHING ? ND_OK : read_content(warc, head, type, block);
}

/* Skip n bytes of the source, or what there is of them. */
static enum nd_status skip(struct nd_reading *reading, uint64_t n)
{
	struct nd_source *const source = &reading->source;
	enum nd_status status = ND_OK;

	while (status == ND_OK && n) {
		const size_t there = nd_source_unread(source).len;
		const size_t now = there < n ? there : (size_t)n;
		nd_source_skip(source, now);
		n -= now;
		if (n && source->ended)
			break;
		if (n)
			status = nd_reading_more(reading);
	}
	return status;
}

/* Wait for n unread bytes, or the end. */
static enum nd_status wait_for(struct nd_reading *reading, size_t n)
{
	enum nd_status status = ND_OK;

	while (status == ND_OK && !reading->source.ended &&
	       nd_source_unread(&reading->source).len < n)
		status = nd_reading_more(reading);
	return status;
}

/* The record whose headers, of 'head' bytes, and block of 'size' come next. */
static enum nd_status read_record(struct warc *warc, size_t head, uint64_t size)
{
	struct nd_reading *const reading = warc->reading;
	const size_t most = BLOCK_MAX < reading->max_record / 2 ? BLOCK_MAX
							       : reading->max_record / 2;
	struct nd_text rest = nd_source_unread(&reading->source);
	enum nd_status status = ND_OK;

	if (!is_wanted((struct nd_text){ rest.at, head }))
		return skip(reading, head + size);
	if (size > most) {
		status = nd_complain(reading, warc->number, 1,
				     "a page of %llu bytes, more than %zu",
				     (unsigned long long)size, most);
		return status == ND_OK ? skip(reading, head + size) : status;
	}
	status = wait_for(reading, head + (size_t)size);
	rest = nd_source_unread(&reading->source);
	if (status == ND_OK && rest.len < head + size) {
		status = nd_complain(reading, warc->number, 0, "the archive ends within a record");
		size = rest.len - head;
	}
	if (status == ND_OK)
		status = read_block(warc, (struct nd_text){ rest.at, head },
				    (struct nd_text){ rest.at + head, (size_t)size });
	return status == ND_OK ? skip(reading, head + size) : status;
}

/* Go to the next "WARC/" at the start of a line, or to the end. */
static enum nd_status find_record(struct nd_reading *reading)
{
	static const char start[] = "\nWARC/";
	const size_t len = sizeof(start) - 1;
	struct nd_source *const source = &reading->source;
	enum nd_status status = ND_OK;

	while (status == ND_OK) {
		const struct nd_text rest = nd_source_unread(source);
		const char *const found = memmem(rest.at, rest.len, start, len);
		if (found) {
			nd_source_skip(source, (size_t)(found - rest.at) + 1);
			return ND_OK;
		}
		nd_source_skip(source, source->ended || rest.len < len ? 0 : rest.len - len);
		if (source->ended) {
			nd_source_skip(source, nd_source_unread(source).len);
			return ND_OK;
		}
		status = nd_reading_more(reading);
	}
	return status;
}

static enum nd_status step(struct warc *warc)
{
	struct nd_reading *const reading = warc->reading;
	enum nd_status status = wait_for(reading, HEAD_MAX);
	const struct nd_text rest = nd_source_unread(&reading->source);
	const size_t most = rest.len < HEAD_MAX ? rest.len : HEAD_MAX;
	const size_t head = nd_ascii_starts(rest, "WARC/")
			    ? head_length((struct nd_text){ rest.at, most }) : 0;
	uint64_t size;

	if (status != ND_OK)
		return status;
	if (rest.len && nd_is_space(*rest.at)) {
		nd_source_skip(&reading->source, 1);
		return ND_OK;
	}
	if (!rest.len)
		return ND_OK;
	warc->number++;
	if (head && number(header((struct nd_text){ rest.at, head }, "Content-Length"), &size))
		return read_record(warc, head, size);
	status = nd_complain(reading, warc->number, 1, "no record of a web archive");
	return status == ND_OK ? find_record(reading) : status;
}

static enum nd_status read_warc(struct nd_reading *reading)
{
	struct warc warc = {
		.reading = reading,
		.chunks = ND_ARRAY_INIT(char, BLOCK_MAX),
		.body = ND_ARRAY_INIT(char, ND_PAGE_MAX),
		.spare = ND_ARRAY_INIT(char, ND_PAGE_MAX),
		.name = ND_ARRAY_INIT(char, NAME_MAX_BYTES),
		.url = ND_ARRAY_INIT(char, 3 * HEAD_MAX),
	};
	enum nd_status status = ND_OK;

	while (status == ND_OK && !(reading->source.ended &&
				    !nd_source_unread(&reading->source).len))
		status = step(&warc);
	nd_array_release(&warc.chunks);
	nd_array_release(&warc.body);
	nd_array_release(&warc.spare);
	nd_array_release(&warc.name);
	nd_array_release(&warc.url);
	return status;
}

const struct nd_format nd_format_warc = { "WARC", probe, read_warc };
