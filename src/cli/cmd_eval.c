/*
 * cmd_eval.c - neardup eval: a run, judged by labels
 *
 * The engine runs as it does for pairs and clusters, and everything that it
 * compared is judged, also what it did not report.
 */
#include <errno.h>
#include <stdlib.h>

#include "base/error.h"
#include "cli/evaluation.h"
#include "cli/message.h"
#include "cli/output.h"
#include "report/figures.h"

#define ROUNDS		1000	/* of an interval */
#define COMPLAINTS	50	/* printed; all are counted */
#define PAGE_ERRORS	20	/* of either kind on a page where nobody says how many */

/* Clustering takes copies to be one story with this probability (engine/stories.c). */
#define COPY_SCORE	0.99

static int on_bad_label(void *ctx, uint64_t line, const char *what)
{
	struct evaluation *const evaluation = ctx;
	const struct settings *const settings = evaluation->gather.settings;

	if (evaluation->bad_labels++ < COMPLAINTS)
		message("%s:%llu: %s", settings->labels, (unsigned long long)line, what);
	if (settings->strict)
		message("stopped there, as --strict asks");
	return settings->strict;
}

static enum exit_code read_labels(struct evaluation *evaluation)
{
	const char *const file = evaluation->gather.settings->labels;
	FILE *const in = fopen(file, "r");
	char count[ND_FIGURE_ROOM], text[ND_ERRNO_TEXT];
	struct nd_error err;
	enum nd_status status;

	if (!in) {
		message("cannot open '%s': %s", file, nd_errno_text(text, errno));
		return EXIT_TROUBLE;
	}
	status = nd_labels_read(&evaluation->labels, in, on_bad_label, evaluation, &err);
	if (status == ND_EIO)
		message("cannot read '%s': %s", file, nd_errno_text(text, errno));
	else if (status != ND_OK && status != ND_ESTOPPED)
		message("%s: %s", file, err.message);
	fclose(in);
	if (evaluation->bad_labels > COMPLAINTS)
		message("\xe2\x80\xa6 and %s more",
			nd_figure_count(count, evaluation->bad_labels - COMPLAINTS));
	return status == ND_OK ? EXIT_DONE : EXIT_TROUBLE;
}

/*
 * The figure that says how likely a pair is one story: the probability, which
 * a copy has too; where the event channel did not run, what made it a copy.
 */
static double score_of(const struct nd_pair *pair)
{
	if (pair->event < 0)
		return pair->relation == ND_UNRELATED ? pair->jaccard : pair->score;
	if (pair->relation == ND_SAME_EVENT && pair->same_url)
		return pair->score;
	if (pair->relation < ND_SAME_EVENT && pair->event < COPY_SCORE)
		return COPY_SCORE;
	return pair->event;
}

static int on_compared(void *ctx, const struct nd_pair *pair)
{
	struct evaluation *const evaluation = ctx;
	const struct nd_scored scored = {
		(uint32_t)pair->a_index, (uint32_t)pair->b_index,
		pair->relation != ND_UNRELATED, score_of(pair),
	};

	evaluation->reported += (uint64_t)scored.reported;
	return !nd_array_append(&evaluation->scored, &scored, 1);
}

static int on_cluster(void *ctx, const struct nd_cluster *cluster)
{
	struct evaluation *const evaluation = ctx;

	for (size_t i = 0; i < cluster->size; i++)
		evaluation->story[cluster->members[i].index] = evaluation->stories;
	evaluation->stories++;
	evaluation->together += cluster->size > 1;
	return 0;
}

static struct nd_text id_of(const void *ctx, size_t i)
{
	return gather_id(ctx, i);
}

/* What the engine thinks, what the labels say, and what comes of both. */
static enum nd_status judge(struct evaluation *evaluation, struct nd_error *err)
{
	const struct gather *const gather = &evaluation->gather;
	const struct settings *const settings = gather->settings;
	const uint32_t articles = (uint32_t)gather_count(gather);
	const struct nd_scored *scored;
	enum nd_status status;

	evaluation->story = nd_calloc(articles, sizeof(*evaluation->story));
	if (!evaluation->story)
		return nd_fail_memory(err);
	status = nd_engine_compared(gather->engine, on_compared, evaluation, err);
	if (status == ND_OK)
		status = nd_engine_clusters(gather->engine, on_cluster, evaluation, err);
	if (status != ND_OK)
		return status == ND_ESTOPPED ? nd_fail_memory(err) : status;
	scored = evaluation->scored.items;
	if (nd_truth_open(&evaluation->truth, &evaluation->labels, articles, id_of, gather) ||
	    nd_quality_open(&evaluation->quality, &evaluation->truth, scored, evaluation->scored.n,
			    evaluation->story) ||
	    nd_quality_estimate(&evaluation->quality, ROUNDS, settings->engine.seed,
				evaluation->estimate, &evaluation->rounds) ||
	    (evaluation->errors &&
	     nd_mistakes(&evaluation->truth, scored, evaluation->scored.n, evaluation->errors,
			 &evaluation->merges, &evaluation->misses)))
		return nd_fail_memory(err);
	return ND_OK;
}

/* What of the labels or the articles the other one does not know. */
static void tell_of_strangers(const struct evaluation *evaluation)
{
	const struct nd_truth *const truth = &evaluation->truth;
	char count[64];

	if (truth->unknown)
		message("%s not there", plural(count, truth->unknown,
						      "label is of an article that is",
						      "labels are of articles that are"));
	if (evaluation->gather.settings->quiet || !truth->strangers)
		return;
	plural(count, truth->strangers, "article is", "articles are");
	if (truth->form == ND_LABEL_CLUSTERS)
		message("%s without a label: to tie one to a labelled article counts as wrong",
			count);
	else
		message("%s in no listed pair", count);
}

enum nd_status evaluation_explain(struct evaluation *evaluation, const struct nd_mistake *mistake,
				  nd_on_explanation *fn, void *ctx, struct nd_error *err)
{
	struct gather *const gather = &evaluation->gather;

	return nd_engine_explain(gather->engine, gather_id(gather, mistake->a),
				 gather_id(gather, mistake->b), fn, ctx, err);
}

static enum exit_code show(struct evaluation *evaluation)
{
	struct gather *const gather = &evaluation->gather;
	const struct settings *const settings = gather->settings;
	struct nd_error err;
	enum nd_status status;

	progress_clear(&gather->progress);
	nd_engine_progress(gather->engine, NULL, NULL);
	if (output_format(settings) == nd_report_format("table"))
		status = put_evaluation_page(evaluation, output_colour(settings), &err);
	else
		status = put_evaluation_json(evaluation, &err);
	if (status != ND_OK)
		return gather_failed(gather, &err);
	if (fflush(stdout) || ferror(stdout))
		return output_failed(errno);
	return EXIT_DONE;
}

static enum exit_code run(struct evaluation *evaluation)
{
	struct gather *const gather = &evaluation->gather;
	const struct settings *const settings = gather->settings;
	struct nd_error err;
	enum exit_code code = read_labels(evaluation);
	char found[64];

	if (code == EXIT_DONE)
		code = gather_read(gather, settings->files, settings->n_files);
	if (code != EXIT_DONE)
		return code;
	if (judge(evaluation, &err) != ND_OK)
		return gather_failed(gather, &err);
	code = show(evaluation);
	if (code == EXIT_DONE && settings->output)
		code = write_evaluation_html(evaluation);
	if (code != EXIT_DONE)
		return code;
	tell_of_strangers(evaluation);
	gather_stats(gather);
	gather_summary(gather, plural(found, evaluation->truth.labelled,
					     "with a label", "with a label"));
	return EXIT_DONE;
}

enum exit_code cmd_eval(const struct settings *settings)
{
	struct evaluation evaluation = {
		.labels = ND_LABELS_INIT,
		.scored = ND_ARRAY_INIT(struct nd_scored, UINT32_MAX),
		.merges = ND_ARRAY_INIT(struct nd_mistake, UINT32_MAX),
		.misses = ND_ARRAY_INIT(struct nd_mistake, UINT32_MAX),
	};
	const unsigned keep = GATHER_IDS | (settings->errors ? output_needs(settings) : 0) |
			      (settings->output ? GATHER_ARTICLES : 0);
	struct settings own = *settings;
	enum exit_code code;

	own.engine.keep_strangers = 1;
	if (!settings->labels) {
		message("eval needs --labels FILE: what belongs together");
		return EXIT_USAGE;
	}
	if (!nd_report_explains(output_format(settings))) {
		message("--format: tsv has no room for an evaluation; use jsonl or table");
		return EXIT_USAGE;
	}
	evaluation.errors = settings->errors;
	if (settings->output && !settings->errors)
		evaluation.errors = PAGE_ERRORS;
	code = gather_open(&evaluation.gather, &own, keep, ND_ALL_RELATIONS,
			   evaluation.errors > 0);
	if (code == EXIT_DONE)
		code = run(&evaluation);
	nd_quality_close(&evaluation.quality);
	nd_truth_close(&evaluation.truth);
	nd_labels_release(&evaluation.labels);
	nd_array_release(&evaluation.scored);
	nd_array_release(&evaluation.merges);
	nd_array_release(&evaluation.misses);
	free(evaluation.story);
	gather_close(&evaluation.gather);
	return code;
}
