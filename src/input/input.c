/*
 * input.c - the table of formats, and who gets which source
 *
 * How to add a format (RSS, HTML, WARC, CSV):
 *
 *	1. Write format.c and format.h that offer one struct nd_format, as
 *	   textfile.c does: a probe that looks at the first bytes and a reader
 *	   that takes bytes from reading->source and calls nd_deliver().
 *	2. Include it here and put it into the table.  The first probe that says
 *	   yes wins, so what is more particular comes first; plain text is last.
 *
 * A container (packed.c) is a format too: its reader lays the source aside
 * that it got, calls nd_read_within() for each member with an nd_pull function
 * that unpacks it, and puts the first one back.
 */
#include "input/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "input/feed.h"
#include "input/folder.h"
#include "input/html.h"
#include "input/json_array.h"
#include "input/jsonl.h"
#include "input/packed.h"
#include "input/reading.h"
#include "input/record_json.h"
#include "input/sketches.h"
#include "input/table.h"
#include "input/textfile.h"
#include "input/utf16.h"
#include "input/warc.h"

static const struct nd_format *const formats[] = {
	&nd_format_sketches,
	&nd_format_packed,
	&nd_format_utf16,
	&nd_format_json_wrapped,
	&nd_format_jsonl,
	&nd_format_json_array,
	&nd_format_json_objects,
	&nd_format_warc,
	&nd_format_feed,
	&nd_format_html,
	&nd_format_table,
	&nd_format_jsonl_cut,
	&nd_format_text,
};

/* A probe sees no more, however much is there, so that the answer depends on the bytes alone. */
#define MOST_HEAD ((size_t)64 << 10)

/* The format of what starts with 'head', or NULL where more of it could change the answer. */
static const struct nd_format *choose(struct nd_text head, int all)
{
	if (!head.len)
		return all ? &nd_format_text : NULL;
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		const enum nd_probe answer = formats[i]->probe(head, all);
		if (answer == ND_PROBE_MORE)
			return NULL;
		if (answer == ND_PROBE_YES)
			return formats[i];
	}
	return &nd_format_text;
}

/* Skip the byte order mark.  Waits for bytes only while they could be one. */
static enum nd_status skip_mark(struct nd_reading *reading)
{
	static const char mark[] = "\xef\xbb\xbf";
	struct nd_source *const source = &reading->source;
	enum nd_status status = ND_OK;

	while (status == ND_OK) {
		const struct nd_text rest = nd_source_unread(source);
		const size_t n = rest.len < 3 ? rest.len : 3;
		if (memcmp(rest.at, mark, n))
			return ND_OK;
		if (n == 3)
			nd_source_skip(source, 3);
		if (n == 3 || source->ended)
			return ND_OK;
		status = nd_reading_more(reading);
	}
	return status;
}

/* Find the format of reading->source and have it read. */
static enum nd_status read_source(struct nd_reading *reading)
{
	const struct nd_source *const source = &reading->source;
	const size_t most = MOST_HEAD < reading->max_record ? MOST_HEAD : reading->max_record;
	enum nd_status status = skip_mark(reading);

	while (status == ND_OK) {
		const struct nd_text rest = nd_source_unread(source);
		const size_t n = rest.len < most ? rest.len : most;
		const struct nd_text head = nd_trim_front((struct nd_text){ rest.at, n });
		const struct nd_format *const format = choose(head, source->ended || n == most);
		if (source->ended && !rest.len)
			return ND_OK;
		if (format)
			return format->read(reading);
		status = nd_reading_more(reading);
	}
	return status;
}

enum nd_status nd_read_within(struct nd_reading *reading, const char *file, nd_pull *pull,
			      void *ctx)
{
	const char *const outer = reading->file;
	const uint64_t told = reading->told;
	enum nd_status status;

	reading->file = file;
	reading->told = reading->line = reading->nth = 0;
	nd_source_start(&reading->source, pull, ctx);
	status = read_source(reading);
	if (status == ND_OK && !reading->told)
		status = nd_complain(reading, 0, 0, "no articles");
	reading->file = outer;
	reading->told += told;
	return status;
}

/* An nd_pull from the text that 'ctx' points to. */
static long pull_memory(void *ctx, char *to, size_t room)
{
	struct nd_text *const rest = ctx;
	const size_t n = rest->len < room ? rest->len : room;

	memcpy(to, rest->at, n);
	rest->at += n;
	rest->len -= n;
	return (long)n;
}

enum nd_status nd_read_memory(struct nd_reading *reading, const char *file, struct nd_text bytes)
{
	struct nd_source outer = reading->source;
	enum nd_status status;

	if (reading->within == ND_WITHIN_DEPTH)
		return nd_complain(reading, 0, 1, "archives within archives, too deep");
	reading->within++;
	nd_source_init(&reading->source, reading->max_record);
	status = nd_read_within(reading, file, pull_memory, &bytes);
	reading->within--;
	nd_source_release(&reading->source);
	reading->source = outer;
	return status;
}

/* Read what the descriptor gives; 'file' is its name. */
static enum nd_status read_descriptor(struct nd_reading *reading, const char *file, int fd)
{
	return nd_read_within(reading, file, nd_pull_file, &fd);
}

static enum nd_status read_file(struct nd_reading *reading, const char *path)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	char why[ND_ERRNO_TEXT];
	enum nd_status status;
	struct stat st;

	if (fd < 0)
		return nd_fail(reading->err, ND_EIO, "cannot open '%s': %s", path,
			       nd_errno_text(why, errno));
	reading->regular = !fstat(fd, &st) && S_ISREG(st.st_mode);
	status = read_descriptor(reading, path, fd);
	reading->regular = 0;
	close(fd);
	return status;
}

/* A folder being walked: what it has told, so that an empty one is not silent. */
struct folder_walk {
	struct nd_reading *reading;
	int found;
};

static enum nd_status left_out(void *ctx, const char *path, const char *why)
{
	struct folder_walk *const walk = ctx;

	walk->found = 1;
	walk->reading->file = path;
	return nd_complain(walk->reading, 0, 1, "%s", why);
}

/* One file of a folder: where it cannot be read the others still are. */
static enum nd_status folder_file(void *ctx, const char *path)
{
	struct folder_walk *const walk = ctx;
	struct nd_error *const outer = walk->reading->err;
	struct nd_error err = { 0 };
	enum nd_status status;

	walk->found = 1;
	walk->reading->err = &err;
	status = read_file(walk->reading, path);
	walk->reading->err = outer;
	if (status == ND_EIO)
		return left_out(ctx, path, err.message);
	if (status != ND_OK && outer)
		*outer = err;
	return status;
}

static enum nd_status read_folder(struct nd_reading *reading, const char *path)
{
	struct folder_walk walk = { reading, 0 };
	const struct nd_folder_visitor visitor = { folder_file, left_out, &walk };
	enum nd_status status = nd_folder_walk(path, &visitor, reading->err);

	reading->file = path;
	if (status == ND_OK && !walk.found)
		status = nd_complain(reading, 0, 0, "no files in this folder");
	return status;
}

static enum nd_status read_path(struct nd_reading *reading, const char *path)
{
	struct stat st;

	if (!strcmp(path, "-"))
		return read_descriptor(reading, path, STDIN_FILENO);
	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		return read_folder(reading, path);
	return read_file(reading, path);
}

static const struct nd_input_options defaults = { 0 };

static void begin(struct nd_reading *reading)
{
	reading->max_record = reading->opt->max_record ? reading->opt->max_record : ND_RECORD_MAX;
	reading->max_size = reading->opt->max_size ? reading->opt->max_size : ND_UNPACKED_MAX;
	nd_source_init(&reading->source, reading->max_record);
}

static void end(struct nd_reading *reading)
{
	nd_source_release(&reading->source);
	nd_html_close(reading->html);
	nd_json_close(reading->json);
}

enum nd_status nd_input_read(const char *path, const struct nd_input_options *opt,
			     const struct nd_input_sink *sink, struct nd_error *err)
{
	struct nd_reading reading = { .opt = opt ? opt : &defaults, .sink = sink, .err = err };
	enum nd_status status;

	begin(&reading);
	status = read_path(&reading, path);
	end(&reading);
	return status;
}

enum nd_status nd_input_read_bytes(const char *name, struct nd_text bytes,
				   const struct nd_input_options *opt,
				   const struct nd_input_sink *sink, struct nd_error *err)
{
	struct nd_reading reading = { .opt = opt ? opt : &defaults, .sink = sink, .err = err };
	enum nd_status status;

	begin(&reading);
	status = nd_read_memory(&reading, name, bytes);
	end(&reading);
	return status;
}
