/*
 * event_pair.c - what two articles share
 *
 * The terms that both have are found with a sieve and added up in a set of
 * sums; the figures are these sums in proportion to what either article has in
 * all.
 *
 * ND_LANES terms are added at once by a kernel, each to a lane of its own, and
 * the lanes in a fixed order at the end: the result is the same whether a machine
 * does them side by side or not.
 */
#include <math.h>
#include <string.h>

#include "base/real.h"
#include "kernel/event_loops.h"
#include "text/terms.h"
#include "verify/event_figures.h"

float nd_event_steepen(float weight)
{
	return nd_steepen(weight);
}

/* Names of terms.h, by which the kernels know them, too. */
_Static_assert((int)ND_MARK_NAME == ND_TERM_NAME && (int)ND_MARK_NUMBER == ND_TERM_NUMBER &&
	       (int)ND_MARK_TITLE == ND_TERM_TITLE && (int)ND_MARK_LEAD == ND_TERM_LEAD &&
	       (int)ND_MARK_PAIR == ND_TERM_PAIR, "one set of flags");

#define BLOCKS 8	/* of shared terms that are added at once */
#define AHEAD 16	/* terms of which the weights are asked for */

/* Add up the lanes, or take the most of them. */
static void fold(float sum[ND_SUMS][ND_LANES], float s[ND_SUMS])
{
	for (int width = ND_LANES / 2; width > 0; width /= 2) {
		for (int i = 0; i < ND_SUMS; i++)
			for (int l = 0; l < width && i != ND_SUM_HEAVIEST; l++)
				sum[i][l] += sum[i][l + width];
		for (int l = 0; l < width; l++)
			if (sum[ND_SUM_HEAVIEST][l + width] > sum[ND_SUM_HEAVIEST][l])
				sum[ND_SUM_HEAVIEST][l] = sum[ND_SUM_HEAVIEST][l + width];
	}
	for (int i = 0; i < ND_SUMS; i++)
		s[i] = sum[i][0];
}

/* The sums over n shared terms, at these places in the two lists. */
static void add_up(const struct nd_event_view *other, const uint32_t *here,
		   const struct nd_event_mark *marks, const uint32_t *there, size_t n,
		   float s[ND_SUMS])
{
	const struct nd_kernels *const kernels = nd_kernel_table();
	float sum[ND_SUMS][ND_LANES] = { { 0 } };
	struct nd_shared_terms block[BLOCKS];

	for (size_t k = 0; k < n; k += BLOCKS * ND_LANES) {
		const size_t more = n - k < BLOCKS * ND_LANES ? n - k : BLOCKS * ND_LANES;
		const size_t full = more / ND_LANES;

		if (more % ND_LANES)
			memset(&block[full], 0, sizeof(*block));
		for (size_t l = 0; l < more; l++) {
			struct nd_shared_terms *const in = &block[l / ND_LANES];
			const uint32_t i = here[k + l];

			in->mark[l % ND_LANES] = marks[there[k + l]];
			in->tf[l % ND_LANES] = nd_event_stamp_tf[other->stamps[i]];
			in->flags[l % ND_LANES] = nd_event_stamp_flags[other->stamps[i]];
		}
		kernels->add_terms(block, full + (more % ND_LANES != 0), sum);
	}
	fold(sum, s);
}

enum nd_status nd_event_focus_on(struct nd_event_focus *focus, const struct nd_event_view *view,
				 const struct nd_idf *weights)
{
	struct nd_event_mark *mark;
	uint32_t *number;

	focus->view = view;
	nd_event_quotes_of(&focus->quotes, view);
	focus->numbers.n = focus->marks.n = 0;
	number = nd_array_reserve(&focus->numbers, view->n_terms);
	mark = nd_array_reserve(&focus->marks, view->n_terms);
	if (!number || !mark)
		return ND_ENOMEM;
	if (view->numbers)
		memcpy(number, view->numbers, view->n_terms * sizeof(*number));
	else
		nd_join_halves(view->low, view->ends, view->n_terms, number);
	for (uint32_t i = 0; i < view->n_terms; i++) {
		const struct nd_idf idf = weights[number[i]];
		const uint8_t stamp = view->stamps[i];

		__builtin_prefetch(&weights[number[i + AHEAD < view->n_terms ? i + AHEAD : i]]);
		mark[i] = (struct nd_event_mark){
			idf.mixed, idf.background, nd_event_stamp_tf[stamp], nd_event_stamp_flags[stamp],
		};
	}
	return nd_sieve_fill(&focus->sieve, number, view->n_terms);
}

void nd_event_focus_release(struct nd_event_focus *focus)
{
	nd_sieve_release(&focus->sieve);
	nd_event_quotes_release(&focus->quotes);
	nd_array_release(&focus->numbers);
	nd_array_release(&focus->marks);
	nd_array_release(&focus->places);
}

static float cosine(float dot, float a, float b)
{
	return a > 0 && b > 0 ? dot / sqrtf(a * b) : -1;
}

/* Two shares as (lesser, greater); a side without anything to find counts as the other. */
static void put_shares(float *f, int at, const float found[2], float all_a, float all_b)
{
	float x = all_a > 0 ? found[0] / all_a : -1;
	float y = all_b > 0 ? found[1] / all_b : -1;

	if (x < 0)
		x = y;
	if (y < 0)
		y = x;
	f[at] = x < y ? x : y;
	f[at + 1] = x < y ? y : x;
}

float nd_event_hours(double hours)
{
	return (float)nd_log(1 + hours);
}

static void put_text_figures(const struct nd_event_focus *focus, const struct nd_event_view *b, float *f)
{
	const struct nd_event_view *const a = focus->view;
	const float shorter = (float)(a->length < b->length ? a->length : b->length);
	const float longer = (float)(a->length < b->length ? b->length : a->length);

	f[ND_EF_LENGTH_RATIO] = (shorter + 1) / (longer + 1);
	f[ND_EF_HOURS] = -1;
	if (a->dated && b->dated)
		f[ND_EF_HOURS] = nd_event_hours(fabs(a->hours - b->hours));
}

void nd_event_ask_for(const struct nd_event_view *view)
{
	enum { LINE = 64 };	/* bytes that come together */

	/* they lie one behind the other: ends or none, numbers, stamps */
	const char *const from = view->numbers ? (const char *)view->numbers : (const char *)view->ends;
	const char *const to = (const char *)view->stamps + view->n_terms;

	for (const char *at = from; at < to; at += LINE)
		__builtin_prefetch(at);
}

/*
 * A column that appears daily keeps its phrases and changes the numbers in
 * them; another report of one event changes the phrases and keeps the numbers.
 * FILLED is by how much the numbers, with the words beside them, agree more
 * than the other phrases do, grown with how many numbers there are.
 */
static void put_slots(const float s[ND_SUMS], const struct nd_event_norms *p,
		      const struct nd_event_norms *q, float *f)
{
	const float slots = p->slots + q->slots, phrases = p->phrases + q->phrases;

	f[ND_EF_SLOTS] = p->slots > 0 && q->slots > 0 ? 2 * s[ND_SUM_SLOTS] / slots : -1;
	f[ND_EF_FILLED] = 0;
	if (f[ND_EF_SLOTS] >= 0 && phrases > 0)
		f[ND_EF_FILLED] = (f[ND_EF_SLOTS] - 2 * s[ND_SUM_PHRASES] / phrases) *
			sqrtf(fminf(p->slots, q->slots));
}

void nd_event_shared_figures(const struct nd_event_focus *focus, const struct nd_event_view *other,
			     const uint32_t *here, const uint32_t *there, size_t n, float *f)
{
	const struct nd_event_norms *const p = &other->norms, *const q = &focus->view->norms;
	const float least = fminf(p->sum_words, q->sum_words);
	float s[ND_SUMS];

	add_up(other, here, focus->marks.items, there, n, s);
	f[ND_EF_COS_WORDS] = cosine(s[ND_SUM_WORDS], p->words, q->words);
	f[ND_EF_COS_WORDS_BG] = cosine(s[ND_SUM_WORDS_BG], p->words_bg, q->words_bg);
	f[ND_EF_COS_PAIRS] = cosine(s[ND_SUM_PAIRS], p->pairs, q->pairs);
	f[ND_EF_COS_PAIRS_BG] = cosine(s[ND_SUM_PAIRS_BG], p->pairs_bg, q->pairs_bg);
	f[ND_EF_COS_STEEP] = cosine(s[ND_SUM_STEEP], p->steep, q->steep);
	f[ND_EF_COS_STEEP_BG] = cosine(s[ND_SUM_STEEP_BG], p->steep_bg, q->steep_bg);
	f[ND_EF_COS_NAMES] = cosine(s[ND_SUM_NAMES], p->names, q->names);
	f[ND_EF_COS_NUMBERS] = cosine(s[ND_SUM_NUMBERS], p->numbers, q->numbers);
	f[ND_EF_COS_LEAD] = cosine(s[ND_SUM_LEAD], p->lead, q->lead);
	f[ND_EF_COS_TITLE] = cosine(s[ND_SUM_TITLE], p->title, q->title);
	put_shares(f, ND_EF_TITLE_MIN, &s[ND_SUM_TITLE_OF], p->sum_title, q->sum_title);
	put_shares(f, ND_EF_LEAD_MIN, &s[ND_SUM_LEAD_OF], p->sum_lead, q->sum_lead);
	put_shares(f, ND_EF_NAMES_MIN, &s[ND_SUM_NAMES_OF], p->sum_names, q->sum_names);
	put_shares(f, ND_EF_NUMBERS_MIN, &s[ND_SUM_NUMBERS_OF], p->sum_numbers, q->sum_numbers);
	f[ND_EF_SHARED] = s[ND_SUM_SHARED];
	f[ND_EF_SHARED_BG] = s[ND_SUM_SHARED_BG];
	f[ND_EF_RARE] = s[ND_SUM_RARE];
	f[ND_EF_HEAVIEST] = s[ND_SUM_HEAVIEST];
	f[ND_EF_CONTAIN] = least > 0 ? fminf(s[ND_SUM_WORDS_OF], s[ND_SUM_WORDS_OF + 1]) / least : 0;
	f[ND_EF_JACCARD] = f[ND_EF_CONTAIN3] = 0;
	f[ND_EF_QUOTES] = -1;
	put_slots(s, p, q, f);
	put_text_figures(focus, other, f);
}

enum nd_status nd_event_term_figures(struct nd_event_focus *focus,
				     const struct nd_event_view *other, float *f)
{
	const size_t most = other->n_terms;
	uint32_t *const here = nd_array_reserve(&focus->places, most * 3 + ND_SLACK);
	uint32_t *const there = here + most;
	size_t n;

	if (!here)
		return ND_ENOMEM;
	n = other->numbers ?
	    nd_sieve_match(&focus->sieve, other->numbers, most, here, there) :
	    nd_sieve_match_halves(&focus->sieve, other->low, other->ends, most, here, there);
	nd_event_shared_figures(focus, other, here, there, n, f);
	return ND_OK;
}

enum nd_status nd_event_pair_figures(struct nd_event_focus *focus,
				     const struct nd_event_view *other,
				     double jaccard, double containment, float *f)
{
	const enum nd_status status = nd_event_term_figures(focus, other, f);

	return status != ND_OK ? status :
	       nd_event_copy_figures(&focus->quotes, other, jaccard, containment, f);
}
