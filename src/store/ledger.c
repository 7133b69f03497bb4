/* ledger.c - LMDB behind a few verbs, each value with a checksum */
#include "store/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/hash.h"

#define READERS		1000
#define CHECK		sizeof(uint32_t)

/* Address space, not memory: the file grows up to it.  Where so much is refused, half is tried. */
#define ADDRESSES	((size_t)1 << 40)
#define LEAST_ADDRESSES	((size_t)1 << 30)

static const char *const names[ND_TABLES] = {
	"state", "files", "tail", "places", "edges", "stories", "removed", "log",
	"members", "copies",
};

static int is_list(enum nd_table table)
{
	return table >= ND_SINGLE_TABLES;
}

/* What LMDB says, in our words. */
static enum nd_status failed(struct nd_ledger *ledger, int code)
{
	char text[ND_ERRNO_TEXT];

	switch (code) {
	case MDB_MAP_FULL:
		return nd_fail(&ledger->err, ND_EIO, "store '%s' is full: it may have %llu bytes",
			       ledger->folder, (unsigned long long)ledger->most_bytes);
	case MDB_VERSION_MISMATCH:
		return nd_fail(&ledger->err, ND_EVERSION, "'%s/data.mdb' is of another version "
			       "of LMDB", ledger->folder);
	case MDB_READERS_FULL:
		return nd_fail(&ledger->err, ND_EBUSY, "store '%s' has %d readers, as many as it "
			       "can", ledger->folder, READERS);
	case ENOMEM:
		return nd_fail_memory(&ledger->err);
	}
	if (code < 0)	/* LMDB's own: corrupted, page not found, invalid, bad transaction ... */
		return nd_fail(&ledger->err, ND_EFORMAT, "'%s/data.mdb' is damaged: %s",
			       ledger->folder, mdb_strerror(code));
	/* LMDB says EIO where a write was cut short, which most often means ENOSPC */
	return nd_fail(&ledger->err, ND_EIO, "cannot %s store '%s': %s",
		       ledger->writable ? "write to" : "read", ledger->folder,
		       ledger->writable && code == EIO ? "the disk is full or broken" :
		       nd_errno_text(text, code));
}

/* One process may write: who holds the lock on this file. */
static enum nd_status lock(struct nd_ledger *ledger)
{
	char path[4096], text[ND_ERRNO_TEXT];

	snprintf(path, sizeof(path), "%s/writer", ledger->folder);
	ledger->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (ledger->lock < 0)
		return nd_fail(&ledger->err, ND_EIO, "cannot write to store '%s': %s",
			       ledger->folder, nd_errno_text(text, errno));
	if (!flock(ledger->lock, LOCK_EX | LOCK_NB))
		return ND_OK;
	return nd_fail(&ledger->err, ND_EBUSY, "another process is writing to store '%s'",
		       ledger->folder);
}

static int open_env(struct nd_ledger *ledger, unsigned flags)
{
	size_t addresses = ledger->most_bytes;
	int code;

	do {
		code = mdb_env_create(&ledger->env);
		if (code)
			return code;
		mdb_env_set_maxdbs(ledger->env, ND_TABLES);
		mdb_env_set_maxreaders(ledger->env, READERS);
		code = mdb_env_set_mapsize(ledger->env, addresses);
		if (!code)
			code = mdb_env_open(ledger->env, ledger->folder, flags, 0666);
		if (!code)
			return 0;
		mdb_env_close(ledger->env);
		ledger->env = NULL;
		addresses /= 2;
	} while (code == ENOMEM && addresses >= LEAST_ADDRESSES);
	return code;
}

static int open_tables(struct nd_ledger *ledger, int create)
{
	MDB_txn *txn;
	int code = mdb_txn_begin(ledger->env, NULL, create ? 0 : MDB_RDONLY, &txn);

	if (code)
		return code;
	for (int i = 0; i < ND_TABLES && !code; i++)
		code = mdb_dbi_open(txn, names[i], MDB_INTEGERKEY | (create ? MDB_CREATE : 0) |
				    (is_list(i) ? MDB_DUPSORT | MDB_DUPFIXED | MDB_INTEGERDUP : 0),
				    &ledger->table[i]);
	if (!code)
		return mdb_txn_commit(txn);
	mdb_txn_abort(txn);
	return code;
}

void nd_die_plainly(void)
{
	signal(SIGBUS, SIG_DFL);
	signal(SIGSEGV, SIG_DFL);
	signal(SIGABRT, SIG_DFL);
}

/* Look at every page that a table uses, in a process of its own; 0 if that dies of it. */
static int pages_are_there(struct nd_ledger *ledger)
{
	const pid_t child = fork();
	int how = 0;

	if (child == 0) {
		volatile uint8_t seen = 0;
		MDB_txn *txn = NULL;

		nd_die_plainly();
		if (!open_tables(ledger, 0))
			mdb_txn_begin(ledger->env, NULL, MDB_RDONLY, &txn);
		for (int i = 0; txn && i < ND_TABLES; i++) {
			MDB_cursor *cursor;
			MDB_val key, value;

			if (mdb_cursor_open(txn, ledger->table[i], &cursor))
				continue;
			while (!mdb_cursor_get(cursor, &key, &value, MDB_NEXT))
				for (size_t at = 0; at < value.mv_size; at += 512)
					seen ^= ((const uint8_t *)value.mv_data)[at];
		}
		_exit(seen & 0);
	}
	while (child > 0 && waitpid(child, &how, 0) < 0 && errno == EINTR)
		;
	return child < 0 || WIFEXITED(how);
}

/*
 * A file that was cut off ends the process that reads behind its end.  It may be
 * shorter than LMDB says where its last pages were never used, so then it is
 * looked at with care.
 */
static int is_cut_off(struct nd_ledger *ledger)
{
	char path[4096];
	struct stat about;
	MDB_envinfo info;
	MDB_stat stat_;

	snprintf(path, sizeof(path), "%s/data.mdb", ledger->folder);
	if (stat(path, &about) || mdb_env_info(ledger->env, &info) ||
	    mdb_env_stat(ledger->env, &stat_))
		return 0;
	return (uint64_t)about.st_size < (uint64_t)(info.me_last_pgno + 1) * stat_.ms_psize &&
	       !pages_are_there(ledger);
}

enum nd_status nd_ledger_open(struct nd_ledger *ledger, const char *folder, int write, int create,
			      uint64_t most_bytes)
{
	unsigned flags = MDB_NOTLS | MDB_NORDAHEAD | (write ? 0 : MDB_RDONLY);
	enum nd_status status = ND_OK;
	int code;

	*ledger = (struct nd_ledger){
		.lock = -1, .writable = write, .most_bytes = most_bytes ? most_bytes : ADDRESSES,
	};
	if (strlen(folder) >= sizeof(ledger->folder))
		return nd_fail(&ledger->err, ND_EINVAL, "the path of the store is too long");
	strcpy(ledger->folder, folder);
	if (write)
		status = lock(ledger);
	if (status != ND_OK)
		return status;
	code = open_env(ledger, flags);
	if ((code == EACCES || code == EROFS) && !write)	/* nobody can write here: no locks needed */
		code = open_env(ledger, flags | MDB_NOLOCK);
	if (!code && !create && is_cut_off(ledger))
		return nd_fail(&ledger->err, ND_EFORMAT, "'%s/data.mdb' is cut off", folder);
	if (!code)
		code = open_tables(ledger, create);
	if (code == MDB_NOTFOUND)
		return nd_fail(&ledger->err, ND_EFORMAT, "'%s' is no store of neardup", folder);
	return code ? failed(ledger, code) : ND_OK;
}

/* Cursors end with their transaction. */
static void close_cursors(struct nd_ledger *ledger)
{
	for (int i = 0; i < ND_TABLES; i++) {
		if (ledger->cursor[i])
			mdb_cursor_close(ledger->cursor[i]);
		ledger->cursor[i] = NULL;
	}
}

void nd_ledger_close(struct nd_ledger *ledger)
{
	nd_ledger_abort(ledger);
	close_cursors(ledger);
	if (ledger->reading)
		mdb_txn_abort(ledger->reading);
	if (ledger->env)
		mdb_env_close(ledger->env);
	if (ledger->lock >= 0)
		close(ledger->lock);
	ledger->env = NULL;
	ledger->reading = NULL;
	ledger->lock = -1;
}

enum nd_status nd_ledger_begin(struct nd_ledger *ledger)
{
	int code;

	if (ledger->writing)
		return ND_OK;
	nd_ledger_let_go(ledger);
	code = mdb_txn_begin(ledger->env, NULL, 0, &ledger->writing);
	return code ? failed(ledger, code) : ND_OK;
}

enum nd_status nd_ledger_commit(struct nd_ledger *ledger)
{
	MDB_txn *const txn = ledger->writing;
	int code;

	if (!txn)
		return ND_OK;
	close_cursors(ledger);
	ledger->writing = NULL;
	code = mdb_txn_commit(txn);
	return code ? failed(ledger, code) : ND_OK;
}

void nd_ledger_abort(struct nd_ledger *ledger)
{
	if (!ledger->writing)
		return;
	close_cursors(ledger);
	mdb_txn_abort(ledger->writing);
	ledger->writing = NULL;
}

enum nd_status nd_ledger_refresh(struct nd_ledger *ledger)
{
	int code;

	if (ledger->writing)
		return ND_OK;
	nd_ledger_let_go(ledger);
	if (ledger->reading)
		code = mdb_txn_renew(ledger->reading);
	else
		code = mdb_txn_begin(ledger->env, NULL, MDB_RDONLY, &ledger->reading);
	ledger->reading_now = !code;
	return code ? failed(ledger, code) : ND_OK;
}

void nd_ledger_let_go(struct nd_ledger *ledger)
{
	if (!ledger->reading_now)
		return;
	close_cursors(ledger);
	mdb_txn_reset(ledger->reading);
	ledger->reading_now = 0;
}

/* The transaction that reads: the one that writes, if there is one. */
static int look(struct nd_ledger *ledger, MDB_txn **txn)
{
	if (!ledger->writing && !ledger->reading_now && nd_ledger_refresh(ledger) != ND_OK)
		return MDB_BAD_TXN;
	*txn = ledger->writing ? ledger->writing : ledger->reading;
	return 0;
}

/* A key as LMDB wants it: lists by 4 bytes, single values by 8. */
static MDB_val key_of(enum nd_table table, uint64_t *key, uint32_t *small)
{
	*small = (uint32_t)*key;
	return is_list(table) ? (MDB_val){ sizeof(*small), small } : (MDB_val){ sizeof(*key), key };
}

static uint32_t check_of(enum nd_table table, uint64_t key, const void *value, size_t n)
{
	return (uint32_t)nd_hash_bytes(value, n, nd_mix(key ^ (uint64_t)table << 56));
}

static enum nd_status unseal(struct nd_ledger *ledger, enum nd_table table, uint64_t key,
			     const MDB_val *found, struct nd_bytes *value)
{
	uint32_t check;

	if (found->mv_size >= CHECK) {
		value->at = found->mv_data;
		value->n = found->mv_size - CHECK;
		memcpy(&check, (const char *)found->mv_data + value->n, CHECK);
		if (check == check_of(table, key, value->at, value->n))
			return ND_OK;
	}
	return nd_fail(&ledger->err, ND_EFORMAT, "'%s/data.mdb' is damaged: value %llu of table "
		       "'%s'", ledger->folder, (unsigned long long)key, names[table]);
}

enum nd_status nd_ledger_get(struct nd_ledger *ledger, enum nd_table table, uint64_t key,
			     struct nd_bytes *value)
{
	uint32_t small;
	MDB_val wanted = key_of(table, &key, &small), found;
	MDB_txn *txn;
	int code = look(ledger, &txn);

	if (!code)
		code = mdb_get(txn, ledger->table[table], &wanted, &found);
	if (code == MDB_NOTFOUND)
		return ND_ENOENT;
	return code ? failed(ledger, code) : unseal(ledger, table, key, &found, value);
}

enum nd_status nd_ledger_take(struct nd_ledger *ledger, enum nd_table table, uint64_t key,
			      void *value, size_t n)
{
	struct nd_bytes bytes = { NULL, 0 };
	const enum nd_status status = nd_ledger_get(ledger, table, key, &bytes);

	if (status != ND_OK)
		return status;
	if (bytes.n != n)
		return nd_fail(&ledger->err, ND_EFORMAT, "'%s/data.mdb' is damaged: value %llu of "
			       "table '%s' has %zu bytes, not %zu", ledger->folder,
			       (unsigned long long)key, names[table], bytes.n, n);
	memcpy(value, bytes.at, n);
	return ND_OK;
}

enum nd_status nd_ledger_put(struct nd_ledger *ledger, enum nd_table table, uint64_t key,
			     const void *value, size_t n)
{
	const uint32_t check = check_of(table, key, value, n);
	uint32_t small;
	MDB_val wanted = key_of(table, &key, &small), room = { n + CHECK, NULL };
	const int code = mdb_put(ledger->writing, ledger->table[table], &wanted, &room, MDB_RESERVE);

	if (code)
		return failed(ledger, code);
	memcpy(room.mv_data, value, n);
	memcpy((char *)room.mv_data + n, &check, CHECK);
	return ND_OK;
}

enum nd_status nd_ledger_drop(struct nd_ledger *ledger, enum nd_table table, uint64_t key)
{
	uint32_t small;
	MDB_val wanted = key_of(table, &key, &small);
	const int code = mdb_del(ledger->writing, ledger->table[table], &wanted, NULL);

	return code && code != MDB_NOTFOUND ? failed(ledger, code) : ND_OK;
}

enum nd_status nd_ledger_clear(struct nd_ledger *ledger, enum nd_table table)
{
	const int code = mdb_drop(ledger->writing, ledger->table[table], 0);

	return code ? failed(ledger, code) : ND_OK;
}

/* A cursor into a table, which stays where it is put: what stands near it is found sooner. */
static int cursor_of(struct nd_ledger *ledger, enum nd_table table, MDB_cursor **cursor)
{
	MDB_txn *txn;
	int code = look(ledger, &txn);

	if (!code && !ledger->cursor[table])
		code = mdb_cursor_open(txn, ledger->table[table], &ledger->cursor[table]);
	*cursor = ledger->cursor[table];
	return code;
}

/* Move to a place in a table; the key that stands there. */
static int seek(struct nd_ledger *ledger, enum nd_table table, MDB_cursor_op op, uint64_t *key,
		MDB_val *found)
{
	uint32_t small;
	MDB_val wanted = key_of(table, key, &small);
	MDB_cursor *cursor;
	int code = cursor_of(ledger, table, &cursor);

	if (!code)
		code = mdb_cursor_get(cursor, &wanted, found, op);
	if (!code && wanted.mv_size == sizeof(*key))
		memcpy(key, wanted.mv_data, sizeof(*key));
	else if (!code) {
		memcpy(&small, wanted.mv_data, sizeof(small));
		*key = small;
	}
	return code;
}

enum nd_status nd_ledger_next(struct nd_ledger *ledger, enum nd_table table, uint64_t *key,
			      struct nd_bytes *value)
{
	MDB_val found;
	const int code = seek(ledger, table, MDB_SET_RANGE, key, &found);

	if (code == MDB_NOTFOUND)
		return ND_ENOENT;
	if (code)
		return failed(ledger, code);
	if (!is_list(table))
		return unseal(ledger, table, *key, &found, value);
	*value = (struct nd_bytes){ found.mv_data, found.mv_size };
	return ND_OK;
}

enum nd_status nd_ledger_last(struct nd_ledger *ledger, enum nd_table table, uint64_t *key)
{
	MDB_val found;
	int code;

	*key = 0;
	code = seek(ledger, table, MDB_LAST, key, &found);
	if (code == MDB_NOTFOUND)
		return ND_ENOENT;
	return code ? failed(ledger, code) : ND_OK;
}

static int append_items(struct nd_array *out, const MDB_val *found)
{
	return nd_array_append(out, found->mv_data, found->mv_size / out->item_size) ? 0 : ENOMEM;
}

enum nd_status nd_ledger_list(struct nd_ledger *ledger, enum nd_table table, uint32_t key,
			      struct nd_array *out)
{
	MDB_val wanted = { sizeof(key), &key }, found;
	MDB_cursor *cursor;
	int code = cursor_of(ledger, table, &cursor);

	if (!code)
		code = mdb_cursor_get(cursor, &wanted, &found, MDB_SET);
	if (!code)	/* where there is one item, this leaves it as MDB_SET found it */
		code = mdb_cursor_get(cursor, &wanted, &found, MDB_GET_MULTIPLE);
	while (!code) {
		code = append_items(out, &found);
		if (!code)
			code = mdb_cursor_get(cursor, &wanted, &found, MDB_NEXT_MULTIPLE);
	}
	return code == MDB_NOTFOUND ? ND_OK : failed(ledger, code);
}

enum nd_status nd_ledger_add(struct nd_ledger *ledger, enum nd_table table, uint32_t key,
			     const void *item, size_t n)
{
	MDB_val wanted = { sizeof(key), &key }, value = { n, (void *)item };
	const int code = mdb_put(ledger->writing, ledger->table[table], &wanted, &value,
				 MDB_NODUPDATA);

	return code && code != MDB_KEYEXIST ? failed(ledger, code) : ND_OK;
}

enum nd_status nd_ledger_remove(struct nd_ledger *ledger, enum nd_table table, uint32_t key,
				const void *item, size_t n)
{
	MDB_val wanted = { sizeof(key), &key }, value = { n, (void *)item };
	const int code = mdb_del(ledger->writing, ledger->table[table], &wanted, &value);

	return code && code != MDB_NOTFOUND ? failed(ledger, code) : ND_OK;
}
