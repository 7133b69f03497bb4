/* model_runs.c - every place of a against every place of b */
#include "model/model.h"

size_t model_runs(const uint64_t *a, size_t n_a, const uint64_t *b, size_t n_b, size_t shortest,
		  struct model_run *out)
{
	size_t found = 0;

	for (size_t i = 0; i < n_a;) {
		struct model_run best = { i, 0, 0 };

		for (size_t k = 0; k < n_b; k++) {
			size_t n = 0;

			while (i + n < n_a && k + n < n_b && a[i + n] == b[k + n])
				n++;
			if (n > best.n)
				best = (struct model_run){ i, k, n };
		}
		if (best.n >= shortest) {
			out[found++] = best;
			i += best.n;
		} else {
			i++;
		}
	}
	return found;
}
