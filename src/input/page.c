/*
 * page.c - libxml2 tells of elements and text one by one, and blocks grow from that
 *
 * libxml2's HTML parser mends what is broken about as browsers do.  Its
 * events are taken as they come; a tree would cost twice the time and serve no
 * one.  The parser keeps its own stack of open elements, ours runs beside it.
 */
#include "input/page.h"

#include <string.h>
#include <strings.h>

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "input/ascii.h"

struct open_element {
	const struct nd_tag *tag;
	uint32_t node;		/* of it, or of what it is in */
	unsigned char is_node;
	unsigned char skips;	/* opened a stretch that is not shown */
	unsigned char links;	/* opened a link */
};

#define NAMES 256

struct known_name {
	const xmlChar *name;
	const struct nd_tag *tag;
};

struct reader {
	struct nd_page *page;
	struct known_name names[NAMES];
	htmlParserCtxtPtr parser;
	struct open_element stack[ND_PAGE_DEPTH];
	unsigned depth;
	unsigned skipping, linking;	/* how many open elements skip, link */
	struct nd_array note;	/* char: what a title or a script holds */
	int noting;		/* ND_TAG_TITLE or ND_TAG_SCRIPT, else 0 */
	struct nd_page_block block;	/* being filled */
	int space;		/* white space is due before the next letter */
	unsigned breaks;	/* line breaks since the last letter */
	int failed;		/* out of memory */
};

static void stop(struct reader *r, const char *why)
{
	if (!r->page->cut)
		r->page->cut = why;
	xmlStopParser(r->parser);
}

static void fail(struct reader *r)
{
	r->failed = 1;
	xmlStopParser(r->parser);
}

static struct nd_page_node *node_at(struct reader *r, uint32_t i)
{
	return (struct nd_page_node *)r->page->nodes.items + i;
}

static uint32_t here(const struct reader *r)
{
	return r->depth ? r->stack[r->depth - 1].node : 0;
}

/* Characters of a script that writes no spaces: how many make a word, or 0. */
static unsigned per_word(uint32_t c)
{
	if (c < 0x0e00)
		return 0;
	if ((c >= 0x4e00 && c < 0xa000) || (c >= 0x3040 && c < 0x3100) ||
	    (c >= 0x3400 && c < 0x4dc0) || (c >= 0x20000 && c < 0x32000))
		return 2;
	if (c < 0x0f00 || (c >= 0x1000 && c < 0x10a0) || (c >= 0x1780 && c < 0x1800))
		return 4;
	return 0;
}

uint32_t nd_count_words(struct nd_text text)
{
	const unsigned char *const at = (const unsigned char *)text.at;
	uint32_t words = 0, quarters = 0, c;
	int in_word = 0;

	for (size_t i = 0; i < text.len;) {
		unsigned len, each;
		if (at[i] < 0x80) {
			const int letter = at[i++] > ' ';
			words += letter && !in_word;
			in_word = letter;
			continue;
		}
		len = nd_utf8_get(at + i, text.len - i, &c);
		each = len ? per_word(c) : 0;
		if (each)
			quarters += 4 / each;
		else
			words += !in_word;
		in_word = !each;
		i += len ? len : 1;
	}
	return words + quarters / 4;
}

/* The block ends here, unless nothing is in it. */
static void end_block(struct reader *r)
{
	struct nd_page *const page = r->page;
	struct nd_page_block *const block = &r->block;

	block->to = (uint32_t)page->text.n;
	if (block->to > block->from) {
		block->words = nd_count_words(nd_page_text(page, block));
		if (!nd_array_append(&page->blocks, block, 1))
			fail(r);
	}
	*block = (struct nd_page_block){ .from = block->to };
	r->space = 0;
	r->breaks = 0;
}

/* The length of white space at 'at': ASCII's, or a no-break space. */
static size_t blank_length(const char *at, size_t left)
{
	if (nd_ascii_blank(*at))
		return 1;
	return left >= 2 && at[0] == '\xc2' && at[1] == '\xa0' ? 2 : 0;
}

static size_t word_length(const char *at, size_t left)
{
	size_t n = 0;

	while (n < left && !blank_length(at + n, left - n))
		n++;
	return n;
}

/* Append a run of letters to the block, a space before it where one is due. */
static void add_word(struct reader *r, const char *at, size_t len)
{
	struct nd_array *const text = &r->page->text;

	if (text->n == r->block.from)
		r->block.node = here(r);
	else if (r->space && !nd_array_append(text, r->breaks ? "\n" : " ", 1))
		fail(r);
	if (!nd_array_append(text, at, len))
		fail(r);
	r->block.letters += (uint32_t)len;
	r->block.linked += r->linking ? (uint32_t)len : 0;
	r->space = 0;
	r->breaks = 0;
}

static void on_characters(void *ctx, const xmlChar *characters, int length)
{
	struct reader *const r = ctx;
	const char *const at = (const char *)characters;
	const size_t len = (size_t)length;

	if (r->failed)
		return;
	if (r->noting && !nd_array_append(&r->note, at, len))
		stop(r, "a title or script that is too long");
	if (r->skipping || r->noting)
		return;
	for (size_t i = 0, n; i < len; i += n) {
		n = blank_length(at + i, len - i);
		if (n) {
			r->space = 1;
			continue;
		}
		n = word_length(at + i, len - i);
		add_word(r, at + i, n);
	}
}

/* Scripts and styles come this way. */
static void on_cdata(void *ctx, const xmlChar *characters, int length)
{
	struct reader *const r = ctx;

	if (r->noting == ND_TAG_SCRIPT &&
	    !nd_array_append(&r->note, characters, (size_t)length))
		stop(r, "a script of JSON-LD that is too long");
}

/* The attributes that anything is made of. */
enum which_attribute {
	ARIA_HIDDEN, CLASS, CONTENT, DATETIME, HIDDEN, HREF, HTTP_EQUIV, ID, ITEMPROP, LANG, NAME,
	PROPERTY, REL, ROLE, STYLE, TYPE, XML_LANG, ATTRIBUTES
};

struct attributes {
	const char *value[ATTRIBUTES];	/* NULL where it is not there */
};

/* Pick them from what libxml2 gives: names and values in turn, NULL at the end. */
static void take_attributes(struct attributes *out, const xmlChar **given)
{
	static const char *const names[ATTRIBUTES] = {
		"aria-hidden", "class", "content", "datetime", "hidden", "href", "http-equiv",
		"id", "itemprop", "lang", "name", "property", "rel", "role", "style", "type",
		"xml:lang",
	};

	memset(out, 0, sizeof(*out));
	for (; given && *given; given += 2) {
		const char *const name = (const char *)given[0];
		for (int i = 0; i < ATTRIBUTES; i++) {
			if (*names[i] != *name || strcmp(names[i], name))
				continue;
			out->value[i] = given[1] ? (const char *)given[1] : "";
			break;
		}
	}
}

static int is_blank_string(const char *string)
{
	while (nd_ascii_blank(*string))
		string++;
	return !*string;
}

static void note_fact(struct reader *r, enum nd_fact fact, struct nd_text value)
{
	struct nd_text *const to = &r->page->facts[fact];

	while (value.len && nd_ascii_blank(*value.at))
		value.at++, value.len--;
	while (value.len && nd_ascii_blank(value.at[value.len - 1]))
		value.len--;
	if (to->len || !value.len)
		return;
	to->at = nd_arena_copy(&r->page->arena, value.at, value.len);
	if (to->at)
		to->len = value.len;
	else
		fail(r);
}

static void note_string(struct reader *r, enum nd_fact fact, const char *value)
{
	if (value && !is_blank_string(value))
		note_fact(r, fact, (struct nd_text){ value, strlen(value) });
}

/* Names of <meta>, whether in name, property, itemprop or http-equiv. */
static const struct { const char *name; enum nd_fact fact; } metas[] = {
	{ "og:title", ND_FACT_OG_TITLE }, { "twitter:title", ND_FACT_OG_TITLE },
	{ "dc.title", ND_FACT_OG_TITLE }, { "sailthru.title", ND_FACT_OG_TITLE },
	{ "parsely-title", ND_FACT_OG_TITLE },
	{ "og:site_name", ND_FACT_SITE }, { "application-name", ND_FACT_SITE },
	{ "dc.publisher", ND_FACT_SITE }, { "og:url", ND_FACT_OG_URL },
	{ "article:published_time", ND_FACT_PUBLISHED }, { "datepublished", ND_FACT_PUBLISHED },
	{ "og:published_time", ND_FACT_PUBLISHED }, { "pubdate", ND_FACT_PUBLISHED },
	{ "publishdate", ND_FACT_PUBLISHED }, { "publish-date", ND_FACT_PUBLISHED },
	{ "publish_date", ND_FACT_PUBLISHED }, { "article_date_original", ND_FACT_PUBLISHED },
	{ "parsely-pub-date", ND_FACT_PUBLISHED }, { "sailthru.date", ND_FACT_PUBLISHED },
	{ "dc.date.issued", ND_FACT_PUBLISHED }, { "dcterms.created", ND_FACT_PUBLISHED },
	{ "dcterms.issued", ND_FACT_PUBLISHED }, { "datecreated", ND_FACT_PUBLISHED },
	{ "date", ND_FACT_DATE }, { "dc.date", ND_FACT_DATE }, { "dcterms.date", ND_FACT_DATE },
	{ "og:locale", ND_FACT_LOCALE }, { "content-language", ND_FACT_LOCALE },
	{ "dc.language", ND_FACT_LOCALE }, { "inlanguage", ND_FACT_LOCALE },
};

static void note_meta(struct reader *r, const struct attributes *attributes)
{
	static const enum which_attribute keys[] = { PROPERTY, NAME, ITEMPROP, HTTP_EQUIV };
	const char *const content = attributes->value[CONTENT];

	for (size_t k = 0; content && k < sizeof(keys) / sizeof(*keys); k++) {
		const char *const name = attributes->value[keys[k]];
		for (size_t i = 0; name && i < sizeof(metas) / sizeof(*metas); i++)
			if (!strcasecmp(name, metas[i].name))
				note_string(r, metas[i].fact, content);
	}
}

/* What an element says of the article, apart from its text. */
static void note_element(struct reader *r, const struct nd_tag *tag,
			 const struct attributes *attributes)
{
	const char *const *const value = attributes->value;

	switch (tag->which) {
	case ND_TAG_META:
		note_meta(r, attributes);
		return;
	case ND_TAG_LINK:
		if (value[REL] && !strcasecmp(value[REL], "canonical"))
			note_string(r, ND_FACT_CANONICAL, value[HREF]);
		return;
	case ND_TAG_BASE:
		note_string(r, ND_FACT_BASE, value[HREF]);
		return;
	case ND_TAG_HTML:
		note_string(r, ND_FACT_LANG, value[LANG]);
		note_string(r, ND_FACT_LANG, value[XML_LANG]);
		return;
	case ND_TAG_TIME:
		note_string(r, ND_FACT_TIME, value[DATETIME]);
		break;
	default:
		break;
	}
	if (value[ITEMPROP] && !strcasecmp(value[ITEMPROP], "datePublished")) {
		note_string(r, ND_FACT_PUBLISHED, value[DATETIME]);
		note_string(r, ND_FACT_PUBLISHED, value[CONTENT]);
	}
}

/* A style that hides: display:none or visibility:hidden, with blanks or not. */
static int style_hides(const char *style)
{
	char packed[256];
	size_t n = 0;

	for (; *style && n < sizeof(packed) - 1; style++)
		if (!nd_ascii_blank(*style))
			packed[n++] = nd_ascii_lower(*style);
	packed[n] = '\0';
	return strstr(packed, "display:none") || strstr(packed, "visibility:hidden");
}

/* Classes that frameworks use to hide, or to show to screen readers only. */
static int class_hides(const char *classes)
{
	static const char *const names[] = { "hidden", "d-none", "is-hidden", "sr-only",
					     "visually-hidden", "visuallyhidden",
					     "screen-reader-text" };

	while (*classes) {
		const size_t len = strcspn(classes, " \t\n");
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
			if (strlen(names[i]) == len && !strncmp(names[i], classes, len))
				return 1;
		classes += len + (classes[len] != '\0');
	}
	return 0;
}

static unsigned hints_of(const struct attributes *attributes)
{
	static const char *const roles[] = { "navigation", "complementary", "banner",
					     "contentinfo", "search", "dialog", "alertdialog",
					     "menu", "menubar", "toolbar", "form" };
	static const enum which_attribute named[] = { CLASS, ID, ITEMPROP };
	const char *const *const value = attributes->value;
	unsigned hints = 0;

	for (size_t i = 0; i < sizeof(named) / sizeof(*named); i++)
		hints |= value[named[i]] ? nd_hints(value[named[i]]) : 0;
	for (size_t i = 0; value[ROLE] && i < sizeof(roles) / sizeof(*roles); i++)
		hints |= !strcmp(value[ROLE], roles[i]) ? ND_HINT_AWAY : 0;
	if (value[HIDDEN] || (value[CLASS] && class_hides(value[CLASS])) ||
	    (value[ARIA_HIDDEN] && !strcmp(value[ARIA_HIDDEN], "true")) ||
	    (value[STYLE] && style_hides(value[STYLE])))
		hints |= ND_HINT_HIDDEN;
	return hints;
}

static uint32_t kind_of(const struct nd_tag *tag, const char *class)
{
	return (uint32_t)nd_hash_bytes(class ? class : "", class ? strlen(class) : 0,
				       nd_hash_word(tag->name, strlen(tag->name)));
}

/* A new node for an element that is a block. */
static void open_node(struct reader *r, const struct nd_tag *tag,
		      const struct attributes *attributes, struct open_element *element)
{
	const struct nd_page_node node = {
		.parent = here(r),
		.blocks = (uint32_t)r->page->blocks.n,
		.tag = tag,
		.kind = kind_of(tag, attributes->value[CLASS]),
		.has_class = attributes->value[CLASS] != NULL,
		.hints = (unsigned char)hints_of(attributes),
	};

	element->node = (uint32_t)r->page->nodes.n;
	element->is_node = 1;
	element->skips |= (node.hints & ND_HINT_HIDDEN) != 0;
	if (nd_array_append(&r->page->nodes, &node, 1))
		return;
	element->is_node = 0;
	element->node = node.parent;
	if (r->page->nodes.n >= ND_PAGE_NODES)
		stop(r, "more than a million elements");
	else
		fail(r);
}

static int is_json_ld(const char *type)
{
	return type && !strncasecmp(type, "application/ld+json", 19);
}

static void start_noting(struct reader *r, int which)
{
	r->noting = which;
	r->note.n = 0;
}

/* nd_tag() of a name, which libxml2 gives the same pointer for every time. */
static const struct nd_tag *tag_of(struct reader *r, const xmlChar *name)
{
	struct known_name *const known = &r->names[(uintptr_t)name / 8 % NAMES];

	if (known->name != name)
		*known = (struct known_name){ name, nd_tag((const char *)name) };
	return known->tag;
}

/* Open a block, or note a line break. */
static void start_text(struct reader *r, const struct attributes *attributes,
		       struct open_element *element)
{
	if (element->tag->flags & ND_TAG_BLOCK) {
		end_block(r);
		open_node(r, element->tag, attributes, element);
	} else if (element->tag->which == ND_TAG_BR) {
		r->space = 1;
		if (++r->breaks == 2)
			end_block(r);
	}
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar **given)
{
	struct reader *const r = ctx;
	const struct nd_tag *const tag = tag_of(r, name);
	struct open_element element = { tag, here(r), 0, 0, 0 };
	struct attributes attributes;

	if (r->failed || r->page->cut)
		return;
	if (r->depth == ND_PAGE_DEPTH) {
		stop(r, "elements more than 512 deep");
		return;
	}
	take_attributes(&attributes, given);
	if (given)
		note_element(r, tag, &attributes);
	start_text(r, &attributes, &element);
	element.skips |= (tag->flags & ND_TAG_SKIP) != 0;
	element.links = tag->which == ND_TAG_A && attributes.value[HREF];
	r->skipping += element.skips;
	r->linking += element.links;
	if (tag->which == ND_TAG_TITLE && !r->skipping && !r->page->facts[ND_FACT_TITLE].len)
		start_noting(r, ND_TAG_TITLE);
	else if (tag->which == ND_TAG_SCRIPT && is_json_ld(attributes.value[TYPE]))
		start_noting(r, ND_TAG_SCRIPT);
	r->stack[r->depth++] = element;
}

/* What a title or script held is complete. */
static void end_note(struct reader *r)
{
	struct nd_page *const page = r->page;
	const struct nd_text note = { r->note.items, r->note.n };

	if (r->noting == ND_TAG_TITLE) {
		note_fact(r, ND_FACT_TITLE, note);
	} else if (note.len && page->n_json_ld < ND_PAGE_SCRIPTS) {
		const char *const copy = nd_arena_copy(&page->arena, note.at, note.len);
		if (copy)
			page->json_ld[page->n_json_ld++] = (struct nd_text){ copy, note.len };
		else
			fail(r);
	}
	r->noting = 0;
}

static void close_element(struct reader *r)
{
	const struct open_element *const element = &r->stack[--r->depth];

	if (r->noting == element->tag->which)
		end_note(r);
	if (element->is_node) {
		struct nd_page_node *const node = node_at(r, element->node);
		end_block(r);
		node->end = (uint32_t)r->page->nodes.n;
		node->blocks_end = (uint32_t)r->page->blocks.n;
	}
	r->skipping -= element->skips;
	r->linking -= element->links;
}

static void on_end(void *ctx, const xmlChar *name)
{
	struct reader *const r = ctx;
	const struct nd_tag *const tag = tag_of(r, name);
	unsigned depth = r->depth;

	if (r->failed)
		return;
	while (depth && r->stack[depth - 1].tag != tag)
		depth--;
	while (depth && r->depth >= depth)
		close_element(r);
}

void nd_page_init(struct nd_page *page)
{
	*page = (struct nd_page){
		.text = ND_ARRAY_INIT(char, UINT32_MAX),
		.blocks = ND_ARRAY_INIT(struct nd_page_block, UINT32_MAX),
		.nodes = ND_ARRAY_INIT(struct nd_page_node, ND_PAGE_NODES),
	};
}

void nd_page_release(struct nd_page *page)
{
	nd_array_release(&page->text);
	nd_array_release(&page->blocks);
	nd_array_release(&page->nodes);
	nd_arena_release(&page->arena);
}

static void clear(struct nd_page *page)
{
	const struct nd_page_node whole = { .tag = nd_tag("") };

	page->text.n = page->blocks.n = page->nodes.n = page->n_json_ld = 0;
	for (size_t i = 0; i < ND_FACTS; i++)
		page->facts[i] = (struct nd_text){ "", 0 };
	page->cut = NULL;
	nd_arena_release(&page->arena);
	nd_array_append(&page->nodes, &whole, 1);
}

static int parse(struct reader *r, struct nd_text html)
{
	htmlSAXHandler handler = {
		.startElement = on_start,
		.endElement = on_end,
		.characters = on_characters,
		.ignorableWhitespace = on_characters,
		.cdataBlock = on_cdata,
	};

	r->parser = htmlCreateMemoryParserCtxt(html.at, (int)html.len);
	if (!r->parser)
		return 0;
	*r->parser->sax = handler;
	r->parser->userData = r;
	htmlCtxtUseOptions(r->parser, HTML_PARSE_RECOVER | HTML_PARSE_NONET |
			   HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_IGNORE_ENC);
	xmlSwitchEncoding(r->parser, XML_CHAR_ENCODING_UTF8);
	/* or it would look for UTF-16 and UTF-32 in the first bytes */
	r->parser->encoding = xmlStrdup((const xmlChar *)"UTF-8");
	htmlParseDocument(r->parser);
	htmlFreeParserCtxt(r->parser);
	return !r->failed;
}

enum nd_status nd_page_read(struct nd_page *page, struct nd_text html)
{
	struct reader r = { .page = page, .note = ND_ARRAY_INIT(char, ND_PAGE_MAX) };
	struct nd_page_node *root;
	int good;

	clear(page);
	good = page->nodes.n && (!html.len || parse(&r, html));
	r.failed = 0;
	while (good && r.depth)
		close_element(&r);
	if (good)
		end_block(&r);
	good = good && !r.failed;
	root = page->nodes.items;
	if (good) {
		root->end = (uint32_t)page->nodes.n;
		root->blocks_end = (uint32_t)page->blocks.n;
	}
	nd_array_release(&r.note);
	return good ? ND_OK : ND_ENOMEM;
}
