/*
 * views.c - what an article weighs in all, and which of its terms weigh most
 *
 * The weights of all terms are a table of some megabytes, so an article's are
 * asked for ahead, and looked up once for both.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/events.h"
#include "sketch/heaviest.h"

#define AHEAD		16	/* terms of which the weights are asked for */

/* Sketch weights: two words beside each other say less of an event than of who wrote it, a
 * title says more.  Recall with 40 candidates: wikinews .974 -> .984, neus .913 -> .928. */
#define PAIR_SHARE	0.5f
#define TITLE_SHARE	1.5f

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
 * The weights, by level, of terms that only one article has.  They depend on the
 * article's kin and confidence, of which there are few: most articles are in one
 * language, and its commonest words are in few different numbers of articles.
 */
struct alone {
	float kin, confidence;
	struct nd_idf idf[UINT8_MAX + 1];	/* mixed is 0 where it was not asked for */
};
#define ALONE 16

/* What one thread needs. */
struct viewing {
	struct alone alone[ALONE];
	struct nd_array list;		/* bytes: the terms of an article */
	struct nd_array weighted;	/* struct nd_weighted: those that others share */
};

struct viewing_all {
	struct nd_events *events;
	struct viewing *viewings;	/* one a worker */
};

static struct alone *alone_of(struct viewing *viewing, float kin, float confidence)
{
	struct alone *const alone = &viewing->alone[(uint32_t)(kin * 7 + confidence * 97) % ALONE];

	if (alone->kin != kin || alone->confidence != confidence)
		*alone = (struct alone){ .kin = kin, .confidence = confidence };
	return alone;
}

static struct nd_idf weigh_alone(struct alone *alone, unsigned level)
{
	if (alone->idf[level].mixed <= 0)
		alone->idf[level] = nd_idf(1, alone->kin, level, alone->confidence);
	return alone->idf[level];
}

static void put_flags(uint8_t *flags, struct nd_idf idf)
{
	*flags = (uint8_t)nd_event_flags(*flags, idf);
}

/* The weights of the terms that others share: to the norms, and to 'weighted' as sketches want them. */
static void weigh_shared(const struct nd_events *events, size_t rank, const struct nd_terms *terms,
			 struct nd_weighted *weighted)
{
	const struct nd_idf *const weights = events->vocabulary.idf;
	struct nd_event_norms *const norms = &events->views[rank].norms;
	const uint32_t n = events->vocabulary.shared[rank];

	for (uint32_t i = 0; i < n; i++) {
		const struct nd_idf idf = weights[terms->key[i]];

		__builtin_prefetch(&weights[terms->key[i + AHEAD < n ? i + AHEAD : i]]);
		put_flags(&terms->flags[i], idf);
		nd_event_norms_add(norms, terms->tf[i], terms->flags[i], idf.mixed, idf.background);
		weighted[i] = (struct nd_weighted){
			terms->key[i],
			nd_event_sketch_weight(terms->tf[i], terms->flags[i], idf.background),
		};
	}
}

static void weigh_others(const struct nd_events *events, size_t rank, const struct nd_terms *terms,
			 struct viewing *viewing)
{
	struct alone *const alone = alone_of(viewing, events->vocabulary.kin[rank],
					     events->sources[rank].confidence);
	struct nd_event_norms *const norms = &events->views[rank].norms;

	for (uint32_t i = events->vocabulary.shared[rank]; i < terms->n; i++) {
		const struct nd_idf idf = weigh_alone(alone, terms->level[i]);

		put_flags(&terms->flags[i], idf);
		nd_event_norms_add(norms, terms->tf[i], terms->flags[i], idf.mixed, idf.background);
	}
}

/*
 * The sketch of one article: its heaviest terms, weighed so that the sum over
 * the shared ones is a cosine.  The weights are those of the background above
 * all, which find more of the true pairs than those counted in the pile
 * (wikinews .968 against .960, ecbplus .994 against .990).
 */
static void sketch(const struct nd_events *events, size_t rank, struct nd_weighted *weighted)
{
	struct nd_posting *const out = events->sketches + events->sketch_from[rank];
	const uint32_t n = events->views[rank].n_terms;
	float length = 0;
	size_t kept;

	for (uint32_t i = 0; i < n; i++)
		length += weighted[i].weight * weighted[i].weight;
	length = sqrtf(length);
	kept = nd_heaviest(weighted, n);
	for (size_t i = 0; i < kept; i++)
		out[i] = (struct nd_posting){ weighted[i].term, weighted[i].weight / length };
}

/* Write numbers in halves, whose upper ones are below 'halves'. */
static void put_halves(const struct nd_terms *terms, uint32_t n, size_t halves, uint16_t *ends,
		       uint16_t *low)
{
	uint32_t i = 0;

	for (uint32_t half = 0; half < halves; half++) {
		for (; i < n && terms->key[i] >> 16 == half; i++)
			low[i] = (uint16_t)terms->key[i];
		ends[half] = (uint16_t)i;
	}
}

/* Write the list of those that others share: numbers, in halves where that is less, and stamps. */
static enum nd_status list_shared(const struct nd_events *events, const struct nd_terms *terms,
				  struct nd_arena *arena, struct nd_event_view *view)
{
	const uint32_t n = view->n_terms;
	const size_t halves = ((size_t)events->vocabulary.n >> 16) + 1;
	const int whole = n > UINT16_MAX || halves > n;
	const size_t bytes = whole ? n * sizeof(*view->numbers) : (halves + n) * sizeof(*view->low);
	void *const block = nd_arena_take(arena, bytes + n * sizeof(*view->stamps));
	uint8_t *const stamps = (uint8_t *)block + bytes;

	if (!block)
		return ND_ENOMEM;
	view->stamps = stamps;
	if (whole) {
		view->numbers = n ? memcpy(block, terms->key, bytes) : block;
	} else {
		view->ends = block;
		view->low = view->ends + halves;
		put_halves(terms, n, halves, block, (uint16_t *)block + halves);
	}
	for (uint32_t i = 0; i < n; i++)
		stamps[i] = nd_event_stamp(terms->tf[i], terms->flags[i]);
	return ND_OK;
}

/* One article: norms from all its terms, the sketch, the list of those that others share. */
static enum nd_status view(const struct viewing_all *all, unsigned worker, size_t rank)
{
	struct nd_events *const events = all->events;
	struct viewing *const viewing = &all->viewings[worker];
	const struct nd_engine *const engine = events->engine;
	const uint32_t place = engine->by_rank[rank];
	const int64_t published = nd_published_at(engine, place);
	struct nd_event_view *const view = &events->views[rank];
	struct nd_weighted *const weighted =
		nd_array_reserve(&viewing->weighted, events->vocabulary.shared[rank]);
	struct nd_terms terms;

	if (!weighted || nd_vocabulary_read(&events->vocabulary, rank, &viewing->list, &terms) != ND_OK)
		return ND_ENOMEM;
	*view = (struct nd_event_view){
		.n_terms = events->vocabulary.shared[rank],
		.length = nd_columns_tokens(&engine->columns, place),
		.quoted = nd_features_at(engine, place)->quoted,
		.dated = published != ND_NO_TIME,
	};
	view->hours = view->dated ? (double)published / 3600 : 0;
	weigh_shared(events, rank, &terms, weighted);
	weigh_others(events, rank, &terms, viewing);
	sketch(events, rank, weighted);
	return list_shared(events, &terms, &events->lists[worker], view);
}

/* View the articles of some lots; then their terms may go. */
static enum nd_status view_lots(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct viewing_all *const all = ctx;
	const struct nd_engine *const engine = all->events->engine;
	struct nd_lot *const lot = engine->lots.items;
	enum nd_status status = ND_OK;

	for (size_t i = from; i < to && status == ND_OK; i++) {
		for (size_t at = i ? lot[i - 1].end : 0; at < lot[i].end && status == ND_OK; at++)
			status = view(all, worker, nd_rank_at(engine, at));
		if (nd_engine_spends(engine))
			nd_arena_release(&lot[i].terms);
	}
	return status;
}

static enum nd_status make_room(struct nd_events *events)
{
	const uint32_t *const shared = events->vocabulary.shared;

	events->lists = nd_calloc(events->engine->opt.threads, sizeof(*events->lists));
	events->views = nd_calloc(events->n, sizeof(*events->views));
	events->sketch_from = nd_calloc((size_t)events->n + 1, sizeof(*events->sketch_from));
	if (!events->lists || !events->views || !events->sketch_from)
		return ND_ENOMEM;
	for (uint32_t rank = 0; rank < events->n; rank++)
		events->sketch_from[rank + 1] = events->sketch_from[rank] +
			(shared[rank] < ND_HEAVIEST ? shared[rank] : ND_HEAVIEST);
	events->sketches = nd_calloc(events->sketch_from[events->n], sizeof(*events->sketches));
	return events->sketches ? ND_OK : ND_ENOMEM;
}

enum nd_status nd_events_view(struct nd_events *events)
{
	const unsigned threads = events->engine->opt.threads;
	struct viewing_all all = {
		events, nd_calloc(threads, sizeof(*all.viewings)),
	};
	enum nd_status status = all.viewings ? make_room(events) : ND_ENOMEM;

	for (unsigned t = 0; all.viewings && t < threads; t++) {
		all.viewings[t].list = (struct nd_array)ND_ARRAY_INIT(char, SIZE_MAX);
		all.viewings[t].weighted =
			(struct nd_array)ND_ARRAY_INIT(struct nd_weighted, UINT32_MAX);
	}
	if (status == ND_OK)
		status = nd_parallel(threads, events->engine->lots.n, 1, view_lots, &all);
	for (unsigned t = 0; t < threads && nd_engine_spends(events->engine); t++)
		nd_arena_release(&events->engine->workshops[t].term_lists);
	for (unsigned t = 0; all.viewings && t < threads; t++) {
		nd_array_release(&all.viewings[t].list);
		nd_array_release(&all.viewings[t].weighted);
	}
	free(all.viewings);
	return status;
}
