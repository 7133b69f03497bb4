/*
 * event_pair.c - what two articles share
 *
 * The terms that both have are found with a sieve and added up in a set of
 * sums; the figures are these sums in proportion to what either article has in
 * all.
 *
 * LANES terms are added at once, each to a lane of its own, and the lanes in a
 * fixed order at the end: a compiler can put them side by side, and the result
 * is the same whether it does or not.
 */
#include <math.h>

#include "base/real.h"
#include "text/terms.h"
#include "verify/event_figures.h"

/* A background weight above this is a rare term's: less than one article in 400. */
#define RARE_FROM 6

/* A term said ten times is not ten times as telling: 1 + ln tf, in two steps above 8. */
float nd_event_tf(unsigned tf)
{
	static const float weight[] = {
		0, 1, 1.693f, 2.099f, 2.386f, 2.609f, 2.792f, 2.946f, 3.079f,
		3.4f, 3.4f, 3.4f, 3.4f, 3.4f, 3.4f, 3.4f, 3.4f, 3.4f, 3.4f, 3.4f, 4,
	};

	return weight[tf < 20 ? tf : 20];
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

	if (flags & ND_TERM_NUMBER)
		norms->slots += background;
	else if (flags & ND_TERM_PAIR)
		norms->phrases += background;
	norms->steep += nd_event_steepen(c * c);
	norms->steep_bg += nd_event_steepen(b * b);
	if (flags & ND_TERM_PAIR) {
		norms->pairs += c * c;
		norms->pairs_bg += b * b;
	} else {
		add_word_norms(norms, tf, flags, mixed, background);
	}
}

#define LANES 16

/* What is added up over the shared terms. */
enum sum {
	STEEP, STEEP_BG, SHARED, SHARED_BG, RARE, HEAVIEST,	/* all; the last is no sum but the most */
	PAIRS, PAIRS_BG,
	SLOTS, PHRASES,			/* with a number in both; pairs without */
	WORDS, WORDS_BG, NAMES, NUMBERS, LEAD, TITLE,	/* words; in both articles of this kind */
	TITLE_OF, LEAD_OF = TITLE_OF + 2,	/* words of side 0, then of side 1 */
	NAMES_OF = LEAD_OF + 2, NUMBERS_OF = NAMES_OF + 2, WORDS_OF = NUMBERS_OF + 2,
	SUMS = WORDS_OF + 2,
};

/* Shared terms side by side; where there are fewer than LANES, the others are 0. */
struct block {
	float mixed[LANES], background[LANES];
	float tf[2][LANES];
	int32_t flags[2][LANES];
};

/* What side k of a block says of its words; 'plain' is 0 for pairs of words. */
static inline void add_side(float sum[SUMS][LANES], const struct block *block, const float *plain, int k)
{
	for (int l = 0; l < LANES; l++) {
		const int32_t flags = block->flags[k][l];
		const float foremost = flags & (ND_TERM_TITLE | ND_TERM_LEAD) ? plain[l] : 0;

		sum[WORDS_OF + k][l] += block->tf[k][l] * plain[l];
		sum[TITLE_OF + k][l] += flags & ND_TERM_TITLE ? plain[l] : 0;
		sum[LEAD_OF + k][l] += flags & ND_TERM_LEAD ? plain[l] : 0;
		sum[NAMES_OF + k][l] += flags & ND_TERM_NAME ? foremost : 0;
		sum[NUMBERS_OF + k][l] += flags & ND_TERM_NUMBER ? foremost : 0;
	}
}

static void add_block(float sum[SUMS][LANES], const struct block *block)
{
	float plain[LANES];

	for (int l = 0; l < LANES; l++) {
		const float c = block->mixed[l], b = block->background[l];
		const float tf = block->tf[0][l] * block->tf[1][l];
		const float product = tf * c * c, product_bg = tf * b * b;
		const int32_t both = block->flags[0][l] & block->flags[1][l];
		const float rare = b - RARE_FROM;
		const float of_word = both & ND_TERM_PAIR ? 0 : product;

		plain[l] = both & ND_TERM_PAIR ? 0 : c;
		sum[STEEP][l] += nd_event_steepen(product);
		sum[STEEP_BG][l] += nd_event_steepen(product_bg);
		sum[SHARED][l] += c;
		sum[SHARED_BG][l] += b;
		sum[RARE][l] += rare > 0 ? rare : 0;
		sum[HEAVIEST][l] = c > sum[HEAVIEST][l] ? c : sum[HEAVIEST][l];
		sum[PAIRS][l] += both & ND_TERM_PAIR ? product : 0;
		sum[PAIRS_BG][l] += both & ND_TERM_PAIR ? product_bg : 0;
		sum[SLOTS][l] += both & ND_TERM_NUMBER ? b : 0;
		sum[PHRASES][l] += (both & (ND_TERM_NUMBER | ND_TERM_PAIR)) == ND_TERM_PAIR ? b : 0;
		sum[WORDS][l] += of_word;
		sum[WORDS_BG][l] += both & ND_TERM_PAIR ? 0 : product_bg;
		sum[NAMES][l] += both & ND_TERM_NAME ? of_word : 0;
		sum[NUMBERS][l] += both & ND_TERM_NUMBER ? of_word : 0;
		sum[LEAD][l] += both & ND_TERM_LEAD ? plain[l] * plain[l] : 0;
		sum[TITLE][l] += both & ND_TERM_TITLE ? plain[l] * plain[l] : 0;
	}
	add_side(sum, block, plain, 0);
	add_side(sum, block, plain, 1);
}

/* Add up the lanes, or take the most of them. */
static void fold(float sum[SUMS][LANES], float s[SUMS])
{
	for (int width = LANES / 2; width > 0; width /= 2) {
		for (int i = 0; i < SUMS; i++)
			for (int l = 0; l < width && i != HEAVIEST; l++)
				sum[i][l] += sum[i][l + width];
		for (int l = 0; l < width; l++)
			sum[HEAVIEST][l] = fmaxf(sum[HEAVIEST][l], sum[HEAVIEST][l + width]);
	}
	for (int i = 0; i < SUMS; i++)
		s[i] = sum[i][0];
}

/* The sums over n shared terms, at these places in the two lists. */
static void add_up(const struct nd_event_view *other, const uint32_t *here,
		   const struct nd_event_mark *marks, const uint32_t *there, size_t n,
		   float s[SUMS])
{
	float sum[SUMS][LANES] = { { 0 } };
	struct block block;

	for (size_t k = 0; k < n; k += LANES) {
		const size_t more = n - k < LANES ? n - k : LANES;

		if (more < LANES)
			block = (struct block){ .mixed = { 0 } };
		for (size_t l = 0; l < more; l++) {
			const uint32_t i = here[k + l];
			const struct nd_event_mark *const mark = &marks[there[k + l]];

			block.mixed[l] = mark->mixed;
			block.background[l] = mark->background;
			block.tf[0][l] = nd_event_tf(other->tf[i]);
			block.tf[1][l] = mark->tf;
			block.flags[0][l] = other->flags[i];
			block.flags[1][l] = mark->flags;
		}
		add_block(sum, &block);
	}
	fold(sum, s);
}

enum nd_status nd_event_focus_on(struct nd_event_focus *focus, const struct nd_event_view *view,
				 const struct nd_event_weights *weights)
{
	struct nd_event_mark *mark;
	uint64_t *distinct;
	size_t n;

	focus->view = view;
	focus->marks.n = 0;
	mark = nd_array_reserve(&focus->marks, view->n_terms);
	if (!mark)
		return ND_ENOMEM;
	for (uint32_t i = 0; i < view->n_terms; i++)
		mark[i] = (struct nd_event_mark){
			weights->mixed[view->numbers[i]], weights->background[view->numbers[i]],
			nd_event_tf(view->tf[i]), view->flags[i],
		};
	distinct = nd_array_reserve(&focus->distinct, view->quoted.n);
	if (!distinct || nd_hashset_fill(&focus->quoted, view->quoted.at, view->quoted.n,
					 distinct, &n) != ND_OK)
		return ND_ENOMEM;
	return nd_sieve_fill(&focus->sieve, view->numbers, view->n_terms);
}

void nd_event_focus_release(struct nd_event_focus *focus)
{
	nd_sieve_release(&focus->sieve);
	nd_hashset_release(&focus->quoted);
	nd_array_release(&focus->distinct);
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

static void put_text_figures(const struct nd_event_focus *focus, const struct nd_event_view *b, float *f)
{
	const struct nd_event_view *const a = focus->view;
	const float shorter = (float)(a->length < b->length ? a->length : b->length);
	const float longer = (float)(a->length < b->length ? b->length : a->length);

	f[ND_EF_LENGTH] = log_of_one_and(shorter);
	f[ND_EF_LENGTH_RATIO] = (shorter + 1) / (longer + 1);
	f[ND_EF_QUOTES] = -1;
	if (a->quoted.n && b->quoted.n)
		f[ND_EF_QUOTES] = log_of_one_and(
			(double)nd_hashset_count(&focus->quoted, b->quoted.at, b->quoted.n));
	f[ND_EF_HOURS] = -1;
	if (a->dated && b->dated)
		f[ND_EF_HOURS] = nd_event_hours(fabs(a->hours - b->hours));
}

/*
 * A column that appears daily keeps its phrases and changes the numbers in
 * them; another report of one event changes the phrases and keeps the numbers.
 * FILLED is by how much the numbers, with the words beside them, agree more
 * than the other phrases do, grown with how many numbers there are.
 */
static void put_slots(const float s[SUMS], const struct nd_event_norms *p,
		      const struct nd_event_norms *q, float *f)
{
	const float slots = p->slots + q->slots, phrases = p->phrases + q->phrases;

	f[ND_EF_SLOTS] = p->slots > 0 && q->slots > 0 ? 2 * s[SLOTS] / slots : -1;
	f[ND_EF_FILLED] = 0;
	if (f[ND_EF_SLOTS] >= 0 && phrases > 0)
		f[ND_EF_FILLED] = (f[ND_EF_SLOTS] - 2 * s[PHRASES] / phrases) *
			sqrtf(fminf(p->slots, q->slots));
}

enum nd_status nd_event_pair_figures(struct nd_event_focus *focus,
				     const struct nd_event_view *other,
				     double jaccard, double containment, float *f)
{
	const struct nd_event_norms *const p = &other->norms, *const q = &focus->view->norms;
	const float least = fminf(p->sum_words, q->sum_words);
	uint32_t *const here = nd_array_reserve(&focus->places,
						(size_t)other->n_terms * 2 + ND_SLACK);
	float s[SUMS];
	size_t n;

	if (!here)
		return ND_ENOMEM;
	n = nd_sieve_match(&focus->sieve, other->numbers, other->n_terms, here,
			   here + other->n_terms);
	add_up(other, here, focus->marks.items, here + other->n_terms, n, s);
	f[ND_EF_COS_WORDS] = cosine(s[WORDS], p->words, q->words);
	f[ND_EF_COS_WORDS_BG] = cosine(s[WORDS_BG], p->words_bg, q->words_bg);
	f[ND_EF_COS_PAIRS] = cosine(s[PAIRS], p->pairs, q->pairs);
	f[ND_EF_COS_PAIRS_BG] = cosine(s[PAIRS_BG], p->pairs_bg, q->pairs_bg);
	f[ND_EF_COS_STEEP] = cosine(s[STEEP], p->steep, q->steep);
	f[ND_EF_COS_STEEP_BG] = cosine(s[STEEP_BG], p->steep_bg, q->steep_bg);
	f[ND_EF_COS_NAMES] = cosine(s[NAMES], p->names, q->names);
	f[ND_EF_COS_NUMBERS] = cosine(s[NUMBERS], p->numbers, q->numbers);
	f[ND_EF_COS_LEAD] = cosine(s[LEAD], p->lead, q->lead);
	f[ND_EF_COS_TITLE] = cosine(s[TITLE], p->title, q->title);
	put_shares(f, ND_EF_TITLE_MIN, &s[TITLE_OF], p->sum_title, q->sum_title);
	put_shares(f, ND_EF_LEAD_MIN, &s[LEAD_OF], p->sum_lead, q->sum_lead);
	put_shares(f, ND_EF_NAMES_MIN, &s[NAMES_OF], p->sum_names, q->sum_names);
	put_shares(f, ND_EF_NUMBERS_MIN, &s[NUMBERS_OF], p->sum_numbers, q->sum_numbers);
	f[ND_EF_SHARED] = s[SHARED];
	f[ND_EF_SHARED_BG] = s[SHARED_BG];
	f[ND_EF_RARE] = s[RARE];
	f[ND_EF_HEAVIEST] = s[HEAVIEST];
	f[ND_EF_CONTAIN] = least > 0 ? fminf(s[WORDS_OF], s[WORDS_OF + 1]) / least : 0;
	f[ND_EF_JACCARD] = (float)jaccard;
	f[ND_EF_CONTAIN3] = (float)containment;
	put_slots(s, p, q, f);
	put_text_figures(focus, other, f);
	return ND_OK;
}
