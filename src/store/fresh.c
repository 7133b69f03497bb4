/* fresh.c - the keys of the newest articles, in memory */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "store/postings.h"

#define HEAD_BITS 21	/* 8,192 articles of 210 keys: chains of 1 */

uint64_t nd_key_of(enum nd_key_kind kind, uint64_t hash)
{
	return nd_mix(hash + (uint64_t)(kind + 1) * 0x9e3779b97f4a7c15u) >> (64 - ND_KEY_BITS);
}

enum nd_status nd_fresh_open(struct nd_fresh *fresh)
{
	*fresh = (struct nd_fresh){
		.heads = nd_calloc_spread((size_t)1 << HEAD_BITS, sizeof(*fresh->heads)),
		.bits = HEAD_BITS,
		.entries = ND_ARRAY_INIT(struct nd_fresh_entry, UINT32_MAX - 1),
	};
	return fresh->heads ? ND_OK : ND_ENOMEM;
}

void nd_fresh_close(struct nd_fresh *fresh)
{
	free(fresh->heads);
	fresh->heads = NULL;
	nd_array_release(&fresh->entries);
}

void nd_fresh_clear(struct nd_fresh *fresh)
{
	memset(fresh->heads, 0, ((size_t)1 << fresh->bits) * sizeof(*fresh->heads));
	fresh->entries.n = 0;
}

static uint32_t *head_of(const struct nd_fresh *fresh, uint64_t key)
{
	return &fresh->heads[key >> (ND_KEY_BITS - fresh->bits)];
}

enum nd_status nd_fresh_add(struct nd_fresh *fresh, uint32_t number, const struct nd_key *keys,
			    size_t n)
{
	struct nd_fresh_entry *entry = nd_array_reserve(&fresh->entries, n);

	if (!entry)
		return ND_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		uint32_t *const head = head_of(fresh, keys[i].key);

		*entry++ = (struct nd_fresh_entry){
			keys[i].key << 8 | keys[i].weight, number, *head,
		};
		*head = (uint32_t)++fresh->entries.n;
	}
	return ND_OK;
}

/* Chains that are walked at once: each step of one waits for memory, 32 wait together. */
#define CHAINS 32

/* Walk the chains of n keys (at most CHAINS), a step of each in turn. */
static enum nd_status walk(const struct nd_fresh *fresh, const struct nd_key *keys, size_t n,
			   size_t index, uint32_t *left, struct nd_array *hits)
{
	const struct nd_fresh_entry *const entries = fresh->entries.items;
	uint32_t at[CHAINS];
	uint8_t walking[CHAINS];
	size_t more = 0;

	for (size_t i = 0; i < n; i++) {
		at[i] = *head_of(fresh, keys[i].key);
		if (!at[i] || !left[i])
			continue;
		__builtin_prefetch(&entries[at[i] - 1]);
		walking[more++] = (uint8_t)i;
	}
	while (more) {
		struct nd_hit *const hit = nd_array_reserve(hits, more);
		size_t stay = 0, found = 0;

		if (!hit)
			return ND_ENOMEM;
		for (size_t k = 0; k < more; k++) {
			const size_t i = walking[k];
			const struct nd_fresh_entry *const entry = &entries[at[i] - 1];
			const uint32_t is_it = entry->key >> 8 == keys[i].key;

			hit[found] = (struct nd_hit){
				entry->number, (uint16_t)(index + i), (uint8_t)entry->key,
			};
			found += is_it;
			left[i] -= is_it;
			at[i] = entry->next;
			if (!at[i] || !left[i])
				continue;
			__builtin_prefetch(&entries[at[i] - 1]);
			walking[stay++] = (uint8_t)i;
		}
		hits->n += found;
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
