/* labels.c - lines to fields to numbers */
#include "eval/labels.h"

#include <stdlib.h>
#include <string.h>

#define FIELDS	3		/* that count */
#define LINE_MAX_BYTES	(4 * ND_ID_MAX)

struct reading {
	struct nd_labels *labels;
	nd_on_bad_label *fn;
	void *ctx;
	uint64_t line;
};

static enum nd_status bad(const struct reading *reading, const char *message)
{
	return reading->fn(reading->ctx, reading->line, message) ? ND_ESTOPPED : ND_OK;
}

static int is(struct nd_text field, const char *word)
{
	return field.len == strlen(word) && !memcmp(field.at, word, field.len);
}

/* The first FIELDS fields of a line, those that are missing empty; returns how many there are. */
static size_t split(struct nd_text line, struct nd_text fields[FIELDS])
{
	const char *const end = line.at + line.len;
	size_t n = 0;

	for (size_t i = 0; i < FIELDS; i++)
		fields[i] = (struct nd_text){ "", 0 };
	for (const char *at = line.at; n < FIELDS; n++) {
		const char *const tab = memchr(at, '\t', (size_t)(end - at));

		fields[n] = (struct nd_text){ at, (size_t)((tab ? tab : end) - at) };
		if (!tab)
			return n + 1;
		at = tab + 1;
	}
	return n;
}

static enum nd_status read_header(struct nd_labels *labels, struct nd_text line,
				  struct nd_error *err)
{
	struct nd_text field[FIELDS];

	if (line.len >= 3 && !memcmp(line.at, "\xef\xbb\xbf", 3)) {
		line.at += 3;
		line.len -= 3;
	}
	split(line, field);
	if (is(field[0], "id") && is(field[1], "cluster"))
		labels->form = ND_LABEL_CLUSTERS;
	else if (is(field[0], "id_a") && is(field[1], "id_b") && is(field[2], "label"))
		labels->form = ND_LABEL_PAIRS;
	else
		return nd_fail(err, ND_EINVAL, "the first line is neither 'id<TAB>cluster' nor "
			       "'id_a<TAB>id_b<TAB>label'");
	return ND_OK;
}

static enum nd_status read_cluster(const struct reading *reading, const struct nd_text *field,
				   size_t n)
{
	struct nd_labels *const labels = reading->labels;
	const size_t known = labels->ids.texts.n;
	uint32_t id, cluster;

	if (n < 2 || !field[0].len || !field[1].len)
		return bad(reading, "a line is an id, a tab and a cluster");
	id = nd_names_add(&labels->ids, field[0]);
	if (id < known)
		return bad(reading, "the id has a cluster from a line above");
	cluster = nd_names_add(&labels->clusters, field[1]);
	if (id == ND_NO_NAME || cluster == ND_NO_NAME ||
	    !nd_array_append(&labels->cluster_of, &cluster, 1))
		return ND_ENOMEM;
	return ND_OK;
}

static enum nd_status read_pair(const struct reading *reading, const struct nd_text *field,
				size_t n)
{
	struct nd_labels *const labels = reading->labels;
	struct nd_label_pair pair = { .same = is(field[2], "1"), .line = reading->line };
	uint32_t a, b;

	if (n < 3 || !field[0].len || !field[1].len || (!pair.same && !is(field[2], "0")))
		return bad(reading, "a line is two ids and a label, 1 or 0, with tabs between");
	a = nd_names_add(&labels->ids, field[0]);
	b = nd_names_add(&labels->ids, field[1]);
	if (a == ND_NO_NAME || b == ND_NO_NAME)
		return ND_ENOMEM;
	if (a == b)
		return bad(reading, "both ids are the same");
	pair.a = a < b ? a : b;
	pair.b = a < b ? b : a;
	return nd_array_append(&labels->pairs, &pair, 1) ? ND_OK : ND_ENOMEM;
}

static enum nd_status read_line(const struct reading *reading, struct nd_text line,
				struct nd_error *err)
{
	struct nd_text field[FIELDS];
	size_t n;

	if (line.len && line.at[line.len - 1] == '\n')
		line.len--;
	if (line.len && line.at[line.len - 1] == '\r')
		line.len--;
	if (reading->line == 1)
		return read_header(reading->labels, line, err);
	if (!line.len)
		return ND_OK;
	if (line.len > LINE_MAX_BYTES)
		return bad(reading, "the line is too long");
	n = split(line, field);
	if (reading->labels->form == ND_LABEL_CLUSTERS)
		return read_cluster(reading, field, n);
	return read_pair(reading, field, n);
}

static int by_ends(const void *x, const void *y)
{
	const struct nd_label_pair *const p = x, *const q = y;

	if (p->a != q->a)
		return p->a < q->a ? -1 : 1;
	if (p->b != q->b)
		return p->b < q->b ? -1 : 1;
	return (p->line > q->line) - (p->line < q->line);
}

/* Sort the pairs and keep the first line of each. */
static enum nd_status settle_pairs(struct reading *reading)
{
	struct nd_array *const array = &reading->labels->pairs;
	struct nd_label_pair *const pair = array->items;
	enum nd_status status = ND_OK;
	size_t kept = 0;

	if (array->n)
		qsort(pair, array->n, sizeof(*pair), by_ends);
	for (size_t i = 0; i < array->n && status == ND_OK; i++) {
		const struct nd_label_pair *const last = kept ? &pair[kept - 1] : NULL;

		reading->line = pair[i].line;
		if (!last || last->a != pair[i].a || last->b != pair[i].b)
			pair[kept++] = pair[i];
		else if (last->same != pair[i].same)
			status = bad(reading, "a line above says the opposite of the pair");
	}
	array->n = kept;
	return status;
}

enum nd_status nd_labels_read(struct nd_labels *labels, FILE *in, nd_on_bad_label *fn, void *ctx,
			      struct nd_error *err)
{
	struct reading reading = { labels, fn, ctx, 0 };
	enum nd_status status = ND_OK;
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	while (status == ND_OK && (len = getline(&line, &room, in)) >= 0) {
		reading.line++;
		status = read_line(&reading, (struct nd_text){ line, (size_t)len }, err);
	}
	free(line);
	if (status == ND_OK && ferror(in))
		return nd_fail(err, ND_EIO, "a read failed");
	if (status == ND_OK && !reading.line)
		return nd_fail(err, ND_EINVAL, "the file is empty");
	if (status == ND_OK)
		status = settle_pairs(&reading);
	if (status == ND_ENOMEM)
		return nd_fail_memory(err);
	return status == ND_ESTOPPED ? nd_fail(err, status, "stopped by callback") : status;
}

struct nd_text nd_labels_cluster(const struct nd_labels *labels, struct nd_text id)
{
	const uint32_t number = nd_names_find(&labels->ids, id);
	const uint32_t *const cluster_of = labels->cluster_of.items;

	if (labels->form != ND_LABEL_CLUSTERS || number == ND_NO_NAME)
		return (struct nd_text){ "", 0 };
	return nd_names_at(&labels->clusters, cluster_of[number]);
}

void nd_labels_release(struct nd_labels *labels)
{
	nd_names_release(&labels->ids);
	nd_names_release(&labels->clusters);
	nd_array_release(&labels->cluster_of);
	nd_array_release(&labels->pairs);
}
