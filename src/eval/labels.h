/*
 * labels.h - a file of labels: what a person says belongs together
 *
 * Tab-separated lines below a header that tells which of two forms it is:
 *
 *	id	cluster			every article with the cluster it is in
 *	id_a	id_b	label		pairs: 1 belong together, 0 do not
 *
 * Further columns are passed over, as are empty lines.  A line that cannot be
 * used is complained of and left out.
 */
#ifndef ND_EVAL_LABELS_H
#define ND_EVAL_LABELS_H

#include <stdio.h>

#include "base/error.h"
#include "eval/names.h"

enum nd_label_form { ND_LABEL_CLUSTERS, ND_LABEL_PAIRS };

struct nd_label_pair {
	uint32_t a, b;		/* numbers of ids, a < b */
	int same;
	uint64_t line;
};

struct nd_labels {
	enum nd_label_form form;
	struct nd_names ids;
	struct nd_names clusters;	/* of the first form */
	struct nd_array cluster_of;	/* uint32_t: number of the cluster, by number of the id */
	struct nd_array pairs;		/* struct nd_label_pair, of the second form: by a, then b */
};
#define ND_LABELS_INIT { ND_LABEL_CLUSTERS, ND_NAMES_INIT, ND_NAMES_INIT, \
	ND_ARRAY_INIT(uint32_t, UINT32_MAX), ND_ARRAY_INIT(struct nd_label_pair, UINT32_MAX) }

/* Told of a line, from 1, that is left out.  Return 0 to go on. */
typedef int nd_on_bad_label(void *ctx, uint64_t line, const char *message);

/*
 * Read all of 'in' into 'labels', which was ND_LABELS_INIT.  Two lines about
 * one pair count once if they agree; of two that do not, the later is bad.
 * ND_EINVAL: the header is of neither form.  ND_EIO: a read failed, errno says
 * why.  ND_ESTOPPED: the callback asked to stop.
 */
enum nd_status nd_labels_read(struct nd_labels *labels, FILE *in, nd_on_bad_label *fn, void *ctx,
			      struct nd_error *err);

/* The cluster that an id is labelled with; empty where there is none. */
struct nd_text nd_labels_cluster(const struct nd_labels *labels, struct nd_text id);

void nd_labels_release(struct nd_labels *labels);

#endif
