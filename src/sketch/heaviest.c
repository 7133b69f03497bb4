/* heaviest.c - quickselect, then the chosen ones in order */
#include "sketch/heaviest.h"

#include <stdlib.h>

static int heavier(struct nd_weighted x, struct nd_weighted y)
{
	return x.weight > y.weight || (x.weight == y.weight && x.term < y.term);
}

static void swap(struct nd_weighted *x, struct nd_weighted *y)
{
	const struct nd_weighted held = *x;

	*x = *y;
	*y = held;
}

/* Partition round the middle item; returns where it ends up. */
static size_t split(struct nd_weighted *terms, size_t n)
{
	size_t kept = 0;

	swap(&terms[n / 2], &terms[n - 1]);
	for (size_t i = 0; i + 1 < n; i++)
		if (heavier(terms[i], terms[n - 1]))
			swap(&terms[i], &terms[kept++]);
	swap(&terms[kept], &terms[n - 1]);
	return kept;
}

static int by_term(const void *x, const void *y)
{
	const struct nd_weighted *const p = x, *const q = y;

	return (p->term > q->term) - (p->term < q->term);
}

size_t nd_heaviest(struct nd_weighted *terms, size_t n)
{
	size_t from = 0, to = n;

	if (n <= ND_HEAVIEST)
		return n;
	while (to - from > 1) {
		const size_t at = from + split(terms + from, to - from);

		if (at == ND_HEAVIEST)
			break;
		if (at < ND_HEAVIEST)
			from = at + 1;
		else
			to = at;
	}
	qsort(terms, ND_HEAVIEST, sizeof(*terms), by_term);
	return ND_HEAVIEST;
}
