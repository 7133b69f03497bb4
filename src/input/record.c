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
#include "input/utf8.h"

struct verdict {
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

/* The usual ones are literals, whose lengths the compiler knows. */
static inline struct nd_text name(const char *chosen, const char *usual)
{
	if (chosen)
		return (struct nd_text){ chosen, strlen(chosen) };
	return (struct nd_text){ usual, usual ? strlen(usual) : 0 };
}

/* A key of the caller's own stands alone. */
void nd_field_names(const struct nd_input_options *opt, struct nd_text names[ND_FIELDS])
{
	names[ND_FIELD_ID] = name(opt->id_key, "id");
	names[ND_FIELD_TITLE] = name(opt->title_key, "title");
	names[ND_FIELD_TEXT] = name(opt->text_key, "text");
	names[ND_FIELD_BODY] = name(NULL, opt->text_key ? NULL : "body");
	names[ND_FIELD_CONTENT] = name(NULL, opt->text_key ? NULL : "content");
	names[ND_FIELD_DATE] = name(opt->date_key, "date");
	names[ND_FIELD_PUBLISHED] = name(NULL, opt->date_key ? NULL : "published");
	names[ND_FIELD_TIMESTAMP] = name(NULL, opt->date_key ? NULL : "timestamp");
	names[ND_FIELD_URL] = name(NULL, "url");
	names[ND_FIELD_SOURCE] = name(NULL, "source");
	names[ND_FIELD_LANG] = name(NULL, "lang");
}

/* The first of the fields from..to that is there, else 'from'. */
static enum nd_field first_there(const struct nd_json_value *values, enum nd_field from,
				 enum nd_field to)
{
	for (enum nd_field i = from; i <= to; i++) {
		if (values[i].kind != ND_JSON_MISSING)
			return i;
	}
	return from;
}

static int is_blank(struct nd_text text)
{
	return !nd_trim(text).len;
}

/* The string of a field, or empty with a note where it is something else. */
static struct nd_text take_string(struct verdict *verdict, const struct nd_json_value *value,
				  struct nd_text name)
{
	if (value->kind != ND_JSON_MISSING && value->kind != ND_JSON_STRING)
		NOTE(verdict, "field '%s' is not a string and is ignored", nd_excerpt(name).at);
	if (value->had_nul)
		NOTE(verdict, "\\u0000 in field '%s' counts as a space", nd_excerpt(name).at);
	return value->kind == ND_JSON_STRING ? value->text : (struct nd_text){ "", 0 };
}

static void take_texts(struct verdict *verdict, const struct nd_json_value *values,
		       const struct nd_text *names, struct nd_article *article)
{
	const enum nd_field field = first_there(values, ND_FIELD_TEXT, ND_FIELD_CONTENT);

	if (values[field].kind == ND_JSON_MISSING)
		SKIP(verdict, "no field '%s'", nd_excerpt(names[field]).at);
	else if (values[field].kind != ND_JSON_STRING)
		SKIP(verdict, "field '%s' is not a string", nd_excerpt(names[field]).at);
	if (verdict->skip)
		return;
	article->text = take_string(verdict, &values[field], names[field]);
	article->title = take_string(verdict, &values[ND_FIELD_TITLE], names[ND_FIELD_TITLE]);
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
		    const struct nd_text *names, const struct nd_reading *reading,
		    struct nd_record *record, char room[ND_PLACE_ROOM])
{
	const struct nd_json_value *const value = &values[ND_FIELD_ID];
	struct nd_text *const id = &record->article.id;

	if (value->kind == ND_JSON_OTHER)
		SKIP(verdict, "field '%s' is neither a string nor a number",
		     nd_excerpt(names[ND_FIELD_ID]).at);
	if (value->had_nul)
		NOTE(verdict, "\\u0000 in field '%s' counts as a space",
		     nd_excerpt(names[ND_FIELD_ID]).at);
	*id = value->kind != ND_JSON_MISSING && value->text.len ? value->text :
	      nd_place(reading, record->line, room);
	if (id->len > ND_ID_MAX)
		SKIP(verdict, "the id has %zu bytes, more than %zu", id->len, ND_ID_MAX);
}

static void take_date(struct verdict *verdict, const struct nd_json_value *values,
		      const struct nd_text *names, struct nd_record *record)
{
	const enum nd_field field = first_there(values, ND_FIELD_DATE, ND_FIELD_TIMESTAMP);
	const struct nd_json_value *const value = &values[field];
	int64_t *const published = &record->article.published;
	int good = 1;

	record->date = value->text;
	if (value->kind == ND_JSON_OTHER) {
		NOTE(verdict, "field '%s' is neither a string nor a number and is ignored",
		     nd_excerpt(names[field]).at);
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
			const struct nd_text *names, const struct nd_reading *reading,
			struct nd_record *record, char room[ND_PLACE_ROOM])
{
	take_texts(verdict, values, names, &record->article);
	if (!verdict->skip)
		take_id(verdict, values, names, reading, record, room);
	if (verdict->skip)
		return;
	take_date(verdict, values, names, record);
	record->url = take_string(verdict, &values[ND_FIELD_URL], names[ND_FIELD_URL]);
	record->source = take_string(verdict, &values[ND_FIELD_SOURCE], names[ND_FIELD_SOURCE]);
	record->lang = take_string(verdict, &values[ND_FIELD_LANG], names[ND_FIELD_LANG]);
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
		reading->json = nd_json_open();
	return reading->json != NULL;
}

enum nd_status nd_record_deliver(struct nd_reading *reading,
				 const struct nd_json_value values[ND_FIELDS],
				 struct nd_text raw, uint64_t line)
{
	char room[ND_PLACE_ROOM];
	struct nd_text names[ND_FIELDS];
	struct nd_record record = { .raw = raw, .file = reading->file, .line = line };
	struct verdict verdict = { 0 };
	enum nd_status status = ND_OK;

	nd_field_names(reading->opt, names);
	record.article.published = ND_NO_TIME;
	take_fields(&verdict, values, names, reading, &record, room);
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
				  const struct nd_text names[ND_FIELDS],
				  struct nd_json_value values[ND_FIELDS], struct nd_array *copy,
				  const char **why)
{
	enum nd_status status = nd_json_take(reading->json, object, names, values, ND_FIELDS, why);
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
	return nd_json_take(reading->json, (struct nd_text){ mended, object.len }, names, values,
			    ND_FIELDS, why);
}

enum nd_status nd_record_read(struct nd_reading *reading, struct nd_text object, uint64_t line)
{
	struct nd_text names[ND_FIELDS];
	struct nd_json_value values[ND_FIELDS];
	struct nd_array copy = ND_ARRAY_INIT(char, SIZE_MAX / 2);
	enum nd_status status;
	const char *why;

	if (!open_parser(reading))
		return nd_fail_memory(reading->err);
	nd_field_names(reading->opt, names);
	status = take_object(reading, object, names, values, &copy, &why);
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
