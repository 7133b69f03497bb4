/*
 * generate.c - a corpus of made-up news, and the truth about it
 *
 * Threads make blocks of articles in any order and write them in the right one.
 */
#include <getopt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "speed/overlap.h"
#include "speed/spell.h"

#define BLOCK 256	/* articles a thread makes before it waits for its turn to write */

static const struct kind {
	const char *name;
	enum script script;
	enum accents accents;
	int stories;
} kinds[] = {
	{ "mixed",	SCRIPT_LATIN,	 ACCENTS_UTF8,	  0 },
	{ "ascii",	SCRIPT_LATIN,	 ACCENTS_NONE,	  0 },
	{ "escaped",	SCRIPT_LATIN,	 ACCENTS_ESCAPED, 0 },
	{ "russian",	SCRIPT_CYRILLIC, ACCENTS_NONE,	  0 },
	{ "chinese",	SCRIPT_HAN,	 ACCENTS_NONE,	  0 },
	{ "events",	SCRIPT_LATIN,	 ACCENTS_UTF8,	  1 },
};

static const char usage[] =
	"usage: generate [--articles N] [--seed S] [--kind KIND] [--truth FILE] [--stories FILE]\n"
	"                [--threads N] > FILE\n"
	"Made-up news as JSON Lines: the same for the same N, S and KIND.\n"
	"  --kind KIND     mixed (default), ascii, escaped, russian, chinese, events\n"
	"  --truth FILE    the copies: id of the source, id of the copy, 1, kind of copy,\n"
	"                  exact Jaccard index and containment of their shingles\n"
	"  --stories FILE  which article belongs to which story\n";

static const char truth_header[] = "id_a\tid_b\tlabel\tkind\tjaccard\tcontainment\n";

struct job {
	struct corpus corpus;
	struct punctuation punctuation;
	uint64_t articles;
	FILE *truth, *stories;		/* or NULL */

	pthread_mutex_t lock;
	pthread_cond_t turn;
	uint64_t taken, written;	/* blocks */
	int failed;
};

/* One thread's articles and what they are spelled into. */
struct block {
	struct article article, source;
	char *text;
	size_t text_len, text_room;
	char *truth, *stories;		/* from open_memstream() */
	size_t truth_len, stories_len;
};

static int spell(struct block *block, const struct job *job, uint64_t i)
{
	const size_t most = block->article.n * SPELL_TOKEN + SPELL_REST;

	if (block->text_room - block->text_len < most) {
		const size_t room = 2 * (block->text_room + most);
		char *const text = realloc(block->text, room);

		if (!text)
			return -1;
		block->text = text;
		block->text_room = room;
	}
	block->text_len += spell_article(block->text + block->text_len, &block->article, i,
					 &job->corpus, &job->punctuation);
	return 0;
}

static int tell_truth(FILE *out, const struct block *block, const struct job *job, uint64_t i)
{
	static const char *const names[] = { "", "near-duplicate", "identical", "contained" };
	char source[SPELL_ID], copy[SPELL_ID];
	struct overlap overlap;

	if (block->article.copy == COPY_NONE)
		return 0;
	if (overlap_of(&overlap, &job->corpus, &block->source, &block->article))
		return -1;
	spell_id(source, block->article.source);
	spell_id(copy, i);
	fprintf(out, "%s\t%s\t1\t%s\t%.6f\t%.6f\n", source, copy, names[block->article.copy],
		overlap.jaccard, overlap.containment);
	return 0;
}

/* An article without a story is a story of its own, named by its id. */
static void tell_story(FILE *out, const struct article *article, uint64_t i)
{
	char id[SPELL_ID];

	spell_id(id, i);
	if (article->story != NO_STORY)
		fprintf(out, "%s\ts%llu\n", id, (unsigned long long)article->story);
	else if (article->copy != COPY_NONE)
		fprintf(out, "%s\tn%08llu\n", id, (unsigned long long)article->source);
	else
		fprintf(out, "%s\t%s\n", id, id);
}

static int make_block(struct block *block, const struct job *job, uint64_t from)
{
	const uint64_t to = job->articles - from < BLOCK ? job->articles : from + BLOCK;
	FILE *const truth = job->truth ? open_memstream(&block->truth, &block->truth_len) : NULL;
	FILE *const stories = job->stories ?
			      open_memstream(&block->stories, &block->stories_len) : NULL;
	int failed = (job->truth && !truth) || (job->stories && !stories);

	block->text_len = 0;
	for (uint64_t i = from; i < to && !failed; i++) {
		article_make(&block->article, &block->source, &job->corpus, i);
		failed = spell(block, job, i) || (truth && tell_truth(truth, block, job, i));
		if (stories)
			tell_story(stories, &block->article, i);
	}
	failed |= truth && fclose(truth);
	failed |= stories && fclose(stories);
	return failed;
}

static int put(FILE *out, const char *at, size_t n)
{
	return fwrite(at, 1, n, out) != n;
}

/* Wait until the blocks before this one are written, then write it. */
static void write_block(struct job *job, const struct block *block, uint64_t number, int failed)
{
	pthread_mutex_lock(&job->lock);
	while (job->written != number)
		pthread_cond_wait(&job->turn, &job->lock);
	pthread_mutex_unlock(&job->lock);
	/* the others wait for 'written' to grow: nobody else writes now */
	failed |= job->failed;
	failed = failed || put(stdout, block->text, block->text_len);
	failed = failed || (job->truth && put(job->truth, block->truth, block->truth_len));
	failed = failed || (job->stories && put(job->stories, block->stories, block->stories_len));
	pthread_mutex_lock(&job->lock);
	job->failed = failed;
	job->written++;
	pthread_cond_broadcast(&job->turn);
	pthread_mutex_unlock(&job->lock);
}

static uint64_t take_block(struct job *job)
{
	uint64_t number;

	pthread_mutex_lock(&job->lock);
	number = job->taken++;
	pthread_mutex_unlock(&job->lock);
	return number;
}

static void *work(void *ctx)
{
	struct job *const job = ctx;
	struct block block = { 0 };
	int failed = article_open(&block.article) | article_open(&block.source);
	uint64_t number;

	while ((number = take_block(job)) * BLOCK < job->articles) {
		failed = failed || make_block(&block, job, number * BLOCK);
		write_block(job, &block, number, failed);
		free(block.truth);
		free(block.stories);
		block.truth = block.stories = NULL;
	}
	article_close(&block.article);
	article_close(&block.source);
	free(block.text);
	return NULL;
}

/* The caller's thread works, too; where no other can be made it works alone. */
static int generate(struct job *job, unsigned threads)
{
	pthread_t thread[64];
	unsigned others = 0;

	pthread_mutex_init(&job->lock, NULL);
	pthread_cond_init(&job->turn, NULL);
	while (others + 1 < threads && !pthread_create(&thread[others], NULL, work, job))
		others++;
	work(job);
	while (others > 0)
		pthread_join(thread[--others], NULL);
	return job->failed;
}

static FILE *open_out(const char *name, const char *header)
{
	FILE *const out = fopen(name, "w");

	if (!out) {
		perror(name);
		exit(3);
	}
	fputs(header, out);
	return out;
}

static const struct kind *find_kind(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	fprintf(stderr, "generate: unknown kind '%s'\n%s", name, usage);
	exit(2);
}

static uint64_t number_of(const char *text)
{
	char *end;
	const unsigned long long number = strtoull(text, &end, 10);

	if (*end || end == text || *text == '-') {
		fprintf(stderr, "generate: '%s' is no number\n", text);
		exit(2);
	}
	return number;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "articles", required_argument, NULL, 'n' },
		{ "seed", required_argument, NULL, 's' },
		{ "kind", required_argument, NULL, 'k' },
		{ "truth", required_argument, NULL, 't' },
		{ "stories", required_argument, NULL, 'S' },
		{ "threads", required_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct job job = { .articles = 10000, .corpus.seed = 1 };
	const struct kind *kind = kinds;
	uint64_t threads = (uint64_t)sysconf(_SC_NPROCESSORS_ONLN);
	struct words words;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'n': job.articles = number_of(optarg); break;
		case 's': job.corpus.seed = number_of(optarg); break;
		case 'k': kind = find_kind(optarg); break;
		case 't': job.truth = open_out(optarg, truth_header); break;
		case 'S': job.stories = open_out(optarg, "id\tcluster\n"); break;
		case 'j': threads = number_of(optarg); break;
		case 'h': fputs(usage, stdout); return 0;
		default: fputs(usage, stderr); return 2;
		}
	}
	if (optind < argc) {
		fputs(usage, stderr);
		return 2;
	}
	if (words_open(&words, kind->script, kind->accents)) {
		fprintf(stderr, "generate: out of memory\n");
		return 3;
	}
	job.corpus.words = &words;
	job.corpus.script = kind->script;
	job.corpus.typeset = kind->accents != ACCENTS_NONE;
	job.corpus.stories = kind->stories;
	punctuation_init(&job.punctuation, kind->script, kind->accents);
	if (generate(&job, threads < 1 ? 1 : threads > 64 ? 64 : (unsigned)threads) |
	    fclose(stdout) | (job.truth && fclose(job.truth)) |
	    (job.stories && fclose(job.stories))) {
		fprintf(stderr, "generate: cannot write all\n");
		return 3;
	}
	words_close(&words);
	return 0;
}
