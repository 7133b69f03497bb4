/* truth.c - ids to articles, labels to classes */
#include "eval/truth.h"

#include <stdlib.h>

struct matching {
	struct nd_truth *truth;
	const struct nd_labels *labels;
	uint32_t *article_of;	/* by number of the id; ND_NO_NAME: not there */
	uint32_t *group;	/* by article: articles of one class have one; ND_NO_NAME: none */
	uint32_t *class_of_group;
	size_t groups;
};

/* The group at the end of the way, which is made shorter (union-find). */
static uint32_t root_of(uint32_t *group, uint32_t i)
{
	while (group[i] != i)
		i = group[i] = group[group[i]];
	return i;
}

/* Keep the listed pairs of which both articles are there, and join those of label 1. */
static enum nd_status group_by_pairs(struct matching *m)
{
	const struct nd_label_pair *const pair = m->labels->pairs.items;

	for (size_t i = 0; i < m->labels->pairs.n; i++) {
		const uint32_t a = m->article_of[pair[i].a], b = m->article_of[pair[i].b];
		const struct nd_listed one = { a < b ? a : b, a < b ? b : a, pair[i].same };

		if (a == ND_NO_NAME || b == ND_NO_NAME)
			continue;
		if (!nd_array_append(&m->truth->listed, &one, 1))
			return ND_ENOMEM;
		if (m->group[a] == ND_NO_NAME)
			m->group[a] = a;
		if (m->group[b] == ND_NO_NAME)
			m->group[b] = b;
		if (one.same)
			m->group[root_of(m->group, a)] = root_of(m->group, b);
	}
	for (uint32_t i = 0; i < m->truth->articles; i++)
		if (m->group[i] != ND_NO_NAME)
			m->group[i] = root_of(m->group, i);
	return ND_OK;
}

static void group_by_clusters(struct matching *m)
{
	const uint32_t *const cluster_of = m->labels->cluster_of.items;

	for (size_t i = 0; i < m->labels->cluster_of.n; i++)
		if (m->article_of[i] != ND_NO_NAME)
			m->group[m->article_of[i]] = cluster_of[i];
}

/* Number the groups as they come, strangers last, and count. */
static void number_classes(struct matching *m)
{
	struct nd_truth *const truth = m->truth;

	for (size_t i = 0; i < m->groups; i++)
		m->class_of_group[i] = ND_NO_NAME;
	for (uint32_t i = 0; i < truth->articles; i++) {
		uint32_t *class;

		if (m->group[i] == ND_NO_NAME)
			continue;
		class = &m->class_of_group[m->group[i]];
		if (*class == ND_NO_NAME)
			*class = truth->classes++;
		truth->class_of[i] = *class;
		truth->labelled++;
	}
	for (uint32_t i = 0; i < truth->articles; i++)
		if (m->group[i] == ND_NO_NAME)
			truth->class_of[i] = truth->classes++;
	truth->strangers = truth->articles - truth->labelled;
	for (uint32_t i = 0; i < truth->articles; i++)
		truth->size[truth->class_of[i]]++;
}

static int by_ends(const void *x, const void *y)
{
	const struct nd_listed *const p = x, *const q = y;

	if (p->a != q->a)
		return p->a < q->a ? -1 : 1;
	return (p->b > q->b) - (p->b < q->b);
}

static void count_pairs(struct nd_truth *truth)
{
	struct nd_listed *const listed = truth->listed.items;

	if (truth->listed.n)
		qsort(listed, truth->listed.n, sizeof(*listed), by_ends);
	for (size_t i = 0; i < truth->listed.n; i++)
		truth->same[truth->class_of[listed[i].a]] += (uint64_t)listed[i].same;
	for (uint32_t i = 0; i < truth->classes; i++) {
		if (truth->form == ND_LABEL_CLUSTERS)
			truth->same[i] = (uint64_t)truth->size[i] * (truth->size[i] - 1) / 2;
		truth->pairs += truth->same[i];
	}
}

static enum nd_status match(struct matching *m, nd_id_of *id_of, const void *ctx)
{
	const size_t ids = m->labels->ids.texts.n;
	enum nd_status status = ND_OK;

	for (size_t i = 0; i < ids; i++)
		m->article_of[i] = ND_NO_NAME;
	m->truth->unknown = (uint32_t)ids;
	for (uint32_t i = 0; i < m->truth->articles; i++) {
		const uint32_t number = nd_names_find(&m->labels->ids, id_of(ctx, i));

		m->group[i] = ND_NO_NAME;
		if (number == ND_NO_NAME)
			continue;
		m->article_of[number] = i;
		m->truth->unknown--;
	}
	if (m->labels->form == ND_LABEL_PAIRS)
		status = group_by_pairs(m);
	else
		group_by_clusters(m);
	if (status != ND_OK)
		return status;
	number_classes(m);
	count_pairs(m->truth);
	return ND_OK;
}

enum nd_status nd_truth_open(struct nd_truth *truth, const struct nd_labels *labels,
			     uint32_t articles, nd_id_of *id_of, const void *ctx)
{
	struct matching m = { .truth = truth, .labels = labels };
	enum nd_status status = ND_ENOMEM;

	*truth = (struct nd_truth){
		.form = labels->form,
		.articles = articles,
		.listed = ND_ARRAY_INIT(struct nd_listed, UINT32_MAX),
	};
	m.groups = labels->form == ND_LABEL_PAIRS ? articles : labels->clusters.texts.n;
	m.article_of = nd_calloc(labels->ids.texts.n, sizeof(*m.article_of));
	m.group = nd_calloc(articles, sizeof(*m.group));
	m.class_of_group = nd_calloc(m.groups, sizeof(*m.class_of_group));
	truth->class_of = nd_calloc(articles, sizeof(*truth->class_of));
	truth->size = nd_calloc(articles, sizeof(*truth->size));
	truth->same = nd_calloc(articles, sizeof(*truth->same));
	if (m.article_of && m.group && m.class_of_group && truth->class_of && truth->size &&
	    truth->same)
		status = match(&m, id_of, ctx);
	free(m.article_of);
	free(m.group);
	free(m.class_of_group);
	if (status != ND_OK)
		nd_truth_close(truth);
	return status;
}

void nd_truth_close(struct nd_truth *truth)
{
	free(truth->class_of);
	free(truth->size);
	free(truth->same);
	nd_array_release(&truth->listed);
	*truth = (struct nd_truth){ .form = truth->form };
}

/* What the list says of a < b. */
static enum nd_verdict look_up(const struct nd_array *list, uint32_t a, uint32_t b)
{
	const struct nd_listed *const listed = list->items, wanted = { a, b, 0 };
	size_t low = 0, high = list->n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const int order = by_ends(&listed[middle], &wanted);

		if (!order)
			return listed[middle].same ? ND_SAME : ND_DIFFERENT;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return ND_NOT_JUDGED;
}

enum nd_verdict nd_truth_of(const struct nd_truth *truth, uint32_t a, uint32_t b)
{
	const uint32_t x = truth->class_of[a], y = truth->class_of[b];

	if (truth->form == ND_LABEL_PAIRS)
		return look_up(&truth->listed, a < b ? a : b, a < b ? b : a);
	if (nd_is_stranger(truth, x) && nd_is_stranger(truth, y))
		return ND_NOT_JUDGED;
	return x == y ? ND_SAME : ND_DIFFERENT;
}
