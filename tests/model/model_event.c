/* model_event.c - one figure after the other, each by its own walk over all pairs of terms */
#include <math.h>

#include "model/event_model.h"
#include "text/terms.h"

enum kind { ALL, WORDS, PAIRS };

struct pair {
	const struct nd_event_view *side[2];
	const struct nd_idf *weights;
};

/* Term i of a view, whose numbers are plain. */
static uint32_t number_of(const struct nd_event_view *view, uint32_t i)
{
	return view->numbers[i];
}

static double tf_of(const struct nd_event_view *view, uint32_t i)
{
	return nd_event_stamp_tf[view->stamps[i]];
}

static unsigned flags_of(const struct nd_event_view *view, uint32_t i)
{
	return nd_event_stamp_flags[view->stamps[i]];
}

/* What one shared term adds to a sum: i and j are its places in the two lists. */
typedef double adds(const struct pair *pair, uint32_t i, uint32_t j, unsigned of);

static double sum_shared(const struct pair *pair, enum kind kind, adds *add, unsigned of)
{
	const struct nd_event_view *const a = pair->side[0], *const b = pair->side[1];
	double sum = 0;

	for (uint32_t i = 0; i < a->n_terms; i++) {
		const int is_pair = !!(flags_of(a, i) & ND_TERM_PAIR);

		for (uint32_t j = 0; j < b->n_terms; j++)
			if (number_of(a, i) == number_of(b, j) &&
			    (kind == ALL || (kind == PAIRS) == is_pair))
				sum += add(pair, i, j, of);
	}
	return sum;
}

static double mixed(const struct pair *pair, uint32_t i)
{
	return pair->weights[number_of(pair->side[0], i)].mixed;
}

static double background(const struct pair *pair, uint32_t i)
{
	return pair->weights[number_of(pair->side[0], i)].background;
}

static double tf(const struct pair *pair, uint32_t i, uint32_t j)
{
	return tf_of(pair->side[0], i) * tf_of(pair->side[1], j);
}

static double product(const struct pair *pair, uint32_t i, uint32_t j, unsigned of)
{
	(void)of;
	return tf(pair, i, j) * mixed(pair, i) * mixed(pair, i);
}

static double product_bg(const struct pair *pair, uint32_t i, uint32_t j, unsigned of)
{
	(void)of;
	return tf(pair, i, j) * background(pair, i) * background(pair, i);
}

static double steep(const struct pair *pair, uint32_t i, uint32_t j, unsigned of)
{
	return pow(product(pair, i, j, of), 1.5);
}

static double steep_bg(const struct pair *pair, uint32_t i, uint32_t j, unsigned of)
{
	return pow(product_bg(pair, i, j, of), 1.5);
}

static int both_have(const struct pair *pair, uint32_t i, uint32_t j, unsigned flag)
{
	return !!(flags_of(pair->side[0], i) & flags_of(pair->side[1], j) & flag);
}

static double product_if_both(const struct pair *pair, uint32_t i, uint32_t j, unsigned flag)
{
	return both_have(pair, i, j, flag) ? product(pair, i, j, 0) : 0;
}

static double square_if_both(const struct pair *pair, uint32_t i, uint32_t j, unsigned flag)
{
	return both_have(pair, i, j, flag) ? mixed(pair, i) * mixed(pair, i) : 0;
}

static double plain(const struct pair *pair, uint32_t i, uint32_t j, unsigned of)
{
	(void)j;
	(void)of;
	return mixed(pair, i);
}

static double plain_bg(const struct pair *pair, uint32_t i, uint32_t j, unsigned of)
{
	(void)j;
	(void)of;
	return background(pair, i);
}

static double bg_if_both(const struct pair *pair, uint32_t i, uint32_t j, unsigned flag)
{
	return both_have(pair, i, j, flag) ? background(pair, i) : 0;
}

static double bg_unless_both(const struct pair *pair, uint32_t i, uint32_t j, unsigned flag)
{
	return both_have(pair, i, j, flag) ? 0 : background(pair, i);
}

static double weight_in_first(const struct pair *pair, uint32_t i, uint32_t j, unsigned of)
{
	(void)j;
	(void)of;
	return tf_of(pair->side[0], i) * mixed(pair, i);
}

static double if_first_has(const struct pair *pair, uint32_t i, uint32_t j, unsigned flag)
{
	(void)j;
	return flags_of(pair->side[0], i) & flag ? mixed(pair, i) : 0;
}

/* Names and numbers count where the first has them in title or lead. */
static double if_foremost(const struct pair *pair, uint32_t i, uint32_t j, unsigned flag)
{
	return flags_of(pair->side[0], i) & (ND_TERM_TITLE | ND_TERM_LEAD) ?
	       if_first_has(pair, i, j, flag) : 0;
}

static float cosine(double dot, double x, double y)
{
	return x > 0 && y > 0 ? (float)(dot / sqrt(x * y)) : -1;
}

static void put_shares(float *f, int at, double found_a, double found_b, double all_a, double all_b)
{
	const double x = all_a > 0 ? found_a / all_a : all_b > 0 ? found_b / all_b : -1;
	const double y = all_b > 0 ? found_b / all_b : x;

	f[at] = (float)fmin(x, y);
	f[at + 1] = (float)fmax(x, y);
}

void model_event_figures(const struct nd_event_view *a, const struct nd_event_view *b,
			const struct nd_idf *weights, float *f)
{
	const struct nd_event_norms *const p = &a->norms, *const q = &b->norms;
	const struct pair there = { { a, b }, weights }, back = { { b, a }, weights };
	const double least = fmin(p->sum_words, q->sum_words);
	const int numbers = p->slots > 0 && q->slots > 0, phrases = p->phrases + q->phrases > 0;

#define SUM(kind, add, of) sum_shared(&there, kind, add, of)
#define SHARES(at, add, flag, all) put_shares(f, at, sum_shared(&there, WORDS, add, flag), \
					      sum_shared(&back, WORDS, add, flag), p->all, q->all)
	f[ND_EF_COS_WORDS] = cosine(SUM(WORDS, product, 0), p->words, q->words);
	f[ND_EF_COS_WORDS_BG] = cosine(SUM(WORDS, product_bg, 0), p->words_bg, q->words_bg);
	f[ND_EF_COS_PAIRS] = cosine(SUM(PAIRS, product, 0), p->pairs, q->pairs);
	f[ND_EF_COS_PAIRS_BG] = cosine(SUM(PAIRS, product_bg, 0), p->pairs_bg, q->pairs_bg);
	f[ND_EF_COS_STEEP] = cosine(SUM(ALL, steep, 0), p->steep, q->steep);
	f[ND_EF_COS_STEEP_BG] = cosine(SUM(ALL, steep_bg, 0), p->steep_bg, q->steep_bg);
	f[ND_EF_COS_NAMES] = cosine(SUM(WORDS, product_if_both, ND_TERM_NAME), p->names, q->names);
	f[ND_EF_COS_NUMBERS] = cosine(SUM(WORDS, product_if_both, ND_TERM_NUMBER),
				      p->numbers, q->numbers);
	f[ND_EF_COS_LEAD] = cosine(SUM(WORDS, square_if_both, ND_TERM_LEAD), p->lead, q->lead);
	f[ND_EF_COS_TITLE] = cosine(SUM(WORDS, square_if_both, ND_TERM_TITLE), p->title, q->title);
	SHARES(ND_EF_TITLE_MIN, if_first_has, ND_TERM_TITLE, sum_title);
	SHARES(ND_EF_LEAD_MIN, if_first_has, ND_TERM_LEAD, sum_lead);
	SHARES(ND_EF_NAMES_MIN, if_foremost, ND_TERM_NAME, sum_names);
	SHARES(ND_EF_NUMBERS_MIN, if_foremost, ND_TERM_NUMBER, sum_numbers);
	f[ND_EF_SHARED] = (float)SUM(ALL, plain, 0);
	f[ND_EF_SHARED_BG] = (float)SUM(ALL, plain_bg, 0);
	f[ND_EF_CONTAIN] = least > 0 ? (float)(fmin(SUM(WORDS, weight_in_first, 0),
						    sum_shared(&back, WORDS, weight_in_first, 0)) /
					       least) : 0;
	f[ND_EF_SLOTS] = numbers ? (float)(SUM(ALL, bg_if_both, ND_TERM_NUMBER) /
					   ((p->slots + q->slots) / 2)) : -1;
	f[ND_EF_FILLED] = numbers && phrases ?
		(float)((f[ND_EF_SLOTS] - SUM(PAIRS, bg_unless_both, ND_TERM_NUMBER) /
			 ((p->phrases + q->phrases) / 2)) * sqrt(fmin(p->slots, q->slots))) : 0;
#undef SUM
#undef SHARES
}
