/* buckets.c - count what each article meets */
#include "lsh/buckets.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "base/sort.h"

#define CHUNK		256	/* articles a thread takes at once */

struct nd_buckets {
	uint32_t *rank;			/* members of all buckets, bucket after bucket */
	uint32_t *first;		/* of each member: where its bucket begins */
	size_t n, articles;
	uint32_t *where;		/* places of an article's members, article after article */
	uint32_t *where_from;		/* articles + 1 */
	uint32_t *entries;		/* of each article, those that are alone too */
};

static uint32_t rank_of(uint64_t entry)
{
	return (uint32_t)entry;
}

/* How many of n entries from this on are in its bucket. */
static size_t bucket_size(const uint64_t *entry, size_t n)
{
	size_t size = 1;

	while (size < n && entry[size] >> 32 == entry[0] >> 32)
		size++;
	return size;
}

/* Take over the buckets that have company; returns 0 when out of memory. */
static int keep_buckets(struct nd_buckets *buckets, const uint64_t *sorted, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0, size; i < n; i += size) {
		size = bucket_size(&sorted[i], n - i);
		kept += size > 1 ? size : 0;
	}
	buckets->rank = nd_calloc(kept, sizeof(*buckets->rank));
	buckets->first = nd_calloc(kept, sizeof(*buckets->first));
	if (!buckets->rank || !buckets->first)
		return 0;
	for (size_t i = 0, size; i < n; i += size) {
		const uint32_t first = (uint32_t)buckets->n;

		size = bucket_size(&sorted[i], n - i);
		for (size_t k = 0; size > 1 && k < size; k++, buckets->n++) {
			buckets->rank[buckets->n] = rank_of(sorted[i + k]);
			buckets->first[buckets->n] = first;
		}
	}
	return 1;
}

/* List for each article where its members are; returns 0 when out of memory. */
static int list_places(struct nd_buckets *buckets)
{
	uint32_t *const from = buckets->where_from;

	buckets->where = nd_calloc(buckets->n, sizeof(*buckets->where));
	if (!buckets->where)
		return 0;
	for (size_t i = 0; i < buckets->n; i++)
		from[buckets->rank[i] + 2]++;
	for (size_t r = 0; r < buckets->articles; r++)
		from[r + 2] += from[r + 1];
	for (size_t i = 0; i < buckets->n; i++)
		buckets->where[from[buckets->rank[i] + 1]++] = (uint32_t)i;
	return 1;
}

static int fill(struct nd_buckets *buckets, struct nd_entries *entries, size_t articles,
		unsigned threads)
{
	buckets->articles = articles;
	buckets->entries = entries->of_article;
	entries->of_article = NULL;
	buckets->where_from = nd_calloc(articles + 2, sizeof(*buckets->where_from));
	return buckets->where_from && nd_entries_sort(entries, threads) == ND_OK &&
	       keep_buckets(buckets, entries->entry, entries->n);
}

enum nd_status nd_buckets_open(struct nd_buckets **out, struct nd_entries *entries, size_t articles,
			       unsigned threads)
{
	struct nd_buckets *const buckets = nd_calloc(1, sizeof(*buckets));
	int done = buckets && fill(buckets, entries, articles, threads);

	nd_entries_release(entries);
	*out = NULL;
	if (done)
		done = list_places(buckets);
	if (!done) {
		nd_buckets_close(buckets);
		return ND_ENOMEM;
	}
	*out = buckets;
	return ND_OK;
}

void nd_buckets_close(struct nd_buckets *buckets)
{
	if (!buckets)
		return;
	free(buckets->rank);
	free(buckets->first);
	free(buckets->where);
	free(buckets->where_from);
	free(buckets->entries);
	free(buckets);
}

/*
 * A pair shares a quarter of the entries of the article that has fewer, so an article of many
 * can do without some of its buckets until it knows whom it met in the others: of 72 entries
 * with ENOUGH or more on both sides 8 must be shared, and whoever is only in the 7 most crowded
 * buckets is none.  These 7 hold nine of ten meetings, 8 to 27 us an article of 1,000,000.  An
 * article of fewer entries meets everybody, the later ones too, who leave it out.
 */
#define ENOUGH	32

/* What one thread counts with: a tally of every article, and whom it met. */
struct tally {
	uint32_t *shared;
	uint32_t *met;
	size_t n_met;
	struct nd_array reaches; /* uint64_t: so many members an article meets << 32 | their end */
};

struct counting {
	const struct nd_buckets *buckets;
	const struct nd_bucket_rule *rule;
	struct tally *tallies;		/* one a worker */
	struct nd_array *chunks;	/* uint64_t: pairs, of each chunk of articles */
	_Atomic uint64_t crowded;
};

static void meet(const struct nd_buckets *buckets, size_t from, size_t to, struct tally *tally)
{
	for (size_t i = from; i < to; i++) {
		const uint32_t other = buckets->rank[i];

		if (!tally->shared[other]++)
			tally->met[tally->n_met++] = other;
	}
}

/* Meet the members behind those of an article. */
static void meet_later(const struct counting *counting, size_t rank, struct tally *tally)
{
	const struct nd_buckets *const buckets = counting->buckets;

	for (uint32_t i = buckets->where_from[rank]; i < buckets->where_from[rank + 1]; i++) {
		const size_t at = buckets->where[i], left = buckets->n - at - 1;
		const size_t most = left < counting->rule->crowd ? left : counting->rule->crowd;
		size_t to = at + 1;

		while (to <= at + most && buckets->first[to] == buckets->first[at])
			to++;
		meet(buckets, at + 1, to, tally);
	}
}

#define AHEAD 8		/* members of which the buckets are asked for: they are anywhere */

static void ask_for(const struct nd_buckets *buckets, size_t i)
{
	const size_t n = buckets->where_from[buckets->articles];
	const uint32_t at = buckets->where[i + AHEAD < n ? i + AHEAD : i];

	__builtin_prefetch(&buckets->first[at]);
	__builtin_prefetch(&buckets->rank[at]);
}

/* List the members before those of an article, the most crowded buckets last; the meetings left
 * out are added to *crowded.  NULL: out of memory. */
static const uint64_t *list_reaches(const struct counting *counting, size_t rank,
				    struct tally *tally, uint64_t *crowded)
{
	const struct nd_buckets *const buckets = counting->buckets;
	const uint32_t first = buckets->where_from[rank], end = buckets->where_from[rank + 1];
	const uint64_t crowd = counting->rule->crowd;
	uint64_t *reach;
	size_t n = 0;

	tally->reaches.n = 0;
	reach = nd_array_reserve(&tally->reaches, 2 * (size_t)(end - first));
	for (uint32_t i = first; reach && i < end; i++) {
		const uint64_t at = buckets->where[i], before = at - buckets->first[at];
		const uint64_t met = before < crowd ? before : crowd;

		ask_for(buckets, i);
		reach[n] = met << 32 | at;
		n += met > 0;
		*crowded += before - met;
	}
	tally->reaches.n = n;
	if (reach)
		nd_sort_u64(reach, reach + n, n);
	return reach;
}

/* Is an article among the members of a reach, which ascend?  1 or 0. */
static uint32_t is_in(const struct nd_buckets *buckets, uint64_t reach, uint32_t rank)
{
	const size_t end = (uint32_t)reach;
	size_t low = end - (reach >> 32), high = end;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (buckets->rank[middle] < rank)
			low = middle + 1;
		else
			high = middle;
	}
	return low < end && buckets->rank[low] == rank;
}

/* What two articles of so many entries must share. */
static double least_shared(const struct counting *counting, uint32_t a, uint32_t b)
{
	return counting->rule->min_share * (a < b ? a : b);
}

/*
 * Turn the tally of article 'rank' into pairs and clear it: with the later ones, or with those
 * of ENOUGH entries, who may be in n crowded buckets, too.
 */
static enum nd_status settle(const struct counting *counting, struct tally *tally, uint32_t rank,
			     int later, const uint64_t *crowded, size_t n, struct nd_array *out)
{
	const uint32_t *const entries = counting->buckets->entries;
	uint64_t *const pair = nd_array_reserve(out, tally->n_met);

	for (size_t i = 0; i < tally->n_met; i++) {
		const uint32_t other = tally->met[i];
		const double least = least_shared(counting, entries[other], entries[rank]);
		uint32_t shared = tally->shared[other];

		tally->shared[other] = 0;
		if (!pair || shared + n < least || (!later && entries[other] < ENOUGH))
			continue;
		for (size_t k = 0; k < n; k++)
			shared += is_in(counting->buckets, crowded[k], other);
		if (shared >= least)
			((uint64_t *)out->items)[out->n++] = later ? (uint64_t)other << 32 | rank :
							     (uint64_t)rank << 32 | other;
	}
	tally->n_met = 0;
	return pair ? ND_OK : ND_ENOMEM;
}

/* Count for one article, which is not alone. */
static enum nd_status count_one(struct counting *counting, struct tally *tally, uint32_t rank,
				struct nd_array *out, uint64_t *crowded)
{
	const uint32_t entries = counting->buckets->entries[rank];
	const double least = least_shared(counting, entries, ENOUGH);
	const uint64_t *const reach = list_reaches(counting, rank, tally, crowded);
	enum nd_status status = reach ? ND_OK : ND_ENOMEM;
	size_t n = tally->reaches.n;

	if (status == ND_OK && entries < ENOUGH) {
		meet_later(counting, rank, tally);
		status = settle(counting, tally, rank, 1, NULL, 0, out);
	}
	while (n > 0 && tally->reaches.n - n + 1 < least)	/* one more would not be enough */
		n--;
	for (size_t i = 0; i < n && status == ND_OK; i++) {
		const uint32_t end = (uint32_t)reach[i];

		meet(counting->buckets, end - (reach[i] >> 32), end, tally);
	}
	return status != ND_OK ? status :
	       settle(counting, tally, rank, 0, reach + n, tally->reaches.n - n, out);
}

static enum nd_status count(void *ctx, unsigned worker, size_t from, size_t to)
{
	struct counting *const counting = ctx;
	enum nd_status status = ND_OK;
	uint64_t crowded = 0;

	for (size_t rank = from; rank < to && status == ND_OK; rank++)
		status = count_one(counting, &counting->tallies[worker], (uint32_t)rank,
				   &counting->chunks[from / CHUNK], &crowded);
	atomic_fetch_add(&counting->crowded, crowded);
	return status;
}

static int tally_open(struct tally *tally, size_t articles)
{
	tally->shared = nd_calloc(articles, sizeof(*tally->shared));
	tally->met = nd_calloc(articles, sizeof(*tally->met));
	tally->reaches = (struct nd_array)ND_ARRAY_INIT(uint64_t, UINT32_MAX);
	return tally->shared && tally->met;
}

static void tally_close(struct tally *tally)
{
	free(tally->shared);
	free(tally->met);
	nd_array_release(&tally->reaches);
}

enum nd_status nd_buckets_candidates(const struct nd_buckets *buckets,
				     const struct nd_bucket_rule *rule, unsigned threads,
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
	for (size_t i = 0; counting.chunks && i < n_chunks; i++)
		counting.chunks[i] = (struct nd_array)ND_ARRAY_INIT(uint64_t, UINT32_MAX);
	if (status == ND_OK)
		status = nd_parallel(threads, buckets->articles, CHUNK, count, &counting);
	for (size_t i = 0; i < n_chunks && status == ND_OK; i++)
		if (counting.chunks[i].n &&
		    !nd_array_append(out, counting.chunks[i].items, counting.chunks[i].n))
			status = ND_ENOMEM;
	*crowded += counting.crowded;
	for (unsigned t = 0; counting.tallies && t < threads; t++)
		tally_close(&counting.tallies[t]);
	for (size_t i = 0; counting.chunks && i < n_chunks; i++)
		nd_array_release(&counting.chunks[i]);
	free(counting.tallies);
	free(counting.chunks);
	return status;
}
