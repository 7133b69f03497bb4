/*
 * paragraph.h - a text broken into lines
 */
#ifndef ND_REPORT_PARAGRAPH_H
#define ND_REPORT_PARAGRAPH_H

#include <stdio.h>

/* Where the lines begin and end. */
struct nd_paragraph {
	const char *first;	/* before the first line, plain ASCII */
	const char *rest;	/* before the others, as wide */
	const char *style;	/* of the text, of style.h; NULL: none */
	size_t width;		/* columns of a line, with what stands before it */
};

/*
 * Print a string that nd_shown() made with ND_SPACE_FOLDED, broken at blanks,
 * and inside a word (or Chinese text) that is wider than a line.
 */
void nd_put_paragraph(FILE *out, const struct nd_paragraph *paragraph, const char *shown);

#endif
