/*
 * body.h - which blocks of a page are its article
 *
 * Each block is judged by how many words it and its neighbours have and how
 * much of it is link text: the decision tree "NumWords/LinkDensity" of
 *
 *	Kohlschütter, Fankhauser, Nejdl: Boilerplate Detection using Shallow
 *	Text Features.  WSDM 2010, algorithm 2.
 *
 * The tree knows nothing of where on the page a block is; comments and long
 * teasers are prose as well.  So its verdicts are added up along the tree of
 * elements, a block's words counting for the element it is in, and less for
 * each one further out (the idea of the density sums of Sun, Song, Liao: DOM
 * Based Content Extraction via Text Density.  SIGIR 2011).  The element with
 * the most is the body.  In it, short paragraphs and subheadings are taken
 * along; out of it stays what its own name says does not belong: <nav>,
 * <aside>, class="related" and so on, see tags.c.
 */
#ifndef ND_INPUT_BODY_H
#define ND_INPUT_BODY_H

#include "input/headline.h"

/*
 * Put the article's text into 'out', an array of char, which is emptied:
 * paragraphs with an empty line between, items and rows on lines.  'headline'
 * is the block of the article's headline, which is left out, or ND_NO_BLOCK.
 * Where the page says what the text is (articleBody in JSON-LD), 'said', which
 * may be empty, is believed as far as it is there on the page.
 * ND_OK or ND_ENOMEM.
 */
enum nd_status nd_body(const struct nd_page *page, uint32_t headline, struct nd_text said,
		       struct nd_array *out);

/* All blocks of the page, in the same form.  ND_OK or ND_ENOMEM. */
enum nd_status nd_body_all(const struct nd_page *page, struct nd_array *out);

#endif
