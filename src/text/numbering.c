/*
 * numbering.c - places in a hash table, then numbers
 *
 * A shard is gone through twice.  The first time every term is looked up, and
 * in the article's list its place among all terms of the shard is put where the
 * lower part of its key was; the second time that becomes a number, or the key
 * again, without another look into the table:
 *
 *	key 2a07	->  place 5	->  number 17	(two articles have it)
 *	key 29e0	->  place 6	->  key 29e0	(only this one has)
 *
 * What takes time is waiting for memory.  Slots and lists are known ahead and
 * asked for ahead.
 */
#include "text/numbering.h"

#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "base/sort.h"

#define CHUNK		256	/* articles a thread takes at once */
#define BLOCK		16	/* articles whose lists are asked for at once */
#define LINE		64	/* bytes that come at once */
#define AHEAD		2	/* articles whose keys are read: slots are asked for, then their terms */
#define FIRST_SLOTS	4096
#define TOPS_A_SHARD	(ND_TOPS / ND_SHARDS)

struct slot {
	uint32_t key;
	uint32_t place;		/* among the terms of the shard, from 1 on; 0: free */
};

/* One thread's table of the terms of a shard. */
struct tally {
	struct slot *slots;	/* later what is to be put for each term: see write_numbers() */
	unsigned bits;		/* 2^bits slots, at least twice as many as are in use */
	struct nd_array terms;	/* struct nd_counted: as they were met */
	struct nd_array order;	/* uint64_t: scratch, to put those with a number in order */
	struct nd_array keys[AHEAD + 1]; /* uint32_t: of the article at hand and the next, by turns */
};

struct counting {
	struct nd_numbering *numbering;
	struct tally *tallies;	/* one a worker */
};

static enum nd_status find_bounds(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct nd_numbering *const numbering = ctx;

	(void)worker;
	for (size_t i = from; i < to; i++)
		nd_packed_bounds(&numbering->sources[i].terms, ND_SHARD_BITS,
				 nd_numbering_bounds(numbering, i));
	return ND_OK;
}

enum nd_status nd_numbering_open(struct nd_numbering *numbering, struct nd_term_source *sources,
				 size_t articles, unsigned threads)
{
	*numbering = (struct nd_numbering){
		.sources = sources,
		.articles = articles,
		.bounds = nd_calloc(articles, (ND_SHARDS + 1) * sizeof(*numbering->bounds)),
	};
	for (unsigned s = 0; s < ND_SHARDS; s++)
		numbering->shards[s].terms = (struct nd_array)ND_ARRAY_INIT(
			struct nd_counted, 1 << ND_LOW_BITS);
	return numbering->bounds ? nd_parallel(threads, articles, CHUNK, find_bounds, numbering) :
	       ND_ENOMEM;
}

void nd_numbering_release(struct nd_numbering *numbering)
{
	free(numbering->bounds);
	for (unsigned s = 0; s < ND_SHARDS; s++)
		nd_array_release(&numbering->shards[s].terms);
}

static size_t home_of(const struct tally *tally, uint32_t key)
{
	return (uint32_t)(key * 0x9e3779b1u) >> (32 - tally->bits);
}

static struct slot *slot_of(const struct tally *tally, uint32_t key)
{
	const size_t mask = ((size_t)1 << tally->bits) - 1;
	size_t at = home_of(tally, key);

	while (tally->slots[at].place && tally->slots[at].key != key)
		at = (at + 1) & mask;
	return &tally->slots[at];
}

static size_t n_slots(const struct tally *tally)
{
	return tally->slots ? (size_t)1 << tally->bits : 0;
}

/* Twice the slots; the terms are looked up anew. */
static enum nd_status grow(struct tally *tally)
{
	const size_t wanted = tally->slots ? 2 * n_slots(tally) : FIRST_SLOTS;
	const struct nd_counted *const term = tally->terms.items;
	struct slot *const slots = nd_calloc_spread(wanted, sizeof(*slots));

	if (!slots)
		return ND_ENOMEM;
	free(tally->slots);
	tally->slots = slots;
	for (tally->bits = 0; (size_t)1 << tally->bits < wanted; tally->bits++)
		;
	for (uint32_t place = 0; place < tally->terms.n; place++)
		*slot_of(tally, term[place].key) = (struct slot){ term[place].key, place + 1 };
	return ND_OK;
}

static enum nd_status make_room(struct tally *tally, size_t more)
{
	while ((tally->terms.n + more) * 2 > n_slots(tally))
		if (grow(tally) != ND_OK)
			return ND_ENOMEM;
	return nd_array_reserve(&tally->terms, more) ? ND_OK : ND_ENOMEM;
}

/* Count the terms of the shard that an article has, whose keys were read; their places take the
 * place of the lower parts of these. */
static enum nd_status count_list(struct tally *tally, const struct nd_term_source *source,
				 const uint32_t bounds[2], const uint32_t *key)
{
	struct nd_counted *term;

	if (make_room(tally, bounds[1] - bounds[0]) != ND_OK)
		return ND_ENOMEM;
	term = tally->terms.items;
	for (uint32_t k = bounds[0]; k < bounds[1]; k++, key++) {
		struct slot *const slot = slot_of(tally, *key);

		if (!slot->place) {
			const uint8_t level = nd_packed_levels(&source->terms)[k];

			term[tally->terms.n++] = (struct nd_counted){ .key = *key, .level = level };
			*slot = (struct slot){ *key, (uint32_t)tally->terms.n };
		}
		nd_packed_put(&source->terms, k, slot->place - 1, 0);
		term[slot->place - 1].in++;
		term[slot->place - 1].confidence += source->confidence;
		term[slot->place - 1].mass += source->mass;
	}
	return ND_OK;
}

static size_t end_of_block(const struct nd_numbering *numbering, size_t from)
{
	return from + BLOCK < numbering->articles ? from + BLOCK : numbering->articles;
}

/* Ask for what a shard has of the articles of a block; with levels and tops, or without. */
static void ask_for_lists(const struct nd_numbering *numbering, size_t from, unsigned shard, int all)
{
	for (size_t i = from; i < end_of_block(numbering, from); i++) {
		const struct nd_packed_terms *const terms = &numbering->sources[i].terms;
		const uint32_t *const bounds = nd_numbering_bounds(numbering, i) + shard;

		for (uint32_t k = bounds[0]; k < bounds[1]; k += LINE / sizeof(*terms->at))
			__builtin_prefetch(&terms->at[k]);
		if (!all || !terms->n)
			continue;
		__builtin_prefetch(nd_packed_levels(terms) + bounds[0]);
		__builtin_prefetch(nd_packed_tops(terms) + (bounds[0] + shard * TOPS_A_SHARD) / 8);
	}
}

/* Read the keys of the shard that an article has, if there is one, and ask for their slots. */
static enum nd_status read_keys(const struct nd_numbering *numbering, struct tally *tally,
				size_t article, unsigned shard)
{
	struct nd_array *const keys = &tally->keys[article % (AHEAD + 1)];
	const uint32_t *bounds;
	uint32_t *key;

	if (article >= numbering->articles)
		return ND_OK;
	bounds = nd_numbering_bounds(numbering, article) + shard;
	key = nd_array_reserve(keys, bounds[1] - bounds[0]);
	if (!key)
		return ND_ENOMEM;
	nd_packed_keys(&numbering->sources[article].terms, bounds[0], bounds[1],
		       shard * TOPS_A_SHARD, key);
	for (uint32_t i = 0; i < bounds[1] - bounds[0]; i++)
		__builtin_prefetch(&tally->slots[home_of(tally, key[i])]);
	return ND_OK;
}

/* Ask for the terms of an article whose slots are there by now. */
static void ask_for_terms(const struct nd_numbering *numbering, const struct tally *tally,
			  size_t article, unsigned shard)
{
	const struct nd_counted *const term = tally->terms.items;
	const uint32_t *const key = tally->keys[article % (AHEAD + 1)].items;
	const uint32_t *bounds;

	if (article >= numbering->articles)
		return;
	bounds = nd_numbering_bounds(numbering, article) + shard;
	for (uint32_t i = 0; i < bounds[1] - bounds[0]; i++) {
		const uint32_t place = tally->slots[home_of(tally, key[i])].place;

		__builtin_prefetch(&term[place - (place > 0)], 1);
	}
}

/* Count a shard; *done: of so many articles the keys are places now. */
static enum nd_status count_shard(const struct nd_numbering *numbering, struct tally *tally,
				  unsigned shard, size_t *done)
{
	enum nd_status status = read_keys(numbering, tally, 0, shard);

	if (status == ND_OK)
		status = read_keys(numbering, tally, 1, shard);
	for (*done = 0; *done < numbering->articles && status == ND_OK; *done += status == ND_OK) {
		if (*done % BLOCK == 0)
			ask_for_lists(numbering, *done + BLOCK, shard, 1);
		status = read_keys(numbering, tally, *done + AHEAD, shard);
		ask_for_terms(numbering, tally, *done + 1, shard);
		if (status == ND_OK)
			status = count_list(tally, &numbering->sources[*done],
					    nd_numbering_bounds(numbering, *done) + shard,
					    tally->keys[*done % (AHEAD + 1)].items);
	}
	return status;
}

static size_t count_numbered(const struct tally *tally)
{
	const struct nd_counted *const term = tally->terms.items;
	size_t numbered = 0;

	for (size_t place = 0; place < tally->terms.n; place++)
		numbered += term[place].in > 1;
	return numbered;
}

/* What is to be put where a term is, and how it is to be marked, in one word. */
static uint32_t put_of(uint32_t low, uint32_t mark)
{
	return mark << ND_LOW_BITS | (low & ((1 << ND_LOW_BITS) - 1));
}

/*
 * Append the terms that two articles have to the shard, in order of their keys.
 * What is to be put for each term of the tally, its number or its key, takes the place of the
 * slots, which nobody asks for any more: a fifth of the memory that the terms are.
 */
static enum nd_status number_terms(struct tally *tally, struct nd_shard *shard)
{
	const struct nd_counted *const term = tally->terms.items;
	const size_t numbered = count_numbered(tally);
	uint32_t *const put = (uint32_t *)tally->slots;
	struct nd_counted *out;
	uint64_t *order;
	size_t n = 0;

	tally->order.n = 0;
	order = nd_array_reserve(&tally->order, 2 * numbered + 1);
	out = nd_array_reserve(&shard->terms, numbered);
	if (!order || !out)
		return ND_ENOMEM;
	for (size_t place = 0; place < tally->terms.n; place++) {
		put[place] = put_of(term[place].key, 0);
		if (term[place].in > 1)
			order[n++] = (uint64_t)term[place].key << 32 | place;
	}
	nd_sort_u64(order, order + numbered, numbered);
	for (size_t i = 0; i < numbered; i++) {
		out[i] = term[(uint32_t)order[i]];
		put[(uint32_t)order[i]] = put_of((uint32_t)shard->terms.n++, ND_TERM_NUMBERED);
	}
	return ND_OK;
}

/* Ask for what is to be put for the terms that an article has. */
static void ask_for_puts(const struct nd_numbering *numbering, const uint32_t *put, size_t article,
			 unsigned shard)
{
	const struct nd_packed_terms *const terms = &numbering->sources[article].terms;
	const uint32_t *const bounds = nd_numbering_bounds(numbering, article) + shard;

	for (uint32_t k = bounds[0]; k < bounds[1]; k++)
		__builtin_prefetch(&put[nd_packed_low(terms, k)]);
}

/* Numbers and keys for places. */
static void write_numbers(const struct nd_numbering *numbering, const struct tally *tally,
			  unsigned shard)
{
	const uint32_t *const put = (const uint32_t *)tally->slots;

	for (size_t i = 0; i < numbering->articles; i++) {
		const struct nd_packed_terms *const terms = &numbering->sources[i].terms;
		const uint32_t *const bounds = nd_numbering_bounds(numbering, i) + shard;

		if (i % BLOCK == 0)
			ask_for_lists(numbering, i + BLOCK, shard, 0);
		if (i + 1 < numbering->articles)
			ask_for_puts(numbering, put, i + 1, shard);
		for (uint32_t k = bounds[0]; k < bounds[1]; k++) {
			const uint32_t now = put[nd_packed_low(terms, k)];

			nd_packed_put(terms, k, now, now >> ND_LOW_BITS);
		}
	}
}

/* Keys for places again, of so many articles. */
static void undo_places(const struct nd_numbering *numbering, const struct tally *tally,
			unsigned shard, size_t articles)
{
	const struct nd_counted *const term = tally->terms.items;

	for (size_t i = 0; i < articles; i++) {
		const struct nd_packed_terms *const terms = &numbering->sources[i].terms;
		const uint32_t *const bounds = nd_numbering_bounds(numbering, i) + shard;

		for (uint32_t k = bounds[0]; k < bounds[1]; k++)
			nd_packed_put(terms, k, term[nd_packed_low(terms, k)].key, 0);
	}
}

static enum nd_status do_shard(struct nd_numbering *numbering, struct tally *tally, unsigned shard)
{
	enum nd_status status;
	size_t done;

	memset(tally->slots, 0, n_slots(tally) * sizeof(*tally->slots));
	tally->terms.n = 0;
	status = count_shard(numbering, tally, shard, &done);
	if (status == ND_OK)
		status = number_terms(tally, &numbering->shards[shard]);
	if (status == ND_OK)
		write_numbers(numbering, tally, shard);
	else
		undo_places(numbering, tally, shard, done);
	return status;
}

static enum nd_status do_shards(void *ctx, unsigned worker, size_t from, size_t to)
{
	const struct counting *const counting = ctx;
	enum nd_status status = ND_OK;

	for (size_t shard = from; shard < to && status == ND_OK; shard++)
		status = do_shard(counting->numbering, &counting->tallies[worker], (unsigned)shard);
	return status;
}

void nd_numbering_undo(const struct nd_numbering *numbering)
{
	for (size_t i = 0; i < numbering->articles; i++) {
		const struct nd_packed_terms *const terms = &numbering->sources[i].terms;
		const uint32_t *const bounds = nd_numbering_bounds(numbering, i);

		for (unsigned s = 0; s < ND_SHARDS; s++) {
			const struct nd_counted *const term = numbering->shards[s].terms.items;

			for (uint32_t k = bounds[s]; k < bounds[s + 1]; k++)
				if (nd_packed_mark(terms, k) & ND_TERM_NUMBERED)
					nd_packed_put(terms, k, term[nd_packed_low(terms, k)].key, 0);
		}
	}
}

static enum nd_status tally_open(struct tally *tally)
{
	*tally = (struct tally){
		.terms = ND_ARRAY_INIT(struct nd_counted, 1 << ND_LOW_BITS),
		.order = ND_ARRAY_INIT(uint64_t, ((size_t)2 << ND_LOW_BITS) + 1),
	};
	for (unsigned i = 0; i <= AHEAD; i++)
		tally->keys[i] = (struct nd_array)ND_ARRAY_INIT(uint32_t, UINT32_MAX);
	/* terms are asked for before the first one is there */
	return make_room(tally, 1);
}

static void tally_close(struct tally *tally)
{
	free(tally->slots);
	nd_array_release(&tally->terms);
	nd_array_release(&tally->order);
	for (unsigned i = 0; i <= AHEAD; i++)
		nd_array_release(&tally->keys[i]);
}

enum nd_status nd_numbering_count(struct nd_numbering *numbering, unsigned threads)
{
	const unsigned busy = threads < ND_SHARDS ? threads : ND_SHARDS;
	struct counting counting = {
		.numbering = numbering,
		.tallies = nd_calloc(busy, sizeof(*counting.tallies)),
	};
	enum nd_status status = counting.tallies ? ND_OK : ND_ENOMEM;

	for (unsigned t = 0; status == ND_OK && t < busy; t++)
		status = tally_open(&counting.tallies[t]);
	if (status == ND_OK)
		status = nd_parallel(busy, ND_SHARDS, 1, do_shards, &counting);
	if (status != ND_OK)
		nd_numbering_undo(numbering);
	for (unsigned t = 0; counting.tallies && t < busy; t++)
		tally_close(&counting.tallies[t]);
	free(counting.tallies);
	return status;
}
