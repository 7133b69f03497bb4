/* remove.h - articles go */
#ifndef ND_STORE_REMOVE_H
#define ND_STORE_REMOVE_H

#include "store/store.h"

enum nd_remove_why { ND_REMOVE_ASKED, ND_REMOVE_EXPIRED, ND_REMOVE_REPLACED };

/* Take an article out of story, counts and searches; a transaction is open. */
enum nd_status nd_remove_article(struct nd_store *store, uint32_t number, enum nd_remove_why why);

#endif
