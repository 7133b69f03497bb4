/*
 * events.c - the event channel, from terms to probabilities
 *
 * Articles are numbered by rank here.
 */
#include "engine/events.h"

#include <math.h>
#include <stdlib.h>

/*
 * The best 40 of a long article hold nearly all that is true.  A short text has
 * few terms, so its order is less sure, but it is quick to compare: from
 * ENOUGH_TERMS down, half the terms mean four times the candidates.  Piles so
 * large that this would take too much room get less of it.  Recall on
 * neus_allsides, a headline and two sentences each: .93 with 40, .9805 so (from 300
 * terms, 400 at most: .9775).
 */
#define CANDIDATES		40
#define CANDIDATES_SHORT	500
#define ENOUGH_TERMS		350
#define MOST_PAIRS		4.2e6

/* Members of a bucket met on each side: half the articles may have the name, but
 * then the pairs that matter share rarer terms too. */
#define CROWD		1000

/* Members met in all.  On 15,245 agency reports the pairs are the same with 32,768 as
 * without a limit; with 16,384 11 of 17,487 differ, with 8,192 609. */
#define MEETINGS	16384

/* The share of an article's words that the background table knows below which it
 * says nothing of this language, and above which it is trusted. */
#define COVERAGE_NONE	0.55f
#define COVERAGE_FULL	0.85f

float nd_event_confidence(float coverage)
{
	const float share = (coverage - COVERAGE_NONE) / (COVERAGE_FULL - COVERAGE_NONE);

	return share < 0 ? 0 : share > 1 ? 1 : share;
}

/* The terms have become views. */
static void lose_terms(struct nd_events *events)
{
	nd_vocabulary_lose_lists(&events->vocabulary);
	free(events->sources);
	events->sources = NULL;
}

enum nd_status nd_events_open(struct nd_events **out, struct nd_engine *engine)
{
	struct nd_events *const events = nd_calloc(1, sizeof(*events));
	const unsigned threads = engine->opt.threads;
	enum nd_status status = ND_ENOMEM;

	*out = NULL;
	if (!events)
		return ND_ENOMEM;
	events->engine = engine;
	events->n = (uint32_t)engine->made;
	events->sources = nd_calloc(events->n, sizeof(*events->sources));
	if (events->sources) {
		for (uint32_t rank = 0; rank < events->n; rank++) {
			const struct nd_features *const features =
				nd_features_at(engine, engine->by_rank[rank]);

			events->sources[rank] = (struct nd_term_source){
				.confidence = nd_event_confidence(features->coverage),
			};
			if (nd_is_first(engine, rank))
				events->sources[rank].terms = features->terms;
		}
		status = nd_vocabulary_open(&events->vocabulary, events->sources, events->n,
					    threads);
	}
	if (status == ND_OK) {
		status = nd_events_view(events);
		if (nd_engine_spends(engine))
			lose_terms(events);
		else if (status != ND_OK)
			nd_vocabulary_return(&events->vocabulary);
	}
	if (status != ND_OK) {
		nd_events_close(events);
		return status;
	}
	*out = events;
	return ND_OK;
}

void nd_events_return(struct nd_events *events)
{
	if (events)
		nd_vocabulary_return(&events->vocabulary);
}

/* They are as large as what they are sorted into. */
static void drop_sketches(struct nd_events *events)
{
	free(events->sketches);
	free(events->sketch_from);
	events->sketches = NULL;
	events->sketch_from = NULL;
}

void nd_events_drop_lists(struct nd_events *events)
{
	if (nd_engine_spends(events->engine))	/* the terms that it weighs are gone */
		nd_vocabulary_close(&events->vocabulary);
	for (uint32_t i = 0; events->lists && i < events->engine->opt.threads; i++)
		nd_arena_release(&events->lists[i]);
	free(events->lists);
	events->lists = NULL;
}

void nd_events_close(struct nd_events *events)
{
	if (!events)
		return;
	nd_event_rows_release(&events->judged);
	nd_vocabulary_close(&events->vocabulary);
	free(events->sources);
	free(events->views);
	drop_sketches(events);
	nd_events_drop_lists(events);
	free(events);
}

uint16_t nd_event_most_candidates(unsigned least, uint32_t n_terms, double n)
{
	const double most = fmin(fmax(MOST_PAIRS / n, least), CANDIDATES_SHORT);
	const double shorter = (double)ENOUGH_TERMS / (n_terms + 1);

	return (uint16_t)fmin(least * fmax(shorter * shorter, 1), most);
}

enum nd_status nd_events_candidates(struct nd_events *events, struct nd_array *out, uint64_t *crowded)
{
	uint16_t *const most = nd_calloc(events->n, sizeof(*most));
	double *const hours = nd_calloc_spread(events->n, sizeof(*hours));
	const struct nd_posting_rule rule = { ND_EVENT_MIN_SHARED, CROWD, MEETINGS, most, hours };
	struct nd_postings *postings = NULL;
	enum nd_status status = most && hours ? ND_OK : ND_ENOMEM;

	for (uint32_t rank = 0; status == ND_OK && rank < events->n; rank++) {
		const struct nd_event_view *const view = &events->views[rank];

		most[rank] = nd_event_most_candidates(CANDIDATES, view->n_terms, events->n);
		hours[rank] = view->dated ? view->hours : -1;
	}
	if (status == ND_OK)
		status = nd_postings_open(&postings, events->sketches, events->sketch_from,
					  events->n, events->vocabulary.n,
					  events->engine->opt.threads);
	if (status == ND_OK)
		status = nd_postings_candidates(postings, &rule, events->engine->opt.threads, out,
						crowded);
	nd_postings_close(postings);
	drop_sketches(events);
	free(most);
	free(hours);
	return status;
}

static int by_share(const void *x, const void *y)
{
	const struct nd_event_shared *const p = x, *const q = y;

	if (p->share != q->share)
		return p->share > q->share ? -1 : 1;
	return (p->key > q->key) - (p->key < q->key);
}

/* What a term that two articles have, at places i and j of their lists, adds to the sum. */
static struct nd_event_shared share_of(const struct nd_events *events, uint32_t rank_x, uint32_t i,
				       const struct nd_terms *x, const struct nd_terms *y, uint32_t j)
{
	const struct nd_vocabulary *const v = &events->vocabulary;
	const int numbered = i < v->shared[rank_x];
	/* of identical articles a term may be in no other text */
	const float weight = numbered ? v->idf[x->key[i]].mixed :
		nd_idf(1, v->kin[rank_x], x->level[i], events->sources[rank_x].confidence).mixed;

	return (struct nd_event_shared){
		numbered ? v->key[x->key[i]] : x->key[i],
		nd_event_steepen(nd_event_tf(x->tf[i]) * nd_event_tf(y->tf[j]) * weight * weight),
	};
}

/* Append the terms that two lists share, and their sum. */
static enum nd_status list_shared(const struct nd_events *events, uint32_t rank_x, uint32_t rank_y,
				  const struct nd_terms *x, const struct nd_terms *y,
				  struct nd_array *out, double *sum)
{
	/* what only x has is shared with its copies alone */
	const uint32_t n_x = rank_x == rank_y ? x->n : events->vocabulary.shared[rank_x];
	const uint32_t n_y = rank_x == rank_y ? x->n : events->vocabulary.shared[rank_y];

	*sum = 0;
	for (uint32_t i = 0, j = 0; i < n_x && j < n_y;) {
		const uint32_t s = x->key[i], t = y->key[j];

		if (s == t) {
			const struct nd_event_shared one = share_of(events, rank_x, i, x, y, j);

			*sum += one.share;
			if (!nd_array_append(out, &one, 1))
				return ND_ENOMEM;
		}
		i += s <= t;
		j += t <= s;
	}
	return ND_OK;
}

enum nd_status nd_events_shared(const struct nd_events *events, uint32_t a, uint32_t b,
				size_t most, struct nd_array *out)
{
	const struct nd_engine *const engine = events->engine;
	const uint32_t rank_x = engine->first[nd_rank_at(engine, a)];
	const uint32_t rank_y = engine->first[nd_rank_at(engine, b)];
	struct nd_array room[2] = { ND_ARRAY_INIT(char, SIZE_MAX), ND_ARRAY_INIT(char, SIZE_MAX) };
	struct nd_event_shared *shared;
	struct nd_terms x, y;
	enum nd_status status = nd_vocabulary_read(&events->vocabulary, rank_x, &room[0], &x);
	double sum;

	if (status == ND_OK)
		status = nd_vocabulary_read(&events->vocabulary, rank_y, &room[1], &y);
	if (status == ND_OK)
		status = list_shared(events, rank_x, rank_y, &x, &y, out, &sum);
	nd_array_release(&room[0]);
	nd_array_release(&room[1]);
	if (status != ND_OK)
		return status;
	shared = out->items;
	if (out->n)
		qsort(shared, out->n, sizeof(*shared), by_share);
	if (out->n > most)
		out->n = most;
	for (size_t i = 0; i < out->n; i++)
		shared[i].share /= sum;
	return ND_OK;
}
