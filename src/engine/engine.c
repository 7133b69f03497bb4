/* engine.c - open, close and what is between them */
#include "engine/engine.h"

#include <stdlib.h>

#include "engine/again.h"
#include "engine/events.h"
#include "text/shingles.h"

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

enum nd_status nd_options_check(const struct nd_options *opt, struct nd_error *err)
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
	engine->again = nd_calloc(opt->threads, sizeof(*engine->again));
	if (!engine->workshops || !engine->again ||
	    nd_minhash_open(&engine->minhash, engine->bands.bands, engine->bands.rows,
			    opt->seed) != ND_OK)
		return nd_fail_memory(err);
	for (uint32_t i = 0; i < opt->threads; i++) {
		engine->workshops[i] = (struct nd_workshop)ND_WORKSHOP_INIT;
		engine->again[i] = (struct nd_again)ND_AGAIN_INIT;
	}
	nd_sketches_init(&engine->sketches, &engine->minhash);
	if (!opt->keep_templates && !(engine->templates = nd_templates_open()))
		return nd_fail_memory(err);
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
		status = nd_options_check(opt, err);
	if (status != ND_OK)
		return status;
	engine = nd_calloc(1, sizeof(*engine));
	if (!engine)
		return nd_fail_memory(err);
	engine->opt = *opt;
	if (!engine->opt.threads)
		engine->opt.threads = nd_processors();
	engine->bands = nd_bands_choose(opt->num_perm, ND_ROWS_MAX, opt->threshold, opt->recall);
	engine->columns = (struct nd_columns)ND_COLUMNS_INIT(ND_MAX_ARTICLES);
	engine->compared = (struct nd_array)ND_ARRAY_INIT(struct nd_compared, UINT32_MAX);
	engine->pending = (struct nd_array)ND_ARRAY_INIT(struct nd_article, ND_MAX_ARTICLES);
	engine->held = (struct nd_array)ND_ARRAY_INIT(struct nd_held, ND_MAX_ARTICLES);
	engine->lots = (struct nd_array)ND_ARRAY_INIT(struct nd_lot, UINT32_MAX);
	engine->order = (struct nd_array)ND_ARRAY_INIT(uint32_t, UINT32_MAX);
	engine->maps = (struct nd_array)ND_ARRAY_INIT(struct nd_mapped, UINT32_MAX);
	engine->same_address = (struct nd_array)ND_ARRAY_INIT(uint64_t, UINT32_MAX);
	engine->addresses = (struct nd_array)ND_ARRAY_INIT(uint64_t, UINT32_MAX);
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
	for (uint32_t i = 0; engine->again && i < engine->opt.threads; i++)
		nd_again_release(&engine->again[i]);
	free(engine->workshops);
	free(engine->again);
	nd_sketches_release(&engine->sketches);
	nd_array_release(&engine->pending);
	nd_templates_close(engine->templates);
	nd_array_release(&engine->held);
	nd_arena_release(&engine->held_texts);
	for (size_t i = 0; i < engine->maps.n; i++)
		nd_unmap((struct nd_mapped *)engine->maps.items + i);
	nd_array_release(&engine->maps);
	for (size_t i = 0; i < engine->lots.n; i++) {
		nd_arena_release(&((struct nd_lot *)engine->lots.items)[i].terms);
		nd_arena_release(&((struct nd_lot *)engine->lots.items)[i].prints);
	}
	nd_array_release(&engine->lots);
	nd_columns_release(&engine->columns);
	nd_array_release(&engine->compared);
	nd_array_release(&engine->order);
	nd_array_release(&engine->same_address);
	nd_array_release(&engine->addresses);
	nd_events_close(engine->events);
	free(engine->by_rank);
	free(engine->rank);
	free(engine->first);
	free(engine->printings_from);
	free(engine->printings);
	free(engine->story);
	nd_arena_release(&engine->kept);
	nd_arena_release(&engine->pending_texts);
	nd_ids_release(&engine->ids);
	nd_minhash_close(&engine->minhash);
	nd_charmap_close(engine->map);
	free(engine);
}

enum nd_status nd_engine_take_lot(struct nd_engine *engine, struct nd_workshop *workshop)
{
	struct nd_lot *const lot = nd_array_append(&engine->lots, NULL, 1);

	if (!lot) {
		nd_arena_join(&engine->kept, &workshop->term_lists);
		nd_arena_join(&engine->kept, &workshop->prints);
		return ND_ENOMEM;
	}
	nd_arena_join(&lot->terms, &workshop->term_lists);
	nd_arena_join(&lot->prints, &workshop->prints);
	lot->end = engine->columns.n;
	return ND_OK;
}

enum nd_status nd_engine_check_open(const struct nd_engine *engine, struct nd_error *err)
{
	return !engine->spent ? ND_OK :
	       nd_fail(err, ND_EINVAL, "articles were compared once, none can be added");
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
