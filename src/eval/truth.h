/*
 * truth.h - labels brought to the articles of a run
 *
 * Every article is in one class: with labels in the form of clusters those of
 * one cluster, with pairs those that pairs labelled 1 connect.  An article
 * without a label is a stranger, in a class of its own.
 *
 * Not every pair is judged.  With clusters those are that have at least one
 * labelled article: the world is open, and to tie a labelled article to a
 * stranger is wrong; what strangers do among themselves nobody knows.  With
 * pairs only those listed are.
 */
#ifndef ND_EVAL_TRUTH_H
#define ND_EVAL_TRUTH_H

#include "eval/labels.h"

/* A pair that the labels list, of articles of the run. */
struct nd_listed {
	uint32_t a, b;		/* a < b */
	int same;
};

struct nd_truth {
	enum nd_label_form form;
	uint32_t articles, labelled;
	uint32_t unknown;	/* ids that have a label but are not there */
	uint32_t classes, strangers; /* strangers are the last of the classes */
	uint32_t *class_of;	/* by article */
	uint32_t *size;		/* by class: articles */
	uint64_t *same;		/* by class: pairs that belong together */
	uint64_t pairs;		/* that belong together, in all */
	struct nd_array listed;	/* struct nd_listed, by a, then b; of the second form */
};

enum nd_verdict { ND_DIFFERENT, ND_SAME, ND_NOT_JUDGED };

/* The id of article i. */
typedef struct nd_text nd_id_of(const void *ctx, size_t i);

/* 'truth' refers to nothing of 'labels' afterwards.  Fails only with ND_ENOMEM. */
enum nd_status nd_truth_open(struct nd_truth *truth, const struct nd_labels *labels,
			     uint32_t articles, nd_id_of *id_of, const void *ctx);
void nd_truth_close(struct nd_truth *truth);

/* What the labels say of two articles. */
enum nd_verdict nd_truth_of(const struct nd_truth *truth, uint32_t a, uint32_t b);

static inline int nd_is_stranger(const struct nd_truth *truth, uint32_t class)
{
	return class >= truth->classes - truth->strangers;
}

#endif
