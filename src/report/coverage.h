/*
 * coverage.h - stories with their pairs, laid out to be looked at
 *
 * Stories and pairs come one by one, in any order, from the engine or from
 * files; settling brings each pair to its story and finds out whom every
 * article follows:
 *
 *	struct nd_coverage coverage = ND_COVERAGE_INIT;
 *
 *	nd_coverage_cluster(&coverage, cluster);	for each
 *	nd_coverage_pair(&coverage, pair);		for each
 *	nd_coverage_settle(&coverage);
 *	...
 *	nd_coverage_release(&coverage);
 *
 * Articles are positions in the order of input.  Everything that returns a
 * status fails only with ND_ENOMEM.
 */
#ifndef ND_REPORT_COVERAGE_H
#define ND_REPORT_COVERAGE_H

#include <stdint.h>

#include "base/array.h"
#include "neardup.h"

#define ND_NOBODY UINT32_MAX

/* An article in a story; its members stand by time. */
struct nd_covered {
	uint32_t article;
	uint32_t follows;	/* place in the story of the article that it copies, else is
				   most like: an earlier one where there is a pair with one;
				   or ND_NOBODY */
	uint32_t pair;		/* with that one, in nd_coverage.pairs */
};

struct nd_story {
	char id[24];		/* of the cluster; "across-7": a pair between two stories */
	uint32_t cluster;	/* the how manieth cluster it was */
	size_t first_member, members;	/* in nd_coverage.members */
	size_t first_pair, pairs;	/* in nd_coverage.pairs, the best first */
	uint32_t representative;	/* an article */
	int64_t first, last;	/* seconds, or ND_NO_TIME */
	double confidence;	/* mean probability that a member reports what the one
				   that it follows reports; copies count as .99; -1: no pair */
	int across;		/* no story, but copies that stand in two different ones */
};

/* Of the pairs between stories so many are kept at most, the best; the rest is counted. */
#define ND_ACROSS_MOST 1000

struct nd_coverage {
	uint32_t min_size;	/* articles of the smallest story to lay out; set it first, ... */
	uint32_t across_most;	/* ... and how many pairs between stories to keep, if not
				   ND_ACROSS_MOST */
	struct nd_array stories; /* struct nd_story: in the order they came, then across */
	struct nd_array members; /* struct nd_covered */
	struct nd_array pairs;	/* struct nd_pair, their ids empty */
	size_t n_stories;	/* without those across */
	uint64_t small;		/* stories of two or more that min_size left out */
	uint64_t across_left_out;
	struct nd_array story_of; /* uint32_t by article: in the order clusters came */
	uint32_t clusters;
};
#define ND_COVERAGE_INIT { .min_size = 2, .across_most = ND_ACROSS_MOST, \
	.stories = ND_ARRAY_INIT(struct nd_story, UINT32_MAX), \
	.members = ND_ARRAY_INIT(struct nd_covered, UINT32_MAX), \
	.pairs = ND_ARRAY_INIT(struct nd_pair, UINT32_MAX), \
	.story_of = ND_ARRAY_INIT(uint32_t, UINT32_MAX) }

enum nd_status nd_coverage_cluster(struct nd_coverage *coverage, const struct nd_cluster *cluster);
enum nd_status nd_coverage_pair(struct nd_coverage *coverage, const struct nd_pair *pair);
enum nd_status nd_coverage_settle(struct nd_coverage *coverage);
void nd_coverage_release(struct nd_coverage *coverage);

/* Story i, its member i, its pair i. */
static inline const struct nd_story *nd_story_at(const struct nd_coverage *coverage, size_t i)
{
	return (const struct nd_story *)coverage->stories.items + i;
}

static inline const struct nd_covered *nd_story_member(const struct nd_coverage *coverage,
						       const struct nd_story *story, size_t i)
{
	return (const struct nd_covered *)coverage->members.items + story->first_member + i;
}

static inline const struct nd_pair *nd_story_pair(const struct nd_coverage *coverage,
						  const struct nd_story *story, size_t i)
{
	return (const struct nd_pair *)coverage->pairs.items + story->first_pair + i;
}

#endif
