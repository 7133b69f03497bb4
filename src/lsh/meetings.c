/* meetings.c - deal out, filter, sort, compare: one band at a time */
#include "lsh/meetings.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/parallel.h"
#include "base/sort.h"
#include "lsh/equal_bytes.h"

#define PART_ENTRIES	2048	/* about: 16 KiB, half of the first level cache */
#define PART_BITS_MAX	10	/* more parts at once make dealing out twice as slow */
#define FILTER_BITS	14	/* counters of a byte, 16 KiB: the other half */

struct nd_meeting_worker {
	/* Of each part among the articles of this worker, then its place: one band of a plane
	 * after the other, for a plane is read once to count them all. */
	uint32_t *count;
	uint8_t filter[1 << FILTER_BITS];
	struct nd_array company; /* uint64_t, twice: entries of a part that may not be alone */
	struct nd_array pairs;	/* uint64_t */
	uint64_t crowded;
};

struct dealing {
	struct nd_meetings *meetings;
	unsigned plane, in_plane; /* where the band is: the how manieth of which plane */
};

/* The key of a band, so mixed that its high bits are as good as any; equal keys stay equal. */
static inline uint32_t key_of(const uint8_t *band, unsigned bytes)
{
	uint32_t key;

	if (bytes > 4)
		return (uint32_t)nd_hash_bytes(band, bytes, 0);
	memcpy(&key, band, sizeof(key));
	if (bytes == 3)
		key &= 0xffffff;
	return key * 0x9e3779b1u;	/* odd: a bijection */
}

static inline int is_absent(const struct nd_meetings *meetings, size_t article)
{
	return meetings->absent[article / 8] >> article % 8 & 1;
}

/* Which part a key falls into. */
static inline size_t part_of(const struct nd_meetings *meetings, uint32_t key)
{
	return (size_t)((uint64_t)key << meetings->part_bits >> 32);
}

/* Where the articles of worker 'share' begin; those of the last end where the one behind would. */
static size_t share_begin(const struct nd_meetings *meetings, size_t share)
{
	return meetings->sketches->n * share / meetings->threads;
}

/* The counts, then places, of a band of the plane at hand. */
static uint32_t *counts_of(const struct nd_meetings *meetings, size_t share, unsigned in_plane)
{
	return meetings->worker[share].count + ((size_t)in_plane << meetings->part_bits);
}

/* Count the parts of all bands of the plane. */
static enum nd_status count_plane(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct dealing *const dealing = ctx;
	const struct nd_meetings *const meetings = dealing->meetings;
	const struct nd_sketches *const sketches = meetings->sketches;
	const unsigned width = nd_plane_width(sketches, dealing->plane), bytes = sketches->band_bytes;

	(void)worker;
	for (size_t share = from; share < to; share++) {
		const size_t end = share_begin(meetings, share + 1);
		size_t i = share_begin(meetings, share);
		const uint8_t *piece = nd_sketch_piece(sketches, dealing->plane, i);
		uint32_t *const counts = counts_of(meetings, share, 0);

		memset(counts, 0, sizeof(*counts) * sketches->per_plane << meetings->part_bits);
		for (; i < end; i++, piece += width) {
			uint32_t *count = counts;

			if (is_absent(meetings, i))
				continue;
			for (unsigned at = 0; at < width; at += bytes, count += (size_t)1 << meetings->part_bits)
				count[part_of(meetings, key_of(piece + at, bytes))]++;
		}
	}
	return ND_OK;
}

static enum nd_status deal(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct dealing *const dealing = ctx;
	struct nd_meetings *const meetings = dealing->meetings;
	const struct nd_sketches *const sketches = meetings->sketches;
	const unsigned width = nd_plane_width(sketches, dealing->plane), bytes = sketches->band_bytes;

	(void)worker;
	for (size_t share = from; share < to; share++) {
		const size_t end = share_begin(meetings, share + 1);
		size_t i = share_begin(meetings, share);
		const uint8_t *band = nd_sketch_piece(sketches, dealing->plane, i) +
				      dealing->in_plane * bytes;
		uint32_t *const place = counts_of(meetings, share, dealing->in_plane);

		for (; i < end; i++, band += width) {
			const uint32_t key = key_of(band, bytes);

			if (!is_absent(meetings, i))
				meetings->entry[place[part_of(meetings, key)]++] =
					(uint64_t)key << 32 | meetings->rank[i];
		}
	}
	return ND_OK;
}

/* Turn a band's counts of all workers into places: part after part, in each worker after worker. */
static void place_parts(struct nd_meetings *meetings, unsigned in_plane)
{
	uint32_t at = 0;

	for (size_t part = 0; part < (size_t)1 << meetings->part_bits; part++) {
		meetings->part_from[part] = at;
		for (unsigned w = 0; w < meetings->threads; w++) {
			uint32_t *const count = counts_of(meetings, w, in_plane) + part;
			const uint32_t here = *count;

			*count = at;
			at += here;
		}
	}
	meetings->part_from[(size_t)1 << meetings->part_bits] = at;
}

/* Do the sketches agree in a whole band before 'band' that let everyone meet? */
static int met_before(const struct nd_meetings *meetings, uint32_t equal, unsigned first_band,
		      unsigned band)
{
	const struct nd_sketches *const sketches = meetings->sketches;
	const uint32_t whole = sketches->band_bytes < 32 ? ((uint32_t)1 << sketches->band_bytes) - 1 :
				UINT32_MAX;

	for (unsigned b = first_band; b < first_band + sketches->per_plane && b < band; b++) {
		const unsigned shift = (b - first_band) * sketches->band_bytes;

		if ((equal >> shift & whole) == whole && !meetings->was_crowded[b])
			return 1;
	}
	return 0;
}

/* The bytes of a plane that are the low ones of slots, a bit each. */
static uint32_t low_bytes(const struct nd_sketches *sketches, unsigned plane)
{
	const unsigned width = nd_plane_width(sketches, plane);
	uint32_t low = 0;

	for (unsigned i = 0; i < width; i++)
		if (i % sketches->band_bytes < sketches->rows)
			low |= (uint32_t)1 << i;
	return low;
}

/* Is this the first band in which the two meet, and are they alike enough? */
static int is_new_pair(const struct nd_meetings *meetings, unsigned band, uint32_t x, uint32_t y)
{
	const struct nd_sketches *const sketches = meetings->sketches;
	unsigned equal_slots = 0;

	for (unsigned p = 0; p < sketches->planes; p++) {
		const uint32_t equal = nd_equal_bytes(nd_sketch_piece(sketches, p, x),
						      nd_sketch_piece(sketches, p, y));
		const unsigned first_band = p * sketches->per_plane;

		if (first_band < band && met_before(meetings, equal, first_band, band))
			return 0;
		equal_slots += (unsigned)__builtin_popcount(equal & meetings->low[p]);
	}
	return equal_slots >= meetings->least_equal;
}

/* The members of a bucket meet; they are in order of rank. */
static enum nd_status meet(struct nd_meetings *meetings, struct nd_meeting_worker *worker,
			   unsigned band, const uint64_t *member, size_t n)
{
	for (size_t later = 1; later < n; later++) {
		const size_t from = later > meetings->crowd ? later - meetings->crowd : 0;
		const uint32_t y = meetings->article[(uint32_t)member[later]];

		worker->crowded += from;
		for (size_t i = from; i < later; i++) {
			const uint32_t earlier = (uint32_t)member[i];
			const uint64_t pair = member[later] << 32 | earlier;

			if (is_new_pair(meetings, band, meetings->article[earlier], y) &&
			    !nd_array_append(&worker->pairs, &pair, 1))
				return ND_ENOMEM;
		}
	}
	return ND_OK;
}

/* Copy the entries that may share their key with another; returns how many. */
static size_t find_company(uint8_t *filter, const uint64_t *entry, size_t n, unsigned part_bits,
			   uint64_t *out)
{
	const unsigned shift = 64 - part_bits - FILTER_BITS;
	const uint64_t mask = ((size_t)1 << FILTER_BITS) - 1;
	size_t kept = 0;

	memset(filter, 0, (size_t)1 << FILTER_BITS);
	for (size_t i = 0; i < n; i++) {
		uint8_t *const count = &filter[entry[i] >> shift & mask];

		*count = (uint8_t)(*count + (*count < 2));
	}
	for (size_t i = 0; i < n; i++) {	/* no branch: one in ten cannot be guessed */
		out[kept] = entry[i];
		kept += filter[entry[i] >> shift & mask] > 1;
	}
	return kept;
}

/* Drop the entries that are alone with their key after all. */
static size_t drop_lone(uint64_t *entry, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		const int before = i > 0 && entry[i] >> 32 == entry[i - 1] >> 32;
		const int behind = i + 1 < n && entry[i] >> 32 == entry[i + 1] >> 32;
		const uint64_t one = entry[i];

		if (before || behind)
			entry[kept++] = one;
	}
	return kept;
}

#define AHEAD 8		/* entries: the memory's answer takes as long as some four comparisons */

static void fetch(const struct nd_meetings *meetings, uint64_t entry)
{
	__builtin_prefetch(nd_sketch_piece(meetings->sketches, 0, meetings->article[(uint32_t)entry]));
}

static enum nd_status meet_in_part(struct nd_meetings *meetings, struct nd_meeting_worker *worker,
				   unsigned band, size_t part)
{
	const uint64_t *const entry = meetings->entry + meetings->part_from[part];
	const size_t n = meetings->part_from[part + 1] - meetings->part_from[part];
	enum nd_status status = ND_OK;
	uint64_t *company;
	size_t kept;

	if (n < 2)
		return ND_OK;
	worker->company.n = 0;
	company = nd_array_reserve(&worker->company, 2 * n);
	if (!company)
		return ND_ENOMEM;
	kept = find_company(worker->filter, entry, n, meetings->part_bits, company);
	nd_sort_u64(company, company + n, kept);
	kept = drop_lone(company, kept);
	for (size_t i = 0; i < kept && i < AHEAD; i++)
		fetch(meetings, company[i]);
	for (size_t from = 0, to; from < kept && status == ND_OK; from = to) {
		for (to = from; to < kept && company[to] >> 32 == company[from] >> 32; to++)
			if (to + AHEAD < kept)
				fetch(meetings, company[to + AHEAD]);
		status = meet(meetings, worker, band, company + from, to - from);
	}
	return status;
}

struct part_meeting {
	struct nd_meetings *meetings;
	unsigned band;
};

static enum nd_status meet_in_parts(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct part_meeting *const meeting = ctx;
	struct nd_meetings *const meetings = meeting->meetings;
	enum nd_status status = ND_OK;

	for (size_t part = from; part < to && status == ND_OK; part++)
		status = meet_in_part(meetings, &meetings->worker[worker], meeting->band, part);
	return status;
}

/* Move what the workers found to 'pairs'. */
static enum nd_status collect(struct nd_meetings *meetings, unsigned band, struct nd_array *pairs,
			      uint64_t *crowded)
{
	for (unsigned w = 0; w < meetings->threads; w++) {
		struct nd_meeting_worker *const worker = &meetings->worker[w];

		if (worker->pairs.n && !nd_array_append(pairs, worker->pairs.items, worker->pairs.n))
			return ND_ENOMEM;
		worker->pairs.n = 0;
		meetings->was_crowded[band] |= worker->crowded != 0;
		*crowded += worker->crowded;
		worker->crowded = 0;
	}
	return ND_OK;
}

enum nd_status nd_meetings_band(struct nd_meetings *meetings, unsigned band,
				struct nd_array *pairs, uint64_t *crowded)
{
	const struct nd_sketches *const sketches = meetings->sketches;
	const size_t parts = (size_t)1 << meetings->part_bits;
	struct part_meeting meeting = { meetings, band };
	struct dealing dealing = {
		meetings, band / sketches->per_plane, band % sketches->per_plane,
	};
	enum nd_status status;

	if (!sketches->n)
		return ND_OK;
	if (!dealing.in_plane)
		nd_team_run(meetings->team, meetings->threads, 1, count_plane, &dealing);
	place_parts(meetings, dealing.in_plane);
	nd_team_run(meetings->team, meetings->threads, 1, deal, &dealing);
	status = nd_team_run(meetings->team, parts, 1, meet_in_parts, &meeting);
	return status == ND_OK ? collect(meetings, band, pairs, crowded) : status;
}

enum nd_status nd_meetings_open(struct nd_meetings *meetings)
{
	const struct nd_sketches *const sketches = meetings->sketches;
	unsigned bits = 0;
	int good;

	while (bits < PART_BITS_MAX && sketches->n >> bits > PART_ENTRIES)
		bits++;
	meetings->part_bits = bits;
	memset(meetings->was_crowded, 0, sizeof(meetings->was_crowded));
	for (unsigned p = 0; p < sketches->planes; p++)
		meetings->low[p] = low_bytes(sketches, p);
	meetings->entry = nd_calloc(sketches->n, sizeof(*meetings->entry));
	meetings->part_from = nd_calloc(((size_t)1 << bits) + 1, sizeof(*meetings->part_from));
	meetings->worker = nd_calloc(meetings->threads, sizeof(*meetings->worker));
	meetings->team = nd_team_open(meetings->threads);
	good = meetings->entry && meetings->part_from && meetings->worker && meetings->team;
	for (unsigned w = 0; meetings->worker && w < meetings->threads; w++) {
		struct nd_meeting_worker *const worker = &meetings->worker[w];

		worker->company = (struct nd_array)ND_ARRAY_INIT(uint64_t, SIZE_MAX / 16);
		worker->pairs = (struct nd_array)ND_ARRAY_INIT(uint64_t, UINT32_MAX);
		worker->count = nd_calloc((size_t)sketches->per_plane << bits, sizeof(*worker->count));
		good = good && worker->count;
	}
	if (good)
		return ND_OK;
	nd_meetings_close(meetings);
	return ND_ENOMEM;
}

void nd_meetings_close(struct nd_meetings *meetings)
{
	for (unsigned w = 0; meetings->worker && w < meetings->threads; w++) {
		nd_array_release(&meetings->worker[w].company);
		nd_array_release(&meetings->worker[w].pairs);
		free(meetings->worker[w].count);
	}
	free(meetings->entry);
	free(meetings->part_from);
	free(meetings->worker);
	nd_team_close(meetings->team);
	meetings->team = NULL;
	meetings->entry = NULL;
	meetings->part_from = NULL;
	meetings->worker = NULL;
}
