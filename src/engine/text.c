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

/* Which articles take part in the bands: the first of each text that is not too short, by rank. */
static uint32_t *list_members(const struct nd_engine *engine)
{
	uint32_t *const rank = nd_calloc(engine->made, sizeof(*rank));

	for (uint32_t i = 0; rank && i < engine->made; i++) {
		const struct nd_document *const document = &nd_documents(engine)[i];

		rank[i] = document->content && nd_is_first(engine, document->rank) ?
			  document->rank : ND_NO_RANK;
	}
	return rank;
}

/* Pairs that share a band and whose sketches do not rule a near-duplicate out. */
static enum nd_status band_candidates(struct channel *c)
{
	struct nd_engine *const engine = c->engine;
	uint32_t *const rank = list_members(engine);
	struct nd_meetings meetings = {
		.sketches = &engine->sketches,
		.rank = rank,
		.article = engine->by_rank,
		.crowd = CROWD,
		.least_equal = nd_minhash_least_equal(&engine->minhash, engine->opt.threshold),
		.threads = engine->opt.threads,
	};
	enum nd_status status = rank ? nd_meetings_open(&meetings) : ND_ENOMEM;

	for (uint32_t band = 0; band < engine->bands.bands && status == ND_OK; band++) {
		nd_engine_tell(engine, "bands", band, engine->bands.bands);
		status = nd_meetings_band(&meetings, band, c->keys, &engine->stats.crowded);
	}
	nd_meetings_close(&meetings);
	free(rank);
	return status;
}

static const struct nd_set *fingerprints(const struct nd_engine *engine, uint32_t rank)
{
	return &nd_at_rank(engine, rank)->features->fingerprints;
}

/* Pairs in which enough fingerprints of the shorter stand in the longer. */
static enum nd_status passage_candidates(struct channel *c)
{
	struct nd_array entries = ND_ARRAY_INIT(struct nd_entry, UINT32_MAX);
	const struct nd_candidate *candidate;
	enum nd_status status = ND_OK;

	nd_engine_tell(c->engine, "passages", 0, 0);
	for (uint32_t rank = 0; rank < c->engine->made && status == ND_OK; rank++) {
		const struct nd_set *const set = fingerprints(c->engine, rank);
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
		const size_t a = fingerprints(c->engine, candidate[i].earlier)->n;
		const size_t b = fingerprints(c->engine, candidate[i].later)->n;

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
