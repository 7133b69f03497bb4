/*
 * story_list.h - stories and their articles as plain HTML
 *
 * What story_page.c writes first: readable as it stands, and what the script
 * works on; data-* attributes carry what it sorts and filters by.
 */
#ifndef ND_REPORT_STORY_LIST_H
#define ND_REPORT_STORY_LIST_H

#include "report/story_page.h"

/* Write the story as a <details> with an <ol> of its articles. */
void nd_put_story(const struct nd_coverage *coverage, const struct nd_story *story,
		  const struct nd_story_page_options *opt);

#endif
