/* links.c - ties in a row, and chains through them */
#include "store/links.h"

#include <string.h>

#define TRIM_FROM	4096	/* articles that are not worth the move */

void nd_links_init(struct nd_links *links)
{
	*links = (struct nd_links){
		.articles = ND_ARRAY_INIT(struct nd_linked, UINT32_MAX),
		.ties = ND_ARRAY_INIT(struct nd_tie, ND_TIES_MOST),
	};
}

void nd_links_release(struct nd_links *links)
{
	nd_array_release(&links->articles);
	nd_array_release(&links->ties);
}

void nd_links_clear(struct nd_links *links, uint32_t base)
{
	links->base = base;
	links->articles.n = links->ties.n = 0;
}

/* What is known of an article, or NULL. */
static struct nd_linked *linked_of(const struct nd_links *links, uint32_t number)
{
	return number - links->base < links->articles.n ?
	       (struct nd_linked *)links->articles.items + (number - links->base) : NULL;
}

static const struct nd_tie *tie_of(const struct nd_links *links, uint32_t place)
{
	return place ? (const struct nd_tie *)links->ties.items + place - 1 : NULL;
}

enum nd_status nd_links_next(struct nd_links *links)
{
	const struct nd_linked linked = { .first = (uint32_t)links->ties.n };

	return nd_array_append(&links->articles, &linked, 1) ? ND_OK : ND_ENOMEM;
}

enum nd_status nd_links_add(struct nd_links *links, uint32_t earlier, uint16_t score, uint16_t first)
{
	struct nd_linked *const linked = linked_of(links, earlier);
	const struct nd_tie tie = {
		earlier, nd_links_end(links) - 1, linked ? linked->last : 0, score, first,
	};

	if (!nd_array_append(&links->ties, &tie, 1))
		return ND_ENOMEM;
	if (linked)
		linked->last = (uint32_t)links->ties.n;
	return ND_OK;
}

const struct nd_tie *nd_links_earlier(const struct nd_links *links, uint32_t number, size_t *n)
{
	const struct nd_linked *const linked = linked_of(links, number);
	const struct nd_linked *const next = linked_of(links, number + 1);

	*n = 0;
	if (!linked)
		return NULL;
	*n = (next ? next->first : links->ties.n) - linked->first;
	return *n ? (const struct nd_tie *)links->ties.items + linked->first : NULL;
}

const struct nd_tie *nd_links_latest(const struct nd_links *links, uint32_t number)
{
	const struct nd_linked *const linked = linked_of(links, number);

	return linked ? tie_of(links, linked->last) : NULL;
}

const struct nd_tie *nd_links_before(const struct nd_links *links, const struct nd_tie *tie)
{
	return tie_of(links, tie->before);
}

void nd_links_note_copy(struct nd_links *links, uint32_t number)
{
	struct nd_linked *const linked = linked_of(links, number);

	if (linked)
		linked->copied = 1;
}

int nd_links_may_have_copies(const struct nd_links *links, uint32_t number)
{
	const struct nd_linked *const linked = linked_of(links, number);

	return !linked || linked->copied;
}

void nd_links_ask_for(const struct nd_links *links, uint32_t number)
{
	const struct nd_linked *const linked = linked_of(links, number);

	if (linked)
		__builtin_prefetch(linked);
}

const struct nd_tie *nd_links_ask_for_tie(const struct nd_links *links, uint32_t number)
{
	const struct nd_tie *const tie = nd_links_latest(links, number);

	if (tie)
		__builtin_prefetch(tie);
	return tie;
}

size_t nd_links_ask_for_before(const struct nd_links *links, const struct nd_tie **ties, size_t n)
{
	size_t there = 0;

	for (size_t i = 0; i < n; i++) {
		const struct nd_tie *const before = tie_of(links, ties[i]->before);

		if (!before)
			continue;
		__builtin_prefetch(before);
		ties[there++] = before;
	}
	return there;
}

/* A place counted from 1, when the first 'dropped' ties are no more. */
static uint32_t moved(uint32_t place, uint32_t dropped)
{
	return place > dropped ? place - dropped : 0;
}

void nd_links_trim(struct nd_links *links, uint32_t floor)
{
	struct nd_linked *const linked = links->articles.items;
	struct nd_tie *const tie = links->ties.items;
	const size_t gone = floor > links->base ? floor - links->base : 0;
	uint32_t dropped;

	if (gone < TRIM_FROM || gone >= links->articles.n || gone < links->articles.n / 2)
		return;
	dropped = linked[gone].first;
	links->base = floor;
	links->articles.n -= gone;
	links->ties.n -= dropped;
	memmove(linked, linked + gone, links->articles.n * sizeof(*linked));
	memmove(tie, tie + dropped, links->ties.n * sizeof(*tie));
	for (size_t i = 0; i < links->articles.n; i++) {
		linked[i].first -= dropped;
		linked[i].last = moved(linked[i].last, dropped);
	}
	for (size_t i = 0; i < links->ties.n; i++)
		tie[i].before = moved(tie[i].before, dropped);
}
