/*
 * single_link.c - joining from the likeliest pair on, counting as we go
 *
 * When two groups join, the pairs between them are new.  The right ones among
 * them are found by going through the smaller group and, of each member, the
 * class.  Pairs of two strangers are not judged.
 */
#include "quality/single_link.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "eval/share.h"

#define END UINT32_MAX

struct joining {
	const struct nd_truth *truth;
	uint32_t *group;	/* by article */
	uint32_t *next, *last;	/* members of a group as a list, from the article of its number */
	uint32_t *size, *strangers; /* by group */
	uint32_t *next_in_class, *first_in_class;
	double found, right;
};

static void add_right(struct joining *j, uint32_t article, uint32_t other)
{
	uint32_t i = j->first_in_class[j->truth->class_of[article]];

	for (; i != END; i = j->next_in_class[i])
		j->right += j->group[i] == other;
}

static void join(struct joining *j, uint32_t a, uint32_t b)
{
	uint32_t x = j->group[a], y = j->group[b];

	if (x == y)
		return;
	if (j->size[x] < j->size[y]) {
		x = j->group[b];
		y = j->group[a];
	}
	j->found += (double)j->size[x] * j->size[y] - (double)j->strangers[x] * j->strangers[y];
	for (uint32_t i = y; i != END; i = j->next[i])
		add_right(j, i, x);
	for (uint32_t i = y; i != END; i = j->next[i])
		j->group[i] = x;
	j->next[j->last[x]] = y;
	j->last[x] = j->last[y];
	j->size[x] += j->size[y];
	j->strangers[x] += j->strangers[y];
}

static void begin(struct joining *j)
{
	const struct nd_truth *const truth = j->truth;

	for (uint32_t i = 0; i < truth->articles; i++)
		j->first_in_class[i] = END;
	for (uint32_t i = 0; i < truth->articles; i++) {
		const uint32_t class = truth->class_of[i];

		j->group[i] = j->last[i] = i;
		j->next[i] = END;
		j->size[i] = 1;
		j->strangers[i] = (uint32_t)nd_is_stranger(truth, class);
		j->next_in_class[i] = j->first_in_class[class];
		j->first_in_class[class] = i;
	}
}

static void run(struct joining *j, const struct nd_scored *pairs, const struct nd_keyed *order,
		size_t n, struct single_link *best)
{
	begin(j);
	*best = (struct single_link){ 0, NAN };
	for (size_t i = 0; i < n; i++) {
		const struct nd_scored *const pair = &pairs[order[i].value];
		double f1;

		join(j, pair->a, pair->b);
		if (i + 1 < n && order[i + 1].key == order[i].key)
			continue;
		f1 = nd_f1(j->right, j->found, (double)j->truth->pairs);
		if (f1 > best->f1)
			*best = (struct single_link){ f1, pair->score };
	}
}

enum nd_status single_link_best(const struct nd_truth *truth, const struct nd_scored *pairs,
				size_t n, struct single_link *best)
{
	const size_t articles = truth->articles;
	uint32_t *const room = nd_calloc(articles, 7 * sizeof(*room));
	struct nd_keyed *const order = nd_calloc(n, 2 * sizeof(*order));

	if (room && order) {
		struct joining joining = {
			truth, room, room + articles, room + 2 * articles, room + 3 * articles,
			room + 4 * articles, room + 5 * articles, room + 6 * articles, 0, 0,
		};

		for (size_t i = 0; i < n; i++) {
			memcpy(&order[i].key, &pairs[i].score, sizeof(order[i].key));
			order[i].key = ~order[i].key;
			order[i].value = i;
		}
		nd_sort_keyed(order, order + n, n);
		run(&joining, pairs, order, n, best);
	}
	free(room);
	free(order);
	return room && order ? ND_OK : ND_ENOMEM;
}
