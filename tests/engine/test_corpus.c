/*
 * test_corpus.c - how well the whole does on corpus/
 *
 * The figures are printed.  The floors lie a little below what was measured
 * when they were set; a change that falls below one has made the program worse.
 */
#include "testing.h"

#include <stdio.h>

#include "base/array.h"
#include "input/input.h"

#define ARTICLES	"corpus/articles"
#define LABELS		"corpus/labels.tsv"
#define PAIRS		"corpus/pairs.tsv"
#define MOST		4096
#define LINE		1024

/* Pair F1 of what is flagged, and of what is in one story. */
#define FLOOR_PAIRS	0.80
#define FLOOR_CLUSTERS	0.80

struct article {
	char id[64];
	char event[64];
	uint32_t story;
};

struct corpus {
	struct nd_engine *engine;
	struct article articles[MOST];
	size_t n;
	struct nd_array pairs;	/* struct nd_pair, its ids left out */
	uint32_t stories;
};

static int add(void *ctx, const struct nd_record *record)
{
	struct corpus *const corpus = ctx;
	struct nd_error err;
	struct article *const article = &corpus->articles[corpus->n++];

	REQUIRE(corpus->n < MOST);
	snprintf(article->id, sizeof(article->id), "%.*s", (int)record->article.id.len,
		 record->article.id.at);
	if (nd_engine_add(corpus->engine, &record->article, &err) != ND_OK)
		ck_abort_msg("%s", err.message);
	return 0;
}

static int complain(void *ctx, const struct nd_complaint *complaint)
{
	(void)ctx;
	ck_abort_msg("%s:%llu: %s", complaint->file, (unsigned long long)complaint->line,
		     complaint->message);
	return 1;
}

static int keep_pair(void *ctx, const struct nd_pair *pair)
{
	struct corpus *const corpus = ctx;

	return !nd_array_append(&corpus->pairs, pair, 1);
}

static int keep_story(void *ctx, const struct nd_cluster *cluster)
{
	struct corpus *const corpus = ctx;

	for (size_t i = 0; i < cluster->size; i++)
		corpus->articles[cluster->members[i].index].story = corpus->stories;
	corpus->stories++;
	return 0;
}

static size_t find(const struct corpus *corpus, const char *id)
{
	for (size_t i = 0; i < corpus->n; i++)
		if (!strcmp(corpus->articles[i].id, id))
			return i;
	ck_abort_msg("no article '%s'", id);
	return 0;
}

static void read_labels(struct corpus *corpus)
{
	FILE *const file = fopen(LABELS, "r");
	char line[LINE];

	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
	while (fgets(line, sizeof(line), file)) {
		char id[64], event[64];

		REQUIRE(sscanf(line, "%63[^\t]\t%63[^\n]", id, event) == 2);
		strcpy(corpus->articles[find(corpus, id)].event, event);
	}
	fclose(file);
}

static struct corpus *open_corpus(void)
{
	const struct nd_options opt = ND_OPTIONS_INIT;
	struct corpus *const corpus = calloc(1, sizeof(*corpus));
	const struct nd_input_sink sink = { add, complain, corpus, NULL };
	struct nd_error err;

	ck_assert_ptr_nonnull(corpus);
	corpus->pairs = (struct nd_array)ND_ARRAY_INIT(struct nd_pair, MOST * MOST);
	ck_assert_int_eq(nd_engine_open(&corpus->engine, &opt, &err), ND_OK);
	ck_assert_int_eq(nd_input_read(ARTICLES, NULL, &sink, &err), ND_OK);
	read_labels(corpus);
	ck_assert_int_eq(nd_engine_pairs(corpus->engine, keep_pair, corpus, &err), ND_OK);
	ck_assert_int_eq(nd_engine_clusters(corpus->engine, keep_story, corpus, &err), ND_OK);
	return corpus;
}

static void close_corpus(struct corpus *corpus)
{
	nd_engine_close(corpus->engine);
	nd_array_release(&corpus->pairs);
	free(corpus);
}

static int one_event(const struct corpus *corpus, size_t a, size_t b)
{
	return !strcmp(corpus->articles[a].event, corpus->articles[b].event);
}

static double f1(size_t right, size_t found, size_t true_pairs)
{
	return 2.0 * (double)right / (double)(found + true_pairs);
}

START_TEST(quality)
{
	struct corpus *const corpus = open_corpus();
	const struct nd_pair *const pair = corpus->pairs.items;
	size_t right = 0, all = 0, together = 0, together_right = 0;
	double of_pairs, of_clusters;

	for (size_t i = 0; i < corpus->pairs.n; i++)
		right += one_event(corpus, pair[i].a_index, pair[i].b_index);
	for (size_t a = 0; a < corpus->n; a++) {
		for (size_t b = a + 1; b < corpus->n; b++) {
			const int same = one_event(corpus, a, b);
			const int story = corpus->articles[a].story == corpus->articles[b].story;

			all += same;
			together += story;
			together_right += same && story;
		}
	}
	of_pairs = f1(right, corpus->pairs.n, all);
	of_clusters = f1(together_right, together, all);
	printf("corpus: %zu articles, pairs F1 %.3f (precision %.3f, recall %.3f), "
	       "clusters F1 %.3f (precision %.3f, recall %.3f)\n", corpus->n,
	       of_pairs, (double)right / corpus->pairs.n, (double)right / all,
	       of_clusters, (double)together_right / together, (double)together_right / all);
	ck_assert_double_ge(of_pairs, FLOOR_PAIRS);
	ck_assert_double_ge(of_clusters, FLOOR_CLUSTERS);
	close_corpus(corpus);
}
END_TEST

static enum nd_relation relation_of(const struct corpus *corpus, size_t a, size_t b)
{
	const struct nd_pair *const pair = corpus->pairs.items;

	for (size_t i = 0; i < corpus->pairs.n; i++)
		if ((pair[i].a_index == a && pair[i].b_index == b) ||
		    (pair[i].a_index == b && pair[i].b_index == a))
			return pair[i].relation;
	return ND_UNRELATED;
}

/* What pairs of a kind must at least be, and what share of them. */
struct kind {
	const char *name;
	int label;
	enum nd_relation weakest;	/* label 1: this or stronger; 0: flagged at all */
	double share;			/* label 1: at least; 0: at most */
};

static const struct kind kinds[] = {
	{ "identical", 1, ND_IDENTICAL, 1 },
	{ "unicode", 1, ND_IDENTICAL, 1 },
	{ "reprint", 1, ND_SAME_EVENT, 1 },
	{ "update", 1, ND_NEAR_DUPLICATE, 1 },
	{ "cut", 1, ND_CONTAINED, 1 },
	{ "contained", 1, ND_CONTAINED, 1 },
	{ "furniture", 1, ND_NEAR_DUPLICATE, 1 },
	{ "press-release", 1, ND_SAME_EVENT, 0.5 },
	{ "same-event", 1, ND_SAME_EVENT, 0.85 },
	{ "twin", 0, ND_SAME_EVENT, 0.10 },
	{ "neighbour", 0, ND_SAME_EVENT, 0.20 },
};

struct tally {
	size_t n, hits;
};

static void tally_line(const struct corpus *corpus, const char *line, struct tally *tallies)
{
	char a[64], b[64], name[64];
	int label;

	REQUIRE(sscanf(line, "%63[^\t]\t%63[^\t]\t%d\t%63[^\n]", a, b, &label, name) == 4);
	for (size_t k = 0; k < COUNT(kinds); k++) {
		if (strcmp(kinds[k].name, name) || kinds[k].label != label)
			continue;
		tallies[k].n++;
		tallies[k].hits += relation_of(corpus, find(corpus, a), find(corpus, b)) <=
				   kinds[k].weakest;
	}
}

START_TEST(every_kind)
{
	struct corpus *const corpus = open_corpus();
	struct tally tallies[COUNT(kinds)] = { { 0, 0 } };
	FILE *const file = fopen(PAIRS, "r");
	char line[LINE];

	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
	while (fgets(line, sizeof(line), file))
		tally_line(corpus, line, tallies);
	fclose(file);
	for (size_t k = 0; k < COUNT(kinds); k++) {
		const double share = (double)tallies[k].hits / (double)tallies[k].n;

		printf("corpus: %-13s %d: %zu of %zu\n", kinds[k].name, kinds[k].label,
		       tallies[k].hits, tallies[k].n);
		REQUIRE(tallies[k].n > 0);
		if (kinds[k].label ? share < kinds[k].share : share > kinds[k].share)
			ck_abort_msg("%s: %.2f", kinds[k].name, share);
	}
	close_corpus(corpus);
}
END_TEST

/* The pair that decides everything: found, and nothing else found with it. */
START_TEST(cyber_pact)
{
	struct corpus *const corpus = open_corpus();
	const struct nd_pair *const pair = corpus->pairs.items;
	const size_t a = find(corpus, "en1-cyberpact-1"), b = find(corpus, "en1-cyberpact-2");

	ck_assert_int_eq(relation_of(corpus, a, b), ND_SAME_EVENT);
	for (size_t i = 0; i < corpus->pairs.n; i++) {
		const size_t x = pair[i].a_index, y = pair[i].b_index;

		if ((x == a || x == b || y == a || y == b) &&
		    !(x == a && y == b) && !(x == b && y == a))
			ck_abort_msg("'%s' and '%s' are flagged", corpus->articles[x].id,
				     corpus->articles[y].id);
	}
	close_corpus(corpus);
}
END_TEST

Suite *suite_engine_corpus(void)
{
	Suite *const suite = suite_create("engine/corpus");
	TCase *const tcase = only_case(suite, "corpus");

	tcase_add_test(tcase, quality);
	tcase_add_test(tcase, every_kind);
	tcase_add_test(tcase, cyber_pact);
	return suite;
}
