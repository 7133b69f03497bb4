/* order.h - articles in order of time */
#ifndef ND_ENGINE_ORDER_H
#define ND_ENGINE_ORDER_H

#include "engine/engine.h"

/*
 * Set engine->rank and engine->by_rank: order of time; articles without a date come first.
 * Those of one time are in an order that does not depend on that of the input, and so are
 * all choices by rank: what is near in time where too many meet, which pair is joined
 * first.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_order_find(struct nd_engine *engine);

#endif
