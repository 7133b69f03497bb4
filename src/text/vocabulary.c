/*
 * vocabulary.c - who else has this term?
 *
 * numbering.c counts the terms and numbers those that two articles have.  Then
 * each article moves its numbered terms to the front and finds its kin, and once
 * the kin of all are known every shard weighs its terms.
 */
#include "text/vocabulary.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "text/numbering.h"

#define CHUNK		64	/* articles a thread takes at once */
#define AHEAD		16	/* terms of which the counts are asked for */

#define MASS_TERMS	200.0	/* see vocabulary.h */

/* Words that fewer articles have find their step on the ladder in a table. */
#define N_STEPS		65536

struct opening {
	struct nd_vocabulary *vocabulary;
	struct nd_numbering numbering;
	uint32_t *in;		/* by number: articles that have the term, by their mass */
	uint8_t *steps;		/* of ladders, by how many articles have a word, below N_STEPS */
	struct nd_array *scratch; /* bytes, one a worker */
};

/* Give the shards' terms numbers that run through: they rise with the key. */
static enum nd_status join_shards(struct opening *opening)
{
	struct nd_shard *const shards = opening->numbering.shards;
	struct nd_vocabulary *const v = opening->vocabulary;

	for (unsigned s = 0; s < ND_SHARDS; s++) {
		shards[s].first = v->n;
		v->n += (uint32_t)shards[s].terms.n;
	}
	v->key = nd_calloc(v->n, sizeof(*v->key));
	v->idf = nd_calloc_spread(v->n, sizeof(*v->idf));
	opening->in = nd_calloc_spread(v->n, sizeof(*opening->in));
	if (!v->key || !v->idf || !opening->in)
		return ND_ENOMEM;
	for (unsigned s = 0; s < ND_SHARDS; s++) {
		const struct nd_counted *const term = shards[s].terms.items;

		for (size_t t = 0; t < shards[s].terms.n; t++) {
			v->key[shards[s].first + t] = term[t].key;
			opening->in[shards[s].first + t] = term[t].mass < 1 ? 1 :
				(uint32_t)(term[t].mass + 0.5f);
		}
	}
	return ND_OK;
}

/* Copy a term.  The flag that it has a number falls off. */
static inline void put_term(const struct nd_terms *to, uint32_t i, uint32_t key, uint8_t level,
			    uint8_t tf, uint8_t flags)
{
	to->key[i] = key;
	to->level[i] = level;
	to->tf[i] = tf;
	to->flags[i] = flags & (ND_TERM_NUMBERED - 1);
}

/* Move the numbered terms of a shard to the front, the others to 'others', behind those there. */
static void part(const struct nd_terms *terms, uint32_t from, uint32_t to, uint32_t first,
		 const struct nd_terms *others, uint32_t *numbered, uint32_t *alone)
{
	/* no branch: every term goes to both places, and one of them is overwritten */
	for (uint32_t k = from; k < to; k++) {
		const uint32_t key = terms->key[k];
		const uint8_t level = terms->level[k], tf = terms->tf[k], flags = terms->flags[k];
		const uint32_t is_numbered = flags / ND_TERM_NUMBERED;

		put_term(others, *alone, key, level, tf, flags);
		put_term(terms, *numbered, key + first, level, tf, flags);
		*numbered += is_numbered;
		*alone += !is_numbered;
	}
}

/* Numbers that run through, and the numbered terms first; sets the bounds of the numbers. */
static uint32_t numbered_first(const struct opening *opening, size_t article,
			       const struct nd_terms *others)
{
	const struct nd_terms *const terms = &opening->vocabulary->sources[article].terms;
	uint32_t *const bounds = nd_numbering_bounds(&opening->numbering, article);
	uint32_t from = 0, numbered = 0, alone = 0;

	for (unsigned s = 0; s < ND_SHARDS; s++) {
		const uint32_t to = bounds[s + 1];

		bounds[s] = numbered;
		part(terms, from, to, opening->numbering.shards[s].first, others, &numbered, &alone);
		from = to;
	}
	bounds[ND_SHARDS] = numbered;
	for (uint32_t k = 0; k < alone; k++)
		put_term(terms, numbered + k, others->key[k], others->level[k], others->tf[k],
			 others->flags[k]);
	return numbered;
}

static float kin_of(const struct opening *opening, size_t article)
{
	const struct nd_vocabulary *const v = opening->vocabulary;
	const struct nd_terms *const terms = &v->sources[article].terms;
	struct nd_ladder ladder = { { 0 }, { 0 } };
	uint32_t kin;

	for (uint32_t k = 0; k < terms->n; k++) {
		const uint32_t in = k < v->shared[article] ? opening->in[terms->key[k]] : 1;

		if (k + AHEAD < v->shared[article])
			__builtin_prefetch(&opening->in[terms->key[k + AHEAD]]);
		if (!(terms->flags[k] & (ND_TERM_PAIR | ND_TERM_NUMBER)))
			nd_ladder_climb(&ladder, in < N_STEPS ? opening->steps[in] : nd_ladder_step(in),
					in, terms->tf[k]);
	}
	kin = nd_ladder_kin(&ladder);
	return kin ? (float)kin : (float)v->articles;
}

static enum nd_status settle_articles(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct opening *const opening = ctx;
	struct nd_vocabulary *const v = opening->vocabulary;

	for (size_t i = from; i < to; i++) {
		const struct nd_terms others =	/* there is room for the longest list */
			nd_terms_in(opening->scratch[worker].items, v->sources[i].terms.n);

		v->shared[i] = numbered_first(opening, i, &others);
		v->kin[i] = kin_of(opening, i);
	}
	return ND_OK;
}

/* Ask for the numbers of a shard that an article has, which are a line or two. */
static void ask_for_list(const struct opening *opening, size_t article, unsigned s)
{
	const struct nd_vocabulary *const v = opening->vocabulary;

	if (article < v->articles)
		__builtin_prefetch(v->sources[article].terms.key +
				   nd_numbering_bounds(&opening->numbering, article)[s]);
}

/* Weigh the terms of one shard, now that the articles' kin are known; what was counted may go then. */
static enum nd_status weigh_shard(struct opening *opening, unsigned s)
{
	struct nd_shard *const shard = &opening->numbering.shards[s];
	const struct nd_counted *const terms = shard->terms.items;
	struct nd_vocabulary *const v = opening->vocabulary;
	float *const kin = nd_calloc(shard->terms.n, sizeof(*kin));

	if (!kin)
		return ND_ENOMEM;
	for (size_t i = 0; i < v->articles; i++) {
		const uint32_t *const number = v->sources[i].terms.key;
		const uint32_t *const bounds = nd_numbering_bounds(&opening->numbering, i) + s;

		ask_for_list(opening, i + AHEAD, s);
		for (uint32_t k = bounds[0]; k < bounds[1]; k++)
			kin[number[k] - shard->first] += v->kin[i];
	}
	for (uint32_t t = 0; t < shard->terms.n; t++) {
		const struct nd_counted *const term = &terms[t];

		/* of the mass of all that have it the others', who are all but two */
		const double others = (double)term->mass * (term->in - 2) / term->in;

		v->idf[shard->first + t] = nd_idf(2 + others, (double)kin[t] / term->in, term->level,
						  term->confidence / (float)term->in);
	}
	nd_array_release(&shard->terms);
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
	status = join_shards(opening);
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

/* Room for one list in each worker's scratch, and for its return. */
static enum nd_status make_room(struct opening *opening, unsigned threads)
{
	struct nd_vocabulary *const v = opening->vocabulary;
	uint32_t longest = 0;

	for (size_t i = 0; i < v->articles; i++)
		if (v->sources[i].terms.n > longest)
			longest = v->sources[i].terms.n;
	opening->scratch = nd_calloc(threads, sizeof(*opening->scratch));
	for (unsigned t = 0; opening->scratch && t < threads; t++)
		opening->scratch[t] = (struct nd_array)ND_ARRAY_INIT(char, (size_t)-1);
	for (unsigned t = 0; opening->scratch && t < threads; t++)
		if (!nd_array_reserve(&opening->scratch[t], ND_TERMS_BYTES((size_t)longest)))
			return ND_ENOMEM;
	return opening->scratch && nd_array_reserve(&v->scratch, longest) ? ND_OK : ND_ENOMEM;
}

static enum nd_status opening_open(struct opening *opening, unsigned threads)
{
	const struct nd_vocabulary *const v = opening->vocabulary;
	const size_t n_steps = v->articles < N_STEPS ? v->articles + 1 : N_STEPS;

	if (nd_numbering_open(&opening->numbering, v->sources, v->articles) != ND_OK)
		return ND_ENOMEM;
	opening->steps = nd_calloc(n_steps, 1);
	if (!opening->steps || make_room(opening, threads) != ND_OK)
		return ND_ENOMEM;
	for (uint32_t in = 1; in < n_steps; in++)
		opening->steps[in] = (uint8_t)nd_ladder_step(in);
	return ND_OK;
}

static void opening_close(struct opening *opening, unsigned threads)
{
	for (unsigned t = 0; opening->scratch && t < threads; t++)
		nd_array_release(&opening->scratch[t]);
	free(opening->scratch);
	free(opening->in);
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
		.scratch = ND_ARRAY_INIT(uint64_t, (size_t)-1 / sizeof(uint64_t)),
	};
	weigh_articles(sources, articles);
	if (vocabulary->shared && vocabulary->kin)
		status = opening_open(&opening, threads);
	if (status == ND_OK)
		status = number_all(&opening, threads);
	opening_close(&opening, threads);
	if (status != ND_OK)
		nd_vocabulary_close(vocabulary);
	return status;
}

static uint64_t pack(const struct nd_terms *terms, uint32_t k, uint32_t key)
{
	return (uint64_t)key << 32 | (uint32_t)terms->level[k] << 16 | (uint32_t)terms->tf[k] << 8 |
	       terms->flags[k];
}

/* Merge the two parts of a list by key. */
static void return_list(const struct nd_vocabulary *v, size_t article, uint64_t *merged)
{
	const struct nd_terms *const terms = &v->sources[article].terms;
	uint32_t i = 0, k = v->shared[article];

	for (uint32_t at = 0; at < terms->n; at++) {
		const uint32_t key = i < v->shared[article] ? v->key[terms->key[i]] : 0;

		if (k == terms->n || (i < v->shared[article] && key < terms->key[k]))
			merged[at] = pack(terms, i++, key);
		else
			merged[at] = pack(terms, k, terms->key[k]), k++;
	}
	for (uint32_t at = 0; at < terms->n; at++) {
		terms->key[at] = (uint32_t)(merged[at] >> 32);
		terms->level[at] = (uint8_t)(merged[at] >> 16);
		terms->tf[at] = (uint8_t)(merged[at] >> 8);
		terms->flags[at] = (uint8_t)merged[at];
	}
}

void nd_vocabulary_return(struct nd_vocabulary *vocabulary)
{
	for (size_t i = 0; i < vocabulary->articles; i++)
		return_list(vocabulary, i, vocabulary->scratch.items);
	vocabulary->articles = 0;
}

void nd_vocabulary_close(struct nd_vocabulary *vocabulary)
{
	free(vocabulary->key);
	free(vocabulary->idf);
	free(vocabulary->shared);
	free(vocabulary->kin);
	nd_array_release(&vocabulary->scratch);
	*vocabulary = (struct nd_vocabulary){ 0 };
}
