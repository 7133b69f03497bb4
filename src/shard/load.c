/*
 * load.c - the articles of a shard go to an engine, several blocks at once
 *
 * Threads unpack a block each into a batch, then the batches are taken in order.
 */
#include <stdlib.h>

#include "base/error.h"
#include "engine/add.h"
#include "engine/batch.h"
#include "shard/shard.h"

#define A_THREAD 2	/* blocks unpacked before they are taken */

/* One block. */
struct slot {
	struct nd_batch *batch;
	struct nd_shard_reader reader;
	struct nd_array articles;	/* struct nd_article: they point into the reader */
	enum nd_status status;
};

struct loading {
	struct nd_engine *engine;
	struct nd_shard shard;
	unsigned parts;			/* that the engine wants */
	struct slot *slots;
	size_t n_slots;
	struct nd_zipper *zippers;	/* one a thread */
	const struct nd_shard_block *const *blocks; /* of this round, by slot */
	nd_on_loaded *fn;
	void *ctx;
};

/* Note where the text is, for when templates are to be left out of it. */
static enum nd_status hold(struct slot *slot, const struct nd_zipped *zipped,
			   const struct nd_shard_article *article, struct nd_held *held)
{
	held->state = ND_HELD_ZIPPED;
	held->zipped = zipped;
	held->from = article->text_at;
	held->text.len = article->text_len;
	return nd_text_copy(&held->title, nd_batch_arena(slot->batch), article->article.title);
}

/* The document as nd_document_make() would have made it, and its sketch. */
static enum nd_status make_document(const struct nd_engine *engine, struct slot *slot,
				    const struct nd_shard_article *article,
				    struct nd_document *document)
{
	uint8_t *const sketch = nd_batch_sketch(slot->batch);

	if (!sketch || nd_document_begin(engine, document, &article->article,
					 nd_batch_arena(slot->batch)) != ND_OK)
		return ND_ENOMEM;
	nd_shard_document(article, document);
	if (nd_features_pack(document->features, nd_batch_term_lists(slot->batch),
			     &article->terms) != ND_OK)
		return ND_ENOMEM;
	if (engine->recipe.text_channel)
		nd_document_sketch(document, &engine->minhash, sketch);
	/* the event channel asks for those of most articles, the other one for those of few */
	if (engine->recipe.event_channel)
		return nd_features_brief(document->features, nd_batch_arena(slot->batch),
					 slot->reader.shingles.items, article->shingles.n);
	document->features->shingles.at = NULL;
	document->features->packed = article->packed;
	return ND_OK;
}

static enum nd_status append(struct loading *loading, struct slot *slot, struct nd_zipper *zipper,
			     const struct nd_zipped *zipped,
			     const struct nd_shard_article *article)
{
	const struct nd_engine *const engine = loading->engine;
	struct nd_held held = { .state = ND_HELD_ELSEWHERE };
	struct nd_article whole = article->article;
	struct nd_document document;
	enum nd_status status = make_document(engine, slot, article, &document);

	if (status == ND_OK && engine->templates && document.source && article->has_text) {
		status = hold(slot, zipped, article, &held);
		if (status == ND_OK && nd_batch_learns_from(slot->batch, &document))
			status = nd_shard_text(&slot->reader, zipper, article, &whole.text);
	}
	if (status == ND_OK)
		status = nd_batch_append(slot->batch, &document, &held, &whole);
	if (status == ND_OK && !nd_array_append(&slot->articles, &article->article, 1))
		status = ND_ENOMEM;
	return status;
}

static enum nd_status load_block(struct loading *loading, struct slot *slot, unsigned worker,
				 const struct nd_shard_block *block)
{
	struct nd_zipper *const zipper = &loading->zippers[worker];
	struct nd_arena *const arena = nd_batch_arena(slot->batch);
	enum nd_status status = nd_shard_begin(&slot->reader, zipper, &loading->shard, block);
	struct nd_zipped zipped = {
		slot->reader.zipped_texts, block->texts, slot->reader.whole,
	};
	const struct nd_zipped *const kept = nd_arena_copy(arena, &zipped, sizeof(zipped));

	slot->articles.n = 0;
	for (uint32_t i = 0; i < block->articles && kept && status == ND_OK; i++) {
		struct nd_shard_article article;

		status = nd_shard_next(&slot->reader, arena, loading->parts, 0, &article);
		if (status == ND_OK)
			status = append(loading, slot, zipper, kept, &article);
	}
	return kept ? status : ND_ENOMEM;
}

static enum nd_status load_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	struct loading *const loading = ctx;

	for (size_t i = from; i < to; i++) {
		struct slot *const slot = &loading->slots[i];

		slot->status = load_block(loading, slot, worker, loading->blocks[i]);
	}
	return ND_OK;
}

struct taking {
	struct loading *loading;
	const struct nd_article *articles;
};

static int taken(void *ctx, size_t i, const struct nd_error *refused)
{
	const struct taking *const taking = ctx;
	const struct loading *const loading = taking->loading;

	return loading->fn ? loading->fn(loading->ctx, &taking->articles[i], refused) : 0;
}

/* Unpack up to n_slots blocks and take them in order. */
static enum nd_status load_round(struct loading *loading, size_t n, struct nd_error *err)
{
	enum nd_status status = ND_OK;

	nd_parallel(loading->engine->opt.threads, n, 1, load_some, loading);
	for (size_t i = 0; i < n && status == ND_OK; i++) {
		struct slot *const slot = &loading->slots[i];
		struct taking taking = { loading, slot->articles.items };

		if (slot->status == ND_EFORMAT)
			return nd_shard_damaged(&loading->shard, loading->blocks[i], err);
		if (slot->status != ND_OK)
			return nd_fail_memory(err);
		status = nd_engine_take(loading->engine, slot->batch, taken, &taking, err);
	}
	return status;
}

static enum nd_status open_slots(struct loading *loading, struct nd_error *err)
{
	const unsigned threads = loading->engine->opt.threads;
	const size_t blocks = loading->shard.blocks.n;

	loading->n_slots = blocks < A_THREAD * (size_t)threads ? blocks : A_THREAD * (size_t)threads;
	loading->slots = nd_calloc(loading->n_slots, sizeof(*loading->slots));
	loading->zippers = nd_calloc(threads, sizeof(*loading->zippers));
	if (!loading->slots || !loading->zippers)
		return nd_fail_memory(err);
	for (size_t i = 0; i < loading->n_slots; i++) {
		loading->slots[i] = (struct slot){
			.reader = ND_SHARD_READER_INIT,
			.articles = ND_ARRAY_INIT(struct nd_article, UINT32_MAX),
		};
		if (nd_batch_open(&loading->slots[i].batch, loading->engine, err) != ND_OK)
			return ND_ENOMEM;
	}
	return ND_OK;
}

static void close_slots(struct loading *loading)
{
	for (size_t i = 0; loading->slots && i < loading->n_slots; i++) {
		nd_batch_close(loading->slots[i].batch);
		nd_shard_reader_release(&loading->slots[i].reader);
		nd_array_release(&loading->slots[i].articles);
	}
	for (unsigned i = 0; loading->zippers && i < loading->engine->opt.threads; i++)
		nd_zipper_release(&loading->zippers[i]);
	free(loading->slots);
	free(loading->zippers);
}

static enum nd_status load_all(struct loading *loading, struct nd_error *err)
{
	const struct nd_array *const blocks = &loading->shard.blocks;
	enum nd_status status = open_slots(loading, err);
	size_t n;

	for (size_t first = 0; first < blocks->n && status == ND_OK; first += n) {
		n = blocks->n - first < loading->n_slots ? blocks->n - first : loading->n_slots;
		loading->blocks = (const struct nd_shard_block *const *)blocks->items + first;
		status = load_round(loading, n, err);
	}
	close_slots(loading);
	return status;
}

/* What the shard must have been made with. */
static enum nd_status check(struct loading *loading, struct nd_error *err)
{
	struct nd_engine *const engine = loading->engine;
	struct nd_shard_header wanted;

	if (nd_shard_describe(&wanted, &engine->recipe, engine->templates != NULL) != ND_OK)
		return nd_fail_memory(err);
	loading->parts = wanted.parts;
	return nd_shard_expect(&loading->shard, &wanted, err);
}

enum nd_status nd_engine_load(struct nd_engine *engine, const char *path, nd_on_loaded *fn,
			      void *ctx, struct nd_error *err)
{
	struct loading loading = { .engine = engine, .fn = fn, .ctx = ctx };
	enum nd_status status;
	int kept = 0;

	if (engine->opt.keep_text)
		return nd_fail(err, ND_EINVAL, "'%s' has sketches of articles, not the texts, which "
			       "are wanted here", path);
	status = nd_shard_open(&loading.shard, path, engine->opt.threads, err);
	if (status == ND_OK)
		status = check(&loading, err);
	/* texts, and perhaps shingles, stay where they are: the map is the engine's */
	if (status == ND_OK) {
		kept = nd_array_append(&engine->maps, &loading.shard.map, 1) != NULL;
		status = kept ? ND_OK : nd_fail_memory(err);
	}
	if (status == ND_OK)
		status = load_all(&loading, err);
	if (kept)
		loading.shard.map = (struct nd_mapped){ NULL, 0 };
	nd_shard_release(&loading.shard);
	return status;
}
