/* frames.c - two articles at a time: what only one has, what both have, and their rare words */
#include "engine/frames.h"

#include <stdlib.h>
#include <string.h>

#include "base/sort.h"

/* Rare words of a part of an article, by key. */
struct rare {
	struct nd_array words;	/* struct nd_keyed: key, level */
	uint64_t weight;	/* of all */
};

/* The part of two articles that is judged. */
struct framing {
	struct nd_engine *engine;
	struct nd_workshop *workshop;
	struct nd_array units[2];	/* struct nd_unit */
	struct nd_array hashes[2];	/* uint64_t, sorted: of the units */
	struct nd_array masked;		/* char */
	struct rare own[2], both;
};

static enum nd_status read_units(struct framing *f, int side, struct nd_text text)
{
	struct nd_array *const units = &f->units[side], *const hashes = &f->hashes[side];
	struct nd_unit *unit;
	uint64_t *hash, *scratch;

	units->n = hashes->n = 0;
	if (nd_template_units(units, text) != ND_OK)
		return ND_ENOMEM;
	hash = nd_array_reserve(hashes, 2 * units->n);
	if (!hash)
		return ND_ENOMEM;
	unit = units->items;
	for (size_t i = 0; i < units->n; i++)
		hash[i] = unit[i].hash;
	scratch = hash + units->n;
	nd_sort_u64(hash, scratch, units->n);
	hashes->n = units->n;
	return ND_OK;
}

static int by_hash(const void *x, const void *y)
{
	const uint64_t p = *(const uint64_t *)x, q = *(const uint64_t *)y;

	return (p > q) - (p < q);
}

/* Has the other article this unit, too? */
static int is_shared(const struct framing *f, int side, const struct nd_unit *unit)
{
	const struct nd_array *const other = &f->hashes[!side];

	return other->n && bsearch(&unit->hash, other->items, other->n, sizeof(uint64_t), by_hash);
}

/* List the rare words of the title and of the text's units that are shared, or are not. */
static enum nd_status list_rare(struct framing *f, int side, const struct nd_framed *article,
				int shared, struct rare *out)
{
	struct nd_workshop *const workshop = f->workshop;
	const struct nd_recipe *const recipe = &f->engine->recipe;
	const struct nd_unit *const unit = f->units[side].items;
	const struct nd_text title = { article->title.at, shared ? 0 : article->title.len };
	const unsigned rare = nd_background_count_level(1, ND_FRAME_RARE);
	const struct nd_terms *const terms = &workshop->terms.terms;
	struct nd_text text = article->text;

	out->words.n = 0;
	out->weight = 0;
	f->masked.n = 0;
	if (!nd_array_append(&f->masked, text.at, text.len))
		return ND_ENOMEM;
	text.at = f->masked.items;
	for (size_t i = 0; i < f->units[side].n; i++)
		if (is_shared(f, side, &unit[i]) != shared)
			memset((char *)f->masked.items + unit[i].from, ' ', unit[i].to - unit[i].from);
	if (nd_tokenize(&workshop->tokens, recipe->map, title, text) != ND_OK ||
	    nd_terms(&workshop->terms, &workshop->tokens, recipe->background) != ND_OK)
		return ND_ENOMEM;
	for (uint32_t i = 0; i < terms->n; i++) {
		const struct nd_keyed word = { terms->key[i], terms->level[i] };

		if (terms->flags[i] & ND_TERM_PAIR || terms->level[i] < rare)
			continue;
		if (!nd_array_append(&out->words, &word, 1))
			return ND_ENOMEM;
		out->weight += word.value;
	}
	return ND_OK;
}

/* Is little of what either says said by the other? */
static int differ(const struct rare *x, const struct rare *y)
{
	const struct nd_keyed *const p = x->words.items, *const q = y->words.items;
	const uint64_t less = x->weight < y->weight ? x->weight : y->weight;
	uint64_t common = 0;

	for (size_t i = 0, k = 0; i < x->words.n && k < y->words.n;) {
		const uint64_t at_x = p[i].key, at_y = q[k].key;

		common += at_x == at_y ? p[i].value : 0;
		i += at_x <= at_y;
		k += at_y <= at_x;
	}
	return (double)common <= ND_FRAME_COMMON * (double)less;
}

static enum nd_status keep_shared(struct framing *f, uint64_t source, size_t n)
{
	const struct nd_unit *const unit = f->units[0].items;
	enum nd_status status = ND_OK;

	for (size_t i = 0; i < f->units[0].n && status == ND_OK; i++)
		if (unit[i].kind == ND_UNIT_LONG && is_shared(f, 0, &unit[i]))
			status = nd_templates_add(f->engine->templates, source, unit[i].hash, 2,
						  (unsigned)n);
	return status;
}

static enum nd_status judge_two(struct framing *f, uint64_t source, const struct nd_framed *a,
				const struct nd_framed *b, size_t n)
{
	enum nd_status status = read_units(f, 0, a->text);

	if (status == ND_OK)
		status = read_units(f, 1, b->text);
	if (status == ND_OK)
		status = list_rare(f, 0, a, 0, &f->own[0]);
	if (status == ND_OK)
		status = list_rare(f, 1, b, 0, &f->own[1]);
	if (status == ND_OK)
		status = list_rare(f, 0, a, 1, &f->both);
	if (status != ND_OK || f->own[0].words.n < ND_FRAME_WORDS ||
	    f->own[1].words.n < ND_FRAME_WORDS || !differ(&f->own[0], &f->own[1]) ||
	    !differ(&f->own[0], &f->both) || !differ(&f->own[1], &f->both))
		return status;
	return keep_shared(f, source, n);
}

enum nd_status nd_frames_judge(struct nd_engine *engine, struct nd_workshop *workshop,
			       uint64_t source, const struct nd_framed *articles, size_t n)
{
	const struct nd_array units = ND_ARRAY_INIT(struct nd_unit, ND_TEXT_MAX);
	const struct nd_array hashes = ND_ARRAY_INIT(uint64_t, 2 * ND_TEXT_MAX);
	const struct rare rare = { .words = ND_ARRAY_INIT(struct nd_keyed, ND_TEXT_MAX) };
	struct framing f = {
		engine, workshop, { units, units }, { hashes, hashes },
		ND_ARRAY_INIT(char, ND_TEXT_MAX), { rare, rare }, rare,
	};
	enum nd_status status = ND_OK;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i && status == ND_OK; k++)
			status = judge_two(&f, source, &articles[k], &articles[i], n);
	for (int side = 0; side < 2; side++) {
		nd_array_release(&f.units[side]);
		nd_array_release(&f.hashes[side]);
		nd_array_release(&f.own[side].words);
	}
	nd_array_release(&f.masked);
	nd_array_release(&f.both.words);
	return status;
}
