/*
 * fuzz.c - one reader of the input under libFuzzer
 *
 * Compiled once for each format with -DREADER=nd_format_NAME, and once without,
 * where the format is found from the bytes.  Whatever the bytes are, reading
 * them must end, within bounded memory, without an error, and what it tells
 * must be what input.h promises.
 */
#include <string.h>

#include "input/feed.h"
#include "input/html.h"
#include "input/json_array.h"
#include "input/jsonl.h"
#include "input/packed.h"
#include "input/record_json.h"
#include "input/table.h"
#include "input/textfile.h"
#include "input/utf16.h"
#include "input/utf8.h"
#include "input/warc.h"
#include "require.h"

#define RECORD_MAX ((size_t)256 << 10)
#define UNPACKED_MAX ((uint64_t)4 << 20)

static void check_text(struct nd_text text, size_t most)
{
	REQUIRE(text.at != NULL && text.len <= most);
	REQUIRE(nd_utf8_valid(text) == text.len);
}

static int on_record(void *ctx, const struct nd_record *record)
{
	const struct nd_article *const article = &record->article;

	(void)ctx;
	REQUIRE(article->id.at != NULL && article->id.len >= 1 && article->id.len <= ND_ID_MAX);
	check_text(article->title, ND_TEXT_MAX);
	check_text(article->text, ND_TEXT_MAX);
	REQUIRE(article->title.len + article->text.len >= 1);
	check_text(record->url, ND_TEXT_MAX);
	check_text(record->source, ND_TEXT_MAX);
	check_text(record->lang, ND_TEXT_MAX);
	REQUIRE(record->file != NULL);
	return 0;
}

static int on_complaint(void *ctx, const struct nd_complaint *complaint)
{
	(void)ctx;
	REQUIRE(complaint->message && strlen(complaint->message) >= 5);
	REQUIRE(!strpbrk(complaint->message, "\n\r\t"));
	return 0;
}

#ifdef READER
/* An nd_pull of all that is left, in pieces of a size that the input decides. */
static long pull(void *ctx, char *to, size_t room)
{
	struct nd_text *const rest = ctx;
	const size_t piece = rest->len % 7 ? 4096 : 61;
	size_t n = rest->len < room ? rest->len : room;

	n = n < piece ? n : piece;
	memcpy(to, rest->at, n);
	rest->at += n;
	rest->len -= n;
	return (long)n;
}

static enum nd_status read_it(struct nd_reading *reading, struct nd_text bytes)
{
	enum nd_status status;

	nd_source_start(&reading->source, pull, &bytes);
	status = nd_reading_more(reading);
	return status == ND_OK ? READER.read(reading) : status;
}
#else
static enum nd_status read_it(struct nd_reading *reading, struct nd_text bytes)
{
	return nd_read_memory(reading, "fuzz", bytes);
}
#endif

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct nd_input_options opt = { .max_record = RECORD_MAX };
	const struct nd_input_sink sink = { .record = on_record, .complain = on_complaint };
	struct nd_error err = { 0 };
	struct nd_reading reading = {
		.opt = &opt, .sink = &sink, .err = &err, .file = "fuzz",
		.max_record = RECORD_MAX, .max_size = UNPACKED_MAX,
	};

	nd_source_init(&reading.source, RECORD_MAX);
	REQUIRE(read_it(&reading, (struct nd_text){ (const char *)bytes, size }) == ND_OK);
	nd_source_release(&reading.source);
	nd_html_close(reading.html);
	nd_json_close(reading.json);
	return 0;
}
