/*
 * text.h - the text channel: who may be a copy of whom
 */
#ifndef ND_ENGINE_TEXT_H
#define ND_ENGINE_TEXT_H

#include "engine/engine.h"

/*
 * Append the candidate pairs of the text channel to 'keys' (uint64_t, see
 * nd_pair_key_of()), perhaps several times: those that share a band and whose
 * sketches do not rule a near-duplicate out, and those in which enough
 * fingerprints of the shorter stand in the longer.  Only the first of several
 * identical articles takes part.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_text_candidates(struct nd_engine *engine, struct nd_array *keys);

#endif
