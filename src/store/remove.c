/*
 * remove.c - articles go, by id or by age
 *
 * Their records and keys stay in the files until these are merged or
 * rewritten; a table says that they are gone.  The first article of a text
 * that still has copies becomes a ghost: found, but never told.
 */
#include "store/remove.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/finding.h"
#include "store/flush.h"
#include "store/rows.h"

static enum nd_status set_state(struct nd_store *store, uint32_t number, enum nd_removed_state state,
				enum nd_remove_why why)
{
	struct nd_removed removed;
	enum nd_status status;

	memset(&removed, 0, sizeof(removed));
	removed.when = store->state.latest;
	removed.state = state;
	removed.expired = why == ND_REMOVE_EXPIRED;
	status = nd_store_failed(store, nd_ledger_put(&store->ledger, ND_TABLE_REMOVED, number,
						      &removed, sizeof(removed)));
	store->state.removals++;
	store->removals_seen = store->state.removals;
	return status == ND_OK ? nd_store_mark_gone(store, number, state) : status;
}

/* What nobody will ask for any more. */
static enum nd_status forget(struct nd_store *store, uint32_t number)
{
	enum nd_status status = nd_ledger_drop(&store->ledger, ND_TABLE_EDGES, number);

	if (status == ND_OK)
		status = nd_ledger_drop(&store->ledger, ND_TABLE_COPIES, number);
	if (status == ND_OK)
		status = nd_ledger_drop(&store->ledger, ND_TABLE_PLACES, number);
	return nd_store_failed(store, status);
}

/* Has a text articles that are there, beside its first? */
static enum nd_status has_copies(struct nd_store *store, uint32_t first, int *has)
{
	struct nd_array *const copies = &store->finding->numbers;
	enum nd_status status;

	copies->n = 0;
	status = nd_ledger_list(&store->ledger, ND_TABLE_COPIES, first, copies);
	*has = copies->n > 0;
	return nd_store_failed(store, status);
}

enum nd_status nd_remove_article(struct nd_store *store, uint32_t number, enum nd_remove_why why)
{
	struct nd_place place;
	int copies;
	enum nd_status status = nd_store_place(store, number, &place);

	if (status == ND_OK)
		status = why == ND_REMOVE_REPLACED ? nd_story_leave_quietly(store, number, &place) :
			 nd_story_leave(store, number, &place, why == ND_REMOVE_EXPIRED);
	if (status == ND_OK && place.first != number)
		status = nd_store_failed(store, nd_ledger_remove(&store->ledger, ND_TABLE_COPIES,
								 place.first, &number,
								 sizeof(number)));
	if (status == ND_OK)
		status = has_copies(store, place.first, &copies);
	if (status != ND_OK)
		return status;
	store->state.alive--;
	store->state.removed++;
	status = set_state(store, number, place.first == number && copies ? ND_GHOST : ND_REMOVED,
			   why);
	if (status == ND_OK && nd_gone(store, number) == ND_REMOVED)
		status = forget(store, number);
	if (status != ND_OK || place.first == number || copies ||
	    nd_gone(store, place.first) != ND_GHOST)
		return status;
	/* the last copy went, and the ghost with it */
	status = set_state(store, place.first, ND_REMOVED, why);
	return status == ND_OK ? forget(store, place.first) : status;
}

static enum nd_status check_handle(struct nd_store *store)
{
	if (!store->ledger.writable)
		return nd_fail(&store->err, ND_EINVAL, "store '%s' was opened to be read",
			       store->ledger.folder);
	if (store->broken)
		return nd_fail(&store->err, ND_EIO, "store '%s' has to be opened again",
			       store->ledger.folder);
	return ND_OK;
}

static enum nd_status finish(struct nd_store *store, enum nd_status status, struct nd_error *err)
{
	if (status != ND_OK && err)
		*err = store->err;
	return status;
}

static enum nd_status break_off(struct nd_store *store, enum nd_status status, struct nd_error *err)
{
	if (status != ND_OK) {
		store->broken = 1;
		nd_ledger_abort(&store->ledger);
		store->answers.n = 0;
	}
	return finish(store, status, err);
}

enum nd_status nd_store_remove(struct nd_store *store, struct nd_text id, struct nd_error *err)
{
	uint32_t number;
	enum nd_status status = check_handle(store);

	if (status == ND_OK)
		status = nd_store_find_id(store, id, &number);
	if (status == ND_OK && number == ND_NO_ARTICLE)
		status = nd_fail(&store->err, ND_ENOENT, "no article has the id '%.*s'",
				 id.len > 200 ? 200 : (int)id.len, id.at);
	if (status != ND_OK)
		return finish(store, status, err);
	status = nd_store_failed(store, nd_ledger_begin(&store->ledger));
	if (status == ND_OK)
		status = nd_remove_article(store, number, ND_REMOVE_ASKED);
	if (status == ND_OK)
		status = nd_store_put_state(store);
	return break_off(store, status, err);
}

/* Was the article published before 'before'?  A date in its future is no date. */
static int is_older(const struct nd_kept *kept, int64_t before)
{
	const int64_t published = kept->head->published, added = kept->head->added;

	return (published == ND_NO_TIME || published > added ? added : published) < before;
}

/* Nothing below the floor is there: the tables need not say so of each. */
static enum nd_status raise_floor(struct nd_store *store)
{
	uint32_t floor = store->state.floor;
	enum nd_status status = ND_OK;

	while (floor < store->state.next && nd_gone(store, floor) == ND_REMOVED && status == ND_OK)
		status = nd_ledger_drop(&store->ledger, ND_TABLE_REMOVED, floor++);
	store->state.floor = floor;
	nd_links_trim(&store->links, floor);
	return nd_store_failed(store, status);
}

/* Could a file of records hold an article that is older? */
static int has_older(const struct nd_store *store, uint32_t number, int64_t before, uint32_t *end)
{
	const struct nd_sheet *const sheet = store->records.items;

	*end = store->state.next;
	for (size_t i = 0; i < store->records.n; i++) {
		const struct nd_sheet_about *const about = &sheet[i].about;

		if (number < about->first || number - about->first >= about->count)
			continue;
		*end = about->first + about->count;
		return about->earliest == ND_NO_TIME || about->earliest < before;
	}
	return 1;
}

static enum nd_status expire(struct nd_store *store, int64_t before, uint64_t *removed)
{
	enum nd_status status = ND_OK;
	uint32_t end = 0;

	for (uint32_t number = store->state.floor; number < store->state.next && status == ND_OK;
	     number++) {
		struct nd_kept kept;

		if (number >= end && !has_older(store, number, before, &end)) {
			number = end - 1;
			continue;
		}
		if (nd_gone(store, number) != ND_ALIVE)
			continue;
		status = nd_store_read(store, number, &kept);
		if (status == ND_OK && is_older(&kept, before)) {
			status = nd_remove_article(store, number, ND_REMOVE_EXPIRED);
			++*removed;
		}
	}
	return status == ND_OK ? raise_floor(store) : status;
}

enum nd_status nd_store_expire(struct nd_store *store, int64_t before, uint64_t *removed,
			       struct nd_error *err)
{
	enum nd_status status = check_handle(store);

	*removed = 0;
	if (status != ND_OK)
		return finish(store, status, err);
	status = nd_store_commit(store, err);	/* answers that wait are of articles that are there */
	if (status != ND_OK)
		return status;
	status = nd_store_failed(store, nd_ledger_begin(&store->ledger));
	if (status == ND_OK)
		status = expire(store, before, removed);
	if (status == ND_OK)
		status = nd_store_put_state(store);
	if (status == ND_OK)
		status = nd_store_failed(store, nd_ledger_commit(&store->ledger));
	if (status == ND_OK)
		status = nd_tidy(store);
	return break_off(store, status, err);
}

enum nd_status nd_store_compact(struct nd_store *store, struct nd_error *err)
{
	enum nd_status status = check_handle(store);

	if (status != ND_OK)
		return finish(store, status, err);
	status = nd_store_commit(store, err);
	return status == ND_OK ? break_off(store, nd_compact(store), err) : status;
}
