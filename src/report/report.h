/*
 * report.h - results out: pairs, stories and explanations in any format
 *
 * A report is opened on a stream in a format, takes results one after the
 * other, and is closed:
 *
 *	struct nd_report_options opt = { .out = stdout };
 *	const struct nd_report_format *jsonl = nd_report_format("jsonl");
 *	struct nd_report *report = nd_report_open(jsonl, ND_REPORT_PAIRS, &opt);
 *
 *	nd_report_pair(report, pair, NULL);
 *	nd_report_close(report);
 *
 * Every function returns ND_OK; ND_EIO when the stream took no more (a full
 * disk, a closed pipe: errno says which), after which nothing is written; or
 * ND_ENOMEM.
 *
 * To add a format: write format.h's functions in a file of its own, and add
 * its name to the table in report.c.
 */
#ifndef ND_REPORT_REPORT_H
#define ND_REPORT_REPORT_H

#include <stdio.h>

#include "neardup.h"

/* What people want to see of an article beside its id. */
struct nd_headline {
	struct nd_text title;	/* or the first words of the text; may be empty */
	int64_t published;	/* or ND_NO_TIME */
	struct nd_text text;	/* empty where it is not known */
};

/* Fill in the headline of the article with this position among those added. */
typedef void nd_headline_of(void *ctx, size_t index, struct nd_headline *out);

struct nd_report_options {
	FILE *out;		/* stays yours */
	unsigned columns;	/* of the terminal; 0: not one, nothing is cut */
	int colour;
	nd_headline_of *headline; /* NULL: only ids are known */
	void *ctx;
};

enum nd_report_kind { ND_REPORT_PAIRS, ND_REPORT_CLUSTERS, ND_REPORT_EXPLANATION };

struct nd_report_format;
struct nd_report;

/* The format of that name, or NULL. */
const struct nd_report_format *nd_report_format(const char *name);
/* The name of format i from 0, or NULL past the last. */
const char *nd_report_format_name(size_t i);
/* Can it show why two articles are related? */
int nd_report_explains(const struct nd_report_format *format);

/* NULL when out of memory. */
struct nd_report *nd_report_open(const struct nd_report_format *format, enum nd_report_kind kind,
				 const struct nd_report_options *opt);
/* 'why' is what nd_engine_explain() says of the pair, or NULL to leave it out. */
enum nd_status nd_report_pair(struct nd_report *report, const struct nd_pair *pair,
			      const struct nd_explanation *why);
enum nd_status nd_report_cluster(struct nd_report *report, const struct nd_cluster *cluster);
enum nd_status nd_report_explanation(struct nd_report *report, const struct nd_explanation *why);
/* Writes what was held back and flushes the stream.  NULL is fine. */
enum nd_status nd_report_close(struct nd_report *report);

#endif
