/*
 * sketched.h - shards of made-up articles, in memory and on the disk
 */
#ifndef ND_TESTS_SKETCHED_H
#define ND_TESTS_SKETCHED_H

#include "base/array.h"
#include "engine/pile.h"

/* A file of its own below TMPDIR. */
struct shard_file {
	char path[256];
};
void shard_file_open(struct shard_file *file);
void shard_file_close(struct shard_file *file);	/* deletes it */
/* What is in the file becomes these bytes. */
void shard_file_put(const struct shard_file *file, const void *bytes, size_t n);

/* The bytes of a shard of articles [from, to), 'a_batch' of them a batch; release it. */
struct nd_array shard_bytes(const struct pile *pile, size_t from, size_t to, size_t a_batch,
			    const struct nd_options *opt);

/* The same, in a file. */
void shard_of(const struct shard_file *file, const struct pile *pile, size_t from, size_t to,
	      const struct nd_options *opt);

/*
 * n articles as of pile_make(), but of some sources, which print the same lines round most of
 * theirs; some have an address, some no title, some quotations, some a few words only, and
 * some are in other scripts.
 */
void printed_pile(struct pile *pile, size_t n, uint64_t seed);

#endif
