/*
 * page.h - an HTML page as blocks of text; libxml2's parser behind it
 *
 * Reading a page gives no tree of nodes but what extraction looks at:
 *
 *	text	all text that is shown, white space collapsed, in one piece
 *	blocks	stretches of it between two boundaries that a reader sees: a
 *		paragraph, a headline, an item of a list, a cell
 *	nodes	the elements that make such boundaries, each before what is in
 *		it, with what their names, classes and roles say
 *	facts	what the head and microdata say of the article
 *
 * Everything has a ceiling, and nothing recurses: a page may be hostile.
 */
#ifndef ND_INPUT_PAGE_H
#define ND_INPUT_PAGE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/array.h"
#include "input/tags.h"

#define ND_PAGE_MAX	((size_t)32 << 20)	/* bytes of a page */
#define ND_PAGE_NODES	((size_t)1 << 20)
#define ND_PAGE_DEPTH	512			/* elements within elements */
#define ND_PAGE_SCRIPTS	32			/* of JSON-LD */

struct nd_page_node {
	uint32_t parent;	/* node 0 is the page itself and its own parent */
	uint32_t end;		/* the first node that is not in it */
	uint32_t blocks, blocks_end; /* those in it */
	const struct nd_tag *tag;
	uint32_t kind;		/* hash of its name and class: elements alike in a template */
	unsigned char has_class;
	unsigned char hints;	/* enum nd_hint: its own */
};

struct nd_page_block {
	uint32_t from, to;	/* in text */
	uint32_t node;		/* the innermost that it is in */
	uint32_t words;		/* see nd_count_words() */
	uint32_t letters;	/* bytes that are not white space */
	uint32_t linked;	/* of them, in links */
};

/* What a page says of the article; the first one of each that is not empty. */
enum nd_fact {
	ND_FACT_TITLE,		/* <title> */
	ND_FACT_OG_TITLE,	/* Open Graph, else Twitter's card */
	ND_FACT_SITE,		/* og:site_name and the like */
	ND_FACT_CANONICAL,	/* <link rel=canonical> */
	ND_FACT_OG_URL,
	ND_FACT_BASE,		/* <base href> */
	ND_FACT_PUBLISHED,	/* meta and microdata: when it was published */
	ND_FACT_DATE,		/* meta: a date, whatever of */
	ND_FACT_TIME,		/* <time datetime>, the first one */
	ND_FACT_LANG,		/* <html lang> */
	ND_FACT_LOCALE,		/* og:locale, content-language */
	ND_FACTS
};

struct nd_page {
	struct nd_array text;	/* char */
	struct nd_array blocks;	/* struct nd_page_block */
	struct nd_array nodes;	/* struct nd_page_node */
	struct nd_text facts[ND_FACTS];
	struct nd_text json_ld[ND_PAGE_SCRIPTS]; /* as they stand in the page */
	size_t n_json_ld;
	const char *cut;	/* why the rest of the page was left out, else NULL */
	struct nd_arena arena;	/* of facts and scripts */
};

void nd_page_init(struct nd_page *page);
void nd_page_release(struct nd_page *page);

/* Read a page in UTF-8; what the page held before is gone.  ND_OK or ND_ENOMEM. */
enum nd_status nd_page_read(struct nd_page *page, struct nd_text html);

static inline const struct nd_page_node *nd_page_node(const struct nd_page *page, size_t i)
{
	return (const struct nd_page_node *)page->nodes.items + i;
}

static inline const struct nd_page_block *nd_page_block(const struct nd_page *page, size_t i)
{
	return (const struct nd_page_block *)page->blocks.items + i;
}

static inline struct nd_text nd_page_text(const struct nd_page *page,
					  const struct nd_page_block *block)
{
	return (struct nd_text){ (const char *)page->text.items + block->from,
				 block->to - block->from };
}

/*
 * About how many words: runs between white space; where a script writes none
 * between words, two characters (Chinese, Japanese) or four (Thai, Lao, Khmer,
 * Burmese) count as one.
 */
uint32_t nd_count_words(struct nd_text text);

#endif
