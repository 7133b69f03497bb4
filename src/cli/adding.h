/*
 * adding.h - neardup index add: files into a store, and how many were what
 */
#ifndef ND_CLI_ADDING_H
#define ND_CLI_ADDING_H

#include "cli/stock.h"

/*
 * Add all articles of the files, commit, print the last line.  With more than one thread this one
 * reads and makes the articles ready, another one adds them.
 */
enum exit_code adding_run(struct stock *stock, const char *const *files, size_t n);

#endif
