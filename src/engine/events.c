/*
 * events.c - the event channel, from terms to probabilities
 *
 * Articles are numbered by rank here.
 */
#include "engine/events.h"

#include <math.h>
#include <stdlib.h>

#include "lsh/postings.h"
#include "sketch/heaviest.h"
#include "text/vocabulary.h"

/*
 * The best 40 of a long article hold nearly all that is true.  A short text has
 * few terms, so its order is less sure, but it is quick to compare: from
 * ENOUGH_TERMS down, half the terms mean four times the candidates.  Piles so
 * large that this would take too much room get less of it.  Recall on
 * neus_allsides, a headline and two sentences each: .93 with 40, .98 so.
 */
#define CANDIDATES		40
#define CANDIDATES_SHORT	400
#define ENOUGH_TERMS		300
#define MOST_PAIRS		3.5e6

/* Sketch weights: two words beside each other say less of an event than of who wrote it, a
 * title says more.  Recall with 40 candidates: wikinews .974 -> .984, neus .913 -> .928. */
#define PAIR_SHARE	0.5f
#define TITLE_SHARE	1.5f

/* Members of a bucket met on each side: half the articles may have the name, but
 * then the pairs that matter share rarer terms too. */
#define CROWD		1000

/* Members met in all.  On 15,245 agency reports the pairs are the same with 32,768 as
 * without a limit; with 16,384 11 of 17,487 differ, with 8,192 609. */
#define MEETINGS	16384

#define CHUNK		256	/* pairs or articles a thread takes at once */

/* The share of an article's words that the background table knows below which it
 * says nothing of this language, and above which it is trusted. */
#define COVERAGE_NONE	0.55f
#define COVERAGE_FULL	0.85f

float nd_event_confidence(float coverage)
{
	const float share = (coverage - COVERAGE_NONE) / (COVERAGE_FULL - COVERAGE_NONE);

	return share < 0 ? 0 : share > 1 ? 1 : share;
}

/*
 * Where a script has no capitals, a name is a word that fewer than one article in
 * 20 has.  On the halves of articles (two that belong together are one article's
 * odd and even sentences) average precision rises by it: Chinese .492 to .519,
 * Arabic .438 to .451, Japanese .487 to .489, Korean .200 to .203; from 2 to 4 it
 * is much the same.
 */
#define NAME_IDF	3.0f

unsigned nd_event_flags(unsigned flags, struct nd_idf idf)
{
	if ((flags & (ND_TERM_CASELESS | ND_TERM_PAIR | ND_TERM_NUMBER)) != ND_TERM_CASELESS)
		return flags;
	return idf.mixed > NAME_IDF ? flags | ND_TERM_NAME : flags & ~(unsigned)ND_TERM_NAME;
}

/* The weights of a term that only this article has; 'known' remembers them by level. */
static struct nd_idf weigh_alone(const struct nd_events *events, size_t rank, unsigned level,
				 struct nd_idf known[UINT8_MAX + 1])
{
	if (known[level].mixed <= 0)
		known[level] = nd_idf(1, events->vocabulary.kin[rank], level,
				      events->sources[rank].confidence);
	return known[level];
}

/* One article: norms from all its terms, and the list of those that others share. */
static void make_view(struct nd_events *events, size_t rank)
{
	const struct nd_document *const document = nd_at_rank(events->engine, rank);
	const struct nd_vocabulary *const vocabulary = &events->vocabulary;
	const struct nd_terms *const terms = &events->sources[rank].terms;
	struct nd_event_view *const view = &events->views[rank];
	struct nd_idf known[UINT8_MAX + 1] = { { 0, 0 } };

	*view = (struct nd_event_view){
		.numbers = terms->key,
		.tf = terms->tf,
		.flags = terms->flags,
		.n_terms = vocabulary->shared[rank],
		.length = document->tokens,
		.quoted = document->features->quoted,
		.dated = document->published != ND_NO_TIME,
	};
	view->hours = view->dated ? (double)document->published / 3600 : 0;
	for (uint32_t i = 0; i < terms->n; i++) {
		const uint32_t number = terms->key[i];
		const struct nd_idf idf = i < view->n_terms ?
			vocabulary->idf[number] : weigh_alone(events, rank, terms->level[i], known);

		terms->flags[i] = (uint8_t)nd_event_flags(terms->flags[i], idf);
		nd_event_norms_add(&view->norms, terms->tf[i], terms->flags[i], idf.mixed,
				   idf.background);
	}
}

static enum nd_status make_views(void *ctx, unsigned worker, size_t from, size_t to)
{
	(void)worker;
	for (size_t rank = from; rank < to; rank++)
		make_view(ctx, rank);
	return ND_OK;
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
	events->views = nd_calloc(events->n, sizeof(*events->views));
	if (events->sources && events->views) {
		for (uint32_t rank = 0; rank < events->n; rank++) {
			const struct nd_document *const document = nd_at_rank(events->engine, rank);

			events->sources[rank] = (struct nd_term_source){
				.confidence = nd_event_confidence(document->features->coverage),
			};
			if (nd_is_first(engine, rank))
				events->sources[rank].terms = document->features->terms;
		}
		status = nd_vocabulary_open(&events->vocabulary, events->sources, events->n,
					    threads);
	}
	if (status == ND_OK)
		status = nd_parallel(threads, events->n, CHUNK, make_views, events);
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

void nd_events_close(struct nd_events *events)
{
	if (!events)
		return;
	nd_event_rows_release(&events->judged);
	nd_vocabulary_close(&events->vocabulary);
	free(events->sources);
	free(events->views);
	free(events);
}

struct sketching {
	const struct nd_events *events;
	struct nd_posting *sketches;
	size_t *from;			/* by rank: where its sketch begins */
	struct nd_array *scratch;	/* struct nd_weighted, one a worker */
};

float nd_event_sketch_weight(unsigned tf, unsigned flags, float idf)
{
	float weight = nd_event_tf(tf) * idf;

	if (flags & ND_TERM_PAIR)
		weight *= PAIR_SHARE;
	if (flags & ND_TERM_TITLE)
		weight *= TITLE_SHARE;
	return weight;
}

/*
 * The sketch of one article: its heaviest terms, weighed so that the sum over
 * the shared ones is a cosine.  The weights are those of the background above
 * all, which find more of the true pairs than those counted in the pile
 * (wikinews .968 against .960, ecbplus .994 against .990).
 */
static enum nd_status sketch(const struct sketching *sketching, size_t rank,
			     struct nd_array *scratch)
{
	const struct nd_events *const events = sketching->events;
	const struct nd_event_view *const view = &events->views[rank];
	struct nd_posting *const out = sketching->sketches + sketching->from[rank];
	struct nd_weighted *const weighted = nd_array_reserve(scratch, view->n_terms);
	float length = 0;
	size_t kept;

	if (!weighted)
		return ND_ENOMEM;
	for (uint32_t i = 0; i < view->n_terms; i++) {
		const uint32_t number = view->numbers[i];

		weighted[i] = (struct nd_weighted){
			number,
			nd_event_sketch_weight(view->tf[i], view->flags[i],
					       events->vocabulary.idf[number].background),
		};
		length += weighted[i].weight * weighted[i].weight;
	}
	length = sqrtf(length);
	kept = nd_heaviest(weighted, view->n_terms);
	for (size_t i = 0; i < kept; i++)
		out[i] = (struct nd_posting){ weighted[i].term, weighted[i].weight / length };
	return ND_OK;
}

static enum nd_status sketch_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct sketching *const sketching = ctx;
	enum nd_status status = ND_OK;

	for (size_t rank = from; rank < to && status == ND_OK; rank++)
		status = sketch(sketching, rank, &sketching->scratch[worker]);
	return status;
}

static enum nd_status sketch_all(struct sketching *sketching)
{
	const struct nd_events *const events = sketching->events;
	const unsigned threads = events->engine->opt.threads;
	enum nd_status status = ND_ENOMEM;

	sketching->from = nd_calloc((size_t)events->n + 1, sizeof(*sketching->from));
	sketching->scratch = nd_calloc(threads, sizeof(*sketching->scratch));
	for (unsigned t = 0; sketching->scratch && t < threads; t++)
		sketching->scratch[t] = (struct nd_array)ND_ARRAY_INIT(struct nd_weighted, UINT32_MAX);
	for (uint32_t rank = 0; sketching->from && rank < events->n; rank++) {
		const size_t terms = events->views[rank].n_terms;

		sketching->from[rank + 1] = sketching->from[rank] +
					    (terms < ND_HEAVIEST ? terms : ND_HEAVIEST);
	}
	if (sketching->from)
		sketching->sketches = nd_calloc(sketching->from[events->n],
						sizeof(*sketching->sketches));
	if (sketching->sketches && sketching->scratch)
		status = nd_parallel(threads, events->n, CHUNK, sketch_some, sketching);
	for (unsigned t = 0; sketching->scratch && t < threads; t++)
		nd_array_release(&sketching->scratch[t]);
	free(sketching->scratch);
	return status;
}

uint16_t nd_event_most_candidates(unsigned least, uint32_t n_terms, double n)
{
	const double most = fmin(fmax(MOST_PAIRS / n, least), CANDIDATES_SHORT);
	const double shorter = (double)ENOUGH_TERMS / (n_terms + 1);

	return (uint16_t)fmin(least * fmax(shorter * shorter, 1), most);
}

enum nd_status nd_events_candidates(const struct nd_events *events, struct nd_array *out,
				    uint64_t *crowded)
{
	uint16_t *const most = nd_calloc(events->n, sizeof(*most));
	double *const hours = nd_calloc(events->n, sizeof(*hours));
	const struct nd_posting_rule rule = { ND_EVENT_MIN_SHARED, CROWD, MEETINGS, most, hours };
	struct sketching sketching = { .events = events };
	struct nd_postings *postings = NULL;
	enum nd_status status = most && hours ? sketch_all(&sketching) : ND_ENOMEM;

	for (uint32_t rank = 0; status == ND_OK && rank < events->n; rank++) {
		const struct nd_event_view *const view = &events->views[rank];

		most[rank] = nd_event_most_candidates(CANDIDATES, view->n_terms, events->n);
		hours[rank] = view->dated ? view->hours : -1;
	}
	if (status == ND_OK)
		status = nd_postings_open(&postings, sketching.sketches, sketching.from, events->n,
					  events->vocabulary.n);
	if (status == ND_OK)
		status = nd_postings_candidates(postings, &rule, events->engine->opt.threads, out,
						crowded);
	nd_postings_close(postings);
	free(sketching.sketches);
	free(sketching.from);
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

enum nd_status nd_events_shared(const struct nd_events *events, uint32_t a, uint32_t b,
				size_t most, struct nd_array *out)
{
	const struct nd_engine *const engine = events->engine;
	const uint32_t rank_x = engine->first[nd_documents(engine)[a].rank];
	const uint32_t rank_y = engine->first[nd_documents(engine)[b].rank];
	const struct nd_terms *const x = &events->sources[rank_x].terms;
	const struct nd_terms *const y = &events->sources[rank_y].terms;
	/* what only x has is shared with its copies alone */
	const uint32_t n_x = rank_x == rank_y ? x->n : events->vocabulary.shared[rank_x];
	const uint32_t n_y = rank_x == rank_y ? x->n : events->vocabulary.shared[rank_y];
	struct nd_event_shared *shared;
	double sum = 0;

	for (uint32_t i = 0, j = 0; i < n_x && j < n_y;) {
		const uint32_t s = x->key[i], t = y->key[j];

		if (s == t) {
			const struct nd_event_shared one = share_of(events, rank_x, i, x, y, j);

			sum += one.share;
			if (!nd_array_append(out, &one, 1))
				return ND_ENOMEM;
		}
		i += s <= t;
		j += t <= s;
	}
	shared = out->items;
	if (out->n)
		qsort(shared, out->n, sizeof(*shared), by_share);
	if (out->n > most)
		out->n = most;
	for (size_t i = 0; i < out->n; i++)
		shared[i].share /= sum;
	return ND_OK;
}
