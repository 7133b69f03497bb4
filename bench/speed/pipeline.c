/* pipeline.c - what engine/document.c does, taken apart */
#include "speed/pipeline.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/sort.h"
#include "sketch/minhash.h"
#include "text/hashes.h"
#include "text/shingles.h"
#include "text/terms.h"
#include "text/winnow.h"

#define BANDS		49	/* what the default of nd_options comes to */
#define ROWS		2
#define SEED		1

const char *const stage_name[STAGES] = {
	"tokens", "hash", "shingles", "fingerprints", "sets", "sketch", "terms",
};

struct slot {
	struct nd_tokens tokens;	/* with the event channel, else ... */
	struct nd_hashes hashed;
	struct nd_elements elements;
	struct nd_term_list terms;
	struct nd_array hashes;		/* uint64_t: in the order of the text, sorted, scratch */
	uint64_t *order, *sorted, *scratch;
	uint64_t *fingerprints;
	size_t n_tokens, shingles, kept;
};

struct pipeline {
	int event_channel;
	struct nd_charmap *map;
	struct nd_minhash minhash;
	struct slot slots[PIPELINE_SLOTS];
	uint64_t seen;			/* results are used: the compiler may not drop the work */
};

struct pipeline *pipeline_open(int event_channel)
{
	struct pipeline *const pipeline = calloc(1, sizeof(*pipeline));

	if (!pipeline)
		return NULL;
	pipeline->event_channel = event_channel;
	for (unsigned i = 0; i < PIPELINE_SLOTS; i++)
		pipeline->slots[i] = (struct slot){
			.tokens = ND_TOKENS_INIT,
			.hashed = ND_HASHES_INIT,
			.elements = ND_ELEMENTS_INIT,
			.terms = ND_TERM_LIST_INIT,
			.hashes = ND_ARRAY_INIT(uint64_t, ND_TEXT_MAX * 4),
		};
	if (nd_charmap_open(&pipeline->map, NULL) == ND_OK &&
	    nd_minhash_open(&pipeline->minhash, BANDS, ROWS, SEED) == ND_OK)
		return pipeline;
	pipeline_close(pipeline);
	return NULL;
}

void pipeline_close(struct pipeline *pipeline)
{
	for (unsigned i = 0; i < PIPELINE_SLOTS; i++) {
		nd_tokens_release(&pipeline->slots[i].tokens);
		nd_hashes_release(&pipeline->slots[i].hashed);
		nd_elements_release(&pipeline->slots[i].elements);
		nd_term_list_release(&pipeline->slots[i].terms);
		nd_array_release(&pipeline->slots[i].hashes);
	}
	nd_minhash_close(&pipeline->minhash);
	nd_charmap_close(pipeline->map);
	free(pipeline);
}

int pipeline_has(const struct pipeline *pipeline, enum stage stage)
{
	return pipeline->event_channel || (stage != STAGE_TERMS && stage != STAGE_FINGERPRINTS &&
					   stage != STAGE_SETS);
}

static int find_tokens(const struct pipeline *pipeline, struct slot *slot, struct nd_text title,
		       struct nd_text text)
{
	enum nd_status status = pipeline->event_channel ?
		nd_tokenize(&slot->tokens, pipeline->map, title, text) :
		nd_hashes_read(&slot->hashed, pipeline->map, pipeline->minhash.kernels, title, text);

	if (status == ND_OK && pipeline->event_channel)
		status = nd_elements_of_tokens(&slot->elements, &slot->tokens);

	slot->n_tokens = pipeline->event_channel ? slot->tokens.list.n : slot->hashed.n;
	return status == ND_OK ? 0 : -1;
}

static struct nd_elements pipeline_elements(const struct pipeline *pipeline, const struct slot *slot)
{
	return pipeline->event_channel ? slot->elements : nd_hashes_elements(&slot->hashed);
}

/* Room for three lists of a number for each shingle or token, and one for the fingerprints. */
static int make_room(const struct pipeline *pipeline, struct slot *slot)
{
	const size_t elements = pipeline_elements(pipeline, slot).hash.n;
	const size_t room = (elements > slot->n_tokens ? elements : slot->n_tokens) + ND_SLACK;

	slot->hashes.n = 0;
	slot->order = nd_array_reserve(&slot->hashes, 4 * room);
	slot->sorted = slot->order + room;
	slot->scratch = slot->sorted + room;
	slot->fingerprints = slot->scratch + room;
	return slot->order ? 0 : -1;
}

static int hash_again(const struct pipeline *pipeline, struct slot *slot)
{
	const struct nd_hashes *const hashed = &slot->hashed;

	if (make_room(pipeline, slot))
		return -1;
	if (!pipeline->event_channel) {
		pipeline->minhash.kernels->hash_words(hashed->folded.items, hashed->begin.items,
						      hashed->end.items, hashed->n, slot->order);
		return 0;
	}
	for (size_t i = 0; i < slot->n_tokens; i++) {
		const struct nd_token *const token =
			(const struct nd_token *)slot->tokens.list.items + i;

		slot->order[i] = nd_hash_word((const char *)slot->tokens.folded.items + token->folded,
					      token->folded_len);
	}
	return 0;
}

static int list_shingles(const struct pipeline *pipeline, struct slot *slot)
{
	struct nd_elements elements;

	if (make_room(pipeline, slot))
		return -1;
	elements = pipeline_elements(pipeline, slot);
	slot->shingles = nd_shingles(&elements, pipeline->minhash.kernels, 0, SEED, slot->order);
	return 0;
}

/* What document.c keeps sorted of shingles and fingerprints. */
static void sort_sets(struct pipeline *pipeline, struct slot *slot)
{
	memcpy(slot->sorted, slot->order, slot->shingles * sizeof(*slot->sorted));
	nd_sort_u64(slot->fingerprints, slot->scratch, slot->kept);
	slot->kept = nd_unique_u64(slot->fingerprints, slot->kept);
	nd_sort_u64(slot->sorted, slot->scratch, slot->shingles);
	pipeline->seen += nd_unique_u64(slot->sorted, slot->shingles);
}

static uint64_t sketch(const struct pipeline *pipeline, const struct slot *slot)
{
	uint8_t sketch[ND_SKETCH_MAX];

	if (!slot->shingles)
		return 0;
	nd_minhash_sketch(&pipeline->minhash, slot->order, slot->shingles, sketch);
	return sketch[0];
}

int pipeline_run(struct pipeline *pipeline, enum stage stage, unsigned number, struct nd_text title,
		 struct nd_text text)
{
	struct slot *const slot = &pipeline->slots[number];

	switch (stage) {
	case STAGE_TOKENS:
		return find_tokens(pipeline, slot, title, text);
	case STAGE_HASH:
		return hash_again(pipeline, slot);
	case STAGE_SHINGLES:
		return list_shingles(pipeline, slot);
	case STAGE_FINGERPRINTS:
		slot->kept = nd_winnow(pipeline->minhash.kernels, slot->order, slot->shingles,
				       slot->fingerprints);
		return 0;
	case STAGE_SETS:
		sort_sets(pipeline, slot);
		return 0;
	case STAGE_SKETCH:
		pipeline->seen += sketch(pipeline, slot);
		return 0;
	case STAGE_TERMS:
		return nd_terms(&slot->terms, &slot->tokens, &nd_background_table) == ND_OK ? 0 : -1;
	default:
		return -1;
	}
}

size_t pipeline_tokens(const struct pipeline *pipeline, unsigned slot)
{
	return pipeline->slots[slot].n_tokens;
}

size_t pipeline_shingles(const struct pipeline *pipeline, unsigned slot)
{
	return pipeline->slots[slot].shingles;
}

double pipeline_estimate(const uint64_t *a, const uint64_t *b, size_t n, uint32_t num_perm,
			 uint64_t seed)
{
	uint8_t sketch_a[ND_SKETCH_MAX], sketch_b[ND_SKETCH_MAX];
	struct nd_minhash minhash;
	double estimate;

	if (nd_minhash_open(&minhash, num_perm / 2, 2, seed) != ND_OK)
		return -1;
	nd_minhash_sketch(&minhash, a, n, sketch_a);
	nd_minhash_sketch(&minhash, b, n, sketch_b);
	estimate = nd_minhash_jaccard(&minhash, sketch_a, sketch_b);
	nd_minhash_close(&minhash);
	return estimate;
}
