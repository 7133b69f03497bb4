/*
 * document.h - what the engine keeps of an article
 *
 * Everything later stages need is computed once, when the article comes in;
 * its text is not looked at again but to explain a pair.
 */
#ifndef ND_ENGINE_DOCUMENT_H
#define ND_ENGINE_DOCUMENT_H

#include "base/arena.h"
#include "sketch/minhash.h"
#include "text/hashes.h"
#include "text/terms.h"
#include "text/tokens.h"
#include "verify/overlap.h"

struct nd_document {
	struct nd_text id, title, text;	/* title and text are empty unless they are kept */
	int64_t published;		/* or ND_NO_TIME */
	uint64_t content;		/* hash of all its tokens in order */
	uint64_t address;		/* nd_url_hash(), 0: none */
	uint32_t tokens;
	uint32_t rank;			/* place in the order of time, set when all are compared */
	struct nd_terms terms;		/* event channel only */
	float coverage;			/* share of its words that the background knows: 0-1 */
	struct nd_set shingles;
	struct nd_set quoted;		/* event channel only: shingles inside quotation marks */
	struct nd_set fingerprints;	/* winnowed shingles, if the recipe wants them */
	const uint16_t *sketch;		/* text channel only; NULL where there is no shingle */
};

/* What a document is made with; the same for all. */
struct nd_recipe {
	struct nd_charmap *map;
	const struct nd_minhash *minhash;
	const struct nd_background *background;
	unsigned ngram_size;		/* 0: the default of the script */
	uint64_t seed;
	int text_channel, event_channel; /* which of them run */
	int fingerprints;		/* for contained passages, part of the text channel */
};

/* One thread's buffers, and the arena its documents live in. */
struct nd_workshop {
	struct nd_tokens tokens;	/* where the event channel runs, else ... */
	struct nd_hashes hashed;	/* ... only these */
	struct nd_array hashes;		/* uint64_t */
	struct nd_term_list terms;
	struct nd_arena arena;
};
#define ND_WORKSHOP_INIT { ND_TOKENS_INIT, ND_HASHES_INIT, ND_ARRAY_INIT(uint64_t, ND_TEXT_MAX * 3), \
	ND_TERM_LIST_INIT, ND_ARENA_INIT }

/*
 * Fill in what follows from title and text of the article; id, texts and date
 * are the caller's to set.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_document_make(struct nd_document *document, struct nd_workshop *workshop,
				const struct nd_recipe *recipe, struct nd_text title,
				struct nd_text text);

void nd_workshop_release(struct nd_workshop *workshop);

#endif
