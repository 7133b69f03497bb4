/*
 * hashes.h - an article as the hashes of its tokens, and nothing else
 *
 * The same tokens as tokens.h gives, 20 times faster, for who needs no flags:
 * the kernels find and fold the words of easy characters, which are most of
 * most texts, a block at a time.  Where a hard character stands, its word is
 * read again by the charmap, character by character, and folded into an annex:
 *
 *	folded:  | title | slack | text ... | slack | annex ... | slack |
 *	           ^ same places as in the source     ^ words with hard characters
 *
 * Two tokens touch in 'folded' if and only if nothing stood between them.
 */
#ifndef ND_TEXT_HASHES_H
#define ND_TEXT_HASHES_H

#include "text/charmap.h"
#include "text/elements.h"

/* Buffers that are used again for the next article. */
struct nd_hashes {
	struct nd_array folded;		/* uint8_t */
	struct nd_array begin, end;	/* uint32_t: of each token in 'folded' */
	struct nd_array list;		/* uint64_t */
	struct nd_array turns;		/* uint32_t: tokens with which a run of the other kind begins */
	struct nd_elements elements;	/* only where a character stands alone */
	size_t n;			/* tokens */
};
#define ND_HASHES_INIT { \
	ND_ARRAY_INIT(uint8_t, ND_TEXT_MAX * 8), ND_ARRAY_INIT(uint32_t, ND_TEXT_MAX * 4), \
	ND_ARRAY_INIT(uint32_t, ND_TEXT_MAX * 4), ND_ARRAY_INIT(uint64_t, ND_TEXT_MAX * 4), \
	ND_ARRAY_INIT(uint32_t, ND_TEXT_MAX * 4), ND_ELEMENTS_INIT, 0 }

/*
 * Replace what is in 'hashes' by the tokens of title and text: list.items has
 * nd_hash_word() of each.  Tokens come in runs of one kind, the first of words
 * (it may be empty), the second of characters that stand alone, and so on;
 * 'turns' says where the second and the later ones begin.  Fails only with
 * ND_ENOMEM.
 */
enum nd_status nd_hashes_read(struct nd_hashes *hashes, struct nd_charmap *map,
			     const struct nd_kernels *kernels, struct nd_text title,
			     struct nd_text text);

/*
 * What shingles are runs of, good as long as 'hashes' is: the tokens themselves
 * where no character stands alone.
 */
struct nd_elements nd_hashes_elements(const struct nd_hashes *hashes);

void nd_hashes_release(struct nd_hashes *hashes);

#endif
