/* article.c - every field asks its sources in turn */
#include "input/article.h"

#include <string.h>

#include "input/body.h"
#include "input/date.h"
#include "input/entities.h"
#include "input/json_ld.h"
#include "input/url.h"

static struct nd_text trim(struct nd_text text)
{
	while (text.len && (unsigned char)*text.at <= ' ')
		text.at++, text.len--;
	while (text.len && (unsigned char)text.at[text.len - 1] <= ' ')
		text.len--;
	return text;
}

static int is_heading(const struct nd_page *page, uint32_t block)
{
	const struct nd_page_node *const node =
		nd_page_node(page, nd_page_block(page, block)->node);

	return (node->tag->flags & ND_TAG_HEADING) != 0;
}

static int is_h1(const struct nd_page *page, uint32_t block)
{
	const struct nd_page_node *node = nd_page_node(page, nd_page_block(page, block)->node);

	return node->tag->which == ND_TAG_H1 ||
	       nd_page_node(page, node->parent)->tag->which == ND_TAG_H1;
}

/* A byline may follow the headline behind a line break. */
static struct nd_text first_line(struct nd_text text)
{
	const char *const newline = memchr(text.at, '\n', text.len);

	return (struct nd_text){ text.at, newline ? (size_t)(newline - text.at) : text.len };
}

/* Heading or not, is it what 'name' calls the article? */
static int is_called(const struct nd_page *page, uint32_t block, struct nd_text name,
		     struct nd_text site)
{
	const struct nd_text text = nd_page_text(page, nd_page_block(page, block));

	return (is_heading(page, block) || is_h1(page, block)) && nd_same_title(text, name) &&
	       !nd_same_title(text, site);
}

/*
 * The block of the headline: of the headings that JSON-LD, or Open Graph, or
 * <title> has too the longest; else the first <h1> of three words; else none.
 */
static uint32_t find_headline(const struct nd_page *page, const struct nd_json_ld *ld)
{
	const struct nd_text names[] = {
		ld->headline, page->facts[ND_FACT_OG_TITLE], page->facts[ND_FACT_TITLE],
	};
	const struct nd_text site = page->facts[ND_FACT_SITE].len ? page->facts[ND_FACT_SITE]
								  : ld->publisher;
	uint32_t best = ND_NO_BLOCK;

	for (size_t k = 0; k < sizeof(names) / sizeof(*names) && best == ND_NO_BLOCK; k++)
		for (uint32_t i = 0; names[k].len && i < page->blocks.n; i++)
			if (is_called(page, i, names[k], site) &&
			    (best == ND_NO_BLOCK || nd_page_block(page, i)->letters >
						    nd_page_block(page, best)->letters))
				best = i;
	/* no heading at all: a line in bold, say */
	for (uint32_t i = 0; best == ND_NO_BLOCK && i < page->blocks.n; i++)
		for (size_t k = 0; k < sizeof(names) / sizeof(*names); k++)
			if (nd_page_block(page, i)->words > 3 && nd_same_title(names[k],
			    first_line(nd_page_text(page, nd_page_block(page, i)))))
				best = i;
	for (uint32_t i = 0; best == ND_NO_BLOCK && i < page->blocks.n; i++)
		if (is_h1(page, i) && nd_page_block(page, i)->words > 2)
			best = i;
	return best;
}

/* What stands before the last " - ", " | " and the like, which joins the site's name. */
static struct nd_text without_site(struct nd_text title, struct nd_text site)
{
	static const char *const joints[] = { " | ", " - ", " \xe2\x80\x93 ", " \xe2\x80\x94 ",
					      " :: ", " \xc2\xbb ", " \xc2\xb7 ", "_" };
	size_t cut = 0, behind = 0;

	for (size_t i = 1; i < title.len; i++)
		for (size_t k = 0; k < sizeof(joints) / sizeof(*joints); k++) {
			const size_t len = strlen(joints[k]);
			if (i + len < title.len && !memcmp(title.at + i, joints[k], len)) {
				cut = i;
				behind = i + len;
			}
		}
	if (cut) {
		const struct nd_text head = { title.at, cut };
		const struct nd_text tail = { title.at + behind, title.len - behind };
		if (nd_same_title(tail, site) ||
		    (nd_count_words(tail) <= 4 && nd_count_words(head) >= 4))
			return trim(head);
	}
	return title;
}

static struct nd_text choose_title(struct nd_page *page, const struct nd_json_ld *ld,
				   uint32_t headline)
{
	const struct nd_text site = page->facts[ND_FACT_SITE];
	const struct nd_text og = page->facts[ND_FACT_OG_TITLE];
	const struct nd_text on_page = headline == ND_NO_BLOCK ? (struct nd_text){ "", 0 } :
				       first_line(nd_page_text(page, nd_page_block(page, headline)));

	if (on_page.len && (nd_same_title(on_page, ld->headline) || nd_same_title(on_page, og) ||
			    nd_same_title(on_page, page->facts[ND_FACT_TITLE])))
		return on_page;
	if (ld->headline.len)
		return nd_plain(trim(ld->headline), &page->arena);
	if (og.len)
		return nd_plain(without_site(og, site), &page->arena);
	if (page->facts[ND_FACT_TITLE].len)
		return without_site(page->facts[ND_FACT_TITLE], site);
	return on_page;
}

static void choose_date(const struct nd_page *page, const struct nd_json_ld *ld,
			struct nd_page_article *article)
{
	const struct nd_text dates[] = {
		trim(ld->published), page->facts[ND_FACT_PUBLISHED], page->facts[ND_FACT_TIME],
		page->facts[ND_FACT_DATE],
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
					page->facts[ND_FACT_OG_URL], trim(ld->url) };

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
	headline = find_headline(page, &ld);
	ld.body = nd_plain(trim(ld.body), &page->arena);
	status = nd_body(page, headline, ld.body, &reader->body);
	if (status != ND_OK)
		return status;
	article->text = (struct nd_text){ reader->body.n ? reader->body.items : "",
					  reader->body.n };
	if (shows_little(article->text, ld.body))
		article->text = ld.body;
	article->title = choose_title(page, &ld, headline);
	choose_date(page, &ld, article);
	article->url = choose_url(page, &ld, url);
	article->source = first_of(nd_plain(trim(ld.publisher), &page->arena),
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
