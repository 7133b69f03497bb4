/*
 * packed_terms.h - the terms of an article in five bytes and a quarter each
 *
 * As keys ascend their upper 8 bits stand as gaps in a bit string: term i of those
 * that begin with 'top' is the one at place i + top (Elias and Fano's code, see
 * base/packed.h).  The lower 24 bits stand apart, so that a number can take their
 * place (numbering.h), and share a word with the mark, which is flags and tf.  A tf
 * of 4 or more stands at the end.
 *
 *	[mark << 24 | lower part, 4 n][levels, n][bit string, n + 256][tf from 4 on, 1 each]
 *
 * What nobody asks of a packed term is gone: whether it is quoted, and of a word of a
 * script without capitals, or of a pair, whether it is a name.
 */
#ifndef ND_TEXT_PACKED_TERMS_H
#define ND_TEXT_PACKED_TERMS_H

#include <string.h>

#include "text/terms.h"

struct nd_packed_terms {
	uint32_t *at;
	uint32_t n;
};

#define ND_LOW_BITS	24	/* of a key; the upper ones are its top */
#define ND_TOPS		256
#define ND_TF_MANY	4	/* and more stand apart */

/* In a mark, while a vocabulary is open: the term has a number. */
#define ND_TERM_NUMBERED (1 << 7)

/* Bytes that the terms take; a tf is at least 1. */
size_t nd_packed_terms_bytes(const struct nd_terms *terms);

/* Pack them into a block of so many, which is aligned to 4. */
struct nd_packed_terms nd_terms_pack(void *block, const struct nd_terms *terms);

/* The lower part of term i, or what was put there. */
static inline uint32_t nd_packed_low(const struct nd_packed_terms *terms, uint32_t i)
{
	return terms->at[i] & ((1 << ND_LOW_BITS) - 1);
}

static inline uint8_t nd_packed_mark(const struct nd_packed_terms *terms, uint32_t i)
{
	return (uint8_t)(terms->at[i] >> ND_LOW_BITS);
}

/* Put the lower 24 bits of something there, and mark it as ND_TERM_NUMBERED or as 0. */
static inline void nd_packed_put(const struct nd_packed_terms *terms, uint32_t i, uint32_t low,
				 uint32_t numbered)
{
	const uint32_t mark = (nd_packed_mark(terms, i) & (ND_TERM_NUMBERED - 1)) | numbered;

	terms->at[i] = mark << ND_LOW_BITS | (low & ((1 << ND_LOW_BITS) - 1));
}

static inline const uint8_t *nd_packed_levels(const struct nd_packed_terms *terms)
{
	return (const uint8_t *)(terms->at + terms->n);
}

/* The bit string. */
static inline const uint8_t *nd_packed_tops(const struct nd_packed_terms *terms)
{
	return nd_packed_levels(terms) + terms->n;
}

/* tf of the terms in their order. */
struct nd_packed_tf {
	const uint8_t *more;
};
struct nd_packed_tf nd_packed_tf_of(const struct nd_packed_terms *terms);

/* That of the next, whose mark this is. */
static inline unsigned nd_packed_next_tf(struct nd_packed_tf *tf, uint8_t mark)
{
	/* no branch: a byte behind the last is there */
	const unsigned few = (mark & 3) + 1, many = *tf->more;

	tf->more += few == ND_TF_MANY;
	return few == ND_TF_MANY ? many : few;
}

/* enum nd_term_flag of a mark. */
static inline uint8_t nd_mark_flags(uint8_t mark)
{
	static const uint8_t kinds[] = { 0, ND_TERM_NAME, ND_TERM_CASELESS, ND_TERM_PAIR };

	return (uint8_t)(kinds[mark >> 5 & 3] | (mark >> 2 & 7) << 1);
}

/*
 * Where the terms begin whose keys begin with each number of 'bits' bits (8 at most);
 * 'bounds' has room for one more than there are such numbers, for the end.
 */
void nd_packed_bounds(const struct nd_packed_terms *terms, unsigned bits, uint32_t *bounds);

/* The keys of terms [from, to), of which the first is the first that begins with 'top'; where
 * something was put into the lower part it stands there. */
void nd_packed_keys(const struct nd_packed_terms *terms, uint32_t from, uint32_t to, unsigned top,
		    uint32_t *keys);

#endif
