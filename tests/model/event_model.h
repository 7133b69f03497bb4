/* event_model.h - the sums of two articles' shared terms, the slow obvious way */
#ifndef TESTS_MODEL_EVENT_MODEL_H
#define TESTS_MODEL_EVENT_MODEL_H

#include "verify/event_figures.h"

/* The figures of the pair group that follow from its terms; the others stay as they are. */
void model_event_figures(const struct nd_event_view *a, const struct nd_event_view *b,
			const struct nd_idf *weights, float *f);

#endif
