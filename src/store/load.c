/* load.c - the articles of a shard go in, one after the other */
#include "base/error.h"
#include "base/parallel.h"
#include "shard/shard.h"
#include "store/store.h"

struct loading {
	struct nd_store *store;
	struct nd_shard shard;
	struct nd_shard_reader reader;
	struct nd_zipper zipper;
	unsigned parts;		/* that the store needs */
	nd_on_loaded *fn;
	void *ctx;
};

static enum nd_status load_article(struct loading *loading, struct nd_error *err)
{
	struct nd_arena *const arena = &loading->store->workshop.arena;
	struct nd_shard_article article;
	enum nd_status status;

	nd_arena_release(arena);
	status = nd_shard_next(&loading->reader, arena, loading->parts, 1, &article);
	if (status == ND_EFORMAT)
		return nd_shard_damaged(&loading->shard, loading->reader.block, err);
	if (status != ND_OK)
		return nd_fail_memory(err);
	status = nd_store_add_made(loading->store, &article, err);
	if (status == ND_OK && loading->fn && loading->fn(loading->ctx, &article.article, NULL))
		return nd_fail(err, ND_ESTOPPED, "stopped by callback");
	return status;
}

static enum nd_status load_block(struct loading *loading, const struct nd_shard_block *block,
				 struct nd_error *err)
{
	enum nd_status status = nd_shard_begin(&loading->reader, &loading->zipper, &loading->shard,
					       block);

	if (status == ND_EFORMAT)
		return nd_shard_damaged(&loading->shard, block, err);
	if (status != ND_OK)
		return nd_fail_memory(err);
	for (uint32_t i = 0; i < block->articles && status == ND_OK; i++)
		status = load_article(loading, err);
	return status;
}

static enum nd_status check(struct loading *loading, struct nd_error *err)
{
	struct nd_shard_header wanted;

	if (nd_shard_describe(&wanted, &loading->store->recipe, 0) != ND_OK)
		return nd_fail_memory(err);
	loading->parts = wanted.parts;
	return nd_shard_expect(&loading->shard, &wanted, err);
}

enum nd_status nd_store_load(struct nd_store *store, const char *path, nd_on_loaded *fn, void *ctx,
			     struct nd_error *err)
{
	struct loading loading = {
		.store = store, .reader = ND_SHARD_READER_INIT, .fn = fn, .ctx = ctx,
	};
	enum nd_status status = nd_shard_open(&loading.shard, path, nd_processors(), err);
	const struct nd_shard_block *const *const block = loading.shard.blocks.items;

	if (status == ND_OK)
		status = check(&loading, err);
	for (size_t i = 0; i < loading.shard.blocks.n && status == ND_OK; i++)
		status = load_block(&loading, block[i], err);
	nd_shard_reader_release(&loading.reader);
	nd_zipper_release(&loading.zipper);
	nd_shard_release(&loading.shard);
	return status;
}
