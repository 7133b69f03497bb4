/*
 * open.c - a file is checked before anybody believes it
 *
 * The blocks are a chain: each says how long it is, the last one how many articles came
 * before it.  A file that is cut off has no last one.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "shard/shard.h"

int nd_is_shard(const char *path)
{
	char magic[8];
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat about;
	int is = 0;

	if (fd < 0)
		return 0;
	if (!fstat(fd, &about) && S_ISREG(about.st_mode))	/* of a pipe they would be gone */
		is = read(fd, magic, sizeof(magic)) == sizeof(magic) &&
		     !memcmp(magic, ND_SHARD_MAGIC, sizeof(magic));
	close(fd);
	return is;
}

static enum nd_status damaged_at(const struct nd_shard *shard, const void *at, struct nd_error *err)
{
	return nd_fail(err, ND_EFORMAT, "'%s' is damaged: what stands at byte %zu is not what was "
		       "written", shard->path,
		       (size_t)((const char *)at - (const char *)shard->map.at));
}

enum nd_status nd_shard_damaged(const struct nd_shard *shard, const struct nd_shard_block *block,
				struct nd_error *err)
{
	return damaged_at(shard, block, err);
}

static enum nd_status check_header(struct nd_shard *shard, struct nd_error *err)
{
	const struct nd_shard_header *const header = shard->map.at;

	if (shard->map.n < sizeof(*header) || memcmp(header->magic, ND_SHARD_MAGIC, 8))
		return nd_fail(err, ND_EFORMAT, "'%s' is no file of sketches", shard->path);
	if (header->version != ND_SHARD_VERSION)
		return nd_fail(err, ND_EVERSION, "'%s' has format %u, this program reads %u",
			       shard->path, header->version, ND_SHARD_VERSION);
	if (header->check != nd_hash_bytes(header, offsetof(struct nd_shard_header, check), 0))
		return damaged_at(shard, header, err);
	shard->header = header;
	return ND_OK;
}

/* Follow the chain; the lengths are bounded here, what they bound is checked later. */
static enum nd_status list_blocks(struct nd_shard *shard, struct nd_error *err)
{
	const uint8_t *at = (const uint8_t *)shard->map.at + sizeof(*shard->header);
	size_t left = shard->map.n - sizeof(*shard->header);

	for (;;) {
		const struct nd_shard_block *const block = (const struct nd_shard_block *)at;

		if (left < sizeof(*block) || (block->bytes > left && block->articles))
			return nd_fail(err, ND_EFORMAT, "'%s' is cut off: it has %zu bytes and no "
				       "end", shard->path, shard->map.n);
		if (block->bytes < sizeof(*block) || block->bytes > left || block->bytes % 8 ||
		    block->first != shard->articles ||
		    (!block->articles && block->bytes != left))
			return damaged_at(shard, block, err);
		if (!nd_array_append(&shard->blocks, &block, 1))
			return nd_fail_memory(err);
		if (!block->articles)
			return ND_OK;
		shard->articles += block->articles;
		at += block->bytes;
		left -= block->bytes;
	}
}

struct checking {
	const struct nd_shard *shard;
	uint8_t *wrong;		/* by block */
};

static enum nd_status check_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct checking *const checking = ctx;
	const struct nd_shard_block *const *const block = checking->shard->blocks.items;

	(void)worker;
	for (size_t i = from; i < to; i++)
		checking->wrong[i] = block[i]->check !=
				     nd_shard_check(checking->shard->header, block[i], i);
	return ND_OK;
}

static enum nd_status check_blocks(struct nd_shard *shard, unsigned threads, struct nd_error *err)
{
	const struct nd_shard_block *const *const block = shard->blocks.items;
	struct checking checking = { shard, nd_calloc(shard->blocks.n, 1) };
	size_t i = 0;

	if (!checking.wrong)
		return nd_fail_memory(err);
	nd_parallel(threads, shard->blocks.n, 1, check_some, &checking);
	while (i < shard->blocks.n && !checking.wrong[i])
		i++;
	free(checking.wrong);
	if (i < shard->blocks.n)
		return damaged_at(shard, block[i], err);
	shard->blocks.n--;	/* the end is nothing to read */
	return ND_OK;
}

enum nd_status nd_shard_open(struct nd_shard *shard, const char *path, unsigned threads,
			     struct nd_error *err)
{
	enum nd_status status;

	*shard = (struct nd_shard){
		.path = path,
		.blocks = ND_ARRAY_INIT(const struct nd_shard_block *, SIZE_MAX / 64),
	};
	status = nd_map(&shard->map, path, err);
	if (status == ND_OK)
		status = check_header(shard, err);
	if (status == ND_OK)
		status = list_blocks(shard, err);
	if (status == ND_OK)
		status = check_blocks(shard, threads, err);
	if (status != ND_OK)
		nd_shard_release(shard);
	return status;
}

void nd_shard_release(struct nd_shard *shard)
{
	nd_unmap(&shard->map);
	nd_array_release(&shard->blocks);
}

/* What a program makes of words, whatever the shard is for. */
static enum nd_status hash_stages(uint64_t *hash, const struct nd_recipe *recipe)
{
	struct nd_recipe whole = *recipe;
	struct nd_workshop workshop = ND_WORKSHOP_INIT;
	struct nd_features features = { .coverage = 0 };
	struct nd_document document = { .features = &features };
	const struct nd_terms *const terms = &workshop.terms.terms;
	enum nd_status status;

	whole.background = &nd_background_table;
	whole.text_channel = 0;		/* sketches are made of the shingles when they are needed */
	whole.event_channel = whole.fingerprints = 1;
	status = nd_probe(&document, &workshop, &whole, NULL);
	if (status == ND_OK) {
		*hash = nd_hash_u64s(features.shingles.at, features.shingles.n, document.content);
		*hash = nd_hash_u64s(features.quoted.at, features.quoted.n, *hash);
		*hash = nd_hash_u64s(features.fingerprints.at, features.fingerprints.n, *hash);
		*hash = nd_hash_bytes(terms->key, terms->n * sizeof(*terms->key), *hash);
		*hash = nd_hash_bytes(terms->level, terms->n, *hash);
		*hash = nd_hash_bytes(terms->tf, terms->n, *hash);
		*hash = nd_hash_bytes(terms->flags, terms->n, *hash);
	}
	nd_workshop_release(&workshop);
	return status;
}

enum nd_status nd_shard_describe(struct nd_shard_header *header, const struct nd_recipe *recipe,
				 int texts)
{
	*header = (struct nd_shard_header){
		.version = ND_SHARD_VERSION,
		.parts = (recipe->fingerprints ? ND_SHARD_FINGERPRINTS : 0) |
			 (recipe->event_channel ? ND_SHARD_EVENTS : 0) | (texts ? ND_SHARD_TEXTS : 0),
		.ngram_size = recipe->ngram_size,
		.seed = recipe->seed,
	};
	memcpy(header->magic, ND_SHARD_MAGIC, sizeof(header->magic));
	if (hash_stages(&header->stages, recipe) != ND_OK)
		return ND_ENOMEM;
	if (recipe->event_channel)
		header->background = nd_background_hash(recipe->background);
	header->check = nd_hash_bytes(header, offsetof(struct nd_shard_header, check), 0);
	return ND_OK;
}

static enum nd_status lacks_part(const struct nd_shard *shard, unsigned lacking,
				 struct nd_error *err)
{
	if (lacking & ND_SHARD_EVENTS)
		return nd_fail(err, ND_EINVAL, "'%s' was made for other relations than same-event, "
			       "which is asked for", shard->path);
	if (lacking & ND_SHARD_FINGERPRINTS)
		return nd_fail(err, ND_EINVAL, "'%s' was made for other relations than contained, "
			       "which is asked for", shard->path);
	return nd_fail(err, ND_EINVAL, "'%s' was made with templates off, and they are on",
		       shard->path);
}

enum nd_status nd_shard_expect(const struct nd_shard *shard, const struct nd_shard_header *wanted,
			       struct nd_error *err)
{
	const struct nd_shard_header *const is = shard->header;

	if (is->ngram_size != wanted->ngram_size)
		return nd_fail(err, ND_EINVAL, "'%s' has ngram size %u, not %u", shard->path,
			       is->ngram_size, wanted->ngram_size);
	if (is->seed != wanted->seed)
		return nd_fail(err, ND_EINVAL, "'%s' has seed %llu, not %llu", shard->path,
			       (unsigned long long)is->seed, (unsigned long long)wanted->seed);
	if (is->stages != wanted->stages)
		return nd_fail(err, ND_EVERSION, "'%s' has sketches of another version: %016llx, "
			       "this program makes %016llx", shard->path,
			       (unsigned long long)is->stages, (unsigned long long)wanted->stages);
	if (wanted->parts & ~is->parts)
		return lacks_part(shard, wanted->parts & ~is->parts, err);
	if (wanted->parts & ND_SHARD_EVENTS && is->background != wanted->background)
		return nd_fail(err, ND_EINVAL, "'%s' was made with another background: %016llx, "
			       "not %016llx", shard->path, (unsigned long long)is->background,
			       (unsigned long long)wanted->background);
	return ND_OK;
}
