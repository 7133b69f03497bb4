/*
 * rows.h - stories in the tables: who is in which, what it is called, the log
 *
 * A story has a row only where it is or was more than one article; a lone
 * article is a story of its own number without any.  The sentence of a failure
 * is in store->err.
 */
#ifndef ND_STORE_ROWS_H
#define ND_STORE_ROWS_H

#include "store/store.h"

/* Put a copy into the story of the first article of its text. */
enum nd_status nd_story_put_copy(struct nd_store *store, uint32_t number, uint32_t first);

/* Take an article that is gone out of its story. */
enum nd_status nd_story_leave(struct nd_store *store, uint32_t number,
			      const struct nd_place *place, int expired);

/* The same without a word in the log: another version has taken its place. */
enum nd_status nd_story_leave_quietly(struct nd_store *store, uint32_t number,
				      const struct nd_place *place);

/* Append the articles of a story (uint32_t, ascending) that are there. */
enum nd_status nd_story_members(struct nd_store *store, uint32_t story, struct nd_array *out);

/* Its name: 16 digits in 'out'. */
enum nd_status nd_story_name(struct nd_store *store, uint32_t story, char out[17]);

/* The row of a story; ND_ENOENT: it has none. */
enum nd_status nd_story_row(struct nd_store *store, uint32_t story, struct nd_story_row *row);

/* The same, made where it has none. */
enum nd_status nd_story_need_row(struct nd_store *store, uint32_t story, struct nd_story_row *row);

/* Open a story without articles, named after one that is to be in it. */
enum nd_status nd_story_open(struct nd_store *store, uint32_t number, uint32_t *story);

/* What its name is printed from. */
enum nd_status nd_story_name_of(struct nd_store *store, uint32_t story, uint64_t *name);

/* Write down where an article is. */
enum nd_status nd_story_put_place(struct nd_store *store, uint32_t number, uint32_t story,
				  uint32_t first);

/* Put an article, which is in no story now, into one that has a row. */
enum nd_status nd_story_enter(struct nd_store *store, uint32_t number, uint32_t story,
			      uint32_t first);

/* Move an article into a story that has a row. */
enum nd_status nd_story_move(struct nd_store *store, uint32_t number, uint32_t story);

/* Write a change into the log: of an article by its id, or by its number. */
enum nd_status nd_story_note(struct nd_store *store, enum nd_change_kind kind, uint64_t from,
			     uint64_t to, struct nd_text id);
enum nd_status nd_story_note_article(struct nd_store *store, enum nd_change_kind kind,
				     uint64_t from, uint64_t to, uint32_t number);

#endif
