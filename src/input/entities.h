/* entities.h - character references of HTML, where they stand in what is no HTML */
#ifndef ND_INPUT_ENTITIES_H
#define ND_INPUT_ENTITIES_H

#include "base/arena.h"
#include "neardup.h"

/*
 * Titles in feeds and in JSON-LD are often escaped once too often: "AT&amp;amp;T".
 * Returns the text with its character references resolved, twice at most, and
 * with tags taken out; where one ends a paragraph or line, a line end stands.
 * It is the text itself where there are none, else a copy in 'arena'; empty
 * with a NULL pointer when out of memory.
 */
struct nd_text nd_plain(struct nd_text text, struct nd_arena *arena);

#endif
