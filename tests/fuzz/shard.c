/*
 * shard.c - files of sketches under libFuzzer
 *
 * Checksums would keep every changed byte out: they are made right, as somebody who
 * forges a shard would.  Loading it must end with articles or with a sentence, and
 * what was loaded must be fit to be compared.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/engine.h"
#include "require.h"
#include "shard/forged.h"

static int on_pair(void *ctx, const struct nd_pair *pair)
{
	(void)ctx;
	REQUIRE(pair->score >= 0 && pair->score <= 1 && pair->a.len && pair->b.len);
	return 0;
}

static int on_cluster(void *ctx, const struct nd_cluster *cluster)
{
	(void)ctx;
	REQUIRE(cluster->size >= 1);
	return 0;
}

/* The header that this program writes, with the parts that the input asks for. */
static void put_header(const struct nd_engine *engine, void *bytes)
{
	struct nd_shard_header *const header = bytes, made;

	REQUIRE(nd_shard_describe(&made, &engine->recipe, engine->templates != NULL) == ND_OK);
	*header = made;
}

static void load(const struct nd_options *opt, uint8_t *bytes, size_t size)
{
	const int fd = memfd_create("shard", 0);
	struct nd_error err = { .status = ND_OK };
	struct nd_engine *engine;
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	REQUIRE(fd >= 0 && nd_engine_open(&engine, opt, NULL) == ND_OK);
	put_header(engine, bytes);
	shard_forge(bytes, size);
	REQUIRE(write(fd, bytes, size) == (ssize_t)size);
	if (nd_engine_load(engine, path, NULL, NULL, &err) == ND_OK) {
		REQUIRE(nd_engine_pairs(engine, on_pair, NULL, &err) == ND_OK ||
			err.status == ND_EIO);
		REQUIRE(nd_engine_clusters(engine, on_cluster, NULL, &err) == ND_OK ||
			err.status == ND_EIO);
	} else {
		REQUIRE(strstr(err.message, path));
	}
	nd_engine_close(engine);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct nd_options opt = ND_OPTIONS_INIT;
	uint8_t *copy;

	if (size < sizeof(struct nd_shard_header))
		return 0;
	copy = malloc(size);
	REQUIRE(copy != NULL);
	memcpy(copy, bytes, size);
	opt.threads = 1;
	/* a byte of the header that is not looked at says what is asked for */
	opt.relations = bytes[48] % ND_ALL_RELATIONS + 1;
	opt.keep_templates = bytes[49] & 1;
	load(&opt, copy, size);
	free(copy);
	return 0;
}
