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

#include "base/packed.h"
#include "engine/engine.h"
#include "store/finding.h"
#include "verify/event_model.h"

/*
 * Pairs whose steep cosine is below it are not judged: of those the model believes
 * in 2 % on agency reports.  Of the others the EDGES_MOST likeliest from
 * LEAST_FIRST on are kept.  Pair F1 of the stories of a stream with 16 from .05 on
 * and with 8 from .1 on: reuters .929 and .928, ecbplus .827 and .855,
 * wikinews_events .734 both; and 300 bytes an article less.
 */
#define LEAST_SCORE	0.04f
#define LEAST_FIRST	0.1f
#define EDGES_MOST	8

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

/* The shingles of a record inside quotation marks: into finding->wide.  0: no memory. */
static int list_quoted(struct nd_finding *finding, const struct nd_kept *kept)
{
	const uint32_t n = kept->head->shingles;
	uint32_t *const values = nd_array_reserve(&finding->values, n);
	uint64_t *const quoted = nd_array_reserve(&finding->wide, n);

	if (!values || !quoted)
		return 0;
	nd_packed_read(kept->shingles, n, ND_KEPT_SHINGLE_BITS, values);
	for (uint32_t i = 0; i < n; i++)
		if (kept->quoted[i / 8] >> i % 8 & 1)
			quoted[finding->wide.n++] = values[i];
	return 1;
}

/* The terms a record shares with the needle, as a view whose terms are the needle's. */
static enum nd_status view_of(struct nd_store *store, const struct nd_kept *kept,
			      struct nd_event_view *view)
{
	struct nd_finding *const finding = store->finding;
	const uint32_t n = kept->head->terms;
	uint32_t *values, *here, *there;
	uint8_t *tf, *flags;
	size_t shared;

	finding->values.n = finding->tf.n = finding->flags.n = finding->wide.n = 0;
	values = nd_array_reserve(&finding->values, (size_t)n * 3);
	tf = nd_array_reserve(&finding->tf, n);
	flags = nd_array_reserve(&finding->flags, n);
	if (!values || !tf || !flags ||
	    (store->needle.quoted.n && kept->quoted && !list_quoted(finding, kept)))
		return nd_fail_memory(&store->err);
	values = finding->values.items;
	here = values + n;
	there = here + n;
	nd_packed_read(kept->terms, n, ND_KEPT_TERM_BITS, values);
	shared = nd_sieve_match(&store->needle.term_sieve, values, n, here, there);
	nd_kept_marks(kept, here, shared, tf, flags);
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

/* Is it worth while to judge it? */
static int is_judged(const struct nd_found *found)
{
	return found->score >= LEAST_SCORE || is_copy(found) || found->same_url;
}

/* The pair group of figures of one. */
static enum nd_status compare_one(struct nd_store *store, struct nd_found *found, float *f)
{
	struct nd_event_view view;
	enum nd_status status = view_of(store, &found->kept, &view);

	if (status != ND_OK)
		return status;
	if (nd_event_pair_figures(&store->needle.focus, &view, 0, 0, f) != ND_OK)
		return nd_fail_memory(&store->err);
	found->score = f[ND_EF_COS_STEEP];
	if (!is_judged(found))
		return ND_OK;
	status = nd_found_compare(store, found);
	f[ND_EF_JACCARD] = (float)found->jaccard;
	f[ND_EF_CONTAIN3] = (float)found->containment;
	if (status == ND_OK)
		status = find_hours(store, found);
	return status;
}

/* The same for all that was found. */
static enum nd_status compare_all(struct nd_store *store)
{
	struct nd_finding *const finding = store->finding;
	enum nd_status status = ND_OK;

	finding->figures.n = 0;
	if (!nd_array_append(&finding->figures, NULL, finding->found.n * ND_EF_COUNT))
		return nd_fail_memory(&store->err);
	for (size_t i = 0; i < finding->found.n && status == ND_OK; i++)
		status = compare_one(store, found_at(finding, i), row_of(finding, i));
	return status;
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

static uint32_t other_of(const struct nd_back_edge *back)
{
	return (uint32_t)back->other[0] << 24 | (uint32_t)back->other[1] << 16 |
	       (uint32_t)back->other[2] << 8 | back->other[3];
}

/* The pairs of an article with later ones, the latest LATER_MOST: into finding->back. */
static enum nd_status list_back(struct nd_store *store, uint32_t number)
{
	struct nd_array *const back = &store->finding->back;
	enum nd_status status;

	back->n = 0;
	status = nd_ledger_list(&store->ledger, ND_TABLE_BACK, number, back);
	if (status == ND_OK && back->n > LATER_MOST) {
		memmove(back->items, (struct nd_back_edge *)back->items + back->n - LATER_MOST,
			LATER_MOST * sizeof(struct nd_back_edge));
		back->n = LATER_MOST;
	}
	return nd_store_failed(store, status);
}

/* The edges of an article to earlier ones; *n of them, not aligned. */
static enum nd_status get_edges(struct nd_store *store, uint32_t number, const char **edges,
				size_t *n)
{
	struct nd_bytes bytes = { NULL, 0 };
	const enum nd_status status = nd_ledger_get(&store->ledger, ND_TABLE_EDGES, number, &bytes);

	*edges = bytes.at;
	*n = bytes.n / sizeof(struct nd_edge);
	return status == ND_ENOENT ? ND_OK : nd_store_failed(store, status);
}

/* Note the neighbours of a text and their first probabilities, by number. */
static enum nd_status list_near(struct nd_store *store, struct nd_found *found)
{
	struct nd_finding *const finding = store->finding;
	const struct nd_back_edge *back;
	const char *edges;
	size_t n;
	enum nd_status status = get_edges(store, found->number, &edges, &n);

	found->near_from = (uint32_t)finding->near.n;
	for (size_t i = 0; i < n && status == ND_OK; i++) {
		struct nd_edge edge;

		memcpy(&edge, edges + i * sizeof(edge), sizeof(edge));
		if (!nd_array_append(&finding->near, &(struct nd_near){
				edge.other, edge.first / ND_SCORE_UNIT }, 1))
			status = nd_fail_memory(&store->err);
	}
	if (status == ND_OK)
		status = list_back(store, found->number);
	back = finding->back.items;
	for (size_t i = 0; i < finding->back.n && status == ND_OK; i++)
		if (!nd_array_append(&finding->near, &(struct nd_near){
				other_of(&back[i]), back[i].first / ND_SCORE_UNIT }, 1))
			status = nd_fail_memory(&store->err);
	found->near = (uint32_t)finding->near.n - found->near_from;
	return status;
}

/* Place of the first of n edges whose other end is not below 'number'. */
static size_t place_of_edge(const char *edges, size_t n, uint32_t number)
{
	size_t low = 0, high = n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		uint32_t other;

		memcpy(&other, edges + middle * sizeof(struct nd_edge) +
		       offsetof(struct nd_edge, other), sizeof(other));
		if (other < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

enum nd_status nd_edge_measures(struct nd_store *store, uint32_t number, const struct nd_edge *edge,
				float *jaccard, float *containment)
{
	struct nd_kept a, b;
	struct nd_overlap overlap;
	enum nd_status status = nd_store_read(store, number, &a);

	if (status == ND_OK)
		status = nd_store_read(store, edge->other, &b);
	if (status != ND_OK)
		return status;
	overlap = nd_overlap_of(edge->common, a.head->shingles, b.head->shingles);
	*jaccard = (float)overlap.jaccard;
	*containment = (float)overlap.containment;
	return ND_OK;
}

/* Add those edges of 'owner' that are pairs of 'number'. */
static enum nd_status add_neighbours(struct nd_store *store, uint32_t number, uint32_t owner)
{
	const char *edges;
	size_t n;
	enum nd_status status = get_edges(store, owner, &edges, &n);

	for (size_t i = owner == number ? 0 : place_of_edge(edges, n, number);
	     i < n && status == ND_OK; i++) {
		struct nd_neighbour one;
		struct nd_edge edge;

		memcpy(&edge, edges + i * sizeof(edge), sizeof(edge));
		if (owner != number && edge.other != number)
			break;
		one = (struct nd_neighbour){
			.other = owner == number ? edge.other : owner,
			.relation = edge.relation, .same_url = edge.same_url, .event = edge.event,
		};
		if (nd_gone(store, one.other) == ND_REMOVED)
			continue;
		status = nd_edge_measures(store, owner, &edge, &one.jaccard, &one.containment);
		if (status == ND_OK && !nd_array_append(&store->finding->neighbours, &one, 1))
			status = nd_fail_memory(&store->err);
	}
	return status;
}

enum nd_status nd_neighbours(struct nd_store *store, uint32_t number)
{
	struct nd_finding *const finding = store->finding;
	enum nd_status status;

	finding->neighbours.n = 0;
	status = add_neighbours(store, number, number);
	if (status == ND_OK)
		status = list_back(store, number);
	for (size_t i = 0; i < finding->back.n && status == ND_OK; i++)
		status = add_neighbours(store, number,
					other_of((struct nd_back_edge *)finding->back.items + i));
	return status;
}

/* The standing of an earlier article: its scores of old, those of later edges, and this one. */
static enum nd_status stand(struct nd_store *store, const struct nd_found *found,
			    struct nd_event_standing *standing)
{
	struct nd_finding *const finding = store->finding;
	const struct nd_back_edge *const back = finding->back.items;
	const size_t own = finding->found.n;
	float *scores;
	uint32_t n = 0;

	finding->ranked.n = own;
	scores = nd_array_reserve(&finding->ranked,
				  ND_KEPT_SCORES + finding->back.n + 1);
	if (!scores)
		return nd_fail_memory(&store->err);
	for (uint32_t i = 0; i < found->kept.head->scores; i++)
		scores[n++] = found->kept.scores[i] / ND_SCORE_UNIT;
	for (size_t i = 0; i < finding->back.n; i++)
		scores[n++] = back[i].score / ND_SCORE_UNIT;
	scores[n++] = found->score;
	qsort(scores, n, sizeof(*scores), descending);
	*standing = nd_event_stand(scores, n);
	return ND_OK;
}

/* The rank group of figures of one. */
static enum nd_status rank_one(struct nd_store *store, struct nd_found *found, float *f)
{
	const struct nd_finding *const finding = store->finding;
	struct nd_event_standing own, other;
	enum nd_status status = list_near(store, found);

	if (status == ND_OK)
		status = stand(store, found, &other);
	if (status != ND_OK)
		return status;
	own = nd_event_stand(finding->ranked.items, (uint32_t)finding->found.n);
	if (found->hours >= 0)
		f[ND_EF_HOURS] = nd_event_hours(found->hours);
	nd_event_rank_pair(&own, &other, found->score, f);
	return ND_OK;
}

/* What the first probabilities of one article's other pairs come to. */
struct hopes {
	float best, second, sum;
};

static void hope(struct hopes *hopes, float p)
{
	hopes->sum += nd_event_belief(p);
	if (p > hopes->best) {
		hopes->second = hopes->best;
		hopes->best = p;
	} else if (p > hopes->second) {
		hopes->second = p;
	}
}

/* Of the needle's pairs and those of a text, both by number: those with the same other end. */
static struct nd_event_common meet(const struct nd_finding *finding, const struct nd_near *near,
				   size_t n)
{
	struct nd_event_common common = { 0 };

	for (size_t i = 0, k = 0; i < finding->found.n && k < n;) {
		const struct nd_found *const found = found_at(finding, i);

		if (found->number == near[k].other && found->first > 0)
			nd_event_meet(&common, found->first, near[k].first);
		if (found->number <= near[k].other)
			i++;
		else
			k++;
	}
	return common;
}

/* The graph group of figures of one. */
static void look_round(struct nd_finding *finding, const struct nd_found *found,
		       const struct hopes *own, float *f)
{
	const struct nd_near *const near =
		(const struct nd_near *)finding->near.items + found->near_from;
	const struct nd_event_common common = meet(finding, near, found->near);
	struct hopes other = { 0 };

	for (size_t i = 0; i < found->near; i++)
		hope(&other, near[i].first);
	nd_event_graph_pair(found->first,
			    (float[2]){ own->best == found->first ? own->second : own->best,
					other.best },
			    (float[2]){ own->sum, other.sum + nd_event_belief(found->first) },
			    &common, f);
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

/* The probabilities of all rows by one forest, into finding->chances. */
static const float *ask(struct nd_finding *finding, const struct nd_event_forest *forest)
{
	float *chances;

	finding->chances.n = 0;
	chances = nd_array_append(&finding->chances, NULL, finding->found.n);
	if (chances)
		nd_event_probabilities(forest, row_of(finding, 0), ND_EF_COUNT, finding->found.n,
				       chances);
	return chances;
}

/* First probabilities; those of pairs that are not judged are 0. */
static enum nd_status judge_first(struct nd_store *store)
{
	struct nd_finding *const finding = store->finding;
	enum nd_status status = ND_OK;
	const float *chances;

	for (size_t i = 0; i < finding->found.n && status == ND_OK; i++)
		if (found_at(finding, i)->first < 0 && is_judged(found_at(finding, i)))
			status = rank_one(store, found_at(finding, i), row_of(finding, i));
	if (status != ND_OK)
		return status;
	chances = ask(finding, &nd_event_first);
	for (size_t i = 0; chances && i < finding->found.n; i++) {
		struct nd_found *const found = found_at(finding, i);

		if (found->first < 0)
			found->first = is_judged(found) ? chances[i] : 0;
	}
	return chances ? ND_OK : nd_fail_memory(&store->err);
}

static enum nd_status judge_second(struct nd_store *store)
{
	struct nd_finding *const finding = store->finding;
	struct hopes own = { 0 };
	const float *chances;

	for (size_t i = 0; i < finding->found.n; i++)
		hope(&own, found_at(finding, i)->first);
	for (size_t i = 0; i < finding->found.n; i++)
		look_round(finding, found_at(finding, i), &own, row_of(finding, i));
	chances = ask(finding, &nd_event_second);
	for (size_t i = 0; chances && i < finding->found.n; i++) {
		struct nd_found *const found = found_at(finding, i);

		if (found->event < 0)
			found->event = found->first >= LEAST_FIRST || is_copy(found) ? chances[i] : 0;
	}
	return chances ? ND_OK : nd_fail_memory(&store->err);
}

static enum nd_status judge_events(struct nd_store *store)
{
	enum nd_status status = compare_all(store);

	store->finding->near.n = 0;
	excuse_copies(store->finding);
	if (status == ND_OK)
		status = rank_own(store);
	if (status == ND_OK)
		status = judge_first(store);
	return status == ND_OK ? judge_second(store) : status;
}

/* Of the pairs that are no copies the likeliest are kept. */
static void choose_edges(struct nd_finding *finding)
{
	size_t n = 0;

	for (size_t i = 0; i < finding->found.n; i++)
		n += !is_copy(found_at(finding, i)) && found_at(finding, i)->first >= LEAST_FIRST;
	while (n > EDGES_MOST) {
		struct nd_found *least = NULL;

		for (size_t i = 0; i < finding->found.n; i++) {
			struct nd_found *const found = found_at(finding, i);

			if (!is_copy(found) && found->first >= LEAST_FIRST &&
			    (!least || found->first < least->first))
				least = found;
		}
		least->first = least->event = 0;
		n--;
	}
}

static enum nd_status keep_edge(struct nd_store *store, const struct nd_found *found)
{
	const double seconds = found->hours * 3600;
	const struct nd_edge edge = {
		.other = found->number, .common = found->common & 0xffffff,
		.apart = seconds < 0 || seconds >= UINT32_MAX ? UINT32_MAX : (uint32_t)(seconds + .5),
		.event = found->event, .score = pack_score(found->score),
		.first = pack_score(found->first), .relation = found->relation & 15,
		.same_url = !!found->same_url, .dated = found->hours >= 0,
		.holds = nd_copy_holds(found->relation, found->event, found->jaccard, found->hours),
	};

	if (!is_copy(found) && !found->same_url && found->first < LEAST_FIRST)
		return ND_OK;
	return nd_array_append(&store->finding->edges, &edge, 1) ? ND_OK :
	       nd_fail_memory(&store->err);
}

enum nd_status nd_judge(struct nd_store *store)
{
	struct nd_finding *const finding = store->finding;
	enum nd_status status = ND_OK;

	for (size_t i = 0; i < finding->found.n && status == ND_OK; i++)
		if (!nd_has_events(store))
			status = find_hours(store, found_at(finding, i));
	if (status == ND_OK && nd_has_events(store))
		status = judge_events(store);
	choose_edges(finding);
	for (size_t i = 0; i < finding->found.n && status == ND_OK; i++)
		status = keep_edge(store, found_at(finding, i));
	return status;
}
