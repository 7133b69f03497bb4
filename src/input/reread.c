/* reread.c - one record of a file once more, by its place */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "input/html.h"
#include "input/record.h"
#include "input/record_json.h"

struct nd_rereader {
	struct nd_input_options opt;
	struct nd_json *json;
	struct nd_array bytes;	/* char */
	const char *file;	/* the one that is open, or NULL */
	int fd;
};

struct nd_rereader *nd_rereader_open(const struct nd_input_options *opt)
{
	struct nd_rereader *const reader = nd_calloc(1, sizeof(*reader));

	if (!reader)
		return NULL;
	*reader = (struct nd_rereader){
		.opt = *opt,
		.json = nd_record_parser(opt),
		.bytes = ND_ARRAY_INIT(char, SIZE_MAX / 4),
		.fd = -1,
	};
	if (reader->json)
		return reader;
	free(reader);
	return NULL;
}

void nd_rereader_close(struct nd_rereader *reader)
{
	if (!reader)
		return;
	if (reader->fd >= 0)
		close(reader->fd);
	nd_json_close(reader->json);
	nd_array_release(&reader->bytes);
	free(reader);
}

static enum nd_status open_file(struct nd_rereader *reader, const char *file,
				struct nd_error *err)
{
	char why[ND_ERRNO_TEXT];

	if (reader->file && !strcmp(reader->file, file))
		return ND_OK;
	if (reader->fd >= 0)
		close(reader->fd);
	reader->file = NULL;
	reader->fd = open(file, O_RDONLY | O_CLOEXEC);
	if (reader->fd < 0)
		return nd_fail(err, ND_EIO, "cannot open '%s' again: %s", file,
			       nd_errno_text(why, errno));
	reader->file = file;
	return ND_OK;
}

/* Bytes [offset, offset + n) of the open file to 'to'. */
static enum nd_status read_bytes(const struct nd_rereader *reader, uint64_t offset, char *to,
				 size_t n, struct nd_error *err)
{
	char why[ND_ERRNO_TEXT];
	size_t done = 0;

	while (done < n) {
		const ssize_t got = pread(reader->fd, to + done, n - done, (off_t)(offset + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return nd_fail(err, ND_EIO, "cannot read '%s' again: %s", reader->file,
				       nd_errno_text(why, errno));
		if (got == 0)
			return nd_fail(err, ND_EIO, "'%s' has become shorter while it was read",
				       reader->file);
		done += (size_t)got;
	}
	return ND_OK;
}

/* Who gets the record, and whether there was one. */
struct delivery {
	nd_on_record *fn;
	void *ctx;
	int done;
};

static int deliver(void *ctx, const struct nd_record *record)
{
	struct delivery *const delivery = ctx;

	delivery->done = 1;
	return delivery->fn(delivery->ctx, record);
}

enum nd_status nd_rereader_read(struct nd_rereader *reader, const struct nd_reread_place *place,
			     nd_on_record *fn, void *ctx, struct nd_error *err)
{
	struct delivery delivery = { fn, ctx, 0 };
	const struct nd_input_sink sink = { deliver, NULL, &delivery, NULL };
	struct nd_reading reading = {
		.opt = &reader->opt, .sink = &sink, .err = err,
		.json = reader->json, .file = place->file,
	};
	enum nd_status status = open_file(reader, place->file, err);
	char *to;

	if (status != ND_OK)
		return status;
	reader->bytes.n = 0;
	to = nd_array_reserve(&reader->bytes, place->len + ND_SOURCE_PADDING);
	if (!to)
		return nd_fail_memory(err);
	status = read_bytes(reader, place->offset, to, place->len, err);
	if (status != ND_OK)
		return status;
	memset(to + place->len, 0, ND_SOURCE_PADDING);
	status = nd_record_read(&reading, (struct nd_text){ to, place->len }, place->line);
	nd_html_close(reading.html);
	if (status == ND_OK && !delivery.done)
		return nd_fail(err, ND_EIO, "'%s' has changed while it was read", place->file);
	return status;
}
