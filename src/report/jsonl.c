/*
 * jsonl.c - JSON Lines: one object a line, one line a result
 *
 * The names and their order are a promise to other programs (DESIGN.md, "The
 * command line"): fields may be added at the end, none renamed.
 */
#include "report/format.h"
#include "report/json.h"

#define SCORE_DECIMALS	4
#define HOURS_DECIMALS	2

static void put_text(struct nd_json *json, const char *key, struct nd_text text)
{
	nd_json_key(json, key);
	nd_json_text(json, text);
}

static void put_score(struct nd_json *json, const char *key, double score)
{
	nd_json_key(json, key);
	nd_json_number(json, score, SCORE_DECIMALS);
}

/* A figure that is -1 where it is not known. */
static void put_unless_negative(struct nd_json *json, const char *key, double value,
				unsigned decimals)
{
	nd_json_key(json, key);
	if (value < 0)
		nd_json_null(json);
	else
		nd_json_number(json, value, decimals);
}

/* Only where it holds, as it is the exception. */
static void put_same_url(struct nd_json *json, int same_url)
{
	if (!same_url)
		return;
	nd_json_key(json, "same_url");
	nd_json_bool(json, 1);
}

static void put_pair(struct nd_json *json, const struct nd_pair *pair)
{
	put_text(json, "a", pair->a);
	put_text(json, "b", pair->b);
	nd_json_key(json, "relation");
	nd_json_string(json, nd_relation_label(pair->relation));
	put_score(json, "score", pair->score);
	put_score(json, "jaccard", pair->jaccard);
	put_score(json, "containment", pair->containment);
	put_unless_negative(json, "event", pair->event, SCORE_DECIMALS);
	put_unless_negative(json, "hours_apart", pair->hours_apart, HOURS_DECIMALS);
	put_same_url(json, pair->same_url);
}

static void put_terms(struct nd_json *json, const struct nd_explanation *why)
{
	nd_json_key(json, "terms");
	nd_json_begin(json, '[');
	for (size_t i = 0; i < why->n_terms; i++) {
		nd_json_begin(json, '{');
		put_text(json, "term", why->terms[i].term);
		put_score(json, "weight", why->terms[i].weight);
		nd_json_end(json, '}');
	}
	nd_json_end(json, ']');
}

static void put_range(struct nd_json *json, const char *key, size_t from, size_t to)
{
	nd_json_key(json, key);
	nd_json_begin(json, '[');
	nd_json_count(json, from);
	nd_json_count(json, to);
	nd_json_end(json, ']');
}

static void put_passages(struct nd_json *json, const struct nd_explanation *why)
{
	nd_json_key(json, "passages");
	nd_json_begin(json, '[');
	for (size_t i = 0; i < why->n_passages; i++) {
		const struct nd_passage *const passage = &why->passages[i];

		nd_json_begin(json, '{');
		put_text(json, "text", passage->text);
		put_range(json, "a", passage->a_from, passage->a_to);
		put_range(json, "b", passage->b_from, passage->b_to);
		nd_json_end(json, '}');
	}
	nd_json_end(json, ']');
}

static void put_left_out(struct nd_json *json, const struct nd_explanation *why)
{
	if (!why->n_left_out)
		return;
	nd_json_key(json, "left_out");
	nd_json_begin(json, '[');
	for (size_t i = 0; i < why->n_left_out; i++) {
		const struct nd_left_out *const left_out = &why->left_out[i];

		nd_json_begin(json, '{');
		put_text(json, "text", left_out->text);
		put_range(json, left_out->in_b ? "b" : "a", left_out->from, left_out->to);
		nd_json_key(json, "articles");
		nd_json_count(json, left_out->in);
		nd_json_key(json, "of");
		nd_json_count(json, left_out->of);
		nd_json_end(json, '}');
	}
	nd_json_end(json, ']');
}

static enum nd_status write_pair(struct nd_report *report, const struct nd_pair *pair,
				 const struct nd_explanation *why)
{
	struct nd_json json = ND_JSON_INIT(report->opt.out);

	nd_json_begin(&json, '{');
	put_pair(&json, pair);
	if (why) {
		put_terms(&json, why);
		put_passages(&json, why);
	}
	nd_json_end(&json, '}');
	nd_json_end_line(&json);
	return ND_OK;
}

static void put_member(struct nd_json *json, const struct nd_member *member)
{
	const int representative = member->relation >= ND_RELATIONS;

	nd_json_begin(json, '{');
	put_text(json, "id", member->id);
	nd_json_key(json, "relation");
	nd_json_string(json, representative ? NULL : nd_relation_name(member->relation));
	put_score(json, "score", member->score);
	nd_json_key(json, "to");
	if (representative)
		nd_json_null(json);
	else
		nd_json_text(json, member->to);
	put_same_url(json, member->same_url);
	nd_json_end(json, '}');
}

static enum nd_status write_cluster(struct nd_report *report, const struct nd_cluster *cluster)
{
	struct nd_json json = ND_JSON_INIT(report->opt.out);

	nd_json_begin(&json, '{');
	nd_json_key(&json, "cluster");
	nd_json_string(&json, cluster->id);
	nd_json_key(&json, "size");
	nd_json_count(&json, cluster->size);
	put_text(&json, "representative", cluster->members[cluster->representative].id);
	nd_json_key(&json, "first");
	nd_json_time(&json, cluster->first);
	nd_json_key(&json, "last");
	nd_json_time(&json, cluster->last);
	nd_json_key(&json, "members");
	nd_json_begin(&json, '[');
	for (size_t i = 0; i < cluster->size; i++)
		put_member(&json, &cluster->members[i]);
	nd_json_end(&json, ']');
	nd_json_end(&json, '}');
	nd_json_end_line(&json);
	return ND_OK;
}

static void put_measures(struct nd_json *json, const struct nd_explanation *why)
{
	nd_json_key(json, "measures");
	nd_json_begin(json, '[');
	for (size_t i = 0; i < why->n_measures; i++) {
		nd_json_begin(json, '{');
		nd_json_key(json, "name");
		nd_json_string(json, why->measures[i].name);
		put_score(json, "value", why->measures[i].value);
		nd_json_key(json, "says");
		nd_json_string(json, why->measures[i].says);
		nd_json_end(json, '}');
	}
	nd_json_end(json, ']');
}

static enum nd_status write_explanation(struct nd_report *report, const struct nd_explanation *why)
{
	struct nd_json json = ND_JSON_INIT(report->opt.out);

	nd_json_begin(&json, '{');
	put_pair(&json, &why->pair);
	nd_json_key(&json, "was_candidate");
	nd_json_bool(&json, why->was_candidate);
	nd_json_key(&json, "reasons");
	nd_json_begin(&json, '[');
	for (size_t i = 0; i < why->n_reasons; i++)
		nd_json_string(&json, why->reasons[i]);
	nd_json_end(&json, ']');
	put_measures(&json, why);
	put_terms(&json, why);
	put_passages(&json, why);
	put_left_out(&json, why);
	nd_json_end(&json, '}');
	nd_json_end_line(&json);
	return ND_OK;
}

const struct nd_report_format nd_report_as_jsonl = {
	.name = "jsonl",
	.pair = write_pair,
	.cluster = write_cluster,
	.explanation = write_explanation,
};
