/* document.c - tokens to shingles, fingerprints, sketch and terms */
#include "engine/document.h"

#include <string.h>

#include "base/hash.h"
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
	nd_sort_u64(hashes, scratch, n);
	set->n = nd_unique_u64(hashes, n);
	set->at = nd_arena_copy(arena, hashes, set->n * sizeof(*hashes));
	return set->at ? ND_OK : ND_ENOMEM;
}

/* The shingles that begin and end inside quotation marks; 'order' are all, in order of the text. */
static size_t quoted_shingles(const struct nd_tokens *tokens, unsigned ngram_size,
			      const uint64_t *order, uint64_t *out)
{
	const struct nd_token *const token = tokens->list.items;
	size_t quoted = 0, shingle = 0;

	for (size_t i = 0; i < tokens->list.n; i++) {
		const size_t width = nd_shingle_width(token[i].flags, ngram_size);

		if (width > tokens->list.n - i)
			continue;
		if (token[i].flags & token[i + width - 1].flags & ND_TOKEN_QUOTED)
			out[quoted++] = order[shingle];
		shingle++;
	}
	return quoted;
}

static enum nd_status keep_sketch(struct nd_document *document, struct nd_arena *arena,
				  const struct nd_minhash *minhash)
{
	uint16_t *sketch;

	if (document->shingles.n == 0)
		return ND_OK;
	sketch = nd_arena_take(arena, minhash->num_perm * sizeof(*sketch));
	if (!sketch)
		return ND_ENOMEM;
	nd_minhash_sketch(minhash, document->shingles.at, document->shingles.n, sketch);
	document->sketch = sketch;
	return ND_OK;
}

/* Write the hashes of all shingles to 'out', in the order of the text. */
static size_t list_shingles(const struct nd_workshop *workshop, const struct nd_recipe *recipe,
			    uint64_t *out)
{
	if (recipe->event_channel)
		return nd_shingles(&workshop->tokens, recipe->ngram_size, recipe->seed, out);
	return nd_hashes_shingles(&workshop->hashed, recipe->minhash->kernels, recipe->ngram_size,
				 recipe->seed, out);
}

static enum nd_status keep_shingles(struct nd_document *document, struct nd_workshop *workshop,
				    const struct nd_recipe *recipe)
{
	const size_t room = document->tokens + ND_SLACK;
	enum nd_status status = ND_OK;
	uint64_t *order, *work, *scratch;
	size_t n;

	workshop->hashes.n = 0;
	order = nd_array_reserve(&workshop->hashes, room * 3);
	if (!order)
		return ND_ENOMEM;
	work = order + room;
	scratch = work + room;
	n = list_shingles(workshop, recipe, order);
	if (recipe->fingerprints) {
		const size_t kept = nd_winnow(order, n, work, scratch);

		status = keep_set(&document->fingerprints, &workshop->arena, work, scratch, kept);
	}
	if (status == ND_OK && recipe->event_channel) {
		const size_t quoted = quoted_shingles(&workshop->tokens,
						      recipe->ngram_size, order, work);

		status = keep_set(&document->quoted, &workshop->arena, work, scratch, quoted);
	}
	if (status == ND_OK)
		status = keep_set(&document->shingles, &workshop->arena, order, scratch, n);
	if (status == ND_OK && recipe->text_channel)
		status = keep_sketch(document, &workshop->arena, recipe->minhash);
	return status;
}

static enum nd_status keep_terms(struct nd_document *document, struct nd_arena *arena,
				 const struct nd_terms *made)
{
	void *const block = nd_arena_copy(arena, made->key, ND_TERMS_BYTES((size_t)made->n));

	if (!block)
		return ND_ENOMEM;
	document->terms = nd_terms_in(block, made->n);
	return ND_OK;
}

/* The hashes of all tokens, into workshop->hashes. */
static enum nd_status token_hashes(struct nd_workshop *workshop)
{
	const struct nd_token *const token = workshop->tokens.list.items;
	uint64_t *hash;

	workshop->hashes.n = 0;
	hash = nd_array_reserve(&workshop->hashes, workshop->tokens.list.n);
	for (size_t i = 0; hash && i < workshop->tokens.list.n; i++)
		hash[i] = token[i].hash;
	return hash ? ND_OK : ND_ENOMEM;
}

/* Find the tokens: all that is known of them where the event channel runs, else their hashes. */
static enum nd_status read_tokens(struct nd_document *document, struct nd_workshop *workshop,
				  const struct nd_recipe *recipe, struct nd_text title,
				  struct nd_text text)
{
	enum nd_status status;

	if (!recipe->event_channel) {
		const struct nd_hashes *const hashed = &workshop->hashed;

		status = nd_hashes_read(&workshop->hashed, recipe->map, recipe->minhash->kernels,
				       title, text);
		document->tokens = (uint32_t)hashed->n;
		document->content = status == ND_OK ?
				    nd_hash_sequence(hashed->list.items, hashed->n) : 0;
		return status;
	}
	status = nd_tokenize(&workshop->tokens, recipe->map, title, text);
	if (status == ND_OK)
		status = token_hashes(workshop);
	document->tokens = (uint32_t)workshop->tokens.list.n;
	document->content = status == ND_OK ?
			    nd_hash_sequence(workshop->hashes.items, document->tokens) : 0;
	return status;
}

enum nd_status nd_document_make(struct nd_document *document, struct nd_workshop *workshop,
				const struct nd_recipe *recipe, struct nd_text title,
				struct nd_text text)
{
	enum nd_status status = read_tokens(document, workshop, recipe, title, text);

	if (status == ND_OK)
		status = keep_shingles(document, workshop, recipe);
	if (status != ND_OK || !recipe->event_channel || document->tokens < MIN_REPORT_TOKENS)
		return status;
	status = nd_terms(&workshop->terms, &workshop->tokens, recipe->background);
	if (status != ND_OK)
		return status;
	document->coverage = workshop->terms.coverage;
	return keep_terms(document, &workshop->arena, &workshop->terms.terms);
}

void nd_workshop_release(struct nd_workshop *workshop)
{
	nd_tokens_release(&workshop->tokens);
	nd_hashes_release(&workshop->hashed);
	nd_array_release(&workshop->hashes);
	nd_term_list_release(&workshop->terms);
	nd_arena_release(&workshop->arena);
}
