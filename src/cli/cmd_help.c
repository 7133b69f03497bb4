/* cmd_help.c - neardup help, neardup version: everything out of the tables */
#include <stdio.h>

#include "cli/message.h"
#include "cli/options.h"
#include "report/paragraph.h"

#define WIDTH		80	/* columns of the help */
#define NAME		"%-26s"	/* of an option with its argument, in front of its help */
#define NO_NAME		"                          "

static void put_option(const struct option *option)
{
	char name[64], first[64], letter[8] = "";
	const struct nd_paragraph paragraph = { first, NO_NAME, NULL, WIDTH };

	if (option_letter(option) && option->argument)
		snprintf(letter, sizeof(letter), "-%c, ", option_letter(option));
	snprintf(name, sizeof(name), "  %s--%s%s%s", letter, option->name, option->argument ? " " : "",
		 option->argument ? option->argument : "");
	snprintf(first, sizeof(first), NAME, name);
	nd_put_paragraph(stdout, &paragraph, option->help);
}

static void help_command(const struct command *command)
{
	const struct nd_paragraph plain = { "", "", NULL, WIDTH };

	printf("usage: neardup %s [OPTION...]%s%s\n\n", command->name,
	       *command->arguments ? " " : "", command->arguments);
	nd_put_paragraph(stdout, &plain, command->about);
	puts("\noptions:");
	for (size_t i = 0; option_at(i); i++)
		if (option_at(i)->commands & command->bit)
			put_option(option_at(i));
}

static void help_all(void)
{
	puts("neardup finds the copies and the reports of one event in a pile of news\n\n"
	     "usage: neardup COMMAND [OPTION...] [FILE...]\n\ncommands:");
	for (size_t i = 0; command_at(i); i++)
		printf("  %-10s %-17s %s\n", command_at(i)->name, command_at(i)->arguments,
		       command_at(i)->summary);
	puts("\nFILE is JSON, HTML, RSS or Atom, WARC, CSV or text, packed or not, or a folder of\n"
	     "these; none, or -, is standard input.  'neardup help COMMAND' lists its\n"
	     "options, and neardup(1) says what the scores mean.  Exit status: 0 done, 1\n"
	     "something was found (only with --exit-status), 2 wrong usage, 3 could not read,\n"
	     "parse or write.");
}

enum exit_code cmd_help(const struct settings *settings)
{
	const struct command *command;

	if (settings->help || !settings->n_files) {
		/* 'neardup help' and, by way of --help, 'neardup COMMAND --help' */
		if (settings->help)
			help_command(settings->command);
		else
			help_all();
		return EXIT_DONE;
	}
	command = command_named(settings->files[0]);
	if (!command) {
		command_unknown(settings->files[0]);
		return EXIT_USAGE;
	}
	help_command(command);
	return EXIT_DONE;
}

enum exit_code cmd_version(const struct settings *settings)
{
	const struct nd_options opt = ND_OPTIONS_INIT;
	struct nd_engine *engine;
	struct nd_error err;

	(void)settings;
	/* an engine knows what is wrong with NEARDUP_KERNELS */
	if (nd_engine_open(&engine, &opt, &err) != ND_OK) {
		message("%s", err.message);
		return err.status == ND_EINVAL ? EXIT_USAGE : EXIT_TROUBLE;
	}
	nd_engine_close(engine);
	printf("neardup %s (kernels: %s)\n", nd_version(), nd_kernels());
	return EXIT_DONE;
}
