/*
 * judge.c - from found articles to probabilities: the adapter to verify/
 *
 * In a pile every pair is ranked among all candidates of both articles.  Here
 * the earlier article's candidates are those of the day it came, kept with it,
 * and what came of it since: its edges.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"
#include "store/finding.h"
#include "store/packed.h"
#include "verify/event_model.h"

/* Pairs whose steep cosine is below it are not judged, and pairs whose first
 * probability is below it are not kept. */
#define LEAST_SCORE	0.02f
#define LEAST_FIRST	0.02f

/* A text that is edited a thousand times: its latest versions speak for the others. */
#define LATER_MOST	64	/* later neighbours that are looked at */
#define COPIES_JUDGED	64	/* of an article, the latest; the others are sure enough */

static int is_copy(const struct nd_found *found)
{
	return found->relation < ND_SAME_EVENT;
}

static float *row_of(const struct nd_finding *finding, size_t i)
{
	return (float *)finding->figures.items + i * ND_EF_COUNT;
}

static struct nd_found *found_at(const struct nd_finding *finding, size_t i)
{
	return (struct nd_found *)finding->found.items + i;
}

/* Hours between the needle and the nearest printing of a text; -1 where dates lack. */
static enum nd_status find_hours(struct nd_store *store, struct nd_found *found)
{
	struct nd_array *const numbers = &store->finding->numbers;
	const int64_t at = store->needle.article->published;
	enum nd_status status;

	numbers->n = 0;
	found->hours = -1;
	if (at == ND_NO_TIME)
		return ND_OK;
	status = nd_ledger_list(&store->ledger, ND_TABLE_COPIES, found->number, numbers);
	if (status != ND_OK)
		return nd_store_failed(store, status);
	for (size_t i = 0; i <= numbers->n; i++) {
		struct nd_kept kept = found->kept;
		double hours;

		if (i < numbers->n)
			status = nd_store_read(store, ((uint32_t *)numbers->items)[i], &kept);
		if (status != ND_OK)
			return status;
		if (kept.head->published == ND_NO_TIME)
			continue;
		hours = fabs((double)at - (double)kept.head->published) / 3600;
		if (found->hours < 0 || hours < found->hours)
			found->hours = hours;
	}
	return ND_OK;
}

/* The terms a record shares with the needle, as a view whose terms are the needle's. */
static enum nd_status view_of(struct nd_store *store, const struct nd_kept *kept,
			      struct nd_event_view *view)
{
	struct nd_finding *const finding = store->finding;
	const uint32_t n = kept->head->terms;
	struct nd_kept_marks marks = nd_kept_marks(kept);
	uint32_t *values, *here, *there;
	uint8_t *tf, *flags;
	size_t shared;

	finding->values.n = finding->tf.n = finding->flags.n = 0;
	values = nd_array_reserve(&finding->values, (size_t)n * 3);
	tf = nd_array_reserve(&finding->tf, n);
	flags = nd_array_reserve(&finding->flags, n);
	if (!values || !tf || !flags ||
	    nd_widen(&finding->wide, kept->quoted, kept->head->quoted) != ND_OK)
		return nd_fail_memory(&store->err);
	here = values + n;
	there = here + n;
	nd_packed_read(kept->terms, n, ND_KEPT_TERM_BITS, values);
	shared = nd_sieve_match(&store->needle.term_sieve, values, n, here, there);
	for (uint32_t i = 0, k = 0; k < shared; i++) {
		const struct nd_kept_term term = nd_kept_mark(&marks, i);

		if (i != here[k])
			continue;
		tf[k] = (uint8_t)term.tf;
		flags[k++] = (uint8_t)term.flags;
	}
	*view = (struct nd_event_view){
		.numbers = there, .tf = tf, .flags = flags, .n_terms = (uint32_t)shared,
		.length = kept->head->tokens,
		.quoted = { finding->wide.items, finding->wide.n },
		.dated = kept->head->published != ND_NO_TIME,
		.hours = (double)kept->head->published / 3600,
		.norms = kept->head->norms,
	};
	return ND_OK;
}

/* The pair group of figures for all that was found. */
static enum nd_status compare_terms(struct nd_store *store)
{
	struct nd_finding *const finding = store->finding;

	finding->figures.n = 0;
	if (!nd_array_append(&finding->figures, NULL, finding->found.n * ND_EF_COUNT))
		return nd_fail_memory(&store->err);
	for (size_t i = 0; i < finding->found.n; i++) {
		struct nd_found *const found = found_at(finding, i);
		struct nd_event_view view;
		enum nd_status status = view_of(store, &found->kept, &view);

		if (status != ND_OK)
			return status;
		if (nd_event_pair_figures(&store->needle.focus, &view, found->jaccard,
					  found->containment, row_of(finding, i)) != ND_OK)
			return nd_fail_memory(&store->err);
		found->score = row_of(finding, i)[ND_EF_COS_STEEP];
	}
	return ND_OK;
}

static int descending(const void *x, const void *y)
{
	const float a = *(const float *)x, b = *(const float *)y;

	return (a < b) - (a > b);
}

static uint16_t pack_score(float score)
{
	return score <= 0 ? 0 : score >= 1 ? UINT16_MAX : (uint16_t)(score * ND_SCORE_UNIT + 0.5f);
}

/* The scores of all that was found, greatest first: in finding->ranked, the best to be kept. */
static enum nd_status rank_own(struct nd_store *store)
{
	struct nd_finding *const finding = store->finding;
	float *const scores = (finding->ranked.n = 0,
			       nd_array_append(&finding->ranked, NULL, finding->found.n));

	if (!scores)
		return nd_fail_memory(&store->err);
	for (size_t i = 0; i < finding->found.n; i++)
		scores[i] = found_at(finding, i)->score;
	if (finding->found.n > 1)
		qsort(scores, finding->found.n, sizeof(*scores), descending);
	for (size_t i = 0; i < finding->found.n && i < ND_KEPT_SCORES; i++) {
		const uint16_t score = pack_score(scores[i]);

		if (!nd_array_append(&finding->scores, &score, 1))
			return nd_fail_memory(&store->err);
	}
	return ND_OK;
}

static int by_other(const void *x, const void *y)
{
	const struct nd_neighbour *const a = x, *const b = y;

	return (a->other > b->other) - (a->other < b->other);
}

/* Place of the first edge whose other end is not below 'number'. */
static size_t place_of_edge(const struct nd_bytes *bytes, uint32_t number)
{
	size_t low = 0, high = bytes->n / sizeof(struct nd_edge);

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		uint32_t other;

		memcpy(&other, (const char *)bytes->at + middle * sizeof(struct nd_edge) +
		       offsetof(struct nd_edge, other), sizeof(other));
		if (other < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static enum nd_status add_neighbours(struct nd_store *store, uint32_t number, uint32_t owner)
{
	struct nd_finding *const finding = store->finding;
	struct nd_bytes bytes;
	enum nd_status status = nd_ledger_get(&store->ledger, ND_TABLE_EDGES, owner, &bytes);
	struct nd_edge edge;

	if (status == ND_ENOENT)
		return ND_OK;
	if (status != ND_OK)
		return nd_store_failed(store, status);
	for (size_t i = owner == number ? 0 : place_of_edge(&bytes, number);
	     (i + 1) * sizeof(edge) <= bytes.n; i++) {
		memcpy(&edge, (const char *)bytes.at + i * sizeof(edge), sizeof(edge));
		if (owner != number && edge.other != number)
			break;
		if (!nd_array_append(&finding->neighbours, &(struct nd_neighbour){
				owner == number ? edge.other : owner, edge.relation, edge.same_url,
				edge.score, edge.first, edge.event, edge.jaccard, edge.containment }, 1))
			return nd_fail_memory(&store->err);
	}
	return ND_OK;
}

enum nd_status nd_neighbours(struct nd_store *store, uint32_t number)
{
	struct nd_finding *const finding = store->finding;
	struct nd_array *const later = &finding->numbers;
	enum nd_status status;

	finding->neighbours.n = later->n = 0;
	status = nd_ledger_list(&store->ledger, ND_TABLE_BACK, number, later);
	if (status != ND_OK)
		return nd_store_failed(store, status);
	status = add_neighbours(store, number, number);
	for (size_t i = later->n > LATER_MOST ? later->n - LATER_MOST : 0;
	     i < later->n && status == ND_OK; i++)
		status = add_neighbours(store, number, ((uint32_t *)later->items)[i]);
	if (finding->neighbours.n > 1)
		qsort(finding->neighbours.items, finding->neighbours.n,
		      sizeof(struct nd_neighbour), by_other);
	return status;
}

/* The standing of an earlier article: its scores of old, those of later edges, and this one. */
static enum nd_status stand(struct nd_store *store, const struct nd_found *found,
			    struct nd_event_standing *standing)
{
	struct nd_finding *const finding = store->finding;
	const struct nd_neighbour *const neighbour = finding->neighbours.items;
	const size_t own = finding->found.n;
	float *scores;
	uint32_t n = 0;

	finding->ranked.n = own;
	scores = nd_array_reserve(&finding->ranked,
				  ND_KEPT_SCORES + finding->neighbours.n + 1);
	if (!scores)
		return nd_fail_memory(&store->err);
	for (uint32_t i = 0; i < found->kept.head->scores; i++)
		scores[n++] = found->kept.scores[i] / ND_SCORE_UNIT;
	for (size_t i = 0; i < finding->neighbours.n; i++)
		if (neighbour[i].other > found->number)
			scores[n++] = neighbour[i].score / ND_SCORE_UNIT;
	scores[n++] = found->score;
	qsort(scores, n, sizeof(*scores), descending);
	*standing = nd_event_stand(scores, n);
	return ND_OK;
}

static enum nd_status judge_first(struct nd_store *store, struct nd_found *found, float *f)
{
	const struct nd_finding *const finding = store->finding;
	struct nd_event_standing own, other;
	enum nd_status status = nd_neighbours(store, found->number);

	if (status == ND_OK)
		status = stand(store, found, &other);
	if (status != ND_OK)
		return status;
	own = nd_event_stand(finding->ranked.items, (uint32_t)finding->found.n);
	if (found->hours >= 0)
		f[ND_EF_HOURS] = nd_event_hours(found->hours);
	nd_event_rank_pair(&own, &other, found->score, f);
	found->first = nd_event_probability(&nd_event_first, f);
	return ND_OK;
}

/* What the first probabilities of one article's other pairs come to. */
struct hopes {
	float best, second, sum;
};

static void hope(struct hopes *hopes, float p)
{
	hopes->sum += p;
	if (p > hopes->best) {
		hopes->second = hopes->best;
		hopes->best = p;
	} else if (p > hopes->second) {
		hopes->second = p;
	}
}

/* Of the needle's pairs and finding->neighbours, both by number: those with the same other end. */
static struct nd_event_common meet(const struct nd_finding *finding)
{
	const struct nd_neighbour *const neighbour = finding->neighbours.items;
	struct nd_event_common common = { 0 };

	for (size_t i = 0, k = 0; i < finding->found.n && k < finding->neighbours.n;) {
		const struct nd_found *const found = found_at(finding, i);

		if (found->number == neighbour[k].other && found->first > 0)
			nd_event_meet(&common, found->first, neighbour[k].first);
		if (found->number <= neighbour[k].other)
			i++;
		else
			k++;
	}
	return common;
}

static enum nd_status judge_second(struct nd_store *store, struct nd_found *found,
				   const struct hopes *own, float *f)
{
	struct nd_finding *const finding = store->finding;
	const enum nd_status status = nd_neighbours(store, found->number);
	const struct nd_neighbour *const neighbour = finding->neighbours.items;
	struct hopes other = { 0 };
	struct nd_event_common common;

	if (status != ND_OK)
		return status;
	for (size_t i = 0; i < finding->neighbours.n; i++)
		hope(&other, neighbour[i].first);
	common = meet(finding);
	nd_event_graph_pair(found->first,
			    (float[2]){ own->best == found->first ? own->second : own->best,
					other.best },
			    (float[2]){ own->sum, other.sum + found->first }, &common, f);
	found->event = nd_event_probability(&nd_event_second, f);
	return ND_OK;
}

/* Copies that are too many to be judged get the probability of copies. */
static void excuse_copies(struct nd_finding *finding)
{
	size_t copies = 0;

	for (size_t i = finding->found.n; i-- > 0;) {
		struct nd_found *const found = found_at(finding, i);

		found->first = found->event = -1;
		if (is_copy(found) && copies++ >= COPIES_JUDGED)
			found->first = found->event = ND_COPY_PROBABILITY;
	}
}

static enum nd_status judge_events(struct nd_store *store)
{
	struct nd_finding *const finding = store->finding;
	struct hopes own = { 0 };
	enum nd_status status = compare_terms(store);

	excuse_copies(finding);
	if (status == ND_OK)
		status = rank_own(store);
	for (size_t i = 0; i < finding->found.n && status == ND_OK; i++) {
		struct nd_found *const found = found_at(finding, i);

		if (found->first < 0) {
			found->first = 0;
			if (found->score >= LEAST_SCORE || is_copy(found))
				status = judge_first(store, found, row_of(finding, i));
		}
		hope(&own, found->first);
	}
	for (size_t i = 0; i < finding->found.n && status == ND_OK; i++) {
		struct nd_found *const found = found_at(finding, i);

		if (found->event >= 0)
			continue;
		found->event = 0;
		if (found->first >= LEAST_FIRST || is_copy(found))
			status = judge_second(store, found, &own, row_of(finding, i));
	}
	return status;
}

enum nd_status nd_judge(struct nd_store *store)
{
	struct nd_finding *const finding = store->finding;
	enum nd_status status = ND_OK;

	for (size_t i = 0; i < finding->found.n && status == ND_OK; i++)
		status = find_hours(store, found_at(finding, i));
	if (status == ND_OK && nd_has_events(store))
		status = judge_events(store);
	for (size_t i = 0; i < finding->found.n && status == ND_OK; i++) {
		struct nd_found *const found = found_at(finding, i);
		const struct nd_edge edge = {
			found->number, (uint8_t)found->relation, (uint8_t)found->same_url,
			pack_score(found->score),
			found->first, found->event, (float)found->jaccard,
			(float)found->containment, (float)found->hours,
		};

		if (status == ND_OK && (is_copy(found) || found->same_url || found->first >= LEAST_FIRST) &&
		    !nd_array_append(&finding->edges, &edge, 1))
			status = nd_fail_memory(&store->err);
	}
	return status;
}
