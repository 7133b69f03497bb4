/*
 * record.c - pass through what is JSON, make JSON of what is not
 *
 * Within a JSON object a line end can only stand between tokens: in a string
 * it has to be escaped.  So an object that ran over several lines, in an
 * array say, becomes one line by changing those bytes and no others.
 */
#include "cli/record.h"

#include <stdlib.h>

#include "report/json.h"

#define SCORE_DECIMALS 4

struct nd_article record_article(const struct nd_record *record)
{
	struct nd_article article = record->article;

	article.source = record->source;
	article.url = record->url;
	return article;
}

static void put_on_one_line(FILE *out, struct nd_text json)
{
	for (size_t i = 0, from = 0; i <= json.len; i++) {
		if (i < json.len && json.at[i] != '\n' && json.at[i] != '\r')
			continue;
		fwrite(json.at + from, 1, i - from, out);
		if (i < json.len)
			putc(' ', out);
		from = i + 1;
	}
}

static void put_unless_empty(struct nd_json *json, const char *key, struct nd_text text)
{
	if (!text.len)
		return;
	nd_json_key(json, key);
	nd_json_text(json, text);
}

void record_put(FILE *out, const struct nd_record *record)
{
	struct nd_json json = ND_JSON_INIT(out);

	if (record->raw.len) {
		put_on_one_line(out, record->raw);
		return;
	}
	nd_json_begin(&json, '{');
	put_unless_empty(&json, "id", record->article.id);
	put_unless_empty(&json, "title", record->article.title);
	put_unless_empty(&json, "text", record->article.text);
	if (record->date.len)
		put_unless_empty(&json, "date", record->date);
	else if (record->article.published != ND_NO_TIME) {
		nd_json_key(&json, "date");
		nd_json_time(&json, record->article.published);
	}
	put_unless_empty(&json, "url", record->url);
	put_unless_empty(&json, "source", record->source);
	put_unless_empty(&json, "lang", record->lang);
	nd_json_end(&json, '}');
}

char *record_line(const struct nd_record *record, size_t *len)
{
	char *line = NULL;
	FILE *const out = open_memstream(&line, len);

	if (!out)
		return NULL;
	record_put(out, record);
	if (!fclose(out))
		return line;
	free(line);
	return NULL;
}

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* How many bytes of the object stand before its closing brace, blanks left out. */
static size_t open_length(struct nd_text object)
{
	size_t len = object.len;

	while (len && object.at[len - 1] != '}')
		len--;
	if (len)
		len--;
	while (len && is_blank(object.at[len - 1]))
		len--;
	return len;
}

/* Write an object up to its closing brace. */
static struct nd_json reopen(FILE *out, struct nd_text object)
{
	const size_t len = open_length(object);

	fwrite(object.at, 1, len, out);
	/* after the brace that opens an empty object no comma is due */
	return (struct nd_json){ out, len && object.at[len - 1] != '{' };
}

static void put_one_left_out(struct nd_json *json, const struct nd_left_out *left_out)
{
	nd_json_begin(json, '{');
	put_unless_empty(json, "text", left_out->text);
	nd_json_key(json, "at");
	nd_json_begin(json, '[');
	nd_json_count(json, left_out->from);
	nd_json_count(json, left_out->to);
	nd_json_end(json, ']');
	nd_json_key(json, "articles");
	nd_json_count(json, left_out->in);
	nd_json_key(json, "of");
	nd_json_count(json, left_out->of);
	nd_json_end(json, '}');
}

void record_put_left_out(FILE *out, struct nd_text object, const struct nd_left_out *left_out,
			 size_t n)
{
	struct nd_json json;

	if (!n) {
		fwrite(object.at, 1, object.len, out);
		return;
	}
	json = reopen(out, object);
	nd_json_key(&json, "left_out");
	nd_json_begin(&json, '[');
	for (size_t i = 0; i < n; i++)
		put_one_left_out(&json, &left_out[i]);
	nd_json_end(&json, ']');
	nd_json_end(&json, '}');
}

void record_put_marked(FILE *out, struct nd_text object, const struct record_mark *mark)
{
	struct nd_json json = reopen(out, object);

	nd_json_key(&json, "duplicate_of");
	if (mark)
		nd_json_text(&json, mark->of);
	else
		nd_json_null(&json);
	nd_json_key(&json, "relation");
	nd_json_string(&json, mark ? nd_relation_name(mark->relation) : NULL);
	nd_json_key(&json, "score");
	if (mark)
		nd_json_number(&json, mark->score, SCORE_DECIMALS);
	else
		nd_json_null(&json);
	nd_json_end(&json, '}');
}
