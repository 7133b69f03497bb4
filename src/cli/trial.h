/*
 * trial.h - how long the engine takes on this machine, and what it needs
 *
 * The engine is run on more and more articles until a run takes long enough
 * to be timed; in a process of its own, so that the memory it takes can be
 * told from what the program has otherwise.
 */
#ifndef ND_CLI_TRIAL_H
#define ND_CLI_TRIAL_H

#include "neardup.h"

struct trial {
	uint64_t articles;	/* of the run that counts */
	double seconds;		/* it took */
	double bytes;		/* of memory it took */
	struct nd_stats stats;	/* of that run */
};

/* Put article i (from 0) into *out, the same whenever it is asked for; 0 when there is none. */
typedef int trial_article(void *ctx, uint64_t i, struct nd_article *out);

/*
 * Run the engine with these options on articles that it may ask for again, as
 * those of a plain file of JSON Lines are; about 'seconds' in all.  ND_EIO: the
 * process could not be started or ended early.  ND_EFORMAT: there is no article.
 */
enum nd_status trial_run(const struct nd_options *opt, double seconds, trial_article *fn, void *ctx,
			 struct trial *out);

#endif
