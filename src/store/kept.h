/*
 * kept.h - what the store keeps of an article
 *
 * One record, the same bytes in the database and in the .rec files:
 *
 *	[head][sketch][shingles][terms][term marks][quoted][scores][id title source url]
 *
 * Everything that verification needs, but not the text: shingles as the upper
 * ND_KEPT_BITS of their hashes, terms as those of their keys.  With 450 shingles an
 * article, 26 bits add .003 common ones to a pair by accident, with 700 terms .007;
 * each bit more takes 150 bytes an article.  Numbers are little-endian.
 */
#ifndef ND_STORE_KEPT_H
#define ND_STORE_KEPT_H

#include "base/array.h"
#include "base/error.h"
#include "store/split.h"
#include "text/terms.h"
#include "verify/event_figures.h"

#define ND_KEPT_BITS	ND_SPLIT_BITS

/* Scores of an article's best candidates, which later pairs of it are ranked among. */
#define ND_KEPT_SCORES		32
#define ND_SCORE_UNIT		65535.0f	/* a score of 1 */

/* Bytes of title, source and url that are kept. */
#define ND_KEPT_TITLE		300
#define ND_KEPT_SOURCE		200
#define ND_KEPT_URL		2000

struct nd_kept_head {
	uint64_t check;		/* XXH3 of all that follows */
	uint32_t bytes;		/* of the record, a multiple of 8 */
	uint32_t number;	/* of the article in the store: order of arrival */
	int64_t published, added;
	uint64_t content;	/* hash of all tokens in order, or of the bytes of a short text */
	uint64_t address;	/* nd_url_hash(), 0: none */
	uint32_t tokens, shingles, terms, fingerprints;
	uint32_t term_marks;	/* bytes */
	uint16_t sketch;	/* bytes, 0 where there is none */
	uint16_t scores;
	uint16_t id, title, source, url; /* bytes */
	uint16_t quoted;	/* 1: some shingles are inside quotation marks */
	float coverage;		/* share of its words that the background knows */
	struct nd_event_norms norms; /* with the weights of the day it came */
};

/* A record with its parts found; points into it. */
struct nd_kept {
	const struct nd_kept_head *head;
	const uint8_t *sketch;	/* NULL where there is none */
	const uint8_t *shingles, *terms, *term_marks;
	const uint8_t *quoted;		/* a bit a shingle; NULL where there is none */
	const uint16_t *scores;		/* greatest first */
	struct nd_text id, title, source, url;
};

/*
 * A term of an article.  A record keeps what figures need: of a pair of words
 * that it is one, of a word ND_KEPT_FLAGS, and of how often a step: 1 to 8 are
 * themselves, 9 stands for 9 to 19 and 20 for more (see nd_event_tf()).
 */
struct nd_kept_term {
	uint32_t key;		/* the upper ND_KEPT_BITS */
	uint16_t tf, flags;
};
#define ND_KEPT_FLAGS	(ND_TERM_NAME | ND_TERM_NUMBER | ND_TERM_TITLE | ND_TERM_LEAD)

/* What a record is made of. */
struct nd_keeping {
	struct nd_kept_head head; /* all but check, bytes and the counts */
	const uint8_t *sketch;
	size_t sketch_bytes;
	const uint32_t *shingles, *term_keys; /* ascending, each once */
	const uint8_t *quoted;		/* a bit a shingle; NULL where there is none */
	const struct nd_kept_term *terms; /* in the order of term_keys */
	size_t n_shingles, n_terms;
	const uint16_t *scores;
	size_t n_scores;
	struct nd_text id, title, source, url;
};

/* Append the record to 'out' (uint8_t).  Fails only with ND_ENOMEM. */
enum nd_status nd_kept_write(struct nd_array *out, const struct nd_keeping *keeping);

/* Find the parts of a record of at most n bytes, aligned to 8; 0: it is damaged. */
int nd_kept_read(struct nd_kept *kept, const void *at, size_t n);

/* The same of a record that is known to be right. */
void nd_kept_find(struct nd_kept *kept, const void *at);

/* Ask for its terms, or its shingles, which are read soon: they take longer to come than to read. */
void nd_kept_ask_for_terms(const struct nd_kept *kept);
void nd_kept_ask_for_shingles(const struct nd_kept *kept);

/* Of n terms of a record, at these places, ascending: their tf and flags.  'scratch' has room for a
 * number for each 32 terms of the record. */
void nd_kept_marks(const struct nd_kept *kept, const uint32_t *places, size_t n, uint32_t *scratch,
		   uint8_t *tf, uint8_t *flags);

#endif
