/* plan_json.c - a plan as one JSON object on one line */
#include "cli/plan.h"
#include "report/json.h"

#define DECIMALS 4

static void put_number(struct nd_json *json, const char *key, double value, unsigned decimals)
{
	nd_json_key(json, key);
	nd_json_number(json, value, decimals);
}

static void put_count(struct nd_json *json, const char *key, uint64_t count)
{
	nd_json_key(json, key);
	nd_json_count(json, count);
}

static void put_curve(struct nd_json *json, const struct plan *plan)
{
	nd_json_key(json, "curve");
	nd_json_begin(json, '[');
	for (int i = 1; i <= PLAN_STEPS; i++) {
		const double j = (double)i / PLAN_STEPS;

		nd_json_begin(json, '{');
		put_number(json, "jaccard", j, DECIMALS);
		put_number(json, "found", plan_found(plan, j), 6);
		if (plan->settings->bands)
			put_number(json, "other", plan_other(plan, j), 6);
		nd_json_end(json, '}');
	}
	nd_json_end(json, ']');
}

static void put_cost(struct nd_json *json, const char *key, const struct plan *plan,
		     const struct plan_cost *cost)
{
	nd_json_key(json, key);
	nd_json_begin(json, '{');
	put_count(json, "measured_articles", cost->trial.articles);
	put_number(json, "measured_seconds", cost->trial.seconds, DECIMALS);
	put_number(json, "seconds_per_article", cost->seconds_each, 9);
	put_number(json, "bytes_per_article", cost->bytes_each, 0);
	put_number(json, "seconds", cost->seconds_each * (double)plan->articles, 2);
	put_number(json, "bytes", cost->bytes_each * (double)plan->articles, 0);
	if (plan->settings->memory)
		put_number(json, "articles_in_memory", plan_fitting(plan, cost), 0);
	nd_json_end(json, '}');
}

void put_plan_json(const struct plan *plan)
{
	const struct nd_options *const opt = &plan->settings->engine;
	struct nd_json json = ND_JSON_INIT(stdout);

	nd_json_begin(&json, '{');
	put_number(&json, "threshold", opt->threshold, DECIMALS);
	put_number(&json, "recall", opt->recall, DECIMALS);
	put_count(&json, "num_perm", plan->shape.num_perm);
	put_count(&json, "bands", plan->shape.bands);
	put_count(&json, "rows", plan->shape.rows);
	put_number(&json, "found", plan_found(plan, opt->threshold), 6);
	if (plan->settings->bands) {
		put_count(&json, "other_bands", plan->settings->bands);
		put_count(&json, "other_rows", plan->settings->rows);
	}
	put_curve(&json, plan);
	put_count(&json, "articles", plan->articles);
	put_number(&json, "false_candidates", plan->meetings, 0);
	nd_json_key(&json, "kernels");
	nd_json_string(&json, nd_kernels());
	nd_json_key(&json, "measured_on");
	nd_json_string(&json, plan->own ? "files" : "made-up articles");
	put_number(&json, "words_per_article", plan->words, 1);
	put_cost(&json, "all", plan, &plan->all);
	put_cost(&json, "copies", plan, &plan->copies);
	nd_json_end(&json, '}');
	nd_json_end_line(&json);
}
