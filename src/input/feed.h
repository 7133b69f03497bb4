/*
 * feed.h - RSS 0.9 to 2.0, RDF (RSS 1.0) and Atom: an article an item
 *
 *	id	guid, Atom's id, rdf:about, the link; else "file:line"
 *	title	without HTML
 *	text	content:encoded or Atom's content, where it is there, else
 *		description or summary; without HTML, also where that is escaped
 *		twice
 *	date	pubDate, published, issued, dc:date, else updated, modified,
 *		the channel's where the item has none is not taken
 *	url	the link, made absolute by xml:base and the channel's link
 *	source	the channel's title, or <source> of the item
 *	lang	xml:lang of the item, else the channel's language
 *
 * Broken XML is read as far as libxml2 can mend it, with a complaint.
 * Entities that a document declares are not expanded, nothing is fetched.
 */
#ifndef ND_INPUT_FEED_H
#define ND_INPUT_FEED_H

#include "input/reading.h"

#define ND_FEED_MAX ((size_t)64 << 20)	/* bytes of a feed */

extern const struct nd_format nd_format_feed;

#endif
