/* markup.c - comments, processing instructions and a doctype are passed over; a name decides */
#include "input/markup.h"

#include <string.h>

#include "input/ascii.h"

static struct nd_text behind(struct nd_text text, size_t n)
{
	text.at += n;
	text.len -= n;
	while (text.len && nd_is_space(*text.at))
		text.at++, text.len--;
	return text;
}

/* Behind the first 'end', or empty with a NULL where that is not there. */
static struct nd_text skip_to(struct nd_text text, const char *end)
{
	const char *const at = memmem(text.at, text.len, end, strlen(end));

	if (!at)
		return (struct nd_text){ NULL, 0 };
	return behind(text, (size_t)(at - text.at) + strlen(end));
}

/* Elements that HTML, or a piece of it, starts with. */
static int is_html(struct nd_text text)
{
	static const char *const names[] = {
		"html", "head", "body", "title", "meta", "link", "script", "style", "base",
		"article", "section", "main", "div", "p", "h1", "h2", "header", "table", "span",
		"a", "b", "br", "center", "font", "img", "nav", "ul", "ol", "blockquote",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const size_t len = strlen(names[i]);
		if (nd_ascii_starts(text, names[i]) && text.len > len &&
		    (nd_is_space(text.at[len]) || strchr("/>", text.at[len])))
			return 1;
	}
	return 0;
}

static enum nd_markup_kind by_name(struct nd_text name, int xml)
{
	static const char *const feeds[] = { "rss", "feed", "rdf:RDF", "atom:feed" };

	for (size_t i = 0; i < sizeof(feeds) / sizeof(*feeds); i++) {
		const size_t len = strlen(feeds[i]);
		if (nd_ascii_starts(name, feeds[i]) && name.len > len &&
		    (nd_is_space(name.at[len]) || name.at[len] == '>'))
			return ND_KIND_FEED;
	}
	if (is_html(name))
		return ND_KIND_HTML;
	return xml ? ND_KIND_XML : ND_KIND_NONE;
}

enum nd_markup_kind nd_markup_kind(struct nd_text head, int all)
{
	int xml = 0;

	while (head.len && *head.at == '<') {
		if (nd_ascii_starts(head, "<!doctype")) {
			const struct nd_text name = behind(head, 9);
			if (nd_ascii_starts(name, "html"))
				return ND_KIND_HTML;
			head = skip_to(head, ">");
		} else if (nd_ascii_starts(head, "<!--")) {
			head = skip_to(head, "-->");
		} else if (nd_ascii_starts(head, "<?")) {
			xml |= nd_ascii_starts(head, "<?xml");
			head = skip_to(head, "?>");
		} else if (memchr(head.at, '>', head.len) || memchr(head.at, ' ', head.len)) {
			return by_name(behind(head, 1), xml);
		} else {
			break;
		}
	}
	if (head.at && head.len && *head.at != '<')
		return xml ? ND_KIND_XML : ND_KIND_NONE;
	if (!all)
		return ND_KIND_MORE;
	return xml ? ND_KIND_XML : ND_KIND_NONE;
}
