/* json.c - JSON as RFC 8259 wants it, and nothing of it that we do not need */
#include "report/json.h"

#include "report/characters.h"
#include "report/figures.h"

static void before_value(struct nd_json *json)
{
	if (json->comma)
		putc(',', json->out);
	json->comma = 1;
}

static void put_value(struct nd_json *json, const char *value)
{
	before_value(json);
	fputs(value, json->out);
}

void nd_json_begin(struct nd_json *json, char bracket)
{
	before_value(json);
	putc(bracket, json->out);
	json->comma = 0;
}

void nd_json_end(struct nd_json *json, char bracket)
{
	putc(bracket, json->out);
	json->comma = 1;
}

void nd_json_key(struct nd_json *json, const char *key)
{
	before_value(json);
	fprintf(json->out, "\"%s\":", key);
	json->comma = 0;
}

void nd_json_null(struct nd_json *json)
{
	put_value(json, "null");
}

void nd_json_bool(struct nd_json *json, int value)
{
	put_value(json, value ? "true" : "false");
}

void nd_json_count(struct nd_json *json, uint64_t value)
{
	before_value(json);
	fprintf(json->out, "%llu", (unsigned long long)value);
}

void nd_json_number(struct nd_json *json, double value, unsigned decimals)
{
	char figure[ND_FIGURE_ROOM];
	const char *const shown = nd_figure(figure, value, decimals);

	put_value(json, shown ? shown : "null");
}

static void put_escape(FILE *out, uint32_t c)
{
	switch (c) {
	case '"':	fputs("\\\"", out); break;
	case '\\':	fputs("\\\\", out); break;
	case '\b':	fputs("\\b", out); break;
	case '\f':	fputs("\\f", out); break;
	case '\n':	fputs("\\n", out); break;
	case '\r':	fputs("\\r", out); break;
	case '\t':	fputs("\\t", out); break;
	default:	fprintf(out, "\\u%04x", (unsigned)c);
	}
}

static int stands_for_itself(unsigned char c)
{
	return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
}

/* The character at *i, which moves past it.  What acts on a terminal is below U+10000. */
static void put_character(FILE *out, struct nd_text text, size_t *i)
{
	const size_t from = *i;
	const uint32_t c = nd_next_character(text, i);

	if (c == ND_NOT_UTF8)
		fputs("\xef\xbf\xbd", out);
	else if (c < 0x80 || nd_character_acts(c))
		put_escape(out, c);
	else
		fwrite(text.at + from, 1, *i - from, out);
}

void nd_json_text(struct nd_json *json, struct nd_text text)
{
	FILE *const out = json->out;

	before_value(json);
	putc('"', out);
	for (size_t i = 0; i < text.len;) {
		const size_t from = i;

		while (i < text.len && stands_for_itself((unsigned char)text.at[i]))
			i++;
		if (i > from)
			fwrite(text.at + from, 1, i - from, out);
		else
			put_character(out, text, &i);
	}
	putc('"', out);
}

void nd_json_string(struct nd_json *json, const char *string)
{
	if (string)
		nd_json_text(json, nd_text_of(string));
	else
		nd_json_null(json);
}

void nd_json_time(struct nd_json *json, int64_t seconds)
{
	char figure[ND_FIGURE_ROOM];

	nd_json_string(json, nd_figure_time(figure, seconds));
}

void nd_json_end_line(struct nd_json *json)
{
	putc('\n', json->out);
	json->comma = 0;
}
