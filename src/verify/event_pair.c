/*
 * event_pair.c - what two articles share
 *
 * One merge of two sorted lists of terms fills a set of sums; the figures are
 * these sums in proportion to what either article has in all.
 */
#include <math.h>

#include "base/real.h"
#include "text/terms.h"
#include "verify/event_figures.h"

/* A background weight above this is a rare term's: less than one article in 400. */
#define RARE_FROM 6

/* A term said ten times is not ten times as telling: 1 + ln tf, flat above 8. */
float nd_event_tf(unsigned tf)
{
	static const float small[] = {
		0, 1, 1.693f, 2.099f, 2.386f, 2.609f, 2.792f, 2.946f, 3.079f,
	};

	return tf < 9 ? small[tf] : tf < 20 ? 3.4f : 4.0f;
}

float nd_event_steepen(float weight)
{
	return weight * sqrtf(weight);
}

static void add_word_norms(struct nd_event_norms *norms, float tf, unsigned flags,
			   float mixed, float background)
{
	const float c = tf * mixed, b = tf * background;

	norms->words += c * c;
	norms->words_bg += b * b;
	norms->sum_words += c;
	if (flags & ND_TERM_NAME)
		norms->names += c * c;
	if (flags & ND_TERM_NUMBER)
		norms->numbers += c * c;
	if (flags & ND_TERM_LEAD) {
		norms->lead += mixed * mixed;
		norms->sum_lead += mixed;
	}
	if (flags & ND_TERM_TITLE) {
		norms->title += mixed * mixed;
		norms->sum_title += mixed;
	}
	if (!(flags & (ND_TERM_TITLE | ND_TERM_LEAD)))
		return;
	if (flags & ND_TERM_NAME)
		norms->sum_names += mixed;
	if (flags & ND_TERM_NUMBER)
		norms->sum_numbers += mixed;
}

void nd_event_norms_add(struct nd_event_norms *norms, unsigned tf_count, unsigned flags,
			float mixed, float background)
{
	const float tf = nd_event_tf(tf_count), c = tf * mixed, b = tf * background;

	norms->steep += nd_event_steepen(c * c);
	norms->steep_bg += nd_event_steepen(b * b);
	if (flags & ND_TERM_PAIR) {
		norms->pairs += c * c;
		norms->pairs_bg += b * b;
	} else {
		add_word_norms(norms, tf, flags, mixed, background);
	}
}

/* Sums over the terms two articles share. */
struct shared {
	struct nd_event_norms dot;  /* the products, in the places of the norms */
	float title[2], lead[2], names[2], numbers[2]; /* of side 0 found in side 1, and back */
	float words[2];
	float shared, shared_bg, rare, heaviest;
};

static void add_word(struct shared *s, const struct nd_event_term *x, const struct nd_event_term *y,
	 float plain, float product)
{
	unsigned both = x->flags & y->flags;
	const struct nd_event_term *side[2] = { x, y };

	s->dot.words += product;
	if (both & ND_TERM_NAME)
		s->dot.names += product;
	if (both & ND_TERM_NUMBER)
		s->dot.numbers += product;
	if (both & ND_TERM_LEAD)
		s->dot.lead += plain * plain;
	if (both & ND_TERM_TITLE)
		s->dot.title += plain * plain;
	for (int k = 0; k < 2; k++) {
		unsigned flags = side[k]->flags;

		s->words[k] += nd_event_tf(side[k]->tf) * plain;
		if (flags & ND_TERM_TITLE)
			s->title[k] += plain;
		if (flags & ND_TERM_LEAD)
			s->lead[k] += plain;
		if (!(flags & (ND_TERM_TITLE | ND_TERM_LEAD)))
			continue;
		if (flags & ND_TERM_NAME)
			s->names[k] += plain;
		if (flags & ND_TERM_NUMBER)
			s->numbers[k] += plain;
	}
}

static void add_shared(struct shared *s, const struct nd_event_term *x,
		       const struct nd_event_term *y, const struct nd_event_weights *weights)
{
	float c = weights->mixed[x->number], b = weights->background[x->number];
	float tf = nd_event_tf(x->tf) * nd_event_tf(y->tf);
	float product = tf * c * c, product_bg = tf * b * b;

	s->dot.steep += nd_event_steepen(product);
	s->dot.steep_bg += nd_event_steepen(product_bg);
	s->shared += c;
	s->shared_bg += b;
	if (b > RARE_FROM)
		s->rare += b - RARE_FROM;
	if (c > s->heaviest)
		s->heaviest = c;
	if (x->flags & ND_TERM_PAIR) {
		s->dot.pairs += product;
		s->dot.pairs_bg += product_bg;
	} else {
		s->dot.words_bg += product_bg;
		add_word(s, x, y, c, product);
	}
}

static void intersect_terms(const struct nd_event_view *a, const struct nd_event_view *b,
		const struct nd_event_weights *weights, struct shared *s)
{
	const struct nd_event_term *x = a->terms, *xe = x + a->n_terms;
	const struct nd_event_term *y = b->terms, *ye = y + b->n_terms;

	while (x < xe && y < ye) {
		uint32_t i = x->number, j = y->number;

		if (i == j)
			add_shared(s, x, y, weights);
		x += i <= j;
		y += j <= i;
	}
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
	f[at] = fminf(x, y);
	f[at + 1] = fmaxf(x, y);
}

static float log_of_one_and(double x)
{
	return (float)nd_log(1 + x);
}

float nd_event_hours(double hours)
{
	return log_of_one_and(hours);
}

static void put_text_figures(const struct nd_event_view *a, const struct nd_event_view *b, float *f)
{
	const float shorter = (float)(a->length < b->length ? a->length : b->length);
	const float longer = (float)(a->length < b->length ? b->length : a->length);

	f[ND_EF_LENGTH] = log_of_one_and(shorter);
	f[ND_EF_LENGTH_RATIO] = (shorter + 1) / (longer + 1);
	f[ND_EF_QUOTES] = -1;
	if (a->quoted.n && b->quoted.n)
		f[ND_EF_QUOTES] = log_of_one_and((double)nd_kernel_table()->intersect(
			a->quoted.at, a->quoted.n, b->quoted.at, b->quoted.n));
	f[ND_EF_HOURS] = -1;
	if (a->dated && b->dated)
		f[ND_EF_HOURS] = nd_event_hours(fabs(a->hours - b->hours));
}

void nd_event_pair_figures(const struct nd_event_view *a, const struct nd_event_view *b,
			   const struct nd_event_weights *weights,
			   double jaccard, double containment, float *f)
{
	const struct nd_event_norms *const p = &a->norms, *const q = &b->norms;
	const float least = fminf(p->sum_words, q->sum_words);
	struct shared s = { 0 };

	intersect_terms(a, b, weights, &s);
	f[ND_EF_COS_WORDS] = cosine(s.dot.words, p->words, q->words);
	f[ND_EF_COS_WORDS_BG] = cosine(s.dot.words_bg, p->words_bg, q->words_bg);
	f[ND_EF_COS_PAIRS] = cosine(s.dot.pairs, p->pairs, q->pairs);
	f[ND_EF_COS_PAIRS_BG] = cosine(s.dot.pairs_bg, p->pairs_bg, q->pairs_bg);
	f[ND_EF_COS_STEEP] = cosine(s.dot.steep, p->steep, q->steep);
	f[ND_EF_COS_STEEP_BG] = cosine(s.dot.steep_bg, p->steep_bg, q->steep_bg);
	f[ND_EF_COS_NAMES] = cosine(s.dot.names, p->names, q->names);
	f[ND_EF_COS_NUMBERS] = cosine(s.dot.numbers, p->numbers, q->numbers);
	f[ND_EF_COS_LEAD] = cosine(s.dot.lead, p->lead, q->lead);
	f[ND_EF_COS_TITLE] = cosine(s.dot.title, p->title, q->title);
	put_shares(f, ND_EF_TITLE_MIN, s.title, p->sum_title, q->sum_title);
	put_shares(f, ND_EF_LEAD_MIN, s.lead, p->sum_lead, q->sum_lead);
	put_shares(f, ND_EF_NAMES_MIN, s.names, p->sum_names, q->sum_names);
	put_shares(f, ND_EF_NUMBERS_MIN, s.numbers, p->sum_numbers, q->sum_numbers);
	f[ND_EF_SHARED] = s.shared;
	f[ND_EF_SHARED_BG] = s.shared_bg;
	f[ND_EF_RARE] = s.rare;
	f[ND_EF_HEAVIEST] = s.heaviest;
	f[ND_EF_CONTAIN] = least > 0 ? fminf(s.words[0], s.words[1]) / least : 0;
	f[ND_EF_JACCARD] = (float)jaccard;
	f[ND_EF_CONTAIN3] = (float)containment;
	put_text_figures(a, b, f);
}
