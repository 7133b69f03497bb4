/*
 * html_page.h - what every page has: head, style, script, end
 *
 * A page is one file.  It asks for nothing from anywhere: its policy
 * (Content-Security-Policy) forbids all loading and lets a browser use only
 * the style sheet and the script whose hashes stand in it, so that nothing
 * from an article could run even if it came through the escaping.
 */
#ifndef ND_REPORT_HTML_PAGE_H
#define ND_REPORT_HTML_PAGE_H

#include <stdio.h>

#include "neardup.h"
#include "report/assets.h"

/* Begin the page up to <body>; 'title' is escaped. */
void nd_page_begin(FILE *out, struct nd_text title, const struct nd_asset *style,
		   const struct nd_asset *script);
/* The script, which finds all that was written before it. */
void nd_page_script(FILE *out, const struct nd_asset *script);
void nd_page_end(FILE *out);

#endif
