/* packed_terms.c - the terms of an article, packed */
#include "text/packed_terms.h"

#include "base/bits.h"

_Static_assert(ND_TERM_NUMBER == 1 << 1 && ND_TERM_TITLE == 1 << 2 && ND_TERM_LEAD == 1 << 3,
	       "they stand together in a mark");

/* [0][what kind of term, 2 bits][number, title, lead][tf, 2 bits] */
static uint32_t mark_of(unsigned tf, unsigned flags)
{
	static const uint8_t kinds[] = {	/* by pair, caseless, name */
		0 << 5, 1 << 5, 2 << 5, 2 << 5, 3 << 5, 3 << 5, 3 << 5, 3 << 5,
	};
	const unsigned kind = (flags & ND_TERM_PAIR ? 4 : 0) | (flags & ND_TERM_CASELESS ? 2 : 0) |
			      (flags & ND_TERM_NAME ? 1 : 0);

	return kinds[kind] | (flags >> 1 & 7) << 2 | ((tf < ND_TF_MANY ? tf : ND_TF_MANY) - 1);
}

static size_t tops_bytes(uint32_t n)
{
	return ((size_t)n + ND_TOPS + 63) / 64 * 8;	/* it is read in whole words */
}

size_t nd_packed_terms_bytes(const struct nd_terms *terms)
{
	size_t many = 0;

	for (uint32_t i = 0; i < terms->n; i++)
		many += terms->tf[i] >= ND_TF_MANY;
	return (size_t)terms->n * 5 + tops_bytes(terms->n) + many + 1;
}

struct nd_packed_tf nd_packed_tf_of(const struct nd_packed_terms *terms)
{
	return (struct nd_packed_tf){ nd_packed_tops(terms) + tops_bytes(terms->n) };
}

struct nd_packed_terms nd_terms_pack(void *block, const struct nd_terms *terms)
{
	const struct nd_terms from = *terms;
	uint32_t *const words = block;
	uint8_t *const levels = (uint8_t *)(words + from.n), *const tops = levels + from.n;
	uint8_t *many = tops + tops_bytes(from.n);

	if (from.n)
		memcpy(levels, from.level, from.n);
	memset(tops, 0, tops_bytes(from.n));
	for (uint32_t i = 0; i < from.n; i++) {
		const size_t place = (size_t)(from.key[i] >> ND_LOW_BITS) + i;

		words[i] = mark_of(from.tf[i], from.flags[i]) << ND_LOW_BITS |
			   (from.key[i] & ((1 << ND_LOW_BITS) - 1));
		tops[place / 8] |= (uint8_t)(1 << place % 8);
	}
	for (uint32_t i = 0; i < from.n; i++) {	/* no branch: there is room for one more */
		*many = from.tf[i];
		many += from.tf[i] >= ND_TF_MANY;
	}
	*many = 0;
	return (struct nd_packed_terms){ words, from.n };
}

void nd_packed_bounds(const struct nd_packed_terms *terms, unsigned bits, uint32_t *bounds)
{
	const unsigned each = ND_TOPS >> bits;
	const uint8_t *tops;

	memset(bounds, 0, ((1u << bits) + 1) * sizeof(*bounds));
	if (!terms->n)
		return;
	tops = nd_packed_tops(terms);
	/* behind the terms of each top stands a zero */
	for (uint32_t w = 0, zeros = 0; zeros < ND_TOPS; w++) {
		uint64_t word = ~nd_bits_word(tops, w);

		for (; word && zeros < ND_TOPS; word &= word - 1)
			if (++zeros % each == 0)
				bounds[zeros / each] = w * 64 + (uint32_t)__builtin_ctzll(word) + 1 - zeros;
	}
}

void nd_packed_keys(const struct nd_packed_terms *terms, uint32_t from, uint32_t to, unsigned top,
		    uint32_t *keys)
{
	size_t w = ((size_t)from + top) / 64;
	const uint8_t *tops;
	uint64_t word;

	if (from == to)
		return;
	tops = nd_packed_tops(terms);
	word = nd_bits_word(tops, w) & UINT64_MAX << (from + top) % 64;
	for (uint32_t i = from; i < to; i++, word &= word - 1) {
		while (!word)
			word = nd_bits_word(tops, ++w);
		*keys++ = (uint32_t)(w * 64 + (size_t)__builtin_ctzll(word) - i) << ND_LOW_BITS |
			  nd_packed_low(terms, i);
	}
}
