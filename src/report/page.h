/*
 * page.h - why two articles are, or are not, related: a page for people
 */
#ifndef ND_REPORT_PAGE_H
#define ND_REPORT_PAGE_H

#include "report/format.h"

/* Print the page; as wide as the terminal, or 80 columns.  ND_OK or ND_ENOMEM. */
enum nd_status nd_put_page(struct nd_report *report, const struct nd_explanation *why);

#endif
