/* model_candidates.c - compare every pair of articles, entry with entry */
#include "model/model.h"
#include "testing.h"

struct table {
	const struct nd_entry *entries;
	size_t n, articles;
	const struct nd_candidate_rule *rule;
};

/* How many members its bucket has before this entry. */
static size_t place_in_bucket(const struct table *t, const struct nd_entry *entry)
{
	size_t before = 0;

	for (size_t i = 0; i < t->n; i++)
		before += t->entries[i].key == entry->key && t->entries[i].rank < entry->rank;
	return before;
}

static struct nd_candidate compare(const struct table *t, uint32_t earlier, uint32_t later)
{
	struct nd_candidate pair = { earlier, later, 0, 0 };

	for (size_t i = 0; i < t->n; i++) {
		for (size_t k = 0; k < t->n; k++) {
			const struct nd_entry *const x = &t->entries[i], *const y = &t->entries[k];

			if (x->rank != earlier || y->rank != later || x->key != y->key ||
			    place_in_bucket(t, y) - place_in_bucket(t, x) > t->rule->crowd)
				continue;
			pair.shared++;
			pair.weight += x->weight * y->weight;
		}
	}
	return pair;
}

/* Is p among the best for this article than whom fewer than per_article are better? */
static int among_best_of(const struct nd_candidate *all, size_t n, const struct nd_candidate *p,
			 uint32_t article, uint32_t per_article)
{
	size_t better = 0;

	for (size_t i = 0; i < n; i++) {
		const struct nd_candidate *const q = &all[i];

		if (q->earlier != article && q->later != article)
			continue;
		better += q->weight > p->weight ||
			  (q->weight == p->weight &&
			   (q->later > p->later ||
			    (q->later == p->later && q->earlier > p->earlier)));
	}
	return better < per_article;
}

size_t model_candidates(const struct nd_entry *entries, size_t n, size_t articles,
			const struct nd_candidate_rule *rule, struct nd_candidate *out)
{
	const struct table table = { entries, n, articles, rule };
	struct nd_candidate *const all = take(articles * articles, sizeof(*all));
	size_t n_all = 0, kept = 0;

	for (uint32_t later = 0; later < articles; later++) {
		for (uint32_t earlier = 0; earlier < later; earlier++) {
			const struct nd_candidate pair = compare(&table, earlier, later);

			if (pair.shared >= rule->min_shared)
				all[n_all++] = pair;
		}
	}
	for (size_t i = 0; i < n_all; i++)
		if (!rule->per_article ||
		    among_best_of(all, n_all, &all[i], all[i].earlier, rule->per_article) ||
		    among_best_of(all, n_all, &all[i], all[i].later, rule->per_article))
			out[kept++] = all[i];
	free(all);
	return kept;
}
