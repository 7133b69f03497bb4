/*
 * table.c - libcsv cuts the fields
 *
 * libcsv is given the table line by line, so that it is known in which line a
 * row starts.  It gathers a field in a buffer of its own, which is looked at
 * after each line: a quote that is never closed would fill it with the rest of
 * the table.
 */
#include "input/table.h"

#include <csv.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "input/record.h"
#include "input/utf8.h"

#define NO_FIELD ND_FIELDS

struct table {
	struct nd_reading *reading;
	struct csv_parser parser;
	enum nd_field column[ND_TABLE_COLUMNS];	/* what each column is, or NO_FIELD */
	size_t columns;			/* of the header */
	size_t at;			/* column of the next field */
	uint64_t line;			/* that is being read */
	uint64_t row;			/* line in which the row starts */
	int in_header;
	int quoted;			/* an odd number of quotes so far: one is open */
	int too_long;			/* the row is longer than max_record */
	int too_wide;			/* it has a field that the header has no name for */
	struct nd_array bytes;		/* char: the fields of the row that count */
	size_t from[ND_FIELDS], len[ND_FIELDS];	/* in bytes; len 0: missing */
	char charset[48];		/* "": UTF-8 */
	struct nd_array utf8[ND_FIELDS]; /* fields that were converted */
	enum nd_status status;		/* the first that was not ND_OK */
};

/* Of the separators the one that stands in the line most often, outside of quotes. */
static char separator_of(struct nd_text line)
{
	static const char separators[] = ",\t;|";
	size_t count[sizeof(separators)] = { 0 }, best = 0;
	int quoted = 0;

	for (size_t i = 0; i < line.len; i++) {
		const char *const found = line.at[i] ? strchr(separators, line.at[i]) : NULL;
		quoted ^= line.at[i] == '"';
		if (found && !quoted)
			count[found - separators]++;
	}
	for (size_t k = 1; k < sizeof(separators) - 1; k++)
		if (count[k] > count[best])
			best = k;
	return count[best] ? separators[best] : '\0';
}

/* The field at the start of the line, without quotes and blanks; *next: behind the separator. */
static struct nd_text header_field(struct nd_text line, char separator, size_t *next)
{
	const char *const end = memchr(line.at, separator, line.len);
	struct nd_text field = { line.at, end ? (size_t)(end - line.at) : line.len };

	*next = field.len + (end != NULL);
	field = nd_trim(field);
	if (field.len >= 2 && *field.at == '"' && field.at[field.len - 1] == '"')
		field = nd_trim((struct nd_text){ field.at + 1, field.len - 2 });
	return field;
}

/* Short, without punctuation that only prose has. */
static int is_name(struct nd_text field)
{
	if (field.len > 64)
		return 0;
	for (size_t i = 0; i < field.len; i++)
		if (strchr("\"',;:!?<>(){}[]=", field.at[i]))
			return 0;
	return field.at[field.len - 1] != '.';
}

static int is_called(struct nd_text field, const char *name)
{
	return field.len == strlen(name) && !strncasecmp(field.at, name, field.len);
}

static int is_usual(struct nd_text field)
{
	static const struct nd_input_options usual = { 0 };
	static const char *const others[] = { "author", "publication", "category" };
	int is = 0;

	for (enum nd_field i = 0; i < ND_FIELDS; i++)
		is |= is_called(field, nd_field_name(&usual, i).at);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		is |= is_called(field, others[i]);
	return is;
}

static enum nd_probe probe(struct nd_text head, int all)
{
	const char *const newline = memchr(head.at, '\n', head.len);
	struct nd_text line = { head.at, newline ? (size_t)(newline - head.at) : head.len };
	char separator;
	size_t named = 0;
	int usual = 0;

	if (strchr("{[<", *head.at))
		return ND_PROBE_NO;
	if (!newline && !all)
		return ND_PROBE_MORE;
	separator = separator_of(line);
	if (!separator)
		return ND_PROBE_NO;
	for (size_t next; line.len; line.at += next, line.len -= next) {
		const struct nd_text field = header_field(line, separator, &next);
		if (!field.len)		/* numbers of rows, a separator at the end */
			continue;
		if (!is_name(field))
			return ND_PROBE_NO;
		usual |= is_usual(field);
		named++;
	}
	return usual && named > 1 ? ND_PROBE_YES : ND_PROBE_NO;
}

/* Which field a column of that name is; where two are the same the first counts. */
static enum nd_field field_called(const struct table *table, struct nd_text name)
{
	for (enum nd_field i = 0; i < ND_FIELDS; i++) {
		const struct nd_text field = nd_field_name(table->reading->opt, i);
		int taken = 0;

		for (size_t k = 0; k < table->at; k++)
			taken |= table->column[k] == i;
		if (!taken && field.at && is_called(name, field.at))
			return i;
	}
	return NO_FIELD;
}

/* For libcsv: a field is complete. */
static void on_field(void *at, size_t len, void *ctx)
{
	struct table *const table = ctx;
	const size_t column = table->at;
	enum nd_field field;

	if (column >= ND_TABLE_COLUMNS)
		return;
	if (table->in_header) {
		table->column[column] =
			field_called(table, nd_trim((struct nd_text){ at, len }));
		table->columns = ++table->at;
		return;
	}
	table->at++;
	field = column < table->columns ? table->column[column] : NO_FIELD;
	table->too_wide |= column >= table->columns && nd_trim((struct nd_text){ at, len }).len;
	if (field == NO_FIELD)
		return;
	table->from[field] = table->bytes.n;
	table->len[field] = len;
	/* a byte between the fields, or they could make a character together */
	if (!nd_array_append(&table->bytes, at, len) || !nd_array_append(&table->bytes, "", 1)) {
		table->too_long = 1;
		table->len[field] = 0;
	}
}

/* Part of the row; table->bytes may have nothing allocated. */
static struct nd_text text_of(const struct table *table, size_t from, size_t len)
{
	const char *const at = table->bytes.items;

	return (struct nd_text){ len ? at + from : "", len };
}

/* Find out, once, what the table is in: the rows that are there are enough to guess by. */
static enum nd_status settle_charset(struct table *table)
{
	const struct nd_text rest = nd_source_unread(&table->reading->source);
	struct nd_array sample = ND_ARRAY_INIT(char, 2 * ND_RECORD_MAX);
	struct nd_array out = ND_ARRAY_INIT(char, 8 * ND_RECORD_MAX);
	struct nd_decoded decoded;
	enum nd_status status = ND_ENOMEM;

	if (nd_array_append(&sample, table->bytes.items, table->bytes.n) &&
	    nd_array_append(&sample, rest.at, rest.len < 65536 ? rest.len : 65536))
		status = nd_reading_decode(table->reading, table->row,
					   (struct nd_text){ sample.items, sample.n }, NULL,
					   ND_MARKUP_NONE, &out, &decoded);
	else
		nd_fail_memory(table->reading->err);
	if (status == ND_OK)
		snprintf(table->charset, sizeof(table->charset), "%s",
			 decoded.text.at ? decoded.name : "utf-8");
	nd_array_release(&sample);
	nd_array_release(&out);
	return status;
}

/* The value of a field, in UTF-8. */
static enum nd_status take_value(struct table *table, enum nd_field field,
				 struct nd_json_value *value)
{
	const struct nd_text bytes = text_of(table, table->from[field], table->len[field]);
	struct nd_array *const utf8 = &table->utf8[field];
	struct nd_decoded decoded;
	enum nd_status status;

	*value = (struct nd_json_value){ ND_JSON_MISSING, 0, { "", 0 } };
	if (!nd_trim(bytes).len)
		return ND_OK;
	status = nd_decode(bytes, table->charset, ND_MARKUP_NONE, utf8, &decoded);
	if (status == ND_EFORMAT)	/* this field is in no encoding: as far as it goes */
		status = nd_decode(bytes, "utf-8", ND_MARKUP_NONE, utf8, &decoded);
	if (status != ND_OK)
		return nd_fail_memory(table->reading->err);
	value->kind = ND_JSON_STRING;
	value->text = decoded.text;
	value->had_nul = memchr(decoded.text.at, '\0', decoded.text.len) != NULL;
	/* it lies in table->bytes or in utf8, both ours */
	for (char *at = (char *)decoded.text.at, *const end = at + decoded.text.len; at < end; at++)
		if (!*at)
			*at = ' ';
	return ND_OK;
}

static int is_utf8(const struct table *table)
{
	return nd_utf8_valid(text_of(table, 0, table->bytes.n)) == table->bytes.n;
}

static enum nd_status deliver_row(struct table *table)
{
	struct nd_json_value values[ND_FIELDS];
	enum nd_status status = ND_OK;

	if (table->too_long)
		return nd_record_too_long(table->reading, table->row);
	if (!*table->charset && !is_utf8(table))
		status = settle_charset(table);
	for (enum nd_field i = 0; i < ND_FIELDS && status == ND_OK; i++)
		status = take_value(table, i, &values[i]);
	if (status != ND_OK)
		return status;
	values[ND_FIELD_TEXT].kind = ND_JSON_STRING;	/* maybe empty, but there */
	return nd_record_deliver(table->reading, values, (struct nd_text){ "", 0 }, table->row);
}

/* Say what is missing; 1 where there is nothing to compare. */
static int lacks_text(struct table *table)
{
	for (size_t i = 0; i < table->columns; i++)
		if (table->column[i] >= ND_FIELD_TITLE && table->column[i] < ND_FIELD_DATE)
			return 0;
	table->status = nd_complain(table->reading, 1, 1, "no column '%s': the table is left out%s",
				    nd_excerpt(nd_field_name(table->reading->opt, ND_FIELD_TEXT)).at,
				    table->reading->opt->text_key ? "" :
				    " (--text-key names another)");
	return 1;
}

/* For libcsv: a row is complete. */
static void on_row(int end, void *ctx)
{
	struct table *const table = ctx;

	(void)end;
	if (table->in_header)
		table->in_header = 0;
	else if (table->status == ND_OK && table->at)
		table->status = deliver_row(table);
	if (table->status == ND_OK && table->too_wide)
		table->status = nd_complain(table->reading, table->row, 0,
					    "more fields than the header names: a separator in "
					    "one without quotes?");
	table->at = 0;
	table->bytes.n = 0;
	table->too_long = table->too_wide = 0;
	memset(table->len, 0, sizeof(table->len));
	table->quoted = 0;
	table->row = table->line + 1;
}

static size_t count_quotes(struct nd_text line)
{
	size_t n = 0;

	for (size_t i = 0; i < line.len; i++)
		n += line.at[i] == '"';
	return n;
}

/* Give libcsv the next line, or what is there of it; 0 when nothing is left. */
static int read_line(struct table *table)
{
	struct nd_source *const source = &table->reading->source;
	const struct nd_text rest = nd_source_unread(source);
	const char *const newline = memchr(rest.at, '\n', rest.len);
	const size_t len = newline ? (size_t)(newline - rest.at) + 1 : rest.len;

	if (!rest.len) {
		if (source->ended)
			return 0;
		table->status = nd_reading_more(table->reading);
		return 1;
	}
	/* libcsv is silent of blank lines between rows */
	if (!table->at && !table->quoted && !nd_trim((struct nd_text){ rest.at, len }).len)
		table->row = table->line + (newline != NULL);
	table->quoted ^= count_quotes((struct nd_text){ rest.at, len }) & 1;
	if (csv_parse(&table->parser, rest.at, len, on_field, on_row, table) != len)
		table->status = nd_fail_memory(table->reading->err);
	nd_source_skip(source, len);
	table->line += newline != NULL;
	return 1;
}

static enum nd_status read_rows(struct table *table)
{
	const size_t most = table->reading->max_record;
	int header = 1;

	while (table->status == ND_OK && read_line(table)) {
		if (header && !table->in_header) {
			header = 0;
			if (lacks_text(table))
				return table->status;
		}
		if (table->status == ND_OK && csv_get_buffer_size(&table->parser) > most + 65536)
			return nd_complain(table->reading, table->row, 1, "a field of more than "
					   "%zu bytes, perhaps a quote that is not closed: the "
					   "rest is left out", most);
	}
	if (table->status != ND_OK)
		return table->status;
	if (table->quoted)
		table->status = nd_complain(table->reading, table->row, 0, "a quote is not closed: "
					    "this row goes on to the end");
	csv_fini(&table->parser, on_field, on_row, table);
	return table->status;
}

static enum nd_status read_table(struct nd_reading *reading)
{
	struct nd_text rest = nd_source_unread(&reading->source);
	struct table table = {
		.reading = reading, .line = 1, .row = 1, .in_header = 1,
		.bytes = ND_ARRAY_INIT(char, reading->max_record),
	};
	const char *newline;
	enum nd_status status;

	for (size_t i = 0; i < ND_FIELDS; i++)
		table.utf8[i] = (struct nd_array)ND_ARRAY_INIT(char, ND_TEXT_MAX);
	/* blank lines in front */
	for (; rest.len && nd_is_space(*rest.at); rest.at++, rest.len--) {
		table.line += *rest.at == '\n';
		nd_source_skip(&reading->source, 1);
	}
	newline = memchr(rest.at, '\n', rest.len);
	if (csv_init(&table.parser, CSV_EMPTY_IS_NULL))
		return nd_fail_memory(reading->err);
	csv_set_delim(&table.parser, (unsigned char)separator_of((struct nd_text){ rest.at,
		      newline ? (size_t)(newline - rest.at) : rest.len }));
	table.row = table.line;
	status = read_rows(&table);
	csv_free(&table.parser);
	nd_array_release(&table.bytes);
	for (size_t i = 0; i < ND_FIELDS; i++)
		nd_array_release(&table.utf8[i]);
	return status;
}

const struct nd_format nd_format_table = { "table", probe, read_table };
