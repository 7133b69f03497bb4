/* headline.h - what the article of a page is called, and where on the page that stands */
#ifndef ND_INPUT_HEADLINE_H
#define ND_INPUT_HEADLINE_H

#include "input/json_ld.h"
#include "input/page.h"

/*
 * Are these two forms of one title: one within the other, whatever the case and
 * the white space, and no less than a third of it?
 */
int nd_same_title(struct nd_text a, struct nd_text b);

/*
 * The block of the headline: of the headings that JSON-LD, or Open Graph, or
 * <title> has too the longest; else any block that they have; else the first
 * <h1> of three words; else ND_NO_BLOCK.
 */
#define ND_NO_BLOCK UINT32_MAX
uint32_t nd_headline_find(const struct nd_page *page, const struct nd_json_ld *ld);

/*
 * The title: as it stands on the page where the head has it too, else as the
 * head has it, without the name of the site.  Empty where there is none, with
 * a NULL pointer when out of memory.
 */
struct nd_text nd_headline_title(struct nd_page *page, const struct nd_json_ld *ld,
				 uint32_t headline);

#endif
