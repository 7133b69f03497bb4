/*
 * tsv.c - one line a pair or a member of a story, fields between tabs
 *
 * The first line names the fields.  In an id a tab is \t, a line end \n or \r
 * and a backslash \\, so that a line is a line and a field is a field; what is
 * unknown is empty.  The lines of stories start with id and cluster: cut to
 * those two they are a file of labels, as 'neardup eval' reads them.
 */
#include "report/figures.h"
#include "report/format.h"

#define SCORE_DECIMALS	4
#define HOURS_DECIMALS	2

static void put_id(FILE *out, struct nd_text id)
{
	for (size_t i = 0; i < id.len; i++) {
		switch (id.at[i]) {
		case '\t':	fputs("\\t", out); break;
		case '\n':	fputs("\\n", out); break;
		case '\r':	fputs("\\r", out); break;
		case '\\':	fputs("\\\\", out); break;
		default:	putc(id.at[i], out);
		}
	}
}

/* A tab and the figure; an empty field where it is negative: not known. */
static void put_figure(FILE *out, double value, unsigned decimals)
{
	char figure[ND_FIGURE_ROOM];
	const char *const shown = value < 0 ? NULL : nd_figure(figure, value, decimals);

	putc('\t', out);
	if (shown)
		fputs(shown, out);
}

static enum nd_status begin(struct nd_report *report)
{
	fputs(report->kind == ND_REPORT_CLUSTERS
	      ? "id\tcluster\tsize\trelation\tscore\tto\tsame_url\n"
	      : "a\tb\trelation\tscore\tjaccard\tcontainment\tevent\thours_apart\tsame_url\n",
	      report->opt.out);
	return ND_OK;
}

static enum nd_status write_pair(struct nd_report *report, const struct nd_pair *pair,
				 const struct nd_explanation *why)
{
	FILE *const out = report->opt.out;

	(void)why;
	put_id(out, pair->a);
	putc('\t', out);
	put_id(out, pair->b);
	fprintf(out, "\t%s", nd_relation_label(pair->relation));
	put_figure(out, pair->score, SCORE_DECIMALS);
	put_figure(out, pair->jaccard, SCORE_DECIMALS);
	put_figure(out, pair->containment, SCORE_DECIMALS);
	put_figure(out, pair->event, SCORE_DECIMALS);
	put_figure(out, pair->hours_apart, HOURS_DECIMALS);
	fputs(pair->same_url ? "\t1\n" : "\t0\n", out);
	return ND_OK;
}

static enum nd_status write_cluster(struct nd_report *report, const struct nd_cluster *cluster)
{
	FILE *const out = report->opt.out;

	for (size_t i = 0; i < cluster->size; i++) {
		const struct nd_member *const member = &cluster->members[i];

		put_id(out, member->id);
		fprintf(out, "\t%s\t%zu\t%s", cluster->id, cluster->size,
			member->relation < ND_RELATIONS ? nd_relation_name(member->relation) : "");
		put_figure(out, member->score, SCORE_DECIMALS);
		putc('\t', out);
		put_id(out, member->to);
		fputs(member->same_url ? "\t1\n" : "\t0\n", out);
	}
	return ND_OK;
}

const struct nd_report_format nd_report_as_tsv = {
	.name = "tsv",
	.begin = begin,
	.pair = write_pair,
	.cluster = write_cluster,
};
