/*
 * explain.c - two articles, looked at again
 *
 * What the run kept of a pair are figures.  The terms and passages behind them
 * are found anew from the texts.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"
#include "engine/events.h"
#include "engine/identical.h"
#include "engine/lines.h"
#include "text/shingles.h"
#include "verify/event_reasons.h"
#include "verify/passages.h"

#define MOST_TERMS	20
#define LOOK_AT_TERMS	60	/* pairs with a word that is everywhere are not shown */
#define EVERYWHERE	30	/* level of a word that every sixth article has: "and", "a" */
#define MOST_PASSAGES	20
#define MOST_LEFT_OUT	100
#define MOST_MEASURES	8
#define MOST_REASONS	24
#define SENTENCE	256	/* bytes */

struct explaining {
	const struct nd_engine *engine;
	struct nd_compared compared;
	struct nd_document a, b;
	struct nd_tokens tokens_a, tokens_b;
	struct nd_words words_a;
	struct nd_explanation out;
	struct nd_measure measures[MOST_MEASURES];
	char says[MOST_MEASURES][SENTENCE];
	const char *reasons[MOST_REASONS];
	char sentences[MOST_REASONS][SENTENCE];
	struct nd_array terms;		/* struct nd_shared_term */
	struct nd_array passages;	/* struct nd_passage */
	struct nd_array left_out;	/* struct nd_left_out */
	size_t left_out_of[2];		/* units of a and b, all of them */
	struct nd_arena words;
	float figures[ND_EF_COUNT];	/* by which the pair was judged, if it was */
	int judged;
};

__attribute__((format(printf, 4, 5)))
static void measure(struct explaining *e, const char *name, double value, const char *format, ...)
{
	char *const says = e->says[e->out.n_measures];
	va_list args;

	va_start(args, format);
	vsnprintf(says, SENTENCE, format, args);
	va_end(args);
	e->measures[e->out.n_measures++] = (struct nd_measure){ name, value, says };
}

__attribute__((format(printf, 2, 3)))
static void reason(struct explaining *e, const char *format, ...)
{
	char *const sentence = e->sentences[e->out.n_reasons];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, SENTENCE, format, args);
	va_end(args);
	e->reasons[e->out.n_reasons++] = sentence;
}

static void describe_shingle(const struct explaining *e, char *out, size_t room)
{
	const unsigned n = e->engine->opt.ngram_size;
	const struct nd_token *const first = e->tokens_a.list.items;
	const int alone = e->tokens_a.list.n && first->flags & ND_TOKEN_ALONE;

	snprintf(out, room, "%u-%s", n ? n : alone ? ND_NGRAM_CHARS : ND_NGRAM_WORDS,
		 alone ? "character" : "word");
}

/* The figures, each with what it says. */
static void measure_all(struct explaining *e)
{
	const struct nd_pair *const pair = &e->out.pair;
	const struct nd_overlap overlap =
		nd_overlap(e->engine->minhash.kernels, e->a.features->shingles, e->b.features->shingles);
	char shingle[32];

	describe_shingle(e, shingle, sizeof(shingle));
	measure(e, "jaccard", pair->jaccard, "%.1f %% of all %s shingles stand in both",
		pair->jaccard * 100, shingle);
	measure(e, "containment", pair->containment,
		"%.1f %% of the shorter article's shingles stand in the longer one",
		pair->containment * 100);
	measure(e, "shared_shingles", (double)overlap.common, "%zu shingles of %zu and %zu",
		overlap.common, e->a.features->shingles.n, e->b.features->shingles.n);
	if (pair->event >= 0)
		measure(e, "event", pair->event, "probability that both report the same event");
	if (pair->hours_apart >= 0)
		measure(e, "hours_apart", pair->hours_apart, "published %.1f hours apart",
			pair->hours_apart);
	measure(e, "words", (double)e->a.tokens, "the articles have %u and %u words",
		(unsigned)e->a.tokens, (unsigned)e->b.tokens);
}

/* Why it is no copy. */
static void reason_about_copies(struct explaining *e)
{
	const struct nd_options *const opt = &e->engine->opt;
	const struct nd_pair *const pair = &e->out.pair;
	const enum nd_relation relation = pair->relation;

	if (relation == ND_IDENTICAL)
		reason(e, "identical: both have the same words in the same order");
	else if (pair->jaccard == 1)
		reason(e, "not identical: the words or their order differ somewhere");
	if (relation == ND_NEAR_DUPLICATE)
		reason(e, "near-duplicate: they share %.1f %% of all shingles, %.1f %% are needed",
		       pair->jaccard * 100, opt->threshold * 100);
	if (relation > ND_NEAR_DUPLICATE)
		reason(e, "not a near-duplicate: they share %.1f %% of all shingles, "
		       "a near-duplicate needs %.1f %%", pair->jaccard * 100, opt->threshold * 100);
	if (relation == ND_CONTAINED)
		reason(e, "contained: %.1f %% of the shorter stand in the longer, %.1f %% are needed",
		       pair->containment * 100, opt->containment * 100);
	if (relation > ND_CONTAINED)
		reason(e, "not contained: %.1f %% of the shorter stand in the longer, %.1f %% are needed",
		       pair->containment * 100, opt->containment * 100);
}

/* Log-odds from which a reason is worth telling, and is clear or strong: a probability of
 * .5 becomes .55, .73 and .88 by them. */
#define WORTH_TELLING	0.2
#define CLEAR		1.0
#define STRONG		2.0

/* What spoke for the same event and what against. */
static void reason_about_figures(struct explaining *e)
{
	struct nd_event_reason reasons[ND_EVENT_REASONS];
	const size_t n = e->judged ? nd_event_reasons(e->figures, reasons) : 0;

	for (size_t i = 0; i < n; i++) {
		const double weight = fabs(reasons[i].weight);

		if (weight >= WORTH_TELLING)
			reason(e, "%s%s: %s", reasons[i].weight > 0 ? "for it" : "against it",
			       weight >= STRONG ? ", strongly" : weight >= CLEAR ? "" : ", a little",
			       reasons[i].says);
	}
}

/* Why the address counts. */
static void reason_about_address(struct explaining *e)
{
	const struct nd_pair *const pair = &e->out.pair;

	if (!pair->same_url)
		return;
	if (pair->relation == ND_SAME_EVENT && e->compared.same_address)
		reason(e, "same event: both are printed at the same address, versions of one page");
	else
		reason(e, "both are printed at the same address");
}

/* Why it is, or is not, the same event. */
static void reason_about_event(struct explaining *e)
{
	const struct nd_options *const opt = &e->engine->opt;
	const struct nd_pair *const pair = &e->out.pair;

	if (pair->event < 0) {
		reason(e, "whether they report the same event was not asked");
		return;
	}
	if (pair->event < opt->event_threshold && pair->relation == ND_SAME_EVENT)
		reason(e, "their texts alone would not say so: probability %.2f, %.2f is needed",
		       pair->event, opt->event_threshold);
	else if (pair->event < opt->event_threshold)
		reason(e, "not the same event: probability %.2f, %.2f is needed", pair->event,
		       opt->event_threshold);
	else if (pair->relation != ND_UNRELATED)
		reason(e, "same event: probability %.2f, %.2f is needed", pair->event,
		       opt->event_threshold);
	else if (!nd_engine_in_window(e->engine, &e->compared))
		reason(e, "not the same event: probability %.2f would do, but %.1f hours apart is more "
		       "than the window of %.1f", pair->event, pair->hours_apart,
		       (double)opt->window / 3600);
	else
		reason(e, "not the same event: probability %.2f would do, but the rest of the "
		       "coverage puts them into two stories", pair->event);
	reason_about_figures(e);
	if (!e->out.was_candidate)
		reason(e, "they were no candidates: too little that is rare stands in both");
}

/* Is the term at these tokens one to show?  "russia and" says no more than "russia". */
static int worth_showing(const struct explaining *e, const struct nd_token *token, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const int level = nd_background_level(e->engine->recipe.background, token[i].hash);

		if (n > 1 && level != ND_NO_LEVEL && level < EVERYWHERE)
			return 0;
	}
	return 1;
}

/* Write out the n words from token on, as they are folded. */
static enum nd_status spell(struct explaining *e, const struct nd_token *token, size_t n,
			    struct nd_text *out)
{
	const char *const folded = e->tokens_a.folded.items;
	size_t room = n;
	char *at;

	for (size_t i = 0; i < n; i++)
		room += token[i].folded_len;
	out->at = at = nd_arena_take(&e->words, room);
	if (!at)
		return ND_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		if (i && !(token[i].flags & ND_TOKEN_ALONE))
			*at++ = ' ';
		memcpy(at, folded + token[i].folded, token[i].folded_len);
		at += token[i].folded_len;
	}
	out->len = (size_t)(at - out->at);
	return ND_OK;
}

/* Find the words of a shared term in a, and list it if it is worth it. */
static enum nd_status list_term(struct explaining *e, const struct nd_event_shared *shared)
{
	struct nd_shared_term term = { .weight = shared->share };
	const struct nd_token *const token = e->tokens_a.list.items;

	for (size_t i = 0; i < e->tokens_a.list.n; i++) {
		const size_t n = nd_term_tokens(&e->tokens_a, &e->words_a, i, shared->key);

		if (n == 0)
			continue;
		if (!worth_showing(e, &token[i], n))
			return ND_OK;
		if (spell(e, &token[i], n, &term.term) != ND_OK ||
		    !nd_array_append(&e->terms, &term, 1))
			return ND_ENOMEM;
		return ND_OK;
	}
	return ND_OK;
}

static enum nd_status find_terms(struct explaining *e)
{
	struct nd_array shared = ND_ARRAY_INIT(struct nd_event_shared, ND_TEXT_MAX);
	const struct nd_event_shared *one;
	enum nd_status status;

	if (!e->engine->events)
		return ND_OK;
	status = nd_events_shared(e->engine->events, e->compared.a, e->compared.b, LOOK_AT_TERMS,
				  &shared);
	one = shared.items;
	for (size_t i = 0; i < shared.n && e->terms.n < MOST_TERMS && status == ND_OK; i++)
		status = list_term(e, &one[i]);
	nd_array_release(&shared);
	return status;
}

static enum nd_status find_figures(struct explaining *e)
{
	enum nd_status status = ND_ENOENT;

	if (e->engine->events)
		status = nd_events_row(e->engine->events, &e->compared, e->figures);
	e->judged = status == ND_OK;
	return status == ND_ENOENT ? ND_OK : status;
}

/* List the units that are left out of a or b. */
static enum nd_status list_left_out(struct explaining *e, const struct nd_array *units, int in_b)
{
	const struct nd_unit *const unit = units->items;

	e->left_out_of[in_b] = units->n;
	for (size_t i = 0; i < units->n && e->left_out.n < MOST_LEFT_OUT; i++) {
		const struct nd_left_out one =
			nd_lines_shown(e->engine, in_b ? &e->b : &e->a, &unit[i], in_b);

		if (!nd_array_append(&e->left_out, &one, 1))
			return ND_ENOMEM;
	}
	return ND_OK;
}

/* The tokens that count of a or b. */
static enum nd_status find_tokens(struct explaining *e, int in_b)
{
	const struct nd_document *const document = in_b ? &e->b : &e->a;
	struct nd_array units = ND_ARRAY_INIT(struct nd_unit, ND_TEXT_MAX);
	struct nd_text text = document->features->text;
	enum nd_status status = nd_lines_counting(e->engine, &e->engine->workshops[0], document,
						  document->features->title, &text, &units);

	if (status == ND_OK)
		status = list_left_out(e, &units, in_b);
	nd_array_release(&units);
	if (status != ND_OK)
		return status;
	return nd_tokenize(in_b ? &e->tokens_b : &e->tokens_a, e->engine->map,
			   document->features->title, text);
}

static void reason_about_lines(struct explaining *e)
{
	if (e->left_out.n)
		reason(e, "left out, for their sources print them round other articles, too: %zu lines or "
		       "sentences of A, %zu of B", e->left_out_of[0], e->left_out_of[1]);
}

static enum nd_status explain(struct explaining *e)
{
	enum nd_status status;

	if ((status = find_tokens(e, 0)) || (status = find_tokens(e, 1)) ||
	    (status = nd_words_find(&e->words_a, &e->tokens_a)) || (status = find_terms(e)) ||
	    (status = find_figures(e)) ||
	    (status = nd_passages(&e->tokens_a, e->a.features->text, &e->tokens_b, MOST_PASSAGES, &e->passages)))
		return status;
	measure_all(e);
	reason_about_copies(e);
	reason_about_lines(e);
	reason_about_address(e);
	reason_about_event(e);
	e->out.measures = e->measures;
	e->out.reasons = e->reasons;
	e->out.terms = e->terms.items;
	e->out.n_terms = e->terms.n;
	e->out.passages = e->passages.items;
	e->out.n_passages = e->passages.n;
	e->out.left_out = e->left_out.items;
	e->out.n_left_out = e->left_out.n;
	return ND_OK;
}

/* The pair of two ranks among all compared ones, or NULL. */
static const struct nd_compared *find_pair(const struct nd_engine *engine, uint32_t earlier,
					   uint32_t later)
{
	const struct nd_compared *const pair = engine->compared.items;
	const uint64_t wanted = nd_pair_of_ranks(earlier, later);
	size_t low = 0, high = engine->compared.n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (nd_pair_of_ranks(nd_rank_at(engine, pair[middle].a),
				     nd_rank_at(engine, pair[middle].b)) < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < engine->compared.n && nd_rank_at(engine, pair[low].a) == earlier &&
	    nd_rank_at(engine, pair[low].b) == later)
		return &pair[low];
	return NULL;
}

/* What is known of two articles: of identical ones what is known of their first. */
static int look_up(const struct nd_engine *engine, uint32_t x, uint32_t y, struct nd_compared *out)
{
	const uint32_t rank_x = nd_rank_at(engine, x), rank_y = nd_rank_at(engine, y);
	const uint32_t first_x = engine->first[rank_x], first_y = engine->first[rank_y];
	const struct nd_compared *found;

	if (first_x == first_y) {
		*out = nd_identical_pair(engine);
	} else {
		found = first_x < first_y ? find_pair(engine, first_x, first_y) :
					    find_pair(engine, first_y, first_x);
		if (!found)
			return 0;
		*out = *found;
	}
	out->a = rank_x < rank_y ? x : y;
	out->b = rank_x < rank_y ? y : x;
	return 1;
}

/* Look the pair up; if it was not compared, have it compared. */
static enum nd_status have_compared(struct nd_engine *engine, uint32_t x, uint32_t y,
				    struct nd_compared *out, int *was_candidate)
{
	enum nd_status status = nd_engine_compare(engine);

	*was_candidate = 1;
	if (status != ND_OK || look_up(engine, x, y, out))
		return status;
	*was_candidate = 0;
	engine->asked_a = x;
	engine->asked_b = y;
	engine->up_to_date = 0;
	status = nd_engine_compare(engine);
	if (status == ND_OK)
		look_up(engine, x, y, out);
	engine->asked_a = engine->asked_b = 0;
	engine->up_to_date = 0;	/* what was asked for is no result of the next call */
	return status;
}

static enum nd_status find_articles(struct nd_engine *engine, struct nd_text a,
				    struct nd_text b, uint32_t *x, uint32_t *y, struct nd_error *err)
{
	*x = nd_engine_find(engine, a);
	*y = nd_engine_find(engine, b);
	if (*x == ND_NO_PLACE || *y == ND_NO_PLACE) {
		const struct nd_text missing = *x == ND_NO_PLACE ? a : b;

		return nd_fail(err, ND_ENOENT, "no article has the id '%.*s'",
			       (int)(missing.len < ND_ID_MAX ? missing.len : ND_ID_MAX), missing.at);
	}
	if (*x == *y)
		return nd_fail(err, ND_EINVAL, "'%.*s' is one article, not two", (int)a.len, a.at);
	return ND_OK;
}

enum nd_status nd_engine_explain(struct nd_engine *engine, struct nd_text a, struct nd_text b,
				 nd_on_explanation *fn, void *ctx, struct nd_error *err)
{
	struct explaining e = {
		.engine = engine,
		.tokens_a = ND_TOKENS_INIT,
		.tokens_b = ND_TOKENS_INIT,
		.words_a = ND_WORDS_INIT,
		.terms = ND_ARRAY_INIT(struct nd_shared_term, MOST_TERMS),
		.passages = ND_ARRAY_INIT(struct nd_passage, ND_TEXT_MAX),
		.left_out = ND_ARRAY_INIT(struct nd_left_out, MOST_LEFT_OUT),
		.words = ND_ARENA_INIT,
	};
	enum nd_status status;
	uint32_t x, y;

	if (!engine->opt.keep_text)
		return nd_fail(err, ND_EINVAL, "the engine keeps no texts: open it with keep_text");
	status = find_articles(engine, a, b, &x, &y, err);
	if (status != ND_OK)
		return status;
	status = have_compared(engine, x, y, &e.compared, &e.out.was_candidate);
	if (status == ND_OK)
		status = nd_engine_show(engine, &e.compared, &e.out.pair);
	if (status == ND_OK) {
		e.compared.jaccard = e.out.pair.jaccard;
		e.compared.containment = e.out.pair.containment;
		e.a = nd_columns_document(&engine->columns, e.out.pair.a_index);
		e.b = nd_columns_document(&engine->columns, e.out.pair.b_index);
		status = explain(&e);
	}
	if (status == ND_OK && fn(ctx, &e.out))
		status = nd_fail(err, ND_ESTOPPED, "stopped by callback");
	else if (status != ND_OK)
		nd_fail_memory(err);
	nd_tokens_release(&e.tokens_a);
	nd_tokens_release(&e.tokens_b);
	nd_words_release(&e.words_a);
	nd_array_release(&e.terms);
	nd_array_release(&e.passages);
	nd_array_release(&e.left_out);
	nd_arena_release(&e.words);
	return status;
}
