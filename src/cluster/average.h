/*
 * average.h - stories from pair probabilities: average link
 *
 * Two groups are joined while the mean probability over ALL pairs between them
 * is at least the cut, the likeliest first; a pair that was no candidate counts
 * with probability 0.  So one strong pair cannot chain two groups that have
 * nothing else in common, and no story grows beyond what its members support
 * (Sokal and Michener, "A statistical method for evaluating systematic
 * relationships", 1958; here on a sparse graph with a heap).
 */
#ifndef ND_CLUSTER_AVERAGE_H
#define ND_CLUSTER_AVERAGE_H

#include "base/error.h"

/* A pair of articles and the probability that they are one story; each pair once. */
struct nd_link {
	uint32_t a, b;		/* a < b */
	float probability;	/* 0-1 */
};

/*
 * Many pairs that say "perhaps" say more together than one does.  Between two
 * groups of m and n articles the mean is therefore weighed with (m n)^trust:
 * with trust 0 it is the plain mean, with .07 two groups of three are joined at
 * .86 of what two articles are.  Pair F1 of the stories with .06 / .07 / .08 / .10:
 * ecbplus, whose stories have 11 articles, .888 / .891 / .898 / .903, vmds .897 /
 * .897 / .892 / .880; in a crowd of other news wikinews .749 / .758 / .758 / .752,
 * neus_allsides .579 / .578 / .574 / .571.
 */
#define ND_CLUSTER_TRUST 0.07

/*
 * Set story[i], for i below n, to the least number of an article in i's story.
 * Of equally likely joins the one of the least numbers goes first.  Time is
 * O(links * log) for stories of bounded size.  Fails only with ND_ENOMEM.
 */
enum nd_status nd_cluster_average(const struct nd_link *links, size_t n_links, uint32_t n,
				  double cut, double trust, uint32_t *story);

#endif
