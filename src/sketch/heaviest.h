/*
 * heaviest.h - the event sketch: the terms that make an article this story
 *
 * Of an article's terms the sketch keeps the ND_HEAVIEST of greatest weight
 * (idf times how often).  It is a weighted sample without chance: a bottom-k
 * sketch (Cohen and Kaplan, "Summarizing data using bottom-k sketches", 2007)
 * with one row a band, in which two articles of one event meet in several
 * bands.  Measured on seven labelled sets, pairs that share two or more: with
 * 96 terms .97-1.00 of the true pairs, with 48 terms .93-1.00.
 */
#ifndef ND_SKETCH_HEAVIEST_H
#define ND_SKETCH_HEAVIEST_H

#include <stddef.h>
#include <stdint.h>

#define ND_HEAVIEST 96

struct nd_weighted {
	uint32_t term;
	float weight;
};

/*
 * Of n terms in order of their numbers, weights >= 0, move the heaviest to the front, in
 * that order; of equal weights the smaller number is the heavier.  Returns how many: n or
 * ND_HEAVIEST.
 */
size_t nd_heaviest(struct nd_weighted *terms, size_t n);

#endif
