/* winnow.c - the smallest of every window, found anew only when it drops out */
#include "text/winnow.h"

#include "base/sort.h"

/* Place of the smallest in [from, to); of equals the last, which stays longest in the window. */
static size_t smallest(const uint64_t *shingles, size_t from, size_t to)
{
	size_t at = from;

	for (size_t i = from + 1; i < to; i++)
		if (shingles[i] <= shingles[at])
			at = i;
	return at;
}

size_t nd_winnow(const uint64_t *shingles, size_t n, uint64_t *out, uint64_t *scratch)
{
	const size_t window = n < ND_WINNOW_WINDOW ? n : ND_WINNOW_WINDOW;
	size_t kept = 0, at;

	if (n == 0)
		return 0;
	at = smallest(shingles, 0, window);
	out[kept++] = shingles[at];
	for (size_t end = window; end < n; end++) {
		if (at + window <= end)
			at = smallest(shingles, end + 1 - window, end + 1);
		else if (shingles[end] <= shingles[at])
			at = end;
		else
			continue;
		out[kept++] = shingles[at];
	}
	nd_sort_hashes(out, scratch, kept);
	return nd_unique_u64(out, kept);
}
