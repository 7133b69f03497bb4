/*
 * batch.c - articles become documents, in batches
 *
 * The caller's threads have done the work, and what is left is to see that no id
 * comes twice and to append.
 */
#include "engine/batch.h"

#include <stdlib.h>

#include "engine/add.h"
#include "engine/lines.h"

#define REMEMBERED	4096	/* sources */

/* Of a source one article in so many is learned from. */
struct sampled {
	uint64_t source, every;
};

struct nd_batch {
	const struct nd_engine *engine;
	struct nd_workshop workshop;	/* its arena holds the features */
	struct nd_array documents;	/* struct nd_document */
	struct nd_array sketches;	/* uint8_t, one after the other */
	struct nd_array ids;		/* char, one after the other */
	struct nd_array id_ends;	/* size_t, by document */
	struct nd_array tags;		/* uint32_t: of the ids, by document */
	struct nd_array held;		/* struct nd_held, by document ... */
	struct nd_arena held_texts;	/* ... and what these point to */
	struct nd_array units;		/* struct nd_unit, one after the other */
	struct nd_array unit_ends;	/* size_t, by document */
	struct sampled sampled[REMEMBERED]; /* sources, by their low bits */
	int full;			/* units of what can be had again are asked for later */
};

enum nd_status nd_batch_open(struct nd_batch **out, const struct nd_engine *engine,
			     struct nd_error *err)
{
	struct nd_batch *const batch = *out = nd_calloc(1, sizeof(*batch));

	if (!batch)
		return nd_fail_memory(err);
	*batch = (struct nd_batch){
		.engine = engine,
		.workshop = ND_WORKSHOP_INIT,
		.documents = ND_ARRAY_INIT(struct nd_document, ND_MAX_ARTICLES),
		.sketches = ND_ARRAY_INIT(uint8_t, SIZE_MAX / 4),
		.ids = ND_ARRAY_INIT(char, SIZE_MAX / 4),
		.id_ends = ND_ARRAY_INIT(size_t, ND_MAX_ARTICLES),
		.tags = ND_ARRAY_INIT(uint32_t, ND_MAX_ARTICLES),
		.held = ND_ARRAY_INIT(struct nd_held, ND_MAX_ARTICLES),
		.held_texts = ND_ARENA_INIT,
		.units = ND_ARRAY_INIT(struct nd_unit, SIZE_MAX / 64),
		.unit_ends = ND_ARRAY_INIT(size_t, ND_MAX_ARTICLES),
	};
	return ND_OK;
}

void nd_batch_close(struct nd_batch *batch)
{
	if (!batch)
		return;
	nd_workshop_release(&batch->workshop);
	nd_array_release(&batch->documents);
	nd_array_release(&batch->sketches);
	nd_array_release(&batch->ids);
	nd_array_release(&batch->id_ends);
	nd_array_release(&batch->tags);
	nd_array_release(&batch->held);
	nd_arena_release(&batch->held_texts);
	nd_array_release(&batch->units);
	nd_array_release(&batch->unit_ends);
	free(batch);
}

/* Copy the texts if the engine will want them. */
static enum nd_status copy_held(struct nd_batch *batch, const struct nd_document *document,
				const struct nd_article *article, struct nd_held *held)
{
	struct nd_arena *const arena = &batch->held_texts;

	if (!nd_lines_wants_text(batch->engine, document, article))
		return ND_OK;
	held->state = ND_HELD_HERE;
	if (nd_text_copy(&held->title, arena, article->title) != ND_OK)
		return ND_ENOMEM;
	return nd_text_copy(&held->text, arena, article->text);
}

static enum nd_status hold_in_batch(struct nd_batch *batch, const struct nd_held *held)
{
	struct nd_held *all;

	if (batch->held.n == batch->documents.n)
		return nd_array_append(&batch->held, held, 1) ? ND_OK : ND_ENOMEM;
	all = batch->held.items;	/* left by an article that failed */
	all[batch->documents.n] = *held;
	return ND_OK;
}

/* Where a batch remembers how a source is sampled. */
static size_t slot_of(uint64_t source)
{
	return source / 2 % REMEMBERED;	/* a source is odd */
}

static size_t sketch_bytes(const struct nd_batch *batch)
{
	return batch->engine->recipe.text_channel ? batch->engine->minhash.bytes : 0;
}

int nd_batch_learns_from(const struct nd_batch *batch, const struct nd_document *document)
{
	const struct sampled *const sampled = &batch->sampled[slot_of(document->source)];

	return batch->engine->templates && document->source &&
	       (sampled->source != document->source ||
		nd_template_sampled(sampled->every, nd_document_lot(document)));
}

/* Find the units of the text if they may be learned from; what no document has is overwritten. */
static enum nd_status read_units(struct nd_batch *batch, const struct nd_document *document,
				 struct nd_text title, struct nd_text text)
{
	const size_t *const ends = batch->unit_ends.items;

	batch->units.n = batch->documents.n ? ends[batch->documents.n - 1] : 0;
	batch->unit_ends.n = batch->documents.n;
	if (!(batch->full && nd_lines_again(document)) &&
	    nd_batch_learns_from(batch, document) &&
	    nd_template_units_of(&batch->units, title, text) != ND_OK)
		return ND_ENOMEM;
	return nd_array_append(&batch->unit_ends, &batch->units.n, 1) ? ND_OK : ND_ENOMEM;
}

struct nd_arena *nd_batch_arena(struct nd_batch *batch)
{
	return &batch->workshop.arena;
}

struct nd_arena *nd_batch_term_lists(struct nd_batch *batch)
{
	return &batch->workshop.term_lists;
}

uint8_t *nd_batch_sketch(struct nd_batch *batch)
{
	return nd_array_reserve(&batch->sketches, sketch_bytes(batch));
}

enum nd_status nd_batch_append(struct nd_batch *batch, const struct nd_document *document,
			       const struct nd_held *held, const struct nd_article *article)
{
	const size_t id_end = batch->ids.n + article->id.len;

	if (hold_in_batch(batch, held) != ND_OK ||
	    read_units(batch, document, article->title, article->text) != ND_OK ||
	    !nd_array_reserve(&batch->ids, article->id.len) || !nd_array_reserve(&batch->tags, 1) ||
	    !nd_array_reserve(&batch->documents, 1) || !nd_array_append(&batch->id_ends, &id_end, 1))
		return ND_ENOMEM;
	nd_array_append(&batch->tags, &(uint32_t){ nd_ids_tag(article->id) }, 1);
	nd_array_append(&batch->ids, article->id.at, article->id.len);
	nd_array_append(&batch->documents, document, 1);
	batch->sketches.n += sketch_bytes(batch);
	return ND_OK;
}

enum nd_status nd_batch_add(struct nd_batch *batch, const struct nd_article *article,
			    struct nd_error *err)
{
	const struct nd_engine *const engine = batch->engine;
	struct nd_held held = { .state = ND_HELD_ELSEWHERE };
	enum nd_status status = nd_article_check(article, err);
	struct nd_document document;
	uint8_t *sketch;

	if (status != ND_OK)
		return status;
	sketch = nd_batch_sketch(batch);
	status = sketch ? nd_document_begin(engine, &document, article, &batch->workshop.arena) :
			  ND_ENOMEM;
	if (status == ND_OK)
		status = nd_document_keep(&document, &batch->workshop, &engine->recipe,
					  article->title, article->text,
					  nd_keep_of(engine, article), sketch);
	if (status == ND_OK)
		status = copy_held(batch, &document, article, &held);
	if (status == ND_OK)
		status = nd_batch_append(batch, &document, &held, article);
	return status == ND_OK ? ND_OK : nd_fail_memory(err);
}

static struct nd_text id_in(const struct nd_batch *batch, size_t i)
{
	const size_t *const end = batch->id_ends.items;
	const size_t from = i ? end[i - 1] : 0;

	return (struct nd_text){ end[i] > from ? (const char *)batch->ids.items + from : "",
				 end[i] - from };
}

/* Learn from document i of the batch, and tell the batch how its source is sampled by now. */
static enum nd_status learn_from(struct nd_engine *engine, struct nd_batch *batch, size_t i)
{
	const struct nd_document *const document = (const struct nd_document *)batch->documents.items + i;
	const struct nd_unit *const units = batch->units.items;
	const size_t *const end = batch->unit_ends.items;
	const size_t from = i ? end[i - 1] : 0;
	const enum nd_status status = nd_lines_learn(engine, document, engine->columns.n - 1, NULL,
						     units ? units + from : NULL, end[i] - from);

	if (engine->templates && document->source)
		batch->sampled[slot_of(document->source)] = (struct sampled){
			document->source, nd_templates_every(engine->templates, document->source) };
	return status;
}

static uint32_t tag_in(const struct nd_batch *batch, size_t i)
{
	return ((const uint32_t *)batch->tags.items)[i];
}

/* Make room for what all documents of the batch append one by one. */
static enum nd_status make_room(struct nd_engine *engine, const struct nd_batch *batch)
{
	return engine->recipe.text_channel ?
	       nd_sketches_reserve(&engine->sketches, batch->documents.n) : ND_OK;
}

/* Append document i of the batch, for which there is room. */
static enum nd_status take_document(struct nd_engine *engine, struct nd_batch *batch, size_t i)
{
	const struct nd_document *const document = (const struct nd_document *)batch->documents.items + i;
	const uint8_t *const sketch = (const uint8_t *)batch->sketches.items + i * engine->minhash.bytes;

	/* what is held of a place may be said again, an id may not */
	if (nd_lines_hold(engine, engine->columns.n,
			  (const struct nd_held *)batch->held.items + i) != ND_OK ||
	    nd_columns_room(&engine->columns, document) != ND_OK ||
	    nd_ids_add(&engine->ids, tag_in(batch, i), (uint32_t)engine->columns.n) != ND_OK)
		return ND_ENOMEM;
	if (engine->recipe.text_channel)
		nd_sketches_append(&engine->sketches, sketch, 1);
	nd_columns_append(&engine->columns, document);
	engine->made = engine->columns.n;
	engine->stats.tokens += document->tokens;
	nd_article_count(engine);
	return learn_from(engine, batch, i);
}

/* Empty the batch; its features belong to the engine now. */
static void empty(struct nd_engine *engine, struct nd_batch *batch)
{
	nd_arena_join(&engine->kept, &batch->workshop.arena);
	nd_arena_join(&engine->held_texts, &batch->held_texts);
	batch->documents.n = batch->sketches.n = batch->ids.n = batch->id_ends.n = 0;
	batch->tags.n = batch->held.n = batch->units.n = batch->unit_ends.n = 0;
}

/* The tables of ids and sources are large, and where one is looked up the next time is a matter
 * of chance: the memory is asked some articles before it is needed. */
#define AHEAD	8

static void fetch(const struct nd_engine *engine, const struct nd_batch *batch, size_t i)
{
	if (i >= batch->documents.n)
		return;
	nd_ids_fetch(&engine->ids, tag_in(batch, i));
	if (engine->templates)
		nd_templates_fetch(engine->templates,
				   ((const struct nd_document *)batch->documents.items)[i].source);
}

enum nd_status nd_engine_take(struct nd_engine *engine, struct nd_batch *batch, nd_on_taken *fn,
			      void *ctx, struct nd_error *err)
{
	enum nd_status status = nd_engine_check_open(engine, err);

	if (status != ND_OK)
		return status;
	status = nd_engine_make_all(engine);
	if (status == ND_OK)
		status = make_room(engine, batch);
	for (size_t i = 0; i < batch->documents.n && status == ND_OK; i++) {
		struct nd_error refusal = { 0 };
		const enum nd_status refused = nd_id_check(engine, id_in(batch, i), tag_in(batch, i),
							   &refusal);

		fetch(engine, batch, i + AHEAD);
		status = refused == ND_OK ? take_document(engine, batch, i) : ND_OK;
		if (status == ND_OK && fn && fn(ctx, i, refused == ND_OK ? NULL : &refusal))
			status = ND_ESTOPPED;
	}
	if (nd_engine_take_lot(engine, &batch->workshop) != ND_OK)
		status = ND_ENOMEM;
	empty(engine, batch);
	batch->full = engine->templates && nd_templates_full(engine->templates);
	if (status == ND_ESTOPPED)
		return nd_fail(err, status, "stopped by callback");
	return status == ND_OK ? ND_OK : nd_fail_memory(err);
}
