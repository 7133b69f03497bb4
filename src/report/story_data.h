/*
 * story_data.h - texts and pairs of a story as JSON for the page's script
 *
 *	{"articles": [{"i":12,"text":"...","of":81234}, ...],
 *	 "pairs": [{"a":12,"b":40,"relation":"same-event","score":0.94, ...,
 *		    "reasons":[...],"measures":[[name,value,says],...],
 *		    "terms":[[term,weight],...],"passages":[[a0,a1,b0,b1],...]}, ...]}
 *
 * Articles are named by their position in the input.  "of" stands where a text
 * was cut: the bytes that it has in all.  Passages are offsets into the text
 * in UTF-16 code units, as JavaScript counts; the engine counts bytes.
 */
#ifndef ND_REPORT_STORY_DATA_H
#define ND_REPORT_STORY_DATA_H

#include "report/json.h"
#include "report/story_page.h"

void nd_put_article_data(struct nd_json *json, size_t index, const struct nd_page_article *article);

/* 'why' may be NULL. */
void nd_put_pair_data(struct nd_json *json, const struct nd_pair *pair,
		      const struct nd_explanation *why, struct nd_text a_text,
		      struct nd_text b_text);

/* How a text begins: at most 'most' bytes, cut between two characters. */
struct nd_text nd_text_begin(struct nd_text text, size_t most);

/*
 * Turn n byte offsets into 'text', at most ND_OFFSETS in any order, into UTF-16
 * offsets; those past its end become its end.  A byte that is not UTF-8 counts
 * as the one U+FFFD that it is shown as.
 */
#define ND_OFFSETS 64
void nd_utf16_offsets(struct nd_text text, size_t *offsets, size_t n);

#endif
