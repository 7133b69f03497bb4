/* draft.c - a document, shortened, and its first keys */
#include "store/draft.h"

#include <string.h>

#include "base/hash.h"
#include "lsh/bands.h"
#include "text/url.h"

/* The upper bits of a set of hashes, each once.  NULL: no memory. */
static uint32_t *shorten(struct nd_arena *arena, struct nd_set set, size_t *n)
{
	uint32_t *const to = nd_arena_take(arena, set.n * sizeof(*to));
	size_t kept = 0;

	for (size_t i = 0; to && i < set.n; i++) {
		const uint32_t value = (uint32_t)(set.at[i] >> (64 - ND_KEPT_BITS));

		if (!kept || to[kept - 1] != value)
			to[kept++] = value;
	}
	*n = kept;
	return to;
}

/* Shingles, and which of them are quoted. */
static enum nd_status keep_shingles(struct nd_draft *draft, struct nd_arena *arena,
				    const struct nd_features *features)
{
	const uint32_t *const shingles = shorten(arena, features->shingles, &draft->n_shingles);
	const size_t bytes = (draft->n_shingles + 7) / 8;
	const uint32_t *quoted;
	uint8_t *bits;
	size_t n_quoted;

	draft->shingles = shingles;
	draft->quoted = NULL;
	if (!shingles || !features->quoted.n)
		return shingles ? ND_OK : ND_ENOMEM;
	draft->quoted = bits = nd_arena_take(arena, bytes);
	quoted = shorten(arena, features->quoted, &n_quoted);
	if (!bits || !quoted)
		return ND_ENOMEM;
	memset(bits, 0, bytes);
	for (size_t i = 0, k = 0; i < draft->n_shingles && k < n_quoted; i++) {
		if (shingles[i] != quoted[k])
			continue;
		bits[i / 8] |= (uint8_t)(1 << i % 8);
		k++;
	}
	return ND_OK;
}

/* Terms as a store keeps them, of those whose shortened keys are alike one. */
static enum nd_status keep_terms(struct nd_draft *draft, struct nd_arena *arena,
				 const struct nd_terms *terms)
{
	uint32_t *const key = nd_arena_take(arena, terms->n * sizeof(*key)), before = UINT32_MAX;
	struct nd_kept_term *const kept = nd_arena_take(arena, terms->n * sizeof(*kept));
	uint8_t *const level = nd_arena_take(arena, terms->n);
	size_t n = 0;

	if (!key || !kept || !level)
		return ND_ENOMEM;
	for (uint32_t i = 0; i < terms->n; i++) {
		const uint32_t short_key = terms->key[i] >> (32 - ND_KEPT_BITS);

		if (short_key == before)
			continue;
		before = key[n] = short_key;
		kept[n] = (struct nd_kept_term){ short_key, terms->tf[i], terms->flags[i] };
		level[n++] = terms->level[i];
	}
	draft->term_keys = key;
	draft->terms = kept;
	draft->levels = level;
	draft->n_terms = n;
	return ND_OK;
}

uint64_t nd_key_of_id(struct nd_text id)
{
	return nd_key_of(ND_KEY_ID, nd_hash_bytes(id.at, id.len, 0));
}

static struct nd_key key_of(enum nd_key_kind kind, uint64_t hash, size_t weight)
{
	return (struct nd_key){ nd_key_of(kind, hash), ND_CROWD,
				weight < UINT8_MAX ? (uint8_t)weight : UINT8_MAX };
}

/* All keys but those of the terms. */
static enum nd_status make_keys(struct nd_draft *draft, struct nd_arena *arena,
				const struct nd_minhash *minhash, struct nd_set fingerprints)
{
	const unsigned band_bytes = nd_band_bytes(minhash->rows);
	const size_t n_prints = fingerprints.n < ND_KEYS_MOST ? fingerprints.n : ND_KEYS_MOST;
	struct nd_key *const key = nd_arena_take(arena, (3 + minhash->bands) * sizeof(*key));
	struct nd_key *const print = nd_arena_take(arena, n_prints * sizeof(*print));
	size_t n = 2;

	if (!key || !print)
		return ND_ENOMEM;
	key[ND_PLACE_OF_ID] = (struct nd_key){ nd_key_of_id(draft->article.id), ND_CROWD, 0 };
	key[ND_PLACE_OF_CONTENT] = key_of(ND_KEY_CONTENT, draft->content, 0);
	if (draft->address)
		key[n++] = key_of(ND_KEY_ADDRESS, draft->address, 0);
	draft->bands = n;
	for (uint32_t band = 0; draft->sketch && band < minhash->bands; band++)
		key[n++] = key_of(ND_KEY_BAND, nd_hash_bytes(draft->sketch + band * band_bytes,
							     band_bytes, nd_mix(band)), 0);
	for (size_t i = 0; i < n_prints; i++)
		print[i] = key_of(ND_KEY_FINGERPRINT, fingerprints.at[i], fingerprints.n);
	draft->keys = key;
	draft->n_keys = n;
	draft->prints = print;
	draft->n_prints = n_prints;
	return ND_OK;
}

static struct nd_text cut(struct nd_text text, size_t most)
{
	if (text.len <= most)
		return text;
	while (most && ((unsigned char)text.at[most] & 0xc0) == 0x80)
		most--;
	return (struct nd_text){ text.at, most };
}

/* From the article and its document, which is complete, its terms and its sketch. */
static enum nd_status lay_out(struct nd_draft *draft, struct nd_arena *arena,
			      const struct nd_recipe *recipe, const struct nd_article *article,
			      const struct nd_document *document, const struct nd_terms *terms,
			      const uint8_t *sketch)
{
	const struct nd_features *const features = document->features;

	draft->article = *article;
	draft->article.title = cut(article->title, ND_KEPT_TITLE);
	draft->article.source = cut(article->source, ND_KEPT_SOURCE);
	draft->article.url = cut(article->url, ND_KEPT_URL);
	draft->address = nd_url_hash(article->url);
	draft->tokens = document->tokens;
	draft->fingerprints = (uint32_t)features->fingerprints.n;
	draft->coverage = features->coverage;
	draft->sketch = recipe->text_channel && document->content ? sketch : NULL;
	if (keep_shingles(draft, arena, features) != ND_OK ||
	    keep_terms(draft, arena, terms) != ND_OK)
		return ND_ENOMEM;
	return make_keys(draft, arena, recipe->minhash, features->fingerprints);
}

enum nd_status nd_draft_make(struct nd_draft *draft, struct nd_arena *arena,
			     struct nd_workshop *workshop, const struct nd_recipe *recipe,
			     const struct nd_article *article)
{
	uint8_t *const sketch = nd_arena_take(arena, recipe->minhash->bytes);
	struct nd_features features = { .coverage = 0 };
	struct nd_document document = { .features = &features };

	nd_workshop_clear(workshop);
	if (!sketch || nd_document_make(&document, workshop, recipe, article->title, article->text,
					ND_SHINGLES_WHOLE, sketch) != ND_OK)
		return ND_ENOMEM;
	draft->content = document.content ? document.content : nd_article_hash(article);
	return lay_out(draft, arena, recipe, article, &document, &workshop->terms.terms, sketch);
}

enum nd_status nd_draft_load(struct nd_draft *draft, struct nd_arena *arena,
			     const struct nd_recipe *recipe, const struct nd_shard_article *made)
{
	uint8_t *const sketch = nd_arena_take(arena, recipe->minhash->bytes);
	struct nd_features features = { .coverage = 0 };
	struct nd_document document = { .features = &features };

	if (!sketch)
		return ND_ENOMEM;
	nd_shard_document(made, &document);
	if (recipe->text_channel)
		nd_document_sketch(&document, recipe->minhash, sketch);
	draft->content = made->content;
	return lay_out(draft, arena, recipe, &made->article, &document, &made->terms, sketch);
}

/* Copy a string; 0: no memory. */
static int keep_text(struct nd_text *text, struct nd_arena *arena)
{
	text->at = nd_arena_copy(arena, text->at, text->len);
	return text->at != NULL;
}

enum nd_status nd_draft_keep(struct nd_draft *draft, struct nd_arena *arena)
{
	struct nd_article *const article = &draft->article;

	article->text = (struct nd_text){ "", 0 };
	return keep_text(&article->id, arena) && keep_text(&article->title, arena) &&
	       keep_text(&article->source, arena) && keep_text(&article->url, arena) ? ND_OK :
	       ND_ENOMEM;
}
