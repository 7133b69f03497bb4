/*
 * stages.c - where the time goes, stage by stage
 *
 *	stages [--runs N] [--relation text|all] FILE
 *
 * Three measurements, each N times, as one JSON object:
 *
 *   read	FILE to articles that nobody wants
 *   stages	the work on each article alone, one stage after the other
 *   run	the program's own command from begin to end, on one thread (whole.h)
 *
 * All are seconds of processor time, so other programs on the machine count less.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/array.h"
#include "input/input.h"
#include "neardup.h"
#include "speed/pipeline.h"
#include "speed/whole.h"

struct setup {
	const char *file;
	unsigned runs;
	FILE *out;		/* standard output is the command's */
	uint32_t relations;
};

struct pile {
	struct nd_arena bytes;
	struct nd_array articles;	/* struct nd_article */
};

_Noreturn static void die(const char *message)
{
	fprintf(stderr, "stages: %s\n", message);
	exit(3);
}

static void read_all(const char *file, nd_on_record *on_record, void *ctx)
{
	const struct nd_input_sink sink = { on_record, NULL, ctx, NULL };
	struct nd_error err;

	if (nd_input_read(file, NULL, &sink, &err) != ND_OK)
		die(err.message);
}

static int ignore(void *ctx, const struct nd_record *record)
{
	(void)ctx;
	(void)record;
	return 0;
}

static struct nd_text keep(struct pile *pile, struct nd_text text)
{
	const struct nd_text kept = { nd_arena_copy(&pile->bytes, text.at, text.len), text.len };

	if (!kept.at)
		die("out of memory");
	return kept;
}

static int keep_article(void *ctx, const struct nd_record *record)
{
	struct pile *const pile = ctx;
	const struct nd_article article = {
		.title = keep(pile, record->article.title),
		.text = keep(pile, record->article.text),
	};

	if (!nd_array_append(&pile->articles, &article, 1))
		die("out of memory");
	return 0;
}

static void print_series(FILE *out, const char *name, struct clock_series *series)
{
	clock_sort(series);
	fprintf(out, "{\"name\": \"%s\", \"best\": %.9f, \"median\": %.9f}", name, series->seconds[0],
	       series->seconds[series->n / 2]);
}

static void measure_reading(const struct setup *setup)
{
	struct clock_series series = { .n = setup->runs };

	for (unsigned run = 0; run < setup->runs; run++) {
		const double from = clock_now();

		read_all(setup->file, ignore, NULL);
		series.seconds[run] = clock_now() - from;
	}
	fprintf(setup->out, " \"read\": ");
	print_series(setup->out, "read", &series);
	fprintf(setup->out, ",\n");
}

struct totals {
	double tokens, shingles;
	double seconds[STAGES];
};

/* All stages of up to PIPELINE_SLOTS articles. */
static void run_group(struct pipeline *pipeline, const struct nd_article *article, size_t n,
		      struct totals *totals)
{
	for (enum stage stage = 0; stage < STAGES; stage++) {
		const double from = clock_now();

		for (unsigned slot = 0; slot < n && pipeline_has(pipeline, stage); slot++)
			if (pipeline_run(pipeline, stage, slot, article[slot].title,
					 article[slot].text))
				die("out of memory");
		totals->seconds[stage] += clock_now() - from;
	}
	for (unsigned slot = 0; slot < n; slot++) {
		totals->tokens += (double)pipeline_tokens(pipeline, slot);
		totals->shingles += (double)pipeline_shingles(pipeline, slot);
	}
}

static void measure_stages(const struct setup *setup)
{
	struct pile pile = { ND_ARENA_INIT, ND_ARRAY_INIT(struct nd_article, UINT32_MAX) };
	struct pipeline *const pipeline = pipeline_open(setup->relations == ND_ALL_RELATIONS);
	static struct clock_series series[STAGES];
	struct totals totals = { 0 };

	if (!pipeline)
		die("out of memory");
	read_all(setup->file, keep_article, &pile);
	for (unsigned run = 0; run < setup->runs; run++) {
		const struct nd_article *const article = pile.articles.items;
		const size_t n = pile.articles.n;

		totals = (struct totals){ 0 };
		for (size_t i = 0; i < n; i += PIPELINE_SLOTS)
			run_group(pipeline, article + i,
				  n - i < PIPELINE_SLOTS ? n - i : PIPELINE_SLOTS, &totals);
		for (enum stage stage = 0; stage < STAGES; stage++)
			series[stage].seconds[series[stage].n++] = totals.seconds[stage];
	}
	fprintf(setup->out, " \"articles\": %zu, \"tokens\": %.0f, \"shingles\": %.0f,\n \"stages\": [",
	       pile.articles.n, totals.tokens, totals.shingles);
	for (enum stage stage = 0; stage < STAGES; stage++) {
		fprintf(setup->out, stage ? ",\n  " : "\n  ");
		print_series(setup->out, stage_name[stage], &series[stage]);
	}
	fprintf(setup->out, "],\n");
	pipeline_close(pipeline);
	nd_arena_release(&pile.bytes);
	nd_array_release(&pile.articles);
}

static void print_run(const struct setup *setup, struct whole *whole)
{
	fprintf(setup->out, " \"run\": [");
	for (unsigned i = 0; i < whole->n; i++) {
		fprintf(setup->out, "\n  ");
		print_series(setup->out, whole->stage[i].name, &whole->stage[i].series);
		fprintf(setup->out, ",");
	}
	fprintf(setup->out, "\n  ");
	print_series(setup->out, "whole", &whole->all);
	fprintf(setup->out, "],\n \"text_candidates\": %llu, \"event_candidates\": %llu, \"pairs\": %llu,\n",
	       (unsigned long long)whole->stats.text_candidates,
	       (unsigned long long)whole->stats.event_candidates,
	       (unsigned long long)whole->stats.pairs);
}

static void measure_run(const struct setup *setup)
{
	static struct whole whole;
	const int text = setup->relations != ND_ALL_RELATIONS;
	const char *const command = text ? "pairs" : "clusters";
	const char *const argv[] = {
		"--quiet", "--format", "jsonl", "--threads", "1", setup->file,
		"--relation", "identical,near-duplicate",
	};

	for (unsigned run = 0; run < setup->runs; run++)
		if (whole_run(&whole, command, text ? 8 : 6, argv))
			die("the command failed");
	print_run(setup, &whole);
}

static int set_up(struct setup *setup, int argc, char **argv)
{
	static const struct option options[] = {
		{ "runs", required_argument, NULL, 'r' },
		{ "relation", required_argument, NULL, 'R' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'r': setup->runs = (unsigned)atoi(optarg); break;
		case 'R':
			if (!strcmp(optarg, "text"))
				setup->relations = ND_RELATION_BIT(ND_IDENTICAL) |
						   ND_RELATION_BIT(ND_NEAR_DUPLICATE);
			else if (strcmp(optarg, "all"))
				return -1;
			break;
		default:
			return -1;
		}
	}
	if (optind + 1 != argc || setup->runs < 1 || setup->runs > CLOCK_RUNS)
		return -1;
	setup->file = argv[optind];
	return 0;
}

int main(int argc, char **argv)
{
	struct setup setup = { .runs = 5, .relations = ND_ALL_RELATIONS };
	struct stat file;

	if (set_up(&setup, argc, argv) || stat(setup.file, &file)) {
		fprintf(stderr, "usage: stages [--runs 1-%d] [--relation text|all] FILE\n",
			CLOCK_RUNS);
		return 2;
	}
	setup.out = fdopen(dup(STDOUT_FILENO), "w");
	if (!setup.out || !freopen("/dev/null", "w", stdout))
		die("cannot turn the output");
	fprintf(setup.out, "{\"kernels\": \"%s\", \"bytes\": %lld,\n", nd_kernels(),
	       (long long)file.st_size);
	measure_reading(&setup);
	measure_stages(&setup);
	measure_run(&setup);
	fprintf(setup.out, " \"runs\": %u}\n", setup.runs);
	return fclose(setup.out) ? 3 : 0;
}
