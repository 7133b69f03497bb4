/*
 * again.c - asking for an article once more
 *
 * Whoever asks for the shingles gets the id on the way: it is kept, for an
 * article whose shingles are wanted may well be in a result.
 */
#include "engine/again.h"

#include <stdlib.h>
#include <string.h>

#include "base/packed.h"
#include "engine/lines.h"

#define SLOTS		1024u			/* articles in a cache */
#define MOST_CACHED	((size_t)1 << 17)	/* shingles in a cache: 1 MiB, 300 articles */
#define CHUNK		16			/* articles a thread loads at once */

static void forget_lists(struct nd_again *again)
{
	again->lists.n = 0;
	again->round++;
	again->held = ND_NO_PLACE;
}

void nd_again_release(struct nd_again *again)
{
	nd_array_release(&again->lists);
	nd_array_release(&again->slots);
	nd_hashset_release(&again->others);
	nd_hashset_release(&again->later);
	nd_zipper_release(&again->zipper);
	nd_array_release(&again->texts);
	nd_arena_release(&again->loaded);
	nd_recalled_release(&again->names);
}

/* What goes into a reread and comes out of it. */
struct asking {
	struct nd_engine *engine;
	unsigned worker;
	uint32_t place;
	int list, load;		/* put shingles into the cache, or into the features? */
	size_t from, n;		/* where they are in the cache */
	struct nd_error err;
};

static enum nd_status keep_name(struct nd_engine *engine, unsigned worker, uint32_t place,
				struct nd_text id)
{
	struct nd_recalled *const names = &engine->again[worker].names;

	return nd_recalled_find(names, place).at ? ND_OK :
	       nd_recalled_keep(names, &engine->workshops[worker].arena, place, id);
}

/* Find the shingles of the article, in its text and in its workshop. */
static enum nd_status find_shingles(struct asking *asking, const struct nd_article *article, size_t *n)
{
	struct nd_engine *const engine = asking->engine;
	const struct nd_document document = nd_columns_document(&engine->columns, asking->place);
	struct nd_workshop *const workshop = &engine->workshops[asking->worker];
	struct nd_recipe recipe = engine->recipe;
	struct nd_text text = article->text;
	uint64_t content;

	recipe.event_channel = 0;	/* no more of the tokens than their hashes */
	if (nd_lines_counting(engine, workshop, &document, article->title, &text, NULL) != ND_OK ||
	    !nd_document_shingles(workshop, &recipe, article->title, text, n, &content))
		return ND_ENOMEM;
	if (content != document.content)
		return nd_fail(&asking->err, ND_EIO,
			       "article '%.*s' is another one than when it was read first",
			       (int)article->id.len, article->id.at);
	return ND_OK;
}

/* Put the shingles of the article behind the lists of the cache. */
static enum nd_status keep_list(struct asking *asking, size_t n)
{
	const struct nd_engine *const engine = asking->engine;
	struct nd_again *const again = &engine->again[asking->worker];
	uint64_t *const order = engine->workshops[asking->worker].hashes.items;

	/* with the event channel others are brief */
	for (size_t i = 0; i < n && engine->recipe.event_channel; i++)
		order[i] >>= 64 - ND_BRIEF_BITS;
	asking->from = again->lists.n;
	asking->n = n;
	return nd_array_append(&again->lists, order, n) ? ND_OK : ND_ENOMEM;
}

static enum nd_status on_article(void *ctx, const struct nd_article *article)
{
	struct asking *const asking = ctx;
	struct nd_engine *const engine = asking->engine;
	struct nd_features *const features = nd_features_at(engine, asking->place);
	enum nd_status status = features ? ND_OK :
				keep_name(engine, asking->worker, asking->place, article->id);
	size_t n = 0;

	if (status == ND_OK && (asking->list || asking->load))
		status = find_shingles(asking, article, &n);
	if (status == ND_OK && asking->list)
		status = keep_list(asking, n);
	if (status == ND_OK && asking->load)
		status = nd_features_load(features, &engine->workshops[asking->worker],
					  &engine->again[asking->worker].loaded, n);
	if (status == ND_ENOMEM)
		nd_fail_memory(&asking->err);
	return status;
}

void nd_again_begin(struct nd_engine *engine)
{
	for (uint32_t i = 0; i < engine->opt.threads; i++) {
		forget_lists(&engine->again[i]);
		engine->again[i].failure.status = ND_OK;
	}
}

void nd_again_rest(struct nd_engine *engine)
{
	for (uint32_t i = 0; i < engine->opt.threads; i++) {
		nd_again_release(&engine->again[i]);
		engine->again[i].of = NULL;
		forget_lists(&engine->again[i]);
	}
}

void nd_again_forget(struct nd_engine *engine)
{
	for (uint32_t i = 0; i < engine->opt.threads; i++)
		nd_recalled_release(&engine->again[i].names);
}

enum nd_status nd_again_fail(const struct nd_engine *engine, enum nd_status status,
			     struct nd_error *err)
{
	for (uint32_t i = 0; i < engine->opt.threads; i++)
		if (engine->again[i].failure.status == status)
			return nd_fail(err, status, "%s", engine->again[i].failure.message);
	return nd_fail_memory(err);
}

/* The list of an article whose shingles are packed or brief. */
static enum nd_status unpack(struct asking *asking, const struct nd_features *features)
{
	struct nd_again *const again = &asking->engine->again[asking->worker];
	const size_t n = features->shingles.n;
	/* the upper halves need half as much room again */
	uint64_t *const list = nd_array_reserve(&again->lists, n + n / 2 + 1);

	if (!list)
		return ND_ENOMEM;
	if (features->brief)
		nd_brief_read(features->brief, n, list);
	else
		nd_packed_hashes_read(features->packed, (uint32_t)n, list, (uint32_t *)(list + n));
	asking->from = again->lists.n;
	asking->n = n;
	again->lists.n += n;
	return ND_OK;
}

static enum nd_status ask(struct asking *asking)
{
	const struct nd_options *const opt = &asking->engine->opt;
	const enum nd_status status = opt->reread(opt->reread_ctx, asking->worker, asking->place,
						  on_article, asking, &asking->err);

	if (status == ND_OK)
		return ND_OK;
	asking->err.status = status;
	asking->engine->again[asking->worker].failure = asking->err;
	return status;
}

/* The slot of an article in the cache, where it is from now on. */
static struct nd_again_slot *slot_of(struct nd_engine *engine, unsigned worker, uint32_t place)
{
	struct nd_again *const again = &engine->again[worker];
	struct nd_again_slot *const slots = again->slots.n ? again->slots.items :
					    nd_array_append(&again->slots, NULL, SLOTS);
	struct nd_again_slot *const slot = slots ? &slots[place % SLOTS] : NULL;
	struct asking asking = { .engine = engine, .worker = worker, .place = place, .list = 1 };
	const struct nd_features *const features = nd_features_at(engine, place);
	const int packed = features && (features->packed || features->brief);

	if (!slot || (slot->round == again->round && slot->place == place))
		return slot;
	if ((packed ? unpack(&asking, features) : ask(&asking)) != ND_OK)
		return NULL;
	*slot = (struct nd_again_slot){ place, again->round, asking.from, asking.n };
	return slot;
}

/* The shingles of an article, kept or in the cache at 'from', where some may come twice. */
struct list {
	const uint64_t *kept;
	size_t from, n;
};

static enum nd_status list_of(struct nd_engine *engine, unsigned worker, uint32_t place,
			      struct list *list)
{
	const struct nd_features *const features = nd_features_at(engine, place);
	const struct nd_again *const again = &engine->again[worker];
	const struct nd_again_slot *slot;

	if (features && features->shingles.at) {
		*list = (struct list){ features->shingles.at, 0, features->shingles.n };
		return ND_OK;
	}
	slot = slot_of(engine, worker, place);
	if (!slot)
		return again->failure.status != ND_OK ? again->failure.status : ND_ENOMEM;
	*list = (struct list){ NULL, slot->from, slot->n };
	return ND_OK;
}

static const uint64_t *items(const struct nd_again *again, const struct list *list)
{
	return list->kept ? list->kept : (const uint64_t *)again->lists.items + list->from;
}

/* Have the set hold the article of a place, which has n shingles; they may be written over. */
static enum nd_status hold(struct nd_again *again, uint32_t place, const uint64_t *shingles,
			   size_t n, uint64_t *scratch)
{
	enum nd_status status;

	again->held = ND_NO_PLACE;
	status = nd_hashset_fill(&again->later, shingles, n, scratch, &again->n_held);
	again->held = status == ND_OK ? place : ND_NO_PLACE;
	return status;
}

/* The overlap of two articles whose shingles are brief. */
static enum nd_status overlap_brief(struct nd_again *again, uint32_t place,
				    const struct nd_features *x, const struct nd_features *y,
				    struct nd_overlap *out)
{
	const size_t n = y->shingles.n;

	if (again->held != place) {
		uint64_t *const values = nd_array_reserve(&again->lists, n);

		if (!values)
			return ND_ENOMEM;
		nd_brief_read(y->brief, n, values);
		if (hold(again, place, values, n, values) != ND_OK)
			return ND_ENOMEM;
	}
	*out = nd_overlap_of(nd_hashset_count_brief(&again->later, x->brief, x->shingles.n),
			     x->shingles.n, n);
	return ND_OK;
}

/* The overlap of two lists, y that of the place. */
static enum nd_status overlap(struct nd_again *again, uint32_t place, const struct list *x,
			      const struct list *y, struct nd_overlap *out)
{
	uint64_t *const scratch = nd_array_reserve(&again->lists, x->n > y->n ? x->n : y->n);
	size_t common, others;

	if (!scratch || (again->held != place &&
			 hold(again, place, items(again, y), y->n, scratch) != ND_OK))
		return ND_ENOMEM;
	common = nd_hashset_meet(&again->later, items(again, x), x->n, scratch, &others);
	if (nd_hashset_fill(&again->others, scratch, others, scratch, &others) != ND_OK)
		return ND_ENOMEM;
	*out = nd_overlap_of(common, common + others, again->n_held);
	return ND_OK;
}

enum nd_status nd_again_overlap(struct nd_engine *engine, unsigned worker, uint32_t earlier,
				uint32_t later, struct nd_overlap *out)
{
	struct nd_again *const again = &engine->again[worker];
	const struct nd_features *const features[2] = {
		nd_features_at(engine, earlier), nd_features_at(engine, later),
	};
	struct list x, y;
	enum nd_status status;

	if (features[0] && features[0]->brief && features[1]->brief)
		return overlap_brief(again, later, features[0], features[1], out);
	if (again->lists.n > MOST_CACHED)
		forget_lists(again);
	status = list_of(engine, worker, later, &y);
	if (status == ND_OK)
		status = list_of(engine, worker, earlier, &x);
	return status == ND_OK ? overlap(again, later, &x, &y, out) : status;
}

struct loading {
	struct nd_engine *engine;
	uint8_t *wanted;
};

static enum nd_status load_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct loading *const loading = ctx;
	enum nd_status status = ND_OK;

	for (size_t i = from; i < to && status == ND_OK; i++) {
		const struct nd_features *const features = nd_features_at(loading->engine, i);
		struct asking asking = { loading->engine, worker, (uint32_t)i, .load = 1 };

		loading->wanted[i] &= features && !features->brief && !features->packed &&
				      !features->shingles.at;
		if (loading->wanted[i])
			status = ask(&asking);
	}
	return status;
}

enum nd_status nd_again_load(struct nd_engine *engine, uint8_t *wanted)
{
	struct loading loading = { engine, wanted };

	return nd_parallel(engine->opt.threads, engine->made, CHUNK, load_some, &loading);
}

void nd_again_unload(struct nd_engine *engine, const uint8_t *loaded)
{
	for (size_t i = 0; i < engine->made; i++) {
		if (!loaded[i])
			continue;
		nd_features_at(engine, i)->shingles = (struct nd_set){ NULL, 0 };
		nd_features_at(engine, i)->quoted = (struct nd_set){ NULL, 0 };
		nd_features_at(engine, i)->brief = NULL;
	}
	for (uint32_t i = 0; i < engine->opt.threads; i++)
		nd_arena_release(&engine->again[i].loaded);
}

/* The id of the article at a place that somebody has read again; at is NULL: nobody has. */
static struct nd_text name_of(const struct nd_engine *engine, uint32_t place)
{
	struct nd_text id = { NULL, 0 };

	for (uint32_t i = 0; i < engine->opt.threads && !id.at; i++)
		id = nd_recalled_find(&engine->again[i].names, place);
	return id;
}

enum nd_status nd_again_id(struct nd_engine *engine, uint32_t place, struct nd_text *id)
{
	const struct nd_features *const features = nd_features_at(engine, place);
	struct asking asking = { .engine = engine, .place = place };
	enum nd_status status = ND_OK;

	*id = features ? features->id : name_of(engine, place);
	if (!id->at) {
		status = ask(&asking);
		*id = name_of(engine, place);
	}
	return status;
}
