/*
 * feed.c - libxml2's tree, walked from item to item
 *
 * Elements are told by their local names, "content" by its namespace too: the
 * kinds of feed hardly contradict one another, and real feeds mix them.
 */
#include "input/feed.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/utf8.h"
#include "input/date.h"
#include "input/entities.h"
#include "input/html.h"
#include "input/markup.h"
#include "input/url.h"

struct feed {
	struct nd_reading *reading;
	struct nd_array text;		/* char: of the element looked at */
	struct nd_arena arena;		/* texts of the item */
	struct nd_arena channel;	/* texts of the channel */
	struct nd_text source, lang, base; /* of the channel */
};

struct item {
	struct nd_text id, title, content, summary, date, updated, url, source, lang;
	const char *base;		/* xml:base, xmlFree() it; or NULL */
	uint64_t line;
};

static int is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && !strcasecmp((const char *)node->name, name);
}

static int is_prefixed(const xmlNode *node, const char *prefix)
{
	return node->ns && node->ns->prefix && !strcmp((const char *)node->ns->prefix, prefix);
}

/* A reference to an entity: a character where HTML knows the name, else nothing. */
static int append_entity(struct nd_array *out, const xmlNode *node)
{
	const htmlEntityDesc *const entity = htmlEntityLookup(node->name);
	char bytes[ND_UTF8_MAX];

	return !entity || nd_array_append(out, bytes, nd_utf8_put(bytes, entity->value));
}

/* All text in a node, in order, without recursion; 0 when out of memory. */
static int append_text(struct nd_array *out, const xmlNode *top)
{
	const xmlNode *node = top->children;

	while (node) {
		const int is_text = node->type == XML_TEXT_NODE ||
				    node->type == XML_CDATA_SECTION_NODE;
		const char *const content = (const char *)node->content;
		if (is_text && content && !nd_array_append(out, content, strlen(content)))
			return 0;
		if (node->type == XML_ENTITY_REF_NODE && !append_entity(out, node))
			return 0;
		if (node->type == XML_ELEMENT_NODE && node->children) {
			node = node->children;
			continue;
		}
		while (node && !node->next && node != top)
			node = node->parent;
		node = node && node != top ? node->next : NULL;
	}
	return 1;
}

/* The text of an element, white space off its ends, copied to 'arena'. */
static struct nd_text text_in(struct feed *feed, const xmlNode *node, struct nd_arena *arena)
{
	struct nd_text text = { "", 0 };

	feed->text.n = 0;
	if (append_text(&feed->text, node) && feed->text.n) {
		text = nd_trim((struct nd_text){ feed->text.items, feed->text.n });
		text.at = nd_arena_copy(arena, text.at, text.len);
	}
	return text.at ? text : (struct nd_text){ "", 0 };
}

/* XHTML in Atom: as markup again. */
static struct nd_text markup_in(struct feed *feed, xmlNode *node)
{
	xmlBufferPtr buffer = xmlBufferCreate();
	struct nd_text text = { "", 0 };

	if (buffer && xmlNodeDump(buffer, node->doc, node, 0, 0) > 0) {
		text.len = (size_t)xmlBufferLength(buffer);
		text.at = nd_arena_copy(&feed->arena, xmlBufferContent(buffer), text.len);
	}
	xmlBufferFree(buffer);
	return text.at ? text : (struct nd_text){ "", 0 };
}

static int has_children(const xmlNode *node)
{
	for (node = node->children; node; node = node->next)
		if (node->type == XML_ELEMENT_NODE)
			return 1;
	return 0;
}

static struct nd_text content_in(struct feed *feed, xmlNode *node)
{
	return has_children(node) ? markup_in(feed, node) : text_in(feed, node, &feed->arena);
}

static struct nd_text attribute_in(xmlNode *node, const char *name, struct nd_arena *arena)
{
	xmlChar *const value = xmlGetProp(node, (const xmlChar *)name);
	struct nd_text text = { "", 0 };

	if (value) {
		text = nd_trim((struct nd_text){ (const char *)value,
						 strlen((const char *)value) });
		text.at = nd_arena_copy(arena, text.at, text.len);
		xmlFree(value);
	}
	return text.at ? text : (struct nd_text){ "", 0 };
}

static void keep(struct nd_text *to, struct nd_text text)
{
	if (!to->len)
		*to = text;
}

/* A link: RSS has it as text, Atom in href, and of several kinds. */
static void take_link(struct feed *feed, xmlNode *node, struct nd_text *url,
		      struct nd_arena *arena)
{
	const struct nd_text rel = attribute_in(node, "rel", arena);
	const struct nd_text href = attribute_in(node, "href", arena);

	if (href.len && (!rel.len || (rel.len == 9 && !memcmp(rel.at, "alternate", 9))))
		keep(url, href);
	else if (!href.len)
		keep(url, text_in(feed, node, arena));
}

static void take_date(struct feed *feed, const xmlNode *node, struct item *item)
{
	static const char *const first[] = { "pubDate", "published", "issued", "date", "created" };
	static const char *const later[] = { "updated", "modified" };

	for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++)
		if (is(node, first[i]))
			keep(&item->date, text_in(feed, node, &feed->arena));
	for (size_t i = 0; i < sizeof(later) / sizeof(*later); i++)
		if (is(node, later[i]))
			keep(&item->updated, text_in(feed, node, &feed->arena));
}

/* One element of an item. */
static void take_element(struct feed *feed, xmlNode *node, struct item *item)
{
	struct nd_arena *const arena = &feed->arena;

	if (is_prefixed(node, "media") || is_prefixed(node, "itunes"))
		return;
	if (is(node, "guid") || is(node, "id"))
		keep(&item->id, text_in(feed, node, arena));
	else if (is(node, "title"))
		keep(&item->title, content_in(feed, node));
	else if (is(node, "encoded") || is(node, "content"))
		keep(&item->content, content_in(feed, node));
	else if (is(node, "description") || is(node, "summary"))
		keep(&item->summary, content_in(feed, node));
	else if (is(node, "link") || is(node, "origLink"))
		take_link(feed, node, &item->url, arena);
	else if (is(node, "source") && !has_children(node))
		keep(&item->source, text_in(feed, node, arena));
	else
		take_date(feed, node, item);
}

/* Is it markup, by the looks of it?  Then it was escaped once more. */
static int looks_like_html(struct nd_text text)
{
	static const char *const tags[] = { "<p", "<br", "<a ", "<div", "<img", "<b>", "<i>",
					    "<em>", "<strong", "<ul", "<span", "</", "<h2" };

	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
		if (memmem(text.at, text.len, tags[i], strlen(tags[i])))
			return 1;
	return 0;
}

/* The longest text in an item, as plain text; good until the next. */
static enum nd_status plain_text(struct feed *feed, const struct item *item,
				 struct nd_text *text)
{
	const struct nd_text html = item->content.len ? item->content : item->summary;
	struct nd_text once;
	enum nd_status status = nd_html_text(feed->reading, html, text);

	if (status != ND_OK || !looks_like_html(*text))
		return status;
	once.len = text->len;
	once.at = nd_arena_copy(&feed->arena, text->at, text->len);
	return once.at ? nd_html_text(feed->reading, once, text)
		       : nd_fail_memory(feed->reading->err);
}

/* The item's URL as seen from where it stands. */
static struct nd_text absolute(struct feed *feed, const struct item *item)
{
	const struct nd_text base = { item->base, item->base ? strlen(item->base) : 0 };

	return nd_url_absolute(item->url, base.len ? base : feed->base, &feed->arena);
}

static enum nd_status deliver(struct feed *feed, const struct item *item, struct nd_text text)
{
	struct nd_reading *const reading = feed->reading;
	const struct nd_text date = item->date.len ? item->date : item->updated;
	char room[ND_PLACE_ROOM];
	struct nd_record record = {
		.article = {
			.id = item->id.len ? item->id : item->url,
			.title = nd_trim(nd_plain(item->title, &feed->arena)),
			.text = text,
			.published = ND_NO_TIME,
		},
		.date = date,
		.url = absolute(feed, item),
		.source = item->source.len ? item->source : feed->source,
		.lang = item->lang.len ? item->lang : feed->lang,
		.raw = { "", 0 },
		.file = reading->file,
		.line = item->line,
	};
	struct nd_article *const article = &record.article;
	enum nd_status status = ND_OK;

	nd_place_next(reading, item->line);
	if (!article->id.len)
		article->id = nd_place(reading, item->line, room);
	if (!article->title.at)
		return nd_fail_memory(reading->err);
	if (article->id.len > ND_ID_MAX)
		return nd_complain(reading, item->line, 1, "the id has %zu bytes, more than %zu",
				   article->id.len, ND_ID_MAX);
	if (!text.len && !article->title.len)
		return nd_complain(reading, item->line, 1, "an item without text or title");
	if (date.len && !nd_date_parse(date, &article->published))
		status = nd_complain(reading, item->line, 0, "cannot read the date '%s'",
				     nd_excerpt(date).at);
	else if (!text.len)
		status = nd_complain(reading, item->line, 0,
				     "empty text, only the title is compared");
	return status == ND_OK ? nd_deliver(reading, &record) : status;
}

static enum nd_status read_item(struct feed *feed, xmlNode *node)
{
	struct item item = { .id = { "", 0 }, .line = (uint64_t)xmlGetLineNo(node) };
	struct nd_text *const texts[] = { &item.id, &item.title, &item.content, &item.summary,
					  &item.date, &item.updated, &item.url, &item.source,
					  &item.lang };
	struct nd_text text;
	enum nd_status status;
	xmlChar *lang;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		*texts[i] = (struct nd_text){ "", 0 };
	for (xmlNode *child = node->children; child; child = child->next)
		if (child->type == XML_ELEMENT_NODE)
			take_element(feed, child, &item);
	keep(&item.id, attribute_in(node, "about", &feed->arena));
	lang = xmlNodeGetLang(node);
	if (lang)
		item.lang = nd_trim((struct nd_text){ (char *)lang, strlen((char *)lang) });
	item.base = (const char *)xmlNodeGetBase(node->doc, node);
	status = plain_text(feed, &item, &text);
	if (status == ND_OK)
		status = deliver(feed, &item, nd_trim(text));
	xmlFree(lang);
	xmlFree((xmlChar *)item.base);
	nd_arena_release(&feed->arena);
	return status;
}

static void read_channel_element(struct feed *feed, xmlNode *node)
{
	if (is(node, "title"))
		keep(&feed->source, nd_plain(text_in(feed, node, &feed->channel), &feed->channel));
	else if (is(node, "link"))
		take_link(feed, node, &feed->base, &feed->channel);
	else if (is(node, "language"))
		keep(&feed->lang, text_in(feed, node, &feed->channel));
}

/* The next node in document order, or NULL. */
static xmlNode *after(xmlNode *node, const xmlNode *root)
{
	if (node->type == XML_ELEMENT_NODE && node->children)
		return node->children;
	while (node != root && !node->next)
		node = node->parent;
	return node == root ? NULL : node->next;
}

/*
 * RSS has its items in the channel, RDF beside it, Atom knows no channel, and
 * where an end tag is missing one item lies in the other: they are read
 * wherever they are.
 */
static enum nd_status read_root(struct feed *feed, xmlNode *root)
{
	enum nd_status status = ND_OK;

	if (!is(root, "rss") && !is(root, "RDF") && !is(root, "feed"))
		return nd_complain(feed->reading, 0, 1, "XML that is no feed: it begins with '%s'",
				   nd_excerpt((struct nd_text){ (const char *)root->name,
					      strlen((const char *)root->name) }).at);
	for (xmlNode *node = root->children; node; node = node->next) {
		if (is(node, "channel"))
			for (xmlNode *child = node->children; child; child = child->next)
				read_channel_element(feed, child);
		else
			read_channel_element(feed, node);
	}
	for (xmlNode *node = root; node && status == ND_OK; node = after(node, root))
		if (is(node, "item") || is(node, "entry"))
			status = read_item(feed, node);
	return status;
}

static enum nd_status complain_broken(struct nd_reading *reading, xmlParserCtxtPtr parser)
{
	const xmlError *const error = xmlCtxtGetLastError(parser);
	const char *const message = error && error->message ? error->message : "not well-formed";
	struct nd_text text = { message, strlen(message) };

	return nd_complain(reading, error && error->line > 0 ? (uint64_t)error->line : 1, 0,
			   "broken XML, read as far as it can be: %s",
			   nd_excerpt(nd_trim(text)).at);
}

static enum nd_status parse(struct feed *feed, struct nd_text xml)
{
	struct nd_reading *const reading = feed->reading;
	xmlParserCtxtPtr const parser = xmlNewParserCtxt();
	xmlDocPtr doc = NULL;
	enum nd_status status = ND_OK;

	if (!parser)
		return nd_fail_memory(reading->err);
	doc = xmlCtxtReadMemory(parser, xml.at, (int)xml.len, NULL, "UTF-8",
				XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
				XML_PARSE_NOWARNING | XML_PARSE_COMPACT | XML_PARSE_IGNORE_ENC |
				XML_PARSE_BIG_LINES);
	if (!parser->wellFormed)
		status = complain_broken(reading, parser);
	if (status == ND_OK && doc && xmlDocGetRootElement(doc))
		status = read_root(feed, xmlDocGetRootElement(doc));
	xmlFreeDoc(doc);
	xmlFreeParserCtxt(parser);
	return status;
}

static enum nd_status read_bytes(struct nd_reading *reading, struct nd_text bytes)
{
	struct nd_array utf8 = ND_ARRAY_INIT(char, 3 * ND_FEED_MAX);
	struct feed feed = {
		.reading = reading,
		.text = ND_ARRAY_INIT(char, ND_FEED_MAX),
		.source = { "", 0 }, .lang = { "", 0 }, .base = { "", 0 },
	};
	struct nd_decoded decoded;
	enum nd_status status = nd_reading_decode(reading, 0, bytes, NULL, ND_MARKUP_XML, &utf8,
						  &decoded);

	if (status == ND_OK && decoded.text.len)
		status = parse(&feed, decoded.text);
	nd_array_release(&utf8);
	nd_array_release(&feed.text);
	nd_arena_release(&feed.arena);
	nd_arena_release(&feed.channel);
	return status;
}

static enum nd_status read_feed(struct nd_reading *reading)
{
	const size_t most = ND_FEED_MAX < reading->max_record ? ND_FEED_MAX : reading->max_record;
	const enum nd_status status = nd_reading_all(reading, most);
	struct nd_text bytes = nd_trim(nd_source_unread(&reading->source));

	if (status != ND_OK)
		return status;
	if (bytes.len > most)
		return nd_complain(reading, 0, 1, "a feed of more than %zu bytes", most);
	return read_bytes(reading, bytes);
}

static enum nd_probe probe(struct nd_text head, int all)
{
	switch (nd_markup_kind(head, all)) {
	case ND_KIND_FEED:
	case ND_KIND_XML: return ND_PROBE_YES;
	case ND_KIND_MORE: return ND_PROBE_MORE;
	default: return ND_PROBE_NO;
	}
}

const struct nd_format nd_format_feed = { "feed", probe, read_feed };
