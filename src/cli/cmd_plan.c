/*
 * cmd_plan.c - neardup plan: what a run would find, and what it would take
 *
 * The engine is asked for bands and rows.  How often two articles that have
 * nothing to do with each other meet in a band was counted once, on news; how
 * long a run takes is measured here and now.
 */
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/intake.h"
#include "cli/made_up.h"
#include "cli/message.h"
#include "cli/outfile.h"
#include "cli/output.h"
#include "cli/plan.h"
#include "report/scurve.h"

#define TRIAL_SECONDS	0.6	/* for each of the two kinds of run */
#define ARTICLES	100000	/* planned for where nobody says how many */
#define SAMPLE		((size_t)64 << 20)	/* bytes of the user's articles that are kept */

double plan_found(const struct plan *plan, double jaccard)
{
	return nd_band_probability(plan->shape.bands, plan->shape.rows, jaccard);
}

double plan_other(const struct plan *plan, double jaccard)
{
	return nd_band_probability(plan->settings->bands, plan->settings->rows, jaccard);
}

double plan_fitting(const struct plan *plan, const struct plan_cost *cost)
{
	return (double)plan->settings->memory / cost->bytes_each;
}

/*
 * Of all 116,151,661 pairs of 15,242 articles of a news agency (Reuters, 2011)
 * the share whose Jaccard index of word 3-shingles is at or above each bound and
 * below the next; counted exactly, pair by pair.
 */
static const struct { double from, share; } unrelated[] = {
	{ 0.00049, 3.530e-02 }, { 0.00069, 9.258e-02 }, { 0.00098, 1.025e-01 },
	{ 0.00138, 1.111e-01 }, { 0.00195, 1.063e-01 }, { 0.00276, 7.956e-02 },
	{ 0.00391, 4.592e-02 }, { 0.00552, 2.062e-02 }, { 0.00781, 7.938e-03 },
	{ 0.01105, 3.148e-03 }, { 0.01562, 1.374e-03 }, { 0.02210, 5.620e-04 },
	{ 0.03125, 2.178e-04 }, { 0.04419, 5.765e-05 }, { 0.06250, 1.977e-05 },
	{ 0.08839, 8.782e-06 }, { 0.12500, 5.054e-06 }, { 0.17678, 4.899e-06 },
	{ 0.25000, 3.461e-06 }, { 0.35355, 2.325e-06 }, { 0.50000, 2.032e-06 },
	{ 0.70711, 4.520e-06 },
};

/* Pairs below the threshold that share a band all the same. */
static double false_meetings(const struct plan *plan)
{
	const double pairs = (double)plan->articles * ((double)plan->articles - 1) / 2;
	double share = 0;

	for (size_t i = 0; i < sizeof(unrelated) / sizeof(*unrelated); i++) {
		/* the bounds are sqrt(2) apart */
		const double middle = unrelated[i].from * 1.189207;

		if (middle < plan->settings->engine.threshold)
			share += unrelated[i].share * plan_found(plan, middle);
	}
	return pairs * share;
}

/* The user's articles as far as they are kept, else made-up ones. */
struct sample {
	struct intake intake;
	struct progress progress;
	struct nd_array articles;	/* struct nd_article, whose texts are offsets into bytes */
	struct nd_array bytes;
	uint64_t seen;			/* kept or not */
	struct made_up made;
};

/* Keep a text as an offset: the bytes may still move. */
static int keep_text(struct sample *sample, struct nd_text *text)
{
	const size_t at = sample->bytes.n;

	if (text->len && !nd_array_append(&sample->bytes, text->at, text->len))
		return 0;
	text->at = (const char *)(uintptr_t)at;
	return 1;
}

static int on_record(void *ctx, const struct nd_record *record)
{
	struct sample *const sample = ctx;
	struct nd_article article = record->article;

	sample->seen++;
	progress_show(&sample->progress, "articles read:", sample->seen, 0);
	if (sample->bytes.n + article.id.len + article.title.len + article.text.len > SAMPLE)
		return 0;
	article.source = article.url = (struct nd_text){ NULL, 0 };
	if (keep_text(sample, &article.id) && keep_text(sample, &article.title) &&
	    keep_text(sample, &article.text) && nd_array_append(&sample->articles, &article, 1))
		return 0;
	progress_clear(&sample->progress);
	message("%s", nd_status_text(ND_ENOMEM));
	sample->intake.trouble = EXIT_TROUBLE;
	return 1;
}

static struct nd_text at_offset(const struct sample *sample, struct nd_text text)
{
	return (struct nd_text){ (const char *)sample->bytes.items + (uintptr_t)text.at, text.len };
}

static int own_article(void *ctx, uint64_t i, struct nd_article *out)
{
	const struct sample *const sample = ctx;

	if (i >= sample->articles.n)
		return 0;
	*out = ((const struct nd_article *)sample->articles.items)[i];
	out->id = at_offset(sample, out->id);
	out->title = at_offset(sample, out->title);
	out->text = at_offset(sample, out->text);
	return 1;
}

static int invented_article(void *ctx, uint64_t i, struct nd_article *out)
{
	struct sample *const sample = ctx;

	return made_up_article(&sample->made, i, out) == ND_OK;
}

static enum exit_code try_out(struct plan *plan, struct sample *sample, struct plan_cost *cost,
			      uint32_t relations)
{
	struct nd_options opt = plan->settings->engine;
	enum nd_status status;

	opt.relations = relations;
	status = trial_run(&opt, TRIAL_SECONDS, plan->own ? own_article : invented_article, sample,
			   &cost->trial);
	if (status != ND_OK) {
		message("%s", status == ND_EFORMAT ? "there is no article to measure with"
						   : "the measuring run failed");
		return EXIT_TROUBLE;
	}
	cost->seconds_each = cost->trial.seconds / (double)cost->trial.articles;
	cost->bytes_each = cost->trial.bytes / (double)cost->trial.articles;
	if (cost->bytes_each < 1)	/* so few that the memory was there already */
		cost->bytes_each = 1;
	return EXIT_DONE;
}

static enum exit_code measure(struct plan *plan, struct sample *sample)
{
	const struct settings *const settings = plan->settings;
	enum exit_code code = EXIT_DONE;

	plan->own = settings->n_files > 0;
	if (plan->own)
		code = intake_read(&sample->intake, settings->files, settings->n_files, on_record,
				   sample);
	progress_clear(&sample->progress);
	if (code == EXIT_DONE)
		code = try_out(plan, sample, &plan->copies,
			       ND_ALL_RELATIONS & ~ND_RELATION_BIT(ND_SAME_EVENT));
	if (code == EXIT_DONE)
		code = try_out(plan, sample, &plan->all, ND_ALL_RELATIONS);
	if (code != EXIT_DONE)
		return code;
	plan->words = (double)plan->all.trial.stats.tokens / (double)plan->all.trial.articles;
	plan->articles = plan->own ? sample->seen : ARTICLES;
	if (settings->articles)
		plan->articles = settings->articles;
	return EXIT_DONE;
}

/* Which bands and rows, and is there anything wrong with the options? */
static enum exit_code shape(struct plan *plan)
{
	const struct settings *const settings = plan->settings;
	struct nd_options opt = settings->engine;
	struct nd_engine *engine;
	struct nd_error err;

	opt.relations = ND_ALL_RELATIONS;
	if (!settings->bands != !settings->rows) {
		message("--bands and --rows go together");
		return EXIT_USAGE;
	}
	if (nd_engine_open(&engine, &opt, &err) != ND_OK) {
		message("%s", err.message);
		return err.status == ND_EINVAL ? EXIT_USAGE : EXIT_TROUBLE;
	}
	nd_engine_stats(engine, &plan->shape);
	nd_engine_close(engine);
	return EXIT_DONE;
}

static enum exit_code draw_picture(const struct plan *plan)
{
	const struct settings *const settings = plan->settings;
	const struct nd_scurve curve = {
		plan->shape.bands, plan->shape.rows, settings->bands, settings->rows,
		settings->engine.threshold, settings->engine.recall,
	};
	struct outfile file;
	enum exit_code code = outfile_open(&file, settings->output);

	if (code != EXIT_DONE)
		return code;
	nd_put_scurve(file.out, &curve);
	return outfile_close(&file, 1);
}

static enum exit_code show(const struct plan *plan)
{
	if (output_format(plan->settings) != nd_report_format("table"))
		put_plan_json(plan);
	else if (put_plan_table(plan, output_colour(plan->settings)) != ND_OK) {
		message("%s", nd_status_text(ND_ENOMEM));
		return EXIT_TROUBLE;
	}
	return plan->settings->output ? draw_picture(plan) : EXIT_DONE;
}

enum exit_code cmd_plan(const struct settings *settings)
{
	struct plan plan = { .settings = settings, .all = { .name = "all relations" },
			     .copies = { .name = "copies alone" } };
	struct sample sample = {
		.intake = INTAKE_INIT(settings, &sample.progress),
		.articles = ND_ARRAY_INIT(struct nd_article, UINT32_MAX),
		.bytes = ND_ARRAY_INIT(char, SAMPLE),
	};
	enum exit_code code;

	if (!nd_report_explains(output_format(settings))) {
		message("--format: tsv has no room for a plan; use jsonl or table");
		return EXIT_USAGE;
	}
	made_up_init(&sample.made, 1);
	progress_init(&sample.progress, !settings->quiet && isatty(STDERR_FILENO));
	code = shape(&plan);
	if (code == EXIT_DONE)
		code = measure(&plan, &sample);
	if (code == EXIT_DONE) {
		plan.meetings = false_meetings(&plan);
		code = show(&plan);
	}
	made_up_release(&sample.made);
	nd_array_release(&sample.articles);
	nd_array_release(&sample.bytes);
	return code;
}
