/*
 * text.c - the text channel: bands and fingerprints to candidate pairs
 */
#include "engine/text.h"

#include <stdlib.h>

#include "lsh/buckets.h"
#include "lsh/meetings.h"

/* Members of a bucket that an article meets: a text that is edited more than 1,000
 * times is met in its 1,000 latest versions. */
#define CROWD		1000

/* Of the fingerprints of the shorter, how many must be met in the longer before
 * the two are compared.  An edit destroys the fingerprints of the windows round
 * it; a text that is contained to .7 word by word keeps .7 of them if the rest is
 * in one piece, and about half if the edits are spread. */
#define FINGERPRINT_SHARE 0.25

/* Which articles take no part in the bands, a bit each: those that are too short, and of those of one
 * text all but the first. */
static uint8_t *mark_absent(const struct nd_engine *engine)
{
	uint8_t *const absent = nd_calloc(engine->made / 8 + 1, 1);

	for (size_t i = 0; absent && i < engine->made; i++)
		if (!nd_columns_content(&engine->columns, i) || !nd_is_first(engine, nd_rank_at(engine, i)))
			absent[i / 8] |= (uint8_t)(1 << i % 8);
	return absent;
}

/* Pairs that share a band and whose sketches do not rule a near-duplicate out. */
static enum nd_status band_candidates(struct nd_engine *engine, struct nd_array *keys)
{
	uint8_t *const absent = mark_absent(engine);
	struct nd_meetings meetings = {
		.sketches = &engine->sketches,
		.rank = engine->rank,
		.absent = absent,
		.article = engine->by_rank,
		.crowd = CROWD,
		.least_equal = nd_minhash_least_equal(&engine->minhash, engine->opt.threshold),
		.threads = engine->opt.threads,
	};
	enum nd_status status = absent ? nd_meetings_open(&meetings) : ND_ENOMEM;

	for (uint32_t band = 0; band < engine->bands.bands && status == ND_OK; band++) {
		nd_engine_tell(engine, "bands", band, engine->bands.bands);
		status = nd_meetings_band(&meetings, band, keys, &engine->stats.crowded);
	}
	nd_meetings_close(&meetings);
	free(absent);
	return status;
}

/* List the fingerprints of the article at a place, which are not asked for again if the engine
 * spends. */
static enum nd_status list_prints(const struct nd_engine *engine, size_t place, struct nd_array *entries)
{
	const uint32_t rank = nd_rank_at(engine, place);
	struct nd_set *const set = &nd_features_at(engine, place)->fingerprints;
	const size_t n = nd_is_first(engine, rank) ? set->n : 0;
	uint64_t *const entry = nd_array_reserve(entries, n);

	if (!entry)
		return ND_ENOMEM;
	for (size_t i = 0; i < n; i++)
		entry[i] = nd_entry(set->at[i], rank);
	entries->n += n;
	if (nd_engine_spends(engine))
		*set = (struct nd_set){ NULL, 0 };
	return ND_OK;
}

/* Those of all articles, lot by lot: they are as large as what they become. */
static enum nd_status list_fingerprints(const struct nd_engine *engine, struct nd_array *entries)
{
	struct nd_lot *const lot = engine->lots.items;
	enum nd_status status = ND_OK;

	for (size_t i = 0, at = 0; i < engine->lots.n && status == ND_OK; i++) {
		for (; at < lot[i].end && status == ND_OK; at++)
			status = list_prints(engine, at, entries);
		if (nd_engine_spends(engine))
			nd_arena_release(&lot[i].prints);
	}
	for (uint32_t i = 0; i < engine->opt.threads && nd_engine_spends(engine); i++)
		nd_arena_release(&engine->workshops[i].prints);	/* of those made again */
	return status;
}

/* Pairs in which enough fingerprints of the shorter stand in the longer. */
static enum nd_status passage_candidates(struct nd_engine *engine, struct nd_array *keys)
{
	const struct nd_bucket_rule rule = { FINGERPRINT_SHARE, CROWD };
	struct nd_array entries = ND_ARRAY_INIT(uint64_t, UINT32_MAX);
	struct nd_buckets *buckets = NULL;
	enum nd_status status;

	nd_engine_tell(engine, "passages", 0, 0);
	status = list_fingerprints(engine, &entries);
	if (status == ND_OK)
		status = nd_buckets_open(&buckets, &entries, engine->made, engine->opt.threads);
	nd_array_release(&entries);
	if (status == ND_OK)
		status = nd_buckets_candidates(buckets, &rule, engine->opt.threads, keys,
					       &engine->stats.crowded);
	nd_buckets_close(buckets);
	return status;
}

enum nd_status nd_text_candidates(struct nd_engine *engine, struct nd_array *keys)
{
	enum nd_status status = band_candidates(engine, keys);

	if (nd_engine_spends(engine))
		nd_sketches_release(&engine->sketches);
	if (status == ND_OK && engine->recipe.fingerprints)
		status = passage_candidates(engine, keys);
	return status;
}
