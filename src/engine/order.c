/*
 * order.c - sorted a part at a time
 *
 * A part is a span of time.  Where the spans begin is chosen from a sample, so that
 * parts are about equally large, and what sorting takes beside the result is that of a part
 * for each thread.
 */
#include "engine/order.h"

#include <stdlib.h>

#include "base/sort.h"

#define PARTS		16
#define PART_LEAST	((size_t)1 << 16)	/* articles: 2 MiB to sort them */
#define SAMPLE		1024

/* Where an article stands in the order; two of them are never the same. */
struct standing {
	int64_t published;
	uint64_t lot;
	size_t place;
};

struct ordering {
	struct nd_engine *engine;
	unsigned parts;
	struct standing begin[PARTS];	/* of each part but the first */
	uint8_t *part;			/* by place */
	size_t from[PARTS + 1];		/* of a part in by_rank */
};

static struct standing standing_of(const struct nd_engine *engine, size_t place)
{
	const struct nd_document document = nd_columns_document(&engine->columns, place);

	return (struct standing){ document.published, nd_document_lot(&document), place };
}

static int by_standing(const void *x, const void *y)
{
	const struct standing *const p = x, *const q = y;

	if (p->published != q->published)
		return p->published < q->published ? -1 : 1;
	if (p->lot != q->lot)
		return p->lot < q->lot ? -1 : 1;
	return (p->place > q->place) - (p->place < q->place);
}

/* Choose where the parts begin. */
static void choose_parts(struct ordering *o)
{
	const size_t n = o->engine->made;
	struct standing sample[SAMPLE];

	o->parts = n / PART_LEAST < PARTS ? (unsigned)(n / PART_LEAST) + 1 : PARTS;
	if (o->parts == 1)
		return;
	for (size_t i = 0; i < SAMPLE; i++)
		sample[i] = standing_of(o->engine, i * n / SAMPLE);
	qsort(sample, SAMPLE, sizeof(*sample), by_standing);
	for (unsigned k = 1; k < o->parts; k++)
		o->begin[k] = sample[k * SAMPLE / o->parts];
}

/* The part of an article. */
static unsigned part_of(const struct ordering *o, size_t place)
{
	const struct standing standing = standing_of(o->engine, place);
	unsigned low = 0, high = o->parts;

	while (high - low > 1) {
		const unsigned middle = (low + high) / 2;

		if (by_standing(&o->begin[middle], &standing) <= 0)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* Put the articles into their parts, in each by place. */
static void deal(struct ordering *o)
{
	const size_t n = o->engine->made;
	size_t at[PARTS];

	for (size_t i = 0; i < n; i++) {
		o->part[i] = (uint8_t)part_of(o, i);
		o->from[o->part[i] + 1]++;
	}
	for (unsigned k = 0; k < o->parts; k++) {
		at[k] = o->from[k];
		o->from[k + 1] += o->from[k];
	}
	for (size_t i = 0; i < n; i++)
		o->engine->by_rank[at[o->part[i]]++] = (uint32_t)i;
}

/* Sort a part: by what comes second, then by what comes first. */
static enum nd_status sort_part(struct ordering *o, unsigned part)
{
	uint32_t *const place = o->engine->by_rank + o->from[part];
	const size_t n = o->from[part + 1] - o->from[part];
	struct nd_keyed *const items = nd_calloc(n, 2 * sizeof(*items));

	if (!items)
		return ND_ENOMEM;
	for (size_t i = 0; i < n; i++)
		items[i] = (struct nd_keyed){ standing_of(o->engine, place[i]).lot, place[i] };
	nd_sort_keyed(items, items + n, n);
	for (size_t i = 0; i < n; i++)	/* the sign bit turned: radix order is date order */
		items[i].key = (uint64_t)nd_published_at(o->engine, items[i].value) ^ (uint64_t)1 << 63;
	nd_sort_keyed(items, items + n, n);
	for (size_t i = 0; i < n; i++) {
		place[i] = (uint32_t)items[i].value;
		o->engine->rank[place[i]] = (uint32_t)(o->from[part] + i);
	}
	free(items);
	return ND_OK;
}

static enum nd_status sort_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	enum nd_status status = ND_OK;

	(void)worker;
	for (size_t part = from; part < to && status == ND_OK; part++)
		status = sort_part(ctx, (unsigned)part);
	return status;
}

enum nd_status nd_order_find(struct nd_engine *engine)
{
	const size_t n = engine->made;
	struct ordering o = { .engine = engine, .part = nd_calloc(n, 1) };
	enum nd_status status = ND_ENOMEM;

	free(engine->by_rank);
	free(engine->rank);
	engine->by_rank = nd_calloc(n, sizeof(*engine->by_rank));
	engine->rank = nd_calloc(n, sizeof(*engine->rank));
	if (o.part && engine->by_rank && engine->rank) {
		choose_parts(&o);
		deal(&o);
		status = nd_parallel(engine->opt.threads, o.parts, 1, sort_some, &o);
	}
	free(o.part);
	return status;
}
