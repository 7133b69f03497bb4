/* split.c - lower halves, and where the ones stand */
#include "store/split.h"

#include <string.h>

#include "base/bits.h"

#define LOW		16
#define HIGHS		((size_t)1 << (ND_SPLIT_BITS - LOW))

static size_t low_bytes(uint32_t n)
{
	return nd_fill_up((size_t)n * 2);
}

static size_t high_words(uint32_t n)
{
	return (n + HIGHS + 63) / 64;
}

size_t nd_split_bytes(uint32_t n)
{
	if (n < ND_SPLIT_FROM)
		return ((size_t)n + 1) / 2 * 8;
	return low_bytes(n) + 8 * high_words(n);
}

void nd_split_write(uint8_t *to, const uint32_t *values, uint32_t n)
{
	uint8_t *const high = to + low_bytes(n);

	memset(to, 0, nd_split_bytes(n));
	if (n < ND_SPLIT_FROM) {
		if (n)
			memcpy(to, values, n * sizeof(*values));
		return;
	}
	for (uint32_t i = 0; i < n; i++) {
		const size_t place = (size_t)(values[i] >> LOW) + i;
		const uint16_t low = (uint16_t)values[i];

		memcpy(to + i * sizeof(low), &low, sizeof(low));
		high[place / 8] |= (uint8_t)(1 << place % 8);
	}
}

/* Goes from one to one through a bit string. */
struct ones {
	const uint8_t *at;
	size_t words, next;	/* in all; that is not read yet */
	uint64_t word;		/* what is left of the last one */
	uint32_t passed;	/* ones */
};

static struct ones ones_of(const uint8_t *from, uint32_t n)
{
	return (struct ones){ .at = from + low_bytes(n), .words = high_words(n) };
}

/* The upper part of number i, shifted; i rises from call to call.  UINT32_MAX: the string ends. */
static inline uint32_t high_part(struct ones *ones, uint32_t i)
{
	for (;;) {
		const uint32_t there = nd_count_ones(ones->word);

		if (ones->passed + there > i)
			break;
		if (ones->next == ones->words)
			return UINT32_MAX;
		ones->passed += there;
		ones->word = nd_bits_word(ones->at, ones->next++);
	}
	for (; ones->passed < i; ones->passed++)
		ones->word &= ones->word - 1;
	return (uint32_t)((ones->next - 1) * 64 + (size_t)__builtin_ctzll(ones->word) - i) << LOW;
}

void nd_split_read(const uint8_t *from, uint32_t n, uint32_t *values)
{
	const uint16_t *const low = (const uint16_t *)from;
	struct ones ones = ones_of(from, n);

	if (n < ND_SPLIT_FROM) {
		if (n)
			memcpy(values, from, n * sizeof(*values));
		return;
	}
	for (uint32_t i = 0; i < n; i++)
		values[i] = high_part(&ones, i) | low[i];
}

/* Does number i have the upper part of 'value'?  Then one i of the string stands where that puts it. */
static inline int has_high(const uint8_t *high, const uint32_t *before, uint32_t i, uint32_t value)
{
	const size_t place = (size_t)(value >> LOW) + i;
	const uint64_t word = nd_bits_word(high, place / 64), one = (uint64_t)1 << place % 64;

	return (word & one) && before[place / 64] + nd_count_ones(word & (one - 1)) == i;
}

size_t nd_split_match(const struct nd_sieve *sieve, const uint8_t *from, uint32_t n,
		      uint32_t *here, uint32_t *there)
{
	const uint16_t *const low = (const uint16_t *)from, *const chain = sieve->before.items;
	const uint8_t *const high = from + low_bytes(n);
	uint32_t *const rest = there + n;
	size_t stay, halves = 0, kept = 0;

	if (n < ND_SPLIT_FROM)
		return nd_sieve_match(sieve, (const uint32_t *)from, n, here, there);
	if (sieve->merge) {	/* as plain values */
		nd_split_read(from, n, rest);
		return nd_sieve_match(sieve, rest, n, here, there);
	}
	stay = nd_kernel_table()->sift_halves(sieve->board, low, n, here);
	for (size_t k = 0; k < stay; k++) {	/* without a branch: half of them go */
		const uint32_t i = here[k];

		here[halves] = i;
		halves += nd_sieve_find_half(sieve, low[i], &there[halves]);
	}
	nd_bits_before(high, high_words(n), UINT64_MAX, rest);
	for (size_t k = 0; k < halves; k++) {
		const uint32_t i = here[k];
		uint32_t place = there[k];

		/* where the half of one key is that of another, the right one may be further on */
		while (place != ND_SIEVE_NONE && ((uint16_t)sieve->keys[place] != low[i] ||
						  !has_high(high, rest, i, sieve->keys[place])))
			place = chain[place];
		here[kept] = i;
		there[kept] = place;
		kept += place != ND_SIEVE_NONE;
	}
	return kept;
}
