/* stories.c - the stories that a new article touches are formed anew */
#include "store/stories.h"

#include <stdlib.h>
#include <string.h>

#include "base/real.h"
#include "cluster/average.h"
#include "engine/engine.h"
#include "store/rows.h"

/* Probability from which a pair may change a story: one that is below it and decides
 * would have to be one of many, and these touch the story as well. */
#define TOUCHES		0.1f

/* Texts that are formed anew at once.  A larger story takes a new article as a whole, or not. */
#define NODES_MOST	256

/* A text that may be in another story afterwards. */
struct node {
	uint32_t number, story;	/* story as it was; ND_NO_ARTICLE: it is new */
	uint32_t group;		/* index of the first node of its group */
};

struct settling {
	struct nd_store *store;
	struct nd_array stories;	/* uint32_t: touched, ascending */
	struct nd_array owner;		/* uint32_t, by place in stories: the group that keeps its name */
	struct nd_array nodes;		/* struct node, by number; the new one is the last */
	struct nd_array links;		/* struct nd_link */
	struct nd_array members;	/* uint32_t */
	struct nd_array target;		/* uint32_t, by group: the story it becomes */
	uint32_t number;		/* of the new article */
};

static float probability(const struct nd_edge *edge)
{
	float story;

	if (edge->same_url && edge->relation >= ND_SAME_EVENT)
		return ND_ADDRESS_PROBABILITY;
	story = nd_story_probability(edge->relation, edge->holds,
				     edge->dated ? edge->apart / 3600.0 : -1, edge->event);
	return story > 0 ? story : 0;
}

static int in_window(const struct nd_store *store, const struct nd_edge *edge)
{
	return edge->relation < ND_SAME_EVENT || edge->same_url || !store->opt.window ||
	       !edge->dated || edge->apart <= store->opt.window;
}

static int by_u32(const void *x, const void *y)
{
	const uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

	return (a > b) - (a < b);
}

/* Sort and keep each once. */
static void unique(struct nd_array *numbers)
{
	uint32_t *const at = numbers->items;
	size_t kept = 0;

	if (numbers->n > 1)
		qsort(at, numbers->n, sizeof(*at), by_u32);
	for (size_t i = 0; i < numbers->n; i++)
		if (!kept || at[kept - 1] != at[i])
			at[kept++] = at[i];
	numbers->n = kept;
}

/* The stories that the edges of the new article reach. */
static enum nd_status touch(struct settling *s, uint32_t initial)
{
	struct nd_store *const store = s->store;
	const struct nd_edge *const edge = store->finding->edges.items;
	enum nd_status status = ND_OK;
	struct nd_place place;

	for (size_t i = 0; i < store->finding->edges.n && status == ND_OK; i++) {
		if (probability(&edge[i]) < TOUCHES || !in_window(store, &edge[i]))
			continue;
		status = nd_store_place(store, edge[i].other, &place);
		if (status == ND_OK && !nd_array_append(&s->stories, &place.story, 1))
			status = nd_fail_memory(&store->err);
	}
	if (status == ND_OK && initial != s->number && !nd_array_append(&s->stories, &initial, 1))
		status = nd_fail_memory(&store->err);
	unique(&s->stories);
	return status;
}

/* The texts of the touched stories; one too many is enough to know that there are too many. */
static enum nd_status collect_nodes(struct settling *s)
{
	struct nd_store *const store = s->store;
	const uint32_t *const story = s->stories.items;
	enum nd_status status = ND_OK;

	for (size_t i = 0; i < s->stories.n && s->nodes.n <= NODES_MOST; i++) {
		struct nd_array firsts = ND_ARRAY_INIT(uint32_t, UINT32_MAX);

		s->members.n = 0;
		status = nd_story_members(store, story[i], &s->members);
		for (size_t k = 0; k < s->members.n && status == ND_OK; k++) {
			const uint32_t member = ((uint32_t *)s->members.items)[k];
			struct nd_place place;

			if (nd_gone(store, member) != ND_ALIVE)	/* the new one takes its place */
				continue;
			status = nd_store_place(store, member, &place);
			if (status == ND_OK && !nd_array_append(&firsts, &place.first, 1))
				status = nd_fail_memory(&store->err);
		}
		unique(&firsts);
		for (size_t k = 0; k < firsts.n && status == ND_OK; k++)
			if (!nd_array_append(&s->nodes, &(struct node){
					((uint32_t *)firsts.items)[k], story[i], 0 }, 1))
				status = nd_fail_memory(&store->err);
		nd_array_release(&firsts);
		if (status != ND_OK)
			return status;
	}
	return ND_OK;
}

static int by_number(const void *x, const void *y)
{
	const struct node *const a = x, *const b = y;

	return (a->number > b->number) - (a->number < b->number);
}

/* Place of a text among the nodes, or SIZE_MAX. */
static size_t node_of(const struct settling *s, uint32_t number)
{
	const struct node key = { number, 0, 0 }, *found;

	found = bsearch(&key, s->nodes.items, s->nodes.n, sizeof(key), by_number);
	return found ? (size_t)(found - (const struct node *)s->nodes.items) : SIZE_MAX;
}

static enum nd_status add_links(struct settling *s, size_t node, const void *edges, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct nd_link link = { 0, (uint32_t)node, 0 };
		struct nd_edge edge;
		size_t other;

		memcpy(&edge, (const char *)edges + i * sizeof(edge), sizeof(edge));
		other = node_of(s, edge.other);
		link.probability = probability(&edge);
		if (other == SIZE_MAX || link.probability <= 0 || !in_window(s->store, &edge))
			continue;
		link.a = (uint32_t)other;
		if (!nd_array_append(&s->links, &link, 1))
			return nd_fail_memory(&s->store->err);
	}
	return ND_OK;
}

/* Has a text a pair with an earlier one that is a node, too?  Memory knows, the table need not be asked. */
static int is_tied(const struct settling *s, uint32_t number)
{
	size_t n;
	const struct nd_tie *const tie = nd_links_earlier(&s->store->links, number, &n);

	for (size_t i = 0; i < n; i++)
		if (node_of(s, tie[i].earlier) != SIZE_MAX)
			return 1;
	return 0;
}

/* The edges among the nodes, those of the new one from what was just found. */
static enum nd_status collect_links(struct settling *s)
{
	struct nd_store *const store = s->store;
	const struct node *const node = s->nodes.items;
	enum nd_status status = ND_OK;

	for (size_t i = 0; i + 1 < s->nodes.n && status == ND_OK; i++) {
		struct nd_bytes bytes;

		if (!is_tied(s, node[i].number))
			continue;
		status = nd_ledger_get(&store->ledger, ND_TABLE_EDGES, node[i].number, &bytes);
		if (status == ND_OK)
			status = add_links(s, i, bytes.at, bytes.n / sizeof(struct nd_edge));
		else if (status == ND_ENOENT)
			status = ND_OK;
		else
			nd_store_failed(store, status);
	}
	if (status == ND_OK)
		status = add_links(s, s->nodes.n - 1, store->finding->edges.items,
				   store->finding->edges.n);
	return status;
}

static enum nd_status group(struct settling *s)
{
	struct node *const node = s->nodes.items;
	uint32_t story[NODES_MOST + 2];

	if (nd_cluster_average(s->links.items, s->links.n, (uint32_t)s->nodes.n,
			       s->store->opt.event_threshold, ND_CLUSTER_TRUST, story) != ND_OK)
		return nd_fail_memory(&s->store->err);
	for (size_t i = 0; i < s->nodes.n; i++)
		node[i].group = story[i];
	return ND_OK;
}

/* The group that has most of a story; of equal ones that of its earliest article. */
static uint32_t owner_of(const struct settling *s, uint32_t story)
{
	const struct node *const node = s->nodes.items;
	uint32_t count[NODES_MOST + 2] = { 0 }, best = UINT32_MAX;

	for (size_t i = 0; i < s->nodes.n; i++)
		if (node[i].story == story)
			count[node[i].group]++;
	for (size_t i = 0; i < s->nodes.n; i++)
		if (node[i].story == story &&
		    (best == UINT32_MAX || count[node[i].group] > count[best]))
			best = node[i].group;
	return best;
}

/* Give every group its story: the oldest that it has most of, or none. */
static enum nd_status choose_targets(struct settling *s)
{
	const uint32_t *const story = s->stories.items;
	uint32_t *owner, *target;

	s->owner.n = s->target.n = 0;
	owner = nd_array_append(&s->owner, NULL, s->stories.n);
	target = nd_array_append(&s->target, NULL, s->nodes.n);
	if (!owner || !target)
		return nd_fail_memory(&s->store->err);
	for (size_t g = 0; g < s->nodes.n; g++)
		target[g] = ND_NO_ARTICLE;
	for (size_t i = 0; i < s->stories.n; i++) {
		owner[i] = owner_of(s, story[i]);
		if (owner[i] != UINT32_MAX && target[owner[i]] == ND_NO_ARTICLE)
			target[owner[i]] = story[i];
	}
	return ND_OK;
}

/* How the articles of a text go, if each of them is to be noted. */
struct departure {
	enum nd_change_kind kind;
	uint64_t from, to;	/* names of stories */
};

static enum nd_status move_noted(struct nd_store *store, uint32_t number, uint32_t story,
				 const struct departure *how)
{
	enum nd_status status = ND_OK;

	if (how)
		status = nd_story_note_article(store, how->kind, how->from, how->to, number);
	return status == ND_OK ? nd_story_move(store, number, story) : status;
}

/* Move a text with all its copies; 'how' is NULL where they go with their whole story. */
static enum nd_status move_text(struct settling *s, uint32_t first, uint32_t story,
				const struct departure *how)
{
	struct nd_store *const store = s->store;
	enum nd_status status = ND_OK;

	s->members.n = 0;
	if (nd_gone(store, first) == ND_ALIVE)
		status = move_noted(store, first, story, how);
	else	/* only its copies are there; they find their story through it */
		status = nd_story_put_place(store, first, story, first);
	if (status == ND_OK)
		status = nd_store_failed(store, nd_ledger_list(&store->ledger, ND_TABLE_COPIES, first,
							       &s->members));
	for (size_t i = 0; i < s->members.n && status == ND_OK; i++)
		status = move_noted(store, ((uint32_t *)s->members.items)[i], story, how);
	return status;
}

/* Move one node where its group went, and note it; *merged was noted already. */
static enum nd_status move_node(struct settling *s, const struct node *node, int split,
				uint32_t *merged)
{
	const uint32_t *const story = s->stories.items, *const target = s->target.items;
	const uint32_t to = target[node->group];
	struct nd_store *const store = s->store;
	struct departure how = { split ? ND_SPLIT : ND_MOVED, 0, 0 };
	struct nd_story_row row;
	enum nd_status status;
	size_t place = 0;

	if (node->story == to)
		return ND_OK;
	while (story[place] != node->story)
		place++;
	status = nd_story_name_of(store, node->story, &how.from);
	if (status == ND_OK)
		status = nd_story_need_row(store, to, &row);
	if (status != ND_OK)
		return status;
	how.to = row.name;
	if (((uint32_t *)s->owner.items)[place] != node->group)
		return move_text(s, node->number, to, &how);
	if (*merged != node->story)
		status = nd_story_note(store, ND_MERGED, how.from, how.to, store->needle.draft->article.id);
	*merged = node->story;
	return status == ND_OK ? move_text(s, node->number, to, NULL) : status;
}

static int by_story(const void *x, const void *y)
{
	const struct node *const a = *(const struct node *const *)x;
	const struct node *const b = *(const struct node *const *)y;

	if (a->story != b->story)
		return a->story < b->story ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

/* Write down what became of the nodes that were there, and where the new one is. */
static enum nd_status apply(struct settling *s)
{
	struct node *const node = s->nodes.items;
	const size_t others = s->nodes.n - 1;
	uint32_t *const target = s->target.items;
	const struct node *order[NODES_MOST + 1];
	uint8_t split[NODES_MOST + 2] = { 0 };
	uint32_t merged = ND_NO_ARTICLE;
	struct nd_story_row row;
	enum nd_status status = ND_OK;

	for (size_t i = 0; i < others && status == ND_OK; i++) {
		order[i] = &node[i];
		if (target[node[i].group] != ND_NO_ARTICLE)
			continue;
		split[node[i].group] = 1;
		status = nd_story_open(s->store, node[i].number, &target[node[i].group]);
	}
	if (others > 1)
		qsort(order, others, sizeof(*order), by_story);
	for (size_t i = 0; i < others && status == ND_OK; i++)
		status = move_node(s, order[i], split[order[i]->group], &merged);
	if (status != ND_OK || target[node[others].group] == ND_NO_ARTICLE)
		return status;	/* a story of its own, which needs no row */
	status = nd_story_need_row(s->store, target[node[others].group], &row);
	if (status == ND_OK)
		status = nd_story_enter(s->store, s->number, target[node[others].group], s->number);
	return status;
}

/* Of stories too large to be formed anew: the one that takes the article as it is. */
static enum nd_status join_whole(struct settling *s, uint32_t *best)
{
	struct nd_store *const store = s->store;
	const struct nd_edge *const edge = store->finding->edges.items;
	const uint32_t *const story = s->stories.items;
	double best_mean = store->opt.event_threshold;
	enum nd_status status = ND_OK;

	*best = ND_NO_ARTICLE;
	for (size_t i = 0; i < s->stories.n && status == ND_OK; i++) {
		struct nd_story_row row = { 0, 1, 1 };
		struct nd_place place;
		double sum = 0, mean;

		for (size_t k = 0; k < store->finding->edges.n && status == ND_OK; k++) {
			status = nd_store_place(store, edge[k].other, &place);
			if (status == ND_OK && place.story == story[i] && in_window(store, &edge[k]))
				sum += probability(&edge[k]);
		}
		if (status == ND_OK)
			status = nd_story_row(store, story[i], &row);
		if (status == ND_ENOENT)
			status = ND_OK;
		if (!row.texts)
			continue;
		mean = sum / row.texts * nd_exp(ND_CLUSTER_TRUST * nd_log(row.texts));
		if (mean < best_mean)
			continue;
		best_mean = mean;
		*best = story[i];
	}
	return status;
}

/* Form the groups; *whole: the stories are too large, only this one takes the article. */
static enum nd_status form(struct settling *s, uint32_t initial, int *formed, uint32_t *whole)
{
	enum nd_status status = touch(s, initial);

	*formed = 0;
	*whole = ND_NO_ARTICLE;
	if (status != ND_OK || !s->stories.n)
		return status;
	status = collect_nodes(s);
	if (status != ND_OK)
		return status;
	if (s->nodes.n > NODES_MOST) {
		status = join_whole(s, whole);
		if (*whole == ND_NO_ARTICLE && initial != s->number)
			*whole = initial;
		return status;
	}
	if (s->nodes.n > 1)
		qsort(s->nodes.items, s->nodes.n, sizeof(struct node), by_number);
	if (!nd_array_append(&s->nodes, &(struct node){ s->number,
			initial != s->number ? initial : ND_NO_ARTICLE, 0 }, 1))
		return nd_fail_memory(&s->store->err);
	status = collect_links(s);
	if (status == ND_OK)
		status = group(s);
	if (status == ND_OK)
		status = choose_targets(s);
	*formed = status == ND_OK;
	return status;
}

static struct settling settling_of(struct nd_store *store, uint32_t number)
{
	return (struct settling){
		.store = store,
		.stories = ND_ARRAY_INIT(uint32_t, UINT32_MAX),
		.owner = ND_ARRAY_INIT(uint32_t, UINT32_MAX),
		.nodes = ND_ARRAY_INIT(struct node, UINT32_MAX),
		.links = ND_ARRAY_INIT(struct nd_link, UINT32_MAX),
		.members = ND_ARRAY_INIT(uint32_t, UINT32_MAX),
		.target = ND_ARRAY_INIT(uint32_t, UINT32_MAX),
		.number = number,
	};
}

static void release(struct settling *s)
{
	nd_array_release(&s->stories);
	nd_array_release(&s->owner);
	nd_array_release(&s->nodes);
	nd_array_release(&s->links);
	nd_array_release(&s->members);
	nd_array_release(&s->target);
}

enum nd_status nd_story_settle(struct nd_store *store, uint32_t number, uint32_t initial)
{
	struct settling s = settling_of(store, number);
	struct nd_story_row row;
	uint32_t whole;
	int formed;
	enum nd_status status = form(&s, initial, &formed, &whole);

	if (status == ND_OK && formed)
		status = apply(&s);
	if (status == ND_OK && whole != ND_NO_ARTICLE) {
		status = nd_story_need_row(store, whole, &row);
		if (status == ND_OK)
			status = nd_story_enter(store, number, whole, number);
	}
	release(&s);
	return status;
}

enum nd_status nd_story_guess(struct nd_store *store, uint32_t *story)
{
	struct settling s = settling_of(store, store->state.next);
	uint32_t whole;
	int formed;
	const enum nd_status status = form(&s, store->state.next, &formed, &whole);

	*story = whole;
	if (status == ND_OK && formed)
		*story = ((uint32_t *)s.target.items)[
			((struct node *)s.nodes.items)[s.nodes.n - 1].group];
	release(&s);
	return status;
}
