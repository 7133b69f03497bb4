/*
 * engine.c - open, add, close
 *
 * An article is checked and copied when it is added.  The work on it is done
 * when a batch has come together, by all threads at once.
 */
#include "engine/engine.h"

#include <stdlib.h>

#include "engine/events.h"
#include "text/shingles.h"
#include "text/url.h"

#define MAX_ARTICLES	((size_t)UINT32_MAX - 1)
#define BATCH_BYTES	((size_t)8 << 20)	/* enough for every thread, little to hold */
#define BATCH_ARTICLES	4096
#define CHUNK		16			/* articles a thread takes at once */

static const char *const relation_names[ND_RELATIONS + 1] = {
	"identical", "near-duplicate", "contained", "same-event", "unrelated",
};

const char *nd_relation_name(enum nd_relation relation)
{
	return (unsigned)relation <= ND_RELATIONS ? relation_names[relation] : "unrelated";
}

const char *nd_version(void)
{
	return ND_VERSION_STRING;
}

static enum nd_status check_share(const char *name, double value, double from, double to,
				  struct nd_error *err)
{
	if (value >= from && value <= to)
		return ND_OK;
	return nd_fail(err, ND_EINVAL, "%s %g is not between %g and %g", name, value, from, to);
}

static enum nd_status check_count(const char *name, uint32_t value, uint32_t from, uint32_t to,
				  struct nd_error *err)
{
	if (value >= from && value <= to)
		return ND_OK;
	return nd_fail(err, ND_EINVAL, "%s %u is not between %u and %u", name,
		       (unsigned)value, (unsigned)from, (unsigned)to);
}

static enum nd_status check_options(const struct nd_options *opt, struct nd_error *err)
{
	enum nd_status status;

	if (!opt || opt->size != sizeof(*opt))
		return nd_fail(err, ND_EINVAL, "options were not made with ND_OPTIONS_INIT of version "
			       ND_VERSION_STRING);
	if ((status = check_share("threshold", opt->threshold, 0.05, 1, err)) ||
	    (status = check_share("recall", opt->recall, 0.5, 0.9999, err)) ||
	    (status = check_share("containment", opt->containment, 0.3, 1, err)) ||
	    (status = check_share("event threshold", opt->event_threshold, 0, 1, err)) ||
	    (status = check_count("ngram size", opt->ngram_size, 0, ND_NGRAM_MAX, err)) ||
	    (status = check_count("num_perm", opt->num_perm, ND_NUM_PERM_MIN, ND_NUM_PERM_MAX, err)) ||
	    (status = check_count("threads", opt->threads, 0, ND_MAX_THREADS, err)) ||
	    (status = check_count("keep", opt->keep, ND_KEEP_FIRST, ND_KEEP_LATEST, err)))
		return status;
	if (opt->window < 0)
		return nd_fail(err, ND_EINVAL, "window is negative");
	if (!opt->relations || opt->relations & ~ND_ALL_RELATIONS)
		return nd_fail(err, ND_EINVAL, "relations name none, or one that does not exist");
	return ND_OK;
}

static enum nd_status open_stages(struct nd_engine *engine, struct nd_error *err)
{
	const struct nd_options *const opt = &engine->opt;
	const uint32_t copies = ND_ALL_RELATIONS & ~ND_RELATION_BIT(ND_SAME_EVENT);
	enum nd_status status = nd_charmap_open(&engine->map, err);

	if (status != ND_OK)
		return status;
	engine->workshops = nd_calloc(opt->threads, sizeof(*engine->workshops));
	if (!engine->workshops ||
	    nd_minhash_open(&engine->minhash, opt->num_perm, opt->seed) != ND_OK)
		return nd_fail_memory(err);
	for (uint32_t i = 0; i < opt->threads; i++)
		engine->workshops[i] = (struct nd_workshop)ND_WORKSHOP_INIT;
	engine->recipe = (struct nd_recipe){
		.map = engine->map,
		.minhash = &engine->minhash,
		.background = opt->background ? opt->background : &nd_background_table,
		.ngram_size = opt->ngram_size,
		.seed = opt->seed,
		.text_channel = !!(opt->relations & copies),
		.fingerprints = !!(opt->relations & ND_RELATION_BIT(ND_CONTAINED)),
		.event_channel = !!(opt->relations & ND_RELATION_BIT(ND_SAME_EVENT)),
	};
	return ND_OK;
}

enum nd_status nd_engine_open(struct nd_engine **out, const struct nd_options *opt,
			      struct nd_error *err)
{
	enum nd_status status = nd_kernel_check(err);
	struct nd_engine *engine;

	*out = NULL;
	if (status == ND_OK)
		status = check_options(opt, err);
	if (status != ND_OK)
		return status;
	engine = nd_calloc(1, sizeof(*engine));
	if (!engine)
		return nd_fail_memory(err);
	engine->opt = *opt;
	if (!engine->opt.threads)
		engine->opt.threads = nd_processors();
	engine->bands = nd_bands_choose(opt->num_perm, opt->threshold, opt->recall);
	engine->documents = (struct nd_array)ND_ARRAY_INIT(struct nd_document, MAX_ARTICLES);
	engine->compared = (struct nd_array)ND_ARRAY_INIT(struct nd_compared, UINT32_MAX);
	engine->order = (struct nd_array)ND_ARRAY_INIT(uint32_t, UINT32_MAX);
	engine->same_address = (struct nd_array)ND_ARRAY_INIT(uint64_t, UINT32_MAX);
	status = open_stages(engine, err);
	if (status != ND_OK) {
		nd_engine_close(engine);
		return status;
	}
	engine->stats.bands = engine->bands.bands;
	engine->stats.rows = engine->bands.rows;
	engine->stats.ngram_size = opt->ngram_size;
	engine->stats.num_perm = opt->num_perm;
	*out = engine;
	return ND_OK;
}

void nd_engine_close(struct nd_engine *engine)
{
	if (!engine)
		return;
	for (uint32_t i = 0; engine->workshops && i < engine->opt.threads; i++)
		nd_workshop_release(&engine->workshops[i]);
	free(engine->workshops);
	nd_array_release(&engine->documents);
	nd_array_release(&engine->compared);
	nd_array_release(&engine->order);
	nd_array_release(&engine->same_address);
	nd_events_close(engine->events);
	free(engine->by_rank);
	free(engine->first);
	free(engine->printings_from);
	free(engine->printings);
	free(engine->story);
	nd_arena_release(&engine->kept);
	nd_arena_release(&engine->pending);
	nd_ids_release(&engine->ids);
	nd_minhash_close(&engine->minhash);
	nd_charmap_close(engine->map);
	free(engine);
}

void nd_engine_progress(struct nd_engine *engine, nd_on_progress *fn, void *ctx)
{
	engine->progress = fn;
	engine->progress_ctx = ctx;
}

void nd_engine_tell(const struct nd_engine *engine, const char *stage, uint64_t done,
		    uint64_t total)
{
	if (engine->progress)
		engine->progress(engine->progress_ctx, stage, done, total);
}

void nd_engine_stats(const struct nd_engine *engine, struct nd_stats *out)
{
	*out = engine->stats;
}

double nd_band_probability(uint32_t bands, uint32_t rows, double jaccard)
{
	return nd_bands_recall((struct nd_bands){ bands, rows }, jaccard);
}

static struct nd_text id_at(const void *ctx, uint32_t place)
{
	const struct nd_engine *const engine = ctx;

	return nd_documents(engine)[place].id;
}

uint32_t nd_engine_find(const struct nd_engine *engine, struct nd_text id)
{
	return nd_ids_find(&engine->ids, id, id_at, engine);
}

static enum nd_status check_article(const struct nd_engine *engine,
				    const struct nd_article *article, struct nd_error *err)
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
	if (nd_engine_find(engine, id) != ND_NO_PLACE)
		return nd_fail(err, ND_EEXIST, "id '%.*s' is taken", (int)id.len, id.at);
	if (engine->documents.n >= MAX_ARTICLES)
		return nd_fail(err, ND_EINVAL, "more than %zu articles", MAX_ARTICLES);
	return ND_OK;
}

static enum nd_status copy_text(struct nd_text *to, struct nd_arena *arena, struct nd_text from)
{
	to->len = from.len;
	to->at = nd_arena_copy(arena, from.at, from.len);
	return to->at ? ND_OK : ND_ENOMEM;
}

enum nd_status nd_engine_add(struct nd_engine *engine, const struct nd_article *article,
			     struct nd_error *err)
{
	struct nd_arena *const texts = engine->opt.keep_text ? &engine->kept : &engine->pending;
	struct nd_document document = {
		.published = article->published, .address = nd_url_hash(article->url),
	};
	const size_t bytes = article->title.len + article->text.len;
	enum nd_status status = check_article(engine, article, err);

	if (status != ND_OK)
		return status;
	if (engine->pending_bytes + bytes > BATCH_BYTES ||
	    engine->documents.n - engine->made >= BATCH_ARTICLES) {
		status = nd_engine_make_all(engine);
		if (status != ND_OK)
			return nd_fail_memory(err);
	}
	if (copy_text(&document.id, &engine->kept, article->id) != ND_OK ||
	    copy_text(&document.title, texts, article->title) != ND_OK ||
	    copy_text(&document.text, texts, article->text) != ND_OK ||
	    !nd_array_append(&engine->documents, &document, 1))
		return nd_fail_memory(err);
	if (nd_ids_add(&engine->ids, document.id, (uint32_t)(engine->documents.n - 1), id_at,
		       engine) != ND_OK) {
		engine->documents.n--;
		return nd_fail_memory(err);
	}
	engine->pending_bytes += bytes;
	engine->stats.articles++;
	engine->up_to_date = 0;
	return ND_OK;
}

static enum nd_status make_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	struct nd_engine *const engine = ctx;
	struct nd_document *const document = nd_documents(engine) + engine->made;

	for (size_t i = from; i < to; i++) {
		const enum nd_status status =
			nd_document_make(&document[i], &engine->workshops[worker], &engine->recipe,
					 document[i].title, document[i].text);

		if (status != ND_OK)
			return status;
	}
	return ND_OK;
}

enum nd_status nd_engine_make_all(struct nd_engine *engine)
{
	const size_t n = engine->documents.n - engine->made;
	const enum nd_status status = nd_parallel(engine->opt.threads, n, CHUNK, make_some, engine);

	if (status != ND_OK)
		return status;
	for (size_t i = engine->made; i < engine->documents.n; i++) {
		struct nd_document *const document = &nd_documents(engine)[i];

		engine->stats.tokens += document->tokens;
		if (!engine->opt.keep_text)
			document->title = document->text = (struct nd_text){ NULL, 0 };
	}
	nd_arena_release(&engine->pending);
	engine->made = engine->documents.n;
	engine->pending_bytes = 0;
	return ND_OK;
}
