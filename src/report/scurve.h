/*
 * scurve.h - the S-curve as a picture
 */
#ifndef ND_REPORT_SCURVE_H
#define ND_REPORT_SCURVE_H

#include <stdint.h>
#include <stdio.h>

struct nd_scurve {
	uint32_t bands, rows;
	uint32_t other_bands, other_rows;	/* to compare with; 0: none */
	double threshold, recall;		/* what was asked for */
};

/* Write the picture, a file of its own; write errors stay in the stream. */
void nd_put_scurve(FILE *out, const struct nd_scurve *curve);

#endif
