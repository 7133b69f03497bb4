/*
 * templates.c - a sample of articles for each source, and the templates that were found
 *
 * The sources and what was found of them are open-addressing tables.  A source has
 * a list of the articles in its sample and their units, one after the other; of those that
 * came when many units were held already only the place, by which their units are asked for
 * again when they are judged (settling.c).
 */
#include "text/lessons.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define FIRST_SLOTS	64
#define HOST_ROOM	12288	/* bytes of any canonical address */
#define MOST_HELD	((size_t)1 << 16)	/* units: 1 MiB, of some 2,500 articles */

static uint64_t key_of(uint64_t source, uint64_t unit)
{
	const uint64_t key = nd_mix(source ^ nd_mix(unit));

	return key + !key;
}

struct nd_templates *nd_templates_open(void)
{
	return nd_calloc(1, sizeof(struct nd_templates));
}

void nd_templates_close(struct nd_templates *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->source_slots; i++) {
		if (t->sources[i]) {
			nd_array_release(&t->sources[i]->seen);
			nd_array_release(&t->sources[i]->lessons);
		}
		free(t->sources[i]);
	}
	free(t->sources);
	free(t->found);
	free(t);
}

size_t nd_templates_count(const struct nd_templates *t)
{
	return t->n_found;
}

/* Where the source is, or would be. */
static struct nd_sampled_source **source_slot(struct nd_sampled_source **sources, size_t slots,
					      uint64_t key)
{
	size_t at = key & (slots - 1);

	while (sources[at] && sources[at]->key != key)
		at = (at + 1) & (slots - 1);
	return &sources[at];
}

static const struct nd_sampled_source *find_source(const struct nd_templates *t, uint64_t key)
{
	return t->source_slots && key ? *source_slot(t->sources, t->source_slots, key) : NULL;
}

int nd_templates_has(const struct nd_templates *t, uint64_t source)
{
	const struct nd_sampled_source *const found = find_source(t, source);

	return found && found->has_templates;
}

void nd_templates_fetch(const struct nd_templates *t, uint64_t source)
{
	if (t->source_slots)	/* where it would be: seldom has another its place */
		__builtin_prefetch(t->sources[source & (t->source_slots - 1)]);
}

static enum nd_status grow_sources(struct nd_templates *t)
{
	const size_t slots = t->source_slots ? t->source_slots * 2 : FIRST_SLOTS;
	struct nd_sampled_source **const sources = nd_calloc(slots, sizeof(*sources));

	if (!sources)
		return ND_ENOMEM;
	for (size_t i = 0; i < t->source_slots; i++)
		if (t->sources[i])
			*source_slot(sources, slots, t->sources[i]->key) = t->sources[i];
	free(t->sources);
	t->sources = sources;
	t->source_slots = slots;
	return ND_OK;
}

/* The source of this key, made if it is new; NULL: out of memory. */
static struct nd_sampled_source *have_source(struct nd_templates *t, uint64_t key)
{
	struct nd_sampled_source **slot;

	if (t->last && t->last->key == key)	/* asked for an article, then for its units */
		return t->last;
	if (t->n_sources >= t->source_slots / 2 && grow_sources(t) != ND_OK)
		return NULL;
	slot = source_slot(t->sources, t->source_slots, key);
	t->last = *slot;
	if (*slot)
		return *slot;
	t->last = *slot = nd_calloc(1, sizeof(**slot));
	if (!*slot)
		return NULL;
	**slot = (struct nd_sampled_source){
		.key = key,
		.seen = ND_ARRAY_INIT(struct nd_seen, SIZE_MAX / 64),
		.lessons = ND_ARRAY_INIT(struct nd_lesson, SIZE_MAX / 64),
		.every = 1,
	};
	t->n_sources++;
	return *slot;
}

static struct nd_template *found_slot(struct nd_template *found, size_t slots, uint64_t key)
{
	size_t at = key & (slots - 1);

	while (found[at].key && found[at].key != key)
		at = (at + 1) & (slots - 1);
	return &found[at];
}

static const struct nd_template *find_template(const struct nd_templates *t, uint64_t source,
					 uint64_t unit)
{
	const struct nd_template *const found = t->found_slots ?
		found_slot(t->found, t->found_slots, key_of(source, unit)) : NULL;

	return found && found->key ? found : NULL;
}

enum nd_status nd_templates_keep(struct nd_templates *t, struct nd_sampled_source *source,
				 uint64_t unit, unsigned in, unsigned of)
{
	const uint64_t key = key_of(source->key, unit);
	struct nd_template *slot;

	if (t->n_found >= t->found_slots / 2) {
		const size_t slots = t->found_slots ? t->found_slots * 2 : FIRST_SLOTS;
		struct nd_template *const found = nd_calloc(slots, sizeof(*found));

		if (!found)
			return ND_ENOMEM;
		for (size_t i = 0; i < t->found_slots; i++)
			if (t->found[i].key)
				*found_slot(found, slots, t->found[i].key) = t->found[i];
		free(t->found);
		t->found = found;
		t->found_slots = slots;
	}
	slot = found_slot(t->found, t->found_slots, key);
	if (!slot->key || in * slot->of > slot->in * of) {
		t->n_found += !slot->key;
		*slot = (struct nd_template){ key, (uint16_t)in, (uint16_t)of };
	}
	source->has_templates = 1;
	return ND_OK;
}

/* Is an article of this content in the sample, as far as that is known by now? */
static int is_sampled(const struct nd_sampled_source *source, uint64_t content)
{
	return nd_template_sampled(source->every, content);
}

void nd_sampled_source_trim(struct nd_sampled_source *source)
{
	struct nd_lesson *const lesson = source->lessons.items;
	struct nd_seen *const seen = source->seen.items;
	size_t kept = 0, units = 0;

	for (size_t i = 0; i < source->lessons.n; i++) {
		struct nd_lesson one = lesson[i];

		if (!is_sampled(source, one.content))
			continue;
		if (one.n && one.n != ND_LESSON_NOTED) {
			memmove(seen + units, seen + one.from, one.n * sizeof(*seen));
			one.from = (uint32_t)units;
			units += one.n;
		}
		lesson[kept++] = one;
	}
	source->lessons.n = kept;
	source->seen.n = units;
}

int nd_templates_wants(struct nd_templates *t, uint64_t source_key, uint64_t content)
{
	struct nd_sampled_source *const source = have_source(t, source_key);

	if (!source)
		return -1;
	if (++source->counted > ND_TEMPLATE_ALL * source->every * source->every) {
		source->every *= 2;
		t->held -= source->seen.n;
		nd_sampled_source_trim(source);
		t->held += source->seen.n;
	}
	return is_sampled(source, content);
}

uint64_t nd_templates_every(const struct nd_templates *t, uint64_t source_key)
{
	const struct nd_sampled_source *const source = t->last && t->last->key == source_key ? t->last :
					    find_source(t, source_key);

	return source ? source->every : 1;
}

enum nd_status nd_seen_append(struct nd_array *list, const struct nd_unit *units, size_t n)
{
	struct nd_seen *const seen = nd_array_reserve(list, n);

	if (!seen)
		return ND_ENOMEM;
	for (size_t i = 0; i < n; i++)
		seen[i] = (struct nd_seen){ units[i].hash, units[i].word, 0, (uint16_t)units[i].kind };
	list->n += n;
	return ND_OK;
}

/* A lesson of the source that is to be judged. */
static enum nd_status add_lesson(struct nd_templates *t, struct nd_sampled_source *source,
				 const struct nd_lesson *lesson)
{
	if (!nd_array_append(&source->lessons, lesson, 1))
		return ND_ENOMEM;
	source->fresh++;
	t->fresh++;
	return ND_OK;
}

enum nd_status nd_templates_learn(struct nd_templates *t, uint64_t source_key, int64_t published,
				  uint64_t content, const struct nd_unit *units, size_t n)
{
	struct nd_sampled_source *const source = have_source(t, source_key);
	struct nd_lesson lesson = { published, content, 0, (uint32_t)n };

	if (!source)
		return ND_ENOMEM;
	if (n > ND_LESSON_UNITS)
		return ND_OK;
	lesson.from = (uint32_t)source->seen.n;
	if (nd_seen_append(&source->seen, units, n) != ND_OK)
		return ND_ENOMEM;
	t->held += n;
	return add_lesson(t, source, &lesson);
}

enum nd_status nd_templates_note(struct nd_templates *t, uint64_t source_key, int64_t published,
				 uint64_t content, uint32_t place)
{
	struct nd_sampled_source *const source = have_source(t, source_key);
	const struct nd_lesson lesson = { published, content, place, ND_LESSON_NOTED };

	return source ? add_lesson(t, source, &lesson) : ND_ENOMEM;
}

int nd_templates_full(const struct nd_templates *t)
{
	return t->held >= MOST_HELD;
}

void nd_templates_spend(struct nd_templates *t)
{
	for (size_t i = 0; i < t->source_slots; i++) {
		if (!t->sources[i])
			continue;
		nd_array_release(&t->sources[i]->seen);
		nd_array_release(&t->sources[i]->lessons);
	}
	t->held = 0;
}

int nd_templates_lacks_articles(const struct nd_templates *t, uint64_t source_key)
{
	const struct nd_sampled_source *const source = find_source(t, source_key);

	return source && source->repeats > 0;
}

enum nd_status nd_templates_add(struct nd_templates *t, uint64_t source_key, uint64_t unit,
				unsigned in, unsigned of)
{
	struct nd_sampled_source *const source = have_source(t, source_key);

	return source ? nd_templates_keep(t, source, unit, in, of) : ND_ENOMEM;
}

/* Leave the source's templates among the units; returns how many bytes the others have. */
static size_t keep_templates(const struct nd_templates *t, uint64_t source, struct nd_array *units)
{
	struct nd_unit *const unit = units->items;
	size_t kept = 0, left = 0;

	for (size_t i = 0; i < units->n; i++) {
		if (find_template(t, source, unit[i].hash))
			unit[kept++] = unit[i];
		else
			left += unit[i].to - unit[i].from;
	}
	units->n = kept;
	return left;
}

void nd_templates_share(const struct nd_templates *t, uint64_t source, uint64_t unit,
			unsigned *in, unsigned *of)
{
	const struct nd_template *const found = find_template(t, source, unit);

	*in = found ? found->in : 0;
	*of = found ? found->of : 0;
}

enum nd_status nd_templates_mask(const struct nd_templates *t, uint64_t source, struct nd_text text,
				 size_t beside, struct nd_array *units, struct nd_array *out,
				 struct nd_array *left_out)
{
	const struct nd_unit *unit;

	out->n = units->n = 0;
	if (!nd_templates_has(t, source))
		return ND_OK;
	if (nd_template_units(units, text) != ND_OK)
		return ND_ENOMEM;
	if (keep_templates(t, source, units) + beside < ND_TEMPLATE_LEAST || !units->n)
		return ND_OK;
	if (!nd_array_append(out, text.at, text.len) ||
	    (left_out && !nd_array_append(left_out, units->items, units->n)))
		return ND_ENOMEM;
	unit = units->items;
	for (size_t i = 0; i < units->n; i++)
		memset((char *)out->items + unit[i].from, ' ', unit[i].to - unit[i].from);
	return ND_OK;
}

uint64_t nd_template_source(struct nd_text source, struct nd_text url)
{
	char canonical[HOST_ROOM];
	size_t n, host = 0;

	if (source.len)
		return nd_hash_bytes(source.at, source.len, 1) | 1;
	n = nd_url_canonical(url, canonical, sizeof(canonical));
	while (host < n && canonical[host] != '/' && canonical[host] != '?')
		host++;
	return host ? nd_hash_bytes(canonical, host, 2) | 1 : 0;
}
