/*
 * polling.h - feeds of the web into a store
 */
#ifndef ND_CLI_POLLING_H
#define ND_CLI_POLLING_H

#include "cli/stock.h"

/* Do the settings name feeds? */
int polling_wanted(const struct settings *settings);

/* Poll them until killed, or with --once each that is due once. */
enum exit_code feed_urls(struct stock *stock);

#endif
