/*
 * columns.h - what is known of all articles, a column for each fact
 *
 * Articles are many and what is asked of them is little at a time: so a fact lies apart
 * from the others, and what nobody will ask for any more is freed.
 */
#ifndef ND_ENGINE_COLUMNS_H
#define ND_ENGINE_COLUMNS_H

#include "engine/document.h"

/* Dates, in 4 bytes each as long as all lie within the 136 years from ND_DATES_FROM on. */
struct nd_dates {
	struct nd_array narrow;		/* uint32_t: seconds from then on, or ND_NO_DATE */
	struct nd_array wide;		/* int64_t: all, as soon as one does not */
};
#define ND_DATES_FROM	(-((int64_t)1 << 30))	/* December 1935 */
#define ND_NO_DATE	UINT32_MAX

/* Sources, which are far fewer than articles: a number each, by which they came. */
struct nd_sources {
	struct nd_array number;		/* uint32_t, by place */
	struct nd_array key;		/* uint64_t: nd_document.source, by number */
	struct nd_array slot;		/* uint32_t: numbers + 1 by key, open addressing, 0: free */
};

/* Columns of struct nd_document, by place. */
struct nd_columns {
	size_t n;
	struct nd_dates published;
	struct nd_array content;	/* uint64_t */
	struct nd_array address;	/* uint64_t */
	struct nd_sources source;
	struct nd_array tokens;		/* uint32_t */
	struct nd_array features;	/* struct nd_features *, up to the last article that has some */
};
#define ND_COLUMNS_INIT(ceiling) { 0, \
	{ ND_ARRAY_INIT(uint32_t, ceiling), ND_ARRAY_INIT(int64_t, ceiling) }, \
	ND_ARRAY_INIT(uint64_t, ceiling), ND_ARRAY_INIT(uint64_t, ceiling), \
	{ ND_ARRAY_INIT(uint32_t, ceiling), ND_ARRAY_INIT(uint64_t, ceiling), \
	  ND_ARRAY_INIT(uint32_t, SIZE_MAX / 8) }, \
	ND_ARRAY_INIT(uint32_t, ceiling), ND_ARRAY_INIT(struct nd_features *, ceiling) }

void nd_columns_release(struct nd_columns *columns);

/* Make room for an article, which nd_columns_append() then takes for sure.  Fails only with ND_ENOMEM. */
enum nd_status nd_columns_room(struct nd_columns *columns, const struct nd_document *document);

/* Free the column of sources: they are all unknown then, and nothing can be appended. */
void nd_columns_drop_sources(struct nd_columns *columns);

/* Append an article.  Fails only with ND_ENOMEM. */
enum nd_status nd_columns_append(struct nd_columns *columns, const struct nd_document *document);

/* Set what follows from title and text of the article at a place. */
static inline void nd_columns_made(struct nd_columns *columns, size_t place,
				   const struct nd_document *document)
{
	((uint64_t *)columns->content.items)[place] = document->content;
	((uint32_t *)columns->tokens.items)[place] = document->tokens;
}

static inline int64_t nd_columns_published(const struct nd_columns *columns, size_t place)
{
	const struct nd_dates *const dates = &columns->published;
	const uint32_t seconds = dates->wide.n ? 0 : ((const uint32_t *)dates->narrow.items)[place];

	if (dates->wide.n)
		return ((const int64_t *)dates->wide.items)[place];
	return seconds == ND_NO_DATE ? ND_NO_TIME : ND_DATES_FROM + (int64_t)seconds;
}

static inline uint64_t nd_columns_content(const struct nd_columns *columns, size_t place)
{
	return ((const uint64_t *)columns->content.items)[place];
}

/* These two are 0 once the column is freed, as where nothing is known. */
static inline uint64_t nd_columns_address(const struct nd_columns *columns, size_t place)
{
	return place < columns->address.n ? ((const uint64_t *)columns->address.items)[place] : 0;
}

static inline uint64_t nd_columns_source(const struct nd_columns *columns, size_t place)
{
	const struct nd_sources *const source = &columns->source;

	return place < source->number.n ? ((const uint64_t *)source->key.items)[
			((const uint32_t *)source->number.items)[place]] : 0;
}

static inline uint32_t nd_columns_tokens(const struct nd_columns *columns, size_t place)
{
	return ((const uint32_t *)columns->tokens.items)[place];
}

static inline struct nd_features *nd_columns_features(const struct nd_columns *columns, size_t place)
{
	return place < columns->features.n ?
	       ((struct nd_features *const *)columns->features.items)[place] : NULL;
}

/* All that is known of the article at a place. */
static inline struct nd_document nd_columns_document(const struct nd_columns *columns, size_t place)
{
	return (struct nd_document){
		.published = nd_columns_published(columns, place),
		.content = nd_columns_content(columns, place),
		.address = nd_columns_address(columns, place),
		.source = nd_columns_source(columns, place),
		.tokens = nd_columns_tokens(columns, place),
		.features = nd_columns_features(columns, place),
	};
}

#endif
