/* clock.h - a clock that never goes back */
#ifndef ND_CLI_CLOCK_H
#define ND_CLI_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline int64_t milliseconds_now(void)
{
	return (int64_t)(seconds_now() * 1000);
}

#endif
