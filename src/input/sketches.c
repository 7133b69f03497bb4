/* sketches.c - a file of sketches where articles are looked for: told, not taken for a text */
#include "input/sketches.h"

#include <string.h>

#define MAGIC_BYTES (sizeof(ND_SHARD_MAGIC) - 1)

static enum nd_probe probe(struct nd_text head, int all)
{
	const size_t n = head.len < MAGIC_BYTES ? head.len : MAGIC_BYTES;

	if (memcmp(head.at, ND_SHARD_MAGIC, n))
		return ND_PROBE_NO;
	return n == MAGIC_BYTES ? ND_PROBE_YES : all ? ND_PROBE_NO : ND_PROBE_MORE;
}

static enum nd_status read(struct nd_reading *reading)
{
	return nd_complain(reading, 0, 1, "sketches of articles, which can only be read from a file that "
			   "is named itself, and not packed");
}

const struct nd_format nd_format_sketches = { "sketches", probe, read };
