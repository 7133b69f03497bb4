/*
 * record.c - what a JSON record must have
 *
 * The fields come from simdjson; one function a field looks at them in the
 * order of record.h.  A fault that skips the record ends the looking; of the
 * others the first is kept and told when the record is found good.
 */
#include "input/record.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "input/date.h"
#include "input/html.h"
#include "input/utf8.h"

struct verdict {
	struct nd_reading *reading;
	enum nd_status status;
	int skip;
	char fault[256];	/* empty: nothing is wrong */
};

static_assert(ND_SOURCE_PADDING >= 64, "simdjson reads 64 bytes past a record");

#define SKIP(verdict, ...) \
	((verdict)->skip = 1, snprintf((verdict)->fault, sizeof((verdict)->fault), __VA_ARGS__))

/* Keep the fault, unless there is one already. */
#define NOTE(verdict, ...) \
	do { \
		if (!*(verdict)->fault) \
			snprintf((verdict)->fault, sizeof((verdict)->fault), __VA_ARGS__); \
	} while (0)

/* What news comes as: from wires, feeds, interfaces and scrapers. */
static const char *const usual_names[ND_FIELDS] = {
	[ND_FIELD_ID] = "id",
	[ND_FIELD_TITLE] = "title", "headline",
	[ND_FIELD_TEXT] = "text", "body", "content", "content_text", "maintext", "article",
	[ND_FIELD_HTML] = "content_html", "description", "summary",
	[ND_FIELD_DATE] = "date", "published", "timestamp", "published_at", "publishedAt",
			  "date_published", "datePublished", "date_publish", "published_date",
			  "publish_date", "pubDate", "pub_date", "datetime",
	[ND_FIELD_URL] = "url", "link",
	[ND_FIELD_SOURCE] = "source", "source.name",
	[ND_FIELD_LANG] = "lang", "language",
};

static int is_within(enum nd_field field, enum nd_field from, enum nd_field to)
{
	return field >= from && field < to;
}

struct nd_text nd_field_name(const struct nd_input_options *opt, enum nd_field field)
{
	const char *const own =
		field == ND_FIELD_ID ? opt->id_key :
		is_within(field, ND_FIELD_TITLE, ND_FIELD_TEXT) ? opt->title_key :
		is_within(field, ND_FIELD_TEXT, ND_FIELD_DATE) ? opt->text_key :
		is_within(field, ND_FIELD_DATE, ND_FIELD_URL) ? opt->date_key : NULL;
	const int first = field == ND_FIELD_ID || field == ND_FIELD_TITLE ||
			  field == ND_FIELD_TEXT || field == ND_FIELD_DATE;
	const char *const name = !own ? usual_names[field] : first ? own : NULL;

	return (struct nd_text){ name, name ? strlen(name) : 0 };
}

struct nd_json *nd_record_parser(const struct nd_input_options *opt)
{
	struct nd_text names[ND_FIELDS];

	for (enum nd_field i = 0; i < ND_FIELDS; i++)
		names[i] = nd_field_name(opt, i);
	return nd_json_open(names, ND_FIELDS);
}

static int is_blank(struct nd_text text)
{
	return !nd_trim(text).len;
}

/* Of the names from..to the first whose value is a string, or a number, and not empty; else the
 * first that is there, else 'from'. */
static enum nd_field find_field(const struct nd_json_value *values, enum nd_field from,
				enum nd_field to)
{
	enum nd_field there = to;

	for (enum nd_field i = from; i < to; i++) {
		const enum nd_json_kind kind = values[i].kind;

		if (kind == ND_JSON_NUMBER || (kind == ND_JSON_STRING && !is_blank(values[i].text)))
			return i;
		if (kind != ND_JSON_MISSING && there == to)
			there = i;
	}
	return there < to ? there : from;
}

/* The name of a field as a complaint has it. */
#define NAME(verdict, field) nd_excerpt(nd_field_name((verdict)->reading->opt, field)).at

/* The string of a field, or empty with a note where it is something else. */
static struct nd_text take_string(struct verdict *verdict, const struct nd_json_value *values,
				  enum nd_field field)
{
	const struct nd_json_value *const value = &values[field];

	if (value->kind != ND_JSON_MISSING && value->kind != ND_JSON_STRING)
		NOTE(verdict, "field '%s' is not a string and is ignored", NAME(verdict, field));
	if (value->had_nul)
		NOTE(verdict, "\\u0000 in field '%s' counts as a space", NAME(verdict, field));
	return value->kind == ND_JSON_STRING ? value->text : (struct nd_text){ "", 0 };
}

static void take_texts(struct verdict *verdict, const struct nd_json_value *values,
		       struct nd_article *article)
{
	const enum nd_field field = find_field(values, ND_FIELD_TEXT, ND_FIELD_DATE);
	const enum nd_field title = find_field(values, ND_FIELD_TITLE, ND_FIELD_TEXT);

	if (values[field].kind == ND_JSON_MISSING)
		SKIP(verdict, "no field '%s'%s", NAME(verdict, field),
		     verdict->reading->opt->text_key ? "" : " (--text-key names another)");
	else if (values[field].kind != ND_JSON_STRING)
		SKIP(verdict, "field '%s' is not a string", NAME(verdict, field));
	if (verdict->skip)
		return;
	article->text = take_string(verdict, values, field);
	if (field == ND_FIELD_HTML)
		verdict->status = nd_html_text(verdict->reading, article->text, &article->text);
	article->title = take_string(verdict, values, title);
	if (article->title.len + article->text.len > ND_TEXT_MAX) {
		SKIP(verdict, "title and text have %zu bytes, more than %zu",
		     article->title.len + article->text.len, ND_TEXT_MAX);
	} else if (is_blank(article->text)) {
		if (is_blank(article->title))
			SKIP(verdict, "empty text and no title");
		else
			NOTE(verdict, "empty text, only the title is compared");
	}
}

static void take_id(struct verdict *verdict, const struct nd_json_value *values,
		    struct nd_record *record, char room[ND_PLACE_ROOM])
{
	const struct nd_json_value *const value = &values[ND_FIELD_ID];
	struct nd_text *const id = &record->article.id;

	if (value->kind == ND_JSON_OTHER)
		SKIP(verdict, "field '%s' is neither a string nor a number",
		     NAME(verdict, ND_FIELD_ID));
	if (value->had_nul)
		NOTE(verdict, "\\u0000 in field '%s' counts as a space",
		     NAME(verdict, ND_FIELD_ID));
	*id = value->kind != ND_JSON_MISSING && value->text.len ? value->text :
	      nd_place(verdict->reading, record->line, room);
	if (id->len > ND_ID_MAX)
		SKIP(verdict, "the id has %zu bytes, more than %zu", id->len, ND_ID_MAX);
}

static void take_date(struct verdict *verdict, const struct nd_json_value *values,
		      struct nd_record *record)
{
	const enum nd_field field = find_field(values, ND_FIELD_DATE, ND_FIELD_URL);
	const struct nd_json_value *const value = &values[field];
	int64_t *const published = &record->article.published;
	int good = 1;

	record->date = value->text;
	if (value->kind == ND_JSON_OTHER) {
		NOTE(verdict, "field '%s' is neither a string nor a number and is ignored",
		     NAME(verdict, field));
		return;
	}
	if (value->kind == ND_JSON_NUMBER)
		good = nd_date_number(value->text, published);
	else if (!is_blank(value->text))
		good = nd_date_parse(value->text, published);
	if (!good)
		NOTE(verdict, "cannot read the date '%s'", nd_excerpt(value->text).at);
}

/* Fill the record, whose file and line are there. */
static void take_fields(struct verdict *verdict, const struct nd_json_value *values,
			struct nd_record *record, char room[ND_PLACE_ROOM])
{
	take_texts(verdict, values, &record->article);
	if (!verdict->skip)
		take_id(verdict, values, record, room);
	if (verdict->skip)
		return;
	take_date(verdict, values, record);
	record->url = take_string(verdict, values, find_field(values, ND_FIELD_URL, ND_FIELD_SOURCE));
	record->source = take_string(verdict, values, find_field(values, ND_FIELD_SOURCE, ND_FIELD_LANG));
	record->lang = take_string(verdict, values, find_field(values, ND_FIELD_LANG, ND_FIELDS));
}

static enum nd_status complain_json(struct nd_reading *reading, struct nd_text object,
				    uint64_t line, const char *why)
{
	const size_t valid = nd_utf8_valid(object);

	if (valid < object.len)
		return nd_complain(reading, line, 1, "invalid UTF-8 at byte %zu of the record",
				   valid + 1);
	return nd_complain(reading, line, 1, "%s", why);
}

static int open_parser(struct nd_reading *reading)
{
	if (!reading->json)
		reading->json = nd_record_parser(reading->opt);
	return reading->json != NULL;
}

enum nd_status nd_record_deliver(struct nd_reading *reading,
				 const struct nd_json_value values[ND_FIELDS],
				 struct nd_text raw, uint64_t line)
{
	char room[ND_PLACE_ROOM];
	struct nd_record record = { .raw = raw, .file = reading->file, .line = line };
	struct verdict verdict = { .reading = reading };
	enum nd_status status = ND_OK;

	record.article.published = ND_NO_TIME;
	take_fields(&verdict, values, &record, room);
	if (verdict.status != ND_OK)
		return verdict.status;
	if (*verdict.fault)
		status = nd_complain(reading, line, verdict.skip, "%s", verdict.fault);
	if (status != ND_OK || verdict.skip)
		return status;
	return nd_deliver(reading, &record);
}

/* The length of a word that many programs write for a number that is missing, or 0. */
static size_t no_number(const char *at, size_t len)
{
	static const char *const words[] = { "NaN", "Infinity", "-Infinity" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		const size_t n = strlen(words[i]);

		if (len >= n && !memcmp(at, words[i], n))
			return n;
	}
	return 0;
}

/* Put empty strings, as long, in the place of such words outside of strings; returns how many. */
static size_t mend_numbers(char *object, size_t len)
{
	size_t mended = 0;
	int in_string = 0;

	for (size_t i = 0; i < len; i++) {
		const size_t n = in_string ? 0 : no_number(object + i, len - i);

		if (n) {
			memset(object + i, ' ', n);
			object[i] = object[i + 1] = '"';
			i += n - 1;
			mended++;
		} else if (object[i] == '\\') {
			i += in_string;
		} else {
			in_string ^= object[i] == '"';
		}
	}
	return mended;
}

/* nd_json_take(), once more without such words where they are what is wrong; 'copy' is scratch. */
static enum nd_status take_object(struct nd_reading *reading, struct nd_text object,
				  struct nd_json_value values[ND_FIELDS], struct nd_array *copy,
				  const char **why)
{
	enum nd_status status = nd_json_take(reading->json, object, values, why);
	char *mended;

	if (status != ND_EFORMAT)
		return status;
	mended = nd_array_reserve(copy, object.len + ND_SOURCE_PADDING);
	if (!mended)
		return ND_ENOMEM;
	memcpy(mended, object.at, object.len);
	memset(mended + object.len, 0, ND_SOURCE_PADDING);
	if (!mend_numbers(mended, object.len))
		return status;
	return nd_json_take(reading->json, (struct nd_text){ mended, object.len }, values, why);
}

enum nd_status nd_record_read(struct nd_reading *reading, struct nd_text object, uint64_t line)
{
	struct nd_json_value values[ND_FIELDS];
	struct nd_array copy = ND_ARRAY_INIT(char, SIZE_MAX / 2);
	enum nd_status status;
	const char *why;

	if (!open_parser(reading))
		return nd_fail_memory(reading->err);
	status = take_object(reading, object, values, &copy, &why);
	if (status == ND_ENOMEM)
		status = nd_fail_memory(reading->err);
	else if (status != ND_OK)
		status = complain_json(reading, object, line, why);
	else
		status = nd_record_deliver(reading, values, object, line);
	nd_array_release(&copy);
	return status;
}

enum nd_status nd_record_too_long(struct nd_reading *reading, uint64_t line)
{
	return nd_complain(reading, line, 1, "a record of more than %zu bytes",
			   reading->max_record);
}
