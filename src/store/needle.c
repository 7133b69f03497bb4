/* needle.c - a draft, its weights, the keys of its terms */
#include "store/needle.h"

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "engine/events.h"
#include "sketch/heaviest.h"
#include "text/vocabulary.h"

#define AHEAD 16	/* counters asked for before they are looked at */

/* Articles that are looked at for all terms, half as many as in engine/events.c: a pile looks
 * at the later articles, too.  With 4,096 pair F1
 * of the stories of a stream of 15,245 agency reports is .928 instead of .929, and an answer
 * hardly takes less. */
#define MEETINGS 8192

void nd_needle_init(struct nd_needle *needle)
{
	const size_t most = SIZE_MAX / 64;

	*needle = (struct nd_needle){
		.terms = ND_ARRAY_INIT(struct nd_kept_term, most),
		.weights = ND_ARRAY_INIT(struct nd_idf, most),
		.in = ND_ARRAY_INIT(uint32_t, most),
		.numbers = ND_ARRAY_INIT(uint32_t, most),
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
	nd_array_release(&needle->terms);
	nd_array_release(&needle->weights);
	nd_array_release(&needle->in);
	nd_array_release(&needle->numbers);
	nd_array_release(&needle->stamps);
	nd_array_release(&needle->keys);
	nd_array_release(&needle->logs);
	nd_array_release(&needle->scratch);
	nd_event_focus_release(&needle->focus);
	nd_sieve_release(&needle->shingle_sieve);
	nd_sieve_release(&needle->term_sieve);
}

/* The article's kin, from how many articles have each term, this one included; 0: it has no words. */
static uint32_t find_kin(struct nd_needle *needle)
{
	const struct nd_kept_term *const term = needle->draft->terms;
	const uint32_t *const in = needle->in.items;
	const size_t n = needle->draft->n_terms;
	double *const log = needle->logs.items;
	uint32_t *const word = needle->numbers.items;	/* scratch for now */
	struct nd_ladder ladder = { { 0 }, { 0 } };
	size_t words = 0;

	for (size_t i = 0; i < n; i++) {
		word[words] = (uint32_t)i;
		log[words] = in[i];
		words += !(term[i].flags & (ND_TERM_PAIR | ND_TERM_NUMBER));
	}
	nd_kernel_table()->take_logs(log, words);
	for (size_t k = 0; k < words; k++)
		nd_ladder_climb(&ladder, nd_ladder_step_by(log[k]), in[word[k]], term[word[k]].tf);
	return nd_ladder_kin(&ladder);
}

/* How many articles have each term, this one included; returns the article's kin. */
static double count_terms(struct nd_needle *needle, const struct nd_counts *counts)
{
	const uint32_t *const key = needle->draft->term_keys;
	uint32_t *const in = needle->in.items;
	const size_t n = needle->draft->n_terms;
	uint32_t kin;

	for (size_t i = 0; i < n && i < AHEAD; i++)
		nd_counts_prefetch(counts, nd_count_key(key[i]));
	for (size_t i = 0; i < n; i++) {
		if (i + AHEAD < n)
			nd_counts_prefetch(counts, nd_count_key(key[i + AHEAD]));
		in[i] = nd_counts_get(counts, nd_count_key(key[i])) + 1;
	}
	kin = find_kin(needle);
	return kin ? kin : (double)counts->articles + 1;
}

/* Room for what weigh() fills in.  0: no memory. */
static int take_room(struct nd_needle *needle)
{
	const size_t n = needle->draft->n_terms;

	needle->terms.n = needle->weights.n = needle->in.n = needle->numbers.n = needle->stamps.n = 0;
	needle->logs.n = 0;
	return nd_array_append(&needle->terms, needle->draft->terms, n) &&
	       nd_array_append(&needle->weights, NULL, n) && nd_array_append(&needle->in, NULL, n) &&
	       nd_array_reserve(&needle->logs, 2 * n) &&
	       nd_array_append(&needle->numbers, NULL, n) &&
	       nd_array_append(&needle->stamps, NULL, n);
}

/* Weigh the terms and make the view. */
static enum nd_status weigh(struct nd_needle *needle, const struct nd_counts *counts)
{
	const struct nd_draft *const draft = needle->draft;
	const size_t n = draft->n_terms;
	const double sure = nd_event_confidence(draft->coverage);
	struct nd_kept_term *term;
	struct nd_idf *weights;
	uint32_t *number;
	double kin;

	if (!take_room(needle))
		return ND_ENOMEM;
	term = needle->terms.items;
	weights = needle->weights.items;
	number = needle->numbers.items;
	kin = count_terms(needle, counts);
	nd_idf_of_all(needle->in.items, draft->levels, n, kin, sure, needle->logs.items, weights);
	needle->view = (struct nd_event_view){
		.numbers = number, .stamps = needle->stamps.items, .n_terms = (uint32_t)n,
		.length = draft->tokens,
		.dated = draft->article.published != ND_NO_TIME,
		.hours = (double)draft->article.published / 3600,
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
	const uint32_t *const key = needle->draft->term_keys;
	const struct nd_kept_term *const term = needle->terms.items;
	const struct nd_idf *const weights = needle->weights.items;
	const size_t n = needle->terms.n;
	struct nd_weighted *weighted;
	struct nd_key *to;
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
	to = nd_array_append(&needle->keys, NULL, kept);
	if (!to)
		return 0;
	for (size_t i = 0; i < kept; i++) {
		const float weight = 255 * weighted[i].weight / length + 0.5f;

		to[i] = (struct nd_key){
			nd_key_of(ND_KEY_TERM, key[weighted[i].term]), ND_CROWD,
			weight < 1 ? 1 : weight > 255 ? 255 : (uint8_t)weight,
		};
	}
	share_meetings(needle, weighted, kept);
	return 1;
}

static int add_keys(struct nd_needle *needle, int events)
{
	const struct nd_draft *const draft = needle->draft;
	size_t left;

	needle->keys.n = 0;
	if (!nd_array_append(&needle->keys, draft->keys, draft->n_keys))
		return 0;
	needle->bands = draft->bands;
	needle->weighted = needle->lonely = needle->keys.n;
	if (events && !add_term_keys(needle))
		return 0;
	needle->fingerprints = needle->keys.n;
	left = ND_KEYS_MOST - needle->keys.n;
	return nd_array_append(&needle->keys, draft->prints,
			       draft->n_prints < left ? draft->n_prints : left) != NULL;
}

enum nd_status nd_needle_make(struct nd_needle *needle, const struct nd_recipe *recipe,
			      const struct nd_counts *counts, const struct nd_draft *draft)
{
	needle->draft = draft;
	if (weigh(needle, counts) != ND_OK || !add_keys(needle, recipe->event_channel) ||
	    nd_sieve_fill(&needle->shingle_sieve, draft->shingles, draft->n_shingles) ||
	    nd_sieve_fill(&needle->term_sieve, draft->term_keys, draft->n_terms))
		return ND_ENOMEM;
	return ND_OK;
}
