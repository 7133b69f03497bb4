/* event_norms.c - what an article has in all, added up once, of which a pair then has a share */
#include "verify/event_figures.h"

const float nd_event_tf_weights[UINT8_MAX + 1] = {
	0, 1, 1.693f, 2.099f, 2.386f, 2.609f, 2.792f, 2.946f, 3.079f,
	[9 ... 19] = 3.4f, [20 ... UINT8_MAX] = 4,
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
