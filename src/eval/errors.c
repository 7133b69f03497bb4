/*
 * errors.c - wrong pairs are among those compared; missing ones need not be
 *
 * All pairs that belong together are gone through and looked up among those
 * compared.  The search ends when enough are found that are not there, so that
 * a class of a million articles does not cost a million squared.
 */
#include "eval/errors.h"

#include <math.h>
#include <stdlib.h>

#include "base/sort.h"

struct search {
	const struct nd_truth *truth;
	size_t most;
	struct nd_array merges, misses; /* struct nd_mistake */
	struct nd_array met;		/* uint64_t: compared pairs that belong together, sorted */
	struct nd_keyed *members;	/* articles by class, and as many to work with */
};

static uint64_t key_of(uint32_t a, uint32_t b)
{
	return a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
}

static enum nd_status sort_out(struct search *s, const struct nd_scored *scored, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct nd_mistake one = { scored[i].a, scored[i].b, 1, scored[i].score };
		const enum nd_verdict verdict = nd_truth_of(s->truth, one.a, one.b);
		const uint64_t key = key_of(one.a, one.b);

		if (verdict == ND_SAME && !nd_array_append(&s->met, &key, 1))
			return ND_ENOMEM;
		if (verdict == ND_SAME && !scored[i].reported &&
		    !nd_array_append(&s->misses, &one, 1))
			return ND_ENOMEM;
		if (verdict == ND_DIFFERENT && scored[i].reported &&
		    !nd_array_append(&s->merges, &one, 1))
			return ND_ENOMEM;
	}
	return ND_OK;
}

static int by_key(const void *x, const void *y)
{
	const uint64_t p = *(const uint64_t *)x, q = *(const uint64_t *)y;

	return (p > q) - (p < q);
}

static int was_compared(const struct search *s, uint64_t key)
{
	return s->met.n && bsearch(&key, s->met.items, s->met.n, sizeof(key), by_key);
}

/* Append the pair if it was never compared; returns 0 when there are enough, -1 without memory. */
static int look_at(struct search *s, uint32_t a, uint32_t b, size_t *found)
{
	const struct nd_mistake one = { a < b ? a : b, a < b ? b : a, 0, NAN };

	if (was_compared(s, key_of(a, b)))
		return 1;
	if (!nd_array_append(&s->misses, &one, 1))
		return -1;
	return ++*found < s->most;
}

/* Pairs that belong together and were never compared, as many as are wanted. */
static int find_in_list(struct search *s, size_t *found)
{
	const struct nd_listed *const listed = s->truth->listed.items;
	int go_on = 1;

	for (size_t i = 0; i < s->truth->listed.n && go_on > 0; i++)
		if (listed[i].same)
			go_on = look_at(s, listed[i].a, listed[i].b, found);
	return go_on;
}

static int find_in_classes(struct search *s, size_t *found)
{
	const uint32_t n = s->truth->articles;
	struct nd_keyed *const place = s->members + n;	/* of each article among the members */
	int go_on = 1;

	for (uint32_t i = 0; i < n; i++)
		s->members[i] = (struct nd_keyed){ s->truth->class_of[i], i };
	nd_sort_keyed(s->members, place, n);
	for (uint32_t i = 0; i < n; i++)
		place[s->members[i].value].key = i;
	for (uint32_t i = 0; i < n && go_on > 0; i++)
		for (uint64_t k = place[i].key + 1; k < n && go_on > 0 &&
		     s->members[k].key == s->truth->class_of[i]; k++)
			go_on = look_at(s, i, (uint32_t)s->members[k].value, found);
	return go_on;
}

static enum nd_status find_never_compared(struct search *s)
{
	uint64_t *const scratch = nd_calloc(s->met.n, sizeof(*scratch));
	size_t found = 0;
	int ended;

	s->members = nd_calloc(s->truth->articles, 2 * sizeof(*s->members));
	if (!scratch || !s->members) {
		free(scratch);
		free(s->members);
		return ND_ENOMEM;
	}
	nd_sort_u64(s->met.items, scratch, s->met.n);
	if (s->truth->form == ND_LABEL_PAIRS)
		ended = find_in_list(s, &found);
	else
		ended = find_in_classes(s, &found);
	free(scratch);
	free(s->members);
	return ended < 0 ? ND_ENOMEM : ND_OK;
}

/* Never compared first, then by score upwards; all else as it comes. */
static int lowest_first(const void *x, const void *y)
{
	const struct nd_mistake *const p = x, *const q = y;

	if (p->compared != q->compared)
		return p->compared - q->compared;
	if (p->compared && p->score != q->score)
		return p->score < q->score ? -1 : 1;
	return by_key(&(uint64_t){ key_of(p->a, p->b) }, &(uint64_t){ key_of(q->a, q->b) });
}

static int highest_first(const void *x, const void *y)
{
	const struct nd_mistake *const p = x, *const q = y;

	if (p->score != q->score)
		return p->score > q->score ? -1 : 1;
	return by_key(&(uint64_t){ key_of(p->a, p->b) }, &(uint64_t){ key_of(q->a, q->b) });
}

static enum nd_status hand_over(struct nd_array *from, size_t most,
				int (*order)(const void *, const void *), struct nd_array *to)
{
	if (from->n)
		qsort(from->items, from->n, sizeof(struct nd_mistake), order);
	if (from->n < most)
		most = from->n;
	return nd_array_append(to, from->items, most) ? ND_OK : ND_ENOMEM;
}

enum nd_status nd_mistakes(const struct nd_truth *truth, const struct nd_scored *scored, size_t n,
			   size_t most, struct nd_array *merges, struct nd_array *misses)
{
	struct search s = {
		.truth = truth,
		.most = most,
		.merges = ND_ARRAY_INIT(struct nd_mistake, UINT32_MAX),
		.misses = ND_ARRAY_INIT(struct nd_mistake, UINT32_MAX),
		.met = ND_ARRAY_INIT(uint64_t, UINT32_MAX),
	};
	enum nd_status status = sort_out(&s, scored, n);

	if (status == ND_OK)
		status = find_never_compared(&s);
	if (status == ND_OK)
		status = hand_over(&s.merges, most, highest_first, merges);
	if (status == ND_OK)
		status = hand_over(&s.misses, most, lowest_first, misses);
	nd_array_release(&s.merges);
	nd_array_release(&s.misses);
	nd_array_release(&s.met);
	return status;
}
