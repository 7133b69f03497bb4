/*
 * stages.c - where the time goes, stage by stage
 *
 *	stages [--runs N] [--relation text|all] FILE
 *
 * Three measurements, each N times, as one JSON object:
 *
 *   read	FILE to articles that nobody wants
 *   stages	the work on each article alone, one stage after the other
 *   run	the whole way through the public interface, on one thread; the engine
 *		tells when a stage begins
 *
 * All are seconds of processor time, so other programs on the machine count less.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/array.h"
#include "input/input.h"
#include "neardup.h"
#include "report/report.h"
#include "speed/clock.h"
#include "speed/pipeline.h"

#define MARKS 16	/* different stages that an engine tells of */

struct setup {
	const char *file;
	unsigned runs;
	uint32_t relations;
};

struct pile {
	struct nd_arena bytes;
	struct nd_array articles;	/* struct nd_article */
};

/* Time between two calls of the engine goes to the stage that the first one named. */
struct marks {
	struct { const char *name; struct clock_series series; double now; } mark[MARKS];
	unsigned n, current;
	double last;
};

_Noreturn static void die(const char *message)
{
	fprintf(stderr, "stages: %s\n", message);
	exit(3);
}

static void read_all(const char *file, nd_on_record *on_record, void *ctx)
{
	const struct nd_input_sink sink = { on_record, NULL, ctx };
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

static void print_series(const char *name, struct clock_series *series)
{
	clock_sort(series);
	printf("{\"name\": \"%s\", \"best\": %.9f, \"median\": %.9f}", name, series->seconds[0],
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
	printf(" \"read\": ");
	print_series("read", &series);
	printf(",\n");
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
	printf(" \"articles\": %zu, \"tokens\": %.0f, \"shingles\": %.0f,\n \"stages\": [",
	       pile.articles.n, totals.tokens, totals.shingles);
	for (enum stage stage = 0; stage < STAGES; stage++) {
		printf(stage ? ",\n  " : "\n  ");
		print_series(stage_name[stage], &series[stage]);
	}
	printf("],\n");
	pipeline_close(pipeline);
	nd_arena_release(&pile.bytes);
	nd_array_release(&pile.articles);
}

static void mark(struct marks *marks, const char *name)
{
	const double now = clock_now();
	unsigned i = 0;

	marks->mark[marks->current].now += now - marks->last;
	marks->last = now;
	while (i < marks->n && strcmp(marks->mark[i].name, name))
		i++;
	if (i == MARKS)
		die("more stages than MARKS");
	if (i == marks->n)
		marks->mark[marks->n++].name = name;
	marks->current = i;
}

static void on_progress(void *ctx, const char *stage, uint64_t done, uint64_t total)
{
	(void)done;
	(void)total;
	mark(ctx, stage);
}

static int add(void *ctx, const struct nd_record *record)
{
	struct nd_error err;

	if (nd_engine_add(ctx, &record->article, &err) != ND_OK)
		die(err.message);
	return 0;
}

struct output {
	struct nd_report *report;
	struct marks *marks;
};

static int on_pair(void *ctx, const struct nd_pair *pair)
{
	const struct output *const output = ctx;

	mark(output->marks, "report");
	return nd_report_pair(output->report, pair, NULL) != ND_OK;
}

static void run_once(const struct setup *setup, struct marks *marks, struct nd_stats *stats)
{
	const struct nd_report_options to = { .out = fopen("/dev/null", "w") };
	struct nd_options opt = ND_OPTIONS_INIT;
	struct output output = { nd_report_open(nd_report_format("jsonl"), ND_REPORT_PAIRS, &to),
				 marks };
	struct nd_engine *engine;
	struct nd_error err;

	opt.relations = setup->relations;
	opt.threads = 1;
	mark(marks, "open");
	if (!to.out || !output.report || nd_engine_open(&engine, &opt, &err) != ND_OK)
		die("cannot open the engine");
	nd_engine_progress(engine, on_progress, marks);
	mark(marks, "articles");
	read_all(setup->file, add, engine);
	if (nd_engine_pairs(engine, on_pair, &output, &err) != ND_OK ||
	    nd_report_close(output.report) != ND_OK)
		die("no pairs");
	nd_engine_stats(engine, stats);
	mark(marks, "close");
	nd_engine_close(engine);
	mark(marks, "close");
	fclose(to.out);
}

static void measure_run(const struct setup *setup)
{
	static struct marks marks;
	struct clock_series whole = { .n = setup->runs };
	struct nd_stats stats;

	for (unsigned run = 0; run < setup->runs; run++) {
		const double from = marks.last = clock_now();

		run_once(setup, &marks, &stats);
		whole.seconds[run] = clock_now() - from;
		for (unsigned i = 0; i < marks.n; i++) {
			marks.mark[i].series.seconds[marks.mark[i].series.n++] = marks.mark[i].now;
			marks.mark[i].now = 0;
		}
	}
	printf(" \"run\": [");
	for (unsigned i = 0; i < marks.n; i++) {
		printf("\n  ");
		print_series(marks.mark[i].name, &marks.mark[i].series);
		printf(",");
	}
	printf("\n  ");
	print_series("whole", &whole);
	printf("],\n \"text_candidates\": %llu, \"event_candidates\": %llu, \"pairs\": %llu,\n",
	       (unsigned long long)stats.text_candidates,
	       (unsigned long long)stats.event_candidates, (unsigned long long)stats.pairs);
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
	printf("{\"kernels\": \"%s\", \"bytes\": %lld,\n", nd_kernels(),
	       (long long)file.st_size);
	measure_reading(&setup);
	measure_stages(&setup);
	measure_run(&setup);
	printf(" \"runs\": %u}\n", setup.runs);
	return 0;
}
