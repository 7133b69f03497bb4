/* answer.c - answers and changes, a line each; fields may be added at the end, none renamed */
#include "report/answer.h"

#include "report/json.h"

#define SCORE_DECIMALS	4
#define HOURS_DECIMALS	2

static void put_text(struct nd_json *json, const char *key, struct nd_text text)
{
	nd_json_key(json, key);
	nd_json_text(json, text);
}

/* A figure that is -1 where it is not known. */
static void put_figure(struct nd_json *json, const char *key, double value, unsigned decimals)
{
	nd_json_key(json, key);
	if (value < 0)
		nd_json_null(json);
	else
		nd_json_number(json, value, decimals);
}

static void put_match(struct nd_json *json, const struct nd_pair *pair)
{
	nd_json_begin(json, '{');
	put_text(json, "id", pair->a);
	nd_json_key(json, "relation");
	nd_json_string(json, nd_relation_name(pair->relation));
	put_figure(json, "score", pair->score, SCORE_DECIMALS);
	put_figure(json, "jaccard", pair->jaccard, SCORE_DECIMALS);
	put_figure(json, "containment", pair->containment, SCORE_DECIMALS);
	put_figure(json, "event", pair->event, SCORE_DECIMALS);
	put_figure(json, "hours_apart", pair->hours_apart, HOURS_DECIMALS);
	if (pair->same_url) {
		nd_json_key(json, "same_url");
		nd_json_bool(json, 1);
	}
	nd_json_end(json, '}');
}

static void put_change(struct nd_json *json, const struct nd_change *change)
{
	nd_json_begin(json, '{');
	nd_json_key(json, "change");
	nd_json_count(json, change->number);
	nd_json_key(json, "when");
	nd_json_time(json, change->when);
	nd_json_key(json, "kind");
	nd_json_string(json, nd_change_name(change->kind));
	nd_json_key(json, "from");
	nd_json_string(json, change->from);
	nd_json_key(json, "to");
	nd_json_string(json, *change->to ? change->to : NULL);
	put_text(json, "article", change->article);
	nd_json_end(json, '}');
}

void nd_report_answer(FILE *out, const struct nd_answer *answer)
{
	struct nd_json json = ND_JSON_INIT(out);

	nd_json_begin(&json, '{');
	put_text(&json, "id", answer->id);
	nd_json_key(&json, "news");
	nd_json_string(&json, nd_news_name(answer->news));
	nd_json_key(&json, "story");
	nd_json_string(&json, *answer->story ? answer->story : NULL);
	nd_json_key(&json, "size");
	nd_json_count(&json, answer->size);
	put_text(&json, "representative", answer->representative);
	nd_json_key(&json, "matches");
	nd_json_begin(&json, '[');
	for (size_t i = 0; i < answer->n_matches; i++)
		put_match(&json, &answer->matches[i]);
	nd_json_end(&json, ']');
	nd_json_key(&json, "changes");
	nd_json_begin(&json, '[');
	for (size_t i = 0; i < answer->n_changes; i++)
		put_change(&json, &answer->changes[i]);
	nd_json_end(&json, ']');
	nd_json_end(&json, '}');
	nd_json_end_line(&json);
}

void nd_report_change(FILE *out, const struct nd_change *change)
{
	struct nd_json json = ND_JSON_INIT(out);

	put_change(&json, change);
	nd_json_end_line(&json);
}
