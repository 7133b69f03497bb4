/*
 * add.c - articles become documents
 *
 * One by one: an article is checked and copied when it is added, and the work
 * on it is done when many have come together, by all threads at once.  In
 * batches: the caller's threads have done the work, and what is left is to see
 * that no id comes twice and to append.
 */
#include <stdlib.h>

#include "engine/again.h"
#include "engine/lines.h"
#include "text/url.h"

#define PENDING_BYTES		((size_t)8 << 20)	/* enough for every thread, little to hold */
#define PENDING_ARTICLES	4096
#define CHUNK			16			/* articles a thread takes at once */
#define LEARNED			4096			/* sources that a batch remembers */

struct nd_batch {
	const struct nd_engine *engine;
	struct nd_workshop workshop;	/* its arena holds the features */
	struct nd_array documents;	/* struct nd_document */
	struct nd_array sketches;	/* uint8_t, one after the other */
	struct nd_array ids;		/* char, one after the other */
	struct nd_array id_ends;	/* size_t, by document */
	struct nd_array held;		/* struct nd_held, by document */
	struct nd_array units;		/* struct nd_unit, one after the other */
	struct nd_array unit_ends;	/* size_t, by document */
	uint64_t learned[LEARNED];	/* sources that need not be learned from, by their low bits */
};

/* Must the engine keep all there is of the article? */
static int is_kept(const struct nd_engine *engine, const struct nd_article *article)
{
	return !article->again || !engine->opt.reread || engine->opt.keep_text ||
	       engine->recipe.event_channel;
}

enum nd_status nd_article_check(const struct nd_article *article, struct nd_error *err)
{
	const struct nd_text id = article->id;

	if (id.len == 0 || id.len > ND_ID_MAX)
		return nd_fail(err, ND_EINVAL, "an id has 1 to %zu bytes, this one %zu", ND_ID_MAX, id.len);
	if (article->title.len + article->text.len == 0)
		return nd_fail(err, ND_EINVAL, "article '%.*s' has neither title nor text",
			       (int)id.len, id.at);
	if (article->title.len > ND_TEXT_MAX || article->text.len > ND_TEXT_MAX - article->title.len)
		return nd_fail(err, ND_EINVAL, "article '%.*s' has more than %zu bytes",
			       (int)id.len, id.at, ND_TEXT_MAX);
	return ND_OK;
}

/* For nd_ids_find(): an id of a document that is not made yet, is kept or is read again. */
static struct nd_text id_at(void *ctx, uint32_t place)
{
	struct nd_engine *const engine = ctx;
	struct nd_text id;

	if (place >= engine->made)
		return ((const struct nd_article *)engine->pending.items)[place - engine->made].id;
	return nd_again_id(engine, place, &id) == ND_OK ? id : (struct nd_text){ NULL, 0 };
}

uint32_t nd_engine_find(struct nd_engine *engine, struct nd_text id)
{
	return nd_ids_find(&engine->ids, id, id_at, engine);
}

/* May this id come next? */
static enum nd_status check_id(struct nd_engine *engine, struct nd_text id, struct nd_error *err)
{
	if (nd_engine_find(engine, id) != ND_NO_PLACE)
		return nd_fail(err, ND_EEXIST, "id '%.*s' is taken", (int)id.len, id.at);
	if (engine->documents.n >= ND_MAX_ARTICLES)
		return nd_fail(err, ND_EINVAL, "more than %zu articles", ND_MAX_ARTICLES);
	return ND_OK;
}

static enum nd_status copy_text(struct nd_text *to, struct nd_arena *arena, struct nd_text from)
{
	to->len = from.len;
	to->at = nd_arena_copy(arena, from.at, from.len);
	return to->at ? ND_OK : ND_ENOMEM;
}

/* Begin a document; of an article that must be kept the id, and the texts if they are wanted. */
static enum nd_status begin_document(const struct nd_engine *engine, struct nd_document *document,
				     const struct nd_article *article, struct nd_arena *arena)
{
	struct nd_features *features;

	*document = (struct nd_document){
		.published = article->published, .address = nd_url_hash(article->url),
		.source = engine->templates ? nd_template_source(article->source, article->url) : 0,
	};
	if (!is_kept(engine, article) && !engine->recipe.fingerprints)
		return ND_OK;
	features = document->features = nd_arena_take(arena, sizeof(*features));
	if (!features)
		return ND_ENOMEM;
	*features = (struct nd_features){ .coverage = 0 };
	if (copy_text(&features->id, arena, article->id) != ND_OK)
		return ND_ENOMEM;
	if (!engine->opt.keep_text)
		return ND_OK;
	if (copy_text(&features->title, arena, article->title) != ND_OK)
		return ND_ENOMEM;
	return copy_text(&features->text, arena, article->text);
}

/* Put the article off until there is work for all threads. */
static enum nd_status put_off(struct nd_engine *engine, const struct nd_article *article)
{
	struct nd_arena *const arena = &engine->pending_texts;
	struct nd_article copy = *article;
	struct nd_document document;

	if (begin_document(engine, &document, article, &engine->kept) != ND_OK ||
	    copy_text(&copy.id, arena, article->id) != ND_OK ||
	    copy_text(&copy.title, arena, article->title) != ND_OK ||
	    copy_text(&copy.text, arena, article->text) != ND_OK ||
	    !nd_array_reserve(&engine->pending, 1) || !nd_array_reserve(&engine->documents, 1) ||
	    nd_ids_add(&engine->ids, article->id, (uint32_t)engine->documents.n) != ND_OK)
		return ND_ENOMEM;
	nd_array_append(&engine->pending, &copy, 1);
	nd_array_append(&engine->documents, &document, 1);
	engine->pending_bytes += article->title.len + article->text.len;
	return ND_OK;
}

/* An article more: what was found out about all of them is old. */
static void count_article(struct nd_engine *engine)
{
	nd_again_forget(engine);
	engine->stats.articles++;
	engine->up_to_date = 0;
}

enum nd_status nd_engine_add(struct nd_engine *engine, const struct nd_article *article,
			     struct nd_error *err)
{
	const size_t bytes = article->title.len + article->text.len;
	enum nd_status status = nd_article_check(article, err);

	if (status == ND_OK)
		status = check_id(engine, article->id, err);
	if (status != ND_OK)
		return status;
	if (engine->pending_bytes + bytes > PENDING_BYTES || engine->pending.n >= PENDING_ARTICLES)
		status = nd_engine_make_all(engine);
	if (status == ND_OK)
		status = put_off(engine, article);
	if (status != ND_OK)
		return nd_fail_memory(err);
	count_article(engine);
	return ND_OK;
}

struct making {
	struct nd_engine *engine;
	uint8_t *sketches;
};

static enum nd_status make_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct making *const making = ctx;
	struct nd_engine *const engine = making->engine;
	const struct nd_article *const article = engine->pending.items;
	struct nd_document *const document = nd_documents(engine) + engine->made;
	enum nd_status status = ND_OK;

	for (size_t i = from; i < to && status == ND_OK; i++)
		status = nd_document_make(&document[i], &engine->workshops[worker], &engine->recipe,
					  article[i].title, article[i].text,
					  is_kept(engine, &article[i]),
					  making->sketches + i * engine->minhash.bytes);
	return status;
}

/* Note which of the pending texts are to be held; *any: there are some. */
static enum nd_status note_held(struct nd_engine *engine, int *any)
{
	const struct nd_article *const article = engine->pending.items;

	*any = 0;
	for (size_t i = 0; i < engine->pending.n; i++) {
		const size_t place = engine->made + i;
		const int wanted = nd_lines_wants_text(engine, &nd_documents(engine)[place],
						       &article[i]);
		const struct nd_held held = {
			article[i].title, article[i].text,
			wanted ? ND_HELD_HERE : ND_HELD_ELSEWHERE,
		};

		if (nd_lines_hold(engine, place, &held) != ND_OK)
			return ND_ENOMEM;
		*any |= wanted;
	}
	return ND_OK;
}

static enum nd_status learn_pending(struct nd_engine *engine)
{
	const struct nd_article *const article = engine->pending.items;
	enum nd_status status = ND_OK;

	for (size_t i = 0; i < engine->pending.n && status == ND_OK; i++)
		status = nd_lines_learn(engine, &nd_documents(engine)[engine->made + i],
					&article[i], NULL, 0);
	return status;
}

enum nd_status nd_engine_make_all(struct nd_engine *engine)
{
	const size_t n = engine->documents.n - engine->made;
	struct making making = { engine, nd_calloc(n, engine->minhash.bytes) };
	enum nd_status status = making.sketches ? ND_OK : ND_ENOMEM;
	int any_held = 0;

	if (status == ND_OK)
		status = note_held(engine, &any_held);
	if (status == ND_OK)
		status = nd_parallel(engine->opt.threads, n, CHUNK, make_some, &making);
	if (status == ND_OK && engine->recipe.text_channel)
		status = nd_sketches_append(&engine->sketches, making.sketches, n);
	free(making.sketches);
	if (status != ND_OK)
		return status;
	for (size_t i = engine->made; i < engine->documents.n; i++)
		engine->stats.tokens += nd_documents(engine)[i].tokens;
	status = learn_pending(engine);
	if (status != ND_OK)
		return status;
	if (any_held)
		nd_arena_join(&engine->held_texts, &engine->pending_texts);
	nd_arena_release(&engine->pending_texts);
	engine->pending.n = 0;
	engine->made = engine->documents.n;
	engine->pending_bytes = 0;
	return ND_OK;
}

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
		.held = ND_ARRAY_INIT(struct nd_held, ND_MAX_ARTICLES),
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
	nd_array_release(&batch->held);
	nd_array_release(&batch->units);
	nd_array_release(&batch->unit_ends);
	free(batch);
}

/* Copy the texts if the engine will want them. */
static enum nd_status hold_in_batch(struct nd_batch *batch, const struct nd_document *document,
				    const struct nd_article *article)
{
	struct nd_held held = { .state = ND_HELD_ELSEWHERE };
	struct nd_held *all;

	if (nd_lines_wants_text(batch->engine, document, article)) {
		held.state = ND_HELD_HERE;
		if (copy_text(&held.title, &batch->workshop.arena, article->title) != ND_OK ||
		    copy_text(&held.text, &batch->workshop.arena, article->text) != ND_OK)
			return ND_ENOMEM;
	}
	if (batch->held.n == batch->documents.n)
		return nd_array_append(&batch->held, &held, 1) ? ND_OK : ND_ENOMEM;
	all = batch->held.items;	/* left by an article that failed */
	all[batch->documents.n] = held;
	return ND_OK;
}

static uint64_t *learned_slot(struct nd_batch *batch, uint64_t source)
{
	return &batch->learned[source / 2 % LEARNED];	/* a source is odd */
}

/* Find the units of the text if they may be learned from; what no document has is overwritten. */
static enum nd_status read_units(struct nd_batch *batch, const struct nd_document *document,
				 struct nd_text title, struct nd_text text)
{
	const size_t *const ends = batch->unit_ends.items;
	const int learned = *learned_slot(batch, document->source) == document->source &&
			    document->content % ND_TEMPLATE_EVERY;

	batch->units.n = batch->documents.n ? ends[batch->documents.n - 1] : 0;
	batch->unit_ends.n = batch->documents.n;
	if (batch->engine->templates && document->source && !learned &&
	    nd_template_units_of(&batch->units, title, text) != ND_OK)
		return ND_ENOMEM;
	return nd_array_append(&batch->unit_ends, &batch->units.n, 1) ? ND_OK : ND_ENOMEM;
}

enum nd_status nd_batch_add(struct nd_batch *batch, const struct nd_article *article,
			    struct nd_error *err)
{
	const struct nd_engine *const engine = batch->engine;
	const size_t bytes = engine->recipe.text_channel ? engine->minhash.bytes : 0;
	const size_t id_end = batch->ids.n + article->id.len;
	enum nd_status status = nd_article_check(article, err);
	struct nd_document document;
	uint8_t *sketch;

	if (status != ND_OK)
		return status;
	sketch = nd_array_reserve(&batch->sketches, bytes);
	status = sketch ? begin_document(engine, &document, article, &batch->workshop.arena) :
			  ND_ENOMEM;
	if (status == ND_OK)
		status = nd_document_make(&document, &batch->workshop, &engine->recipe,
					  article->title, article->text,
					  is_kept(engine, article), sketch);
	if (status == ND_OK)
		status = hold_in_batch(batch, &document, article);
	if (status == ND_OK)
		status = read_units(batch, &document, article->title, article->text);
	if (status != ND_OK || !nd_array_reserve(&batch->ids, article->id.len) ||
	    !nd_array_reserve(&batch->documents, 1) || !nd_array_append(&batch->id_ends, &id_end, 1))
		return nd_fail_memory(err);
	nd_array_append(&batch->ids, article->id.at, article->id.len);
	nd_array_append(&batch->documents, &document, 1);
	batch->sketches.n += bytes;
	return ND_OK;
}

static struct nd_text id_in(const struct nd_batch *batch, size_t i)
{
	const size_t *const end = batch->id_ends.items;
	const size_t from = i ? end[i - 1] : 0;

	return (struct nd_text){ (const char *)batch->ids.items + from, end[i] - from };
}

/* Learn from document i of the batch, and tell the batch when there is no more to learn. */
static enum nd_status learn_from(struct nd_engine *engine, struct nd_batch *batch, size_t i)
{
	const struct nd_document *const document = (const struct nd_document *)batch->documents.items + i;
	const struct nd_unit *const units = batch->units.items;
	const size_t *const end = batch->unit_ends.items;
	const size_t from = i ? end[i - 1] : 0;
	const enum nd_status status = nd_lines_learn(engine, document, NULL, units + from, end[i] - from);

	if (engine->templates && nd_templates_has_enough(engine->templates, document->source))
		*learned_slot(batch, document->source) = document->source;
	return status;
}

/* Append document i of the batch. */
static enum nd_status take_document(struct nd_engine *engine, struct nd_batch *batch, size_t i)
{
	const struct nd_document *const document = (const struct nd_document *)batch->documents.items + i;
	const uint8_t *const sketch = (const uint8_t *)batch->sketches.items + i * engine->minhash.bytes;

	if (!nd_array_reserve(&engine->documents, 1) ||
	    (engine->recipe.text_channel &&
	     nd_sketches_append(&engine->sketches, sketch, 1) != ND_OK))
		return ND_ENOMEM;
	if (nd_ids_add(&engine->ids, id_in(batch, i), (uint32_t)engine->documents.n) != ND_OK) {
		if (engine->recipe.text_channel)
			nd_sketches_cut(&engine->sketches, engine->documents.n);
		return ND_ENOMEM;
	}
	if (nd_lines_hold(engine, engine->documents.n,
			  (const struct nd_held *)batch->held.items + i) != ND_OK)
		return ND_ENOMEM;
	nd_array_append(&engine->documents, document, 1);
	engine->made = engine->documents.n;
	engine->stats.tokens += document->tokens;
	count_article(engine);
	return learn_from(engine, batch, i);
}

/* Empty the batch; its features belong to the engine now. */
static void empty(struct nd_engine *engine, struct nd_batch *batch)
{
	nd_arena_join(&engine->kept, &batch->workshop.arena);
	batch->documents.n = batch->sketches.n = batch->ids.n = batch->id_ends.n = 0;
	batch->held.n = batch->units.n = batch->unit_ends.n = 0;
}

enum nd_status nd_engine_take(struct nd_engine *engine, struct nd_batch *batch, nd_on_taken *fn,
			      void *ctx, struct nd_error *err)
{
	enum nd_status status = nd_engine_make_all(engine);

	for (size_t i = 0; i < batch->documents.n && status == ND_OK; i++) {
		struct nd_error refusal = { 0 };
		const enum nd_status refused = check_id(engine, id_in(batch, i), &refusal);

		status = refused == ND_OK ? take_document(engine, batch, i) : ND_OK;
		if (status == ND_OK && fn && fn(ctx, i, refused == ND_OK ? NULL : &refusal))
			status = ND_ESTOPPED;
	}
	empty(engine, batch);
	if (status == ND_ESTOPPED)
		return nd_fail(err, status, "stopped by callback");
	return status == ND_OK ? ND_OK : nd_fail_memory(err);
}
