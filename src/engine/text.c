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

/* The fingerprints of the article at a place, none if an earlier one has the same text. */
static struct nd_set prints_at(const struct nd_engine *engine, size_t place)
{
	return nd_is_first(engine, nd_rank_at(engine, place)) ?
	       nd_features_at(engine, place)->fingerprints : (struct nd_set){ NULL, 0 };
}

/* List those of all articles, lot by lot: they are as large as what they become, and are not
 * asked for again if the engine spends. */
static enum nd_status list_fingerprints(const struct nd_engine *engine, struct nd_entries *entries)
{
	struct nd_lot *const lot = engine->lots.items;

	for (size_t at = 0; at < engine->made; at++)
		nd_entries_expect(entries, prints_at(engine, at).at, prints_at(engine, at).n);
	if (nd_entries_open(entries, engine->made) != ND_OK)
		return ND_ENOMEM;
	for (size_t i = 0, at = 0; i < engine->lots.n; i++) {
		for (; at < lot[i].end; at++) {
			const struct nd_set set = prints_at(engine, at);

			nd_entries_put(entries, set.at, set.n, nd_rank_at(engine, at));
			if (nd_engine_spends(engine))
				nd_features_at(engine, at)->fingerprints = (struct nd_set){ NULL, 0 };
		}
		if (nd_engine_spends(engine))
			nd_arena_release(&lot[i].prints);
	}
	for (uint32_t i = 0; i < engine->opt.threads && nd_engine_spends(engine); i++)
		nd_arena_release(&engine->workshops[i].prints);	/* of those made again */
	return ND_OK;
}

/* Pairs in which enough fingerprints of the shorter stand in the longer. */
static enum nd_status passage_candidates(struct nd_engine *engine, struct nd_array *keys)
{
	const struct nd_bucket_rule rule = { FINGERPRINT_SHARE, CROWD };
	struct nd_entries entries = ND_ENTRIES_INIT;
	struct nd_buckets *buckets = NULL;
	enum nd_status status;

	nd_engine_tell(engine, "passages", 0, 0);
	status = list_fingerprints(engine, &entries);
	if (status == ND_OK)
		status = nd_buckets_open(&buckets, &entries, engine->made, engine->opt.threads);
	nd_entries_release(&entries);
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
