/*
 * commands.c - the table of commands
 */
#include <string.h>

#include "cli/command.h"
#include "cli/message.h"
#include "cli/suggest.h"

#define ANY ((size_t)-1)

static const struct command commands[] = {
	{ "pairs", CMD_PAIRS, "[FILE...]", 0, ANY,
	  "pairs of articles that are related",
	  "Print the pairs of articles that are copies of each other, or that report the same "
	  "event in different words: the best first, each with the strongest relation that "
	  "holds.", cmd_pairs },
	{ "clusters", CMD_CLUSTERS, "[FILE...]", 0, ANY,
	  "stories: groups of related articles",
	  "Print the stories: groups of articles that belong together, the largest first. "
	  "Every article is in one story at most, and a chain of likenesses makes none.",
	  cmd_clusters },
	{ "dedup", CMD_DEDUP, "[FILE...]", 0, ANY,
	  "the input with copies left out",
	  "Print the input as JSON Lines, in its order, with copies left out. Every article "
	  "left out makes a verified pair with one that is kept.", cmd_dedup },
	{ "explain", CMD_EXPLAIN, "A B | FILE ID ID", 2, 3,
	  "why two articles are related, or not",
	  "Say how two articles relate and why: the first ones of two files, or two of one "
	  "file by their ids. All articles of the files count for how rare a word is.",
	  cmd_explain },
	{ "eval", CMD_EVAL, "[FILE...]", 0, ANY,
	  "how good the results are, by labels",
	  "Judge pairs and stories by labels: precision, recall, average precision, "
	  "calibration, candidates, ARI and B-cubed, each with the interval that 95 of 100 "
	  "draws of the labelled clusters fall into.", cmd_eval },
	{ "extract", CMD_EXTRACT, "[FILE...]", 0, ANY,
	  "the articles as they are read",
	  "Print the articles of pages, feeds and archives as JSON Lines: what the other "
	  "commands see of them.", cmd_extract },
	{ "df", CMD_DF, "[FILE...]", 0, ANY,
	  "how common words are in a pile",
	  "Count in how many articles each word stands: a table for --background, for another "
	  "language or another kind of text. A few thousand articles make a good table; of "
	  "identical ones one is counted.", cmd_df },
	{ "plan", CMD_PLAN, "[FILE...]", 0, ANY,
	  "what a run would find, and what it takes",
	  "Say which bands and rows a threshold leads to, which pairs they find, and how many "
	  "pairs meet in them by accident; and measure in about a second what a run takes on "
	  "this machine: on articles of the files, else on made-up ones.", cmd_plan },
	{ "report", CMD_REPORT, "[FILE...]", 0, ANY,
	  "a page of stories to look at",
	  "Write one self-contained HTML page of the stories: who published first and who "
	  "followed whom, any two articles side by side with what they share, and why they "
	  "belong together. The page loads nothing and can be read without JavaScript.",
	  cmd_report },
	{ "sketch", CMD_SKETCH, "[FILE...]", 0, ANY,
	  "articles made ready once, for later runs",
	  "Write what a run keeps of articles to a file (.nds). pairs, clusters, eval and index "
	  "add take such files among others: what they find is what they find in the articles "
	  "themselves, however these are dealt out to files and machines. N-gram size, seed, "
	  "background and templates are those of sketch; others are refused.", cmd_sketch },
	{ "index", CMD_INDEX, "ACTION STORE ...", 2, ANY,
	  "a store: made, filled, asked, kept",
	  "Keep articles in a store, a folder that survives a crash and may be larger than "
	  "memory. Actions: create STORE; add STORE [FILE...]; query STORE [FILE...], what add "
	  "would answer, without adding; remove STORE ID...; expire STORE --older-than DUR; "
	  "info STORE; check STORE, every byte; log STORE [--since N], what became of stories; "
	  "export STORE [pairs|clusters], as those commands print them; compact STORE. "
	  "Threshold, signature and seed are those of create; others are refused.",
	  cmd_index },
	{ "feed", CMD_FEED, "STORE", 1, 1,
	  "a stream against everything so far",
	  "Add the articles of standard input to a store, and answer each with a line of JSON "
	  "once it is durable: its matches, its story, whether it is new, a copy, an update or "
	  "known, and what became of other stories. With --url or --opml poll feeds instead.",
	  cmd_feed },
	{ "help", CMD_HELP, "[COMMAND]", 0, 1,
	  "this help, or that of a command",
	  "Print what the program, or one command, does, and its options.", cmd_help },
	{ "version", CMD_VERSION, "", 0, 0,
	  "version and instruction set in use",
	  "Print the version of the library and the instruction set that it uses.",
	  cmd_version },
};

#define COMMANDS (sizeof(commands) / sizeof(*commands))

const struct command *command_at(size_t i)
{
	return i < COMMANDS ? &commands[i] : NULL;
}

const struct command *command_named(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static const char *name_of_command(const void *ctx, size_t i)
{
	(void)ctx;
	return i < COMMANDS ? commands[i].name : NULL;
}

void command_unknown(const char *name)
{
	const char *const near = suggest(name, name_of_command, NULL);

	if (*name == '-')
		message("option '%s' stands before the command; write 'neardup COMMAND %s'",
			name, name);
	else if (near)
		message("unknown command '%s'; did you mean '%s'?", name, near);
	else
		message("unknown command '%s'; 'neardup help' lists them", name);
}
