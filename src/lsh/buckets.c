/* buckets.c - sort the entries once, then count what each article meets */
#include "lsh/buckets.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "base/sort.h"

#define PARTS		256	/* by the top 8 bits of the key: sorted apart, in threads */
#define PART_SHIFT	56
#define CHUNK		256	/* articles a thread takes at once */

struct nd_buckets {
	struct nd_keyed *entry;		/* value: rank << 32 | bits of the weight */
	uint32_t *first;		/* of each entry: where its bucket begins */
	uint32_t *size;			/* at the first entry of a bucket: its members */
	uint32_t *where;		/* places of an article's entries, article after article */
	uint32_t *where_from;		/* articles + 1 */
	size_t n, articles;
};

static uint32_t rank_of(const struct nd_keyed *entry)
{
	return (uint32_t)(entry->value >> 32);
}

static float weight_of(const struct nd_keyed *entry)
{
	const uint32_t bits = (uint32_t)entry->value;
	float weight;

	memcpy(&weight, &bits, sizeof(weight));
	return weight;
}

/* Counting sort by the top bits of the key; part_from has PARTS + 1 places. */
static void partition(struct nd_buckets *buckets, const struct nd_entry *entries,
		      size_t part_from[PARTS + 1])
{
	size_t at[PARTS] = { 0 };

	for (size_t i = 0; i < buckets->n; i++)
		at[entries[i].key >> PART_SHIFT]++;
	part_from[0] = 0;
	for (unsigned p = 0; p < PARTS; p++) {
		part_from[p + 1] = part_from[p] + at[p];
		at[p] = part_from[p];
	}
	for (size_t i = 0; i < buckets->n; i++) {
		uint32_t bits;

		memcpy(&bits, &entries[i].weight, sizeof(bits));
		buckets->entry[at[entries[i].key >> PART_SHIFT]++] = (struct nd_keyed){
			entries[i].key, (uint64_t)entries[i].rank << 32 | bits,
		};
	}
}

struct sorting {
	struct nd_buckets *buckets;
	struct nd_keyed *scratch;
	size_t part_from[PARTS + 1];
};

static enum nd_status sort_parts(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct sorting *const sorting = ctx;
	struct nd_buckets *const buckets = sorting->buckets;

	(void)worker;
	for (size_t p = from; p < to; p++) {
		const size_t begin = sorting->part_from[p], end = sorting->part_from[p + 1];
		size_t first = begin;

		/* stable: within a bucket the entries stay in order of rank */
		nd_sort_keyed(buckets->entry + begin, sorting->scratch + begin, end - begin);
		for (size_t i = begin; i < end; i++) {
			if (buckets->entry[i].key != buckets->entry[first].key)
				first = i;
			buckets->first[i] = (uint32_t)first;
			buckets->size[first]++;
		}
	}
	return ND_OK;
}

/* List for each article where its entries went. */
static void list_places(struct nd_buckets *buckets)
{
	uint32_t *const from = buckets->where_from;

	for (size_t i = 0; i < buckets->n; i++)
		from[rank_of(&buckets->entry[i]) + 1]++;
	for (size_t r = 0; r < buckets->articles; r++)
		from[r + 1] += from[r];
	for (size_t i = 0; i < buckets->n; i++)
		buckets->where[from[rank_of(&buckets->entry[i])]++] = (uint32_t)i;
	memmove(from + 1, from, buckets->articles * sizeof(*from));
	from[0] = 0;
}

enum nd_status nd_buckets_open(struct nd_buckets **out, const struct nd_entry *entries, size_t n,
			       size_t articles, unsigned threads)
{
	struct nd_buckets *const buckets = nd_calloc(1, sizeof(*buckets));
	struct sorting sorting = { .buckets = buckets, .scratch = nd_calloc(n, sizeof(struct nd_keyed)) };

	*out = NULL;
	if (buckets) {
		buckets->n = n;
		buckets->articles = articles;
		buckets->entry = nd_calloc(n, sizeof(*buckets->entry));
		buckets->first = nd_calloc(n, sizeof(*buckets->first));
		buckets->size = nd_calloc(n, sizeof(*buckets->size));
		buckets->where = nd_calloc(n, sizeof(*buckets->where));
		buckets->where_from = nd_calloc(articles + 1, sizeof(*buckets->where_from));
	}
	if (!buckets || !sorting.scratch || !buckets->entry || !buckets->first ||
	    !buckets->size || !buckets->where || !buckets->where_from) {
		free(sorting.scratch);
		nd_buckets_close(buckets);
		return ND_ENOMEM;
	}
	partition(buckets, entries, sorting.part_from);
	nd_parallel(threads, PARTS, 4, sort_parts, &sorting);
	free(sorting.scratch);
	list_places(buckets);
	*out = buckets;
	return ND_OK;
}

void nd_buckets_close(struct nd_buckets *buckets)
{
	if (!buckets)
		return;
	free(buckets->entry);
	free(buckets->first);
	free(buckets->size);
	free(buckets->where);
	free(buckets->where_from);
	free(buckets);
}

/* What one thread counts with: a tally of every article, and whom it met. */
struct tally {
	uint32_t *shared;
	float *weight;
	uint32_t *met;
	size_t n_met;
	struct nd_array kept;	/* struct nd_candidate of the article at hand */
};

struct counting {
	const struct nd_buckets *buckets;
	const struct nd_candidate_rule *rule;
	struct tally *tallies;		/* one a worker */
	struct nd_array *chunks;	/* of struct nd_candidate, one a chunk of articles */
	_Atomic uint64_t crowded;
};

/* Add members [from, to) of a bucket to the tally of the article at place 'at'. */
static void tally_up(const struct nd_buckets *buckets, size_t at, size_t from, size_t to,
		     struct tally *tally)
{
	const float own = weight_of(&buckets->entry[at]);

	for (size_t i = from; i < to; i++) {
		const uint32_t other = rank_of(&buckets->entry[i]);

		if (!tally->shared[other]++)
			tally->met[tally->n_met++] = other;
		tally->weight[other] += own * weight_of(&buckets->entry[i]);
	}
}

/* Meet the members of the bucket at place 'at'; returns how many earlier ones were left out. */
static uint64_t meet(const struct nd_buckets *buckets, size_t at,
		     const struct nd_candidate_rule *rule, struct tally *tally)
{
	const size_t first = buckets->first[at], end = first + buckets->size[first];
	const size_t from = at - first > rule->crowd ? at - rule->crowd : first;
	const size_t to = end - at - 1 > rule->crowd ? at + 1 + rule->crowd : end;

	tally_up(buckets, at, from, at, tally);
	if (rule->per_article)	/* else all stay: the later article of a pair finds it */
		tally_up(buckets, at, at + 1, to, tally);
	return from - first;	/* the later ones left out count this one */
}

static int by_weight(const void *a, const void *b)
{
	const struct nd_candidate *const x = a, *const y = b;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	if (x->later != y->later)
		return x->later > y->later ? -1 : 1;
	return x->earlier > y->earlier ? -1 : 1;
}

static int by_ranks(const void *a, const void *b)
{
	const struct nd_candidate *const x = a, *const y = b;

	if (x->later != y->later)
		return x->later < y->later ? -1 : 1;
	return (x->earlier > y->earlier) - (x->earlier < y->earlier);
}

/* Turn the tally of article 'rank' into candidates and clear it. */
static enum nd_status settle(struct tally *tally, uint32_t rank,
			     const struct nd_candidate_rule *rule, struct nd_array *out)
{
	struct nd_array *const kept = &tally->kept;
	enum nd_status status = ND_OK;

	kept->n = 0;
	for (size_t i = 0; i < tally->n_met; i++) {
		const uint32_t other = tally->met[i];
		const struct nd_candidate candidate = {
			other < rank ? other : rank, other < rank ? rank : other,
			tally->shared[other], tally->weight[other],
		};

		tally->shared[other] = 0;
		tally->weight[other] = 0;
		if (candidate.shared >= rule->min_shared && !nd_array_append(kept, &candidate, 1))
			status = ND_ENOMEM;
	}
	tally->n_met = 0;
	if (rule->per_article && kept->n > rule->per_article) {
		qsort(kept->items, kept->n, sizeof(struct nd_candidate), by_weight);
		kept->n = rule->per_article;
	}
	if (status == ND_OK && kept->n && !nd_array_append(out, kept->items, kept->n))
		status = ND_ENOMEM;
	return status;
}

static enum nd_status count(void *ctx, unsigned worker, size_t from, size_t to)
{
	struct counting *const counting = ctx;
	const struct nd_buckets *const buckets = counting->buckets;
	struct tally *const tally = &counting->tallies[worker];
	uint64_t crowded = 0;

	for (size_t rank = from; rank < to; rank++) {
		enum nd_status status;

		for (uint32_t i = buckets->where_from[rank]; i < buckets->where_from[rank + 1]; i++)
			crowded += meet(buckets, buckets->where[i], counting->rule, tally);
		status = settle(tally, (uint32_t)rank, counting->rule, &counting->chunks[from / CHUNK]);
		if (status != ND_OK)
			return status;
	}
	atomic_fetch_add(&counting->crowded, crowded);
	return ND_OK;
}

static int tally_open(struct tally *tally, size_t articles)
{
	tally->kept = (struct nd_array)ND_ARRAY_INIT(struct nd_candidate, articles);
	tally->shared = nd_calloc(articles, sizeof(*tally->shared));
	tally->weight = nd_calloc(articles, sizeof(*tally->weight));
	tally->met = nd_calloc(articles, sizeof(*tally->met));
	return tally->shared && tally->weight && tally->met;
}

static void tally_close(struct tally *tally)
{
	free(tally->shared);
	free(tally->weight);
	free(tally->met);
	nd_array_release(&tally->kept);
}

/* Append the chunks in order; a pair that both its articles kept is kept once. */
static enum nd_status gather(const struct nd_array *chunks, size_t n, int twice,
			     struct nd_array *out)
{
	struct nd_candidate *candidate;
	size_t before = out->n, kept = before;

	for (size_t i = 0; i < n; i++)
		if (chunks[i].n && !nd_array_append(out, chunks[i].items, chunks[i].n))
			return ND_ENOMEM;
	if (!twice || out->n == before)
		return ND_OK;
	candidate = out->items;
	qsort(candidate + before, out->n - before, sizeof(*candidate), by_ranks);
	for (size_t i = before; i < out->n; i++)
		if (kept == before || by_ranks(&candidate[kept - 1], &candidate[i]) != 0)
			candidate[kept++] = candidate[i];
	out->n = kept;
	return ND_OK;
}

enum nd_status nd_buckets_candidates(const struct nd_buckets *buckets,
				     const struct nd_candidate_rule *rule, unsigned threads,
				     struct nd_array *out, uint64_t *crowded)
{
	const size_t n_chunks = (buckets->articles + CHUNK - 1) / CHUNK;
	struct counting counting = {
		.buckets = buckets,
		.rule = rule,
		.tallies = nd_calloc(threads, sizeof(struct tally)),
		.chunks = nd_calloc(n_chunks, sizeof(struct nd_array)),
	};
	enum nd_status status = counting.tallies && counting.chunks ? ND_OK : ND_ENOMEM;

	for (unsigned t = 0; t < threads && status == ND_OK; t++)
		if (!tally_open(&counting.tallies[t], buckets->articles))
			status = ND_ENOMEM;
	if (status == ND_OK) {
		for (size_t i = 0; i < n_chunks; i++)
			counting.chunks[i] = (struct nd_array)ND_ARRAY_INIT(struct nd_candidate, UINT32_MAX);
		status = nd_parallel(threads, buckets->articles, CHUNK, count, &counting);
		if (status == ND_OK)
			status = gather(counting.chunks, n_chunks, rule->per_article != 0, out);
		*crowded += counting.crowded;
	}
	for (unsigned t = 0; counting.tallies && t < threads; t++)
		tally_close(&counting.tallies[t]);
	for (size_t i = 0; counting.chunks && i < n_chunks; i++)
		nd_array_release(&counting.chunks[i]);
	free(counting.tallies);
	free(counting.chunks);
	return status;
}
