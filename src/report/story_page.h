/*
 * story_page.h - the report: a page of stories to look at
 *
 * The page is written in two passes over a settled coverage.  First the lists,
 * as plain HTML that can be read without JavaScript; then for each story its
 * data, packed, which the page's script unpacks when somebody opens it:
 *
 *	nd_story_page_open(&page, &opt);
 *	for each story i:
 *		nd_story_page_begin(page, i)
 *		nd_story_page_pair(page, pair, why)	for pairs of the story
 *		nd_story_page_end(page)
 *	nd_story_page_close(page);
 *
 * What a page leaves out, so that it opens at once, it says:
 *
 *   ND_PAGE_STORIES	stories, the first ones in their order
 *   ND_PAGE_MEMBERS	articles of one story
 *   ND_PAGE_TEXT	bytes of one article's text
 *   ND_PAGE_PAIRS	pairs of one story that come with reasons
 *   ND_PAGE_DATA	characters of packed data; later stories are only listed.
 *			Measured: Chromium parses such a page in half a second.
 *
 * Functions return ND_OK, ND_EIO (errno says why) or ND_ENOMEM.
 */
#ifndef ND_REPORT_STORY_PAGE_H
#define ND_REPORT_STORY_PAGE_H

#include <stdio.h>

#include "report/coverage.h"

#define ND_PAGE_STORIES	10000
#define ND_PAGE_MEMBERS	1000
#define ND_PAGE_TEXT	((size_t)64 << 10)
#define ND_PAGE_PAIRS	300
#define ND_PAGE_DATA	((size_t)48 << 20)

/* An article as the page shows it; texts may be empty. */
struct nd_page_article {
	struct nd_text id, title, text, url, source;
	struct nd_text note;	/* shown beside the id */
	int64_t published;	/* or ND_NO_TIME */
};
typedef void nd_page_article_of(void *ctx, size_t index, struct nd_page_article *out);

/* Some of the stories under a heading of their own. */
struct nd_story_section {
	const char *heading, *says;
	size_t from, to;	/* stories [from, to) of the coverage */
};

struct nd_story_page_options {
	FILE *out;		/* stays yours */
	struct nd_text title;	/* of the page */
	uint64_t articles;	/* in all, those that stand alone too */
	const char *settings;	/* a line on how the stories were found */
	nd_page_article_of *article;
	void *ctx;
	/* For pages that are about something else: what stands above the lists, and which
	   lists there are.  NULL: the head of a report, and its lists. */
	void (*put_head)(void *ctx, FILE *out);
	const struct nd_story_section *sections;
	size_t n_sections;
};

struct nd_story_page;

/* Write the head and the lists.  *page is NULL on failure; 'coverage' has to outlive it. */
enum nd_status nd_story_page_open(struct nd_story_page **page, const struct nd_coverage *coverage,
				  const struct nd_story_page_options *opt);

/* How many stories get data: 0 to that many may be begun, in order. */
size_t nd_story_page_stories(const struct nd_story_page *page);
/* Is there still room for a story's data?  If not, there is no need to explain anything. */
int nd_story_page_has_room(const struct nd_story_page *page);

enum nd_status nd_story_page_begin(struct nd_story_page *page, size_t story);
/* A pair of the story, and why; 'why' may be NULL. */
enum nd_status nd_story_page_pair(struct nd_story_page *page, const struct nd_pair *pair,
				  const struct nd_explanation *why);
enum nd_status nd_story_page_end(struct nd_story_page *page);

/* Write the end of the page and free it.  NULL is fine. */
enum nd_status nd_story_page_close(struct nd_story_page *page);

#endif
