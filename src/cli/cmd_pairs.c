/* cmd_pairs.c - neardup pairs: every pair that is related, best first */
#include "cli/message.h"
#include "cli/output.h"

struct pairs {
	struct gather *gather;
	struct output output;
	uint64_t n;
	struct nd_array kept;	/* struct nd_pair: those that are still to be explained */
};

static int on_pair(void *ctx, const struct nd_pair *pair)
{
	struct pairs *const pairs = ctx;

	progress_clear(&pairs->gather->progress);
	pairs->n++;
	return output_note(&pairs->output, nd_report_pair(pairs->output.report, pair, NULL));
}

/* The engine is busy with its pairs: keep this one until it can be asked why. */
static int keep_pair(void *ctx, const struct nd_pair *pair)
{
	struct pairs *const pairs = ctx;
	struct nd_pair kept = *pair;

	kept.a = gather_id(pairs->gather, pair->a_index);
	kept.b = gather_id(pairs->gather, pair->b_index);
	pairs->n++;
	if (nd_array_append(&pairs->kept, &kept, 1))
		return 0;
	return output_note(&pairs->output, ND_ENOMEM);
}

/* The pair of the run and the words of the explanation, in one. */
struct explained {
	struct pairs *pairs;
	const struct nd_pair *pair;
};

static int on_explanation(void *ctx, const struct nd_explanation *why)
{
	const struct explained *const explained = ctx;
	struct output *const output = &explained->pairs->output;

	progress_clear(&explained->pairs->gather->progress);
	return output_note(output, nd_report_pair(output->report, explained->pair, why));
}

static enum nd_status explain_pairs(struct pairs *pairs, struct nd_error *err)
{
	const struct nd_pair *kept;
	enum nd_status status = nd_engine_pairs(pairs->gather->engine, keep_pair, pairs, err);

	kept = pairs->kept.items;
	for (size_t i = 0; status == ND_OK && i < pairs->kept.n; i++) {
		struct explained explained = { pairs, &kept[i] };

		status = nd_engine_explain(pairs->gather->engine, kept[i].a, kept[i].b,
					   on_explanation, &explained, err);
	}
	return status;
}

static enum exit_code report_pairs(struct pairs *pairs, const struct settings *settings)
{
	struct nd_error err;
	enum nd_status status = ND_OK;
	enum exit_code code = output_open(&pairs->output, ND_REPORT_PAIRS, pairs->gather);

	if (code != EXIT_DONE)
		return code;
	if (settings->explain)
		status = explain_pairs(pairs, &err);
	else
		status = nd_engine_pairs(pairs->gather->engine, on_pair, pairs, &err);
	return output_close(&pairs->output, status, &err);
}

enum exit_code cmd_pairs(const struct settings *settings)
{
	struct gather gather;
	struct pairs pairs = { .gather = &gather,
			       .kept = ND_ARRAY_INIT(struct nd_pair, SIZE_MAX / 4) };
	const unsigned keep = output_needs(settings) | (settings->explain ? GATHER_IDS : 0);
	enum exit_code code;
	char found[64];

	if (settings->explain && !nd_report_explains(output_format(settings))) {
		message("--explain: tsv has no room for terms and passages; use jsonl or table");
		return EXIT_USAGE;
	}
	code = gather_open(&gather, settings, keep, ND_ALL_RELATIONS, settings->explain);
	if (code == EXIT_DONE)
		code = gather_read(&gather, settings->files, settings->n_files);
	if (code == EXIT_DONE)
		code = report_pairs(&pairs, settings);
	if (code == EXIT_DONE) {
		gather_stats(&gather);
		gather_summary(&gather, plural(found, pairs.n, "pair", "pairs"));
	}
	if (code == EXIT_DONE && settings->exit_status && pairs.n)
		code = EXIT_FOUND;
	nd_array_release(&pairs.kept);
	gather_close(&gather);
	return code;
}
