/*
 * hash.h - the one file that includes xxhash.h
 *
 * Every hash in the project is XXH3, so that signatures are the same on every
 * machine and can be computed by other programs.  Collisions: 64 bits; among
 * 10^9 keys the chance of any is 2.7 %.
 */
#ifndef ND_BASE_HASH_H
#define ND_BASE_HASH_H

#include <stdint.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define ND_SHORT_KEY 16

/*
 * Hash of a short string such as a word.  Up to 16 bytes it is hashed padded
 * with zeros and seeded with its length: no branch on the length, which on
 * real text costs twice the hash itself (18 against 9 cycles a word).
 */
static inline uint64_t nd_hash_word(const char *at, size_t len)
{
	char padded[ND_SHORT_KEY] = { 0 };

	if (len > ND_SHORT_KEY)
		return XXH3_64bits(at, len);
	memcpy(padded, at, len);
	return XXH3_64bits_withSeed(padded, ND_SHORT_KEY, len);
}

/* Eight bytes of XXH3's default secret, for loops that compute several XXH3 hashes at once. */
static inline uint64_t nd_xxh3_secret(size_t offset)
{
	return XXH_readLE64(XXH3_kSecret + offset);
}

/* Ends nd_hash_sequence() of n values. */
static inline uint64_t nd_hash_lanes(const uint64_t lane[8], size_t n)
{
	return XXH3_64bits_withSeed(lane, 8 * sizeof(*lane), n);
}

/*
 * Hash of a long sequence of hashes, in order: eight polynomials in an odd
 * constant side by side, so that the multiplications do not wait for each
 * other (a chain of nd_mix() takes 12 cycles an item, this 2).
 */
static inline uint64_t nd_hash_sequence(const uint64_t *values, size_t n)
{
	uint64_t lane[8] = { 0 };
	size_t i = 0;

	for (; i + 8 <= n; i += 8)
		for (unsigned k = 0; k < 8; k++)
			lane[k] = (lane[k] + values[i + k]) * 0x9e3779b97f4a7c15u;
	for (unsigned k = 0; i + k < n; k++)
		lane[k] = (lane[k] + values[i + k]) * 0x9e3779b97f4a7c15u;
	return nd_hash_lanes(lane, n);
}

/* Hash of any bytes under a seed. */
static inline uint64_t nd_hash_bytes(const void *at, size_t len, uint64_t seed)
{
	return XXH3_64bits_withSeed(at, len, seed);
}

/* Hash of n 64-bit values, as little-endian bytes on every machine. */
static inline uint64_t nd_hash_u64s(const uint64_t *values, size_t n, uint64_t seed)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	XXH3_state_t state;
	XXH3_64bits_reset_withSeed(&state, seed);
	for (size_t i = 0; i < n; i++) {
		const uint64_t le = __builtin_bswap64(values[i]);
		XXH3_64bits_update(&state, &le, sizeof(le));
	}
	return XXH3_64bits_digest(&state);
#else
	return XXH3_64bits_withSeed(values, n * sizeof(*values), seed);
#endif
}

/*
 * A bijection of 64-bit values whose low and high bits all depend on all bits
 * of x: the finalizer of splitmix64 (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", 2014).
 */
static inline uint64_t nd_mix(uint64_t x)
{
	x ^= x >> 30;
	x *= 0xbf58476d1ce4e5b9u;
	x ^= x >> 27;
	x *= 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

#endif
