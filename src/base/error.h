/*
 * error.h - filling in a struct nd_error
 *
 * A function that can fail takes 'struct nd_error *err' last and returns an
 * enum nd_status.  It writes the sentence where it knows most and passes on
 * what it got from below.
 */
#ifndef ND_BASE_ERROR_H
#define ND_BASE_ERROR_H

#include "neardup.h"

/* Write status and sentence, cut at the size of the message; 'err' may be NULL.  Returns status. */
enum nd_status nd_fail(struct nd_error *err, enum nd_status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* "out of memory", as nd_fail(). */
enum nd_status nd_fail_memory(struct nd_error *err);

#define ND_ERRNO_TEXT 128

/* What the system says of an errno, in our voice: "no such file or directory". */
const char *nd_errno_text(char out[ND_ERRNO_TEXT], int number);

#endif
