/*
 * testing.h - what all tests share
 */
#ifndef ND_TESTS_TESTING_H
#define ND_TESTS_TESTING_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "neardup.h"
#include "suites.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* ck_assert() where thousands a second are made: Check logs each of its own to a file. */
#define REQUIRE(condition) \
	do { \
		if (!(condition)) \
			ck_abort_msg("%s", #condition); \
	} while (0)

/* A limit for tests that hang, long enough for sanitizers on a slow machine. */
#define PATIENCE 600

/* The only test case of a suite; it has the suite's own name. */
static inline TCase *only_case(Suite *suite, const char *name)
{
	TCase *const tcase = tcase_create(name);

	tcase_set_timeout(tcase, PATIENCE);
	suite_add_tcase(suite, tcase);
	return tcase;
}

/* A small random generator of our own (splitmix64): the same bytes on every machine. */
static inline uint64_t next_random(uint64_t *state)
{
	uint64_t x = *state += 0x9e3779b97f4a7c15u;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

/* A random number below n. */
static inline size_t random_below(uint64_t *state, size_t n)
{
	return (size_t)(next_random(state) % n);
}

/* 0 <= x < 1 */
static inline double random_share(uint64_t *state)
{
	return (double)(next_random(state) >> 11) / 9007199254740992.0;
}

/* n items, zeroed; a test that cannot have them ends. */
static inline void *take(size_t n, size_t size)
{
	void *const taken = calloc(n ? n : 1, size);

	REQUIRE(taken != NULL);
	return taken;
}

static inline struct nd_text text_of(const char *string)
{
	return (struct nd_text){ string, strlen(string) };
}

/* ck_assert_str_eq() for long texts, which Check cannot hold: shows the first line that differs. */
static inline void same_text(const char *expected, const char *is)
{
	const char *line = expected;
	size_t at = 0;

	for (; expected[at] && expected[at] == is[at]; at++)
		if (expected[at] == '\n')
			line = expected + at + 1;
	if (expected[at] != is[at])
		ck_abort_msg("'%.*s' became '%.*s'", (int)strcspn(line, "\n"), line,
			     (int)strcspn(is + (line - expected), "\n"), is + (line - expected));
}

static inline int by_u64(const void *x, const void *y)
{
	const uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

	return (a > b) - (a < b);
}

#endif
