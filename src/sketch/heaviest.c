/*
 * heaviest.c - a bound that ND_HEAVIEST terms are above, found by halving
 *
 * The bits of floats that are not negative rise with them, so the bound is
 * looked for among bits.  How many terms are above one is counted without a
 * branch, several at once; a dozen halvings of 460 terms take a tenth of the
 * time of a quickselect, whose branches nobody can foresee.
 */
#include "sketch/heaviest.h"

#include <string.h>

static uint32_t bits_of(float weight)
{
	uint32_t bits;

	memcpy(&bits, &weight, sizeof(bits));
	return bits;
}

static size_t count_above(const struct nd_weighted *terms, size_t n, uint32_t bound)
{
	uint32_t above = 0;

	for (size_t i = 0; i < n; i++)
		above += bits_of(terms[i].weight) > bound;
	return above;
}

/* The least bound that at most ND_HEAVIEST terms are above, or one that so many are above. */
static uint32_t find_bound(const struct nd_weighted *terms, size_t n, size_t *above)
{
	uint32_t low = UINT32_MAX, high = 0;

	for (size_t i = 0; i < n; i++) {
		const uint32_t bits = bits_of(terms[i].weight);

		low = bits < low ? bits : low;
		high = bits > high ? bits : high;
	}
	*above = 0;
	while (low < high && *above < ND_HEAVIEST) {
		const uint32_t middle = low + (high - low) / 2;
		const size_t more = count_above(terms, n, middle);

		if (more > ND_HEAVIEST) {
			low = middle + 1;
		} else {
			high = middle;
			*above = more;
		}
	}
	return high;
}

size_t nd_heaviest(struct nd_weighted *terms, size_t n)
{
	size_t above, equal, kept = 0;
	uint32_t bound;

	if (n <= ND_HEAVIEST)
		return n;
	bound = find_bound(terms, n, &above);
	equal = ND_HEAVIEST - above;	/* of those at the bound so many, the first ones */
	for (size_t i = 0; i < n; i++) {
		const uint32_t bits = bits_of(terms[i].weight);
		const int stays = bits > bound || (bits == bound && equal > 0);

		equal -= stays && bits == bound;
		terms[kept] = terms[i];
		kept += (size_t)stays;
	}
	return kept;
}
