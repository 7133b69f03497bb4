/* clock.h - a clock that never goes back */
#ifndef ND_CLI_CLOCK_H
#define ND_CLI_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline int64_t milliseconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#endif
