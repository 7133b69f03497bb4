/* event_quotes.c - what two articles have word for word: shingles, and those inside quotation marks */
#include "base/real.h"
#include "verify/event_figures.h"

void nd_event_quotes_of(struct nd_event_quotes *quotes, const struct nd_event_view *view)
{
	quotes->view = view;
	quotes->filled = 0;
}

void nd_event_quotes_release(struct nd_event_quotes *quotes)
{
	nd_hashset_release(&quotes->shingles);
	nd_array_release(&quotes->distinct);
}

static enum nd_status fill(struct nd_event_quotes *quotes)
{
	const struct nd_set quoted = quotes->view->quoted;
	uint64_t *const distinct = nd_array_reserve(&quotes->distinct, quoted.n);
	size_t n;

	if (!distinct ||
	    nd_hashset_fill(&quotes->shingles, quoted.at, quoted.n, distinct, &n) != ND_OK)
		return ND_ENOMEM;
	quotes->filled = 1;
	return ND_OK;
}

void nd_event_put_copy(double jaccard, double containment, int quoted, size_t both, float *f)
{
	f[ND_EF_JACCARD] = (float)jaccard;
	f[ND_EF_CONTAIN3] = (float)containment;
	f[ND_EF_QUOTES] = quoted ? (float)nd_log(1 + (double)both) : -1;
}

enum nd_status nd_event_copy_figures(struct nd_event_quotes *quotes,
				     const struct nd_event_view *other,
				     double jaccard, double containment, float *f)
{
	const int quoted = quotes->view->quoted.n && other->quoted.n;
	size_t both = 0;

	if (quoted && !quotes->filled && fill(quotes) != ND_OK)
		return ND_ENOMEM;
	if (quoted)
		both = nd_hashset_count(&quotes->shingles, other->quoted.at, other->quoted.n);
	nd_event_put_copy(jaccard, containment, quoted, both, f);
	return ND_OK;
}
