/*
 * config.h - options from a file
 *
 *	# comment
 *	threshold = 0.5
 *	relation = identical, near-duplicate	; comment, after a blank
 *	quiet = yes
 *
 * The names are those of the command line.  An option that the command does
 * not take is checked, then left alone: one file serves all commands.
 */
#ifndef ND_CLI_CONFIG_H
#define ND_CLI_CONFIG_H

#include "cli/options.h"

/*
 * Read 'path' into the settings.  ND_EIO: it cannot be read.  ND_EINVAL: a
 * line of it is wrong; the sentence begins with file and line.
 */
enum nd_status config_read(struct settings *settings, const char *path, struct nd_error *err);

#endif
