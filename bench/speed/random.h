/*
 * random.h - numbers that follow from a seed and a place
 *
 * Every article has a stream of its own, found from the seed and the article's
 * number alone.  So any article can be made without those before it: threads
 * need not agree, and a copy finds its source by making it once more.
 */
#ifndef ND_BENCH_RANDOM_H
#define ND_BENCH_RANDOM_H

#include <stdint.h>

struct random {
	uint64_t state;
};

/* SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). */
static inline uint64_t random_mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

static inline uint64_t random_next(struct random *random)
{
	return random_mix(random->state += 0x9e3779b97f4a7c15u);
}

/* The stream of this place, under a seed, for one of several purposes. */
static inline struct random random_at(uint64_t seed, uint64_t purpose, uint64_t place)
{
	return (struct random){ random_mix(random_mix(seed * 0xd1342543de82ef95u + purpose) + place) };
}

/* 0 to n - 1; n below 2^32. */
static inline uint32_t random_below(struct random *random, uint64_t n)
{
	return (uint32_t)((random_next(random) >> 32) * n >> 32);
}

/* 0 <= u < 1 */
static inline double random_unit(struct random *random)
{
	return (double)(random_next(random) >> 11) * 0x1p-53;
}

/* Nearly normal, mean 0, deviation 1: twelve uniform numbers added.  No libm: the
 * same bits everywhere. */
static inline double random_normal(struct random *random)
{
	double sum = -6;

	for (int i = 0; i < 3; i++) {
		const uint64_t four = random_next(random);

		sum += (double)((four & 0xffff) + (four >> 16 & 0xffff) + (four >> 32 & 0xffff) +
				(four >> 48)) * 0x1p-16;
	}
	return sum;
}

#endif
