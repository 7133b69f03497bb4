/* bands.c - choosing bands and rows */
#include "lsh/bands.h"

#include <math.h>

double nd_bands_recall(struct nd_bands bands, double j)
{
	return 1 - pow(1 - pow(j, bands.rows), bands.bands);
}

/* The fewest bands of so many rows that reach the recall; may be more than there is room for. */
static double bands_needed(uint32_t rows, double threshold, double recall)
{
	const double hit = pow(threshold, rows);

	return hit >= 1 ? 1 : ceil(log(1 - recall) / log1p(-hit));
}

struct nd_bands nd_bands_choose(uint32_t num_perm, uint32_t most_rows, double threshold,
				double recall)
{
	for (uint32_t rows = num_perm < most_rows ? num_perm : most_rows; rows > 0; rows--) {
		const double bands = bands_needed(rows, threshold, recall);

		if (bands * rows <= num_perm)
			return (struct nd_bands){ (uint32_t)bands, rows };
	}
	return (struct nd_bands){ num_perm, 1 };
}
