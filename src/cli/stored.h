/*
 * stored.h - pairs and stories of a store instead of an engine's
 *
 * A store keeps no texts.  Articles that are among those read have theirs; the
 * others join them with what the store keeps: title, source, address and date.
 */
#ifndef ND_CLI_STORED_H
#define ND_CLI_STORED_H

#include "cli/gather.h"
#include "cli/stock.h"
#include "eval/names.h"
#include "report/coverage.h"

struct stored {
	struct stock stock;
	struct gather *gather;
	struct nd_coverage *coverage;
	struct nd_names ids;		/* of the articles, by position */
	size_t read;			/* articles that the engine has: the first ones */
	struct nd_array members;	/* struct nd_member: of one story */
	struct nd_array places;		/* uint32_t: position + 1 of an article, by its number
					   in the store */
	struct nd_options opt;		/* of the store */
	struct nd_error err;		/* of a callback */
};

/*
 * Tell a coverage, not yet settled, of the store that the settings name; its
 * articles join those of the gather.  stored_close() has to follow in any case.
 */
enum exit_code stored_read(struct stored *stored, struct gather *gather,
			   struct nd_coverage *coverage);
/* Has the engine both articles of this pair, so that it can be asked why? */
int stored_has_texts(const struct stored *stored, const struct nd_pair *pair);
void stored_close(struct stored *stored);

#endif
