/* frequencies.h - what tests need of nd_frequencies (neardup.h) beside its public face */
#ifndef ND_TEXT_FREQUENCIES_H
#define ND_TEXT_FREQUENCIES_H

#include "neardup.h"

/*
 * As nd_frequencies_open(), with room for 'slots' (a power of two) words and for
 * 'forms' bytes of their spelling before the rare ones are forgotten.
 */
enum nd_status nd_frequencies_open_small(struct nd_frequencies **out, size_t slots, size_t forms,
					 struct nd_error *err);

#endif
