/* entries.c - keys to parts, parts through a filter, the rest sorted */
#include "lsh/entries.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/parallel.h"
#include "base/sort.h"

#define PARTS		ND_ENTRY_PARTS
#define PART_SHIFT	56

/* A filter has a bit for each beginning of a key, at least 8 times as many as entries: an entry
 * that is alone finds another there one time in nine.  At 2^20 the two take 256 KiB of cache. */
#define FILTER_LEAST	9
#define FILTER_MOST	20
#define FILTER_WORDS(bits) ((size_t)1 << ((bits) - 6))

static size_t part_of(uint64_t key)
{
	return key >> PART_SHIFT;
}

void nd_entries_expect(struct nd_entries *entries, const uint64_t *key, size_t n)
{
	for (size_t i = 0; i < n; i++)
		entries->next[part_of(key[i])]++;
	entries->n += n;
}

enum nd_status nd_entries_open(struct nd_entries *entries, size_t articles)
{
	size_t at = 0;

	for (size_t p = 0; p < PARTS; p++) {
		const size_t here = entries->next[p];

		entries->next[p] = at;
		at += here;
	}
	entries->entry = entries->n < UINT32_MAX ? nd_calloc(entries->n, sizeof(*entries->entry)) : NULL;
	entries->of_article = nd_calloc(articles, sizeof(*entries->of_article));
	return entries->entry && entries->of_article ? ND_OK : ND_ENOMEM;
}

void nd_entries_put(struct nd_entries *entries, const uint64_t *key, size_t n, uint32_t rank)
{
	entries->of_article[rank] += (uint32_t)n;
	for (size_t i = 0; i < n; i++)
		entries->entry[entries->next[part_of(key[i])]++] = (key[i] & ~(uint64_t)UINT32_MAX) | rank;
}

void nd_entries_release(struct nd_entries *entries)
{
	free(entries->entry);
	free(entries->of_article);
	*entries = (struct nd_entries)ND_ENTRIES_INIT;
}

/* One thread's room: for a filter and for sorting. */
struct sorting {
	struct nd_entries *entries;
	size_t kept[PARTS];
	struct nd_array *scratch;	/* uint64_t, one a worker */
};

static size_t part_begin(const struct nd_entries *entries, size_t part)
{
	return part ? entries->next[part - 1] : 0;
}

static unsigned filter_bits(size_t n)
{
	unsigned bits = FILTER_LEAST;

	while (bits < FILTER_MOST && (size_t)1 << bits < 8 * n)
		bits++;
	return bits;
}

/* Move the entries to the front whose key, or one that begins as it does, is there twice;
 * 'filter' is two times so many bits, all 0. */
static size_t drop_lone(uint64_t *entry, size_t n, uint64_t *filter, unsigned bits)
{
	uint64_t *const once = filter, *const twice = filter + FILTER_WORDS(bits);
	const unsigned shift = PART_SHIFT - bits;
	const size_t mask = ((size_t)1 << bits) - 1;
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		const size_t at = entry[i] >> shift & mask;
		const uint64_t bit = (uint64_t)1 << at % 64;

		twice[at / 64] |= once[at / 64] & bit;
		once[at / 64] |= bit;
	}
	for (size_t i = 0; i < n; i++) {	/* no branch: it cannot be foreseen */
		const size_t at = entry[i] >> shift & mask;

		entry[kept] = entry[i];
		kept += twice[at / 64] >> at % 64 & 1;
	}
	return kept;
}

static enum nd_status sort_parts(void *ctx, unsigned worker, size_t from, size_t to)
{
	struct sorting *const sorting = ctx;

	for (size_t p = from; p < to; p++) {
		const size_t begin = part_begin(sorting->entries, p);
		const size_t n = sorting->entries->next[p] - begin;
		const unsigned bits = filter_bits(n);
		const size_t words = 2 * FILTER_WORDS(bits);
		uint64_t *const entry = sorting->entries->entry + begin;
		uint64_t *const scratch = nd_array_reserve(&sorting->scratch[worker], n > words ? n : words);

		if (!scratch)
			return ND_ENOMEM;
		memset(scratch, 0, words * sizeof(*scratch));
		sorting->kept[p] = drop_lone(entry, n, scratch, bits);
		nd_sort_u64(entry, scratch, sorting->kept[p]);
		sorting->kept[p] = nd_unique_u64(entry, sorting->kept[p]);
	}
	return ND_OK;
}

/* Put the parts behind each other, now that they are smaller. */
static void close_gaps(const struct sorting *sorting)
{
	struct nd_entries *const entries = sorting->entries;

	entries->n = 0;
	for (size_t p = 0; p < PARTS; p++) {
		memmove(entries->entry + entries->n, entries->entry + part_begin(entries, p),
			sorting->kept[p] * sizeof(*entries->entry));
		entries->n += sorting->kept[p];
	}
}

enum nd_status nd_entries_sort(struct nd_entries *entries, unsigned threads)
{
	struct sorting sorting = { entries, { 0 }, nd_calloc(threads, sizeof(*sorting.scratch)) };
	enum nd_status status;

	if (!sorting.scratch)
		return ND_ENOMEM;
	for (unsigned t = 0; t < threads; t++)
		sorting.scratch[t] = (struct nd_array)ND_ARRAY_INIT(uint64_t, UINT32_MAX);
	status = nd_parallel(threads, PARTS, 4, sort_parts, &sorting);
	if (status == ND_OK)
		close_gaps(&sorting);
	for (unsigned t = 0; t < threads; t++)
		nd_array_release(&sorting.scratch[t]);
	free(sorting.scratch);
	return status;
}
