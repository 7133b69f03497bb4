/* columns.c - arrays that grow together */
#include "engine/columns.h"

#include "base/hash.h"

#define FIRST_SLOTS 64

void nd_columns_drop_sources(struct nd_columns *columns)
{
	nd_array_release(&columns->source.number);
	nd_array_release(&columns->source.key);
	nd_array_release(&columns->source.slot);
}

void nd_columns_release(struct nd_columns *columns)
{
	nd_array_release(&columns->published.narrow);
	nd_array_release(&columns->published.wide);
	nd_array_release(&columns->content);
	nd_array_release(&columns->address);
	nd_columns_drop_sources(columns);
	nd_array_release(&columns->tokens);
	nd_array_release(&columns->features);
	columns->n = 0;
}

static int is_narrow(int64_t published)
{
	return published == ND_NO_TIME ||
	       (published >= ND_DATES_FROM && published < ND_DATES_FROM + (int64_t)ND_NO_DATE);
}

/* Turn the dates into wide ones. */
static enum nd_status widen(struct nd_columns *columns)
{
	struct nd_dates *const dates = &columns->published;
	int64_t *const wide = nd_array_reserve(&dates->wide, columns->n + 1);

	if (!wide)
		return ND_ENOMEM;
	for (size_t i = 0; i < columns->n; i++)
		wide[i] = nd_columns_published(columns, i);
	dates->wide.n = columns->n;
	nd_array_release(&dates->narrow);
	return ND_OK;
}

/* Make room for a date more, of its kind. */
static enum nd_status date_room(struct nd_columns *columns, int64_t published)
{
	struct nd_dates *const dates = &columns->published;

	if (!dates->wide.n && !is_narrow(published) && columns->n && widen(columns) != ND_OK)
		return ND_ENOMEM;
	return nd_array_reserve(dates->wide.n || !is_narrow(published) ? &dates->wide : &dates->narrow, 1) ?
	       ND_OK : ND_ENOMEM;
}

static void add_date(struct nd_dates *dates, int64_t published)
{
	uint32_t seconds;

	if (dates->wide.n || !is_narrow(published)) {
		nd_array_append(&dates->wide, &published, 1);
		return;
	}
	seconds = published == ND_NO_TIME ? ND_NO_DATE : (uint32_t)(published - ND_DATES_FROM);
	nd_array_append(&dates->narrow, &seconds, 1);
}

/* Where the number of a source is, or would be. */
static uint32_t *slot_of(const struct nd_sources *sources, uint64_t key)
{
	const uint64_t *const known = sources->key.items;
	uint32_t *const slot = sources->slot.items;
	size_t at = nd_mix(key) & (sources->slot.n - 1);

	while (slot[at] && known[slot[at] - 1] != key)
		at = (at + 1) & (sources->slot.n - 1);
	return &slot[at];
}

static enum nd_status grow_sources(struct nd_sources *sources)
{
	const uint64_t *const known = sources->key.items;
	const size_t slots = sources->slot.n ? 2 * sources->slot.n : FIRST_SLOTS;

	sources->slot.n = 0;
	if (!nd_array_append(&sources->slot, NULL, slots))
		return ND_ENOMEM;
	for (uint32_t i = 0; i < sources->key.n; i++)
		*slot_of(sources, known[i]) = i + 1;
	return ND_OK;
}

/* Have a number for the source, and room for a place more that has one. */
static enum nd_status source_room(struct nd_sources *sources, uint64_t key)
{
	uint32_t *slot;

	if (sources->key.n >= sources->slot.n / 2 && grow_sources(sources) != ND_OK)
		return ND_ENOMEM;
	slot = slot_of(sources, key);
	if (!*slot) {
		if (!nd_array_append(&sources->key, &key, 1))
			return ND_ENOMEM;
		*slot = (uint32_t)sources->key.n;
	}
	return nd_array_reserve(&sources->number, 1) ? ND_OK : ND_ENOMEM;
}

enum nd_status nd_columns_room(struct nd_columns *columns, const struct nd_document *document)
{
	return date_room(columns, document->published) == ND_OK &&
	       source_room(&columns->source, document->source) == ND_OK &&
	       nd_array_reserve(&columns->content, 1) && nd_array_reserve(&columns->address, 1) &&
	       nd_array_reserve(&columns->tokens, 1) &&
	       (!document->features ||
		nd_array_reserve(&columns->features, columns->n + 1 - columns->features.n)) ?
	       ND_OK : ND_ENOMEM;
}

enum nd_status nd_columns_append(struct nd_columns *columns, const struct nd_document *document)
{
	struct nd_array *const features = &columns->features;
	uint32_t number;

	if (nd_columns_room(columns, document) != ND_OK)
		return ND_ENOMEM;
	number = *slot_of(&columns->source, document->source) - 1;
	add_date(&columns->published, document->published);
	nd_array_append(&columns->content, &document->content, 1);
	nd_array_append(&columns->address, &document->address, 1);
	nd_array_append(&columns->source.number, &number, 1);
	nd_array_append(&columns->tokens, &document->tokens, 1);
	if (document->features) {
		nd_array_append(features, NULL, columns->n - features->n);
		nd_array_append(features, &document->features, 1);
	}
	columns->n++;
	return ND_OK;
}
