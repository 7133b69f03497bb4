/*
 * mapped.h - a file as memory
 *
 * Whoever cuts a file off that is mapped ends the process with SIGBUS: map what is
 * written once.
 */
#ifndef ND_BASE_MAPPED_H
#define ND_BASE_MAPPED_H

#include <stddef.h>

#include "neardup.h"

struct nd_mapped {
	const void *at;
	size_t n;
};

/*
 * Map a file for reading; of an empty one there is nothing to map: *mapped is zeroed.
 * ND_EIO names the file and what the system says; ND_ENOENT if it is not there.
 */
enum nd_status nd_map(struct nd_mapped *mapped, const char *path, struct nd_error *err);
void nd_unmap(struct nd_mapped *mapped);	/* a zeroed one is fine */

#endif
