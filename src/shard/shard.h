/*
 * shard.h - a file of articles that were made ready, and what is in its blocks
 *
 *	pack.c		articles become a block
 *	write.c		blocks become a file
 *	open.c		a file is checked, every byte of it
 *	unpack.c	a block becomes articles
 *	load.c		articles go to an engine
 *
 * FORMAT.md says what stands where.
 */
#ifndef ND_SHARD_SHARD_H
#define ND_SHARD_SHARD_H

#include "base/array.h"
#include "base/mapped.h"
#include "base/zipped.h"
#include "engine/document.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
# error "files of sketches are little-endian; see FORMAT.md"
#endif

#define ND_SHARD_VERSION	1

/* A block is full with so many bytes of text and strings.  Zipping smaller ones is worse (a
 * quarter of it takes 6 % more), larger ones are more work for one thread than it may be
 * alone with. */
#define ND_SHARD_BLOCK		((size_t)512 << 10)
/* Texts and strings of a block, at most: one article may have ND_TEXT_MAX, and a source as long. */
#define ND_SHARD_STRINGS	(ND_SHARD_BLOCK + 4 * ND_TEXT_MAX)

#define ND_SHARD_KEY_BITS	32	/* of a term */

/* What is kept of an address: one byte more than those that count may have. */
#define ND_SHARD_URL		4097
/* What is kept of a text without a title, to be shown in its place. */
#define ND_SHARD_LEAD		256

/* What the articles were made with. */
enum nd_shard_parts {
	ND_SHARD_FINGERPRINTS = 1,	/* for 'contained' */
	ND_SHARD_EVENTS = 2,		/* terms and quotations, for 'same-event' */
	ND_SHARD_TEXTS = 4,		/* texts, where the source is known: for its templates */
};

struct nd_shard_header {
	char magic[8];		/* ND_SHARD_MAGIC */
	uint32_t version;
	uint32_t parts;		/* enum nd_shard_parts */
	uint32_t ngram_size, zero;
	uint64_t seed;
	uint64_t stages;	/* hash of what the program makes of a probe */
	uint64_t background;	/* hash of how common words are, 0 without ND_SHARD_EVENTS */
	uint64_t reserved;
	uint64_t check;		/* of all before it */
};
_Static_assert(sizeof(struct nd_shard_header) == 64, "the header of a shard has 64 bytes");

struct nd_shard_block {
	uint64_t check;		/* of all behind it, seeded by header and number of the block */
	uint32_t bytes;		/* of the block, a multiple of 8 */
	uint32_t articles;	/* 0: the end of the file */
	uint64_t first;		/* articles before it */
	uint32_t columns, texts; /* bytes of the two zipped parts */
};
_Static_assert(sizeof(struct nd_shard_block) == 32, "the header of a block has 32 bytes");

/* One article; what belongs to it follows in the parts of its block. */
struct nd_shard_head {
	int64_t published;	/* or ND_NO_TIME */
	uint64_t content;	/* hash of all tokens in order, or of the bytes of a short text */
	uint32_t tokens;
	float coverage;		/* share of its words that the background knows */
	uint32_t shingles, terms; /* how many */
	uint32_t text, title, source, url; /* bytes */
	uint16_t id, lead;	/* bytes */
	uint16_t flags;		/* enum nd_shard_flag */
	uint16_t zero;
};
_Static_assert(sizeof(struct nd_shard_head) == 56, "the head of an article has 56 bytes");

enum nd_shard_flag {
	ND_SHARD_SHORT = 1,	/* content is of the bytes; it is a copy of nothing */
	ND_SHARD_QUOTED = 2,	/* some shingles are inside quotation marks */
	ND_SHARD_MARKED = 4,	/* some shingles are fingerprints */
	ND_SHARD_TEXT = 8,	/* its text is among those of the block */
};

/* The header of a shard of this recipe, with texts for templates or without.  Fails only with
 * ND_ENOMEM. */
enum nd_status nd_shard_describe(struct nd_shard_header *header, const struct nd_recipe *recipe,
				 int texts);

/* Articles on their way into a block; one thread at a time. */
struct nd_shard_packer {
	struct nd_zipper zipper;
	struct nd_array heads, lists;	/* struct nd_shard_head, uint8_t */
	struct nd_array levels, tf, flags, strings, texts; /* uint8_t */
	struct nd_array upper;		/* uint32_t: scratch */
	struct nd_array columns;	/* uint8_t: scratch */
};
#define ND_SHARD_PACKER_INIT { { NULL, NULL }, \
	ND_ARRAY_INIT(struct nd_shard_head, UINT32_MAX), ND_ARRAY_INIT(uint8_t, UINT32_MAX), \
	ND_ARRAY_INIT(uint8_t, UINT32_MAX), ND_ARRAY_INIT(uint8_t, UINT32_MAX), \
	ND_ARRAY_INIT(uint8_t, UINT32_MAX), ND_ARRAY_INIT(uint8_t, UINT32_MAX), \
	ND_ARRAY_INIT(uint8_t, UINT32_MAX), ND_ARRAY_INIT(uint32_t, UINT32_MAX), \
	ND_ARRAY_INIT(uint8_t, UINT32_MAX) }
void nd_shard_packer_release(struct nd_shard_packer *packer);

/*
 * Append an article and the document that was made of it, with all its features and terms.
 * Fails only with ND_ENOMEM.
 */
enum nd_status nd_shard_pack(struct nd_shard_packer *packer, const struct nd_article *article,
			     const struct nd_document *document, const struct nd_terms *terms,
			     int with_text);
/* Is there enough for a block? */
int nd_shard_is_full(const struct nd_shard_packer *packer);
/*
 * Append the block of what was packed, all but 'first' and 'check', to 'out' (uint8_t);
 * nothing where nothing was packed.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_shard_seal(struct nd_shard_packer *packer, struct nd_array *out);

/* Checksum of block 'number'. */
uint64_t nd_shard_check(const struct nd_shard_header *header, const struct nd_shard_block *block,
			uint64_t number);

/* A shard that was opened: every byte of it was checked. */
struct nd_shard {
	const char *path;	/* the caller's */
	struct nd_mapped map;
	const struct nd_shard_header *header;
	struct nd_array blocks;	/* const struct nd_shard_block * */
	uint64_t articles;
};

/*
 * Open and check, by several threads.  ND_EFORMAT: it is damaged, cut off or no shard;
 * ND_EVERSION: of another version; ND_EIO, ND_ENOENT.  The sentence names it.
 */
enum nd_status nd_shard_open(struct nd_shard *shard, const char *path, unsigned threads,
			     struct nd_error *err);
void nd_shard_release(struct nd_shard *shard);	/* a zeroed one is fine */

/*
 * Was it made with what 'wanted' has, and has it all parts that this asks for?  ND_EINVAL
 * names the first thing that differs, and both sides; ND_EVERSION: another program made it.
 */
enum nd_status nd_shard_expect(const struct nd_shard *shard, const struct nd_shard_header *wanted,
			       struct nd_error *err);

/* An article of a shard; points into the reader, the shard and the arena. */
struct nd_shard_article {
	struct nd_article article;	/* text: how it begins, where it has no title */
	uint64_t content;		/* as in the head: never 0 for want of words */
	uint32_t tokens;
	int is_short;
	float coverage;
	struct nd_set shingles, quoted, fingerprints;
	const uint8_t *packed;		/* the shingles, in the file */
	struct nd_terms terms;
	int has_text;
	size_t text_at, text_len;	/* in the texts of the block */
};

/* Reads blocks, one at a time. */
struct nd_shard_reader {
	const struct nd_shard *shard;
	const struct nd_shard_block *block;
	uint32_t next;			/* article */
	const uint8_t *list;		/* of the next article */
	size_t n_terms, term;		/* of the block; before the next article */
	size_t string, text;		/* bytes before the next article's */
	size_t whole;			/* bytes of all texts */
	const uint8_t *zipped_texts;
	int has_texts;			/* they are unzipped */
	struct nd_array columns, texts;	/* uint8_t: unzipped */
	struct nd_array numbers;	/* uint32_t: scratch */
	struct nd_array shingles;	/* uint64_t: of the last article, if they are not kept */
	struct nd_array terms;		/* bytes: those of the last article */
};
#define ND_SHARD_READER_INIT { .columns = ND_ARRAY_INIT(uint8_t, SIZE_MAX / 4), \
	.texts = ND_ARRAY_INIT(uint8_t, SIZE_MAX / 4), \
	.numbers = ND_ARRAY_INIT(uint32_t, SIZE_MAX / 16), \
	.shingles = ND_ARRAY_INIT(uint64_t, SIZE_MAX / 16), \
	.terms = ND_ARRAY_INIT(uint8_t, SIZE_MAX / 4) }
void nd_shard_reader_release(struct nd_shard_reader *reader);

/* Begin a block.  ND_EFORMAT: it is not what nd_shard_seal() makes; ND_ENOMEM. */
enum nd_status nd_shard_begin(struct nd_shard_reader *reader, struct nd_zipper *zipper,
			      const struct nd_shard *shard, const struct nd_shard_block *block);
/*
 * The next of its articles: its sets go to the arena, those of the parts that are asked
 * for; terms and shingles are there until the next call, with 'keep' the shingles in the arena,
 * too.  Errors as above.
 */
enum nd_status nd_shard_next(struct nd_shard_reader *reader, struct nd_arena *arena,
			     unsigned parts, int keep, struct nd_shard_article *out);
/* Fill in what follows from title and text, as nd_document_make() does, but for sketch and
 * terms; the features are there, and 'packed' is not set. */
void nd_shard_document(const struct nd_shard_article *article, struct nd_document *document);
/* Its text, if it has one; good until the next block is begun.  Errors as above. */
enum nd_status nd_shard_text(struct nd_shard_reader *reader, struct nd_zipper *zipper,
			     const struct nd_shard_article *article, struct nd_text *text);

/* "'x.nds' is damaged: its block 3 is not what it has to be" */
enum nd_status nd_shard_damaged(const struct nd_shard *shard, const struct nd_shard_block *block,
				struct nd_error *err);

#endif
