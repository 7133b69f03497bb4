/*
 * eval_model.h - the figures of src/eval/, written down from their definitions
 *
 * A world is small: every pair of it is looked at, and looked at again for
 * every other pair.  Weights are not weights here but copies of articles.
 */
#ifndef ND_TESTS_MODEL_EVAL_MODEL_H
#define ND_TESTS_MODEL_EVAL_MODEL_H

#include <stddef.h>

enum model_verdict { MODEL_DIFFERENT, MODEL_SAME, MODEL_NOT_JUDGED };

/* n articles; what is asked of a pair stands at [a * n + b], for a < b. */
struct model_world {
	size_t n;
	int *cluster;		/* by article: what belongs together; -1: no label */
	int *draw;		/* by article: which copy of its class it is */
	int *story;
	int *verdict;
	double *score;		/* NAN: not compared */
	int *reported;
};

struct model_world model_world_of(size_t n);
void model_world_release(struct model_world *world);

/* Every article as many times as copies[i] says; copies of one class do not judge each other. */
struct model_world model_draw(const struct model_world *world, const int *class_of,
			      const int *copies);

/* Shares; NAN where there is nothing to take a share of. */
struct model_pair_figures {
	double precision, recall, f1, average_precision, best_f1, best_threshold;
	double candidate_recall;
};
struct model_pair_figures model_pair_figures(const struct model_world *world);

/* Of the pairs scored from 'from' to below 'to', those that are right. */
double model_right(const struct model_world *world, double from, double to);

struct model_story_figures {
	double precision, recall, f1, kappa;
};
struct model_story_figures model_story_figures(const struct model_world *world);

/* The adjusted Rand index of Hubert and Arabie (1985), from the contingency table. */
double model_ari(const struct model_world *world);

/* B-cubed of one labelled article. */
double model_b3_precision(const struct model_world *world, size_t article);
double model_b3_recall(const struct model_world *world, size_t article);

#endif
