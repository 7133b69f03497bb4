/* write.c - blocks become a file, in the order in which their batches come */
#include <stdlib.h>

#include "base/error.h"
#include "engine/engine.h"
#include "shard/shard.h"

struct nd_shard_writer {
	struct nd_engine *engine;	/* empty: its stages are what is wanted of it */
	struct nd_recipe recipe;
	struct nd_shard_header header;
	nd_on_bytes *fn;
	void *ctx;
	uint64_t blocks, articles;
};

struct nd_shard_batch {
	const struct nd_shard_writer *writer;
	struct nd_workshop workshop;
	struct nd_shard_packer packer;
	struct nd_array blocks;		/* uint8_t: those that are full */
};

static enum nd_status put(struct nd_shard_writer *writer, const void *at, size_t n,
			  struct nd_error *err)
{
	if (writer->fn(writer->ctx, at, n))
		return nd_fail(err, ND_ESTOPPED, "stopped by callback");
	return ND_OK;
}

enum nd_status nd_shard_create(struct nd_shard_writer **out, const struct nd_options *opt,
			       nd_on_bytes *fn, void *ctx, struct nd_error *err)
{
	struct nd_shard_writer *const writer = nd_calloc(1, sizeof(*writer));
	enum nd_status status;

	*out = NULL;
	if (!writer)
		return nd_fail_memory(err);
	writer->fn = fn;
	writer->ctx = ctx;
	status = nd_engine_open(&writer->engine, opt, err);
	if (status == ND_OK) {
		writer->recipe = writer->engine->recipe;
		writer->recipe.text_channel = 0;	/* a sketch is made when it is wanted */
		status = nd_shard_describe(&writer->header, &writer->engine->recipe,
					   !opt->keep_templates);
		if (status != ND_OK)
			nd_fail_memory(err);
	}
	if (status == ND_OK)
		status = put(writer, &writer->header, sizeof(writer->header), err);
	if (status != ND_OK) {
		nd_shard_close(writer);
		return status;
	}
	*out = writer;
	return ND_OK;
}

void nd_shard_close(struct nd_shard_writer *writer)
{
	if (!writer)
		return;
	nd_engine_close(writer->engine);
	free(writer);
}

enum nd_status nd_shard_batch_open(struct nd_shard_batch **out,
				   const struct nd_shard_writer *writer, struct nd_error *err)
{
	struct nd_shard_batch *const batch = *out = nd_calloc(1, sizeof(*batch));

	if (!batch)
		return nd_fail_memory(err);
	*batch = (struct nd_shard_batch){
		.writer = writer,
		.workshop = ND_WORKSHOP_INIT,
		.packer = ND_SHARD_PACKER_INIT,
		.blocks = ND_ARRAY_INIT(uint8_t, SIZE_MAX / 4),
	};
	return ND_OK;
}

void nd_shard_batch_close(struct nd_shard_batch *batch)
{
	if (!batch)
		return;
	nd_workshop_release(&batch->workshop);
	nd_shard_packer_release(&batch->packer);
	nd_array_release(&batch->blocks);
	free(batch);
}

enum nd_status nd_shard_batch_add(struct nd_shard_batch *batch, const struct nd_article *article,
				  struct nd_error *err)
{
	const int templates = !!(batch->writer->header.parts & ND_SHARD_TEXTS);
	struct nd_features features = { .coverage = 0 };
	struct nd_document document = { .features = &features };
	enum nd_status status = nd_article_check(article, err);

	if (status != ND_OK)
		return status;
	if (article->source.len > ND_TEXT_MAX)
		return nd_fail(err, ND_EINVAL, "article '%.*s' has a source of more than %zu bytes",
			       (int)article->id.len, article->id.at, ND_TEXT_MAX);
	status = nd_document_make(&document, &batch->workshop, &batch->writer->recipe,
				  article->title, article->text, 1, NULL);
	if (status == ND_OK)
		status = nd_shard_pack(&batch->packer, article, &document, &batch->workshop.terms.terms,
				       templates && nd_template_source(article->source, article->url));
	nd_workshop_clear(&batch->workshop);
	if (status == ND_OK && nd_shard_is_full(&batch->packer))
		status = nd_shard_seal(&batch->packer, &batch->blocks);
	return status == ND_OK ? ND_OK : nd_fail_memory(err);
}

enum nd_status nd_shard_write(struct nd_shard_writer *writer, struct nd_shard_batch *batch,
			      struct nd_error *err)
{
	enum nd_status status = nd_shard_seal(&batch->packer, &batch->blocks);
	size_t at = 0;

	if (status != ND_OK)
		return nd_fail_memory(err);
	while (at < batch->blocks.n && status == ND_OK) {
		struct nd_shard_block *const block =
			(struct nd_shard_block *)((uint8_t *)batch->blocks.items + at);

		block->first = writer->articles;
		block->check = nd_shard_check(&writer->header, block, writer->blocks++);
		writer->articles += block->articles;
		status = put(writer, block, block->bytes, err);
		at += block->bytes;
	}
	batch->blocks.n = 0;
	return status;
}

enum nd_status nd_shard_finish(struct nd_shard_writer *writer, struct nd_error *err)
{
	struct nd_shard_block end = { .bytes = sizeof(end), .first = writer->articles };

	end.check = nd_shard_check(&writer->header, &end, writer->blocks);
	return put(writer, &end, sizeof(end), err);
}
