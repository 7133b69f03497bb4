/*
 * ledger.h - the part of a store that changes: tables in LMDB
 *
 * LMDB gives transactions that survive a crash, one writer and any number of
 * readers that never wait.  It has no checksums of its own, so every value has
 * one of the ledger's: bytes that are not what was written are an error, never
 * an answer.
 */
#ifndef ND_STORE_LEDGER_H
#define ND_STORE_LEDGER_H

#include <lmdb.h>

#include "base/array.h"
#include "base/error.h"

enum nd_table {
	ND_TABLE_STATE,		/* 0: parameters, 1: state */
	ND_TABLE_FILES,		/* file number: enum nd_sheet_kind */
	ND_TABLE_TAIL,		/* article: its record, until it is in a .rec file */
	ND_TABLE_PLACES,	/* article: struct nd_place, where it is not alone */
	ND_TABLE_EDGES,		/* article: struct nd_edge[], its pairs with earlier ones */
	ND_TABLE_STORIES,	/* story: struct nd_story_row, where it is not of one article */
	ND_TABLE_REMOVED,	/* article: struct nd_removed */
	ND_TABLE_LOG,		/* count: struct nd_log_row */
	ND_SINGLE_TABLES,
	ND_TABLE_MEMBERS = ND_SINGLE_TABLES, /* story: articles, u32 each */
	ND_TABLE_COPIES,	/* first article of a text: the others, u32 each */
	ND_TABLES
};

struct nd_ledger {
	MDB_env *env;
	MDB_dbi table[ND_TABLES];
	MDB_txn *writing, *reading;
	MDB_cursor *cursor[ND_TABLES];	/* into tables, of the transaction that runs */
	int reading_now;	/* is the reading transaction running? */
	int writable;
	int lock;		/* file descriptor that says there is a writer, or -1 */
	uint64_t most_bytes;
	char folder[4000];
	struct nd_error err;	/* of the last call that failed */
};

struct nd_bytes {
	const void *at;
	size_t n;
};

/* Open the tables in a folder that is there; 'create': make them.  The sentence is in ledger->err. */
enum nd_status nd_ledger_open(struct nd_ledger *ledger, const char *folder, int write, int create,
			      uint64_t most_bytes);
void nd_ledger_close(struct nd_ledger *ledger);

/*
 * Begin to write if that has not begun, and make it last or throw it away.
 * After a commit that failed everything since the last one is thrown away.
 */
enum nd_status nd_ledger_begin(struct nd_ledger *ledger);
enum nd_status nd_ledger_commit(struct nd_ledger *ledger);
void nd_ledger_abort(struct nd_ledger *ledger);

/*
 * See what is there now: a snapshot that stays until it is let go.  While
 * writing, reads see what is written; there is nothing to refresh.
 */
enum nd_status nd_ledger_refresh(struct nd_ledger *ledger);
void nd_ledger_let_go(struct nd_ledger *ledger);

/*
 * Of the tables of single values.  ND_ENOENT (without a sentence): there is
 * none.  The bytes are good until something is written, and not aligned.
 */
enum nd_status nd_ledger_get(struct nd_ledger *ledger, enum nd_table table, uint64_t key,
			     struct nd_bytes *value);
/* The same, copied; ND_EFORMAT where the value has another size. */
enum nd_status nd_ledger_take(struct nd_ledger *ledger, enum nd_table table, uint64_t key,
			      void *value, size_t n);
enum nd_status nd_ledger_put(struct nd_ledger *ledger, enum nd_table table, uint64_t key,
			     const void *value, size_t n);
enum nd_status nd_ledger_drop(struct nd_ledger *ledger, enum nd_table table, uint64_t key);
enum nd_status nd_ledger_clear(struct nd_ledger *ledger, enum nd_table table);

/* The value of the first key from 'key' on; *key becomes it.  ND_ENOENT: there is none. */
enum nd_status nd_ledger_next(struct nd_ledger *ledger, enum nd_table table, uint64_t *key,
			      struct nd_bytes *value);
/* The last key of a table; ND_ENOENT: it is empty. */
enum nd_status nd_ledger_last(struct nd_ledger *ledger, enum nd_table table, uint64_t *key);

/* Of the tables of lists: items of one size, ascending, each once.  Append all of a key. */
enum nd_status nd_ledger_list(struct nd_ledger *ledger, enum nd_table table, uint32_t key,
			      struct nd_array *out);
enum nd_status nd_ledger_add(struct nd_ledger *ledger, enum nd_table table, uint32_t key,
			     const void *item, size_t n);
enum nd_status nd_ledger_remove(struct nd_ledger *ledger, enum nd_table table, uint32_t key,
				const void *item, size_t n);

/* In a process that looks at what may be damaged: if it dies of that, then of the signal. */
void nd_die_plainly(void);

#endif
