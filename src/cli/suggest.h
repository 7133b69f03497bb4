/*
 * suggest.h - "did you mean": the known name nearest to a mistyped one
 */
#ifndef ND_CLI_SUGGEST_H
#define ND_CLI_SUGGEST_H

#include <stddef.h>

/* The name of candidate i, NULL past the last, "" for one to pass over. */
typedef const char *suggest_name(const void *ctx, size_t i);

/* The nearest name, or NULL where none is near enough to be meant. */
const char *suggest(const char *word, suggest_name *name, const void *ctx);

#endif
