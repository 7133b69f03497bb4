/* event_norms.c - what an article has in all, added up once, of which a pair then has a share */
#include "verify/event_figures.h"

const float nd_event_tf_weights[UINT8_MAX + 1] = {
	0, 1, 1.693f, 2.099f, 2.386f, 2.609f, 2.792f, 2.946f, 3.079f,
	[9 ... 19] = 3.4f, [20 ... UINT8_MAX] = 4,
};

#define KINDS		ND_STAMP_KINDS
#define STEPS		10	/* 1 to 8 occurrences, up to 19, more */
_Static_assert(KINDS * STEPS <= UINT8_MAX, "a byte");
_Static_assert((ND_TERM_NAME | ND_TERM_NUMBER | ND_TERM_TITLE | ND_TERM_LEAD) == 15 &&
	       ND_TERM_NAME == 1, "the lowest four, and what no pair is the lowest");

#define ALL(x) [x * KINDS ... x * KINDS + KINDS - 1]
const float nd_event_stamp_tf[UINT8_MAX + 1] = {
	ALL(0) = 1, ALL(1) = 1.693f, ALL(2) = 2.099f, ALL(3) = 2.386f, ALL(4) = 2.609f,
	ALL(5) = 2.792f, ALL(6) = 2.946f, ALL(7) = 3.079f, ALL(8) = 3.4f, ALL(9) = 4,
};

#define PAIR(x) ND_TERM_PAIR | x << 1
#define FLAGS 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, \
	PAIR(0), PAIR(1), PAIR(2), PAIR(3), PAIR(4), PAIR(5), PAIR(6), PAIR(7)
const uint8_t nd_event_stamp_flags[UINT8_MAX + 1] = {
	FLAGS, FLAGS, FLAGS, FLAGS, FLAGS, FLAGS, FLAGS, FLAGS, FLAGS, FLAGS,
};

/* A word has tf times its weight 'c', and 'b' by the background. */
static inline void add_word(struct nd_event_norms *norms, unsigned flags, float c, float b,
			    float mixed)
{
	norms->words += c * c;
	norms->words_bg += b * b;
	norms->sum_words += c;
	if (flags & ND_TERM_NAME)
		norms->names += c * c;
	if (flags & ND_TERM_NUMBER)
		norms->numbers += c * c;
	if (!(flags & (ND_TERM_TITLE | ND_TERM_LEAD)))
		return;
	if (flags & ND_TERM_LEAD) {
		norms->lead += mixed * mixed;
		norms->sum_lead += mixed;
	}
	if (flags & ND_TERM_TITLE) {
		norms->title += mixed * mixed;
		norms->sum_title += mixed;
	}
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
	norms->steep += c * c * c;	/* nd_event_steepen(c * c): the root of c * c is c */
	norms->steep_bg += b * b * b;
	if (flags & ND_TERM_PAIR) {
		norms->pairs += c * c;
		norms->pairs_bg += b * b;
	} else {
		add_word(norms, flags, c, b, mixed);
	}
}
