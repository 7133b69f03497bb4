/*
 * url.h - one article, many addresses
 *
 * nd_url_canonical() of neardup.h, and the hash of what it gives.
 */
#ifndef ND_TEXT_URL_H
#define ND_TEXT_URL_H

#include "neardup.h"

/* Hash of the canonical form, 0 where there is none; two addresses of one article have one. */
uint64_t nd_url_hash(struct nd_text url);

#endif
