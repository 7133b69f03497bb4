/* batch.c - articles made ready by any thread, added by the one that writes */
#include <stdlib.h>

#include "engine/engine.h"
#include "store/store.h"

struct nd_store_batch {
	const struct nd_recipe *recipe;	/* of a store; what it points to never changes */
	struct nd_workshop workshop;
	struct nd_arena arena;		/* of the drafts */
	struct nd_array drafts;		/* struct nd_draft */
};

enum nd_status nd_store_batch_open(struct nd_store_batch **out, const struct nd_store *store,
				   struct nd_error *err)
{
	struct nd_store_batch *const batch = *out = nd_calloc(1, sizeof(*batch));

	if (!batch)
		return nd_fail_memory(err);
	*batch = (struct nd_store_batch){
		.recipe = &store->recipe,
		.workshop = ND_WORKSHOP_INIT,
		.arena = ND_ARENA_INIT,
		.drafts = ND_ARRAY_INIT(struct nd_draft, UINT32_MAX),
	};
	return ND_OK;
}

void nd_store_batch_close(struct nd_store_batch *batch)
{
	if (!batch)
		return;
	nd_workshop_release(&batch->workshop);
	nd_arena_release(&batch->arena);
	nd_array_release(&batch->drafts);
	free(batch);
}

enum nd_status nd_store_batch_add(struct nd_store_batch *batch, const struct nd_article *article,
				  struct nd_error *err)
{
	const enum nd_status status = nd_article_check(article, err);
	struct nd_draft draft;

	if (status != ND_OK)
		return status;
	if (nd_draft_make(&draft, &batch->arena, &batch->workshop, batch->recipe, article) != ND_OK ||
	    nd_draft_keep(&draft, &batch->arena) != ND_OK ||
	    !nd_array_append(&batch->drafts, &draft, 1))
		return nd_fail_memory(err);
	return ND_OK;
}

enum nd_status nd_store_take(struct nd_store *store, struct nd_store_batch *batch,
			     struct nd_error *err)
{
	const struct nd_draft *const draft = batch->drafts.items;
	enum nd_status status = ND_OK;

	for (size_t i = 0; i < batch->drafts.n && status == ND_OK; i++)
		status = nd_store_add_draft(store, &draft[i], err);
	batch->drafts.n = 0;
	nd_arena_clear(&batch->arena);
	return status;
}
