/*
 * flush.h - what is new becomes files, and files are merged
 *
 * A file is written and on the disk before a transaction names it; files that
 * no transaction names any more are deleted after it.  So a crash leaves at
 * most files that nobody knows, which the next writer deletes.
 */
#ifndef ND_STORE_FLUSH_H
#define ND_STORE_FLUSH_H

#include "store/store.h"

/* Turn the tail into a file of records and one of keys; then begin to merge what is due.  Nothing
 * may wait to be committed, here and below. */
enum nd_status nd_flush(struct nd_store *store);

/* Search what was merged in place of its parts, waiting for it if need be; or forget it. */
enum nd_status nd_flush_merged(struct nd_store *store);
void nd_flush_forget(struct nd_store *store);

/* Delete files whose articles are all gone, rewrite those of which half are. */
enum nd_status nd_tidy(struct nd_store *store);

/* One segment, and no record of an article that is gone. */
enum nd_status nd_compact(struct nd_store *store);

#endif
