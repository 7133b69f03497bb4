/*
 * answers.h - articles into a store, answers out of it, as neardup feed wants them
 *
 * An article is answered once it is durable: its group is committed when it is
 * full, when nothing more is waiting to be read, or GROUP_MILLISECONDS after
 * its first article, to the next end of a lot, whichever comes first.
 */
#ifndef ND_CLI_ANSWERS_H
#define ND_CLI_ANSWERS_H

#include "base/array.h"
#include "cli/ahead.h"
#include "cli/stock.h"

#define GROUP_MILLISECONDS 10

struct answers {
	struct stock *stock;
	struct nd_array records;	/* char *: with --dedup those that wait for their answer */
	size_t answered;		/* of them */
	uint64_t count[ND_KNOWN + 1];
	int64_t group_began;		/* milliseconds, of the clock that never stops */
	int64_t next_expiry;
	int failed;			/* the output took no more, errno in 'number' */
	int number;
};

void answers_open(struct answers *answers, struct stock *stock);
void answers_close(struct answers *answers);

/* What of a record waits for its answer; NULL: nothing. */
ahead_keep *answers_keep(const struct settings *settings);

/* Add an article; not 0 if that cannot go on, the user told. */
int answers_add(struct answers *answers, const struct nd_record *record);
/* The same of a lot, whose articles kept that; it is empty then. */
int answers_take(struct answers *answers, struct lot *lot);

/* Commit what waits and print it; 'idle' or not: if not, only if its time has come.  As above. */
int answers_settle(struct answers *answers, int idle);

/* The last line: how many were what. */
void answers_summary(struct answers *answers);

#endif
