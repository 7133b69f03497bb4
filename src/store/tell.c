/* tell.c - pairs, changes and counts of a whole store */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/identical.h"
#include "store/answer.h"
#include "store/rows.h"

static const char *const news_names[] = { "new", "copy", "update", "known" };
static const char *const change_names[ND_CHANGE_KINDS] = {
	"merged", "split", "moved", "removed", "expired",
};

const char *nd_news_name(enum nd_news news)
{
	return (unsigned)news <= ND_KNOWN ? news_names[news] : "new";
}

const char *nd_change_name(enum nd_change_kind kind)
{
	return (unsigned)kind < ND_CHANGE_KINDS ? change_names[kind] : "moved";
}

enum nd_status nd_store_look(struct nd_store *store)
{
	return store->ledger.writable ? ND_OK : nd_store_catch_up(store);
}

enum nd_status nd_store_looked(struct nd_store *store, enum nd_status status, struct nd_error *err)
{
	if (!store->ledger.writing)
		nd_ledger_let_go(&store->ledger);
	if (status != ND_OK && err)
		*err = store->err;
	return status;
}

/* A pair of articles, by number. */
struct told {
	uint32_t a, b;		/* a the earlier one by date */
	enum nd_relation relation;
	int same_url;
	float jaccard, containment, event, hours;
};

struct pairing {
	struct nd_store *store;
	struct nd_array pairs;	/* struct told */
	struct nd_array x, y;	/* uint32_t: articles of two texts */
};

/* The articles of a text that are there, in order of arrival. */
static enum nd_status list_copies(struct nd_store *store, uint32_t first, struct nd_array *out)
{
	uint32_t *number;
	size_t kept = 0;
	enum nd_status status;

	out->n = 0;
	if (!nd_array_append(out, &first, 1))
		return nd_fail_memory(&store->err);
	status = nd_store_failed(store, nd_ledger_list(&store->ledger, ND_TABLE_COPIES, first, out));
	number = out->items;
	for (size_t i = 0; i < out->n; i++)
		if (nd_gone(store, number[i]) == ND_ALIVE)
			number[kept++] = number[i];
	out->n = kept;
	return status;
}

static enum nd_status add_pair(struct pairing *pairing, uint32_t x, uint32_t y, struct told told)
{
	struct nd_store *const store = pairing->store;
	struct nd_kept a, b;
	enum nd_status status = nd_store_read(store, x, &a);

	if (status == ND_OK)
		status = nd_store_read(store, y, &b);
	if (status != ND_OK)
		return status;
	told.hours = (float)nd_hours_between(a.head->published, b.head->published);
	if (told.relation == ND_SAME_EVENT && store->opt.window && !told.same_url &&
	    told.hours * 3600 > (double)store->opt.window)
		return ND_OK;
	/* ND_NO_TIME is the least: without a date an article comes first, as in a pile */
	if (a.head->published > b.head->published ||
	    (a.head->published == b.head->published && x > y)) {
		told.a = y;
		told.b = x;
	} else {
		told.a = x;
		told.b = y;
	}
	return nd_array_append(&pairing->pairs, &told, 1) ? ND_OK : nd_fail_memory(&store->err);
}

/* The pairs of two texts: for as many copies of either as in a pile. */
static enum nd_status repeat(struct pairing *pairing, uint32_t x, uint32_t y, struct told told)
{
	enum nd_status status = list_copies(pairing->store, x, &pairing->x);

	if (status == ND_OK)
		status = list_copies(pairing->store, y, &pairing->y);
	for (size_t i = 0; i < pairing->x.n && i < ND_IDENTICAL_NEAR; i++)
		for (size_t k = 0; k < pairing->y.n && k < ND_IDENTICAL_NEAR && status == ND_OK; k++)
			status = add_pair(pairing, ((uint32_t *)pairing->x.items)[i],
					  ((uint32_t *)pairing->y.items)[k], told);
	return status;
}

/* The pairs among the copies of one text. */
static enum nd_status pair_up(struct pairing *pairing, uint32_t first)
{
	const struct told same = {
		.relation = ND_IDENTICAL, .jaccard = 1, .containment = 1,
		.event = nd_has_events(pairing->store) ? 0.99f : -1,
	};
	enum nd_status status = list_copies(pairing->store, first, &pairing->x);
	const uint32_t *const copy = pairing->x.items;

	for (size_t k = 1; k < pairing->x.n && status == ND_OK; k++) {
		const size_t near = k > ND_IDENTICAL_NEAR ? k - ND_IDENTICAL_NEAR : 0;

		if (near)
			status = add_pair(pairing, copy[0], copy[k], same);
		for (size_t i = near; i < k && status == ND_OK; i++)
			status = add_pair(pairing, copy[i], copy[k], same);
	}
	return status;
}

/* The relation of an edge: the same event only if both are in one story. */
static enum nd_status settle_relation(struct nd_store *store, uint32_t number,
				      const struct nd_edge *edge, enum nd_relation *relation)
{
	struct nd_place a, b;
	enum nd_status status;

	*relation = (enum nd_relation)edge->relation;
	if (*relation != ND_UNRELATED || !nd_is_same_event(store, &(struct nd_pair){
			.same_url = edge->same_url, .event = edge->event,
			.hours_apart = edge->dated ? edge->apart / 3600.0 : -1 }))
		return ND_OK;
	status = nd_store_place(store, number, &a);
	if (status == ND_OK)
		status = nd_store_place(store, edge->other, &b);
	if (status == ND_OK && a.story == b.story)
		*relation = ND_SAME_EVENT;
	return status;
}

/* All pairs of the text whose first article this is with earlier ones. */
static enum nd_status pair_text(struct pairing *pairing, uint32_t number)
{
	struct nd_store *const store = pairing->store;
	struct nd_bytes bytes;
	struct nd_edge edge;
	enum nd_status status = nd_ledger_get(&store->ledger, ND_TABLE_EDGES, number, &bytes);

	if (status == ND_ENOENT)
		return ND_OK;
	if (status != ND_OK)
		return nd_store_failed(store, status);
	for (size_t at = 0; at + sizeof(edge) <= bytes.n && status == ND_OK; at += sizeof(edge)) {
		enum nd_relation relation;
		struct told told;

		memcpy(&edge, (const char *)bytes.at + at, sizeof(edge));
		if (nd_gone(store, edge.other) == ND_REMOVED)
			continue;
		status = settle_relation(store, number, &edge, &relation);
		if (status != ND_OK || relation == ND_UNRELATED ||
		    !(store->opt.relations & ND_RELATION_BIT(relation)))
			continue;
		told = (struct told){
			.relation = relation, .event = edge.event, .same_url = edge.same_url,
		};
		status = nd_edge_measures(store, number, &edge, &told.jaccard, &told.containment);
		if (status == ND_OK)
			status = repeat(pairing, edge.other, number, told);
	}
	return status;
}

static enum nd_status collect_pairs(struct pairing *pairing)
{
	struct nd_store *const store = pairing->store;
	const int identical = store->opt.relations & ND_RELATION_BIT(ND_IDENTICAL);
	struct nd_array numbers = ND_ARRAY_INIT(uint32_t, UINT32_MAX);
	enum nd_status status = ND_OK;
	struct nd_bytes bytes;

	for (uint64_t key = 0; status == ND_OK; key++) {
		status = nd_ledger_next(&store->ledger, ND_TABLE_EDGES, &key, &bytes);
		if (status == ND_OK && nd_gone(store, (uint32_t)key) != ND_REMOVED)
			status = pair_text(pairing, (uint32_t)key);
	}
	if (status == ND_ENOENT)
		status = ND_OK;
	for (uint64_t key = 0; status == ND_OK && identical; key++) {
		status = nd_ledger_next(&store->ledger, ND_TABLE_COPIES, &key, &bytes);
		if (status == ND_OK)
			status = pair_up(pairing, (uint32_t)key);
		else if (status != ND_ENOENT)
			nd_store_failed(store, status);
	}
	nd_array_release(&numbers);
	return status == ND_ENOENT ? ND_OK : status;
}

static double score_of(const struct told *told)
{
	return nd_pair_score(told->relation, &(struct nd_pair){
		.jaccard = told->jaccard, .containment = told->containment, .event = told->event,
		.same_url = told->same_url });
}

static int best_first(const void *x, const void *y)
{
	const struct told *const p = x, *const q = y;
	const double sp = score_of(p), sq = score_of(q);

	if (p->relation != q->relation)
		return p->relation < q->relation ? -1 : 1;
	if (sp != sq)
		return sp > sq ? -1 : 1;
	if (p->a != q->a)
		return p->a < q->a ? -1 : 1;
	return (p->b > q->b) - (p->b < q->b);
}

static enum nd_status tell_pairs(struct pairing *pairing, nd_on_pair *fn, void *ctx)
{
	struct nd_store *const store = pairing->store;
	const struct told *const told = pairing->pairs.items;

	if (pairing->pairs.n > 1)
		qsort(pairing->pairs.items, pairing->pairs.n, sizeof(*told), best_first);
	for (size_t i = 0; i < pairing->pairs.n; i++) {
		struct nd_pair pair = {
			.a_index = told[i].a, .b_index = told[i].b, .relation = told[i].relation,
			.score = score_of(&told[i]), .jaccard = told[i].jaccard,
			.containment = told[i].containment, .event = told[i].event,
			.hours_apart = told[i].hours, .same_url = told[i].same_url,
		};
		struct nd_kept a, b;
		enum nd_status status = nd_store_read(store, told[i].a, &a);

		if (status == ND_OK)
			status = nd_store_read(store, told[i].b, &b);
		if (status != ND_OK)
			return status;
		pair.a = a.id;
		pair.b = b.id;
		if (fn(ctx, &pair))
			return nd_fail(&store->err, ND_ESTOPPED, "stopped by callback");
	}
	return ND_OK;
}

enum nd_status nd_store_pairs(struct nd_store *store, nd_on_pair *fn, void *ctx,
			      struct nd_error *err)
{
	struct pairing pairing = {
		.store = store,
		.pairs = ND_ARRAY_INIT(struct told, UINT32_MAX),
		.x = ND_ARRAY_INIT(uint32_t, UINT32_MAX),
		.y = ND_ARRAY_INIT(uint32_t, UINT32_MAX),
	};
	enum nd_status status = nd_store_look(store);

	if (status == ND_OK)
		status = collect_pairs(&pairing);
	if (status == ND_OK)
		status = tell_pairs(&pairing, fn, ctx);
	nd_array_release(&pairing.pairs);
	nd_array_release(&pairing.x);
	nd_array_release(&pairing.y);
	return nd_store_looked(store, status, err);
}

enum nd_status nd_store_changes(struct nd_store *store, uint64_t since, nd_on_change *fn,
				void *ctx, struct nd_error *err)
{
	enum nd_status status = nd_store_look(store);

	for (uint64_t i = since; i < store->state.next_log && status == ND_OK; i++) {
		struct nd_arena arena = ND_ARENA_INIT;
		struct nd_change change;

		status = nd_change_read(store, i, &arena, &change);
		if (status == ND_OK && fn(ctx, &change))
			status = nd_fail(&store->err, ND_ESTOPPED, "stopped by callback");
		nd_arena_release(&arena);
	}
	return nd_store_looked(store, status, err);
}

static uint64_t bytes_of(const struct nd_array *sheets)
{
	const struct nd_sheet *const sheet = sheets->items;
	uint64_t bytes = 0;

	for (size_t i = 0; i < sheets->n; i++)
		bytes += sheet[i].map.n;
	return bytes;
}

enum nd_status nd_store_info(struct nd_store *store, struct nd_store_info *out,
			     struct nd_error *err)
{
	enum nd_status status = nd_store_look(store);
	uint32_t first = store->state.floor;
	char path[4096];
	struct stat about;
	struct nd_kept kept;

	*out = (struct nd_store_info){ .first_added = ND_NO_TIME, .last_added = ND_NO_TIME };
	if (status != ND_OK)
		return nd_store_looked(store, status, err);
	out->opt = store->opt;
	out->articles = store->state.alive;
	out->removed = store->state.removed;
	out->stories = store->state.stories;
	out->changes = store->state.next_log;
	out->recent = store->tail.n;
	out->files = (uint32_t)(store->records.n + store->segments.n + !!store->records.n);
	out->segments = (uint32_t)store->segments.n;
	out->format = store->parameters.format;
	out->model = store->parameters.model;
	out->signatures = store->parameters.text;
	out->bytes = bytes_of(&store->records) + bytes_of(&store->segments);
	if (store->records.n)
		out->bytes += (uint64_t)4 << store->counts.bits;
	snprintf(path, sizeof(path), "%s/data.mdb", store->ledger.folder);
	if (!stat(path, &about))
		out->bytes += (uint64_t)about.st_blocks * 512;
	while (first < store->state.next && nd_gone(store, first) != ND_ALIVE)
		first++;
	if (first == store->state.next)
		return nd_store_looked(store, ND_OK, err);
	status = nd_store_read(store, first, &kept);
	if (status == ND_OK)
		out->first_added = kept.head->added;
	out->last_added = store->state.latest;
	return nd_store_looked(store, status, err);
}

enum nd_status nd_store_article(struct nd_store *store, size_t number, struct nd_article *out,
				struct nd_error *err)
{
	struct nd_kept kept;
	enum nd_status status;

	if (number >= store->state.next || nd_gone(store, (uint32_t)number) != ND_ALIVE)
		return nd_fail(err, ND_ENOENT, "no article has the number %zu", number);
	status = nd_store_read(store, (uint32_t)number, &kept);
	if (status != ND_OK) {
		if (err)
			*err = store->err;
		return status;
	}
	*out = (struct nd_article){
		.id = kept.id, .title = kept.title, .source = kept.source, .url = kept.url,
		.published = kept.head->published,
	};
	return ND_OK;
}
