/*
 * options.h - the command line and the configuration file, read into settings
 *
 * Every option is one line of the table in options.c: its name, its argument,
 * the commands that take it, where its value goes and what may stand there.
 * Parsing, the help and the configuration file all work from that table.
 */
#ifndef ND_CLI_OPTIONS_H
#define ND_CLI_OPTIONS_H

#include "cli/command.h"
#include "neardup.h"
#include "report/report.h"

#define OPTIONS_MOST 96

/* Words of an option that may be given several times. */
struct words {
	char **at;
	size_t n;
};

enum colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

struct settings {
	const struct command *command;
	const char **files;	/* the arguments that are not options */
	size_t n_files;
	char *files_from;	/* a list of more, or NULL */
	char *list;		/* its bytes, which files point into */
	uint64_t max_size;	/* bytes that a packed file may unpack to, 0: the default */
	struct nd_options engine; /* relations 0: not asked for, the command decides */
	char *id_key, *title_key, *text_key, *date_key;	/* NULL: the input's defaults */
	char *config;		/* file, or NULL */
	char *labels;		/* file, or NULL */
	char *output;		/* file of the page or picture, or NULL */
	uint32_t articles;	/* to plan for, 0: not said */
	uint64_t memory;	/* to plan for: bytes, 0: not said */
	uint64_t memory_limit;	/* of the run: bytes, 0: none */
	uint32_t bands, rows;	/* of another tool, 0: none */
	char *background;	/* file, or NULL: the table that is built in */
	char *headline;		/* of the report, or NULL */
	char *saved_pairs, *saved_clusters;	/* files of an earlier run, or NULL */
	char *store;		/* folder of the store to show, or NULL */
	const struct nd_report_format *format;	/* NULL: table on a terminal, else jsonl */
	enum colour colour;
	uint32_t min_size;	/* articles of the smallest story to print, default 2 */
	uint32_t min_articles;	/* that have the rarest word of a table, default 3 */
	uint32_t errors;	/* of either kind to print, default 0 */
	uint32_t commit_every;	/* articles of a group, 0: the command's default */
	int64_t older_than;	/* seconds, 0: not given */
	uint64_t since;		/* number of the first change to tell */
	int64_t ttl;		/* seconds, 0: for ever */
	struct words urls;	/* feeds to poll */
	char *opml;		/* file that lists more, or NULL */
	uint32_t interval;	/* seconds between two looks at a feed, default 900 */
	int dedup, once;
	int quiet, strict, exit_status, explain, mark, stats, help;
	unsigned char given[OPTIONS_MOST]; /* of each option: was it, by file or command line? */
};

/* Was the option of this name given? */
int settings_given(const struct settings *settings, const char *name);

struct option {
	const char *name;
	const char *argument;	/* "J"; NULL: a switch */
	unsigned commands;	/* command_bits */
	/* Read 'value' into 'field'; ND_EINVAL: the sentence begins with the value. */
	enum nd_status (*store)(const struct option *option, void *field, const char *value,
				struct nd_error *err);
	size_t offset;		/* of the field in struct settings */
	double low, high;	/* of numbers */
	const char *const *choices; /* of words, NULL at the end */
	const char *help;
};

/*
 * Read the arguments after the command's name, and the file that --config
 * names: command line over file over defaults.  ND_EINVAL: wrong usage, as is
 * a wrong line of the file.  ND_EIO: the file cannot be read.  In either case
 * the settings can be released.
 */
enum nd_status settings_parse(struct settings *settings, const struct command *command,
			      int argc, const char *const *argv, struct nd_error *err);
void settings_release(struct settings *settings);

/* Option i from 0, or NULL past the last. */
const struct option *option_at(size_t i);
/* Set one option by its name; 'value' NULL for a switch that was just named. */
enum nd_status settings_set(struct settings *settings, const struct option *option,
			    const char *value, struct nd_error *err);
/* The option of that name, whatever command takes it, or NULL. */
const struct option *option_named(const char *name, size_t len);
/* The letter that names it after one dash, or '\0'. */
char option_letter(const struct option *option);
/* "; did you mean '--threshold'?", or "" where nothing is near. */
const char *option_hint(char out[64], const char *name, const char *dashes);

#endif
