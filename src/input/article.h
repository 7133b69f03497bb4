/*
 * article.h - the article of an HTML page: what it is called, when and where it
 * was published, and its text
 *
 * Each field from the first of these that has it:
 *
 *	title	the headline on the page, where the head or JSON-LD names it too;
 *		else JSON-LD, Open Graph, <title> without the name of the site,
 *		<h1>
 *	date	JSON-LD, <meta> or microdata of publication, <time>, <meta> of
 *		any date; one that cannot be read as a date is passed over
 *	url	<link rel=canonical>, og:url, JSON-LD, where the page came from
 *	source	publisher in JSON-LD, og:site_name, host of the URL
 *	lang	<html lang>, JSON-LD, og:locale
 *	text	see body.h; articleBody of JSON-LD where the page shows hardly any
 */
#ifndef ND_INPUT_ARTICLE_H
#define ND_INPUT_ARTICLE_H

#include "input/page.h"

struct nd_page_article {
	struct nd_text title, text, date, url, source, lang;	/* may be empty */
	int64_t published;		/* or ND_NO_TIME */
};

/* Buffers for one page after another; the article's texts point into them. */
struct nd_page_reader {
	struct nd_page page;
	struct nd_array body;	/* char */
};

void nd_page_reader_init(struct nd_page_reader *reader);
void nd_page_reader_release(struct nd_page_reader *reader);

/*
 * Read the page 'html', in UTF-8, that came from 'url', which may be empty.
 * The article's texts are good until the next call; its text is empty where
 * none was found.  ND_OK or ND_ENOMEM.
 */
enum nd_status nd_page_article(struct nd_page_reader *reader, struct nd_text html,
			       struct nd_text url, struct nd_page_article *article);

/*
 * All text of a piece of HTML that is shown, as paragraphs; *text is good
 * until the next call.  ND_OK or ND_ENOMEM.
 */
enum nd_status nd_page_text_all(struct nd_page_reader *reader, struct nd_text html,
				struct nd_text *text);

#endif
