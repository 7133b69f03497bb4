/*
 * saved.h - pairs and stories of an earlier run instead of an engine's
 *
 * Lines that cannot be used are told with file and line, counted and left out,
 * as are articles that are not among those read.
 */
#ifndef ND_CLI_SAVED_H
#define ND_CLI_SAVED_H

#include "cli/gather.h"
#include "eval/names.h"
#include "input/saved.h"
#include "report/coverage.h"

struct saved {
	struct gather *gather;
	struct nd_names ids;		/* of the articles, by position */
	struct nd_saved *reader;
	struct nd_array lines;		/* struct saved_line: of pairs, by a, then b */
	struct nd_array bytes;		/* of those lines */
};

/*
 * Read the files that the settings name into a coverage, not yet settled.
 * saved_close() has to follow in any case.
 */
enum exit_code saved_read(struct saved *saved, struct gather *gather, struct nd_coverage *coverage);
/* What the file says of a pair of the coverage, or NULL; good until the next call. */
const struct nd_explanation *saved_explain(struct saved *saved, const struct nd_pair *pair,
					   struct nd_explanation *room);
void saved_close(struct saved *saved);

#endif
