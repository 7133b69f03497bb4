/*
 * vocabulary.c - who else has this term?
 *
 * The terms of all articles are cut into shards by the top bits of their keys;
 * an article's terms are sorted by key, so those of one shard stand together.
 * A thread counts the terms of a shard in a hash table, numbers those that two
 * articles have and writes the numbers over the keys.  Then each article moves
 * its numbered terms to the front and finds its kin, and once the kin of all are
 * known every shard weighs its terms.
 *
 * What this takes is waiting for memory: for a slot, and for the list of the
 * next article.  Both are known ahead and are asked for ahead.  With many shards
 * a table stays in the cache, but each list is waited for that often.
 */
#include "text/vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "base/real.h"
#include "base/sort.h"

#define SHARD_BITS	4
#define SHARDS		(1 << SHARD_BITS)
#define CHUNK		64	/* articles a thread takes at once */
#define FIRST_SLOTS	4096
#define AHEAD		8	/* terms of which the slot is asked for */

/* In the flags of a term, while the vocabulary is being opened: it has a number. */
#define NUMBERED	(1 << 7)

/* Measured on five labelled sets together: 100 to 1,000 differ by less than .005 in F1. */
#define BACKGROUND_ARTICLES 300.0
#define BACKGROUND_FACTOR 20.0		/* for nd_idf.background */

#define LN2		0.69314718055994530942
#define LEAST_IDF	0.01f

/* Common words make this share of a text's words; those of other languages that
 * are spelled alike ("an", "so", "to" in Vietnamese) make less. */
#define COMMON_SHARE	0.2
#define STEPS		(ND_LADDER / 32)	/* an octave of document frequency */

/* What is counted of a term that has a number. */
struct counted {
	uint32_t key, in;	/* articles */
	float confidence;	/* sum over them */
	uint32_t level;
};

/* The same in a hash table; 'in' is 0 where a slot is free. */
struct slot {
	uint32_t key, in;
	float confidence;
	uint32_t level;		/* then, where it has one, its number in the shard */
};

/* A hash table of the terms of a shard. */
struct tally {
	struct slot *slots;
	size_t n_slots, n;	/* a power of two; in use */
};

/* The terms of a shard that have numbers, in order of their keys. */
struct shard {
	struct nd_array terms;	/* struct counted */
	uint32_t first;		/* number of its first term */
};

struct numbering {
	struct nd_vocabulary *vocabulary;
	struct shard shards[SHARDS];
	uint32_t *bounds;	/* SHARDS + 1 of each article: where its terms of a shard begin */
	uint8_t *steps;		/* of ladders, by how many articles have a word, below N_STEPS */
	struct nd_array *scratch; /* bytes, one a worker */
};

/* Words that fewer articles have find their step in a table. */
#define N_STEPS		65536

static unsigned shard_of(uint32_t key)
{
	return key >> (32 - SHARD_BITS);
}

static float rarity(double in, double articles, double assumed, double rate)
{
	const double idf = -nd_log((in + assumed * rate + 0.5) / (articles + assumed + 1));

	return idf > LEAST_IDF ? (float)idf : LEAST_IDF;
}

struct nd_idf nd_idf(size_t in, double kin, unsigned level, double confidence)
{
	const double rate = nd_exp(-LN2 / ND_LEVEL_STEPS * level);
	const double others = in > 2 ? (double)in - 2 : 0;
	const double rest = kin > 2 ? kin - 2 : 0;
	const double assumed = BACKGROUND_ARTICLES * confidence;

	return (struct nd_idf){
		rarity(others, rest, assumed, rate),
		rarity(others, rest, assumed * BACKGROUND_FACTOR, rate),
	};
}

static uint32_t *bounds_of(const struct numbering *numbering, size_t article)
{
	return numbering->bounds + article * (SHARDS + 1);
}

static void find_bounds(const struct nd_terms *terms, uint32_t *bounds)
{
	uint32_t at = 0;

	for (unsigned s = 0; s < SHARDS; s++) {
		bounds[s] = at;
		while (at < terms->n && shard_of(terms->key[at]) == s)
			at++;
	}
	bounds[SHARDS] = at;
}

static size_t home_of(const struct tally *tally, uint32_t key)
{
	return (uint32_t)(key * 0x9e3779b1u) & (tally->n_slots - 1);
}

static struct slot *slot_of(const struct tally *tally, uint32_t key)
{
	size_t at = home_of(tally, key);

	while (tally->slots[at].in && tally->slots[at].key != key)
		at = (at + 1) & (tally->n_slots - 1);
	return &tally->slots[at];
}

/* Ask for the slot of a term that comes soon, of the keys up to 'to'. */
static inline void ask_for_slot(const struct tally *tally, const uint32_t *key, uint32_t k,
				uint32_t to)
{
	if (k + AHEAD < to)
		__builtin_prefetch(&tally->slots[home_of(tally, key[k + AHEAD])]);
}

/* Ask for what the shard has of the article that comes next. */
static void ask_for_list(const struct numbering *numbering, size_t article, unsigned s)
{
	const struct nd_term_source *const source = &numbering->vocabulary->sources[article];
	const uint32_t *bounds;

	if (article >= numbering->vocabulary->articles)
		return;
	bounds = bounds_of(numbering, article) + s;
	for (uint32_t k = bounds[0]; k < bounds[1]; k += 16)
		__builtin_prefetch(&source->terms.key[k]);
	__builtin_prefetch(&source->terms.level[bounds[0]]);
	__builtin_prefetch(&source->terms.flags[bounds[0]]);
}

/* Twice the slots; the terms are looked up anew. */
static enum nd_status grow(struct tally *tally)
{
	const size_t before = tally->n_slots;
	struct slot *const slots = tally->slots;

	tally->n_slots = before ? before * 2 : FIRST_SLOTS;
	tally->slots = nd_calloc(tally->n_slots, sizeof(*slots));
	for (size_t i = 0; tally->slots && i < before; i++)
		if (slots[i].in)
			*slot_of(tally, slots[i].key) = slots[i];
	free(slots);
	return tally->slots ? ND_OK : ND_ENOMEM;
}

/* Count the terms of shard s that an article has. */
static enum nd_status count_list(const struct nd_term_source *source, const uint32_t bounds[2],
				 struct tally *tally)
{
	const uint32_t *const key = source->terms.key, to = bounds[1];

	while ((tally->n + (to - bounds[0])) * 2 > tally->n_slots)
		if (grow(tally) != ND_OK)
			return ND_ENOMEM;
	for (uint32_t k = bounds[0]; k < to; k++) {
		struct slot *const slot = slot_of(tally, key[k]);

		ask_for_slot(tally, key, k, to);
		if (!slot->in) {
			slot->key = key[k];
			slot->level = source->terms.level[k];
			tally->n++;
		}
		slot->in++;
		slot->confidence += source->confidence;
	}
	return ND_OK;
}

static enum nd_status count_shard(const struct numbering *numbering, unsigned s, struct tally *tally)
{
	const struct nd_vocabulary *const v = numbering->vocabulary;
	enum nd_status status = ND_OK;

	for (size_t i = 0; i < v->articles && status == ND_OK; i++) {
		ask_for_list(numbering, i + 1, s);
		status = count_list(&v->sources[i], bounds_of(numbering, i) + s, tally);
	}
	return status;
}

/* Give the terms that two articles have numbers, in order of their keys; they go into the shard. */
static enum nd_status order_shard(const struct tally *tally, struct shard *shard)
{
	uint64_t *const order = nd_calloc(tally->n, 2 * sizeof(*order));
	struct counted *out;
	size_t n = 0;

	for (size_t i = 0; order && i < tally->n_slots; i++)
		if (tally->slots[i].in > 1)
			order[n++] = (uint64_t)tally->slots[i].key << 32 | i;
	out = nd_array_reserve(&shard->terms, n);
	if (!order || !out) {
		free(order);
		return ND_ENOMEM;
	}
	nd_sort_u64(order, order + n, n);
	shard->terms.n = n;
	for (size_t i = 0; i < n; i++) {
		struct slot *const slot = &tally->slots[(uint32_t)order[i]];

		out[i] = (struct counted){ slot->key, slot->in, slot->confidence, slot->level };
		slot->level = (uint32_t)i;
	}
	free(order);
	return ND_OK;
}

/* Of terms that have one the number in the shard becomes the key. */
static void write_numbers(const struct numbering *numbering, unsigned s, const struct tally *tally)
{
	const struct nd_vocabulary *const v = numbering->vocabulary;

	for (size_t i = 0; i < v->articles; i++) {
		const struct nd_terms *const terms = &v->sources[i].terms;
		const uint32_t *const bounds = bounds_of(numbering, i) + s;
		const uint32_t to = bounds[1];

		ask_for_list(numbering, i + 1, s);
		for (uint32_t k = bounds[0]; k < to; k++) {
			const struct slot *const slot = slot_of(tally, terms->key[k]);

			ask_for_slot(tally, terms->key, k, to);
			if (slot->in < 2)
				continue;
			terms->key[k] = slot->level;
			terms->flags[k] |= NUMBERED;
		}
	}
}

static enum nd_status number_shard(struct numbering *numbering, unsigned s)
{
	struct tally tally = { .slots = NULL };
	enum nd_status status = grow(&tally);

	if (status == ND_OK)
		status = count_shard(numbering, s, &tally);
	if (status == ND_OK)
		status = order_shard(&tally, &numbering->shards[s]);
	if (status == ND_OK)
		write_numbers(numbering, s, &tally);
	free(tally.slots);
	return status;
}

/* Numbers become keys again, of the shards that have any. */
static void undo_numbers(const struct numbering *numbering)
{
	const struct nd_vocabulary *const v = numbering->vocabulary;

	for (size_t i = 0; i < v->articles; i++) {
		const struct nd_terms *const terms = &v->sources[i].terms;
		const uint32_t *const bounds = bounds_of(numbering, i);

		for (unsigned s = 0; s < SHARDS; s++) {
			const struct counted *const term = numbering->shards[s].terms.items;

			for (uint32_t k = bounds[s]; k < bounds[s + 1]; k++) {
				if (!(terms->flags[k] & NUMBERED))
					continue;
				terms->key[k] = term[terms->key[k]].key;
				terms->flags[k] &= NUMBERED - 1;
			}
		}
	}
}

static enum nd_status number_shards(void *ctx, unsigned worker, size_t from, size_t to)
{
	enum nd_status status = ND_OK;

	(void)worker;
	for (size_t s = from; s < to && status == ND_OK; s++)
		status = number_shard(ctx, (unsigned)s);
	return status;
}

/* Give the shards' terms numbers that run through: they rise with the key. */
static enum nd_status join_shards(struct numbering *numbering)
{
	struct nd_vocabulary *const v = numbering->vocabulary;

	for (unsigned s = 0; s < SHARDS; s++) {
		numbering->shards[s].first = v->n;
		v->n += (uint32_t)numbering->shards[s].terms.n;
	}
	v->key = nd_calloc(v->n, sizeof(*v->key));
	v->idf = nd_calloc(v->n, sizeof(*v->idf));
	if (!v->key || !v->idf)
		return ND_ENOMEM;
	for (unsigned s = 0; s < SHARDS; s++) {
		const struct counted *const term = numbering->shards[s].terms.items;

		for (size_t t = 0; t < numbering->shards[s].terms.n; t++)
			v->key[numbering->shards[s].first + t] = term[t].key;
	}
	return ND_OK;
}

static unsigned step_of(uint32_t in)
{
	return (unsigned)(nd_log(in) * (STEPS / LN2));
}

static void climb(struct nd_ladder *ladder, unsigned step, uint32_t in, unsigned tf)
{
	ladder->words[step] += tf;
	if (in > ladder->most[step])
		ladder->most[step] = in;
	ladder->all += tf;
}

void nd_ladder_add(struct nd_ladder *ladder, uint32_t in, unsigned tf, unsigned flags)
{
	if (!(flags & (ND_TERM_PAIR | ND_TERM_NUMBER)))
		climb(ladder, step_of(in), in, tf);
}

uint32_t nd_ladder_kin(const struct nd_ladder *ladder)
{
	unsigned step = ND_LADDER;
	double met = 0;

	if (ladder->all <= 0)
		return 0;
	for (; step > 0 && met < ladder->all * COMMON_SHARE; step--)
		met += ladder->words[step - 1];
	return ladder->most[step];
}

/* Numbers that run through, for the terms of one article; returns its kin. */
static float number_article(const struct numbering *numbering, size_t article)
{
	const struct nd_terms *const terms = &numbering->vocabulary->sources[article].terms;
	const uint32_t *const bounds = bounds_of(numbering, article);
	struct nd_ladder ladder = { .all = 0 };
	uint32_t kin;

	for (unsigned s = 0; s < SHARDS; s++) {
		const struct shard *const shard = &numbering->shards[s];
		const struct counted *const term = shard->terms.items;

		for (uint32_t k = bounds[s]; k < bounds[s + 1]; k++) {
			const unsigned flags = terms->flags[k];
			const uint32_t in = flags & NUMBERED ? term[terms->key[k]].in : 1;

			if (flags & NUMBERED)
				terms->key[k] += shard->first;
			if (!(flags & (ND_TERM_PAIR | ND_TERM_NUMBER)))
				climb(&ladder, in < N_STEPS ? numbering->steps[in] : step_of(in),
				      in, terms->tf[k]);
		}
	}
	kin = nd_ladder_kin(&ladder);
	return kin ? (float)kin : (float)numbering->vocabulary->articles;
}

static void copy_term(const struct nd_terms *to, uint32_t i, const struct nd_terms *from, uint32_t k)
{
	to->key[i] = from->key[k];
	to->level[i] = from->level[k];
	to->tf[i] = from->tf[k];
	to->flags[i] = from->flags[k] & (NUMBERED - 1);
}

/* Move the numbered terms to the front; returns how many. */
static uint32_t numbered_first(const struct nd_terms *terms, const struct nd_terms *others)
{
	uint32_t numbered = 0, alone = 0;

	for (uint32_t k = 0; k < terms->n; k++) {
		if (terms->flags[k] & NUMBERED)
			copy_term(terms, numbered++, terms, k);
		else
			copy_term(others, alone++, terms, k);
	}
	for (uint32_t k = 0; k < alone; k++)
		copy_term(terms, numbered + k, others, k);
	return numbered;
}

/* The bounds of a list of numbers. */
static void find_number_bounds(const struct numbering *numbering, size_t article)
{
	const uint32_t *const number = numbering->vocabulary->sources[article].terms.key;
	const uint32_t n = numbering->vocabulary->shared[article];
	uint32_t *const bounds = bounds_of(numbering, article);
	uint32_t at = 0;

	for (unsigned s = 0; s < SHARDS; s++) {
		const struct shard *const shard = &numbering->shards[s];

		bounds[s] = at;
		while (at < n && number[at] - shard->first < shard->terms.n)
			at++;
	}
	bounds[SHARDS] = at;
}

static enum nd_status settle_articles(void *ctx, unsigned worker, size_t from, size_t to)
{
	struct numbering *const numbering = ctx;
	struct nd_vocabulary *const v = numbering->vocabulary;

	for (size_t i = from; i < to; i++) {
		const struct nd_terms *const terms = &v->sources[i].terms;
		const struct nd_terms others =	/* there is room for the longest list */
			nd_terms_in(numbering->scratch[worker].items, terms->n);

		v->kin[i] = number_article(numbering, i);
		v->shared[i] = numbered_first(terms, &others);
		find_number_bounds(numbering, i);
	}
	return ND_OK;
}

/* Weigh the terms of one shard, now that the articles' kin are known. */
static enum nd_status weigh_shard(const struct numbering *numbering, unsigned s)
{
	struct nd_vocabulary *const v = numbering->vocabulary;
	const struct shard *const shard = &numbering->shards[s];
	const struct counted *const terms = shard->terms.items;
	float *const kin = nd_calloc(shard->terms.n, sizeof(*kin));

	if (!kin)
		return ND_ENOMEM;
	for (size_t i = 0; i < v->articles; i++) {
		const uint32_t *const number = v->sources[i].terms.key;
		const uint32_t *const bounds = bounds_of(numbering, i) + s;

		for (uint32_t k = bounds[0]; k < bounds[1]; k++)
			kin[number[k] - shard->first] += v->kin[i];
	}
	for (uint32_t t = 0; t < shard->terms.n; t++) {
		const struct counted *const term = &terms[t];

		v->idf[shard->first + t] = nd_idf(term->in, (double)kin[t] / term->in, term->level,
						  term->confidence / (float)term->in);
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

/* Count, number and weigh. */
static enum nd_status number_all(struct numbering *numbering, unsigned threads)
{
	struct nd_vocabulary *const v = numbering->vocabulary;
	enum nd_status status = nd_parallel(threads, SHARDS, 1, number_shards, numbering);

	if (status == ND_OK)
		status = join_shards(numbering);
	if (status != ND_OK) {
		undo_numbers(numbering);
		return status;
	}
	nd_parallel(threads, v->articles, CHUNK, settle_articles, numbering);
	status = nd_parallel(threads, SHARDS, 1, weigh_shards, numbering);
	if (status != ND_OK)
		nd_vocabulary_return(v);
	return status;
}

/* Room for one list in each worker's scratch, and for its return. */
static enum nd_status make_room(struct numbering *numbering, unsigned threads)
{
	struct nd_vocabulary *const v = numbering->vocabulary;
	uint32_t longest = 0;

	for (size_t i = 0; i < v->articles; i++)
		if (v->sources[i].terms.n > longest)
			longest = v->sources[i].terms.n;
	numbering->scratch = nd_calloc(threads, sizeof(*numbering->scratch));
	for (unsigned t = 0; numbering->scratch && t < threads; t++)
		numbering->scratch[t] = (struct nd_array)ND_ARRAY_INIT(char, (size_t)-1);
	for (unsigned t = 0; numbering->scratch && t < threads; t++)
		if (!nd_array_reserve(&numbering->scratch[t], ND_TERMS_BYTES((size_t)longest)))
			return ND_ENOMEM;
	return numbering->scratch && nd_array_reserve(&v->scratch, longest) ? ND_OK : ND_ENOMEM;
}

static enum nd_status numbering_open(struct numbering *numbering, unsigned threads)
{
	const struct nd_vocabulary *const v = numbering->vocabulary;
	const size_t n_steps = v->articles < N_STEPS ? v->articles + 1 : N_STEPS;

	for (unsigned s = 0; s < SHARDS; s++)
		numbering->shards[s].terms = (struct nd_array)ND_ARRAY_INIT(
			struct counted, UINT32_MAX / SHARDS);
	numbering->bounds = nd_calloc(v->articles, (SHARDS + 1) * sizeof(*numbering->bounds));
	numbering->steps = nd_calloc(n_steps, 1);
	if (!numbering->bounds || !numbering->steps || make_room(numbering, threads) != ND_OK)
		return ND_ENOMEM;
	for (size_t i = 0; i < v->articles; i++)
		find_bounds(&v->sources[i].terms, bounds_of(numbering, i));
	for (uint32_t in = 1; in < n_steps; in++)
		numbering->steps[in] = (uint8_t)step_of(in);
	return ND_OK;
}

static void numbering_close(struct numbering *numbering, unsigned threads)
{
	for (unsigned t = 0; numbering->scratch && t < threads; t++)
		nd_array_release(&numbering->scratch[t]);
	free(numbering->scratch);
	free(numbering->bounds);
	free(numbering->steps);
	for (unsigned s = 0; s < SHARDS; s++)
		nd_array_release(&numbering->shards[s].terms);
}

enum nd_status nd_vocabulary_open(struct nd_vocabulary *vocabulary, struct nd_term_source *sources,
				  size_t articles, unsigned threads)
{
	struct numbering numbering = { .vocabulary = vocabulary };
	enum nd_status status = ND_ENOMEM;

	*vocabulary = (struct nd_vocabulary){
		.sources = sources,
		.articles = articles,
		.shared = nd_calloc(articles, sizeof(*vocabulary->shared)),
		.kin = nd_calloc(articles, sizeof(*vocabulary->kin)),
		.scratch = ND_ARRAY_INIT(uint64_t, (size_t)-1 / sizeof(uint64_t)),
	};
	if (vocabulary->shared && vocabulary->kin)
		status = numbering_open(&numbering, threads);
	if (status == ND_OK)
		status = number_all(&numbering, threads);
	numbering_close(&numbering, threads);
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
