/*
 * diff.h - the passages of two articles and what stands round them, for a terminal
 *
 * Shown like a diff: lines of "-" stand in A only, of "+" in B only, the others
 * in both.  Long stretches are cut to how they begin and end.
 */
#ifndef ND_REPORT_DIFF_H
#define ND_REPORT_DIFF_H

#include "report/format.h"

/*
 * Print the passages of an explanation between the texts of its two articles,
 * 'columns' wide.  Where a text is not known (empty) only the passages are
 * printed.  ND_OK or ND_ENOMEM.
 */
enum nd_status nd_put_diff(struct nd_report *report, const struct nd_explanation *why,
			   struct nd_text a_text, struct nd_text b_text, size_t columns);

#endif
