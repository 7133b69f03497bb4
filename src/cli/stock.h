/*
 * stock.h - a store, opened as the settings want it
 *
 * Functions that return an exit code have told the user why it is not EXIT_DONE.
 */
#ifndef ND_CLI_STOCK_H
#define ND_CLI_STOCK_H

#include "cli/intake.h"

struct stock {
	const struct settings *settings;
	struct nd_store *store;
	struct progress progress;
	struct intake intake;
	uint64_t read;			/* articles */
};

/*
 * Open the store of that path, to write or only to read.  A parameter that was
 * given and is not that of the store is wrong usage.  stock_close() has to
 * follow in any case.
 */
enum exit_code stock_open(struct stock *stock, const struct settings *settings, const char *path,
			  int write);
void stock_close(struct stock *stock);

/* Tell the user of an error of the store; always EXIT_TROUBLE or EXIT_USAGE. */
enum exit_code stock_failed(struct stock *stock, const struct nd_error *err);

/*
 * Pass one record to 'fn', nd_store_add() or like it.  Returns what an
 * nd_on_record has to: articles that are refused are complained of and skipped.
 */
int stock_pass(struct stock *stock, const struct nd_record *record, enum nd_status status,
	       const struct nd_error *err);
/* The same of n articles that were accepted before. */
int stock_took(struct stock *stock, size_t n, enum nd_status status, const struct nd_error *err);

/* The last line: how many articles, then 'found', then what was wrong.  Nothing with --quiet. */
void stock_summary(struct stock *stock, const char *found);

#endif
