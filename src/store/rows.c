/* rows.c - what the tables have of stories: rows, members, places, the log */
#include "store/rows.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"

enum nd_status nd_story_row(struct nd_store *store, uint32_t story, struct nd_story_row *row)
{
	const enum nd_status status = nd_ledger_take(&store->ledger, ND_TABLE_STORIES, story, row,
						     sizeof(*row));

	return status == ND_ENOENT ? status : nd_store_failed(store, status);
}

/*
 * Both parts of it often count up: the seed must be mixed, for XXH3 of a short id under a
 * small seed only adds them up, and "news-2" seeded with 7 was "news-1" seeded with 8.
 */
static uint64_t make_name(struct nd_text id, uint32_t story)
{
	return nd_hash_bytes(id.at, id.len, nd_mix(story));
}

enum nd_status nd_story_name_of(struct nd_store *store, uint32_t story, uint64_t *name)
{
	struct nd_story_row row;
	struct nd_kept kept;
	enum nd_status status = nd_story_row(store, story, &row);

	if (status == ND_OK)
		*name = row.name;
	if (status != ND_ENOENT)
		return status;
	status = nd_store_read(store, story, &kept);
	if (status == ND_OK)
		*name = make_name(kept.id, story);
	return status;
}

enum nd_status nd_story_name(struct nd_store *store, uint32_t story, char out[17])
{
	uint64_t name = 0;
	const enum nd_status status = nd_story_name_of(store, story, &name);

	snprintf(out, 17, "%016llx", (unsigned long long)name);
	return status;
}

enum nd_status nd_story_members(struct nd_store *store, uint32_t story, struct nd_array *out)
{
	struct nd_story_row row;
	enum nd_status status = nd_story_row(store, story, &row);

	if (status == ND_OK)
		return nd_store_failed(store, nd_ledger_list(&store->ledger, ND_TABLE_MEMBERS, story,
							     out));
	if (status == ND_ENOENT && nd_gone(store, story) == ND_ALIVE)
		return nd_array_append(out, &story, 1) ? ND_OK : nd_fail_memory(&store->err);
	return status == ND_ENOENT ? ND_OK : status;
}

/* Write a row, or drop that of a story nobody is in. */
static enum nd_status put_row(struct nd_store *store, uint32_t story, uint32_t before,
			      const struct nd_story_row *row)
{
	store->state.stories += (uint64_t)(row->size > 1) - (uint64_t)(before > 1);
	if (!row->size)
		return nd_store_failed(store, nd_ledger_drop(&store->ledger, ND_TABLE_STORIES, story));
	return nd_store_failed(store, nd_ledger_put(&store->ledger, ND_TABLE_STORIES, story, row,
						    sizeof(*row)));
}

/* The row of a story, made if it is one article's that needs none. */
enum nd_status nd_story_need_row(struct nd_store *store, uint32_t story, struct nd_story_row *row)
{
	enum nd_status status = nd_story_row(store, story, row);

	if (status != ND_ENOENT)
		return status;
	*row = (struct nd_story_row){ 0, 1, 1 };
	status = nd_story_name_of(store, story, &row->name);
	if (status == ND_OK)
		status = nd_store_failed(store, nd_ledger_add(&store->ledger, ND_TABLE_MEMBERS, story,
							      &story, sizeof(story)));
	return status == ND_OK ? put_row(store, story, 0, row) : status;
}

enum nd_status nd_story_put_place(struct nd_store *store, uint32_t number, uint32_t story,
				uint32_t first)
{
	const struct nd_place place = { story, first };

	if (story == number && first == number)
		return nd_store_failed(store, nd_ledger_drop(&store->ledger, ND_TABLE_PLACES, number));
	return nd_store_failed(store, nd_ledger_put(&store->ledger, ND_TABLE_PLACES, number, &place,
						    sizeof(place)));
}

/* Put an article, which is in no story now, into one that has a row. */
enum nd_status nd_story_enter(struct nd_store *store, uint32_t number, uint32_t story, uint32_t first)
{
	struct nd_story_row row;
	enum nd_status status = nd_story_row(store, story, &row);

	if (status != ND_OK)
		return nd_store_failed(store, status);
	row.size++;
	row.texts += number == first;
	status = nd_store_failed(store, nd_ledger_add(&store->ledger, ND_TABLE_MEMBERS, story, &number,
						      sizeof(number)));
	if (status == ND_OK)
		status = put_row(store, story, row.size - 1, &row);
	return status == ND_OK ? nd_story_put_place(store, number, story, first) : status;
}

/* Take an article out of its story. */
static enum nd_status leave(struct nd_store *store, uint32_t number, const struct nd_place *place)
{
	struct nd_story_row row;
	enum nd_status status = nd_story_row(store, place->story, &row);

	if (status == ND_ENOENT)	/* it was alone */
		return ND_OK;
	if (status != ND_OK)
		return status;
	row.size--;
	row.texts -= number == place->first && row.texts;
	status = nd_store_failed(store, nd_ledger_remove(&store->ledger, ND_TABLE_MEMBERS,
							 place->story, &number, sizeof(number)));
	return status == ND_OK ? put_row(store, place->story, row.size + 1, &row) : status;
}

enum nd_status nd_story_move(struct nd_store *store, uint32_t number, uint32_t story)
{
	struct nd_place place;
	enum nd_status status = nd_store_place(store, number, &place);

	if (status == ND_OK)
		status = leave(store, number, &place);
	return status == ND_OK ? nd_story_enter(store, number, story, place.first) : status;
}

enum nd_status nd_story_note(struct nd_store *store, enum nd_change_kind kind, uint64_t from,
			   uint64_t to, struct nd_text id)
{
	char bytes[sizeof(struct nd_log_row) + ND_ID_MAX];
	const struct nd_log_row row = { store->state.latest, from, to, kind, (uint32_t)id.len };

	memcpy(bytes, &row, sizeof(row));
	memcpy(bytes + sizeof(row), id.at, id.len);
	return nd_store_failed(store, nd_ledger_put(&store->ledger, ND_TABLE_LOG,
						    store->state.next_log++, bytes,
						    sizeof(row) + id.len));
}

enum nd_status nd_story_note_article(struct nd_store *store, enum nd_change_kind kind, uint64_t from,
				   uint64_t to, uint32_t number)
{
	struct nd_kept kept;
	const enum nd_status status = nd_store_read(store, number, &kept);

	return status == ND_OK ? nd_story_note(store, kind, from, to, kept.id) : status;
}

enum nd_status nd_story_put_copy(struct nd_store *store, uint32_t number, uint32_t first)
{
	struct nd_story_row row;
	struct nd_place place;
	enum nd_status status = nd_store_place(store, first, &place);

	if (status == ND_OK && nd_gone(store, first) == ND_ALIVE)
		status = nd_story_need_row(store, place.story, &row);
	if (status == ND_OK)
		status = nd_story_enter(store, number, place.story, first);
	if (status == ND_OK)
		status = nd_store_failed(store, nd_ledger_add(&store->ledger, ND_TABLE_COPIES, first,
							      &number, sizeof(number)));
	nd_links_note_copy(&store->links, first);
	return status;
}

enum nd_status nd_story_leave_quietly(struct nd_store *store, uint32_t number,
				      const struct nd_place *place)
{
	return leave(store, number, place);
}

enum nd_status nd_story_leave(struct nd_store *store, uint32_t number,
			      const struct nd_place *place, int expired)
{
	uint64_t name;
	enum nd_status status = nd_story_name_of(store, place->story, &name);

	if (status == ND_OK)
		status = leave(store, number, place);
	if (status == ND_OK)
		status = nd_story_note_article(store, expired ? ND_EXPIRED : ND_GONE, name, 0, number);
	return status;
}

enum nd_status nd_story_open(struct nd_store *store, uint32_t number, uint32_t *story)
{
	struct nd_story_row row = { 0, 0, 0 };
	struct nd_kept kept;
	enum nd_status status = nd_store_read(store, number, &kept);

	if (status != ND_OK)
		return status;
	*story = store->state.next_story--;
	row.name = make_name(kept.id, *story);
	return nd_store_failed(store, nd_ledger_put(&store->ledger, ND_TABLE_STORIES, *story, &row,
						    sizeof(row)));
}
