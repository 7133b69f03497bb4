/* answer.c - matches, story and changes, told */
#include "store/answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cluster/represent.h"
#include "engine/engine.h"
#include "store/rows.h"
#include "store/stories.h"

#define MEMBERS_READ	1000	/* of a larger story the first ones are asked for the longest */

enum nd_status nd_living(struct nd_store *store, uint32_t first, uint32_t *number)
{
	struct nd_array *const copies = &store->finding->numbers;
	enum nd_status status;

	*number = nd_gone(store, first) == ND_ALIVE ? first : ND_NO_ARTICLE;
	if (*number != ND_NO_ARTICLE)
		return ND_OK;
	copies->n = 0;
	status = nd_ledger_list(&store->ledger, ND_TABLE_COPIES, first, copies);
	for (size_t i = 0; i < copies->n && *number == ND_NO_ARTICLE; i++)
		if (nd_gone(store, ((uint32_t *)copies->items)[i]) == ND_ALIVE)
			*number = ((uint32_t *)copies->items)[i];
	return nd_store_failed(store, status);
}

double nd_hours_between(int64_t x, int64_t y)
{
	if (x == ND_NO_TIME || y == ND_NO_TIME)
		return -1;
	return (double)(x > y ? (uint64_t)x - (uint64_t)y : (uint64_t)y - (uint64_t)x) / 3600;
}

double nd_pair_score(enum nd_relation relation, const struct nd_pair *pair)
{
	switch (relation) {
	case ND_IDENTICAL:	return 1;
	case ND_NEAR_DUPLICATE:	return pair->jaccard;
	case ND_CONTAINED:	return pair->containment;
	default:		return pair->same_url ? 1 : pair->event;
	}
}

int nd_is_same_event(const struct nd_store *store, const struct nd_pair *pair)
{
	if (!nd_has_events(store))
		return 0;
	return pair->same_url || (pair->event >= store->opt.event_threshold &&
				  (!store->opt.window ||
				   pair->hours_apart * 3600 <= (double)store->opt.window));
}

enum nd_status nd_stands_for(struct nd_store *store, const uint32_t *numbers, size_t n,
			     uint32_t *number)
{
	struct nd_array array = ND_ARRAY_INIT(struct nd_candidacy, UINT32_MAX);
	enum nd_status status = ND_OK;

	*number = store->opt.keep == ND_KEEP_LATEST ? numbers[n - 1] : numbers[0];
	if (store->opt.keep != ND_KEEP_LONGEST)
		return ND_OK;
	for (size_t i = 0; i < n && i < MEMBERS_READ && status == ND_OK; i++) {
		struct nd_kept kept;

		status = nd_store_read(store, numbers[i], &kept);
		if (status == ND_OK && !nd_array_append(&array, &(struct nd_candidacy){
				numbers[i], kept.head->tokens }, 1))
			status = nd_fail_memory(&store->err);
	}
	if (status == ND_OK)
		*number = numbers[nd_representative(array.items, array.n, store->opt.keep)];
	nd_array_release(&array);
	return status;
}

/* An answer in the making. */
struct telling {
	struct nd_store *store;
	struct nd_answer answer;
	uint32_t story;		/* ND_NO_ARTICLE: none */
	struct nd_array matches; /* struct nd_pair */
};

/* Add a pair with an earlier text, if it is related and any of its copies is there. */
static enum nd_status add_match(struct telling *telling, uint32_t first, struct nd_pair pair)
{
	struct nd_store *const store = telling->store;
	struct nd_place place;
	struct nd_kept kept;
	uint32_t number;
	enum nd_status status;

	if (pair.relation == ND_UNRELATED && !nd_is_same_event(store, &pair))
		return ND_OK;
	status = nd_living(store, first, &number);
	if (status != ND_OK || number == ND_NO_ARTICLE)
		return status;
	status = nd_store_place(store, number, &place);
	if (status != ND_OK)
		return status;
	if (pair.relation == ND_UNRELATED && place.story == telling->story)
		pair.relation = ND_SAME_EVENT;
	if (pair.relation == ND_UNRELATED ||
	    !(store->opt.relations & ND_RELATION_BIT(pair.relation)))
		return ND_OK;
	status = nd_store_read(store, number, &kept);
	if (status != ND_OK)
		return status;
	pair.a = kept.id;
	pair.b = telling->answer.id;
	pair.a_index = number;
	pair.score = nd_pair_score(pair.relation, &pair);
	return nd_array_append(&telling->matches, &pair, 1) ? ND_OK : nd_fail_memory(&store->err);
}

static int best_first(const void *x, const void *y)
{
	const struct nd_pair *const p = x, *const q = y;

	if (p->relation != q->relation)
		return p->relation < q->relation ? -1 : 1;
	if (p->score != q->score)
		return p->score > q->score ? -1 : 1;
	return (p->a_index > q->a_index) - (p->a_index < q->a_index);
}

/* The matches of an article whose text is new: those that were found. */
static enum nd_status match_found(struct telling *telling, size_t index)
{
	const struct nd_finding *const finding = telling->store->finding;
	enum nd_status status = ND_OK;

	for (size_t i = 0; i < finding->found.n && status == ND_OK; i++) {
		const struct nd_found *const found = (const struct nd_found *)finding->found.items + i;

		status = add_match(telling, found->number, (struct nd_pair){
			.b_index = index, .relation = found->relation, .same_url = found->same_url,
			.jaccard = found->jaccard, .containment = found->containment,
			.event = found->event, .hours_apart = found->hours,
		});
	}
	return status;
}

/* The matches of a text that is there: itself, where it is another article, and its pairs. */
static enum nd_status match_kept(struct telling *telling, uint32_t first, uint32_t own,
				 int64_t published, size_t index)
{
	struct nd_store *const store = telling->store;
	struct nd_array neighbours = ND_ARRAY_INIT(struct nd_neighbour, UINT32_MAX);
	enum nd_status status = ND_OK;
	uint32_t living;
	struct nd_kept kept;

	if (own != first) {
		status = nd_living(store, first, &living);
		if (status == ND_OK && living != ND_NO_ARTICLE && living < own) {
			status = nd_store_read(store, living, &kept);
			if (status == ND_OK)
				status = add_match(telling, first, (struct nd_pair){
					.b_index = index, .relation = ND_IDENTICAL,
					.jaccard = 1, .containment = 1,
					.event = nd_has_events(store) ? ND_COPY_PROBABILITY : -1,
					.hours_apart = nd_hours_between(published,
								     kept.head->published),
				});
		}
	}
	if (status == ND_OK)
		status = nd_neighbours(store, first);
	if (status == ND_OK && !nd_array_append(&neighbours, store->finding->neighbours.items,
						store->finding->neighbours.n))
		status = nd_fail_memory(&store->err);
	for (size_t i = 0; i < neighbours.n && status == ND_OK; i++) {
		const struct nd_neighbour *const one = (struct nd_neighbour *)neighbours.items + i;

		if (one->other >= own)
			continue;
		status = nd_store_read(store, one->other, &kept);
		if (status == ND_OK)
			status = add_match(telling, one->other, (struct nd_pair){
				.b_index = index, .relation = one->relation,
				.same_url = one->same_url,
				.jaccard = one->jaccard, .containment = one->containment,
				.event = one->event,
				.hours_apart = nd_hours_between(published, kept.head->published),
			});
	}
	nd_array_release(&neighbours);
	return status;
}

static enum nd_status tell_story(struct telling *telling, int inside, char name[17])
{
	struct nd_store *const store = telling->store;
	struct nd_array members = ND_ARRAY_INIT(uint32_t, UINT32_MAX);
	struct nd_kept kept;
	uint32_t number;
	enum nd_status status;

	*name = '\0';
	telling->answer.story = name;
	telling->answer.size = !inside;
	telling->answer.representative = telling->answer.id;
	if (telling->story == ND_NO_ARTICLE)
		return ND_OK;
	status = nd_story_name(store, telling->story, name);
	if (status == ND_OK)
		status = nd_story_members(store, telling->story, &members);
	telling->answer.size += members.n;
	if (status == ND_OK && members.n) {
		status = nd_stands_for(store, members.items, members.n, &number);
		if (status == ND_OK)
			status = nd_store_read(store, number, &kept);
		if (status == ND_OK)
			telling->answer.representative = kept.id;
	}
	nd_array_release(&members);
	return status;
}

static void settle_matches(struct telling *telling)
{
	struct nd_answer *const answer = &telling->answer;

	if (telling->matches.n > 1)
		qsort(telling->matches.items, telling->matches.n, sizeof(struct nd_pair), best_first);
	answer->matches = telling->matches.items;
	answer->n_matches = telling->matches.n < ND_MATCHES_MOST ? telling->matches.n :
			    ND_MATCHES_MOST;
	if (answer->news == ND_NEW && answer->n_matches && answer->matches->relation < ND_SAME_EVENT)
		answer->news = ND_COPY;
}

/* Copy the changes from a number on into the arena of the answers. */
static enum nd_status tell_changes(struct telling *telling, uint64_t from)
{
	struct nd_store *const store = telling->store;
	const size_t n = (size_t)(store->state.next_log - from);
	struct nd_change *const changes =
		n ? nd_arena_take(&store->answer_bytes, n * sizeof(*changes)) : NULL;

	if (n && !changes)
		return nd_fail_memory(&store->err);
	telling->answer.changes = changes;
	telling->answer.n_changes = n;
	for (size_t i = 0; i < n; i++) {
		const enum nd_status status = nd_change_read(store, from + i, &store->answer_bytes,
							     &changes[i]);

		if (status != ND_OK)
			return status;
	}
	return ND_OK;
}

enum nd_status nd_change_read(struct nd_store *store, uint64_t number, struct nd_arena *arena,
			      struct nd_change *change)
{
	struct nd_bytes bytes;
	struct nd_log_row row;
	char *names, *id;
	const enum nd_status status = nd_ledger_get(&store->ledger, ND_TABLE_LOG, number, &bytes);

	if (status != ND_OK)
		return nd_store_failed(store, status);
	if (bytes.n < sizeof(row))
		return nd_store_failed(store, ND_ENOENT);
	memcpy(&row, bytes.at, sizeof(row));
	if (row.id != bytes.n - sizeof(row) || row.kind >= ND_CHANGE_KINDS)
		return nd_store_failed(store, ND_ENOENT);
	names = nd_arena_take(arena, 34);
	id = nd_arena_copy(arena, (const char *)bytes.at + sizeof(row), row.id);
	if (!names || !id)
		return nd_fail_memory(&store->err);
	snprintf(names, 17, "%016llx", (unsigned long long)row.from);
	names[17] = '\0';
	if (row.to)
		snprintf(names + 17, 17, "%016llx", (unsigned long long)row.to);
	*change = (struct nd_change){
		.number = number, .when = row.when, .kind = (enum nd_change_kind)row.kind,
		.from = names, .to = names + 17, .article = { id, row.id },
	};
	return ND_OK;
}

static struct telling telling_of(struct nd_store *store, struct nd_text id, enum nd_news news)
{
	return (struct telling){
		.store = store,
		.answer = { .id = id, .news = news },
		.matches = ND_ARRAY_INIT(struct nd_pair, UINT32_MAX),
	};
}

enum nd_status nd_answer_wait(struct nd_store *store, uint32_t number, enum nd_news news,
			      uint64_t changes)
{
	struct nd_place place;
	struct nd_kept kept;
	struct telling telling;
	char *const name = nd_arena_take(&store->answer_bytes, 17);
	enum nd_status status = name ? nd_store_read(store, number, &kept) : nd_fail_memory(&store->err);

	if (status == ND_OK)
		status = nd_store_place(store, number, &place);
	if (status != ND_OK)
		return status;
	telling = telling_of(store, kept.id, news);
	telling.story = place.story;
	if (news == ND_KNOWN || place.first != number)
		status = match_kept(&telling, place.first, number, kept.head->published, number);
	else
		status = match_found(&telling, number);
	if (status == ND_OK)
		status = tell_story(&telling, 1, name);
	if (status == ND_OK)
		status = tell_changes(&telling, changes);
	settle_matches(&telling);
	if (status == ND_OK && telling.answer.n_matches) {
		telling.answer.matches = nd_arena_copy(&store->answer_bytes, telling.matches.items,
						       telling.answer.n_matches * sizeof(struct nd_pair));
		if (!telling.answer.matches)
			status = nd_fail_memory(&store->err);
	}
	nd_array_release(&telling.matches);
	if (status == ND_OK && !nd_array_append(&store->answers, &telling.answer, 1))
		status = nd_fail_memory(&store->err);
	return status;
}

enum nd_status nd_answers_give(struct nd_store *store, struct nd_error *err)
{
	const struct nd_answer *const answer = store->answers.items;
	int stopped = 0;

	for (size_t i = 0; i < store->answers.n && store->on_answer && !stopped; i++)
		stopped = store->on_answer(store->answer_ctx, &answer[i]);
	store->answers.n = 0;
	nd_arena_release(&store->answer_bytes);
	return stopped ? nd_fail(err, ND_ESTOPPED, "stopped by callback") : ND_OK;
}

enum nd_status nd_answer_query(struct nd_store *store, uint32_t known, int update,
			       nd_on_answer *fn, void *ctx)
{
	const struct nd_article *const article = &store->needle.draft->article;
	struct telling telling = telling_of(store, article->id, known != ND_NO_ARTICLE ? ND_KNOWN :
					    update ? ND_UPDATE : ND_NEW);
	const uint32_t identical = known != ND_NO_ARTICLE ? known : store->finding->identical;
	struct nd_place place = { ND_NO_ARTICLE, identical };
	char name[17];
	enum nd_status status = ND_OK;

	if (identical == ND_NO_ARTICLE) {
		status = nd_story_guess(store, &telling.story);
		if (status == ND_OK)
			status = match_found(&telling, store->state.next);
	} else {
		status = nd_store_place(store, identical, &place);
		telling.story = place.story;
		if (status == ND_OK)
			status = match_kept(&telling, place.first,
					    known != ND_NO_ARTICLE ? known : store->state.next,
					    article->published, store->state.next);
	}
	if (status == ND_OK)
		status = tell_story(&telling, known != ND_NO_ARTICLE, name);
	settle_matches(&telling);
	if (status == ND_OK && fn(ctx, &telling.answer))
		status = nd_fail(&store->err, ND_ESTOPPED, "stopped by callback");
	nd_array_release(&telling.matches);
	return status;
}
