/*
 * share.h - the two divisions that all figures end with
 */
#ifndef ND_EVAL_SHARE_H
#define ND_EVAL_SHARE_H

#include <math.h>

/* part / whole, NAN where the whole is nothing. */
static inline double nd_share(double part, double whole)
{
	return whole > 0 ? part / whole : NAN;
}

/* F1 of 'right' pairs among 'found', when 'wanted' should have been found. */
static inline double nd_f1(double right, double found, double wanted)
{
	return nd_share(2 * right, found + wanted);
}

#endif
