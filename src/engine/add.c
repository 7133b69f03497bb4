/*
 * add.c - articles become documents, one by one
 *
 * An article is checked and copied when it is added, and the work on it is done
 * when many have come together, by all threads at once.  batch.c is the other way.
 */
#include <stdlib.h>

#include "engine/add.h"
#include "engine/again.h"
#include "engine/lines.h"
#include "text/url.h"

#define PENDING_BYTES		((size_t)8 << 20)	/* enough for every thread, little to hold */
#define PENDING_ARTICLES	4096
#define CHUNK			16			/* articles a thread takes at once */

enum nd_keep_shingles nd_keep_of(const struct nd_engine *engine, const struct nd_article *article)
{
	if (engine->opt.keep_text)
		return ND_SHINGLES_WHOLE;
	if (article->again && engine->opt.reread)
		return ND_SHINGLES_AGAIN;
	return engine->recipe.event_channel ? ND_SHINGLES_BRIEF : ND_SHINGLES_WHOLE;
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
	return nd_ids_find(&engine->ids, id, nd_ids_tag(id), id_at, engine);
}

enum nd_status nd_id_check(struct nd_engine *engine, struct nd_text id, uint32_t tag,
			   struct nd_error *err)
{
	if (nd_ids_find(&engine->ids, id, tag, id_at, engine) != ND_NO_PLACE)
		return nd_fail(err, ND_EEXIST, "id '%.*s' is taken", (int)id.len, id.at);
	if (engine->columns.n >= ND_MAX_ARTICLES)
		return nd_fail(err, ND_EINVAL, "more than %zu articles", ND_MAX_ARTICLES);
	return ND_OK;
}

enum nd_status nd_text_copy(struct nd_text *to, struct nd_arena *arena, struct nd_text from)
{
	to->len = from.len;
	to->at = nd_arena_copy(arena, from.at, from.len);
	return to->at ? ND_OK : ND_ENOMEM;
}

enum nd_status nd_document_begin(const struct nd_engine *engine, struct nd_document *document,
				 const struct nd_article *article, struct nd_arena *arena)
{
	struct nd_features *features;

	*document = (struct nd_document){
		.published = article->published, .address = nd_url_hash(article->url),
		.source = engine->templates ? nd_template_source(article->source, article->url) : 0,
	};
	if (nd_keep_of(engine, article) == ND_SHINGLES_AGAIN && !engine->recipe.fingerprints &&
	    !engine->recipe.event_channel)
		return ND_OK;
	features = document->features = nd_arena_take(arena, sizeof(*features));
	if (!features)
		return ND_ENOMEM;
	*features = (struct nd_features){ .coverage = 0 };
	if (nd_text_copy(&features->id, arena, article->id) != ND_OK)
		return ND_ENOMEM;
	if (!engine->opt.keep_text)
		return ND_OK;
	if (nd_text_copy(&features->title, arena, article->title) != ND_OK)
		return ND_ENOMEM;
	return nd_text_copy(&features->text, arena, article->text);
}

/* Put the article off until there is work for all threads. */
static enum nd_status put_off(struct nd_engine *engine, const struct nd_article *article)
{
	struct nd_arena *const arena = &engine->pending_texts;
	struct nd_article copy = *article;
	struct nd_document document;

	if (nd_document_begin(engine, &document, article, &engine->kept) != ND_OK ||
	    nd_text_copy(&copy.id, arena, article->id) != ND_OK ||
	    nd_text_copy(&copy.title, arena, article->title) != ND_OK ||
	    nd_text_copy(&copy.text, arena, article->text) != ND_OK ||
	    !nd_array_reserve(&engine->pending, 1) ||
	    nd_columns_room(&engine->columns, &document) != ND_OK ||
	    nd_ids_add(&engine->ids, nd_ids_tag(article->id), (uint32_t)engine->columns.n) != ND_OK)
		return ND_ENOMEM;
	nd_array_append(&engine->pending, &copy, 1);
	nd_columns_append(&engine->columns, &document);
	engine->pending_bytes += article->title.len + article->text.len;
	return ND_OK;
}

void nd_article_count(struct nd_engine *engine)
{
	nd_again_forget(engine);
	engine->stats.articles++;
	engine->up_to_date = 0;
}

enum nd_status nd_engine_add(struct nd_engine *engine, const struct nd_article *article,
			     struct nd_error *err)
{
	const size_t bytes = article->title.len + article->text.len;
	enum nd_status status = nd_engine_check_open(engine, err);

	if (status == ND_OK)
		status = nd_article_check(article, err);
	if (status == ND_OK)
		status = nd_id_check(engine, article->id, nd_ids_tag(article->id), err);
	if (status != ND_OK)
		return status;
	if (engine->pending_bytes + bytes > PENDING_BYTES || engine->pending.n >= PENDING_ARTICLES)
		status = nd_engine_make_all(engine);
	if (status == ND_OK)
		status = put_off(engine, article);
	if (status != ND_OK)
		return nd_fail_memory(err);
	nd_article_count(engine);
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
	enum nd_status status = ND_OK;

	for (size_t i = from; i < to && status == ND_OK; i++) {
		struct nd_document document = nd_columns_document(&engine->columns, engine->made + i);

		status = nd_document_keep(&document, &engine->workshops[worker], &engine->recipe,
					  article[i].title, article[i].text,
					  nd_keep_of(engine, &article[i]),
					  making->sketches + i * engine->minhash.bytes);
		nd_columns_made(&engine->columns, engine->made + i, &document);
	}
	return status;
}

/* Note which of the pending texts are to be held; *any: there are some. */
static enum nd_status note_held(struct nd_engine *engine, int *any)
{
	const struct nd_article *const article = engine->pending.items;

	*any = 0;
	for (size_t i = 0; i < engine->pending.n; i++) {
		const size_t place = engine->made + i;
		const struct nd_document document = nd_columns_document(&engine->columns, place);
		const int wanted = nd_lines_wants_text(engine, &document, &article[i]);
		const struct nd_held held = {
			.title = article[i].title, .text = article[i].text,
			.state = wanted ? ND_HELD_HERE : ND_HELD_ELSEWHERE,
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

	for (size_t i = 0; i < engine->pending.n && status == ND_OK; i++) {
		const struct nd_document document =
			nd_columns_document(&engine->columns, engine->made + i);

		status = nd_lines_learn(engine, &document, engine->made + i, &article[i], NULL, 0);
	}
	return status;
}

enum nd_status nd_engine_make_all(struct nd_engine *engine)
{
	const size_t n = engine->columns.n - engine->made;
	struct making making = { engine, nd_calloc(n, engine->minhash.bytes) };
	enum nd_status status = making.sketches ? ND_OK : ND_ENOMEM;
	int any_held = 0;

	if (status == ND_OK)
		status = note_held(engine, &any_held);
	if (status == ND_OK)
		status = nd_parallel(engine->opt.threads, n, CHUNK, make_some, &making);
	for (uint32_t i = 1; i < engine->opt.threads; i++) {
		nd_arena_join(&engine->workshops[0].term_lists, &engine->workshops[i].term_lists);
		nd_arena_join(&engine->workshops[0].prints, &engine->workshops[i].prints);
	}
	if (status == ND_OK && n)
		status = nd_engine_take_lot(engine, &engine->workshops[0]);
	if (status == ND_OK && engine->recipe.text_channel)
		status = nd_sketches_append(&engine->sketches, making.sketches, n);
	free(making.sketches);
	if (status != ND_OK)
		return status;
	for (size_t i = engine->made; i < engine->columns.n; i++)
		engine->stats.tokens += nd_columns_tokens(&engine->columns, i);
	status = learn_pending(engine);
	if (status != ND_OK)
		return status;
	if (any_held)
		nd_arena_join(&engine->held_texts, &engine->pending_texts);
	nd_arena_release(&engine->pending_texts);
	engine->pending.n = 0;
	engine->made = engine->columns.n;
	engine->pending_bytes = 0;
	return ND_OK;
}
