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

/* A text that is edited a thousand times: its latest versions are judged, the others are sure enough. */
#define COPIES_JUDGED	64

/*
 * Pairs that the terms alone leave less go no further, as in engine/judging.c, which is
 * more careful: what is below LEAST_FIRST in the end is not kept here, and of the strangers in
 * a large store half have a chance of .004.
 */
#define CHANCE	0.02f

#define CHAINS	64	/* of ties, that are walked at once: each step of one waits for memory */

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
	const int64_t at = store->needle.draft->article.published;
	enum nd_status status;

	numbers->n = 0;
	found->hours = -1;
	if (at == ND_NO_TIME)
		return ND_OK;
	status = nd_links_may_have_copies(&store->links, found->number) ?
		 nd_ledger_list(&store->ledger, ND_TABLE_COPIES, found->number, numbers) : ND_OK;
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
	uint32_t *here, *there;
	uint8_t *tf, *flags;
	size_t shared;

	finding->values.n = finding->tf.n = finding->flags.n = 0;
	tf = nd_array_reserve(&finding->tf, n);
	flags = nd_array_reserve(&finding->flags, n);
	here = nd_array_reserve(&finding->values, (size_t)n * 3 + ND_SLACK);
	if (!tf || !flags || !here)
		return nd_fail_memory(&store->err);
	there = here + n;
	shared = nd_split_match(&store->needle.term_sieve, kept->terms, n, here, there);
	nd_kept_marks(kept, here, shared, there + n, tf, flags);
	for (size_t i = 0; i < shared; i++)
		tf[i] = nd_event_stamp(tf[i], flags[i]);
	*view = (struct nd_event_view){
		.numbers = there, .stamps = tf, .n_terms = (uint32_t)shared,
		.length = kept->head->tokens,
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

/* What follows from the terms, of all that was found: figures and scores. */
static enum nd_status compare_terms(struct nd_store *store)
{
	struct nd_finding *const finding = store->finding;
	enum nd_status status = ND_OK;

	finding->figures.n = 0;
	if (!nd_array_append(&finding->figures, NULL, finding->found.n * ND_EF_COUNT))
		return nd_fail_memory(&store->err);
	for (size_t i = 0; i < finding->found.n && status == ND_OK; i++) {
		struct nd_found *const found = found_at(finding, i);
		float *const f = row_of(finding, i);
		struct nd_event_view view;

		nd_links_ask_for(&store->links, found->number);
		status = view_of(store, &found->kept, &view);
		if (status == ND_OK)	/* they are in order, and named by their places */
			nd_event_shared_figures(&store->needle.focus, &view,
						store->needle.numbers.items, view.numbers,
						view.n_terms, f);
		found->score = f[ND_EF_COS_STEEP];
	}
	return status;
}

/* The other figures of the pair group, of one that has a chance. */
static enum nd_status compare_words(struct nd_store *store, struct nd_found *found, float *f)
{
	enum nd_status status = is_copy(found) ? ND_OK : nd_found_compare(store, found);

	if (status == ND_OK)
		status = find_hours(store, found);
	if (status != ND_OK)
		return status;
	if (found->hours >= 0)
		f[ND_EF_HOURS] = nd_event_hours(found->hours);
	nd_event_put_copy(found->jaccard, found->containment,
			  store->needle.draft->quoted && found->kept.quoted, found->quotes, f);
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

/* Put a score among n that stand in order, the greatest first. */
static void insert(float *scores, uint32_t n, float score)
{
	while (n && scores[n - 1] < score) {
		scores[n] = scores[n - 1];
		n--;
	}
	scores[n] = score;
}

/* The standing of an earlier article: its scores of old, those of later pairs, and this one. */
static enum nd_status stand(struct nd_store *store, const struct nd_found *found,
			    struct nd_event_standing *standing)
{
	struct nd_finding *const finding = store->finding;
	struct nd_tie later[ND_LATER_MOST];
	const size_t n_later = nd_later_ties(store, found->number, later);
	float *scores;
	uint32_t n = 0;

	finding->ranked.n = finding->found.n;
	scores = nd_array_reserve(&finding->ranked, found->kept.head->scores + n_later + 1);
	if (!scores)
		return nd_fail_memory(&store->err);
	for (; n < found->kept.head->scores; n++)
		scores[n] = found->kept.scores[n] / ND_SCORE_UNIT;
	for (size_t i = 0; i < n_later; i++)
		insert(scores, n++, later[i].score / ND_SCORE_UNIT);
	insert(scores, n++, found->score);
	*standing = nd_event_stand(scores, n);
	return ND_OK;
}

/* Ask for the later ties of all that are judged, a step of each chain in turn. */
static void ask_for_ties(const struct nd_store *store)
{
	const struct nd_finding *const finding = store->finding;
	const struct nd_tie *tie[CHAINS];

	for (size_t from = 0; from < finding->found.n; from += CHAINS) {
		size_t n = 0;

		for (size_t i = from; i < finding->found.n && i < from + CHAINS; i++) {
			tie[n] = nd_links_ask_for_tie(&store->links, found_at(finding, i)->number);
			n += tie[n] != NULL;
		}
		for (int step = 1; step < ND_LATER_MOST && n; step++)
			n = nd_links_ask_for_before(&store->links, tie, n);
	}
}

/* The rank group of figures of all that are judged. */
static enum nd_status rank_all(struct nd_store *store)
{
	struct nd_finding *const finding = store->finding;
	enum nd_status status = ND_OK;

	ask_for_ties(store);
	for (size_t i = 0; i < finding->found.n && status == ND_OK; i++) {
		struct nd_found *const found = found_at(finding, i);
		struct nd_event_standing own, other;

		if (found->first >= 0)
			continue;
		status = stand(store, found, &other);
		if (status != ND_OK)
			break;
		own = nd_event_stand(finding->ranked.items, (uint32_t)finding->found.n);
		nd_event_rank_pair(&own, &other, found->score, row_of(finding, i));
	}
	return status;
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

/* Who is judged at all has -1 for now; copies that are too many get the probability of copies. */
static void begin(struct nd_finding *finding)
{
	size_t copies = 0;

	finding->near.n = 0;
	for (size_t i = finding->found.n; i-- > 0;) {
		struct nd_found *const found = found_at(finding, i);

		found->first = found->event = is_judged(found) ? -1 : 0;
		found->near = 0;
		if (is_copy(found) && copies++ >= COPIES_JUDGED)
			found->first = found->event = ND_COPY_PROBABILITY;
	}
}

/* The steps of ND_ROWS rows, which the forests walk by. */
typedef uint8_t steps[ND_MODEL_FIGURES_MAX][ND_ROWS];

/*
 * The probabilities of all rows by one forest, into finding->chances.  Figures [from, to) were not
 * asked about before, or have changed since.
 */
static const float *ask(struct nd_store *store, const struct nd_event_forest *forest, unsigned from,
			unsigned to)
{
	struct nd_finding *const finding = store->finding;
	const size_t blocks = (finding->found.n + ND_ROWS - 1) / ND_ROWS;
	steps *of;
	float *chances;

	finding->chances.n = finding->steps.n = 0;
	of = nd_array_reserve(&finding->steps, blocks * sizeof(*of));
	chances = nd_array_append(&finding->chances, NULL, finding->found.n);
	if (!of || !chances)
		return NULL;
	for (size_t i = 0; i < finding->found.n; i += ND_ROWS, of++) {
		const size_t n = finding->found.n - i < ND_ROWS ? finding->found.n - i : ND_ROWS;

		nd_event_scale_steps(&store->scale, row_of(finding, i), ND_EF_COUNT, n, from, to, *of);
		nd_event_walk(forest, (const uint8_t (*)[ND_ROWS])*of, n, chances + i);
	}
	return chances;
}

/*
 * First probabilities: as in a pile, terms and ranks alone say who has a chance,
 * and only of those words, hours and neighbours are looked at; *some: there are any.
 */
static enum nd_status judge_first(struct nd_store *store, int *some)
{
	struct nd_finding *const finding = store->finding;
	const float *chances = ask(store, &store->scale.first, 0, ND_EF_RANK_END);
	enum nd_status status = chances ? ND_OK : nd_fail_memory(&store->err);

	*some = 0;
	for (size_t i = 0; chances && i < finding->found.n; i++) {
		struct nd_found *const found = found_at(finding, i);

		if (found->first < 0 && chances[i] < CHANCE && !is_copy(found) && !found->same_url)
			found->first = found->event = chances[i];
		if (found->event < 0 || is_copy(found))
			nd_kept_ask_for_shingles(&found->kept);
	}
	for (size_t i = 0; i < finding->found.n && status == ND_OK; i++) {
		struct nd_found *const found = found_at(finding, i);

		if (found->event >= 0 && !is_copy(found))
			continue;
		*some = 1;
		status = compare_words(store, found, row_of(finding, i));
		if (status == ND_OK && found->first < 0)
			status = nd_near_list(store, found);
	}
	if (status != ND_OK || !*some)
		return status;
	chances = ask(store, &store->scale.first, ND_EF_JACCARD, ND_EF_QUOTES + 1);
	for (size_t i = 0; chances && i < finding->found.n; i++)
		if (found_at(finding, i)->first < 0)
			found_at(finding, i)->first = chances[i];
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
		if (found_at(finding, i)->event < 0)
			look_round(finding, found_at(finding, i), &own, row_of(finding, i));
	chances = ask(store, &store->scale.second, ND_EF_RANK_END, ND_EF_COUNT);
	for (size_t i = 0; chances && i < finding->found.n; i++) {
		struct nd_found *const found = found_at(finding, i);

		if (found->event < 0)
			found->event = found->first >= LEAST_FIRST || is_copy(found) ? chances[i] : 0;
	}
	return chances ? ND_OK : nd_fail_memory(&store->err);
}

static enum nd_status judge_events(struct nd_store *store)
{
	enum nd_status status = compare_terms(store);
	int some = 0;

	if (status == ND_OK)
		status = rank_own(store);
	begin(store->finding);
	if (status == ND_OK)
		status = rank_all(store);
	if (status == ND_OK)
		status = judge_first(store, &some);
	return status == ND_OK && some ? judge_second(store) : status;
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
