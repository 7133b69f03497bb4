/*
 * train.c - the program that makes src/verify/event_model_table.c
 *
 *	train collect FOLDER FIGURES	labelled sets -> piles -> rows of figures
 *	train fit FIGURES TABLE [KEY=VALUE...]
 *					rows -> forests -> C source, and how good it is
 *
 * Keys are fields of struct recipe, to try other settings; 'loso=BITS' names
 * the sets to leave out in turn, 0 saves the slow half of the evaluation;
 * 'left_out=FILE' writes what came of it to a file.  TABLE may be "-": nothing
 * is written.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "train/evaluate.h"
#include "train/table.h"

#define COMMAND "make train"

/* Sets whose labels say which articles report one event, and the crowd after them.  Not in it:
 * helsinki_newsday (three clusters), mccormick_planted (synthetic copies). */
static const char *const names[] = {
	"basil", "ecbplus", "wikinews_events", "vmds", "neus_allsides", "reuters",
};
#define SETS (sizeof(names) / sizeof(names[0]) - 1)

static FILE *open_or_die(const char *path, const char *mode)
{
	FILE *const file = fopen(path, mode);

	if (!file)
		die("cannot open '%s': %s", path, strerror(errno));
	return file;
}

static void collect(const char *folder, const char *path)
{
	FILE *const out = open_or_die(path, "wb");
	struct set crowd;

	set_read(&crowd, folder, names[SETS]);
	for (unsigned s = 0; s < SETS; s++) {
		struct set set;

		set_read(&set, folder, names[s]);
		fprintf(stderr, "%s: %zu articles\n", names[s], set.articles.n);
		piles_make(&set, (int32_t)s, &crowd, out);
		set_release(&set);
	}
	piles_make(&crowd, SETS, &crowd, out);
	set_release(&crowd);
	if (fclose(out))
		die("cannot write '%s': %s", path, strerror(errno));
}

/* Set the field of the recipe that 'word', KEY=VALUE, names. */
static void change(struct recipe *recipe, const char *word)
{
	const struct {
		const char *key;
		unsigned *value;
	} counts[] = {
		{ "trees", &recipe->trees },
		{ "sample", &recipe->sample }, { "thin", &recipe->thin },
	};
	const struct {
		const char *key;
		float *value;
	} keys[] = {
		{ "shrinkage", &recipe->shrinkage }, { "row_share", &recipe->row_share },
		{ "figure_share", &recipe->figure_share }, { "ridge", &recipe->ridge },
		{ "leaf_weight", &recipe->leaf_weight }, { "set_power", &recipe->set_power },
		{ "crowd_weight", &recipe->crowd_weight }, { "shift", &recipe->shift },
		{ "slug_weight", &recipe->slug_weight }, { "item_weight", &recipe->item_weight },
		{ "alone", &recipe->kind_weight[PILE_ALONE] },
		{ "crowd", &recipe->kind_weight[PILE_CROWD] },
		{ "eighth", &recipe->kind_weight[PILE_EIGHTH] },
		{ "bare", &recipe->kind_weight[PILE_BARE] },
		{ "short", &recipe->kind_weight[PILE_SHORT] },
		{ "short-bare", &recipe->kind_weight[PILE_SHORT_BARE] },
		{ "parts", &recipe->kind_weight[PILE_PARTS] },
		{ "small", &recipe->kind_weight[PILE_SMALL] },
		{ "columns", &recipe->kind_weight[PILE_COLUMNS] },
		{ "foreign", &recipe->kind_weight[PILE_FOREIGN] },
	};
	static const char *const figures[] = {
#define X(name) #name,
		ND_EVENT_FIGURES(X)
#undef X
	};
	const char *const value = strchr(word, '=') + 1;
	const size_t len = (size_t)(value - word) - 1;

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		if (strlen(counts[i].key) == len && !strncmp(word, counts[i].key, len)) {
			*counts[i].value = (unsigned)atoi(value);
			return;
		}
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strlen(keys[i].key) == len && !strncmp(word, keys[i].key, len)) {
			*keys[i].value = strtof(value, NULL);
			return;
		}
	for (unsigned j = 0; j < ND_EF_COUNT; j++)
		if (strlen(figures[j]) == len && !strncmp(word, figures[j], len)) {
			recipe->leave_out[j] = !atoi(value);
			return;
		}
	die("'%s': no such setting", word);
}

static void read_piles(struct nd_array *piles, const char *path)
{
	FILE *const in = open_or_die(path, "rb");
	struct pile pile;

	while (pile_read(&pile, in))
		if (!nd_array_append(piles, &pile, 1))
			die("out of memory");
	fclose(in);
}

static void fit(const char *path, const char *table, char **words, int n_words)
{
	struct nd_array piles = ND_ARRAY_INIT(struct pile, UINT32_MAX);
	struct recipe recipe = default_recipe;
	struct learner learner = { .recipe = &recipe, .n_sets = SETS };
	struct model model;
	unsigned loso = (1u << SETS) - 1;
	FILE *left_out = NULL;

	for (int i = 0; i < n_words; i++) {
		if (!strchr(words[i], '='))
			die("'%s' is not KEY=VALUE", words[i]);
		if (!strncmp(words[i], "loso=", 5))
			loso = (unsigned)atoi(words[i] + 5);
		else if (!strncmp(words[i], "left_out=", 9))
			left_out = open_or_die(words[i] + 9, "w");
		else
			change(&recipe, words[i]);
	}
	read_piles(&piles, path);
	learner.piles = piles.items;
	learner.n_piles = piles.n;
	model = evaluate(&learner, names, loso, left_out);
	if (left_out && fclose(left_out))
		die("cannot write the table of sets left out");
	if (strcmp(table, "-"))
		table_write(table, COMMAND, &model);
	boost_free(model.second);
	learner_release(&learner);
	for (size_t i = 0; i < piles.n; i++)
		pile_release(&learner.piles[i]);
	nd_array_release(&piles);
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "collect"))
		collect(argv[2], argv[3]);
	else if (argc >= 4 && !strcmp(argv[1], "fit"))
		fit(argv[2], argv[3], argv + 4, argc - 4);
	else
		die("usage: train collect FOLDER FIGURES | train fit FIGURES TABLE [KEY=VALUE...]");
	return 0;
}
