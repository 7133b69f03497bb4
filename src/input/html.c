/* html.c - from bytes to a page to a record */
#include "input/html.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "input/article.h"
#include "input/markup.h"

struct nd_html {
	struct nd_page_reader reader;
	struct nd_array decoded;	/* char */
};

static struct nd_html *open_html(struct nd_reading *reading)
{
	struct nd_html *const html = reading->html ? reading->html : malloc(sizeof(*html));

	if (html && !reading->html) {
		nd_page_reader_init(&html->reader);
		html->decoded = (struct nd_array)ND_ARRAY_INIT(char, ND_TEXT_MAX);
	}
	reading->html = html;
	return html;
}

void nd_html_close(struct nd_html *html)
{
	if (!html)
		return;
	nd_page_reader_release(&html->reader);
	nd_array_release(&html->decoded);
	free(html);
}

static enum nd_status deliver(struct nd_reading *reading, const struct nd_origin *origin,
			      const struct nd_page_article *article)
{
	const struct nd_text file = { reading->file, strlen(reading->file) };
	const struct nd_record record = {
		.article = {
			.id = origin->id.len ? origin->id : file,
			.title = article->title,
			.text = article->text,
			.published = article->published,
		},
		.date = article->date,
		.url = article->url,
		.source = article->source,
		.lang = article->lang,
		.raw = { "", 0 },
		.file = reading->file,
		.line = origin->line,
	};

	if (record.article.id.len > ND_ID_MAX)
		return nd_complain(reading, origin->line, 1, "the id has %zu bytes, more than %zu",
				   record.article.id.len, ND_ID_MAX);
	if (!nd_trim(article->text).len)
		return nd_complain(reading, origin->line, 1, "no text of an article on this page");
	if (article->title.len + article->text.len > ND_TEXT_MAX)
		return nd_complain(reading, origin->line, 1,
				   "title and text have more than %zu bytes", ND_TEXT_MAX);
	return nd_deliver(reading, &record);
}

/* Blanks for NULs, which no page has a use for and at which libxml2 may stop. */
static struct nd_text without_nuls(struct nd_text text, struct nd_array *copy)
{
	char *at;

	if (!memchr(text.at, '\0', text.len))
		return text;
	if (text.at != copy->items) {
		copy->n = 0;
		if (!nd_array_append(copy, text.at, text.len))
			return text;
		text.at = copy->items;
	}
	for (at = copy->items; (at = memchr(at, '\0', text.len - (size_t)(at - text.at)));)
		*at++ = ' ';
	return text;
}

enum nd_status nd_html_read(struct nd_reading *reading, struct nd_text bytes,
			    const struct nd_origin *origin)
{
	struct nd_html *const html = open_html(reading);
	struct nd_page_article article;
	struct nd_decoded decoded;
	enum nd_status status;

	if (!html)
		return nd_fail_memory(reading->err);
	status = nd_reading_decode(reading, origin->line, bytes, origin->charset, ND_MARKUP_HTML,
				   &html->decoded, &decoded);
	if (status != ND_OK || !decoded.text.at)
		return status;
	decoded.text = without_nuls(decoded.text, &html->decoded);
	if (nd_page_article(&html->reader, decoded.text, origin->url, &article) != ND_OK)
		return nd_fail_memory(reading->err);
	if (html->reader.page.cut)
		status = nd_complain(reading, origin->line, 0, "%s: the rest of the page is left "
				     "out", html->reader.page.cut);
	return status == ND_OK ? deliver(reading, origin, &article) : status;
}

enum nd_status nd_html_text(struct nd_reading *reading, struct nd_text html,
			    struct nd_text *text)
{
	struct nd_html *const pages = open_html(reading);

	if (!pages || nd_page_text_all(&pages->reader, html, text) != ND_OK)
		return nd_fail_memory(reading->err);
	return ND_OK;
}

static enum nd_status read_html(struct nd_reading *reading)
{
	static const struct nd_origin whole = { .id = { "", 0 }, .url = { "", 0 } };
	const size_t most = ND_PAGE_MAX < reading->max_record ? ND_PAGE_MAX : reading->max_record;
	const enum nd_status status = nd_reading_all(reading, most);
	const struct nd_text bytes = nd_source_unread(&reading->source);

	if (status != ND_OK)
		return status;
	if (bytes.len > most)
		return nd_complain(reading, 0, 1, "a page of more than %zu bytes", most);
	return nd_html_read(reading, bytes, &whole);
}

static enum nd_probe probe(struct nd_text head, int all)
{
	switch (nd_markup_kind(head, all)) {
	case ND_KIND_HTML: return ND_PROBE_YES;
	case ND_KIND_MORE: return ND_PROBE_MORE;
	default: return ND_PROBE_NO;
	}
}

const struct nd_format nd_format_html = { "HTML", probe, read_html };
