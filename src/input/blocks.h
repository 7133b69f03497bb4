/*
 * blocks.h - lines read by several threads, told in order
 *
 *	source --lock--> block 0 -> thread A: parse, into a batch --turn--> taken
 *	       --lock--> block 1 -> thread B: parse, into a batch --turn--> taken
 *	       --lock--> block 2 -> thread A ...
 *
 * One thread at a time pulls a block of whole lines from the source, into a
 * buffer of its own; the rest of the last line is carried over to the next
 * block.  Whatever the source is - a file, a pipe, an archive being unpacked -
 * the others parse meanwhile.  A batch is taken when its turn has come; a thread
 * that is early goes on with the next block.  So what comes out follows from the
 * bytes alone.
 */
#ifndef ND_INPUT_BLOCKS_H
#define ND_INPUT_BLOCKS_H

#include "input/reading.h"

/* Read one line, as it stands without its newline; 64 bytes behind it can be read. */
typedef enum nd_status nd_read_line(struct nd_reading *reading, struct nd_text line,
				    uint64_t number);

/* Read what is left of reading->source with the crew of the sink. */
enum nd_status nd_blocks_read(struct nd_reading *reading, nd_read_line *read_line);

#endif
