/*
 * html.h - a page is one article
 *
 * What cannot be: no text that looks like an article's (an index page, say),
 * an encoding that nobody knows, more than ND_PAGE_MAX bytes.  Then there is a
 * complaint and no article.
 */
#ifndef ND_INPUT_HTML_H
#define ND_INPUT_HTML_H

#include "input/reading.h"

extern const struct nd_format nd_format_html;

/* What is known of a page from elsewhere; texts may be empty. */
struct nd_origin {
	struct nd_text id;		/* of the article; empty: reading->file */
	struct nd_text url;		/* where it came from */
	const char *charset;		/* from a header, or NULL */
	uint64_t line;			/* for nd_record */
};

/* Deliver the article of the page 'bytes', or complain. */
enum nd_status nd_html_read(struct nd_reading *reading, struct nd_text bytes,
			    const struct nd_origin *origin);

/*
 * The text of a piece of HTML, in UTF-8, all of it that is shown: for what
 * holds an article and nothing else, as the items of a feed do.  Good until
 * the next page.  ND_OK, or ND_ENOMEM and reading->err.
 */
enum nd_status nd_html_text(struct nd_reading *reading, struct nd_text html,
			    struct nd_text *text);

void nd_html_close(struct nd_html *html);	/* NULL is fine */

#endif
