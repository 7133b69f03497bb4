/* markup.h - what kind of markup a source starts with */
#ifndef ND_INPUT_MARKUP_H
#define ND_INPUT_MARKUP_H

#include "input/reading.h"

enum nd_markup_kind {
	ND_KIND_NONE,
	ND_KIND_HTML,	/* by its doctype or first element */
	ND_KIND_FEED,	/* RSS, RDF or Atom */
	ND_KIND_XML,	/* it says that it is XML, and is neither */
	ND_KIND_MORE,	/* as ND_PROBE_MORE */
};

/* 'head' and 'all' are those of a probe: white space and byte order mark are off. */
enum nd_markup_kind nd_markup_kind(struct nd_text head, int all);

#endif
