/* needle.c - a document, its keys, its weights */
#include "store/needle.h"

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "engine/events.h"
#include "sketch/heaviest.h"
#include "text/url.h"
#include "text/vocabulary.h"

#define AHEAD 16	/* counters asked for before they are looked at */

/* Articles that are looked at for one key, the newest: half the articles may have the
 * name, but then the pairs that matter share rarer terms too.  As in engine/events.c, */
#define CROWD 1000
/* and for all terms, half as many: a pile looks at the later articles, too.  With 4,096 pair F1
 * of the stories of a stream of 15,245 agency reports is .928 instead of .929, and an answer
 * hardly takes less. */
#define MEETINGS 8192

void nd_needle_init(struct nd_needle *needle)
{
	const size_t most = SIZE_MAX / 64;

	*needle = (struct nd_needle){
		.shingles = ND_ARRAY_INIT(uint32_t, most),
		.quoted = ND_ARRAY_INIT(uint32_t, most),
		.quoted_bits = ND_ARRAY_INIT(uint8_t, most),
		.term_keys = ND_ARRAY_INIT(uint32_t, most),
		.terms = ND_ARRAY_INIT(struct nd_kept_term, most),
		.weights = ND_ARRAY_INIT(struct nd_idf, most),
		.in = ND_ARRAY_INIT(uint32_t, most),
		.numbers = ND_ARRAY_INIT(uint32_t, most),
		.levels = ND_ARRAY_INIT(uint8_t, most),
		.stamps = ND_ARRAY_INIT(uint8_t, most),
		.focus = ND_EVENT_FOCUS_INIT,
		.shingle_sieve = ND_SIEVE_INIT,
		.term_sieve = ND_SIEVE_INIT,
		.keys = ND_ARRAY_INIT(struct nd_key, most),
		.logs = ND_ARRAY_INIT(double, most),
		.scratch = ND_ARRAY_INIT(struct nd_weighted, most),
	};
}

void nd_needle_release(struct nd_needle *needle)
{
	nd_array_release(&needle->shingles);
	nd_array_release(&needle->quoted);
	nd_array_release(&needle->quoted_bits);
	nd_array_release(&needle->term_keys);
	nd_array_release(&needle->terms);
	nd_array_release(&needle->weights);
	nd_array_release(&needle->in);
	nd_array_release(&needle->numbers);
	nd_array_release(&needle->levels);
	nd_array_release(&needle->stamps);
	nd_array_release(&needle->keys);
	nd_array_release(&needle->logs);
	nd_array_release(&needle->scratch);
	nd_event_focus_release(&needle->focus);
	nd_sieve_release(&needle->shingle_sieve);
	nd_sieve_release(&needle->term_sieve);
}

/* The upper bits of a set of hashes, each once. */
static enum nd_status shorten(struct nd_array *out, struct nd_set set)
{
	uint32_t *to;

	out->n = 0;
	to = nd_array_reserve(out, set.n);
	if (!to)
		return ND_ENOMEM;
	for (size_t i = 0; i < set.n; i++) {
		const uint32_t value = (uint32_t)(set.at[i] >> (64 - ND_KEPT_BITS));

		if (!out->n || to[out->n - 1] != value)
			to[out->n++] = value;
	}
	return ND_OK;
}

/* Which shingles are quoted.  0: no memory. */
static int mark_quoted(struct nd_needle *needle)
{
	const uint32_t *const shingles = needle->shingles.items, *const quoted = needle->quoted.items;
	uint8_t *const bits = (needle->quoted_bits.n = 0,
			       nd_array_append(&needle->quoted_bits, NULL,
					       (needle->shingles.n + 7) / 8));

	for (size_t i = 0, k = 0; bits && i < needle->shingles.n && k < needle->quoted.n; i++) {
		if (shingles[i] != quoted[k])
			continue;
		bits[i / 8] |= (uint8_t)(1 << i % 8);
		k++;
	}
	return bits != NULL;
}

/* Terms as the store keeps them, of those whose shortened keys are alike one.  0: no memory. */
static int shorten_terms(struct nd_needle *needle)
{
	const struct nd_terms *const terms = &needle->features.terms;
	struct nd_kept_term *kept;
	uint32_t *key, before = UINT32_MAX;
	uint8_t *level;
	size_t n = 0;

	needle->term_keys.n = needle->terms.n = needle->levels.n = 0;
	key = nd_array_reserve(&needle->term_keys, terms->n);
	kept = nd_array_reserve(&needle->terms, terms->n);
	level = nd_array_reserve(&needle->levels, terms->n);
	if (!key || !kept || !level)
		return 0;
	for (uint32_t i = 0; i < terms->n; i++) {
		const uint32_t short_key = terms->key[i] >> (32 - ND_KEPT_BITS);

		if (short_key == before)
			continue;
		before = key[n] = short_key;
		kept[n] = (struct nd_kept_term){ short_key, terms->tf[i], terms->flags[i] };
		level[n++] = terms->level[i];
	}
	needle->term_keys.n = needle->terms.n = needle->levels.n = n;
	return 1;
}

/* How many articles have each term, this one included. */
static double count_terms(struct nd_needle *needle, const struct nd_counts *counts)
{
	const uint32_t *const key = needle->term_keys.items;
	const struct nd_kept_term *const term = needle->terms.items;
	uint32_t *const in = needle->in.items;
	const size_t n = needle->terms.n;
	struct nd_ladder ladder = { { 0 }, { 0 } };
	uint32_t kin;

	for (size_t i = 0; i < n && i < AHEAD; i++)
		nd_counts_prefetch(counts, nd_count_key(key[i]));
	for (size_t i = 0; i < n; i++) {
		if (i + AHEAD < n)
			nd_counts_prefetch(counts, nd_count_key(key[i + AHEAD]));
		in[i] = nd_counts_get(counts, nd_count_key(key[i])) + 1;
		nd_ladder_add(&ladder, in[i], term[i].tf, term[i].flags);
	}
	kin = nd_ladder_kin(&ladder);
	return kin ? kin : (double)counts->articles + 1;
}

/* Room for what weigh() fills in.  0: no memory. */
static int take_room(struct nd_needle *needle)
{
	const size_t n = needle->terms.n;

	needle->weights.n = needle->in.n = needle->numbers.n = needle->stamps.n = 0;
	needle->logs.n = 0;
	return nd_array_append(&needle->weights, NULL, n) && nd_array_append(&needle->in, NULL, n) &&
	       nd_array_reserve(&needle->logs, 2 * n) &&
	       nd_array_append(&needle->numbers, NULL, n) &&
	       nd_array_append(&needle->stamps, NULL, n);
}

/* Weigh the terms and make the view. */
static enum nd_status weigh(struct nd_needle *needle, const struct nd_counts *counts)
{
	struct nd_kept_term *const term = needle->terms.items;
	const uint8_t *const level = needle->levels.items;
	const size_t n = needle->terms.n;
	const double sure = nd_event_confidence(needle->features.coverage);
	struct nd_idf *weights;
	uint32_t *number;
	double kin;

	if (!take_room(needle))
		return ND_ENOMEM;
	weights = needle->weights.items;
	number = needle->numbers.items;
	kin = count_terms(needle, counts);
	nd_idf_of_all(needle->in.items, level, n, kin, sure, needle->logs.items, weights);
	needle->view = (struct nd_event_view){
		.numbers = number, .stamps = needle->stamps.items, .n_terms = (uint32_t)n,
		.length = needle->document.tokens,
		.dated = needle->article->published != ND_NO_TIME,
		.hours = (double)needle->article->published / 3600,
	};
	for (size_t i = 0; i < n; i++) {
		const struct nd_idf idf = weights[i];

		number[i] = (uint32_t)i;
		term[i].flags = (uint16_t)nd_event_flags(term[i].flags, idf);
		((uint8_t *)needle->stamps.items)[i] = nd_event_stamp(term[i].tf, term[i].flags);
		nd_event_norms_add(&needle->view.norms, term[i].tf, term[i].flags, idf.mixed,
				   idf.background);
	}
	return nd_event_focus_on(&needle->focus, &needle->view, weights);
}

uint64_t nd_key_of_id(struct nd_text id)
{
	return nd_key_of(ND_KEY_ID, nd_hash_bytes(id.at, id.len, 0));
}

static int add_key(struct nd_needle *needle, enum nd_key_kind kind, uint64_t hash, uint8_t weight)
{
	const struct nd_key key = { nd_key_of(kind, hash), CROWD, weight };

	return needle->keys.n >= ND_KEYS_MOST || nd_array_append(&needle->keys, &key, 1);
}

static int rarer(const void *x, const void *y)
{
	const struct nd_weighted *const a = x, *const b = y;

	return (a->weight > b->weight) - (a->weight < b->weight);
}

/* Move the keys that no other article has to the end; returns how many stay. */
static size_t set_apart(struct nd_key *keys, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		const struct nd_key key = keys[i];

		if (!key.most)
			continue;
		keys[i] = keys[kept];
		keys[kept++] = key;
	}
	return kept;
}

/*
 * How many articles are looked at for each of n terms, whose keys are the last: the rarest
 * come first, and the commoner ones share what is left.  So an answer in a store of ten times
 * as many articles takes hardly longer.
 */
static void share_meetings(struct nd_needle *needle, struct nd_weighted *terms, size_t n)
{
	struct nd_key *const keys = (struct nd_key *)needle->keys.items + needle->keys.n - n;
	const uint32_t *const in = needle->in.items;
	size_t left = MEETINGS;

	for (size_t i = 0; i < n; i++)	/* exact: where it is not, it is beyond CROWD */
		terms[i] = (struct nd_weighted){ (uint32_t)i, (float)(in[terms[i].term] - 1) };
	qsort(terms, n, sizeof(*terms), rarer);
	for (size_t i = 0; i < n; i++) {
		const size_t share = left / (n - i), others = (size_t)terms[i].weight;
		uint32_t *const most = &keys[terms[i].term].most;

		if (*most > others)
			*most = (uint32_t)others;
		if (*most > share)
			*most = (uint32_t)share;
		left -= *most;
	}
	needle->lonely = needle->weighted + set_apart(keys, n);
}

/* The heaviest terms, weighed so that the sum over those shared by two articles is a cosine. */
static int add_term_keys(struct nd_needle *needle)
{
	const uint32_t *const key = needle->term_keys.items;
	const struct nd_kept_term *const term = needle->terms.items;
	const struct nd_idf *const weights = needle->weights.items;
	const size_t n = needle->terms.n;
	struct nd_weighted *weighted;
	float length = 0;
	size_t kept;

	needle->scratch.n = 0;
	weighted = nd_array_reserve(&needle->scratch, n);
	if (!weighted)
		return 0;
	for (size_t i = 0; i < n; i++) {
		weighted[i] = (struct nd_weighted){
			(uint32_t)i,
			nd_event_sketch_weight(term[i].tf, term[i].flags, weights[i].background),
		};
		length += weighted[i].weight * weighted[i].weight;
	}
	length = sqrtf(length);
	kept = nd_heaviest(weighted, n);
	for (size_t i = 0; i < kept; i++) {
		const float weight = 255 * weighted[i].weight / length + 0.5f;

		if (!add_key(needle, ND_KEY_TERM, key[weighted[i].term],
			     weight < 1 ? 1 : weight > 255 ? 255 : (uint8_t)weight))
			return 0;
	}
	share_meetings(needle, weighted, kept);
	return 1;
}

static int add_keys(struct nd_needle *needle, const struct nd_minhash *minhash, int events)
{
	const struct nd_set *const fingerprints = &needle->features.fingerprints;
	const unsigned band_bytes = nd_band_bytes(minhash->rows);
	const struct nd_text id = needle->article->id;
	int ok;

	needle->keys.n = 0;
	ok = add_key(needle, ND_KEY_ID, nd_hash_bytes(id.at, id.len, 0), 0) &&
	     add_key(needle, ND_KEY_CONTENT, needle->content, 0) &&
	     (!needle->document.address ||
	      add_key(needle, ND_KEY_ADDRESS, needle->document.address, 0));
	needle->bands = needle->keys.n;
	for (uint32_t band = 0; ok && needle->has_sketch && band < minhash->bands; band++)
		ok = add_key(needle, ND_KEY_BAND,
			     nd_hash_bytes(needle->sketch + band * band_bytes, band_bytes,
					   nd_mix(band)), 0);
	needle->weighted = needle->lonely = needle->keys.n;
	if (ok && events)
		ok = add_term_keys(needle);
	needle->fingerprints = needle->keys.n;
	for (size_t i = 0; ok && i < fingerprints->n; i++)
		ok = add_key(needle, ND_KEY_FINGERPRINT, fingerprints->at[i],
			     fingerprints->n < UINT8_MAX ? (uint8_t)fingerprints->n : UINT8_MAX);
	return ok;
}

/* Begin with what does not follow from the words. */
static void begin(struct nd_needle *needle, const struct nd_article *article)
{
	needle->article = article;
	needle->features = (struct nd_features){ .coverage = 0 };
	needle->document = (struct nd_document){
		.published = article->published, .address = nd_url_hash(article->url),
		.features = &needle->features,
	};
}

/* Lay out the document, which is complete, and its sketch. */
static enum nd_status lay_out(struct nd_needle *needle, const struct nd_recipe *recipe,
			      const struct nd_counts *counts)
{
	needle->has_sketch = recipe->text_channel && needle->document.content;
	if (shorten(&needle->shingles, needle->features.shingles) != ND_OK ||
	    shorten(&needle->quoted, needle->features.quoted) != ND_OK ||
	    !mark_quoted(needle) ||
	    !shorten_terms(needle) || weigh(needle, counts) != ND_OK ||
	    !add_keys(needle, recipe->minhash, recipe->event_channel) ||
	    nd_sieve_fill(&needle->shingle_sieve, needle->shingles.items, needle->shingles.n) ||
	    nd_sieve_fill(&needle->term_sieve, needle->term_keys.items, needle->term_keys.n))
		return ND_ENOMEM;
	return ND_OK;
}

enum nd_status nd_needle_make(struct nd_needle *needle, struct nd_workshop *workshop,
			      const struct nd_recipe *recipe,
			      const struct nd_counts *counts, const struct nd_article *article)
{
	nd_workshop_clear(workshop);
	begin(needle, article);
	if (nd_document_make(&needle->document, workshop, recipe, article->title, article->text, 1,
			     needle->sketch) != ND_OK)
		return ND_ENOMEM;
	needle->content = needle->document.content ? needle->document.content :
			  nd_article_hash(article);
	return lay_out(needle, recipe, counts);
}

enum nd_status nd_needle_load(struct nd_needle *needle, const struct nd_recipe *recipe,
			      const struct nd_counts *counts, const struct nd_shard_article *made)
{
	begin(needle, &made->article);
	nd_shard_document(made, &needle->document);
	if (recipe->text_channel)
		nd_document_sketch(&needle->document, recipe->minhash, needle->sketch);
	needle->content = made->content;
	return lay_out(needle, recipe, counts);
}
