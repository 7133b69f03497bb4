/*
 * baselines.c - what plain measures reach on a labelled set
 *
 *	baselines LABELS FILE
 *
 * prints one JSON object: for the Jaccard index of 3-word shingles and for the
 * cosine of tf-idf vectors the F1 of pairs and the F1 of single-link clusters,
 * each at the threshold that is best on this very set (so they flatter), and
 * the average precision.  All pairs are compared, by an inverted index.
 *
 * tf-idf is (1 + ln tf) ln(N / df), vectors of length 1: of four usual forms the
 * one that does best here.  Words are the project's tokens, so that measures
 * are compared and nothing else.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quality/bags.h"
#include "quality/single_link.h"
#include "eval/quality.h"
#include "eval/share.h"
#include "input/input.h"

/* Pairs below are not kept: no threshold below would be good, and they are most. */
#define JACCARD_FLOOR	0.003
#define COSINE_FLOOR	0.08
#define MOST_ARTICLES	10000

struct set {
	struct nd_names ids;
	struct nd_charmap *map;
	struct nd_tokens tokens;
	struct bags shingles, words;
};

static int on_record(void *ctx, const struct nd_record *record)
{
	struct set *const set = ctx;
	const struct nd_article *const article = &record->article;
	const size_t known = set->ids.texts.n;

	if (nd_names_add(&set->ids, article->id) < known)
		return 0;
	if (known == MOST_ARTICLES) {
		fprintf(stderr, "baselines: more than %d articles\n", MOST_ARTICLES);
		return 1;
	}
	return nd_tokenize(&set->tokens, set->map, article->title, article->text) != ND_OK ||
	       !bags_add_shingles(&set->shingles, &set->tokens) ||
	       !bags_add_words(&set->words, &set->tokens);
}

static int on_bad_label(void *ctx, uint64_t line, const char *message)
{
	fprintf(stderr, "baselines: %s:%llu: %s\n", (const char *)ctx, (unsigned long long)line,
		message);
	return 0;
}

static struct nd_text id_of(const void *ctx, size_t i)
{
	return nd_names_at(&((const struct set *)ctx)->ids, (uint32_t)i);
}

static enum nd_status read_truth(struct nd_truth *truth, const char *path, const struct set *set)
{
	struct nd_labels labels = ND_LABELS_INIT;
	FILE *const in = fopen(path, "r");
	enum nd_status status;

	if (!in)
		return ND_EIO;
	status = nd_labels_read(&labels, in, on_bad_label, (void *)(uintptr_t)path, NULL);
	if (status == ND_OK)
		status = nd_truth_open(truth, &labels, (uint32_t)set->ids.texts.n, id_of, set);
	nd_labels_release(&labels);
	fclose(in);
	return status;
}

static double *ones(uint32_t n)
{
	double *const weight = nd_calloc(n, sizeof(*weight));

	for (uint32_t i = 0; weight && i < n; i++)
		weight[i] = 1;
	return weight;
}

static void put(const char *key, double value, const char *end)
{
	if (isnan(value))
		printf("\"%s\":null%s", key, end);
	else
		printf("\"%s\":%.4f%s", key, value, end);
}

/* Judge the pairs of one measure and print the figures. */
static enum nd_status measure(const struct nd_truth *truth, const struct nd_array *pairs,
			      const char *name, const char *end)
{
	double *const weight = ones(truth->classes);
	struct nd_curve curve;
	struct nd_curve_figures figures;
	struct single_link link = { NAN, NAN };
	enum nd_status status;

	if (!weight)
		return ND_ENOMEM;
	status = nd_curve_open(&curve, truth, pairs->items, pairs->n);
	if (status == ND_OK) {
		figures = nd_curve_measure(&curve, weight, (double)truth->pairs);
		if (truth->form == ND_LABEL_CLUSTERS)
			status = single_link_best(truth, pairs->items, pairs->n, &link);
		printf("\"%s\":{", name);
		put("pair_f1", figures.best_f1, ",");
		put("pair_threshold", figures.best_threshold, ",");
		put("average_precision", figures.average_precision, ",");
		put("cluster_f1", link.f1, ",");
		put("cluster_threshold", link.threshold, "");
		printf("}%s", end);
		nd_curve_close(&curve);
	}
	free(weight);
	return status;
}

static enum nd_status measure_all(struct set *set, const char *labels)
{
	struct nd_array pairs = ND_ARRAY_INIT(struct nd_scored, SIZE_MAX / 64);
	struct nd_truth truth;
	enum nd_status status = read_truth(&truth, labels, set);

	if (status != ND_OK)
		return status;
	putchar('{');
	status = bags_jaccard(&set->shingles, JACCARD_FLOOR, &pairs);
	if (status == ND_OK)
		status = measure(&truth, &pairs, "jaccard", ",");
	pairs.n = 0;
	if (status == ND_OK)
		status = bags_cosine(&set->words, COSINE_FLOOR, &pairs);
	if (status == ND_OK)
		status = measure(&truth, &pairs, "tfidf", "}\n");
	nd_array_release(&pairs);
	nd_truth_close(&truth);
	return status;
}

int main(int argc, char **argv)
{
	struct set set = { ND_NAMES_INIT, NULL, ND_TOKENS_INIT, BAGS_INIT, BAGS_INIT };
	const struct nd_input_sink sink = { .record = on_record, .ctx = &set };
	struct nd_error err = { ND_OK, "" };
	enum nd_status status;

	if (argc != 3) {
		fputs("usage: baselines LABELS FILE\n", stderr);
		return 2;
	}
	status = nd_charmap_open(&set.map, &err);
	if (status == ND_OK)
		status = nd_input_read(argv[2], NULL, &sink, &err);
	if (status == ND_OK)
		status = measure_all(&set, argv[1]);
	if (status != ND_OK)
		fprintf(stderr, "baselines: %s\n",
			*err.message ? err.message : nd_status_text(status));
	bags_release(&set.shingles);
	bags_release(&set.words);
	nd_tokens_release(&set.tokens);
	nd_charmap_close(set.map);
	nd_names_release(&set.ids);
	return status == ND_OK ? 0 : 3;
}
