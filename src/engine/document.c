/* document.c - tokens to shingles, fingerprints, sketch and terms */
#include "engine/document.h"

#include <string.h>

#include "base/hash.h"
#include "base/packed.h"
#include "base/sort.h"
#include "text/shingles.h"
#include "text/winnow.h"

/* Fewer words are no report: "Photos of the day".  Such an article has no terms and
 * takes no part in the event channel.  A headline has 8 to 12. */
#define MIN_REPORT_TOKENS 8

/* Sort n hashes, keep each once, and move them into the arena. */
static enum nd_status keep_set(struct nd_set *set, struct nd_arena *arena, uint64_t *hashes,
			       uint64_t *scratch, size_t n)
{
	nd_sort_hashes(hashes, scratch, n);
	set->n = nd_unique_u64(hashes, n);
	set->at = nd_arena_copy(arena, hashes, set->n * sizeof(*hashes));
	return set->at ? ND_OK : ND_ENOMEM;
}

enum nd_status nd_features_brief(struct nd_features *features, struct nd_arena *arena,
				 uint64_t *shingles, size_t n)
{
	uint32_t *brief;

	for (size_t i = 0; i < n; i++)
		shingles[i] >>= 64 - ND_BRIEF_BITS;
	n = nd_unique_u64(shingles, n);
	brief = nd_arena_take(arena, ND_BRIEF_BYTES(n));
	if (!brief)
		return ND_ENOMEM;
	nd_brief_write(brief, shingles, n);
	features->shingles = (struct nd_set){ NULL, n };
	features->brief = brief;
	return ND_OK;
}

/* Mark the shingles, in order of the text, that begin and end inside quotation marks; returns how
 * many, -1: out of memory. */
static ptrdiff_t mark_quoted(struct nd_workshop *workshop, unsigned ngram_size, size_t n)
{
	const struct nd_elements *const elements = &workshop->elements;
	const struct nd_token *const token = workshop->tokens.list.items;
	const uint32_t *const of = elements->token.items, *const turn = elements->turns.items;
	size_t shingle = 0, run = 0;
	ptrdiff_t quoted = 0;
	uint8_t *bits;

	workshop->quoted.n = 0;
	bits = nd_array_append(&workshop->quoted, NULL, n / 8 + 1);
	if (!bits)
		return -1;
	for (size_t i = 0; i < elements->hash.n; i++) {
		size_t width;

		run += run < elements->turns.n && turn[run] == i;
		width = nd_shingle_width(run & 1, ngram_size);
		if (width > elements->hash.n - i)
			continue;
		if (token[of[i]].flags & token[of[i + width - 1]].flags & ND_TOKEN_QUOTED) {
			bits[shingle / 8] |= (uint8_t)(1 << shingle % 8);
			quoted++;
		}
		shingle++;
	}
	return quoted;
}

/* Those of n shingles whose bit is set. */
static size_t pick(const uint64_t *order, size_t n, const uint8_t *bits, uint64_t *out)
{
	size_t picked = 0;

	for (size_t i = 0; i < n; i++)
		if (bits[i / 8] >> i % 8 & 1)
			out[picked++] = order[i];
	return picked;
}

/* Keep the set of shingles inside quotation marks, or where they stand. */
static enum nd_status keep_quoted(struct nd_features *features, struct nd_workshop *workshop,
				  const struct nd_recipe *recipe, enum nd_keep_shingles keep,
				  const uint64_t *order, size_t n, uint64_t *work, uint64_t *scratch)
{
	const ptrdiff_t quoted = mark_quoted(workshop, recipe->ngram_size, n);

	features->quoted = (struct nd_set){ NULL, 0 };
	features->quoted_at = NULL;
	if (quoted <= 0)
		return quoted ? ND_ENOMEM : ND_OK;
	if (keep != ND_SHINGLES_AGAIN)
		return keep_set(&features->quoted, &workshop->arena, work, scratch,
				pick(order, n, workshop->quoted.items, work));
	features->quoted_at = nd_arena_copy(&workshop->arena, workshop->quoted.items, n / 8 + 1);
	return features->quoted_at ? ND_OK : ND_ENOMEM;
}

/* Fill in the sets that are to be kept; 'order' are all n shingles, behind them room for twice as many. */
static enum nd_status keep_sets(struct nd_features *features, struct nd_workshop *workshop,
				const struct nd_recipe *recipe, enum nd_keep_shingles keep,
				uint64_t *order, size_t n, size_t room)
{
	uint64_t *const work = order + room, *const scratch = work + room;
	enum nd_status status = ND_OK;

	if (recipe->fingerprints) {
		const size_t kept = nd_winnow(recipe->minhash->kernels, order, n, work);

		status = keep_set(&features->fingerprints, &workshop->prints, work, scratch, kept);
	}
	if (status == ND_OK && recipe->event_channel)
		status = keep_quoted(features, workshop, recipe, keep, order, n, work, scratch);
	if (status == ND_OK && keep == ND_SHINGLES_WHOLE)
		status = keep_set(&features->shingles, &workshop->arena, order, scratch, n);
	if (status == ND_OK && keep == ND_SHINGLES_BRIEF) {
		nd_sort_hashes(order, scratch, n);
		status = nd_features_brief(features, &workshop->arena, order, n);
	}
	return status;
}

/* Find the tokens: all that is known of them where the event channel runs, else their hashes. */
static enum nd_status read_tokens(struct nd_workshop *workshop, const struct nd_recipe *recipe,
				  struct nd_text title, struct nd_text text, size_t *tokens,
				  uint64_t *content)
{
	uint64_t (*const hash_sequence)(const uint64_t *, size_t) =
		recipe->minhash->kernels->hash_sequence;
	enum nd_status status;

	if (!recipe->event_channel) {
		const struct nd_hashes *const hashed = &workshop->hashed;

		status = nd_hashes_read(&workshop->hashed, recipe->map, recipe->minhash->kernels,
					title, text);
		*tokens = hashed->n;
		*content = status == ND_OK ? hash_sequence(hashed->list.items, hashed->n) : 0;
		return status;
	}
	status = nd_tokenize(&workshop->tokens, recipe->map, title, text);
	if (status == ND_OK)
		status = nd_elements_of_tokens(&workshop->elements, &workshop->tokens);
	*tokens = workshop->tokens.list.n;
	*content = status == ND_OK ? hash_sequence(workshop->tokens.hashes.items, *tokens) : 0;
	return status;
}

/* Find tokens and shingles; 'room' places behind workshop->hashes.items, three times, are free. */
static enum nd_status read_shingles(struct nd_workshop *workshop, const struct nd_recipe *recipe,
				    struct nd_text title, struct nd_text text,
				    struct nd_document *document, size_t *n, size_t *room)
{
	struct nd_elements elements;
	size_t tokens;
	enum nd_status status = read_tokens(workshop, recipe, title, text, &tokens,
					    &document->content);
	uint64_t *order;

	if (status != ND_OK)
		return status;
	elements = recipe->event_channel ? workshop->elements : nd_hashes_elements(&workshop->hashed);
	*room = elements.hash.n + ND_SLACK;
	workshop->hashes.n = 0;
	order = nd_array_reserve(&workshop->hashes, 3 * *room);
	if (!order)
		return ND_ENOMEM;
	*n = nd_shingles(&elements, recipe->minhash->kernels, recipe->ngram_size, recipe->seed, order);
	document->tokens = (uint32_t)tokens;
	if (*n < ND_MIN_SHARED)
		document->content = 0;
	else if (!document->content)
		document->content = 1;	/* 0 has a meaning of its own */
	return ND_OK;
}

const uint64_t *nd_document_shingles(struct nd_workshop *workshop, const struct nd_recipe *recipe,
				     struct nd_text title, struct nd_text text, size_t *n,
				     uint64_t *content)
{
	struct nd_document document = { 0 };
	size_t room;

	if (read_shingles(workshop, recipe, title, text, &document, n, &room) != ND_OK)
		return NULL;
	*content = document.content;
	return workshop->hashes.items;
}

enum nd_status nd_features_load(struct nd_features *features, struct nd_workshop *workshop,
				struct nd_arena *arena, size_t n)
{
	uint64_t *const order = workshop->hashes.items, *const work = order + n;
	uint64_t *const scratch = work + n;
	enum nd_status status = ND_OK;

	if (features->quoted_at)
		status = keep_set(&features->quoted, arena, work, scratch,
				  pick(order, n, features->quoted_at, work));
	if (status != ND_OK)
		return status;
	nd_sort_hashes(order, work, n);
	return nd_features_brief(features, arena, order, n);
}

enum nd_status nd_features_pack(struct nd_features *features, struct nd_arena *arena,
				const struct nd_terms *terms)
{
	void *block;

	features->terms = (struct nd_packed_terms){ NULL, 0 };
	if (!terms->n)
		return ND_OK;
	block = nd_arena_take(arena, nd_packed_terms_bytes(terms));
	if (!block)
		return ND_ENOMEM;
	features->terms = nd_terms_pack(block, terms);
	return ND_OK;
}

static enum nd_status find_terms(struct nd_features *features, struct nd_workshop *workshop,
				 const struct nd_recipe *recipe)
{
	const enum nd_status status = nd_terms(&workshop->terms, &workshop->tokens, recipe->background);

	if (status == ND_OK)
		features->coverage = workshop->terms.coverage;
	return status;
}

enum nd_status nd_document_make(struct nd_document *document, struct nd_workshop *workshop,
				const struct nd_recipe *recipe, struct nd_text title,
				struct nd_text text, enum nd_keep_shingles keep, uint8_t *sketch)
{
	struct nd_features *const features = document->features;
	size_t n, room;
	enum nd_status status = read_shingles(workshop, recipe, title, text, document, &n, &room);

	workshop->terms.terms.n = 0;
	if (status != ND_OK)
		return status;
	if (recipe->text_channel && document->content)
		nd_minhash_sketch(recipe->minhash, workshop->hashes.items, n, sketch);
	else if (recipe->text_channel)
		memset(sketch, 0, recipe->minhash->bytes);
	if (!features)
		return ND_OK;
	status = keep_sets(features, workshop, recipe, keep, workshop->hashes.items, n, room);
	if (status == ND_OK && recipe->event_channel && document->tokens >= MIN_REPORT_TOKENS)
		status = find_terms(features, workshop, recipe);
	return status;
}

enum nd_status nd_document_keep(struct nd_document *document, struct nd_workshop *workshop,
				const struct nd_recipe *recipe, struct nd_text title,
				struct nd_text text, enum nd_keep_shingles keep, uint8_t *sketch)
{
	const enum nd_status status = nd_document_make(document, workshop, recipe, title, text, keep,
						       sketch);

	return status != ND_OK || !document->features ? status :
	       nd_features_pack(document->features, &workshop->term_lists, &workshop->terms.terms);
}

void nd_document_sketch(const struct nd_document *document, const struct nd_minhash *minhash,
			uint8_t *sketch)
{
	const struct nd_set *const shingles = &document->features->shingles;

	if (document->content)
		nd_minhash_sketch(minhash, shingles->at, shingles->n, sketch);
	else
		memset(sketch, 0, minhash->bytes);
}

enum nd_status nd_probe(struct nd_document *document, struct nd_workshop *workshop,
			const struct nd_recipe *recipe, uint8_t *sketch)
{
	static const char probe[] =
		"Z\xc3\xbcrich, 11 May 2015 \xe2\x80\x93 \xe2\x80\x9cThe talks will go on,\xe2\x80\x9d "
		"said Olena O'Neill; 3,000 \xd0\xbb\xd1\x8e\xd0\xb4\xd0\xb5\xd0\xb9 "
		"\xe6\x9d\xb1\xe4\xba\xac\xe3\x81\xa7 \xd8\xa7\xd9\x84\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85 "
		"\xef\xac\x81nal e\xcc\x81t\xc3\xa9 wordsthatarelongerthansixteenbytes";

	return nd_document_make(document, workshop, recipe, (struct nd_text){ "A headline", 10 },
				(struct nd_text){ probe, sizeof(probe) - 1 }, 1, sketch);
}

uint64_t nd_article_hash(const struct nd_article *article)
{
	return nd_hash_bytes(article->text.at, article->text.len,
			     nd_hash_bytes(article->title.at, article->title.len, 0));
}

void nd_workshop_clear(struct nd_workshop *workshop)
{
	nd_arena_clear(&workshop->arena);
	nd_arena_clear(&workshop->term_lists);
	nd_arena_clear(&workshop->prints);
}

void nd_workshop_release(struct nd_workshop *workshop)
{
	nd_arena_release(&workshop->arena);
	nd_arena_release(&workshop->term_lists);
	nd_arena_release(&workshop->prints);
	nd_tokens_release(&workshop->tokens);
	nd_hashes_release(&workshop->hashed);
	nd_elements_release(&workshop->elements);
	nd_array_release(&workshop->hashes);
	nd_array_release(&workshop->quoted);
	nd_term_list_release(&workshop->terms);
	nd_array_release(&workshop->units);
	nd_array_release(&workshop->masked);
}
