/*
 * vocabulary.c - who else has this term?
 *
 * numbering.c counts the terms and numbers those that two articles have.  Then
 * each article finds its kin, and once the kin of all are known every shard weighs
 * its terms.
 */
#include "text/vocabulary.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "text/numbering.h"

#define CHUNK		64	/* articles a thread takes at once */
#define AHEAD		16	/* terms of which the counts are asked for */

#define MASS_TERMS	200.0	/* see vocabulary.h */

/* Words that fewer articles have find their step on the ladder in a table. */
#define N_STEPS		((size_t)1 << 20)

struct opening {
	struct nd_vocabulary *vocabulary;
	struct nd_numbering numbering;
	uint32_t *has;		/* by number: articles that have the term, ... */
	uint32_t *in;		/* ... and how many these are by their mass */
	uint8_t *levels;	/* by number */
	uint8_t *steps;		/* of ladders, by how many articles have a word, below N_STEPS */
};

/* Move the terms of a shard to their numbers, which run through. */
static void join_shard(struct opening *opening, unsigned s)
{
	struct nd_shard *const shard = &opening->numbering.shards[s];
	const struct nd_counted *const term = shard->terms.items;
	struct nd_vocabulary *const v = opening->vocabulary;
	const uint32_t first = v->first[s];

	for (size_t t = 0; t < shard->terms.n; t++) {
		v->key[first + t] = term[t].key;
		v->idf[first + t] = (struct nd_idf){ term[t].mass, term[t].confidence };
		opening->has[first + t] = term[t].in;
		opening->in[first + t] = term[t].mass < 1 ? 1 : (uint32_t)(term[t].mass + 0.5f);
		opening->levels[first + t] = (uint8_t)term[t].level;
	}
	nd_array_release(&shard->terms);
}

static enum nd_status join_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	(void)worker;
	for (size_t s = from; s < to; s++)
		join_shard(ctx, (unsigned)s);
	return ND_OK;
}

/* Give the shards' terms numbers that run through: they rise with the key.  Until terms are
 * weighed their sums stand where their weights will. */
static enum nd_status join_shards(struct opening *opening, unsigned threads)
{
	struct nd_vocabulary *const v = opening->vocabulary;

	v->first = nd_calloc(ND_SHARDS, sizeof(*v->first));
	for (unsigned s = 0; v->first && s < ND_SHARDS; s++) {
		v->first[s] = v->n;
		v->n += (uint32_t)opening->numbering.shards[s].terms.n;
	}
	v->key = nd_calloc(v->n, sizeof(*v->key));
	v->idf = nd_calloc_spread(v->n, sizeof(*v->idf));
	opening->has = nd_calloc(v->n, sizeof(*opening->has));
	opening->in = nd_calloc_spread(v->n, sizeof(*opening->in));
	opening->levels = nd_calloc(v->n, sizeof(*opening->levels));
	if (!v->first || !v->key || !v->idf || !opening->has || !opening->in || !opening->levels)
		return ND_ENOMEM;
	return nd_parallel(threads, ND_SHARDS, 1, join_some, opening);
}

static uint32_t count_shared(const struct nd_packed_terms *terms)
{
	uint32_t shared = 0;

	for (uint32_t k = 0; k < terms->n; k++)
		shared += nd_packed_mark(terms, k) / ND_TERM_NUMBERED;
	return shared;
}

/* Is a term a word that the ladder is climbed by? */
static int is_rung(uint8_t mark)
{
	return !(nd_mark_flags(mark) & (ND_TERM_PAIR | ND_TERM_NUMBER));
}

/* Ask for how many articles have the words of one: they are anywhere. */
static void ask_for_counts(const struct opening *opening, size_t article)
{
	const struct nd_vocabulary *const v = opening->vocabulary;
	const struct nd_packed_terms *const terms = &v->sources[article].terms;
	const uint32_t *const bounds = nd_numbering_bounds(&opening->numbering, article);

	for (unsigned s = 0; s < ND_SHARDS; s++) {
		for (uint32_t k = bounds[s]; k < bounds[s + 1]; k++) {
			const uint8_t mark = nd_packed_mark(terms, k);
			const int wanted = (mark & ND_TERM_NUMBERED) && is_rung(mark);

			__builtin_prefetch(&opening->in[wanted ? v->first[s] + nd_packed_low(terms, k) : 0]);
		}
	}
}

/* Climb the ladder by the words among these terms; no branch, for what a term is cannot be foreseen. */
static void climb(const struct opening *opening, const struct nd_packed_terms *terms, uint32_t from,
		  uint32_t to, uint32_t first, struct nd_packed_tf *more, struct nd_ladder *ladder)
{
	static const uint32_t few[] = { 0, 1 };

	for (uint32_t k = from; k < to; k++) {
		const uint8_t mark = nd_packed_mark(terms, k);
		const int rung = is_rung(mark);
		const uint32_t *const in = (mark & ND_TERM_NUMBERED) && rung ?
					   &opening->in[first + nd_packed_low(terms, k)] : &few[rung];
		const unsigned tf = nd_packed_next_tf(more, mark);

		nd_ladder_climb(ladder, *in < N_STEPS ? opening->steps[*in] : nd_ladder_step(*in),
				*in, rung ? tf : 0);
	}
}

static float kin_of(const struct opening *opening, size_t article)
{
	const struct nd_vocabulary *const v = opening->vocabulary;
	const struct nd_packed_terms *const terms = &v->sources[article].terms;
	const uint32_t *const bounds = nd_numbering_bounds(&opening->numbering, article);
	struct nd_ladder ladder = { { 0 }, { 0 } };
	struct nd_packed_tf more;
	uint32_t kin;

	if (!terms->n)
		return (float)v->articles;
	more = nd_packed_tf_of(terms);
	for (unsigned s = 0; s < ND_SHARDS; s++)
		climb(opening, terms, bounds[s], bounds[s + 1], v->first[s], &more, &ladder);
	kin = nd_ladder_kin(&ladder);
	return kin ? (float)kin : (float)v->articles;
}

static enum nd_status settle_articles(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct opening *const opening = ctx;
	struct nd_vocabulary *const v = opening->vocabulary;

	(void)worker;
	for (size_t i = from; i < to; i++) {
		if (i + 1 < v->articles)
			ask_for_counts(opening, i + 1);
		v->shared[i] = count_shared(&v->sources[i].terms);
		v->kin[i] = kin_of(opening, i);
	}
	return ND_OK;
}

/* Ask for the numbers of a shard that an article has, which are a line or two. */
static void ask_for_list(const struct opening *opening, size_t article, unsigned s)
{
	const struct nd_vocabulary *const v = opening->vocabulary;

	if (article < v->articles && v->sources[article].terms.n)
		__builtin_prefetch(v->sources[article].terms.at +
				   nd_numbering_bounds(&opening->numbering, article)[s]);
}

/* Sum up for the terms of a shard the kin of the articles that have them. */
static void add_kin(const struct opening *opening, unsigned s, float *kin)
{
	const struct nd_vocabulary *const v = opening->vocabulary;

	for (size_t i = 0; i < v->articles; i++) {
		const struct nd_packed_terms *const terms = &v->sources[i].terms;
		const uint32_t *const bounds = nd_numbering_bounds(&opening->numbering, i) + s;

		ask_for_list(opening, i + AHEAD, s);
		for (uint32_t k = bounds[0]; k < bounds[1]; k++)
			if (nd_packed_mark(terms, k) & ND_TERM_NUMBERED)
				kin[nd_packed_low(terms, k)] += v->kin[i];
	}
}

/* Weigh the terms of one shard, now that the articles' kin are known. */
static enum nd_status weigh_shard(struct opening *opening, unsigned s)
{
	struct nd_vocabulary *const v = opening->vocabulary;
	const uint32_t first = v->first[s], end = s + 1 < ND_SHARDS ? v->first[s + 1] : v->n;
	float *const kin = nd_calloc(end - first, sizeof(*kin));

	if (!kin)
		return ND_ENOMEM;
	add_kin(opening, s, kin);
	for (uint32_t t = first; t < end; t++) {
		const float mass = v->idf[t].mixed, confidence = v->idf[t].background;
		const uint32_t in = opening->has[t];
		/* of the mass of all that have it the others', who are all but two */
		const double others = (double)mass * (in - 2) / in;

		v->idf[t] = nd_idf(2 + others, (double)kin[t - first] / in, opening->levels[t],
				   confidence / (float)in);
	}
	free(kin);
	return ND_OK;
}

static enum nd_status weigh_shards(void *ctx, unsigned worker, size_t from, size_t to)
{
	enum nd_status status = ND_OK;

	(void)worker;
	for (size_t s = from; s < to && status == ND_OK; s++)
		status = weigh_shard(ctx, (unsigned)s);
	return status;
}

/* Number and weigh. */
static enum nd_status number_all(struct opening *opening, unsigned threads)
{
	struct nd_vocabulary *const v = opening->vocabulary;
	enum nd_status status = nd_numbering_count(&opening->numbering, threads);

	if (status != ND_OK)
		return status;
	status = join_shards(opening, threads);
	if (status != ND_OK) {
		nd_numbering_undo(&opening->numbering);
		return status;
	}
	nd_parallel(threads, v->articles, CHUNK, settle_articles, opening);
	status = nd_parallel(threads, ND_SHARDS, 1, weigh_shards, opening);
	if (status != ND_OK)
		nd_vocabulary_return(v);
	return status;
}

static enum nd_status opening_open(struct opening *opening, unsigned threads)
{
	struct nd_vocabulary *const v = opening->vocabulary;
	const size_t n_steps = v->articles < N_STEPS ? v->articles + 1 : N_STEPS;

	if (nd_numbering_open(&opening->numbering, v->sources, v->articles, threads) != ND_OK)
		return ND_ENOMEM;
	opening->steps = nd_calloc(n_steps, 1);
	if (!opening->steps)
		return ND_ENOMEM;
	for (uint32_t in = 1; in < n_steps; in++)
		opening->steps[in] = (uint8_t)nd_ladder_step(in);
	return ND_OK;
}

static void opening_close(struct opening *opening)
{
	free(opening->has);
	free(opening->in);
	free(opening->levels);
	free(opening->steps);
	nd_numbering_release(&opening->numbering);
}

static void weigh_articles(struct nd_term_source *sources, size_t articles)
{
	double sum = 0, n = 0;

	for (size_t i = 0; i < articles; i++) {
		sources[i].mass = sources[i].terms.n ? (float)(1 / (sources[i].terms.n + MASS_TERMS)) : 0;
		sum += sources[i].mass;
		n += sources[i].terms.n > 0;
	}
	for (size_t i = 0; i < articles && sum > 0; i++)
		sources[i].mass = (float)(sources[i].mass * (n / sum));
}

enum nd_status nd_vocabulary_open(struct nd_vocabulary *vocabulary, struct nd_term_source *sources,
				  size_t articles, unsigned threads)
{
	struct opening opening = { .vocabulary = vocabulary };
	enum nd_status status = ND_ENOMEM;

	*vocabulary = (struct nd_vocabulary){
		.sources = sources,
		.articles = articles,
		.shared = nd_calloc(articles, sizeof(*vocabulary->shared)),
		.kin = nd_calloc(articles, sizeof(*vocabulary->kin)),
		.scratch = ND_ARRAY_INIT(uint32_t, UINT32_MAX),
	};
	weigh_articles(sources, articles);
	for (size_t i = 0; i < articles; i++)
		if (sources[i].terms.n > vocabulary->longest)
			vocabulary->longest = sources[i].terms.n;
	if (vocabulary->shared && vocabulary->kin &&
	    nd_array_reserve(&vocabulary->scratch, vocabulary->longest))
		status = opening_open(&opening, threads);
	if (status == ND_OK)
		status = number_all(&opening, threads);
	opening_close(&opening);
	if (status != ND_OK)
		nd_vocabulary_close(vocabulary);
	return status;
}

/* The number of a numbered term whose place in the list has this key. */
static uint32_t number_of(const struct nd_vocabulary *v, uint32_t key)
{
	return v->first[key >> (32 - ND_SHARD_BITS)] + (key & ((1 << ND_LOW_BITS) - 1));
}

enum nd_status nd_vocabulary_read(const struct nd_vocabulary *v, size_t article,
				  struct nd_array *room, struct nd_terms *out)
{
	const struct nd_packed_terms *const from = &v->sources[article].terms;
	uint32_t next[2] = { v->shared[article], 0 };
	struct nd_packed_tf more;
	const uint8_t *levels;
	uint8_t *block;
	uint32_t *key;

	room->n = 0;
	block = nd_array_reserve(room, ND_TERMS_BYTES((size_t)from->n) + from->n * sizeof(*key));
	if (!block)
		return ND_ENOMEM;
	key = (uint32_t *)block;
	*out = nd_terms_in(key + from->n, from->n);
	if (!from->n)
		return ND_OK;
	levels = nd_packed_levels(from);
	more = nd_packed_tf_of(from);
	nd_packed_keys(from, 0, from->n, 0, key);
	for (uint32_t k = 0; k < from->n; k++) {
		const uint8_t mark = nd_packed_mark(from, k);
		const int numbered = mark / ND_TERM_NUMBERED;
		const uint32_t to = next[numbered]++;

		out->key[to] = numbered ? number_of(v, key[k]) : key[k];
		out->level[to] = levels[k];
		out->tf[to] = (uint8_t)nd_packed_next_tf(&more, mark);
		out->flags[to] = nd_mark_flags(mark);
	}
	return ND_OK;
}

void nd_vocabulary_return(struct nd_vocabulary *vocabulary)
{
	uint32_t *const key = vocabulary->scratch.items;

	for (size_t i = 0; i < vocabulary->articles; i++) {
		const struct nd_packed_terms *const terms = &vocabulary->sources[i].terms;

		nd_packed_keys(terms, 0, terms->n, 0, key);
		for (uint32_t k = 0; k < terms->n; k++)
			if (nd_packed_mark(terms, k) & ND_TERM_NUMBERED)
				nd_packed_put(terms, k, vocabulary->key[number_of(vocabulary, key[k])], 0);
	}
	vocabulary->articles = 0;
}

void nd_vocabulary_lose_lists(struct nd_vocabulary *vocabulary)
{
	struct nd_idf *const idf = vocabulary->idf;
	const uint32_t n = vocabulary->n;

	vocabulary->idf = NULL;
	nd_vocabulary_close(vocabulary);
	vocabulary->idf = idf;
	vocabulary->n = n;
}

void nd_vocabulary_close(struct nd_vocabulary *vocabulary)
{
	free(vocabulary->key);
	free(vocabulary->idf);
	free(vocabulary->first);
	free(vocabulary->shared);
	free(vocabulary->kin);
	nd_array_release(&vocabulary->scratch);
	*vocabulary = (struct nd_vocabulary){ 0 };
}
