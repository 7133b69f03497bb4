/*
 * stories.c - telling the stories
 *
 * Which article is in which story is settled (group.c).  Here the stories are
 * put in order, each gets a representative, and each member the pair that ties
 * it to its story.  Articles are numbered by rank.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "cluster/represent.h"
#include "engine/again.h"

#define NO_PAIR			UINT32_MAX
#define ID_DIGITS		16

struct stories {
	struct nd_engine *engine;
	const uint32_t *story;	/* the earliest article of the story, by rank */
	uint32_t n;
	uint32_t *strongest;	/* pair that ties an article to its story, by rank */
	struct nd_array members; /* struct nd_member: of the story at hand */
};

static uint32_t rank_of(const struct stories *s, uint32_t place)
{
	return nd_rank_at(s->engine, place);
}

/* Is pair x a stronger tie than y (which may be none)? */
static int stronger(const struct stories *s, uint32_t x, uint32_t y)
{
	const struct nd_compared *const pair = s->engine->compared.items;

	if (y == NO_PAIR)
		return 1;
	if (pair[x].relation != pair[y].relation)
		return pair[x].relation < pair[y].relation;
	return nd_engine_score(&pair[x]) > nd_engine_score(&pair[y]);
}

/* Find for every article the strongest pair inside its story. */
static void find_strongest(struct stories *s)
{
	const struct nd_compared *const pair = s->engine->compared.items;

	for (uint32_t i = 0; i < s->n; i++)
		s->strongest[i] = NO_PAIR;
	for (uint32_t i = 0; i < s->engine->compared.n; i++) {
		const uint32_t a = rank_of(s, pair[i].a), b = rank_of(s, pair[i].b);

		if (s->story[a] != s->story[b] || !nd_engine_links(s->engine, &pair[i]))
			continue;
		if (stronger(s, i, s->strongest[a]))
			s->strongest[a] = i;
		if (stronger(s, i, s->strongest[b]))
			s->strongest[b] = i;
	}
}

/* Prefer the pair with the representative, where there is a related one. */
static void tie_to_representatives(struct stories *s, const uint32_t *representative)
{
	const struct nd_compared *const pair = s->engine->compared.items;

	for (uint32_t i = 0; i < s->engine->compared.n; i++) {
		const uint32_t a = rank_of(s, pair[i].a), b = rank_of(s, pair[i].b);

		if (s->story[a] != s->story[b] || pair[i].relation == ND_UNRELATED ||
		    !nd_engine_links(s->engine, &pair[i]))
			continue;
		if (representative[s->story[a]] == a)
			s->strongest[b] = i;
		if (representative[s->story[a]] == b)
			s->strongest[a] = i;
	}
}

/* A member of a story. */
struct telling {
	uint32_t first, size;	/* of the story: its earliest member, by 'turn', and how many */
	uint32_t turn;		/* of the member, in order of time and of input */
	uint32_t rank;
};

static int by_turn(const void *x, const void *y, void *ctx)
{
	const struct nd_engine *const engine = ctx;
	const uint32_t p = engine->by_rank[((const struct telling *)x)->rank];
	const uint32_t q = engine->by_rank[((const struct telling *)y)->rank];
	const int64_t at_p = nd_published_at(engine, p);
	const int64_t at_q = nd_published_at(engine, q);

	if (at_p != at_q)
		return at_p < at_q ? -1 : 1;
	return (p > q) - (p < q);
}

static int largest_first(const void *x, const void *y)
{
	const struct telling *const p = x, *const q = y;

	if (p->size != q->size)
		return p->size > q->size ? -1 : 1;
	if (p->first != q->first)
		return p->first < q->first ? -1 : 1;
	return (p->turn > q->turn) - (p->turn < q->turn);
}

/* All members in the order in which stories are told. */
static struct telling *tell_order(const struct stories *s)
{
	struct telling *const telling = nd_calloc(s->n, sizeof(*telling));
	uint32_t *const size = nd_calloc(s->n, sizeof(*size));
	uint32_t *const first = nd_calloc(s->n, sizeof(*first));

	if (!telling || !size || !first) {
		free(telling);
		free(size);
		free(first);
		return NULL;
	}
	for (uint32_t i = 0; i < s->n; i++)
		telling[i].rank = i;
	if (s->n)
		qsort_r(telling, s->n, sizeof(*telling), by_turn, s->engine);
	for (uint32_t i = 0; i < s->n; i++)
		if (!size[s->story[telling[i].rank]]++)
			first[s->story[telling[i].rank]] = i;
	for (uint32_t i = 0; i < s->n; i++) {
		const uint32_t story = s->story[telling[i].rank];

		telling[i] = (struct telling){ first[story], size[story], i, telling[i].rank };
	}
	if (s->n)
		qsort(telling, s->n, sizeof(*telling), largest_first);
	free(size);
	free(first);
	return telling;
}

static enum nd_status choose_representatives(const struct stories *s, const struct telling *telling,
					     uint32_t *representative)
{
	struct nd_array array = ND_ARRAY_INIT(struct nd_candidacy, UINT32_MAX);

	for (uint32_t i = 0; i < s->n; i += telling[i].size) {
		array.n = 0;
		for (uint32_t k = 0; k < telling[i].size; k++) {
			const uint32_t rank = telling[i + k].rank;

			if (!nd_array_append(&array, &(struct nd_candidacy){
					telling[i + k].turn,
					nd_columns_tokens(&s->engine->columns, s->engine->by_rank[rank]) }, 1)) {
				nd_array_release(&array);
				return ND_ENOMEM;
			}
		}
		representative[s->story[telling[i].rank]] =
			telling[i + nd_representative(array.items, array.n, s->engine->opt.keep)].rank;
	}
	nd_array_release(&array);
	return ND_OK;
}

static enum nd_status describe(const struct stories *s, uint32_t rank, uint32_t representative,
			       struct nd_member *member)
{
	const struct nd_compared *const pairs = s->engine->compared.items;
	const uint32_t place = s->engine->by_rank[rank];
	const enum nd_status status = nd_again_id(s->engine, place, &member->id);
	const struct nd_compared *pair;

	member->index = place;
	if (status != ND_OK || rank == representative || s->strongest[rank] == NO_PAIR)
		return status;
	pair = &pairs[s->strongest[rank]];
	/* a member that only the whole group holds is below the threshold */
	member->relation = pair->relation == ND_UNRELATED ? ND_SAME_EVENT :
			   (enum nd_relation)pair->relation;
	member->score = nd_engine_score(pair);
	member->same_url = nd_engine_same_url(s->engine, pair);
	return nd_again_id(s->engine, pair->a == place ? pair->b : pair->a, &member->to);
}

/* Tell one story: the members at telling[0 .. size). */
static enum nd_status tell(struct stories *s, const struct telling *telling,
			   uint32_t representative, nd_on_cluster *fn, void *ctx)
{
	enum nd_status status;
	struct nd_text earliest;
	char id[ID_DIGITS + 1];
	struct nd_cluster cluster = {
		.id = id, .size = telling->size, .first = ND_NO_TIME, .last = ND_NO_TIME,
	};

	status = nd_again_id(s->engine, s->engine->by_rank[telling[0].rank], &earliest);
	if (status != ND_OK)
		return status;
	snprintf(id, sizeof(id), "%016llx",
		 (unsigned long long)nd_hash_bytes(earliest.at, earliest.len, 0));
	s->members.n = 0;
	for (uint32_t i = 0; i < telling->size; i++) {
		const uint32_t rank = telling[i].rank;
		struct nd_member member = { .relation = ND_RELATIONS, .score = 1 };
		const int64_t published = nd_columns_published(&s->engine->columns, s->engine->by_rank[rank]);

		status = describe(s, rank, representative, &member);
		if (status != ND_OK)
			return status;
		if (!nd_array_append(&s->members, &member, 1))
			return ND_ENOMEM;
		if (rank == representative)
			cluster.representative = i;
		if (published == ND_NO_TIME)
			continue;
		if (cluster.first == ND_NO_TIME)
			cluster.first = published;
		cluster.last = published;	/* they are in order of time */
	}
	cluster.members = s->members.items;
	return fn(ctx, &cluster) ? ND_ESTOPPED : ND_OK;
}

static enum nd_status tell_all(struct stories *s, nd_on_cluster *fn, void *ctx)
{
	struct telling *const telling = tell_order(s);
	uint32_t *const representative = nd_calloc(s->n, sizeof(*representative));
	const uint32_t least = s->engine->opt.least_story;	/* the largest come first */
	enum nd_status status = telling && representative ? ND_OK : ND_ENOMEM;

	if (status == ND_OK)
		status = choose_representatives(s, telling, representative);
	if (status == ND_OK) {
		find_strongest(s);
		tie_to_representatives(s, representative);
	}
	for (uint32_t i = 0; i < s->n && status == ND_OK && telling[i].size >= least;
	     i += telling[i].size)
		status = tell(s, &telling[i], representative[s->story[telling[i].rank]], fn, ctx);
	free(telling);
	free(representative);
	return status;
}

enum nd_status nd_engine_clusters(struct nd_engine *engine, nd_on_cluster *fn, void *ctx,
				  struct nd_error *err)
{
	struct stories s = {
		.engine = engine,
		.members = ND_ARRAY_INIT(struct nd_member, UINT32_MAX),
	};
	enum nd_status status = nd_engine_compare(engine);

	if (status == ND_OK && !engine->story) {
		nd_engine_tell(engine, "stories", 0, 0);
		status = nd_engine_group(engine);
	}
	if (status == ND_OK) {
		s.n = (uint32_t)engine->made;
		s.story = engine->story;
		s.strongest = nd_calloc(s.n, sizeof(*s.strongest));
		status = s.strongest ? tell_all(&s, fn, ctx) : ND_ENOMEM;
	}
	free(s.strongest);
	nd_array_release(&s.members);
	if (status == ND_ESTOPPED)
		return nd_fail(err, status, "stopped by callback");
	return status == ND_OK ? ND_OK : nd_again_fail(engine, status, err);
}
