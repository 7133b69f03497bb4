/*
 * bags.c - an inverted index, article after article
 *
 * Keys are numbered; every number has the list of the articles that have it so
 * far.  The article at hand walks through the lists of its keys and adds up
 * what it shares with each earlier one, then puts itself into the lists.
 */
#include "quality/bags.h"

#include <math.h>
#include <stdlib.h>

#include "base/sort.h"
#include "text/shingles.h"

static int add_sorted(struct bags *bags, uint64_t *key, size_t n)
{
	uint64_t *const scratch = nd_calloc(n, sizeof(*scratch));
	uint32_t *count;
	int done = scratch && nd_array_append(&bags->from, &bags->keys.n, 1);

	if (done)
		nd_sort_u64(key, scratch, n);
	for (size_t i = 0; done && i < n; i++) {
		if (i && key[i] == key[i - 1]) {
			count = bags->counts.items;
			count[bags->counts.n - 1]++;
			continue;
		}
		done = nd_array_append(&bags->keys, &key[i], 1) &&
		       nd_array_append(&bags->counts, &(uint32_t){ 1 }, 1);
	}
	free(scratch);
	return done;
}

int bags_add_shingles(struct bags *bags, const struct nd_tokens *tokens)
{
	struct nd_elements elements = ND_ELEMENTS_INIT;
	const int known = nd_elements_of_tokens(&elements, tokens) == ND_OK;
	uint64_t *const key = nd_calloc(elements.hash.n + ND_SLACK, sizeof(*key));
	const int done = known && key &&
			 add_sorted(bags, key, nd_shingles(&elements, nd_kernel_table(), 0, 1, key));

	nd_elements_release(&elements);
	free(key);
	return done;
}

int bags_add_words(struct bags *bags, const struct nd_tokens *tokens)
{
	const struct nd_token *const token = tokens->list.items;
	uint64_t *const key = nd_calloc(tokens->list.n, sizeof(*key));
	int done;

	for (size_t i = 0; key && i < tokens->list.n; i++)
		key[i] = token[i].hash;
	done = key && add_sorted(bags, key, tokens->list.n);
	free(key);
	return done;
}

void bags_release(struct bags *bags)
{
	nd_array_release(&bags->keys);
	nd_array_release(&bags->counts);
	nd_array_release(&bags->from);
}

struct posting {
	uint32_t article;
	float weight;
};

struct index {
	const struct bags *bags;
	uint32_t *number;	/* of each key of each article */
	uint32_t n;		/* different keys */
	size_t *first, *next;	/* of each number: its list, and where the next one goes */
	uint32_t *df;		/* of each number */
	float *weight;		/* of each key of each article */
	struct posting *list;
	double *sum;		/* with each earlier article */
};

static size_t begin_of(const struct bags *bags, size_t article)
{
	return article < bags->from.n ? ((const size_t *)bags->from.items)[article] : bags->keys.n;
}

static enum nd_status number_keys(struct index *index)
{
	const uint64_t *const key = index->bags->keys.items;
	const size_t n = index->bags->keys.n;
	struct nd_keyed *const keyed = nd_calloc(n, 2 * sizeof(*keyed));

	if (!keyed)
		return ND_ENOMEM;
	for (size_t i = 0; i < n; i++)
		keyed[i] = (struct nd_keyed){ key[i], i };
	nd_sort_keyed(keyed, keyed + n, n);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || keyed[i].key != keyed[i - 1].key) {
			index->first[index->n] = index->next[index->n] = i;
			index->n++;
		}
		index->number[keyed[i].value] = index->n - 1;
		index->df[index->n - 1]++;
	}
	free(keyed);
	return ND_OK;
}

static void index_close(struct index *index)
{
	free(index->number);
	free(index->first);
	free(index->next);
	free(index->df);
	free(index->weight);
	free(index->list);
	free(index->sum);
}

static enum nd_status index_open(struct index *index, const struct bags *bags)
{
	const size_t n = bags->keys.n;
	enum nd_status status = ND_ENOMEM;

	*index = (struct index){
		.bags = bags,
		.number = nd_calloc(n, sizeof(*index->number)),
		.first = nd_calloc(n, sizeof(*index->first)),
		.next = nd_calloc(n, sizeof(*index->next)),
		.df = nd_calloc(n, sizeof(*index->df)),
		.weight = nd_calloc(n, sizeof(*index->weight)),
		.list = nd_calloc(n, sizeof(*index->list)),
		.sum = nd_calloc(bags->from.n, sizeof(*index->sum)),
	};
	if (index->number && index->first && index->next && index->df && index->weight &&
	    index->list && index->sum)
		status = number_keys(index);
	if (status != ND_OK)
		index_close(index);
	return status;
}

/* Tell 'out' of the earlier articles, and put the article into the lists. */
static enum nd_status meet(struct index *index, uint32_t article, int jaccard, double floor,
			   struct nd_array *out)
{
	const size_t from = begin_of(index->bags, article), to = begin_of(index->bags, article + 1);

	for (uint32_t i = 0; i < article; i++)
		index->sum[i] = 0;
	for (size_t i = from; i < to; i++) {
		const uint32_t key = index->number[i];

		for (size_t k = index->first[key]; k < index->next[key]; k++)
			index->sum[index->list[k].article] +=
				(double)index->list[k].weight * index->weight[i];
		index->list[index->next[key]++] = (struct posting){ article, index->weight[i] };
	}
	for (uint32_t i = 0; i < article; i++) {
		const size_t n = begin_of(index->bags, i + 1) - begin_of(index->bags, i);
		const double sum = index->sum[i];
		const struct nd_scored one = {
			i, article, 0, jaccard ? sum / ((double)(n + to - from) - sum) : sum,
		};

		if (sum > 0 && one.score >= floor && !nd_array_append(out, &one, 1))
			return ND_ENOMEM;
	}
	return ND_OK;
}

static enum nd_status all_pairs(struct index *index, int jaccard, double floor,
				struct nd_array *out)
{
	enum nd_status status = ND_OK;

	for (uint32_t i = 0; i < index->bags->from.n && status == ND_OK; i++)
		status = meet(index, i, jaccard, floor, out);
	index_close(index);
	return status;
}

enum nd_status bags_jaccard(const struct bags *bags, double floor, struct nd_array *out)
{
	struct index index;

	if (index_open(&index, bags) != ND_OK)
		return ND_ENOMEM;
	for (size_t i = 0; i < bags->keys.n; i++)
		index.weight[i] = 1;
	return all_pairs(&index, 1, floor, out);
}

enum nd_status bags_cosine(const struct bags *bags, double floor, struct nd_array *out)
{
	const uint32_t *const count = bags->counts.items;
	const double articles = (double)bags->from.n;
	struct index index;

	if (index_open(&index, bags) != ND_OK)
		return ND_ENOMEM;
	for (size_t article = 0; article < bags->from.n; article++) {
		const size_t from = begin_of(bags, article), to = begin_of(bags, article + 1);
		double squares = 0;

		for (size_t i = from; i < to; i++) {
			const double df = index.df[index.number[i]];

			index.weight[i] = (float)((1 + log(count[i])) * log(articles / df));
			squares += (double)index.weight[i] * index.weight[i];
		}
		for (size_t i = from; i < to && squares > 0; i++)
			index.weight[i] = (float)(index.weight[i] / sqrt(squares));
	}
	return all_pairs(&index, 0, floor, out);
}
