/*
 * places.c - numbers of seven bits a byte, the lowest first
 *
 * The first number of a record is its length, doubled, and 1 more if it does not begin one
 * byte, the newline, behind the record before it or not on the next line: then two numbers
 * follow, how much further on it is and how many lines, where less than nothing is an odd one.
 */
#include "cli/places.h"

#define NUMBER_MOST 10	/* bytes of one */

static uint8_t *put(uint8_t *to, uint64_t number)
{
	for (; number >= 0x80; number >>= 7)
		*to++ = (uint8_t)(number | 0x80);
	*to++ = (uint8_t)number;
	return to;
}

static const uint8_t *get(const uint8_t *at, uint64_t *number)
{
	unsigned shift = 0;

	*number = 0;
	do
		*number |= (uint64_t)(*at & 0x7f) << shift;
	while (shift += 7, *at++ & 0x80);
	return at;
}

/* A difference as a number that is small if it is near 0, and back. */
static uint64_t folded(uint64_t difference)
{
	return difference << 1 ^ (difference >> 63 ? UINT64_MAX : 0);
}

static uint64_t unfolded(uint64_t number)
{
	return number >> 1 ^ (number & 1 ? UINT64_MAX : 0);
}

int places_add(struct places *places, struct place place)
{
	const int apart = place.offset != places->offset || place.line != places->line;
	const struct places_begin begin = { places->offset, places->line, places->bytes.n };
	uint8_t *const from = nd_array_reserve(&places->bytes, 3 * NUMBER_MOST);
	uint8_t *to;

	if (!from || (places->n % PLACES_GROUP == 0 && !nd_array_append(&places->begin, &begin, 1)))
		return 0;
	to = put(from, place.len << 1 | (uint64_t)apart);
	if (apart) {
		to = put(to, folded(place.offset - places->offset));
		to = put(to, folded(place.line - places->line));
	}
	places->bytes.n += (size_t)(to - from);
	places->offset = place.offset + place.len + 1;
	places->line = place.line + 1;
	places->n++;
	return 1;
}

struct place places_get(const struct places *places, size_t i)
{
	const struct places_begin *const begin =
		(const struct places_begin *)places->begin.items + i / PLACES_GROUP;
	const uint8_t *at = (const uint8_t *)places->bytes.items + begin->at;
	struct place place = { begin->offset, begin->line, 0 };

	for (size_t k = 0;; k++) {
		uint64_t first, further;

		at = get(at, &first);
		place.len = first >> 1;
		if (first & 1) {
			at = get(at, &further);
			place.offset += unfolded(further);
			at = get(at, &further);
			place.line += unfolded(further);
		}
		if (k == i % PLACES_GROUP)
			return place;
		place.offset += place.len + 1;
		place.line++;
	}
}

void places_release(struct places *places)
{
	nd_array_release(&places->bytes);
	nd_array_release(&places->begin);
	places->n = 0;
}
