/*
 * window.h - the units of a window of articles: which are templates?
 *
 * By the rules of templates.h, of which this is the part that has to do with one
 * window of one source.
 */
#ifndef ND_TEXT_WINDOW_H
#define ND_TEXT_WINDOW_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* A unit of an article: see struct nd_unit. */
struct nd_seen {
	uint64_t hash;
	uint32_t word;
	uint16_t article;	/* its place in the window */
	uint16_t kind;
};

/* Is one of n units there so often, and not as a fragment alone?  Then it could be a
 * template.  -1: out of memory. */
int nd_units_repeat(const struct nd_seen *seen, size_t n, uint32_t times);

/* A unit that so many articles have is a template.  Anything but ND_OK ends the judging. */
typedef enum nd_status nd_on_template(void *ctx, uint64_t unit, unsigned in);

/*
 * Tell the templates among the n units of so many articles, at most ND_TEMPLATE_WINDOW; the
 * units are written over.  ND_ENOMEM, or what 'fn' gave.
 */
enum nd_status nd_window_judge(struct nd_seen *seen, size_t n, unsigned articles,
			       nd_on_template *fn, void *ctx);

#endif
