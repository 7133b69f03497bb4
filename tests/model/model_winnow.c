/* model_winnow.c - look at every window */
#include "model/model.h"
#include "testing.h"

size_t model_winnow(const uint64_t *shingles, size_t n, size_t window, uint64_t *out)
{
	size_t kept = 0, unique = 0;

	if (window > n)
		window = n;
	for (size_t from = 0; n && from + window <= n; from++) {
		uint64_t smallest = shingles[from];

		for (size_t i = from; i < from + window; i++)
			if (shingles[i] < smallest)
				smallest = shingles[i];
		out[kept++] = smallest;
	}
	qsort(out, kept, sizeof(*out), by_u64);
	for (size_t i = 0; i < kept; i++)
		if (i == 0 || out[i] != out[i - 1])
			out[unique++] = out[i];
	return unique;
}
