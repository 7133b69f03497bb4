/*
 * sketches.h - what 'neardup sketch' writes is no input
 *
 * Whoever runs on such files is told their names and maps them.  One that comes another way,
 * within a folder or an archive or through a pipe, is complained of.
 */
#ifndef ND_INPUT_SKETCHES_H
#define ND_INPUT_SKETCHES_H

#include "input/reading.h"

extern const struct nd_format nd_format_sketches;

#endif
