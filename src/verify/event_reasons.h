/*
 * event_reasons.h - which figures decided, in words
 *
 * The figures of a pair fall into groups that mean something: names, numbers,
 * headlines.  What a group did is asked of the first forest: how much less
 * likely would the pair be if these figures alone were those of a middling
 * candidate (the middle of the boundaries that training drew)?  What the other
 * articles did is the difference between the two forests.  The answers are in
 * log-odds and do not add up to the whole: figures work together.
 */
#ifndef ND_VERIFY_EVENT_REASONS_H
#define ND_VERIFY_EVENT_REASONS_H

#include <stddef.h>

#define ND_EVENT_REASONS 9	/* groups there are */

struct nd_event_reason {
	const char *name;	/* static: "headline" */
	const char *says;	/* static: "the headlines tell the same" */
	double weight;		/* log-odds it added: above 0 it spoke for the same event */
};

/*
 * Explain a row of ND_EF_COUNT figures: the reasons in 'out', the weightiest
 * first.  Returns how many; a group that this pair has no figures of (no
 * titles, no dates) is left out.
 */
size_t nd_event_reasons(const float *figures, struct nd_event_reason out[ND_EVENT_REASONS]);

#endif
