/* lines.c - learn while articles come, in their order; then make again, all at once */
#include "engine/lines.h"

#include <stdlib.h>

#include "base/sort.h"
#include "engine/add.h"
#include "engine/frames.h"

#define CHUNK	16	/* articles a thread takes at once */

enum nd_status nd_lines_hold(struct nd_engine *engine, size_t place, const struct nd_held *held)
{
	struct nd_held *all;

	if (held->state == ND_HELD_ELSEWHERE && engine->held.n <= place)
		return ND_OK;
	if (engine->held.n <= place && !nd_array_append(&engine->held, NULL, place + 1 - engine->held.n))
		return ND_ENOMEM;
	all = engine->held.items;
	all[place] = *held;
	return ND_OK;
}

int nd_lines_wants_text(const struct nd_engine *engine, const struct nd_document *document,
			const struct nd_article *article)
{
	return document->source && !engine->opt.keep_text &&
	       !(article->again && engine->opt.reread);
}

/* How the shingles of an article with these features are kept. */
static enum nd_keep_shingles kept_as(const struct nd_features *features)
{
	if (!features)
		return ND_SHINGLES_AGAIN;
	if (features->brief)
		return ND_SHINGLES_BRIEF;
	return features->shingles.at || features->packed ? ND_SHINGLES_WHOLE : ND_SHINGLES_AGAIN;
}

int nd_lines_again(const struct nd_document *document)
{
	return kept_as(document->features) == ND_SHINGLES_AGAIN;
}

enum nd_status nd_lines_learn(struct nd_engine *engine, const struct nd_document *document,
			      size_t place, const struct nd_article *article,
			      const struct nd_unit *units, size_t n)
{
	struct nd_array *const own = &engine->workshops[0].units;
	const uint64_t source = document->source, content = nd_document_lot(document);
	const int wanted = !engine->templates || !source ? 0 :
			   nd_templates_wants(engine->templates, source, content);

	if (wanted <= 0)
		return wanted ? ND_ENOMEM : ND_OK;
	if (nd_lines_again(document) &&
	    (nd_templates_full(engine->templates) || (!article && !n)))
		return nd_templates_note(engine->templates, source, document->published, content,
					 (uint32_t)place);
	if (article) {
		own->n = 0;
		if (nd_template_units_of(own, article->title, article->text) != ND_OK)
			return ND_ENOMEM;
		units = own->items;
		n = own->n;
	}
	return nd_templates_learn(engine->templates, source, document->published, content, units, n);
}

enum nd_status nd_lines_counting(const struct nd_engine *engine, struct nd_workshop *workshop,
				 const struct nd_document *document, struct nd_text title,
				 struct nd_text *text, struct nd_array *left_out)
{
	enum nd_status status;

	if (!engine->templates || !document->source)
		return ND_OK;
	status = nd_templates_mask(engine->templates, document->source, *text, title.len,
				   &workshop->units, &workshop->masked, left_out);
	if (status == ND_OK && workshop->masked.n)
		*text = (struct nd_text){ workshop->masked.items, workshop->masked.n };
	return status;
}

/* What is done with title and text of an article. */
typedef enum nd_status text_work(void *ctx, unsigned worker, size_t place, struct nd_text title,
				 struct nd_text text);

struct asking {
	text_work *work;
	void *ctx;
	unsigned worker;
	size_t place;
};

static enum nd_status on_article(void *ctx, const struct nd_article *article)
{
	const struct asking *const asking = ctx;

	return asking->work(asking->ctx, asking->worker, asking->place, article->title, article->text);
}

/* Unzip the text, unless it is there from the article before. */
static enum nd_status unzip(struct nd_again *again, const struct nd_held *held, struct nd_text *text)
{
	enum nd_status status = ND_OK;

	if (again->of != held->zipped) {
		again->of = NULL;
		again->texts.n = 0;
		if (!nd_array_reserve(&again->texts, held->zipped->whole))
			return ND_ENOMEM;
		status = nd_unzip(&again->zipper, held->zipped->at, held->zipped->n,
				  again->texts.items, held->zipped->whole);
	}
	if (status == ND_EFORMAT)
		return nd_fail(&again->failure, ND_EIO, "a file of sketches is another one than "
			       "when it was read first");
	again->of = held->zipped;
	*text = (struct nd_text){ (const char *)again->texts.items + held->from, held->text.len };
	return status;
}

/* Do the work on the text of a place, wherever that is; nothing where it is gone. */
static enum nd_status with_text(struct nd_engine *engine, unsigned worker, size_t place,
				text_work *work, void *ctx)
{
	static const struct nd_held elsewhere = { .state = ND_HELD_ELSEWHERE };
	const struct nd_features *const features = nd_features_at(engine, place);
	const struct nd_held *const held = place < engine->held.n ?
		(const struct nd_held *)engine->held.items + place : &elsewhere;
	struct asking asking = { work, ctx, worker, place };
	struct nd_error err = { .status = ND_OK };
	struct nd_text text;
	enum nd_status status;

	if (engine->opt.keep_text)
		return work(ctx, worker, place, features->title, features->text);
	if (held->state == ND_HELD_HERE)
		return work(ctx, worker, place, held->title, held->text);
	if (held->state == ND_HELD_ZIPPED) {
		status = unzip(&engine->again[worker], held, &text);
		return status == ND_OK ? work(ctx, worker, place, held->title, text) : status;
	}
	if (held->state == ND_HELD_NO_MORE || !engine->opt.reread)
		return ND_OK;
	status = engine->opt.reread(engine->opt.reread_ctx, worker, place, on_article, &asking, &err);
	if (status != ND_OK) {
		err.status = status;
		engine->again[worker].failure = err;
	}
	return status;
}

/* The documents that are made again. */
struct remaking {
	struct nd_engine *engine;
	size_t first;
	uint8_t **sketch;	/* one a thread */
};

static enum nd_status remake(void *ctx, unsigned worker, size_t place, struct nd_text title,
			     struct nd_text text)
{
	const struct remaking *const remaking = ctx;
	struct nd_engine *const engine = remaking->engine;
	struct nd_document document = nd_columns_document(&engine->columns, place);
	struct nd_workshop *const workshop = &engine->workshops[worker];
	const char *const whole = text.at;
	enum nd_status status = nd_lines_counting(engine, workshop, &document, title, &text, NULL);

	if (status != ND_OK || text.at == whole)
		return status;
	if (document.features)	/* a text that became short has no terms */
		document.features->coverage = 0;
	status = nd_document_keep(&document, workshop, &engine->recipe, title, text,
				  kept_as(document.features), remaking->sketch[worker]);
	nd_columns_made(&engine->columns, place, &document);
	if (status == ND_OK && engine->recipe.text_channel)
		nd_sketches_replace(&engine->sketches, place, remaking->sketch[worker]);
	return status;
}

static enum nd_status remake_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	struct remaking *const remaking = ctx;
	const struct nd_engine *const engine = remaking->engine;
	enum nd_status status = ND_OK;

	for (size_t i = from; i < to && status == ND_OK; i++)
		if (nd_templates_has(engine->templates,
				     nd_columns_source(&engine->columns, remaking->first + i)))
			status = with_text(remaking->engine, worker, remaking->first + i, remake,
					   remaking);
	return status;
}

static enum nd_status make_again(struct nd_engine *engine, size_t first)
{
	const unsigned threads = engine->opt.threads;
	struct remaking remaking = { engine, first, nd_calloc(threads, sizeof(*remaking.sketch)) };
	enum nd_status status = remaking.sketch ? ND_OK : ND_ENOMEM;

	for (unsigned i = 0; i < threads && status == ND_OK; i++)
		if (!(remaking.sketch[i] = nd_calloc(engine->minhash.bytes, 1)))
			status = ND_ENOMEM;
	if (status == ND_OK)
		status = nd_parallel(threads, engine->made - first, CHUNK, remake_some, &remaking);
	for (unsigned i = 0; remaking.sketch && i < threads; i++)
		free(remaking.sketch[i]);
	free(remaking.sketch);
	return status;
}

/* Articles of one source, when there are few. */
struct few {
	struct nd_arena arena;
	struct nd_framed article[ND_TEMPLATE_STORIES];
	size_t n;
};

static enum nd_status take_text(void *ctx, unsigned worker, size_t place, struct nd_text title,
				struct nd_text text)
{
	struct few *const few = ctx;
	struct nd_framed *const article = &few->article[few->n++];

	(void)worker;
	(void)place;
	if (nd_text_copy(&article->title, &few->arena, title) != ND_OK)
		return ND_ENOMEM;
	return nd_text_copy(&article->text, &few->arena, text);
}

/* Judge the source whose documents are these. */
static enum nd_status judge_few(struct nd_engine *engine, const struct nd_keyed *document, size_t n)
{
	struct few few = { .arena = ND_ARENA_INIT };
	enum nd_status status = ND_OK;

	for (size_t i = 0; i < n && i < ND_TEMPLATE_STORIES && status == ND_OK; i++)
		status = with_text(engine, 0, document[i].value, take_text, &few);
	if (status == ND_OK)
		status = nd_frames_judge(engine, &engine->workshops[0], document[0].key,
					 few.article, few.n);
	nd_arena_release(&few.arena);
	return status;
}

/* The documents of sources with too few articles to show what they repeat, by source. */
static enum nd_status list_small_sources(const struct nd_engine *engine, struct nd_array *list)
{
	struct nd_keyed *scratch;

	for (size_t place = 0; place < engine->made; place++) {
		const struct nd_keyed one = { nd_columns_source(&engine->columns, place), place };

		if (one.key && nd_templates_lacks_articles(engine->templates, one.key) &&
		    !nd_array_append(list, &one, 1))
			return ND_ENOMEM;
	}
	scratch = nd_array_reserve(list, list->n);
	if (!scratch)
		return ND_ENOMEM;
	nd_sort_keyed(list->items, scratch, list->n);
	return ND_OK;
}

static enum nd_status take_units(void *ctx, unsigned worker, size_t place, struct nd_text title,
				 struct nd_text text)
{
	(void)worker;
	(void)place;
	return nd_template_units_of(ctx, title, text);
}

/* For nd_templates_settle(). */
static enum nd_status units_again(void *ctx, unsigned worker, uint32_t place, struct nd_array *units)
{
	return with_text(ctx, worker, place, take_units, units);
}

/* Find the templates of all that was learned from. */
static enum nd_status judge(struct nd_engine *engine)
{
	struct nd_array list = ND_ARRAY_INIT(struct nd_keyed, 2 * ND_MAX_ARTICLES);
	const struct nd_keyed *item;
	enum nd_status status;

	if (engine->judged == engine->made)
		return ND_OK;
	status = nd_templates_settle(engine->templates, engine->opt.threads, units_again, engine);
	if (status == ND_OK)
		status = list_small_sources(engine, &list);
	item = list.items;
	for (size_t i = 0, n; i < list.n && status == ND_OK; i += n) {
		for (n = 1; i + n < list.n && item[i + n].key == item[i].key; n++)
			;
		status = judge_few(engine, &item[i], n);
	}
	nd_array_release(&list);
	engine->judged = status == ND_OK ? engine->made : engine->judged;
	return status;
}

/* The texts that were held are needed no more. */
static void let_go(struct nd_engine *engine)
{
	struct nd_held *const held = engine->held.items;

	for (size_t i = 0; i < engine->held.n; i++)
		if (held[i].state != ND_HELD_ELSEWHERE)
			held[i] = (struct nd_held){ .state = ND_HELD_NO_MORE };
	nd_arena_release(&engine->held_texts);
}

enum nd_status nd_lines_leave_out(struct nd_engine *engine)
{
	enum nd_status status;
	size_t known;

	if (!engine->templates || engine->masked == engine->made)
		return ND_OK;
	nd_engine_tell(engine, "templates", 0, 0);
	status = judge(engine);
	known = nd_templates_count(engine->templates);
	if (status == ND_OK && known)
		status = make_again(engine, known == engine->templates_known ? engine->masked : 0);
	if (status != ND_OK)
		return status;
	engine->templates_known = engine->stats.templates = known;
	engine->masked = engine->made;
	if (nd_engine_spends(engine))
		nd_templates_spend(engine->templates);
	let_go(engine);
	return ND_OK;
}

struct nd_left_out nd_lines_shown(const struct nd_engine *engine, const struct nd_document *document,
				  const struct nd_unit *unit, int in_b)
{
	const struct nd_text whole = document->features->text;
	struct nd_left_out shown = {
		{ whole.at + unit->from, unit->to - unit->from }, in_b, unit->from, unit->to, 0, 0,
	};

	nd_templates_share(engine->templates, document->source, unit->hash, &shown.in, &shown.of);
	return shown;
}

/* Tell the units that are left out of a document. */
static enum nd_status tell_left_out(struct nd_engine *engine, const struct nd_document *document,
				    nd_on_left_out *fn, void *ctx)
{
	struct nd_array units = ND_ARRAY_INIT(struct nd_unit, ND_TEXT_MAX);
	struct nd_text text = document->features->text;
	enum nd_status status = nd_lines_counting(engine, &engine->workshops[0], document,
						  document->features->title, &text, &units);

	for (size_t i = 0; i < units.n && status == ND_OK; i++) {
		const struct nd_left_out shown =
			nd_lines_shown(engine, document, (const struct nd_unit *)units.items + i, 0);

		if (fn(ctx, &shown))
			status = ND_ESTOPPED;
	}
	nd_array_release(&units);
	return status;
}

enum nd_status nd_engine_left_out(struct nd_engine *engine, size_t index, nd_on_left_out *fn,
				  void *ctx, struct nd_error *err)
{
	struct nd_document document;
	enum nd_status status;

	if (!engine->opt.keep_text)
		return nd_fail(err, ND_EINVAL, "the engine keeps no texts: open it with keep_text");
	if (index >= engine->columns.n)
		return nd_fail(err, ND_ENOENT, "there is no article %zu", index);
	status = engine->made < engine->columns.n ? nd_engine_make_all(engine) : ND_OK;
	if (status == ND_OK && engine->templates)
		status = judge(engine);
	if (status == ND_OK) {
		document = nd_columns_document(&engine->columns, index);
		status = tell_left_out(engine, &document, fn, ctx);
	}
	if (status == ND_ESTOPPED)
		return nd_fail(err, status, "stopped by callback");
	return status == ND_OK ? ND_OK : nd_fail_memory(err);
}
