/*
 * document.h - what the engine keeps of an article
 *
 * Everything later stages need is computed once, when the article comes in;
 * its text is not looked at again but to explain a pair.
 */
#ifndef ND_ENGINE_DOCUMENT_H
#define ND_ENGINE_DOCUMENT_H

#include "base/arena.h"
#include "base/hash.h"
#include "sketch/minhash.h"
#include "text/hashes.h"
#include "text/packed_terms.h"
#include "text/templates.h"
#include "text/terms.h"
#include "text/tokens.h"
#include "verify/overlap.h"

/* What every article has; the sketches lie apart. */
struct nd_document {
	int64_t published;		/* or ND_NO_TIME */
	uint64_t content;		/* hash of all its tokens in order; 0: it is too short to
					   be a copy of anything */
	uint64_t address;		/* nd_url_hash(), 0: none */
	uint64_t source;		/* nd_template_source(), 0: unknown or of no use */
	uint32_t tokens;
	struct nd_features *features;	/* NULL where id and shingles can be had again */
};

/* What stages beyond the text channel need, and all of an article that cannot be had again. */
struct nd_features {
	struct nd_text id, title, text;	/* title and text are empty unless they are kept */
	struct nd_packed_terms terms;	/* event channel only */
	float coverage;			/* share of its words that the background knows: 0-1 */
	struct nd_set shingles;		/* at is NULL where they can be had again, or are ... */
	const uint8_t *packed;		/* ... so many packed hashes, somewhere else, or ... */
	const uint32_t *brief;		/* ... the upper bits of so many, as in base/packed.h */
	struct nd_set quoted;		/* event channel only: shingles inside quotation marks; where
					   shingles can be had again, empty until they are loaded */
	const uint8_t *quoted_at;	/* where they can: a bit for each in order of the text, or NULL */
	struct nd_set fingerprints;	/* winnowed shingles, if the recipe wants them */
};

/* A number that follows from the article alone, whatever came before it: decides where any
 * would do, so that results do not depend on the order of the input. */
static inline uint64_t nd_document_lot(const struct nd_document *document)
{
	return document->content ? document->content : nd_mix(document->address + document->tokens);
}

/* Fewer shared shingles prove nothing, however short the articles: "Photos of the day". */
#define ND_MIN_SHARED	5

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

/* One thread's buffers, and the arenas its documents live in. */
struct nd_workshop {
	struct nd_tokens tokens;	/* where the event channel runs, else ... */
	struct nd_hashes hashed;	/* ... only these */
	struct nd_elements elements;	/* of the tokens */
	struct nd_array hashes;		/* uint64_t */
	struct nd_array quoted;		/* uint8_t: a bit for each shingle, is it inside quotation marks? */
	struct nd_term_list terms;
	struct nd_array units, masked;	/* struct nd_unit, char: of the text without templates */
	struct nd_arena arena;
	struct nd_arena term_lists, prints; /* those of its documents, which may go earlier */
};
#define ND_WORKSHOP_INIT { ND_TOKENS_INIT, ND_HASHES_INIT, ND_ELEMENTS_INIT, \
	ND_ARRAY_INIT(uint64_t, ND_TEXT_MAX * 3), ND_ARRAY_INIT(uint8_t, ND_TEXT_MAX), ND_TERM_LIST_INIT, \
	ND_ARRAY_INIT(struct nd_unit, ND_TEXT_MAX), ND_ARRAY_INIT(char, ND_TEXT_MAX), \
	ND_ARENA_INIT, ND_ARENA_INIT, ND_ARENA_INIT }

/* How shingles are kept: not; as they are; brief, which is enough to count those of two
 * articles, if both are. */
enum nd_keep_shingles { ND_SHINGLES_AGAIN, ND_SHINGLES_WHOLE, ND_SHINGLES_BRIEF };

/*
 * Fill in what follows from title and text of the article, and its sketch
 * (recipe->minhash->bytes, where the text channel runs; zeros if it is too short); id, texts and
 * date are the caller's to set.  Of the features, which may be NULL, the sets
 * are filled in, the shingles as 'keep' says; the terms are in workshop->terms until it is
 * used again.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_document_make(struct nd_document *document, struct nd_workshop *workshop,
				const struct nd_recipe *recipe, struct nd_text title,
				struct nd_text text, enum nd_keep_shingles keep, uint8_t *sketch);

/* The same, and the terms are packed into the features. */
enum nd_status nd_document_keep(struct nd_document *document, struct nd_workshop *workshop,
				const struct nd_recipe *recipe, struct nd_text title,
				struct nd_text text, enum nd_keep_shingles keep, uint8_t *sketch);

/* Pack terms into the features.  Fails only with ND_ENOMEM. */
enum nd_status nd_features_pack(struct nd_features *features, struct nd_arena *arena,
				const struct nd_terms *terms);

/* Put sorted shingles, which are written over, into the features, brief.  Fails only with
 * ND_ENOMEM. */
enum nd_status nd_features_brief(struct nd_features *features, struct nd_arena *arena,
				 uint64_t *shingles, size_t n);

/* Sketch a document whose shingles are kept; zeros if it is too short. */
void nd_document_sketch(const struct nd_document *document, const struct nd_minhash *minhash,
			uint8_t *sketch);

/*
 * Make a document, the same way, of a text of several scripts: two programs that make the
 * same of it understand each other's documents.
 */
enum nd_status nd_probe(struct nd_document *document, struct nd_workshop *workshop,
			const struct nd_recipe *recipe, uint8_t *sketch);

/* Hash of the bytes of an article: what tells those apart that are too short to be copies. */
uint64_t nd_article_hash(const struct nd_article *article);

/*
 * The shingles of an article, in the order of the text and as often as they
 * are there, and the hash of its tokens as in document->content.  They are good
 * until the workshop is used again.  NULL: out of memory.
 */
const uint64_t *nd_document_shingles(struct nd_workshop *workshop, const struct nd_recipe *recipe,
				     struct nd_text title, struct nd_text text, size_t *n,
				     uint64_t *content);

/*
 * Put the n shingles that it has just found, brief, and of them those inside quotation marks
 * into the features of their article and into the arena; used up by it.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_features_load(struct nd_features *features, struct nd_workshop *workshop,
				struct nd_arena *arena, size_t n);

/* Let go of what its documents have; its buffers stay. */
void nd_workshop_clear(struct nd_workshop *workshop);
void nd_workshop_release(struct nd_workshop *workshop);

#endif
