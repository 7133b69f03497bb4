/*
 * command.h - what a command is
 *
 * To add a command: write cmd_NAME.c with its run function, give it a bit
 * here, a line in the table of commands.c, a section in neardup.1, and set the bit
 * at the options it takes in options.c.
 */
#ifndef ND_CLI_COMMAND_H
#define ND_CLI_COMMAND_H

#include <stddef.h>

struct settings;

enum exit_code {
	EXIT_DONE,
	EXIT_FOUND,	/* something was found; only with --exit-status */
	EXIT_USAGE,	/* the call is wrong */
	EXIT_TROUBLE,	/* could not read, parse or write */
};

enum command_bit {
	CMD_PAIRS = 1 << 0,
	CMD_CLUSTERS = 1 << 1,
	CMD_DEDUP = 1 << 2,
	CMD_EXPLAIN = 1 << 3,
	CMD_EVAL = 1 << 4,
	CMD_EXTRACT = 1 << 5,
	CMD_REPORT = 1 << 6,
	CMD_HELP = 1 << 7,
	CMD_VERSION = 1 << 8,
	CMD_DF = 1 << 9,
	CMD_PLAN = 1 << 10,
	CMD_INDEX = 1 << 11,
	CMD_FEED = 1 << 12,
	CMD_SKETCH = 1 << 13,
};

struct command {
	const char *name;
	enum command_bit bit;
	const char *arguments;	/* "[FILE...]" */
	size_t least, most;	/* how many arguments it takes */
	const char *summary;	/* a line of 'neardup help' */
	const char *about;	/* the paragraph of 'neardup help NAME' */
	enum exit_code (*run)(const struct settings *settings);
};

enum exit_code cmd_pairs(const struct settings *settings);
enum exit_code cmd_clusters(const struct settings *settings);
enum exit_code cmd_dedup(const struct settings *settings);
enum exit_code cmd_explain(const struct settings *settings);
enum exit_code cmd_eval(const struct settings *settings);
enum exit_code cmd_extract(const struct settings *settings);
enum exit_code cmd_df(const struct settings *settings);
enum exit_code cmd_plan(const struct settings *settings);
enum exit_code cmd_report(const struct settings *settings);
enum exit_code cmd_feed(const struct settings *settings);
enum exit_code cmd_index(const struct settings *settings);
enum exit_code cmd_sketch(const struct settings *settings);
enum exit_code cmd_help(const struct settings *settings);
enum exit_code cmd_version(const struct settings *settings);

/* Command i from 0, or NULL past the last. */
const struct command *command_at(size_t i);
/* The command of that name, or NULL; command_unknown() then tells the user. */
const struct command *command_named(const char *name);
void command_unknown(const char *name);

#endif
