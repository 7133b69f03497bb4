/* fresh.c - the keys of the newest articles, in memory */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "store/postings.h"

#define HEAD_BITS 21	/* 8,192 articles of 210 keys: chains of 1 */
#define AHEAD 16	/* heads asked for before they are looked at */

/* Room from the start, on huge pages: addresses, which take memory when they are used. */
#define WORDS ((size_t)5 << 20)

/* Entries of the first bunch of a key, and from which on they grow no more: 2, 6, 14, 30, 62. */
#define ROOM_FIRST 2
#define ROOM_MOST 62

uint64_t nd_key_of(enum nd_key_kind kind, uint64_t hash)
{
	return nd_mix(hash + (uint64_t)(kind + 1) * 0x9e3779b97f4a7c15u) >> (64 - ND_KEY_BITS);
}

enum nd_status nd_fresh_open(struct nd_fresh *fresh)
{
	*fresh = (struct nd_fresh){
		.heads = nd_calloc_spread((size_t)1 << HEAD_BITS, sizeof(*fresh->heads)),
		.bits = HEAD_BITS,
		.words = ND_ARRAY_INIT(uint64_t, UINT32_MAX - 1),
	};
	fresh->words.items = nd_calloc_spread(WORDS, sizeof(uint64_t));
	fresh->words.room = fresh->words.items ? WORDS : 0;
	if (fresh->heads && fresh->words.items)
		return ND_OK;
	nd_fresh_close(fresh);
	return ND_ENOMEM;
}

void nd_fresh_close(struct nd_fresh *fresh)
{
	free(fresh->heads);
	fresh->heads = NULL;
	nd_array_release(&fresh->words);
}

void nd_fresh_clear(struct nd_fresh *fresh)
{
	memset(fresh->heads, 0, ((size_t)1 << fresh->bits) * sizeof(*fresh->heads));
	fresh->words.n = fresh->entries = 0;
}

static uint32_t *head_of(const struct nd_fresh *fresh, uint64_t key)
{
	return &fresh->heads[key >> (ND_KEY_BITS - fresh->bits)];
}

/* The newest bunch of a key among those behind a head, or NULL. */
static struct nd_bunch *bunch_of(const struct nd_fresh *fresh, uint32_t head, uint64_t key)
{
	while (head) {
		struct nd_bunch *const bunch = nd_fresh_bunch(fresh, head - 1);

		if (bunch->key == key)
			return bunch;
		head = bunch->before;
	}
	return NULL;
}

static void ask_for_bunch(const struct nd_fresh *fresh, uint64_t key)
{
	const uint32_t head = *head_of(fresh, key);

	if (head)
		__builtin_prefetch(nd_fresh_bunch(fresh, head - 1), 1);
}

/* A bunch that follows one, or none, in front of all others of its head. */
static struct nd_bunch *add_bunch(struct nd_fresh *fresh, uint32_t *head, uint64_t key,
				  const struct nd_bunch *full)
{
	const uint16_t room = !full ? ROOM_FIRST : full->room < ROOM_MOST ?
			      (uint16_t)(full->room * 2 + 2) : full->room;
	const size_t place = fresh->words.n;
	const size_t n = (sizeof(*full) + room * sizeof(*full->entry)) / sizeof(uint64_t);
	struct nd_bunch *const bunch = nd_array_append(&fresh->words, NULL, n);

	if (!bunch)
		return NULL;
	*bunch = (struct nd_bunch){ .key = key, .before = *head, .room = room };
	*head = (uint32_t)place + 1;
	return bunch;
}

enum nd_status nd_fresh_add(struct nd_fresh *fresh, uint32_t number, const struct nd_key *keys,
			    size_t n)
{
	if (!fresh->entries)
		fresh->first = number;
	if (number - fresh->first >= ND_FRESH_ARTICLES)
		return ND_ENOMEM;
	for (size_t i = 0; i < n && i < AHEAD; i++)
		__builtin_prefetch(head_of(fresh, keys[i].key), 1);
	for (size_t i = 0; i < n; i++) {
		uint32_t *const head = head_of(fresh, keys[i].key);
		struct nd_bunch *bunch = bunch_of(fresh, *head, keys[i].key);

		if (n - i > AHEAD)
			__builtin_prefetch(head_of(fresh, keys[i + AHEAD].key), 1);
		if (n - i > AHEAD / 2)
			ask_for_bunch(fresh, keys[i + AHEAD / 2].key);
		if (!bunch || bunch->n == bunch->room)
			bunch = add_bunch(fresh, head, keys[i].key, bunch);
		if (!bunch)
			return ND_ENOMEM;
		bunch->entry[bunch->n++] = (number - fresh->first) << 8 | keys[i].weight;
		fresh->entries++;
	}
	return ND_OK;
}

/* Append what a bunch has, the newest first, *left at most. */
static enum nd_status take_bunch(const struct nd_fresh *fresh, const struct nd_bunch *bunch,
				 uint16_t index, uint32_t *left, struct nd_array *hits)
{
	const uint32_t n = bunch->n < *left ? bunch->n : *left;
	struct nd_hit *const hit = nd_array_reserve(hits, n);

	if (!hit)
		return ND_ENOMEM;
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t entry = bunch->entry[bunch->n - 1 - i];

		hit[i] = (struct nd_hit){ fresh->first + (entry >> 8), index, (uint8_t)entry };
	}
	hits->n += n;
	*left -= n;
	return ND_OK;
}

/* Chains that are walked at once: each step of one waits for memory, 32 wait together. */
#define CHAINS 32

/* Walk the chains of n keys (at most CHAINS), a step of each in turn. */
static enum nd_status walk(const struct nd_fresh *fresh, const struct nd_key *keys, size_t n,
			   size_t index, uint32_t *left, struct nd_array *hits)
{
	uint32_t at[CHAINS];
	uint8_t walking[CHAINS];
	size_t more = 0;

	for (size_t i = 0; i < n; i++) {
		at[i] = *head_of(fresh, keys[i].key);
		if (!at[i] || !left[i])
			continue;
		__builtin_prefetch(nd_fresh_bunch(fresh, at[i] - 1));
		walking[more++] = (uint8_t)i;
	}
	while (more) {
		size_t stay = 0;

		for (size_t k = 0; k < more; k++) {
			const size_t i = walking[k];
			const struct nd_bunch *const bunch = nd_fresh_bunch(fresh, at[i] - 1);

			if (bunch->key == keys[i].key &&
			    take_bunch(fresh, bunch, (uint16_t)(index + i), &left[i], hits) != ND_OK)
				return ND_ENOMEM;
			at[i] = bunch->before;
			if (!at[i] || !left[i])
				continue;
			__builtin_prefetch(nd_fresh_bunch(fresh, at[i] - 1));
			walking[stay++] = (uint8_t)i;
		}
		more = stay;
	}
	return ND_OK;
}

enum nd_status nd_fresh_find(const struct nd_fresh *fresh, const struct nd_key *keys, size_t n,
			     uint32_t *left, struct nd_array *hits)
{
	enum nd_status status = ND_OK;

	for (size_t i = 0; i < n; i++)
		__builtin_prefetch(head_of(fresh, keys[i].key));
	for (size_t i = 0; i < n && status == ND_OK; i += CHAINS)
		status = walk(fresh, keys + i, n - i < CHAINS ? n - i : CHAINS, i, left + i, hits);
	return status;
}
