/*
 * main.c - from a command line to a command, and from a command to an exit code
 */
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/files.h"
#include "cli/message.h"
#include "cli/options.h"
#include "cli/output.h"

static enum exit_code short_usage(void)
{
	fputs("usage: neardup COMMAND [OPTION...] [FILE...]\ncommands:", stderr);
	for (size_t i = 0; command_at(i); i++)
		fprintf(stderr, "%s %s", i ? "," : "", command_at(i)->name);
	fputs("\n'neardup help' says more\n", stderr);
	return EXIT_USAGE;
}

static enum exit_code check_count(const struct settings *settings)
{
	const struct command *const command = settings->command;

	if (settings->n_files >= command->least && settings->n_files <= command->most)
		return EXIT_DONE;
	message("usage: neardup %s [OPTION...]%s%s", command->name, *command->arguments ? " " : "",
		command->arguments);
	return EXIT_USAGE;
}

static enum exit_code run(const struct command *command, int argc, const char *const *argv)
{
	struct settings settings;
	struct nd_error err;
	enum nd_status status = settings_parse(&settings, command, argc, argv, &err);
	enum exit_code code;

	if (status == ND_OK && !settings.help)
		status = files_from(&settings, &err);
	if (status != ND_OK) {
		message("%s", err.message);
		code = status == ND_EINVAL ? EXIT_USAGE : EXIT_TROUBLE;
		if (code == EXIT_USAGE)
			message("'neardup help %s' lists the options", command->name);
	} else if (settings.help) {
		code = cmd_help(&settings);
	} else {
		code = check_count(&settings);
		if (code == EXIT_DONE)
			code = command->run(&settings);
	}
	settings_release(&settings);
	return code;
}

/* The command behind the first argument; --help and --version are two as well. */
static const struct command *find_command(const char *name)
{
	if (!strcmp(name, "--help") || !strcmp(name, "-h"))
		return command_named("help");
	if (!strcmp(name, "--version"))
		return command_named("version");
	return command_named(name);
}

/*
 * What is as large as a block of an arena goes back to the system when it is freed.  glibc's own
 * limit rises to 32 MiB with what was freed, and the lists of terms that a run gives up on its way
 * stayed with it: 15,000 bytes an article of reuters at the peak instead of 8,300.
 */
#define RETURNED_FROM	(1 << 16)

int main(int argc, char **argv)
{
	const struct command *command;
	enum exit_code code;

	/* A pipe that was closed shall be an error of a write, and exit 3. */
	signal(SIGPIPE, SIG_IGN);
#ifdef M_MMAP_THRESHOLD
	mallopt(M_MMAP_THRESHOLD, RETURNED_FROM);
#endif
	if (argc < 2)
		return short_usage();
	command = find_command(argv[1]);
	if (!command) {
		command_unknown(argv[1]);
		return EXIT_USAGE;
	}
	code = run(command, argc - 2, (const char *const *)argv + 2);
	if (code != EXIT_TROUBLE && (fflush(stdout) || ferror(stdout)))
		code = output_failed(errno);
	return code;
}
