/*
 * style.h - the few colours in use, as ECMA-48 sequences (SGR)
 *
 * Only the 16 colours that every terminal theme defines, and none that says
 * something which the words beside it do not say too.
 */
#ifndef ND_REPORT_STYLE_H
#define ND_REPORT_STYLE_H

#include "neardup.h"

#define ND_STYLE_PLAIN	""
#define ND_STYLE_BOLD	"\033[1m"
#define ND_STYLE_DIM	"\033[2m"
#define ND_STYLE_RED	"\033[31m"
#define ND_STYLE_GREEN	"\033[32m"
#define ND_STYLE_YELLOW	"\033[33m"
#define ND_STYLE_CYAN	"\033[36m"
#define ND_STYLE_END	"\033[0m"

/* Copies are red, from the event channel green. */
static inline const char *nd_relation_style(enum nd_relation relation)
{
	switch (relation) {
	case ND_IDENTICAL:
	case ND_NEAR_DUPLICATE:	return ND_STYLE_RED;
	case ND_CONTAINED:	return ND_STYLE_YELLOW;
	case ND_SAME_EVENT:	return ND_STYLE_GREEN;
	case ND_RELATIONS:	break;
	}
	return ND_STYLE_PLAIN;
}

#endif
