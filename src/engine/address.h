/*
 * address.h - articles that stand at one address
 *
 * A page that is updated is one story, however much of its text was exchanged.
 * So two texts of one address (nd_url_canonical()) are compared whatever they
 * share, and where they are no copies they are the same event.
 */
#ifndef ND_ENGINE_ADDRESS_H
#define ND_ENGINE_ADDRESS_H

#include "engine/engine.h"

/* A page of which more texts than this are there is a place where news come and go, not an
 * article: a live page that is fetched every ten minutes has 48 in a working day. */
#define ND_ADDRESS_TEXTS 64

/*
 * Find the pairs of different texts that a printing of each has at one address,
 * into engine->same_address (uint64_t, see nd_pair_of_ranks(), sorted, each once).
 * Identical articles are found before.  The column of addresses goes where the engine spends.
 * Fails only with ND_ENOMEM.
 */
enum nd_status nd_address_find(struct nd_engine *engine);

/* Is this one of them? */
int nd_address_shared(const struct nd_engine *engine, uint64_t key);

/* Do the articles at two places stand at one address? */
int nd_address_same(const struct nd_engine *engine, uint32_t a, uint32_t b);

#endif
