/*
 * markup.h - text of the open web inside HTML
 *
 * Whatever goes through these functions is text in the page and nothing else:
 * it ends no element and no attribute, what acts on a reader's screen
 * (controls, bidirectional overrides) stands there as a visible escape, and
 * bytes that are not UTF-8 become U+FFFD.  Write errors stay in the stream.
 */
#ifndef ND_REPORT_MARKUP_H
#define ND_REPORT_MARKUP_H

#include <stdint.h>
#include <stdio.h>

#include "neardup.h"

/* Bytes of a title and of an id that a page shows; longer ones are cut and get an ellipsis. */
#define ND_MARKUP_TITLE	400
#define ND_MARKUP_ID	120

/*
 * Write at most 'most' bytes of the text, cut between characters, any run of
 * white space as one blank.  Good inside elements and quoted attributes.
 */
void nd_markup_line(FILE *out, struct nd_text text, size_t most);
void nd_markup_string(FILE *out, const char *string);	/* all of it */

/* Write an element that keeps the direction of its text to itself: <bdi>text</bdi>. */
void nd_markup_bdi(FILE *out, struct nd_text text, size_t most);

/* Is it an address that a page may link to?  Only http and https, at most 2048 bytes. */
int nd_markup_is_link(struct nd_text url);
/* The host of such an address without "www.", else empty. */
struct nd_text nd_markup_host(struct nd_text url);

/* Write <time>11 May 2015, 09:40</time>; "no date" for ND_NO_TIME.  Times are UTC. */
void nd_markup_time(FILE *out, int64_t seconds);

#endif
