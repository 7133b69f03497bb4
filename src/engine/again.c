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
	nd_hashset_release(&again->loading);
	nd_hashset_release(&again->later);
	nd_zipper_release(&again->zipper);
	nd_array_release(&again->texts);
}

/* What goes into a reread and comes out of it. */
struct asking {
	struct nd_engine *engine;
	unsigned worker;
	uint32_t place;
	struct nd_hashset *set;	/* filled with the shingles, or NULL: they are not wanted */
	size_t from, n;		/* where they are in the cache */
	struct nd_error err;
};

static enum nd_status keep_name(struct nd_engine *engine, unsigned worker, uint32_t place,
				struct nd_text id)
{
	struct nd_name *name;

	if (atomic_load_explicit(&engine->names[place], memory_order_acquire))
		return ND_OK;
	name = nd_arena_take(&engine->workshops[worker].arena, sizeof(*name) + id.len);
	if (!name)
		return ND_ENOMEM;
	name->len = id.len;
	memcpy(name->at, id.at, id.len);
	/* two threads may keep the same name: either will do */
	atomic_store_explicit(&engine->names[place], name, memory_order_release);
	return ND_OK;
}

/* Put the distinct shingles of the article behind the lists of the cache. */
static enum nd_status keep_list(struct asking *asking, const struct nd_article *article)
{
	struct nd_engine *const engine = asking->engine;
	struct nd_again *const again = &engine->again[asking->worker];
	struct nd_workshop *const workshop = &engine->workshops[asking->worker];
	struct nd_text text = article->text;
	uint64_t content, *list;
	const uint64_t *order;
	size_t n;

	if (nd_lines_counting(engine, workshop, &nd_documents(engine)[asking->place],
			      article->title, &text, NULL) != ND_OK)
		return ND_ENOMEM;
	order = nd_document_shingles(workshop, &engine->recipe, article->title, text, &n, &content);
	if (!order)
		return ND_ENOMEM;
	if (content != nd_documents(engine)[asking->place].content)
		return nd_fail(&asking->err, ND_EIO,
			       "article '%.*s' is another one than when it was read first",
			       (int)article->id.len, article->id.at);
	list = nd_array_reserve(&again->lists, n);
	if (!list || nd_hashset_fill(asking->set, order, n, list, &asking->n) != ND_OK)
		return ND_ENOMEM;
	asking->from = again->lists.n;
	again->lists.n += asking->n;
	return ND_OK;
}

static enum nd_status on_article(void *ctx, const struct nd_article *article)
{
	struct asking *const asking = ctx;
	enum nd_status status = keep_name(asking->engine, asking->worker, asking->place, article->id);

	if (status == ND_OK && asking->set)
		status = keep_list(asking, article);
	if (status == ND_ENOMEM)
		nd_fail_memory(&asking->err);
	return status;
}

enum nd_status nd_again_begin(struct nd_engine *engine)
{
	if (!engine->names)
		engine->names = nd_calloc(engine->documents.n, sizeof(*engine->names));
	for (uint32_t i = 0; i < engine->opt.threads; i++) {
		forget_lists(&engine->again[i]);
		engine->again[i].failure.status = ND_OK;
	}
	return engine->names ? ND_OK : ND_ENOMEM;
}

void nd_again_forget(struct nd_engine *engine)
{
	free(engine->names);
	engine->names = NULL;
}

enum nd_status nd_again_fail(const struct nd_engine *engine, enum nd_status status,
			     struct nd_error *err)
{
	for (uint32_t i = 0; i < engine->opt.threads; i++)
		if (engine->again[i].failure.status == status)
			return nd_fail(err, status, "%s", engine->again[i].failure.message);
	return nd_fail_memory(err);
}

/* The list of an article whose shingles are packed; the set is not filled. */
static enum nd_status unpack(struct asking *asking, const struct nd_features *features)
{
	struct nd_again *const again = &asking->engine->again[asking->worker];
	const size_t n = features->shingles.n;
	/* the upper halves need half as much room again */
	uint64_t *const list = nd_array_reserve(&again->lists, n + n / 2 + 1);

	if (!list)
		return ND_ENOMEM;
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

/* The slot of an article in the cache; if it had to be filled, 'set' holds the article. */
static struct nd_again_slot *slot_of(struct nd_engine *engine, unsigned worker, uint32_t place,
				     struct nd_hashset *set)
{
	struct nd_again *const again = &engine->again[worker];
	struct nd_again_slot *const slots = again->slots.n ? again->slots.items :
					    nd_array_append(&again->slots, NULL, SLOTS);
	struct nd_again_slot *const slot = slots ? &slots[place % SLOTS] : NULL;
	struct asking asking = { .engine = engine, .worker = worker, .place = place, .set = set };
	const struct nd_features *const features = nd_documents(engine)[place].features;
	const int packed = features && features->packed;

	if (!slot || (slot->round == again->round && slot->place == place))
		return slot;
	if (set == &again->later)
		again->held = ND_NO_PLACE;
	if ((packed ? unpack(&asking, features) : ask(&asking)) != ND_OK)
		return NULL;
	if (set == &again->later && !packed)
		again->held = place;
	*slot = (struct nd_again_slot){ place, again->round, asking.from, asking.n };
	return slot;
}

/* The distinct shingles of an article, kept or in the cache at 'from'. */
struct list {
	const uint64_t *kept;
	size_t from, n;
};

static enum nd_status list_of(struct nd_engine *engine, unsigned worker, uint32_t place,
			      struct nd_hashset *set, struct list *list)
{
	const struct nd_features *const features = nd_documents(engine)[place].features;
	const struct nd_again *const again = &engine->again[worker];
	const struct nd_again_slot *slot;

	if (features && features->shingles.at) {
		*list = (struct list){ features->shingles.at, 0, features->shingles.n };
		return ND_OK;
	}
	slot = slot_of(engine, worker, place, set);
	if (!slot)
		return again->failure.status != ND_OK ? again->failure.status : ND_ENOMEM;
	*list = (struct list){ NULL, slot->from, slot->n };
	return ND_OK;
}

static const uint64_t *items(const struct nd_again *again, const struct list *list)
{
	return list->kept ? list->kept : (const uint64_t *)again->lists.items + list->from;
}

/* The same of two articles whose shingles are brief. */
static enum nd_status overlap_brief(struct nd_again *again, uint32_t place,
				    const struct nd_features *x, const struct nd_features *y,
				    struct nd_overlap *out)
{
	const size_t n = y->shingles.n;

	if (again->held != place) {
		uint64_t *const values = nd_array_reserve(&again->lists, n);
		size_t distinct;

		again->held = ND_NO_PLACE;
		if (!values)
			return ND_ENOMEM;
		nd_brief_read(y->brief, n, values);
		if (nd_hashset_fill(&again->later, values, n, values, &distinct) != ND_OK)
			return ND_ENOMEM;
		again->held = place;
	}
	*out = nd_overlap_of(nd_hashset_count_brief(&again->later, x->brief, x->shingles.n),
			     x->shingles.n, n);
	return ND_OK;
}

enum nd_status nd_again_overlap(struct nd_engine *engine, unsigned worker, uint32_t earlier,
				uint32_t later, struct nd_overlap *out)
{
	struct nd_again *const again = &engine->again[worker];
	const struct nd_features *const features[2] = {
		nd_documents(engine)[earlier].features, nd_documents(engine)[later].features,
	};
	struct list x, y;
	enum nd_status status;
	size_t n;

	if (features[0] && features[0]->brief && features[1]->brief)
		return overlap_brief(again, later, features[0], features[1], out);
	if (again->lists.n > MOST_CACHED)
		forget_lists(again);
	status = list_of(engine, worker, later, &again->later, &y);
	if (status == ND_OK)
		status = list_of(engine, worker, earlier, &again->loading, &x);
	if (status == ND_OK && again->held != later) {
		uint64_t *const scratch = nd_array_reserve(&again->lists, y.n);

		status = scratch ? nd_hashset_fill(&again->later, items(again, &y), y.n, scratch, &n) :
				   ND_ENOMEM;
		again->held = status == ND_OK ? later : ND_NO_PLACE;
	}
	if (status == ND_OK)
		*out = nd_overlap_of(nd_hashset_count(&again->later, items(again, &x), x.n), x.n, y.n);
	return status;
}

enum nd_status nd_again_id(struct nd_engine *engine, uint32_t place, struct nd_text *id)
{
	const struct nd_features *const features = nd_documents(engine)[place].features;
	struct asking asking = { .engine = engine, .place = place };
	const struct nd_name *name;

	if (features) {
		*id = features->id;
		return ND_OK;
	}
	if (!engine->names && nd_again_begin(engine) != ND_OK)
		return ND_ENOMEM;
	if (!engine->names[place]) {
		const enum nd_status status = ask(&asking);

		if (status != ND_OK)
			return status;
	}
	name = engine->names[place];
	*id = (struct nd_text){ name->at, name->len };
	return ND_OK;
}
