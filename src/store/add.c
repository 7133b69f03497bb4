/*
 * add.c - an article goes in, or is only asked about; groups are committed
 *
 * First everything is read and decided, then it is written: what fails before
 * the first write leaves the store as it was.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/engine.h"
#include "store/answer.h"
#include "store/flush.h"
#include "store/remove.h"
#include "store/rows.h"
#include "store/stories.h"

/* The time now, never before the last article's: a clock that was set back must not
 * make the log run backwards. */
static int64_t now(const struct nd_store *store)
{
	const int64_t clock = (int64_t)time(NULL);

	return clock < store->state.latest ? store->state.latest : clock;
}

/* The record of the needle, and its keys behind it, in 'out'. */
static enum nd_status make_record(struct nd_store *store, uint32_t number, struct nd_array *out)
{
	const struct nd_needle *const needle = &store->needle;
	const struct nd_draft *const draft = needle->draft;
	const struct nd_key *const key = needle->keys.items;
	const struct nd_finding *const finding = store->finding;
	const struct nd_keeping keeping = {
		.head = {
			.number = number,
			.published = draft->article.published,
			.added = store->state.latest,
			.content = draft->content,
			.address = draft->address,
			.tokens = draft->tokens,
			.fingerprints = draft->fingerprints,
			.coverage = draft->coverage,
			.norms = needle->view.norms,
		},
		.sketch = draft->sketch, .sketch_bytes = draft->sketch ? store->minhash.bytes : 0,
		.shingles = draft->shingles, .n_shingles = draft->n_shingles,
		.quoted = draft->quoted,
		.term_keys = draft->term_keys, .terms = needle->terms.items,
		.n_terms = draft->n_terms,
		.scores = finding->scores.items, .n_scores = finding->scores.n,
		.id = draft->article.id, .title = draft->article.title,
		.source = draft->article.source, .url = draft->article.url,
	};
	uint8_t *to;

	if (nd_kept_write(out, &keeping) != ND_OK)
		return nd_fail_memory(&store->err);
	to = nd_array_append(out, NULL, needle->keys.n * ND_TAIL_KEY);
	if (!to)
		return nd_fail_memory(&store->err);
	for (size_t i = 0; i < needle->keys.n; i++, to += ND_TAIL_KEY) {
		memcpy(to, &key[i].key, ND_TAIL_KEY - 1);
		to[ND_TAIL_KEY - 1] = key[i].weight;
	}
	return ND_OK;
}

static enum nd_status put_record(struct nd_store *store, uint32_t number)
{
	const struct nd_needle *const needle = &store->needle;
	struct nd_array *const value = &store->finding->value;
	struct nd_taken taken = {
		.keys = needle->keys.items, .n_keys = needle->keys.n,
		.terms = needle->draft->term_keys, .n_terms = needle->draft->n_terms,
	};
	enum nd_status status;

	value->n = 0;
	status = make_record(store, number, value);
	if (status == ND_OK)
		status = nd_store_failed(store, nd_ledger_put(&store->ledger, ND_TABLE_TAIL, number,
							      value->items, value->n));
	if (status != ND_OK)
		return status;
	taken.record = nd_arena_copy(&store->tail_bytes, value->items, value->n);
	return taken.record ? nd_store_append(store, &taken) : nd_fail_memory(&store->err);
}

static enum nd_status put_edges(struct nd_store *store, uint32_t number)
{
	const struct nd_array *const edges = &store->finding->edges;
	const struct nd_edge *const edge = edges->items;
	enum nd_status status = ND_OK;

	if (edges->n)
		status = nd_ledger_put(&store->ledger, ND_TABLE_EDGES, number, edge,
				       edges->n * sizeof(*edge));
	return status == ND_OK ? nd_store_link(store, edge, edges->n) :
	       nd_store_failed(store, status);
}

/* Everything that is to be known before anything is written. */
struct arrival {
	uint32_t same_id;	/* article with this id, or ND_NO_ARTICLE */
	int known;		/* ... and it has these words */
	uint32_t initial;	/* story it is in before its own pairs decide */
};

/*
 * The version that is to be replaced must not be found by the new one; where
 * its text has other copies, it still speaks for these.
 */
static enum nd_status hide(struct nd_store *store, struct arrival *arrival)
{
	struct nd_array copies = ND_ARRAY_INIT(uint32_t, UINT32_MAX);
	struct nd_place place;
	enum nd_status status = nd_store_place(store, arrival->same_id, &place);

	arrival->initial = place.story;
	if (status == ND_OK)
		status = nd_store_failed(store, nd_ledger_list(&store->ledger, ND_TABLE_COPIES,
							       arrival->same_id, &copies));
	if (status == ND_OK)
		status = nd_store_mark_gone(store, arrival->same_id,
					    copies.n ? ND_GHOST : ND_REMOVED);
	nd_array_release(&copies);
	return status;
}

static enum nd_status find_and_judge(struct nd_store *store)
{
	const enum nd_status status = nd_find(store);

	return status == ND_OK && store->finding->identical == ND_NO_ARTICLE ? nd_judge(store) :
	       status;
}

/* Lay out an article and see what is there. */
static enum nd_status look_at(struct nd_store *store, const struct nd_draft *draft,
			      struct arrival *arrival)
{
	struct nd_kept kept;
	enum nd_status status = nd_store_find_id(store, draft->article.id, &arrival->same_id);

	*arrival = (struct arrival){ arrival->same_id, 0, ND_NO_ARTICLE };
	if (status != ND_OK)
		return status;
	status = nd_needle_make(&store->needle, &store->recipe, &store->counts, draft);
	if (status != ND_OK)
		return nd_fail_memory(&store->err);
	if (arrival->same_id == ND_NO_ARTICLE)
		return find_and_judge(store);
	status = nd_store_read(store, arrival->same_id, &kept);
	if (status != ND_OK)
		return status;
	arrival->known = kept.head->content == draft->content &&
			 kept.head->tokens == draft->tokens;
	if (arrival->known)
		return ND_OK;
	status = hide(store, arrival);
	return status == ND_OK ? find_and_judge(store) : status;
}

/* What look_at() hid is there all the same. */
static void show_again(struct nd_store *store, const struct arrival *arrival)
{
	if (arrival->same_id < store->gone.n)
		((uint8_t *)store->gone.items)[arrival->same_id] = ND_ALIVE;
}

/* Write the article in store->needle. */
static enum nd_status write_article(struct nd_store *store, const struct arrival *arrival,
				    uint32_t number)
{
	const uint32_t identical = store->finding->identical;
	enum nd_status status = put_record(store, number);

	store->state.alive++;
	store->state.next = number + 1;
	if (status == ND_OK && identical != ND_NO_ARTICLE) {
		status = nd_store_link(store, NULL, 0);
		return status == ND_OK ? nd_story_put_copy(store, number, identical) : status;
	}
	if (status == ND_OK)
		status = put_edges(store, number);
	if (status == ND_OK)
		status = nd_story_settle(store, number, arrival->initial == ND_NO_ARTICLE ? number :
					 arrival->initial);
	return status;
}

/* Write, and if the id was taken take the old article out. */
static enum nd_status write_all(struct nd_store *store, const struct arrival *arrival)
{
	const uint32_t number = store->state.next;
	const uint64_t changes = store->state.next_log;
	enum nd_status status = nd_store_failed(store, nd_ledger_begin(&store->ledger));

	store->state.latest = now(store);
	if (status == ND_OK && !arrival->known) {
		status = write_article(store, arrival, number);
		if (status == ND_OK && arrival->same_id != ND_NO_ARTICLE)
			status = nd_remove_article(store, arrival->same_id, ND_REMOVE_REPLACED);
	}
	if (status == ND_OK)
		status = nd_answer_wait(store, arrival->known ? arrival->same_id : number,
					arrival->known ? ND_KNOWN :
					arrival->same_id != ND_NO_ARTICLE ? ND_UPDATE : ND_NEW,
					changes);
	return status;
}

/* A write that failed: nothing since the last commit counts, and the handle says so. */
static enum nd_status break_off(struct nd_store *store, enum nd_status status, struct nd_error *err)
{
	store->broken = 1;
	nd_ledger_abort(&store->ledger);
	store->answers.n = 0;
	if (err)
		*err = store->err;
	return status;
}

static enum nd_status check_handle(const struct nd_store *store, struct nd_error *err)
{
	if (!store->ledger.writable)
		return nd_fail(err, ND_EINVAL, "store '%s' was opened to be read",
			       store->ledger.folder);
	if (store->broken)
		return nd_fail(err, ND_EIO, "store '%s' has to be opened again after: %.300s",
			       store->ledger.folder, store->err.message);
	return ND_OK;
}

enum nd_status nd_store_add_draft(struct nd_store *store, const struct nd_draft *draft,
				  struct nd_error *err)
{
	struct arrival arrival = { ND_NO_ARTICLE, 0, ND_NO_ARTICLE };
	enum nd_status status = check_handle(store, err);

	if (status != ND_OK)
		return status;
	if (store->state.next >= ND_NO_ARTICLE / 2)
		return nd_fail(err, ND_EINVAL, "store '%s' has had %u articles, as many as it can",
			       store->ledger.folder, store->state.next);
	status = look_at(store, draft, &arrival);
	if (status != ND_OK) {
		show_again(store, &arrival);
		if (err)
			*err = store->err;
		return status;
	}
	status = write_all(store, &arrival);
	if (status != ND_OK)
		return break_off(store, status, err);
	if (store->answers.n >= store->commit_every || store->tail.n >= store->fresh_most)
		return nd_store_commit(store, err);
	return ND_OK;
}

/* Make store->draft of an article. */
static enum nd_status make_draft(struct nd_store *store, const struct nd_article *article,
				 struct nd_error *err)
{
	const enum nd_status status = nd_article_check(article, err);

	if (status != ND_OK)
		return status;
	nd_arena_clear(&store->draft_bytes);
	return nd_draft_make(&store->draft, &store->draft_bytes, &store->workshop, &store->recipe,
			     article) == ND_OK ? ND_OK : nd_fail_memory(err);
}

enum nd_status nd_store_add(struct nd_store *store, const struct nd_article *article,
			    struct nd_error *err)
{
	enum nd_status status = check_handle(store, err);

	if (status == ND_OK)
		status = make_draft(store, article, err);
	return status == ND_OK ? nd_store_add_draft(store, &store->draft, err) : status;
}

enum nd_status nd_store_add_made(struct nd_store *store, const struct nd_shard_article *made,
				 struct nd_error *err)
{
	enum nd_status status = nd_article_check(&made->article, err);

	if (status != ND_OK)
		return status;
	nd_arena_clear(&store->draft_bytes);
	if (nd_draft_load(&store->draft, &store->draft_bytes, &store->recipe, made) != ND_OK)
		return nd_fail_memory(err);
	return nd_store_add_draft(store, &store->draft, err);
}

enum nd_status nd_store_commit(struct nd_store *store, struct nd_error *err)
{
	enum nd_status status = check_handle(store, err), settled = ND_OK;

	if (status != ND_OK)
		return status;
	if (store->ledger.writing)
		status = nd_store_put_state(store);
	if (status == ND_OK)
		status = nd_store_failed(store, nd_ledger_commit(&store->ledger));
	if (status != ND_OK)
		return break_off(store, status, err);
	status = nd_answers_give(store, err);
	if (store->tail.n >= store->fresh_most)
		settled = nd_flush(store);
	else if (nd_merging_is_done(&store->merging))
		settled = nd_flush_merged(store);
	return settled == ND_OK ? status : break_off(store, settled, err);
}

size_t nd_store_waiting(const struct nd_store *store)
{
	return store->answers.n;
}

void nd_store_on_answer(struct nd_store *store, nd_on_answer *fn, void *ctx)
{
	store->on_answer = fn;
	store->answer_ctx = ctx;
}

enum nd_status nd_store_query(struct nd_store *store, const struct nd_article *article,
			      nd_on_answer *fn, void *ctx, struct nd_error *err)
{
	struct arrival arrival = { ND_NO_ARTICLE, 0, ND_NO_ARTICLE };
	enum nd_status status = make_draft(store, article, err);

	if (status != ND_OK)
		return status;
	if (!store->ledger.writable)
		status = nd_store_catch_up(store);
	if (status == ND_OK)
		status = look_at(store, &store->draft, &arrival);
	if (status == ND_OK)
		status = nd_answer_query(store, arrival.known ? arrival.same_id : ND_NO_ARTICLE,
					 arrival.same_id != ND_NO_ARTICLE, fn, ctx);
	show_again(store, &arrival);
	if (!store->ledger.writable || !store->ledger.writing)
		nd_ledger_let_go(&store->ledger);
	if (status != ND_OK && err)
		*err = store->err;
	return status;
}
