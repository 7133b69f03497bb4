/* eval_json.c - an evaluation as one JSON object on one line */
#include <math.h>

#include "cli/evaluation.h"
#include "report/json.h"

#define DECIMALS 4

struct figure {
	const char *key;
	enum nd_quality_figure figure;
};

struct writing {
	struct evaluation *evaluation;
	struct nd_json json;
	struct nd_error *err;
};

static void put_count(struct nd_json *json, const char *key, uint64_t count)
{
	nd_json_key(json, key);
	nd_json_count(json, count);
}

static void put_number(struct nd_json *json, const char *key, double value)
{
	nd_json_key(json, key);
	nd_json_number(json, value, DECIMALS);
}

static void put_text(struct nd_json *json, const char *key, struct nd_text text)
{
	nd_json_key(json, key);
	nd_json_text(json, text);
}

static void put_estimate(struct writing *w, const char *key, enum nd_quality_figure figure)
{
	const struct nd_estimate *const estimate = &w->evaluation->estimate[figure];

	nd_json_key(&w->json, key);
	nd_json_begin(&w->json, '{');
	put_number(&w->json, "value", estimate->value);
	put_number(&w->json, "low", estimate->low);
	put_number(&w->json, "high", estimate->high);
	nd_json_end(&w->json, '}');
}

static void put_estimates(struct writing *w, const struct figure *figures, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_estimate(w, figures[i].key, figures[i].figure);
}

static void put_labels(struct writing *w)
{
	const struct nd_truth *const truth = &w->evaluation->truth;
	struct nd_json *const json = &w->json;

	put_count(json, "articles", truth->articles);
	nd_json_key(json, "labels");
	nd_json_begin(json, '{');
	nd_json_key(json, "form");
	nd_json_string(json, truth->form == ND_LABEL_CLUSTERS ? "clusters" : "pairs");
	put_count(json, "labelled", truth->labelled);
	put_count(json, "unlabelled", truth->strangers);
	put_count(json, "unknown", truth->unknown);
	put_count(json, "skipped", w->evaluation->bad_labels);
	put_count(json, "clusters", truth->classes - truth->strangers);
	put_count(json, "pairs", truth->pairs);
	nd_json_end(json, '}');
}

static void put_pairs(struct writing *w)
{
	static const struct figure figures[] = {
		{ "precision", ND_Q_PRECISION },
		{ "recall", ND_Q_RECALL },
		{ "f1", ND_Q_F1 },
		{ "average_precision", ND_Q_AVERAGE_PRECISION },
		{ "best_f1", ND_Q_BEST_F1 },
		{ "best_threshold", ND_Q_BEST_THRESHOLD },
	};

	nd_json_key(&w->json, "pairs");
	nd_json_begin(&w->json, '{');
	put_count(&w->json, "reported", w->evaluation->reported);
	put_estimates(w, figures, sizeof(figures) / sizeof(*figures));
	nd_json_end(&w->json, '}');
}

static void begin_range(struct writing *w, double from, double to, struct nd_curve_bin bin)
{
	nd_json_begin(&w->json, '{');
	put_number(&w->json, "from", from);
	put_number(&w->json, "to", to);
	put_count(&w->json, "pairs", bin.pairs);
	put_count(&w->json, "right", bin.right);
}

static void put_calibration(struct writing *w)
{
	const struct nd_curve *const curve = &w->evaluation->quality.curve;

	nd_json_key(&w->json, "calibration");
	nd_json_begin(&w->json, '{');
	nd_json_key(&w->json, "ranges");
	nd_json_begin(&w->json, '[');
	for (size_t i = 0; i < ND_Q_RANGES; i++) {
		const struct nd_quality_range *const range = &nd_quality_ranges[i];

		begin_range(w, range->from, range->to, nd_curve_bin(curve, range->from, range->to));
		put_estimate(w, "share", range->figure);
		nd_json_end(&w->json, '}');
	}
	nd_json_end(&w->json, ']');
	nd_json_key(&w->json, "bins");
	nd_json_begin(&w->json, '[');
	for (int i = 0; i < ND_CURVE_BINS; i++) {
		const struct nd_curve_bin bin = nd_curve_tenth(curve, i);

		begin_range(w, i / 10.0, (i + 1) / 10.0, bin);
		put_number(&w->json, "share", bin.right_share);
		put_number(&w->json, "mean_score", bin.mean);
		nd_json_end(&w->json, '}');
	}
	nd_json_end(&w->json, ']');
	nd_json_end(&w->json, '}');
}

static void put_candidates(struct writing *w)
{
	const struct evaluation *const evaluation = w->evaluation;
	struct nd_stats stats;

	nd_engine_stats(evaluation->gather.engine, &stats);
	nd_json_key(&w->json, "candidates");
	nd_json_begin(&w->json, '{');
	put_count(&w->json, "pairs", evaluation->scored.n);
	put_number(&w->json, "per_article",
		   (double)evaluation->scored.n / evaluation->truth.articles);
	put_count(&w->json, "crowded", stats.crowded);
	put_estimate(w, "recall", ND_Q_CANDIDATE_RECALL);
	nd_json_end(&w->json, '}');
}

static void put_stories(struct writing *w)
{
	static const struct figure figures[] = {
		{ "precision", ND_Q_STORY_PRECISION },
		{ "recall", ND_Q_STORY_RECALL },
		{ "f1", ND_Q_STORY_F1 },
		{ "ari", ND_Q_ARI },
		{ "b3_precision", ND_Q_B3_PRECISION },
		{ "b3_recall", ND_Q_B3_RECALL },
		{ "b3_f1", ND_Q_B3_F1 },
	};

	nd_json_key(&w->json, "clusters");
	nd_json_begin(&w->json, '{');
	put_count(&w->json, "stories", w->evaluation->together);
	put_estimates(w, figures, sizeof(figures) / sizeof(*figures));
	nd_json_end(&w->json, '}');
}

static void put_rounds(struct writing *w)
{
	nd_json_key(&w->json, "bootstrap");
	nd_json_begin(&w->json, '{');
	put_count(&w->json, "rounds", w->evaluation->rounds);
	put_count(&w->json, "seed", w->evaluation->gather.settings->engine.seed);
	nd_json_end(&w->json, '}');
}

static int on_explanation(void *ctx, const struct nd_explanation *why)
{
	struct nd_json *const json = ctx;

	nd_json_key(json, "relation");
	nd_json_string(json, nd_relation_name(why->pair.relation));
	put_number(json, "jaccard", why->pair.jaccard);
	put_number(json, "event", why->pair.event < 0 ? NAN : why->pair.event);
	nd_json_key(json, "reasons");
	nd_json_begin(json, '[');
	for (size_t i = 0; i < why->n_reasons; i++)
		nd_json_string(json, why->reasons[i]);
	nd_json_end(json, ']');
	return 0;
}

/* The cluster that an article is labelled with, or null. */
static void put_cluster(struct writing *w, const char *key, struct nd_text id)
{
	const struct nd_text cluster = nd_labels_cluster(&w->evaluation->labels, id);

	nd_json_key(&w->json, key);
	if (cluster.len)
		nd_json_text(&w->json, cluster);
	else
		nd_json_null(&w->json);
}

static enum nd_status put_mistake(struct writing *w, const struct nd_mistake *mistake)
{
	const struct evaluation *const evaluation = w->evaluation;
	const struct nd_text a = gather_id(&evaluation->gather, mistake->a);
	const struct nd_text b = gather_id(&evaluation->gather, mistake->b);
	enum nd_status status;

	nd_json_begin(&w->json, '{');
	put_text(&w->json, "a", a);
	put_text(&w->json, "b", b);
	put_number(&w->json, "score", mistake->score);
	if (evaluation->truth.form == ND_LABEL_CLUSTERS) {
		put_cluster(w, "a_cluster", a);
		put_cluster(w, "b_cluster", b);
	}
	nd_json_key(&w->json, "one_story");
	nd_json_bool(&w->json, evaluation->story[mistake->a] == evaluation->story[mistake->b]);
	nd_json_key(&w->json, "compared");
	nd_json_bool(&w->json, mistake->compared);
	status = evaluation_explain(w->evaluation, mistake, on_explanation, &w->json, w->err);
	nd_json_end(&w->json, '}');
	return status;
}

static enum nd_status put_mistakes(struct writing *w, const char *key, const struct nd_array *array)
{
	const struct nd_mistake *const mistake = array->items;
	enum nd_status status = ND_OK;

	nd_json_key(&w->json, key);
	nd_json_begin(&w->json, '[');
	for (size_t i = 0; i < array->n && status == ND_OK; i++)
		status = put_mistake(w, &mistake[i]);
	nd_json_end(&w->json, ']');
	return status;
}

enum nd_status put_evaluation_json(struct evaluation *evaluation, struct nd_error *err)
{
	struct writing w = { evaluation, ND_JSON_INIT(stdout), err };
	enum nd_status status = ND_OK;

	nd_json_begin(&w.json, '{');
	put_labels(&w);
	put_pairs(&w);
	put_calibration(&w);
	put_candidates(&w);
	put_stories(&w);
	put_rounds(&w);
	if (evaluation->gather.settings->errors) {
		status = put_mistakes(&w, "false_merges", &evaluation->merges);
		if (status == ND_OK)
			status = put_mistakes(&w, "misses", &evaluation->misses);
	}
	nd_json_end(&w.json, '}');
	nd_json_end_line(&w.json);
	return status;
}
