/* article.c - every field asks its sources in turn; for the title see headline.h */
#include "input/article.h"

#include <string.h>

#include "input/ascii.h"
#include "input/body.h"
#include "input/date.h"
#include "input/entities.h"
#include "input/headline.h"
#include "input/url.h"

static void choose_date(const struct nd_page *page, const struct nd_json_ld *ld,
			struct nd_page_article *article)
{
	const struct nd_text dates[] = {
		nd_ascii_trim(ld->published), page->facts[ND_FACT_PUBLISHED],
		page->facts[ND_FACT_TIME], page->facts[ND_FACT_DATE],
	};

	article->published = ND_NO_TIME;
	article->date = (struct nd_text){ "", 0 };
	for (size_t i = 0; i < sizeof(dates) / sizeof(*dates); i++)
		if (dates[i].len && nd_date_parse(dates[i], &article->published)) {
			article->date = dates[i];
			return;
		}
}

static struct nd_text choose_url(struct nd_page *page, const struct nd_json_ld *ld,
				 struct nd_text from)
{
	const struct nd_text urls[] = { page->facts[ND_FACT_CANONICAL],
					page->facts[ND_FACT_OG_URL], nd_ascii_trim(ld->url) };

	for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++) {
		const struct nd_text url = nd_url_absolute(urls[i], from, &page->arena);
		if (nd_url_is_absolute(url))
			return url;
	}
	return from;
}

static struct nd_text first_of(struct nd_text a, struct nd_text b, struct nd_text c)
{
	return a.len ? a : b.len ? b : c;
}

/* "en_US" as "en-US" */
static struct nd_text language(struct nd_page *page, struct nd_text lang)
{
	char *copy;

	if (!lang.len || !memchr(lang.at, '_', lang.len))
		return lang;
	copy = nd_arena_copy(&page->arena, lang.at, lang.len);
	for (size_t i = 0; copy && i < lang.len; i++)
		if (copy[i] == '_')
			copy[i] = '-';
	return (struct nd_text){ copy, copy ? lang.len : 0 };
}

/* Is what the page says of its text much more than what it shows? */
static int shows_little(struct nd_text shown, struct nd_text said)
{
	return shown.len < said.len / 2;
}

void nd_page_reader_init(struct nd_page_reader *reader)
{
	nd_page_init(&reader->page);
	reader->body = (struct nd_array)ND_ARRAY_INIT(char, UINT32_MAX);
}

void nd_page_reader_release(struct nd_page_reader *reader)
{
	nd_page_release(&reader->page);
	nd_array_release(&reader->body);
}

enum nd_status nd_page_article(struct nd_page_reader *reader, struct nd_text html,
			       struct nd_text url, struct nd_page_article *article)
{
	struct nd_page *const page = &reader->page;
	struct nd_json_ld ld = { .headline = { "", 0 } };
	enum nd_status status = nd_page_read(page, html);
	uint32_t headline;

	for (size_t i = 0; status == ND_OK && i < page->n_json_ld; i++)
		status = nd_json_ld_take(&ld, page->json_ld[i], &page->arena);
	if (status != ND_OK)
		return status;
	headline = nd_headline_find(page, &ld);
	ld.body = nd_plain(nd_ascii_trim(ld.body), &page->arena);
	status = nd_body(page, headline, ld.body, &reader->body);
	if (status != ND_OK)
		return status;
	article->text = (struct nd_text){ reader->body.n ? reader->body.items : "",
					  reader->body.n };
	if (shows_little(article->text, ld.body))
		article->text = ld.body;
	article->title = nd_headline_title(page, &ld, headline);
	choose_date(page, &ld, article);
	article->url = choose_url(page, &ld, url);
	article->source = first_of(nd_plain(nd_ascii_trim(ld.publisher), &page->arena),
				   page->facts[ND_FACT_SITE], nd_url_host(article->url));
	article->lang = language(page, first_of(page->facts[ND_FACT_LANG], ld.lang,
						page->facts[ND_FACT_LOCALE]));
	return article->title.at ? ND_OK : ND_ENOMEM;
}

enum nd_status nd_page_text_all(struct nd_page_reader *reader, struct nd_text html,
				struct nd_text *text)
{
	const struct nd_page *const page = &reader->page;
	enum nd_status status = nd_page_read(&reader->page, html);

	if (status == ND_OK)
		status = nd_body_all(page, &reader->body);
	*text = (struct nd_text){ reader->body.n ? reader->body.items : "", reader->body.n };
	return status;
}
