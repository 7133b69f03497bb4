/*
 * text.c - the text channel: bands and fingerprints to candidate pairs
 */
#include "engine/text.h"

#include "lsh/buckets.h"

/* Entries in one index of bands: 16 million are 400 MB of buckets.  More articles
 * than that holds go through the bands in several turns. */
#define ENTRIES_AT_ONCE	((size_t)1 << 24)

/* Members of a bucket that an article meets: a text that is edited more than 1,000
 * times is met in its 1,000 latest versions. */
#define CROWD		1000

/* Of the fingerprints of the shorter, how many must be met in the longer before
 * the two are compared.  An edit destroys the fingerprints of the windows round
 * it; a text that is contained to .7 word by word keeps .7 of them if the rest is
 * in one piece, and about half if the edits are spread. */
#define FINGERPRINT_SHARE 0.25

struct channel {
	struct nd_engine *engine;
	struct nd_array candidates;	/* struct nd_candidate: of the index at hand */
	struct nd_array *keys;		/* uint64_t */
};

/* Collect what the entries' buckets hold into c->candidates. */
static enum nd_status meet(struct channel *c, const struct nd_array *entries)
{
	const struct nd_candidate_rule rule = { .min_shared = 1, .crowd = CROWD };
	struct nd_engine *const engine = c->engine;
	struct nd_buckets *buckets;
	enum nd_status status = nd_buckets_open(&buckets, entries->items, entries->n, engine->made,
						engine->opt.threads);

	if (status != ND_OK)
		return status;
	c->candidates.n = 0;
	status = nd_buckets_candidates(buckets, &rule, engine->opt.threads, &c->candidates,
				       &engine->stats.crowded);
	nd_buckets_close(buckets);
	return status;
}

static enum nd_status keep_key(struct channel *c, const struct nd_candidate *candidate)
{
	const uint64_t key = nd_pair_of_ranks(candidate->earlier, candidate->later);

	return nd_array_append(c->keys, &key, 1) ? ND_OK : ND_ENOMEM;
}

/* The keys of bands [from, to) of all articles. */
static enum nd_status band_entries(const struct channel *c, uint32_t from, uint32_t to,
				   struct nd_array *entries)
{
	const struct nd_engine *const engine = c->engine;
	struct nd_entry *entry = nd_array_reserve(entries, engine->made * (to - from));

	if (!entry)
		return ND_ENOMEM;
	for (uint32_t rank = 0; rank < engine->made; rank++) {
		const uint16_t *const sketch =
			nd_is_first(engine, rank) ? nd_at_rank(c->engine, rank)->sketch : NULL;

		for (uint32_t band = from; sketch && band < to; band++)
			*entry++ = (struct nd_entry){
				nd_band_key(engine->bands, sketch, band), rank, 1,
			};
	}
	entries->n = (size_t)(entry - (struct nd_entry *)entries->items);
	return ND_OK;
}

/* Pairs that share bands [from, to) and whose sketches do not rule a near-duplicate out. */
static enum nd_status meet_in_bands(struct channel *c, uint32_t from, uint32_t to)
{
	const struct nd_engine *const engine = c->engine;
	struct nd_array entries = ND_ARRAY_INIT(struct nd_entry, UINT32_MAX);
	const struct nd_candidate *candidate;
	enum nd_status status = band_entries(c, from, to, &entries);

	if (status == ND_OK)
		status = meet(c, &entries);
	nd_array_release(&entries);
	candidate = c->candidates.items;
	for (size_t i = 0; i < c->candidates.n && status == ND_OK; i++)
		if (nd_minhash_could_reach(&engine->minhash, nd_at_rank(c->engine, candidate[i].earlier)->sketch,
					   nd_at_rank(c->engine, candidate[i].later)->sketch,
					   engine->opt.threshold))
			status = keep_key(c, &candidate[i]);
	return status;
}

static enum nd_status band_candidates(struct channel *c)
{
	const uint32_t bands = c->engine->bands.bands;
	size_t at_once = ENTRIES_AT_ONCE / (c->engine->made + 1);
	enum nd_status status = ND_OK;

	if (at_once == 0)
		at_once = 1;
	for (uint32_t from = 0; from < bands && status == ND_OK;) {
		const uint32_t to = bands - from > at_once ? from + (uint32_t)at_once : bands;

		nd_engine_tell(c->engine, "bands", from, bands);
		status = meet_in_bands(c, from, to);
		from = to;
	}
	return status;
}

/* Pairs in which enough fingerprints of the shorter stand in the longer. */
static enum nd_status passage_candidates(struct channel *c)
{
	struct nd_array entries = ND_ARRAY_INIT(struct nd_entry, UINT32_MAX);
	const struct nd_candidate *candidate;
	enum nd_status status = ND_OK;

	nd_engine_tell(c->engine, "passages", 0, 0);
	for (uint32_t rank = 0; rank < c->engine->made && status == ND_OK; rank++) {
		const struct nd_set *const set = &nd_at_rank(c->engine, rank)->fingerprints;
		const size_t n = nd_is_first(c->engine, rank) ? set->n : 0;
		struct nd_entry *const entry = nd_array_reserve(&entries, n);

		for (size_t i = 0; entry && i < n; i++)
			entry[i] = (struct nd_entry){ set->at[i], rank, 1 };
		entries.n += n;
		status = entry ? ND_OK : ND_ENOMEM;
	}
	if (status == ND_OK)
		status = meet(c, &entries);
	nd_array_release(&entries);
	candidate = c->candidates.items;
	for (size_t i = 0; i < c->candidates.n && status == ND_OK; i++) {
		const size_t a = nd_at_rank(c->engine, candidate[i].earlier)->fingerprints.n;
		const size_t b = nd_at_rank(c->engine, candidate[i].later)->fingerprints.n;

		if (candidate[i].shared >= FINGERPRINT_SHARE * (double)(a < b ? a : b))
			status = keep_key(c, &candidate[i]);
	}
	return status;
}

enum nd_status nd_text_candidates(struct nd_engine *engine, struct nd_array *keys)
{
	struct channel c = {
		.engine = engine,
		.candidates = ND_ARRAY_INIT(struct nd_candidate, UINT32_MAX),
		.keys = keys,
	};
	enum nd_status status = band_candidates(&c);

	if (status == ND_OK && engine->recipe.fingerprints)
		status = passage_candidates(&c);
	nd_array_release(&c.candidates);
	return status;
}
