/* chronicle.c - the stories of a whole store, each with its members by time */
#include <stdlib.h>

#include "store/answer.h"
#include "store/rows.h"

struct dated {
	int64_t published;
	uint32_t number;
};

/* A story that is to be told: its members are dated[from .. from + size). */
struct outline {
	uint32_t story, size;
	size_t from;
	int64_t first;
};

struct chronicle {
	struct nd_store *store;
	struct nd_array stories;	/* struct outline */
	struct nd_array dated;		/* struct dated: members of all, each story's by time,
					   then by number; undated ones first */
	struct nd_array numbers;	/* uint32_t: members of the one at hand, ascending */
	struct nd_array members;	/* struct nd_member: the same by time */
};

static int largest_first(const void *x, const void *y)
{
	const struct outline *const p = x, *const q = y;

	if (p->size != q->size)
		return p->size > q->size ? -1 : 1;
	if (p->first != q->first)
		return p->first < q->first ? -1 : 1;
	return (p->story > q->story) - (p->story < q->story);
}

static int earliest_first(const void *x, const void *y)
{
	const struct dated *const a = x, *const b = y;

	if (a->published != b->published)
		return a->published < b->published ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

/* Of the articles in c->numbers, at least one. */
static enum nd_status add_outline(struct chronicle *c, uint32_t story)
{
	const size_t from = c->dated.n, size = c->numbers.n;
	struct dated *dated;

	for (size_t i = 0; i < size; i++) {
		const uint32_t number = ((uint32_t *)c->numbers.items)[i];
		struct nd_kept kept;
		const enum nd_status status = nd_store_read(c->store, number, &kept);

		if (status != ND_OK)
			return status;
		if (!nd_array_append(&c->dated, &(struct dated){ kept.head->published, number }, 1))
			return nd_fail_memory(&c->store->err);
	}
	dated = (struct dated *)c->dated.items + from;
	qsort(dated, size, sizeof(*dated), earliest_first);
	return nd_array_append(&c->stories, &(struct outline){
			story, (uint32_t)size, from, dated->published }, 1) ?
	       ND_OK : nd_fail_memory(&c->store->err);
}

/* Every story: those with a row, and every article that has no place in another's. */
static enum nd_status collect_stories(struct chronicle *c)
{
	struct nd_store *const store = c->store;
	enum nd_status status = ND_OK;
	struct nd_place place;
	struct nd_bytes bytes;

	for (uint64_t key = 0; status == ND_OK; key++) {
		status = nd_ledger_next(&store->ledger, ND_TABLE_STORIES, &key, &bytes);
		if (status != ND_OK)
			break;
		c->numbers.n = 0;
		status = nd_story_members(store, (uint32_t)key, &c->numbers);
		if (status == ND_OK && c->numbers.n)
			status = add_outline(c, (uint32_t)key);
	}
	if (status != ND_ENOENT)
		return status == ND_OK ? ND_OK : nd_store_failed(store, status);
	status = ND_OK;
	for (uint32_t i = store->state.floor; i < store->state.next && status == ND_OK; i++) {
		if (nd_gone(store, i) != ND_ALIVE)
			continue;
		status = nd_store_place(store, i, &place);
		if (status != ND_OK || place.story != i)
			continue;
		status = nd_ledger_get(&store->ledger, ND_TABLE_STORIES, i, &bytes);
		c->numbers.n = 0;
		if (status == ND_ENOENT)
			status = nd_array_append(&c->numbers, &i, 1) ? add_outline(c, i)
								     : nd_fail_memory(&store->err);
		else if (status != ND_OK)
			nd_store_failed(store, status);
	}
	return status;
}

/* The strongest tie of a member so far. */
struct tie {
	uint32_t first;		/* the text of the representative */
	int rank;		/* of the best: its relation; -1: it is with the representative */
	struct nd_member *member;
};

/* Is a pair stronger than the best so far?  One with the representative is, if it would do alone. */
static int is_stronger(const struct nd_store *store, const struct tie *tie,
		       const struct nd_neighbour *one, enum nd_relation relation, double score)
{
	if (one->other == tie->first && (relation < ND_SAME_EVENT || one->same_url ||
					 one->event >= store->opt.event_threshold))
		return 1;
	return (int)relation < tie->rank ||
	       ((int)relation == tie->rank && score > tie->member->score);
}

/* Take a pair of a member of a story if it is the strongest so far. */
static enum nd_status try_tie(struct nd_store *store, uint32_t story, const struct nd_neighbour *one,
			      struct tie *tie)
{
	const enum nd_relation relation = one->relation < ND_SAME_EVENT ?
					  (enum nd_relation)one->relation : ND_SAME_EVENT;
	const double score = nd_pair_score(relation, &(struct nd_pair){
		.jaccard = one->jaccard, .containment = one->containment,
		.event = one->event, .same_url = one->same_url });
	struct nd_place other;
	struct nd_kept to;
	uint32_t living;
	enum nd_status status = nd_store_place(store, one->other, &other);

	if (status != ND_OK || other.story != story ||
	    !is_stronger(store, tie, one, relation, score))
		return status;
	status = nd_living(store, one->other, &living);
	if (status != ND_OK || living == ND_NO_ARTICLE)
		return status;
	status = nd_store_read(store, living, &to);
	if (status != ND_OK)
		return status;
	tie->rank = one->other == tie->first ? -1 : (int)relation;
	tie->member->relation = relation;
	tie->member->score = score;
	tie->member->same_url = one->same_url;
	tie->member->to = to.id;
	return ND_OK;
}

/* The strongest tie of each member: with the representative if there is one, else any. */
static enum nd_status tie_member(struct nd_store *store, uint32_t number, uint32_t representative,
				 struct nd_member *member)
{
	const struct nd_array *const neighbours = &store->finding->neighbours;
	struct nd_place place, of_representative = { 0, 0 };
	struct tie tie = { .rank = ND_RELATIONS, .member = member };
	struct nd_kept kept;
	enum nd_status status = nd_store_place(store, number, &place);

	if (status == ND_OK)
		status = nd_store_place(store, representative, &of_representative);
	if (status == ND_OK && place.first == of_representative.first) {
		status = nd_store_read(store, representative, &kept);
		member->relation = ND_IDENTICAL;
		member->to = kept.id;
		return status;
	}
	if (status == ND_OK)
		status = nd_neighbours(store, place.first);
	tie.first = of_representative.first;
	for (size_t i = 0; i < neighbours->n && status == ND_OK && tie.rank >= 0; i++)
		status = try_tie(store, place.story, (struct nd_neighbour *)neighbours->items + i,
				 &tie);
	return status;
}

static enum nd_status tell_story(struct chronicle *c, const struct outline *outline,
				 nd_on_cluster *fn, void *ctx)
{
	struct nd_store *const store = c->store;
	const struct dated *const dated = (struct dated *)c->dated.items + outline->from;
	char name[17];
	struct nd_cluster cluster = { .id = name, .first = ND_NO_TIME, .last = ND_NO_TIME };
	uint32_t representative = 0;
	enum nd_status status = nd_story_name(store, outline->story, name);

	c->numbers.n = c->members.n = 0;
	if (status == ND_OK)
		status = nd_story_members(store, outline->story, &c->numbers);
	if (status != ND_OK || !c->numbers.n)
		return status;
	status = nd_stands_for(store, c->numbers.items, c->numbers.n, &representative);
	for (size_t i = 0; i < outline->size && status == ND_OK; i++) {
		const uint32_t number = dated[i].number;
		struct nd_member member = {
			.index = number, .relation = ND_RELATIONS, .score = 1,
		};
		struct nd_kept kept;

		status = nd_store_read(store, number, &kept);
		if (status == ND_OK && number != representative)
			status = tie_member(store, number, representative, &member);
		if (status != ND_OK)
			break;
		member.id = kept.id;
		if (number == representative)
			cluster.representative = i;
		if (cluster.first == ND_NO_TIME)
			cluster.first = dated[i].published;
		cluster.last = dated[i].published;
		if (!nd_array_append(&c->members, &member, 1))
			status = nd_fail_memory(&store->err);
	}
	cluster.members = c->members.items;
	cluster.size = c->members.n;
	if (status == ND_OK && fn(ctx, &cluster))
		status = nd_fail(&store->err, ND_ESTOPPED, "stopped by callback");
	return status;
}

enum nd_status nd_store_clusters(struct nd_store *store, nd_on_cluster *fn, void *ctx,
				 struct nd_error *err)
{
	struct chronicle c = {
		.store = store,
		.stories = ND_ARRAY_INIT(struct outline, UINT32_MAX),
		.numbers = ND_ARRAY_INIT(uint32_t, UINT32_MAX),
		.dated = ND_ARRAY_INIT(struct dated, UINT32_MAX),
		.members = ND_ARRAY_INIT(struct nd_member, UINT32_MAX),
	};
	enum nd_status status = nd_store_look(store);

	if (status == ND_OK)
		status = collect_stories(&c);
	if (status == ND_OK && c.stories.n > 1)
		qsort(c.stories.items, c.stories.n, sizeof(struct outline), largest_first);
	for (size_t i = 0; i < c.stories.n && status == ND_OK; i++)
		status = tell_story(&c, (struct outline *)c.stories.items + i, fn, ctx);
	nd_array_release(&c.stories);
	nd_array_release(&c.numbers);
	nd_array_release(&c.dated);
	nd_array_release(&c.members);
	return nd_store_looked(store, status, err);
}
