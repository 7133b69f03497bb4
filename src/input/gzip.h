/*
 * gzip.h - where in damaged bytes a gzip member begins
 *
 * A web archive is a row of members, one a record, so that what follows a
 * damaged one can be read.
 */
#ifndef ND_INPUT_GZIP_H
#define ND_INPUT_GZIP_H

#include "neardup.h"

/* Bytes by which a member is told from noise that begins like one: three bytes in 16 MiB do,
 * and deflate makes something of the next kilobyte of noise once in thousands of times. */
#define ND_GZIP_PROBE 1024

/* Do they begin with the mark of a member? */
int nd_gzip_marked(struct nd_text bytes);

/*
 * Offset of the first place where a member begins, or may begin where fewer than
 * ND_GZIP_PROBE bytes are left and more will come (!all); bytes.len: nowhere.
 */
size_t nd_gzip_find(struct nd_text bytes, int all);

#endif
