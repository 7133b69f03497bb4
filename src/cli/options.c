/*
 * options.c - the table of options, and the parser that works from it
 *
 * To add an option: a field in struct settings, a line here, a line in
 * neardup.1.  Names are spelled out in full: a shortened name that works
 * today would be another option's tomorrow.
 */
#include "cli/options.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/config.h"
#include "cli/suggest.h"
#include "cli/values.h"

#define RUNS	(CMD_PAIRS | CMD_CLUSTERS | CMD_DEDUP | CMD_EXPLAIN | CMD_EVAL | CMD_REPORT)
#define FINDS	(CMD_PAIRS | CMD_CLUSTERS | CMD_DEDUP | CMD_EXPLAIN)
#define COUNTS	(CMD_PAIRS | CMD_CLUSTERS | CMD_DEDUP | CMD_EVAL | CMD_REPORT)
#define PLANS	(RUNS | CMD_PLAN)
#define REPORTS	(CMD_PLAN | CMD_PAIRS | CMD_CLUSTERS | CMD_EXPLAIN | CMD_EVAL)
#define LISTS	(COUNTS | CMD_EXTRACT | CMD_DF | CMD_SKETCH)
#define STORES	(CMD_INDEX | CMD_FEED)
#define READS	(RUNS | CMD_EXTRACT | CMD_DF | CMD_PLAN | CMD_SKETCH | STORES)
#define ALL	(READS | CMD_HELP | CMD_VERSION)
#define AT(field) offsetof(struct settings, field)

static const char *const keeps[] = { "first", "longest", "latest", NULL };
static const char *const templates[] = { "on", "off", NULL };
static const char *const colours[] = { "auto", "always", "never", NULL };

static const struct option options[] = {
	{ "relation", "LIST", RUNS | CMD_SKETCH | STORES, store_relations, AT(engine.relations), 0, 0, NULL,
	  "what to look for: identical, near-duplicate, contained, same-event or all, "
	  "with commas between (default all; of dedup all but same-event)" },
	{ "threshold", "J", PLANS | STORES, store_number, AT(engine.threshold), 0.05, 1, NULL,
	  "Jaccard from which a pair is near-duplicate, 0.05 to 1 (default 0.3)" },
	{ "recall", "R", PLANS | STORES, store_number, AT(engine.recall), 0.5, 0.9999, NULL,
	  "share of the pairs at the threshold to find, 0.5 to 0.9999 (default 0.99)" },
	{ "containment", "C", RUNS | STORES, store_number, AT(engine.containment), 0.3, 1, NULL,
	  "share of the shorter text from which it is contained, 0.3 to 1 (default 0.7)" },
	{ "event-threshold", "P", RUNS | STORES, store_number, AT(engine.event_threshold), 0, 1, NULL,
	  "probability from which a pair is same-event, 0 to 1 (default 0.5)" },
	{ "window", "DUR", RUNS | STORES, store_duration, AT(engine.window), 0, 0, NULL,
	  "time between two reports of one event at most: 90s, 30m, 12h, 3d, 2w; 0s, the "
	  "default, is no limit" },
	{ "ngram-size", "W", PLANS | CMD_SKETCH | STORES, store_whole, AT(engine.ngram_size), 0, 16, NULL,
	  "tokens of a shingle, 1 to 16; 0, the default, is 3 words, or 5 characters in "
	  "scripts without spaces" },
	{ "num-perm", "K", PLANS | STORES, store_whole, AT(engine.num_perm), 16, 1024, NULL,
	  "slots of a MinHash signature, 16 to 1024 (default 128)" },
	{ "templates", "WHICH", RUNS | CMD_EXTRACT | CMD_SKETCH, store_choice, AT(engine.keep_templates), 0, 0, templates,
	  "lines that one source prints round many articles weigh nothing: on (the default); "
	  "off keeps every line" },
	{ "background", "FILE", RUNS | CMD_SKETCH, store_text, AT(background), 0, 0, NULL,
	  "how common words are, as 'neardup df' counts it, on top of the table that is built "
	  "in" },
	{ "seed", "N", PLANS | CMD_SKETCH | STORES, store_seed, AT(engine.seed), 0, 0, NULL,
	  "of the hash family, and of the draws of eval (default 1)" },
	{ "threads", "N", PLANS | CMD_SKETCH | CMD_INDEX, store_whole, AT(engine.threads), 0, 256, NULL,
	  "1 to 256; 0, the default, is one a processor; results do not depend on it" },
	{ "memory-limit", "SIZE", RUNS | CMD_SKETCH, store_size, AT(memory_limit), 0, 0, NULL,
	  "end with a message rather than take more memory than this, such as 500M or 16G "
	  "(default no limit)" },
	{ "articles", "N", CMD_PLAN, store_whole, AT(articles), 1, UINT32_MAX, NULL,
	  "how many articles to plan for (default those of the files, else 100000)" },
	{ "memory", "SIZE", CMD_PLAN, store_size, AT(memory), 0, 0, NULL,
	  "how much memory there is, such as 500M or 16G: say how many articles it holds" },
	{ "bands", "B", CMD_PLAN, store_whole, AT(bands), 1, 65536, NULL,
	  "bands of another tool, to say what it misses; needs --rows" },
	{ "rows", "R", CMD_PLAN, store_whole, AT(rows), 1, 65536, NULL,
	  "rows of each of its bands; needs --bands" },
	{ "output", "FILE", CMD_REPORT | CMD_DF | CMD_PLAN | CMD_EVAL | CMD_SKETCH, store_text, AT(output), 0, 0, NULL,
	  "write the page, the table or the sketches to this file (default standard output); of "
	  "plan the S-curve as a picture, of eval a page too" },
	{ "headline", "TEXT", CMD_REPORT, store_text, AT(headline), 0, 0, NULL,
	  "what stands at the top of the page (default the names of the files)" },
	{ "clusters", "FILE", CMD_REPORT, store_text, AT(saved_clusters), 0, 0, NULL,
	  "show these stories, as 'neardup clusters' printed them, instead of finding any" },
	{ "pairs", "FILE", CMD_REPORT, store_text, AT(saved_pairs), 0, 0, NULL,
	  "show these pairs, as 'neardup pairs --explain' printed them, instead of finding any" },
	{ "store", "FOLDER", CMD_REPORT, store_text, AT(store), 0, 0, NULL,
	  "show the stories and pairs of this store, as 'neardup index' keeps them; with files, "
	  "the texts that stand in them" },
	{ "keep", "WHICH", CMD_CLUSTERS | CMD_DEDUP | CMD_REPORT | STORES, store_choice, AT(engine.keep), 0, 0, keeps,
	  "the article that stands for the others: first (the default), longest or latest" },
	{ "min-articles", "N", CMD_DF, store_whole, AT(min_articles), 1, UINT32_MAX, NULL,
	  "articles that have the rarest word of the table (default 3)" },
	{ "labels", "FILE", CMD_EVAL, store_text, AT(labels), 0, 0, NULL,
	  "what belongs together: lines of id and cluster, or of id_a, id_b and label (1 or "
	  "0), with tabs between and a header" },
	{ "errors", "N", CMD_EVAL, store_whole, AT(errors), 0, 10000, NULL,
	  "print the N worst pairs of either kind, wrong ones and missing ones, and why "
	  "(default 0)" },
	{ "min-size", "N", CMD_CLUSTERS | CMD_REPORT | CMD_INDEX, store_whole, AT(min_size), 1, UINT32_MAX, NULL,
	  "articles of the smallest story to print (default 2; 1 prints lone articles too)" },
	{ "commit-every", "N", STORES, store_whole, AT(commit_every), 1, 1000000, NULL,
	  "articles that become durable together (default 1000)" },
	{ "older-than", "DUR", CMD_INDEX, store_duration, AT(older_than), 0, 0, NULL,
	  "age from which expire takes articles out: 12h, 30d, 8w" },
	{ "since", "N", CMD_INDEX, store_seed, AT(since), 0, 0, NULL,
	  "number of the first change that log prints (default 0)" },
	{ "ttl", "DUR", CMD_FEED, store_duration, AT(ttl), 0, 0, NULL,
	  "take articles out when they are older: 30d, 8w; 0s, the default, is never" },
	{ "dedup", NULL, CMD_FEED, store_switch, AT(dedup), 0, 0, NULL,
	  "print the articles that are new or updates, as they came, in place of answers" },
	{ "url", "URL", CMD_FEED, store_words, AT(urls), 0, 0, NULL,
	  "poll this RSS or Atom feed in place of standard input; may be given several times" },
	{ "opml", "FILE", CMD_FEED, store_text, AT(opml), 0, 0, NULL,
	  "poll the feeds that this OPML file lists" },
	{ "interval", "SECONDS", CMD_FEED, store_whole, AT(interval), 1, 1000000, NULL,
	  "seconds between two looks at a feed (default 900)" },
	{ "once", NULL, CMD_FEED, store_switch, AT(once), 0, 0, NULL,
	  "look at each feed that is due once, and end" },
	{ "mark", NULL, CMD_DEDUP, store_switch, AT(mark), 0, 0, NULL,
	  "leave nothing out, but add duplicate_of, relation and score to every record" },
	{ "explain", NULL, CMD_PAIRS, store_switch, AT(explain), 0, 0, NULL,
	  "add the terms and passages that both articles carry" },
	{ "format", "FORMAT", REPORTS | CMD_INDEX, store_format, AT(format), 0, 0, NULL,
	  "table, jsonl or tsv (default table on a terminal, else jsonl)" },
	{ "color", "WHEN", REPORTS | CMD_INDEX, store_choice, AT(colour), 0, 0, colours,
	  "of tables: auto (the default: on a terminal, unless NO_COLOR is set), always or "
	  "never" },
	{ "id-key", "KEY", READS, store_text, AT(id_key), 0, 0, NULL,
	  "JSON field of the id (default id)" },
	{ "title-key", "KEY", READS, store_text, AT(title_key), 0, 0, NULL,
	  "JSON field of the title (default title, else headline)" },
	{ "text-key", "KEY", READS, store_text, AT(text_key), 0, 0, NULL,
	  "JSON field of the text (default text, else body, else content, else another usual name)" },
	{ "date-key", "KEY", READS, store_text, AT(date_key), 0, 0, NULL,
	  "JSON field of the date (default date, else published, else timestamp, else another "
	  "usual name)" },
	{ "files-from", "FILE", LISTS, store_text, AT(files_from), 0, 0, NULL,
	  "read the files that are named there too, one a line; - is standard input" },
	{ "max-size", "SIZE", READS, store_size, AT(max_size), 0, 0, NULL,
	  "bytes that a packed file may unpack to, such as 500M, 20G or 1T (default 64G)" },
	{ "strict", NULL, READS, store_switch, AT(strict), 0, 0, NULL,
	  "stop at the first record that something is wrong with" },
	{ "exit-status", NULL, FINDS, store_switch, AT(exit_status), 0, 0, NULL,
	  "exit with 1 if something was found" },
	{ "stats", NULL, COUNTS, store_switch, AT(stats), 0, 0, NULL,
	  "print counts and seconds on standard error at the end" },
	{ "quiet", NULL, READS, store_switch, AT(quiet), 0, 0, NULL,
	  "no progress and no summary; complaints about records stay" },
	{ "config", "FILE", READS, store_text, AT(config), 0, 0, NULL,
	  "options from a file: lines of 'name = value'" },
	{ "help", NULL, ALL, store_switch, AT(help), 0, 0, NULL, "this help" },
};

#define OPTIONS (sizeof(options) / sizeof(*options))
_Static_assert(OPTIONS <= OPTIONS_MOST, "settings have no room to note all options");

const struct option *option_at(size_t i)
{
	return i < OPTIONS ? &options[i] : NULL;
}

const struct option *option_named(const char *name, size_t len)
{
	for (size_t i = 0; i < OPTIONS; i++)
		if (strlen(options[i].name) == len && !memcmp(options[i].name, name, len))
			return &options[i];
	return NULL;
}

/* The few that are also named by one dash and a letter. */
static const struct {
	char letter;
	const char *name;
} letters[] = { { 'h', "help" }, { 'o', "output" } };

#define LETTERS (sizeof(letters) / sizeof(*letters))

static const struct option *option_lettered(const char *letter)
{
	for (size_t i = 0; i < LETTERS; i++)
		if (letters[i].letter == letter[0] && !letter[1])
			return option_named(letters[i].name, strlen(letters[i].name));
	return NULL;
}

char option_letter(const struct option *option)
{
	for (size_t i = 0; i < LETTERS; i++)
		if (!strcmp(letters[i].name, option->name))
			return letters[i].letter;
	return '\0';
}

static const char *name_of_option(const void *ctx, size_t i)
{
	(void)ctx;
	return i < OPTIONS ? options[i].name : NULL;
}

const char *option_hint(char out[64], const char *name, const char *dashes)
{
	const char *const near = suggest(name, name_of_option, NULL);

	*out = '\0';
	if (near)
		snprintf(out, 64, "; did you mean '%s%s'?", dashes, near);
	return out;
}

static void settings_init(struct settings *settings, const struct command *command)
{
	*settings = (struct settings){
		.command = command,
		.engine = ND_OPTIONS_INIT,
		.interval = 900,
		.min_size = 2,
		.min_articles = 3,
	};
	settings->engine.relations = 0;
}

void settings_release(struct settings *settings)
{
	for (size_t i = 0; i < OPTIONS; i++)
		if (options[i].store == store_text)
			free(*(char **)((char *)settings + options[i].offset));
	for (size_t i = 0; i < settings->urls.n; i++)
		free(settings->urls.at[i]);
	free(settings->urls.at);
	free(settings->list);
	free(settings->files);
	settings_init(settings, settings->command);
}

enum nd_status settings_set(struct settings *settings, const struct option *option,
			    const char *value, struct nd_error *err)
{
	settings->given[option - options] = 1;
	return option->store(option, (char *)settings + option->offset, value, err);
}

int settings_given(const struct settings *settings, const char *name)
{
	return settings->given[option_named(name, strlen(name)) - options];
}

/* The command that takes the option, for a user who gave it to another one. */
static const char *taker(const struct option *option)
{
	for (size_t i = 0; command_at(i); i++)
		if (command_at(i)->bit & option->commands)
			return command_at(i)->name;
	return "help";
}

static enum nd_status refuse_unknown(const char *arg, size_t len, struct nd_error *err)
{
	char name[32], hint[64];

	snprintf(name, sizeof(name), "%.*s", len < sizeof(name) ? (int)len : 31, arg);
	return nd_fail(err, ND_EINVAL, "unknown option '--%s'%s", name,
		       option_hint(hint, name, "--"));
}

/* Set the option at argv[*i], whose value is behind its '=', else the next; *i moves past it. */
static enum nd_status take_option(struct settings *settings, const struct option *option,
				  const char *value, int argc, const char *const *argv, int *i,
				  struct nd_error *err)
{
	struct nd_error why;
	enum nd_status status;

	if (!(option->commands & settings->command->bit))
		return nd_fail(err, ND_EINVAL, "'--%s' is not an option of 'neardup %s', but of "
			       "'neardup %s'", option->name, settings->command->name,
			       taker(option));
	if (value && !option->argument)
		return nd_fail(err, ND_EINVAL, "option '--%s' takes no value", option->name);
	if (value)
		value++;
	else if (option->argument && *i + 1 < argc)
		value = argv[++*i];
	if (option->argument && !value)
		return nd_fail(err, ND_EINVAL, "option '--%s' needs a value", option->name);
	status = settings_set(settings, option, value, &why);
	if (status != ND_OK)
		nd_fail(err, status, "--%s: %s", option->name, why.message);
	return status;
}

/* One option that begins at argv[*i] with a dash or two; *i moves on past its value. */
static enum nd_status parse_option(struct settings *settings, int argc, const char *const *argv,
				   int *i, struct nd_error *err)
{
	const char *const arg = argv[*i] + 2, *const value = strchr(argv[*i], '=');
	const size_t len = value ? (size_t)(value - arg) : strlen(argv[*i]) - 2;
	const struct option *option;

	if (argv[*i][1] != '-') {
		option = option_lettered(argv[*i] + 1);
		if (!option)
			return nd_fail(err, ND_EINVAL, "unknown option '%s'; options have two "
				       "dashes", argv[*i]);
		return take_option(settings, option, NULL, argc, argv, i, err);
	}
	option = option_named(arg, len);
	if (!option)
		return refuse_unknown(arg, len, err);
	return take_option(settings, option, value, argc, argv, i, err);
}

static enum nd_status parse_arguments(struct settings *settings, int argc,
				      const char *const *argv, struct nd_error *err)
{
	enum nd_status status = ND_OK;
	int only_files = 0;

	settings->files = calloc((size_t)argc + 1, sizeof(*settings->files));
	if (!settings->files)
		return nd_fail_memory(err);
	for (int i = 0; status == ND_OK && i < argc; i++) {
		const char *const arg = argv[i];

		if (only_files || arg[0] != '-' || !arg[1])
			settings->files[settings->n_files++] = arg;
		else if (!strcmp(arg, "--"))
			only_files = 1;
		else
			status = parse_option(settings, argc, argv, &i, err);
	}
	return status;
}

enum nd_status settings_parse(struct settings *settings, const struct command *command,
			      int argc, const char *const *argv, struct nd_error *err)
{
	struct settings first;
	enum nd_status status;

	settings_init(settings, command);
	status = parse_arguments(settings, argc, argv, err);
	if (status != ND_OK || settings->help || !settings->config)
		return status;
	/* The file goes below the command line: start over, the file first. */
	first = *settings;
	settings_init(settings, command);
	status = config_read(settings, first.config, err);
	if (status == ND_OK)
		status = parse_arguments(settings, argc, argv, err);
	settings_release(&first);
	return status;
}
