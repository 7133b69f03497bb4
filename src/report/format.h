/*
 * format.h - what a format has to do; for the files of this folder only
 */
#ifndef ND_REPORT_FORMAT_H
#define ND_REPORT_FORMAT_H

#include "report/report.h"

struct nd_report {
	const struct nd_report_format *format;
	enum nd_report_kind kind;
	struct nd_report_options opt;
	void *state;		/* the format's own, made by begin, freed by end */
};

/*
 * A function returns ND_OK or ND_ENOMEM; write errors stay in the stream,
 * where report.c finds them.  begin and end may be NULL, and explanation too
 * where the format has no room for one.
 */
struct nd_report_format {
	const char *name;	/* as --format has it */
	enum nd_status (*begin)(struct nd_report *report);
	enum nd_status (*pair)(struct nd_report *report, const struct nd_pair *pair,
			       const struct nd_explanation *why);
	enum nd_status (*cluster)(struct nd_report *report, const struct nd_cluster *cluster);
	enum nd_status (*explanation)(struct nd_report *report, const struct nd_explanation *why);
	enum nd_status (*end)(struct nd_report *report);
};

extern const struct nd_report_format nd_report_as_table, nd_report_as_jsonl, nd_report_as_tsv;

/* "same-event", also "unrelated". */
const char *nd_relation_label(enum nd_relation relation);

#endif
