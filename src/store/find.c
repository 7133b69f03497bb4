/*
 * find.c - from keys to articles
 *
 * The same rules as in a pile (engine/text.c, engine/events.c): who shares a
 * band and whose sketch does not rule it out, who has enough of the shorter
 * one's fingerprints, who shares the most weight of heavy terms.  All but the
 * last are compared with the exact measures here.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/address.h"
#include "engine/events.h"
#include "lsh/postings.h"
#include "store/finding.h"

/* As in engine/text.c, where it is derived. */
#define FINGERPRINT_SHARE	0.25

/*
 * As in engine/events.c, but a pile compares the 40 best of either article; here
 * 24 are as good: pair F1 of stories after feeding reuters .929, with 40 .932;
 * ecbplus and wikinews the same.
 */
#define CANDIDATES		24

struct nd_finding *nd_finding_open(void)
{
	const size_t most = SIZE_MAX / 256;
	struct nd_finding *const finding = nd_calloc(1, sizeof(*finding));

	if (!finding)
		return NULL;
	*finding = (struct nd_finding){
		.found = ND_ARRAY_INIT(struct nd_found, most),
		.edges = ND_ARRAY_INIT(struct nd_edge, most),
		.scores = ND_ARRAY_INIT(uint16_t, most),
		.hits = ND_ARRAY_INIT(struct nd_hit, most),
		.chosen = ND_ARRAY_INIT(struct nd_tally_slot, most),
		.left = ND_ARRAY_INIT(uint32_t, most),
		.slots = ND_ARRAY_INIT(struct nd_tally_slot, most),
		.used = ND_ARRAY_INIT(uint32_t, most),
		.often = ND_ARRAY_INIT(uint32_t, most),
		.values = ND_ARRAY_INIT(uint32_t, most),
		.tf = ND_ARRAY_INIT(uint8_t, most),
		.flags = ND_ARRAY_INIT(uint8_t, most),
		.figures = ND_ARRAY_INIT(float, most),
		.chances = ND_ARRAY_INIT(float, most),
		.steps = ND_ARRAY_INIT(uint8_t, most),
		.ranked = ND_ARRAY_INIT(float, most),
		.near = ND_ARRAY_INIT(struct nd_near, most),
		.neighbours = ND_ARRAY_INIT(struct nd_neighbour, most),
		.numbers = ND_ARRAY_INIT(uint32_t, most),
		.value = ND_ARRAY_INIT(uint8_t, UINT32_MAX),
	};
	return finding;
}

void nd_finding_close(struct nd_finding *finding)
{
	struct nd_array *const arrays[] = {
		&finding->found, &finding->edges, &finding->scores, &finding->hits, &finding->chosen,
		&finding->left, &finding->slots, &finding->used, &finding->values,
		&finding->tf, &finding->flags, &finding->figures, &finding->chances, &finding->steps,
		&finding->ranked, &finding->near, &finding->neighbours, &finding->numbers,
		&finding->value, &finding->often,
	};

	for (size_t i = 0; i < sizeof(arrays) / sizeof(*arrays); i++)
		nd_array_release(arrays[i]);
	free(finding);
}

/* Is a whole segment outside of the window of the needle? */
static int out_of_window(const struct nd_store *store, const struct nd_sheet *segment)
{
	const int64_t at = store->needle.draft->article.published, window = store->opt.window;
	const struct nd_sheet_about *const about = &segment->about;

	if (!window || at == ND_NO_TIME || about->earliest == ND_NO_TIME ||
	    about->latest == ND_NO_TIME)
		return 0;
	/* the header tells whole hours */
	return at - about->latest > window + 3600 || about->earliest - at > window + 3600;
}

/* Look for keys [from, to) of the needle, the newest articles first: into finding->hits. */
static enum nd_status look_up(struct nd_store *store, size_t from, size_t to, int windowed)
{
	struct nd_finding *const finding = store->finding;
	const struct nd_key *const keys = (const struct nd_key *)store->needle.keys.items + from;
	const struct nd_sheet *const segments = store->segments.items;
	const size_t n = to - from;
	enum nd_status status;
	uint32_t *left;

	finding->hits.n = finding->left.n = 0;
	left = nd_array_append(&finding->left, NULL, n);
	if (!left)
		return nd_fail_memory(&store->err);
	for (size_t i = 0; i < n; i++)
		left[i] = keys[i].most;
	status = nd_fresh_find(&store->fresh, keys, n, left, &finding->hits);
	for (size_t s = store->segments.n; s-- > 0 && status == ND_OK;) {
		if (windowed && out_of_window(store, &segments[s]))
			continue;
		status = nd_segment_find(&segments[s], keys, n, left, &finding->hits);
		if (status == ND_EFORMAT)
			return nd_fail(&store->err, status, "'%s/%08x.idx' is damaged",
				       store->ledger.folder, segments[s].number);
	}
	for (size_t i = 0; i < n; i++)
		finding->crowded += keys[i].most && !left[i];
	return status == ND_OK ? ND_OK : nd_fail_memory(&store->err);
}

static void clear_tally(struct nd_finding *finding)
{
	const uint32_t *const used = finding->used.items;
	struct nd_tally_slot *const slots = finding->slots.items;

	for (size_t i = 0; i < finding->used.n; i++)
		slots[used[i]] = (struct nd_tally_slot){ 0 };
	finding->used.n = finding->often.n = 0;
}

/*
 * Leave out hits of articles that are hit once only, or nearly so: articles are held
 * apart by a hash of MARKS, and of 6,000 hits in a store of 200,000 articles, 5,600 of them
 * of an article that has no other, one in six stays. Where an article has fingerprints
 * (a weight) of which one is enough, it stays, too; own: fingerprints of the needle.
 */
#define MARK_BITS	16
#define MARKS		((size_t)1 << MARK_BITS)
static void drop_single(struct nd_array *hits, int fingerprints, size_t own)
{
	const size_t enough = fingerprints ? (size_t)(1 / FINGERPRINT_SHARE) : 0;
	uint64_t once[MARKS / 64] = { 0 }, again[MARKS / 64] = { 0 };
	struct nd_hit *const hit = hits->items;
	size_t kept = 0;

	if (own <= enough && fingerprints)
		return;
	for (size_t i = 0; i < hits->n; i++) {
		const uint32_t mark = hit[i].number * 0x9e3779b1u >> (32 - MARK_BITS);
		const uint64_t bit = (uint64_t)1 << mark % 64;

		again[mark / 64] |= once[mark / 64] & bit;
		once[mark / 64] |= bit;
	}
	for (size_t i = 0; i < hits->n; i++) {
		const struct nd_hit one = hit[i];
		const uint32_t mark = one.number * 0x9e3779b1u >> (32 - MARK_BITS);

		hit[kept] = one;
		kept += (again[mark / 64] >> mark % 64 & 1) | (one.weight <= enough);
	}
	hits->n = kept;
}

/* Count the hits by article; articles that are gone are left out. */
static enum nd_status tally(struct nd_store *store, const struct nd_key *keys)
{
	struct nd_finding *const finding = store->finding;
	const struct nd_hit *const hit = finding->hits.items;
	struct nd_tally_slot *slots;
	uint32_t *used, *often;
	size_t room = 1024;	/* no more than needed: it is to be in the cache */

	clear_tally(finding);
	while (room < finding->hits.n * 2)
		room *= 2;
	if (room > finding->slots.n && !nd_array_append(&finding->slots, NULL, room - finding->slots.n))
		return nd_fail_memory(&store->err);
	used = nd_array_reserve(&finding->used, finding->hits.n);
	often = nd_array_reserve(&finding->often, finding->hits.n);
	if (!used || !often)
		return nd_fail_memory(&store->err);
	slots = finding->slots.items;
	for (size_t i = 0; i < finding->hits.n; i++) {
		size_t at = (hit[i].number * 0x9e3779b1u >> 7) & (room - 1);

		if (nd_gone(store, hit[i].number) == ND_REMOVED)
			continue;
		while (slots[at].number && slots[at].number != hit[i].number + 1)
			at = (at + 1) & (room - 1);
		if (!slots[at].number)
			used[finding->used.n++] = (uint32_t)at;
		slots[at].number = hit[i].number + 1;
		if (++slots[at].shared == ND_EVENT_MIN_SHARED)
			often[finding->often.n++] = (uint32_t)at;
		slots[at].weight += (float)hit[i].weight * (float)keys[hit[i].key].weight;
		slots[at].last = hit[i].weight;
	}
	return ND_OK;
}

/* What was found under this number, or NULL. */
static struct nd_found *found_of(const struct nd_finding *finding, uint32_t number)
{
	struct nd_found *const found = finding->found.items;

	for (size_t i = 0; i < finding->found.n; i++)
		if (found[i].number == number)
			return &found[i];
	return NULL;
}

/* Of n shared shingles, at these places, how many are inside quotation marks in both? */
static uint32_t count_quotes(const struct nd_needle *needle, const struct nd_kept *kept,
			     const uint32_t *here, const uint32_t *there, size_t n)
{
	const uint8_t *const own = needle->draft->quoted, *const other = kept->quoted;
	uint32_t both = 0;

	for (size_t i = 0; own && other && i < n; i++)
		both += other[here[i] / 8] >> here[i] % 8 & own[there[i] / 8] >> there[i] % 8 & 1;
	return both;
}

enum nd_status nd_found_compare(struct nd_store *store, struct nd_found *found)
{
	struct nd_finding *const finding = store->finding;
	const size_t n = found->kept.head->shingles, own = store->needle.draft->n_shingles;
	struct nd_overlap overlap;
	uint32_t *places;
	size_t shared;

	finding->values.n = 0;
	places = nd_array_reserve(&finding->values, n * 3 + ND_SLACK);
	if (!places)
		return nd_fail_memory(&store->err);
	shared = nd_split_match(&store->needle.shingle_sieve, found->kept.shingles, (uint32_t)n,
				places, places + n);
	overlap = nd_overlap_of(shared, n, own);
	found->common = (uint32_t)overlap.common;
	found->quotes = count_quotes(&store->needle, &found->kept, places, places + n, shared);
	found->jaccard = overlap.jaccard;
	found->containment = overlap.containment;
	if (store->recipe.text_channel)
		found->relation = nd_copy_relation(&store->opt, &overlap);
	return ND_OK;
}

/* Compare an article and keep it if it is a copy. */
static enum nd_status try_copy(struct nd_store *store, const struct nd_found *candidate)
{
	struct nd_found found = *candidate;
	const enum nd_status status = nd_found_compare(store, &found);

	if (status != ND_OK || found.relation == ND_UNRELATED)
		return status;
	return nd_array_append(&store->finding->found, &found, 1) ? ND_OK :
	       nd_fail_memory(&store->err);
}

/* Could an article have enough of the shorter one's fingerprints?  Asked before its record is read. */
static int may_share_fingerprints(const struct nd_store *store, const struct nd_tally_slot *slot)
{
	const size_t own = store->needle.draft->fingerprints;

	return slot->shared >= FINGERPRINT_SHARE * (double)(slot->last < own ? slot->last : own);
}

/* Compare the articles of the tally that are worth it and have not been found yet. */
static enum nd_status try_all(struct nd_store *store,
			      int (*worth)(const struct nd_store *store, const struct nd_kept *kept,
					   const struct nd_tally_slot *slot))
{
	const struct nd_finding *const finding = store->finding;
	const uint32_t *const used = finding->used.items;
	const struct nd_tally_slot *const slots = finding->slots.items;
	enum nd_status status = ND_OK;

	for (size_t i = 0; i < finding->used.n && status == ND_OK; i++) {
		const struct nd_tally_slot *const slot = &slots[used[i]];
		struct nd_found found = {
			.number = slot->number - 1, .relation = ND_UNRELATED, .first = -1, .event = -1,
		};

		if (slot->last && !may_share_fingerprints(store, slot))
			continue;
		status = nd_store_read(store, found.number, &found.kept);
		if (status == ND_OK && worth(store, &found.kept, slot) &&
		    !found_of(finding, found.number))
			status = try_copy(store, &found);
	}
	return status;
}

static int sketch_allows(const struct nd_store *store, const struct nd_kept *kept,
			 const struct nd_tally_slot *slot)
{
	(void)slot;
	return kept->sketch && store->needle.draft->sketch &&
	       nd_minhash_jaccard(&store->minhash, store->needle.draft->sketch, kept->sketch) *
	       store->minhash.slots + 0.5 >= store->least_equal;
}

static int shares_fingerprints(const struct nd_store *store, const struct nd_kept *kept,
			       const struct nd_tally_slot *slot)
{
	const size_t own = store->needle.draft->fingerprints, n = kept->head->fingerprints;

	return slot->shared >= FINGERPRINT_SHARE * (double)(n < own ? n : own);
}

static enum nd_status find_copies(struct nd_store *store)
{
	const struct nd_needle *const needle = &store->needle;
	const struct nd_key *const keys = needle->keys.items;
	enum nd_status status = look_up(store, needle->bands, needle->weighted, 0);

	if (status == ND_OK)
		status = tally(store, keys + needle->bands);
	if (status == ND_OK)
		status = try_all(store, sketch_allows);
	if (status == ND_OK)
		status = look_up(store, needle->fingerprints, needle->keys.n, 0);
	drop_single(&store->finding->hits, 1, needle->draft->fingerprints);
	if (status == ND_OK)
		status = tally(store, keys + needle->fingerprints);
	return status == ND_OK ? try_all(store, shares_fingerprints) : status;
}

static int heavier(const struct nd_tally_slot *a, const struct nd_tally_slot *b)
{
	return a->weight != b->weight ? a->weight > b->weight :
	       a->number > b->number;	/* the later first */
}

static void swap(struct nd_tally_slot *a, struct nd_tally_slot *b)
{
	const struct nd_tally_slot held = *a;

	*a = *b;
	*b = held;
}

/* Bring the 'most' heaviest of n to the front, in no order: quickselect. */
static void select_heaviest(struct nd_tally_slot *slot, size_t n, size_t most)
{
	size_t from = 0, to = n;

	while (most < n && to - from > 1) {
		size_t kept = from;

		swap(&slot[from + (to - from) / 2], &slot[to - 1]);
		for (size_t i = from; i + 1 < to; i++)
			if (heavier(&slot[i], &slot[to - 1]))
				swap(&slot[i], &slot[kept++]);
		swap(&slot[kept], &slot[to - 1]);
		if (kept == most)
			return;
		if (kept < most)
			from = kept + 1;
		else
			to = kept;
	}
}

/* Near dates lift an article: of those that may then be among the best 'most', which come
 * first now. */
static enum nd_status lift_near(struct nd_store *store, struct nd_tally_slot *slot, size_t n,
				size_t most)
{
	const int64_t at = store->needle.draft->article.published;
	float bound = slot[0].weight;
	size_t lifted = most;

	if (at == ND_NO_TIME)
		return ND_OK;
	for (size_t i = 1; i < most; i++)
		bound = slot[i].weight < bound ? slot[i].weight : bound;
	for (size_t i = most; i < n; i++)
		if (slot[i].weight * (1 + ND_NEAR) >= bound)
			swap(&slot[i], &slot[lifted++]);
	for (size_t i = 0; i < lifted; i++)
		nd_store_ask_for_date(store, slot[i].number - 1);
	for (size_t i = 0; i < lifted; i++) {
		int64_t then;
		const enum nd_status status = nd_store_date(store, slot[i].number - 1, &then);

		if (status != ND_OK)
			return status;
		if (then != ND_NO_TIME)
			slot[i].weight *= nd_nearness((float)(fabs((double)at - (double)then) /
							      86400));
	}
	select_heaviest(slot, lifted, most);
	return ND_OK;
}

/* The articles that share most weight of terms: *n of finding->chosen. */
static enum nd_status choose_likest(struct nd_store *store, size_t *n)
{
	struct nd_finding *const finding = store->finding;
	struct nd_array *const chosen = &finding->chosen;
	const uint32_t *const often = finding->often.items;
	const struct nd_tally_slot *const slots = finding->slots.items;
	struct nd_tally_slot *to;

	chosen->n = 0;
	to = nd_array_reserve(chosen, finding->often.n);
	if (!to)
		return nd_fail_memory(&store->err);
	for (size_t i = 0; i < finding->often.n; i++)
		to[chosen->n++] = slots[often[i]];
	*n = nd_event_most_candidates(CANDIDATES, store->needle.view.n_terms,
				      (double)(store->state.alive + 1));
	if (chosen->n > *n) {
		select_heaviest(to, chosen->n, *n);
		return lift_near(store, to, chosen->n, *n);
	}
	*n = chosen->n;
	return ND_OK;
}

/* Take a text in, if it is not there yet; it is compared when that is worth while. */
static enum nd_status take_text(struct nd_store *store, uint32_t number)
{
	struct nd_finding *const finding = store->finding;
	struct nd_found found = {
		.number = number, .relation = ND_UNRELATED, .first = -1, .event = -1,
	};
	enum nd_status status;

	if (found_of(finding, number))
		return ND_OK;
	status = nd_store_read(store, number, &found.kept);
	if (status == ND_OK)
		nd_kept_ask_for_terms(&found.kept);
	if (status == ND_OK && !nd_array_append(&finding->found, &found, 1))
		status = nd_fail_memory(&store->err);
	return status;
}

static enum nd_status find_events(struct nd_store *store)
{
	const struct nd_needle *const needle = &store->needle;
	struct nd_finding *const finding = store->finding;
	enum nd_status status = look_up(store, needle->weighted, needle->lonely, 1);
	const struct nd_tally_slot *chosen;
	size_t n = 0;

	drop_single(&finding->hits, 0, 0);
	if (status == ND_OK)
		status = tally(store, (const struct nd_key *)needle->keys.items + needle->weighted);
	if (status == ND_OK)
		status = choose_likest(store, &n);
	chosen = finding->chosen.items;
	for (size_t i = 0; i < n; i++)
		nd_store_ask_where(store, chosen[i].number - 1);
	for (size_t i = 0; i < n; i++)
		nd_store_ask_for(store, chosen[i].number - 1);
	for (size_t i = 0; i < n && status == ND_OK; i++)
		status = take_text(store, chosen[i].number - 1);
	return status;
}

/* The hash of all words says so; see that the shingles do. */
static int is_identical(struct nd_store *store, const struct nd_kept *kept, int *same)
{
	struct nd_finding *const finding = store->finding;
	const struct nd_draft *const draft = store->needle.draft;
	const size_t n = draft->n_shingles;
	uint32_t *values;

	*same = 0;
	if (kept->head->content != draft->content ||
	    kept->head->tokens != draft->tokens ||
	    kept->head->shingles != n || n < ND_MIN_SHARED)
		return 1;
	finding->values.n = 0;
	values = nd_array_reserve(&finding->values, n);
	if (!values)
		return 0;
	nd_split_read(kept->shingles, (uint32_t)n, values);
	*same = !memcmp(values, draft->shingles, n * sizeof(*values));
	return 1;
}

static enum nd_status find_identical(struct nd_store *store)
{
	struct nd_finding *const finding = store->finding;
	const struct nd_hit *hit;
	enum nd_status status = look_up(store, ND_PLACE_OF_CONTENT, ND_PLACE_OF_CONTENT + 1,
					0);

	hit = finding->hits.items;
	for (size_t i = 0; i < finding->hits.n && status == ND_OK; i++) {
		struct nd_place place;
		struct nd_kept kept;
		int same;

		if (nd_gone(store, hit[i].number) == ND_REMOVED)
			continue;
		status = nd_store_read(store, hit[i].number, &kept);
		if (status == ND_OK && !is_identical(store, &kept, &same))
			status = nd_fail_memory(&store->err);
		if (status != ND_OK || !same)
			continue;
		status = nd_store_place(store, hit[i].number, &place);
		finding->identical = place.first;
		return status;
	}
	return status;
}

/* Mark the texts of the needle's address, and take those in that share nothing else. */
static enum nd_status find_address(struct nd_store *store)
{
	struct nd_finding *const finding = store->finding;
	uint32_t texts[ND_ADDRESS_TEXTS];
	const struct nd_hit *hit;
	size_t n = 0;
	enum nd_status status = look_up(store, ND_PLACE_OF_ADDRESS, ND_PLACE_OF_ADDRESS + 1,
					0);

	hit = finding->hits.items;
	for (size_t i = 0; i < finding->hits.n && n < ND_ADDRESS_TEXTS && status == ND_OK; i++) {
		struct nd_place place;
		struct nd_kept kept;
		size_t at = 0;

		if (nd_gone(store, hit[i].number) == ND_REMOVED)
			continue;
		status = nd_store_read(store, hit[i].number, &kept);
		if (status == ND_OK && kept.head->address == store->needle.draft->address)
			status = nd_store_place(store, hit[i].number, &place);
		else
			continue;
		while (status == ND_OK && at < n && texts[at] != place.first)
			at++;
		if (status == ND_OK && at == n)
			texts[n++] = place.first;
	}
	/* at a place where news come and go an address ties nothing */
	for (size_t i = 0; i < n && n < ND_ADDRESS_TEXTS && status == ND_OK; i++) {
		status = take_text(store, texts[i]);
		if (status == ND_OK)
			found_of(finding, texts[i])->same_url = 1;
	}
	return status;
}

static int by_number(const void *x, const void *y)
{
	const struct nd_found *const a = x, *const b = y;

	return (a->number > b->number) - (a->number < b->number);
}

enum nd_status nd_find(struct nd_store *store)
{
	struct nd_finding *const finding = store->finding;
	enum nd_status status;

	finding->identical = ND_NO_ARTICLE;
	finding->found.n = finding->edges.n = finding->scores.n = 0;
	finding->crowded = 0;
	status = find_identical(store);
	if (status != ND_OK || finding->identical != ND_NO_ARTICLE)
		return status;
	if (store->recipe.text_channel)
		status = find_copies(store);
	if (status == ND_OK && nd_has_events(store))
		status = find_events(store);
	if (status == ND_OK && nd_has_events(store) && store->needle.draft->address)
		status = find_address(store);
	if (finding->found.n > 1)
		qsort(finding->found.items, finding->found.n, sizeof(struct nd_found), by_number);
	return status;
}
