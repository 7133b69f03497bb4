/* model_candidates.c - compare every pair of articles, entry with entry */
#include <math.h>

#include "lsh/postings.h"
#include "model/model.h"
#include "testing.h"

struct table {
	const struct model_entry *entries;
	size_t n;
	const struct model_rule *rule;
};

struct pair {
	uint32_t earlier, later, shared;
	float weight;
};

/* How many members its key has before this entry. */
static size_t place_in_bucket(const struct table *t, const struct model_entry *entry)
{
	size_t before = 0;

	for (size_t i = 0; i < t->n; i++)
		before += t->entries[i].key == entry->key && t->entries[i].rank < entry->rank;
	return before;
}

static uint32_t entries_of(const struct table *t, uint32_t rank)
{
	uint32_t n = 0;

	for (size_t i = 0; i < t->n; i++)
		n += t->entries[i].rank == rank;
	return n;
}

static struct pair compare(const struct table *t, uint32_t earlier, uint32_t later)
{
	struct pair pair = { earlier, later, 0, 0 };

	for (size_t i = 0; i < t->n; i++) {
		for (size_t k = 0; k < t->n; k++) {
			const struct model_entry *const x = &t->entries[i], *const y = &t->entries[k];

			if (x->rank != earlier || y->rank != later || x->key != y->key ||
			    place_in_bucket(t, y) - place_in_bucket(t, x) > t->rule->crowd)
				continue;
			pair.shared++;
			pair.weight += x->weight * y->weight;
		}
	}
	if (t->rule->hours && t->rule->hours[earlier] >= 0 && t->rule->hours[later] >= 0) {
		const double apart = fabs(t->rule->hours[later] - t->rule->hours[earlier]);

		pair.weight *= 1 + ND_NEAR / (1 + (float)(apart / 24));
	}
	return pair;
}

static int shares_enough(const struct table *t, const struct pair *pair)
{
	const uint32_t a = entries_of(t, pair->earlier), b = entries_of(t, pair->later);

	return pair->shared >= t->rule->min_shared &&
	       pair->shared >= t->rule->min_share * (a < b ? a : b);
}

/* Is p among the best for this article than whom fewer than per_article are better? */
static int among_best_of(const struct pair *all, size_t n, const struct pair *p, uint32_t article,
			 uint32_t per_article)
{
	size_t better = 0;

	for (size_t i = 0; i < n; i++) {
		const struct pair *const q = &all[i];

		if (q->earlier != article && q->later != article)
			continue;
		better += q->weight > p->weight ||
			  (q->weight == p->weight &&
			   (q->later > p->later ||
			    (q->later == p->later && q->earlier > p->earlier)));
	}
	return better < per_article;
}

size_t model_candidates(const struct model_entry *entries, size_t n, size_t articles,
			const struct model_rule *rule, uint64_t *out)
{
	const struct table table = { entries, n, rule };
	struct pair *const all = take(articles * articles, sizeof(*all));
	size_t n_all = 0, kept = 0;

	for (uint32_t later = 0; later < articles; later++) {
		for (uint32_t earlier = 0; earlier < later; earlier++) {
			const struct pair pair = compare(&table, earlier, later);

			if (shares_enough(&table, &pair))
				all[n_all++] = pair;
		}
	}
	for (size_t i = 0; i < n_all; i++)
		if (!rule->per_article ||
		    among_best_of(all, n_all, &all[i], all[i].earlier, rule->per_article) ||
		    among_best_of(all, n_all, &all[i], all[i].later, rule->per_article))
			out[kept++] = (uint64_t)all[i].later << 32 | all[i].earlier;
	free(all);
	return kept;
}
