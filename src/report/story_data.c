/* story_data.c - what the script needs to show a story and its pairs */
#include "report/story_data.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "report/characters.h"
#include "report/format.h"

#define PASSAGES (ND_OFFSETS / 2)	/* shown of one pair; the engine gives 20 */
#define DECIMALS 4

static int compare_offsets(const void *x, const void *y)
{
	const size_t a = **(size_t *const *)x, b = **(size_t *const *)y;

	return (a > b) - (a < b);
}

void nd_utf16_offsets(struct nd_text text, size_t *offsets, size_t n)
{
	size_t *sorted[ND_OFFSETS];
	size_t at = 0, units = 0;

	for (size_t i = 0; i < n; i++)
		sorted[i] = &offsets[i];
	qsort(sorted, n, sizeof(*sorted), compare_offsets);
	for (size_t i = 0; i < n; i++) {
		while (at < text.len && at < *sorted[i]) {
			const uint32_t c = nd_next_character(text, &at);

			units += c != ND_NOT_UTF8 && c >= 0x10000 ? 2 : 1;
		}
		*sorted[i] = units;
	}
}

struct nd_text nd_text_begin(struct nd_text text, size_t most)
{
	size_t next, len = 0;

	if (text.len <= most)
		return text;
	/* from a byte that begins a character; four back are enough to find one */
	next = nd_utf8_floor(text.at, text.len, most > 4 ? most - 4 : 0);
	while (next <= most) {
		len = next;
		nd_next_character(text, &next);
	}
	return (struct nd_text){ text.at, len };
}

void nd_put_article_data(struct nd_json *json, size_t index, const struct nd_page_article *article)
{
	const struct nd_text begin = nd_text_begin(article->text, ND_PAGE_TEXT);

	nd_json_begin(json, '{');
	nd_json_key(json, "i");
	nd_json_count(json, index);
	nd_json_key(json, "text");
	nd_json_text(json, begin);
	if (begin.len < article->text.len) {
		nd_json_key(json, "of");
		nd_json_count(json, article->text.len);
	}
	nd_json_end(json, '}');
}

static void put_figure(struct nd_json *json, const char *key, double value)
{
	nd_json_key(json, key);
	if (value < 0)
		nd_json_null(json);
	else
		nd_json_number(json, value, DECIMALS);
}

static void put_words(struct nd_json *json, const struct nd_explanation *why)
{
	nd_json_key(json, "reasons");
	nd_json_begin(json, '[');
	for (size_t i = 0; i < why->n_reasons; i++)
		nd_json_string(json, why->reasons[i]);
	nd_json_end(json, ']');
	nd_json_key(json, "measures");
	nd_json_begin(json, '[');
	for (size_t i = 0; i < why->n_measures; i++) {
		nd_json_begin(json, '[');
		nd_json_string(json, why->measures[i].name);
		nd_json_number(json, why->measures[i].value, DECIMALS);
		nd_json_string(json, why->measures[i].says);
		nd_json_end(json, ']');
	}
	nd_json_end(json, ']');
	nd_json_key(json, "terms");
	nd_json_begin(json, '[');
	for (size_t i = 0; i < why->n_terms; i++) {
		nd_json_begin(json, '[');
		nd_json_text(json, why->terms[i].term);
		nd_json_number(json, why->terms[i].weight, DECIMALS);
		nd_json_end(json, ']');
	}
	nd_json_end(json, ']');
}

static void put_passages(struct nd_json *json, const struct nd_explanation *why,
			 struct nd_text a_text, struct nd_text b_text)
{
	const size_t n = why->n_passages < PASSAGES ? why->n_passages : PASSAGES;
	size_t a[ND_OFFSETS], b[ND_OFFSETS];

	for (size_t i = 0; i < n; i++) {
		a[2 * i] = why->passages[i].a_from;
		a[2 * i + 1] = why->passages[i].a_to;
		b[2 * i] = why->passages[i].b_from;
		b[2 * i + 1] = why->passages[i].b_to;
	}
	nd_utf16_offsets(nd_text_begin(a_text, ND_PAGE_TEXT), a, 2 * n);
	nd_utf16_offsets(nd_text_begin(b_text, ND_PAGE_TEXT), b, 2 * n);
	nd_json_key(json, "passages");
	nd_json_begin(json, '[');
	for (size_t i = 0; i < n; i++) {
		/* one that the cut left no text of cannot be shown */
		if (a[2 * i] == a[2 * i + 1] || b[2 * i] == b[2 * i + 1])
			continue;
		nd_json_begin(json, '[');
		nd_json_count(json, a[2 * i]);
		nd_json_count(json, a[2 * i + 1]);
		nd_json_count(json, b[2 * i]);
		nd_json_count(json, b[2 * i + 1]);
		nd_json_end(json, ']');
	}
	nd_json_end(json, ']');
}

void nd_put_pair_data(struct nd_json *json, const struct nd_pair *pair,
		      const struct nd_explanation *why, struct nd_text a_text,
		      struct nd_text b_text)
{
	nd_json_begin(json, '{');
	nd_json_key(json, "a");
	nd_json_count(json, pair->a_index);
	nd_json_key(json, "b");
	nd_json_count(json, pair->b_index);
	nd_json_key(json, "relation");
	nd_json_string(json, nd_relation_label(pair->relation));
	put_figure(json, "score", pair->score);
	put_figure(json, "jaccard", pair->jaccard);
	put_figure(json, "containment", pair->containment);
	put_figure(json, "event", pair->event);
	put_figure(json, "hours", pair->hours_apart);
	if (why) {
		put_words(json, why);
		put_passages(json, why, a_text, b_text);
	}
	nd_json_end(json, '}');
}
