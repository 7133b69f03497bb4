/*
 * real.h - logarithm and exponential that are the same on every machine
 *
 * The C library's differ in the last bit between versions and processors;
 * these use only operations that IEEE 754 rounds in one way.  Relative error
 * below 1e-12, enough for what is printed with four decimals.
 */
#ifndef ND_BASE_REAL_H
#define ND_BASE_REAL_H

/* Natural logarithm of x > 0, finite. */
double nd_log(double x);

/* e to the x; 0 below -700, e^700 above 700. */
double nd_exp(double x);

#endif
