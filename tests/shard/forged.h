/*
 * forged.h - a shard that was changed, with checksums that are right
 */
#ifndef ND_TESTS_FORGED_H
#define ND_TESTS_FORGED_H

#include "shard/shard.h"

/* As far as the lengths of its blocks lead; the header stays. */
static inline void shard_forge(void *bytes, size_t n)
{
	const struct nd_shard_header *const header = bytes;
	uint8_t *at = (uint8_t *)bytes + sizeof(*header);
	size_t left = n - sizeof(*header);

	for (uint64_t number = 0;; number++) {
		struct nd_shard_block *const block = (struct nd_shard_block *)at;

		if (left < sizeof(*block) || block->bytes < sizeof(*block) || block->bytes > left ||
		    block->bytes % 8)
			return;
		block->check = nd_shard_check(header, block, number);
		at += block->bytes;
		left -= block->bytes;
	}
}

#endif
