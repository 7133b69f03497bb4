/* cmd_clusters.c - neardup clusters: the stories, largest first */
#include "cli/output.h"

struct clusters {
	struct output output;
	uint64_t stories;	/* of two articles or more */
};

static int on_cluster(void *ctx, const struct nd_cluster *cluster)
{
	struct clusters *const clusters = ctx;
	struct gather *const gather = clusters->output.gather;

	progress_clear(&gather->progress);
	clusters->stories += cluster->size > 1;
	if (cluster->size < gather->settings->min_size)
		return 0;
	return output_note(&clusters->output,
			   nd_report_cluster(clusters->output.report, cluster));
}

static enum exit_code report_clusters(struct clusters *clusters, struct gather *gather)
{
	struct nd_error err;
	enum nd_status status;
	enum exit_code code = output_open(&clusters->output, ND_REPORT_CLUSTERS, gather);

	if (code != EXIT_DONE)
		return code;
	status = nd_engine_clusters(gather->engine, on_cluster, clusters, &err);
	return output_close(&clusters->output, status, &err);
}

enum exit_code cmd_clusters(const struct settings *settings)
{
	struct settings own = *settings;
	struct gather gather;
	struct clusters clusters = { .stories = 0 };
	enum exit_code code;
	char found[64];

	own.engine.least_story = settings->min_size < 2 ? settings->min_size : 2;
	code = gather_open(&gather, &own, output_needs(settings), ND_ALL_RELATIONS, 0);
	if (code == EXIT_DONE)
		code = gather_read(&gather, settings->files, settings->n_files);
	if (code == EXIT_DONE)
		code = report_clusters(&clusters, &gather);
	if (code == EXIT_DONE) {
		gather_stats(&gather);
		gather_summary(&gather,
			       plural(found, clusters.stories, "story", "stories"));
	}
	if (code == EXIT_DONE && settings->exit_status && clusters.stories)
		code = EXIT_FOUND;
	gather_close(&gather);
	return code;
}
