/* url.h - links made absolute, and the host of one */
#ifndef ND_INPUT_URL_H
#define ND_INPUT_URL_H

#include "base/arena.h"
#include "neardup.h"

/* Does it start with http:// or https://? */
int nd_url_is_absolute(struct nd_text url);

/*
 * 'url' as seen from the page 'base' (RFC 3986), in 'arena'; 'url' itself where
 * that cannot be said: no base, an URL that is none or of more than 8 KiB, one
 * that would not be UTF-8, no memory.
 */
struct nd_text nd_url_absolute(struct nd_text url, struct nd_text base, struct nd_arena *arena);

/* "example.org" of "https://www.example.org:8080/a"; empty where it is not absolute. */
struct nd_text nd_url_host(struct nd_text url);

#endif
