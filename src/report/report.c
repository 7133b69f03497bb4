/* report.c - the table of formats, and what all of them share: errors of the stream */
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

#include "report/format.h"

static const struct nd_report_format *const formats[] = {
	&nd_report_as_table,
	&nd_report_as_jsonl,
	&nd_report_as_tsv,
};

#define FORMATS (sizeof(formats) / sizeof(*formats))

const struct nd_report_format *nd_report_format(const char *name)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (!strcmp(formats[i]->name, name))
			return formats[i];
	return NULL;
}

const char *nd_report_format_name(size_t i)
{
	return i < FORMATS ? formats[i]->name : NULL;
}

int nd_report_explains(const struct nd_report_format *format)
{
	return format->explanation != NULL;
}

const char *nd_relation_label(enum nd_relation relation)
{
	return relation < ND_RELATIONS ? nd_relation_name(relation) : "unrelated";
}

/* What a call returns: the format's own trouble first, then the stream's. */
static enum nd_status settle(const struct nd_report *report, enum nd_status status)
{
	if (status == ND_OK && ferror(report->opt.out))
		return ND_EIO;
	return status;
}

struct nd_report *nd_report_open(const struct nd_report_format *format, enum nd_report_kind kind,
				 const struct nd_report_options *opt)
{
	struct nd_report *const report = calloc(1, sizeof(*report));

	if (!report)
		return NULL;
	report->format = format;
	report->kind = kind;
	report->opt = *opt;
	if (format->begin && format->begin(report) != ND_OK) {
		free(report);
		return NULL;
	}
	return report;
}

enum nd_status nd_report_pair(struct nd_report *report, const struct nd_pair *pair,
			      const struct nd_explanation *why)
{
	if (ferror(report->opt.out))
		return ND_EIO;
	return settle(report, report->format->pair(report, pair, why));
}

enum nd_status nd_report_cluster(struct nd_report *report, const struct nd_cluster *cluster)
{
	if (ferror(report->opt.out))
		return ND_EIO;
	return settle(report, report->format->cluster(report, cluster));
}

enum nd_status nd_report_explanation(struct nd_report *report, const struct nd_explanation *why)
{
	if (ferror(report->opt.out))
		return ND_EIO;
	return settle(report, report->format->explanation(report, why));
}

enum nd_status nd_report_close(struct nd_report *report)
{
	enum nd_status status = ND_OK;

	if (!report)
		return ND_OK;
	if (report->format->end)
		status = report->format->end(report);
	fflush(report->opt.out);
	status = settle(report, status);
	free(report);
	return status;
}
