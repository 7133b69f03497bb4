/*
 * coverage.c - pairs to their stories by counting, and who follows whom
 */
#include "report/coverage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_STORY	UINT32_MAX
#define COPY		0.99	/* what clustering takes a copy for (engine/stories.c) */

/* Note the cluster of an article; those never noted are in NO_STORY. */
static enum nd_status note(struct nd_coverage *coverage, size_t article, uint32_t cluster)
{
	struct nd_array *const all = &coverage->story_of;

	if (article >= all->n) {
		const size_t more = article + 1 - all->n;
		uint32_t *const added = nd_array_append(all, NULL, more);

		if (!added)
			return ND_ENOMEM;
		memset(added, 0xff, more * sizeof(*added));
	}
	((uint32_t *)all->items)[article] = cluster;
	return ND_OK;
}

static enum nd_status add_member(struct nd_coverage *coverage, size_t article)
{
	const struct nd_covered member = { (uint32_t)article, ND_NOBODY, 0 };

	return nd_array_append(&coverage->members, &member, 1) ? ND_OK : ND_ENOMEM;
}

enum nd_status nd_coverage_cluster(struct nd_coverage *coverage, const struct nd_cluster *cluster)
{
	struct nd_story story = {
		.first_member = coverage->members.n,
		.members = cluster->size,
		.representative = (uint32_t)cluster->members[cluster->representative].index,
		.first = cluster->first,
		.last = cluster->last,
		.confidence = -1,
		.cluster = coverage->clusters++,
	};
	enum nd_status status = ND_OK;

	for (size_t i = 0; status == ND_OK && i < cluster->size; i++)
		status = note(coverage, cluster->members[i].index, story.cluster);
	if (status != ND_OK || cluster->size < coverage->min_size) {
		coverage->small += cluster->size > 1;
		return status;
	}
	for (size_t i = 0; status == ND_OK && i < cluster->size; i++)
		status = add_member(coverage, cluster->members[i].index);
	snprintf(story.id, sizeof(story.id), "%.16s", cluster->id);
	if (status == ND_OK && !nd_array_append(&coverage->stories, &story, 1))
		status = ND_ENOMEM;
	return status;
}

enum nd_status nd_coverage_pair(struct nd_coverage *coverage, const struct nd_pair *pair)
{
	struct nd_pair *const kept = nd_array_append(&coverage->pairs, pair, 1);

	if (!kept)
		return ND_ENOMEM;
	kept->a = kept->b = (struct nd_text){ NULL, 0 };
	return ND_OK;
}

static uint32_t story_of(const struct nd_coverage *coverage, size_t article)
{
	return article < coverage->story_of.n ?
	       ((const uint32_t *)coverage->story_of.items)[article] : NO_STORY;
}

/* A pair whose articles are in different stories, or in none, as a story of its own. */
static enum nd_status add_across(struct nd_coverage *coverage, const struct nd_pair *pair,
				 uint32_t *number)
{
	const size_t across = coverage->stories.n - coverage->n_stories;
	struct nd_story story = {
		.first_member = coverage->members.n,
		.members = 2,
		.representative = (uint32_t)pair->a_index,
		.first = ND_NO_TIME,
		.last = ND_NO_TIME,
		.confidence = -1,
		.across = 1,
	};

	*number = NO_STORY;
	if (across == coverage->across_most) {
		coverage->across_left_out++;
		return ND_OK;
	}
	snprintf(story.id, sizeof(story.id), "across-%zu", across + 1);
	*number = (uint32_t)coverage->stories.n;
	if (add_member(coverage, pair->a_index) != ND_OK ||
	    add_member(coverage, pair->b_index) != ND_OK ||
	    !nd_array_append(&coverage->stories, &story, 1))
		return ND_ENOMEM;
	return ND_OK;
}

/* From the numbers of clusters to the positions of those that are laid out. */
static uint32_t *positions(const struct nd_coverage *coverage)
{
	uint32_t *const position = nd_calloc(coverage->clusters, sizeof(*position));

	if (!position)
		return NULL;
	memset(position, 0xff, coverage->clusters * sizeof(*position));
	for (size_t i = 0; i < coverage->n_stories; i++)
		position[nd_story_at(coverage, i)->cluster] = (uint32_t)i;
	return position;
}

/* The story of each pair; NO_STORY: it is left out. */
static enum nd_status assign(struct nd_coverage *coverage, const uint32_t *position, uint32_t *to)
{
	const struct nd_pair *const pair = coverage->pairs.items;
	enum nd_status status = ND_OK;

	for (size_t i = 0; status == ND_OK && i < coverage->pairs.n; i++) {
		const uint32_t a = story_of(coverage, pair[i].a_index);
		const uint32_t b = story_of(coverage, pair[i].b_index);

		if (a == b && a != NO_STORY)
			to[i] = position[a];
		else
			status = add_across(coverage, &pair[i], &to[i]);
	}
	return status;
}

/* Pairs by story, within a story in the order they came: a counting sort. */
static enum nd_status sort_pairs(struct nd_coverage *coverage, const uint32_t *to)
{
	struct nd_story *const story = coverage->stories.items;
	const struct nd_pair *const pair = coverage->pairs.items;
	struct nd_pair *sorted;
	size_t n = 0;

	for (size_t i = 0; i < coverage->pairs.n; i++)
		if (to[i] != NO_STORY)
			story[to[i]].pairs++;
	for (size_t i = 0; i < coverage->stories.n; i++) {
		story[i].first_pair = n;
		n += story[i].pairs;
		story[i].pairs = 0;
	}
	sorted = nd_calloc(n, sizeof(*sorted));
	if (!sorted)
		return ND_ENOMEM;
	for (size_t i = 0; i < coverage->pairs.n; i++) {
		struct nd_story *const home = to[i] != NO_STORY ? &story[to[i]] : NULL;

		if (home)
			sorted[home->first_pair + home->pairs++] = pair[i];
	}
	if (n)
		memcpy(coverage->pairs.items, sorted, n * sizeof(*sorted));
	coverage->pairs.n = n;
	free(sorted);
	return ND_OK;
}

/* Is pair x a better reason to follow than y, to articles at these places? */
static int better(const struct nd_pair *x, uint32_t x_place, const struct nd_pair *y,
		  uint32_t y_place)
{
	if (x->relation != y->relation)
		return x->relation < y->relation;
	if (x->score != y->score)
		return x->score > y->score;
	return x_place < y_place;
}

/* Let the article at 'place' know of a pair with the one at 'other'. */
static void offer(const struct nd_coverage *coverage, struct nd_covered *members, uint32_t place,
		  uint32_t other, uint32_t pair)
{
	const struct nd_pair *const pairs = coverage->pairs.items;
	struct nd_covered *const member = &members[place];
	const int earlier = other < place, was_earlier = member->follows < place;

	if (member->follows != ND_NOBODY && earlier != was_earlier) {
		if (was_earlier)
			return;
	} else if (member->follows != ND_NOBODY &&
		   !better(&pairs[pair], other, &pairs[member->pair], member->follows)) {
		return;
	}
	member->follows = other;
	member->pair = pair;
}

static void follow(struct nd_coverage *coverage, struct nd_story *story, uint32_t *place)
{
	struct nd_covered *const members =
		(struct nd_covered *)coverage->members.items + story->first_member;
	double sum = 0;
	size_t n = 0;

	for (uint32_t i = 0; i < story->members; i++)
		place[members[i].article] = i;
	for (size_t i = 0; i < story->pairs; i++) {
		const struct nd_pair *const pair = nd_story_pair(coverage, story, i);
		const uint32_t a = place[pair->a_index], b = place[pair->b_index];

		offer(coverage, members, a, b, (uint32_t)(story->first_pair + i));
		offer(coverage, members, b, a, (uint32_t)(story->first_pair + i));
	}
	for (uint32_t i = 0; i < story->members; i++) {
		const struct nd_pair *const pair =
			(const struct nd_pair *)coverage->pairs.items + members[i].pair;

		/* the first one follows nobody, whatever comes after it */
		if (!i && members[i].follows != ND_NOBODY)
			members[i].follows = ND_NOBODY;
		if (members[i].follows == ND_NOBODY)
			continue;
		sum += pair->relation < ND_SAME_EVENT ? COPY : pair->score;
		n++;
	}
	if (n)
		story->confidence = sum / (double)n;
}

static size_t articles_of(const struct nd_coverage *coverage)
{
	const struct nd_covered *const member = coverage->members.items;
	size_t most = coverage->story_of.n;

	for (size_t i = 0; i < coverage->members.n; i++)
		if (member[i].article >= most)
			most = member[i].article + 1;
	return most;
}

enum nd_status nd_coverage_settle(struct nd_coverage *coverage)
{
	struct nd_story *story;
	uint32_t *position, *to, *place = NULL;
	enum nd_status status = ND_ENOMEM;

	coverage->n_stories = coverage->stories.n;
	position = positions(coverage);
	to = nd_calloc(coverage->pairs.n, sizeof(*to));
	if (position && to)
		status = assign(coverage, position, to);
	if (status == ND_OK)
		status = sort_pairs(coverage, to);
	if (status == ND_OK && !(place = nd_calloc(articles_of(coverage), sizeof(*place))))
		status = ND_ENOMEM;
	story = coverage->stories.items;
	for (size_t i = 0; status == ND_OK && i < coverage->stories.n; i++)
		follow(coverage, &story[i], place);
	free(position);
	free(to);
	free(place);
	return status;
}

void nd_coverage_release(struct nd_coverage *coverage)
{
	nd_array_release(&coverage->stories);
	nd_array_release(&coverage->members);
	nd_array_release(&coverage->pairs);
	nd_array_release(&coverage->story_of);
}
