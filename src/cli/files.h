/* files.h - the files of --files-from */
#ifndef ND_CLI_FILES_H
#define ND_CLI_FILES_H

#include "cli/options.h"

/*
 * Add the paths that settings->files_from names, one a line, to the files of
 * the command line, after them; "-" reads the list from standard input.  Where
 * the list holds a NUL, paths end with NULs, as find -print0 writes them.
 * Empty lines are passed over.  Nothing where the option is not given.
 *
 * ND_EIO: the list cannot be read.  ND_EINVAL: it names no file, or more than
 * fits in FILES_FROM_MAX bytes.
 */
#define FILES_FROM_MAX ((size_t)1 << 30)
enum nd_status files_from(struct settings *settings, struct nd_error *err);

#endif
