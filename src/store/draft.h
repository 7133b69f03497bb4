/*
 * draft.h - an article made ready: all that follows from it alone
 *
 * Words, shingles, terms and sketch, as a store keeps them, and the keys that depend on
 * nothing else.  What is in the store has no part in it, so that any thread can make drafts
 * while another one adds those it has made before.
 */
#ifndef ND_STORE_DRAFT_H
#define ND_STORE_DRAFT_H

#include "shard/shard.h"
#include "store/kept.h"
#include "store/postings.h"

/* Keys of one article, at most; of a text of more than 400,000 words not all
 * fingerprints are looked for. */
#define ND_KEYS_MOST	60000

/* Points into an arena, where nothing else is said. */
struct nd_draft {
	struct nd_article article;	/* its strings, cut as they are kept, are the caller's */
	uint64_t content;	/* hash of all its words; of one too short for that of its bytes */
	uint64_t address;	/* nd_url_hash(), 0: none */
	uint32_t tokens, fingerprints;
	float coverage;		/* share of its words that the background knows: 0-1 */
	const uint8_t *sketch;	/* minhash->bytes; NULL: it is too short, or copies are not wanted */
	const uint32_t *shingles; /* ascending, each once */
	const uint8_t *quoted;	/* a bit a shingle, is it inside quotation marks?  NULL: none is */
	const uint32_t *term_keys; /* ascending, each once ... */
	const struct nd_kept_term *terms; /* ... and what they are */
	const uint8_t *levels;	/* how common the background has them */
	size_t n_shingles, n_terms;
	const struct nd_key *keys; /* id, content, address if any, then of the bands, from ... */
	size_t bands, n_keys;
	const struct nd_key *prints; /* of the fingerprints, ND_KEYS_MOST at most */
	size_t n_prints;
};
#define ND_PLACE_OF_ID		0	/* among the keys */
#define ND_PLACE_OF_CONTENT	1
#define ND_PLACE_OF_ADDRESS	2

/* Articles that are looked at for one key, the newest: half the articles may have the
 * name, but then the pairs that matter share rarer terms too.  As in engine/events.c. */
#define ND_CROWD	1000

/* Make a draft of an article; the workshop is cleared first.  Fails only with ND_ENOMEM. */
enum nd_status nd_draft_make(struct nd_draft *draft, struct nd_arena *arena,
			     struct nd_workshop *workshop, const struct nd_recipe *recipe,
			     const struct nd_article *article);

/* The same of an article of a shard. */
enum nd_status nd_draft_load(struct nd_draft *draft, struct nd_arena *arena,
			     const struct nd_recipe *recipe, const struct nd_shard_article *made);

/* Copy the strings that are kept of it to the arena and let go of the text, so that it outlives
 * the article.  Fails only with ND_ENOMEM. */
enum nd_status nd_draft_keep(struct nd_draft *draft, struct nd_arena *arena);

/* The key of an article's id. */
uint64_t nd_key_of_id(struct nd_text id);

#endif
