/*
 * groups.h - the stories of a run, judged
 *
 * A story is judged by the pairs it makes, and each labelled article by its
 * story (B-cubed: Bagga and Baldwin, "Entity-based cross-document coreferencing
 * using the vector space model", 1998).  Strangers in a story are wrong for
 * the labelled articles there.
 *
 * Pairs are not listed but counted: how many articles of each class are in
 * each story (the contingency table) is enough.
 */
#ifndef ND_EVAL_GROUPS_H
#define ND_EVAL_GROUPS_H

#include "eval/truth.h"

/* n articles of one class in one story. */
struct nd_cell {
	uint32_t story, class, n;
};

struct nd_groups {
	const struct nd_truth *truth;
	const uint32_t *story;
	struct nd_array cells;	/* struct nd_cell: by story, then class; none for listed pairs */
};

/* What the weights of the classes make of it.  NAN: nothing to take a share of. */
struct nd_groups_figures {
	double precision, recall, f1;	/* of the pairs inside stories */
	double ari;
	double b3_precision, b3_recall, b3_f1; /* NAN where pairs are listed */
};

/*
 * story[i], less than the number of articles, is what the articles of a story
 * have in common.  Truth and stories must outlive 'groups'.  Fails only with
 * ND_ENOMEM.
 */
enum nd_status nd_groups_open(struct nd_groups *groups, const struct nd_truth *truth,
			      const uint32_t *story);
void nd_groups_close(struct nd_groups *groups);

struct nd_groups_figures nd_groups_measure(const struct nd_groups *groups, const double *weight);

#endif
