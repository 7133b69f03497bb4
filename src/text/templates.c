/*
 * templates.c - a sample of articles for each source, judged window by window
 *
 * The sources and what was found of them are open-addressing tables.  A source has
 * a list of the articles in its sample and their units, one after the other; of those that
 * came when many units were held already only the place, by which their units are asked for
 * again when they are judged.
 */
#include "text/templates.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/parallel.h"
#include "text/window.h"

#define MOST_UNITS	4096	/* of an article; what is longer is not learned from */
#define FIRST_SLOTS	64
#define CHUNK		16	/* slots of sources a thread takes at once */
#define HOST_ROOM	12288	/* bytes of any canonical address */
#define MOST_HELD	((size_t)1 << 16)	/* units: 1 MiB, of some 2,500 articles */

/* An article of the sample. */
struct lesson {
	int64_t published;
	uint64_t content;
	uint32_t from, n;	/* which units; n is LESSON_NOTED: those of the article at place 'from' */
};
#define LESSON_NOTED	UINT32_MAX

/* The same when it is judged. */
struct turn {
	struct lesson lesson;
	uint64_t units;		/* a hash of all of them: two of one content may differ */
	size_t number;		/* of the lesson in its source */
};

struct source {
	uint64_t key;
	struct nd_array seen;	/* struct nd_seen, article after article */
	struct nd_array lessons; /* struct lesson */
	size_t fresh;		/* of them not judged */
	uint64_t counted;	/* by nd_templates_wants() */
	uint64_t every;		/* one article in so many is learned from, a power of two */
	int has_templates;
	int repeats;		/* too few articles to judge, but something is there twice */
};

/* A template, and in how many of how many articles of a window it was. */
struct found {
	uint64_t key;		/* source and unit in one; 0: free */
	uint16_t in, of;
};

struct nd_templates {
	struct source **sources;	/* open addressing, NULL: free */
	size_t source_slots, n_sources;
	struct source *last;		/* that was asked for, or NULL */
	struct found *found;		/* open addressing */
	size_t found_slots, n_found;
	size_t fresh;			/* articles that were learned from and not judged */
	size_t held;			/* units of all sources */
};

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
static struct source **source_slot(struct source **sources, size_t slots, uint64_t key)
{
	size_t at = key & (slots - 1);

	while (sources[at] && sources[at]->key != key)
		at = (at + 1) & (slots - 1);
	return &sources[at];
}

static const struct source *find_source(const struct nd_templates *t, uint64_t key)
{
	return t->source_slots && key ? *source_slot(t->sources, t->source_slots, key) : NULL;
}

int nd_templates_has(const struct nd_templates *t, uint64_t source)
{
	const struct source *const found = find_source(t, source);

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
	struct source **const sources = nd_calloc(slots, sizeof(*sources));

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
static struct source *have_source(struct nd_templates *t, uint64_t key)
{
	struct source **slot;

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
	**slot = (struct source){
		.key = key,
		.seen = ND_ARRAY_INIT(struct nd_seen, SIZE_MAX / 64),
		.lessons = ND_ARRAY_INIT(struct lesson, SIZE_MAX / 64),
		.every = 1,
	};
	t->n_sources++;
	return *slot;
}

static struct found *found_slot(struct found *found, size_t slots, uint64_t key)
{
	size_t at = key & (slots - 1);

	while (found[at].key && found[at].key != key)
		at = (at + 1) & (slots - 1);
	return &found[at];
}

static const struct found *find_template(const struct nd_templates *t, uint64_t source,
					 uint64_t unit)
{
	const struct found *const found = t->found_slots ?
		found_slot(t->found, t->found_slots, key_of(source, unit)) : NULL;

	return found && found->key ? found : NULL;
}

/* A template of several windows is shown with the largest of its shares. */
static enum nd_status keep_template(struct nd_templates *t, struct source *source, uint64_t unit,
				    struct found share)
{
	const uint64_t key = key_of(source->key, unit);
	struct found *slot;

	if (t->n_found >= t->found_slots / 2) {
		const size_t slots = t->found_slots ? t->found_slots * 2 : FIRST_SLOTS;
		struct found *const found = nd_calloc(slots, sizeof(*found));

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
	if (!slot->key || share.in * slot->of > slot->in * share.of) {
		t->n_found += !slot->key;
		*slot = (struct found){ key, share.in, share.of };
	}
	source->has_templates = 1;
	return ND_OK;
}

/* What the threads that judge sources share. */
struct settling {
	struct nd_templates *templates;
	pthread_mutex_t keeping;	/* for what was found: a template is rare */
	nd_units_again *again;
	void *ctx;
};

/* A source that is judged. */
struct judging {
	struct settling *settling;
	struct source *source;
	unsigned worker;
	struct nd_array turns;	/* struct turn */
	struct nd_array seen;	/* struct nd_seen: of those turns */
};

/* Where the templates of a window are kept. */
struct keeping {
	struct settling *settling;
	struct source *source;
	unsigned articles;
};

static enum nd_status on_template(void *ctx, uint64_t unit, unsigned in)
{
	const struct keeping *const keeping = ctx;
	enum nd_status status;

	pthread_mutex_lock(&keeping->settling->keeping);
	status = keep_template(keeping->settling->templates, keeping->source, unit, (struct found){
		.in = (uint16_t)in, .of = (uint16_t)keeping->articles });
	pthread_mutex_unlock(&keeping->settling->keeping);
	return status;
}

/* Judge the window of so many articles of the source that begins with this one. */
static enum nd_status judge_window(struct judging *judging, const struct turn *turn, size_t articles)
{
	struct keeping keeping = { judging->settling, judging->source, (unsigned)articles };
	struct nd_seen *window;
	enum nd_status status;
	size_t n = 0;

	for (size_t i = 0; i < articles; i++)
		n += turn[i].lesson.n;
	window = nd_calloc(n, sizeof(*window));
	if (!window)
		return ND_ENOMEM;
	n = 0;
	for (size_t i = 0; i < articles; i++) {
		const struct nd_seen *const seen =
			(const struct nd_seen *)judging->seen.items + turn[i].lesson.from;

		for (size_t k = 0; k < turn[i].lesson.n; k++) {
			window[n] = seen[k];
			window[n++].article = (uint16_t)i;
		}
	}
	status = nd_window_judge(window, n, (unsigned)articles, on_template, &keeping);
	free(window);
	return status;
}

static int by_time(const void *x, const void *y)
{
	const struct turn *const p = x, *const q = y;

	if (p->lesson.published != q->lesson.published)
		return p->lesson.published < q->lesson.published ? -1 : 1;
	if (p->lesson.content != q->lesson.content)
		return p->lesson.content < q->lesson.content ? -1 : 1;
	return (p->units > q->units) - (p->units < q->units);
}

static int by_number(const void *x, const void *y)
{
	const struct turn *const p = x, *const q = y;

	return (p->number > q->number) - (p->number < q->number);
}

/* Is an article of this content in the sample, as far as that is known by now? */
static int is_sampled(const struct source *source, uint64_t content)
{
	return nd_template_sampled(source->every, content);
}

/* Of lessons whose units lie in the order of the lessons leave those that are in the sample by
 * now, and their units beside each other. */
static void keep_sampled(struct source *source)
{
	struct lesson *const lesson = source->lessons.items;
	struct nd_seen *const seen = source->seen.items;
	size_t kept = 0, units = 0;

	for (size_t i = 0; i < source->lessons.n; i++) {
		struct lesson one = lesson[i];

		if (!is_sampled(source, one.content))
			continue;
		if (one.n && one.n != LESSON_NOTED) {
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
	struct source *const source = have_source(t, source_key);

	if (!source)
		return -1;
	if (++source->counted > ND_TEMPLATE_ALL * source->every * source->every) {
		source->every *= 2;
		t->held -= source->seen.n;
		keep_sampled(source);
		t->held += source->seen.n;
	}
	return is_sampled(source, content);
}

uint64_t nd_templates_every(const struct nd_templates *t, uint64_t source_key)
{
	const struct source *const source = t->last && t->last->key == source_key ? t->last :
					    find_source(t, source_key);

	return source ? source->every : 1;
}

/* Append units as they are seen.  Fails only with ND_ENOMEM. */
static enum nd_status append_seen(struct nd_array *list, const struct nd_unit *units, size_t n)
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
static enum nd_status add_lesson(struct nd_templates *t, struct source *source,
				 const struct lesson *lesson)
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
	struct source *const source = have_source(t, source_key);
	struct lesson lesson = { published, content, 0, (uint32_t)n };

	if (!source)
		return ND_ENOMEM;
	if (n > MOST_UNITS)
		return ND_OK;
	lesson.from = (uint32_t)source->seen.n;
	if (append_seen(&source->seen, units, n) != ND_OK)
		return ND_ENOMEM;
	t->held += n;
	return add_lesson(t, source, &lesson);
}

enum nd_status nd_templates_note(struct nd_templates *t, uint64_t source_key, int64_t published,
				 uint64_t content, uint32_t place)
{
	struct source *const source = have_source(t, source_key);
	const struct lesson lesson = { published, content, place, LESSON_NOTED };

	return source ? add_lesson(t, source, &lesson) : ND_ENOMEM;
}

int nd_templates_full(const struct nd_templates *t)
{
	return t->held >= MOST_HELD;
}

/* Put the units of a lesson behind those that are there, and say in it where; LESSON_NOTED stays
 * where there are too many. */
static enum nd_status take_units(struct judging *judging, struct lesson *lesson, struct nd_array *units)
{
	const struct nd_seen *const seen = judging->source->seen.items;
	const uint32_t from = (uint32_t)judging->seen.n;
	enum nd_status status;

	if (lesson->n != LESSON_NOTED) {
		if (lesson->n && !nd_array_append(&judging->seen, seen + lesson->from, lesson->n))
			return ND_ENOMEM;
		lesson->from = from;
		return ND_OK;
	}
	units->n = 0;
	status = judging->settling->again(judging->settling->ctx, judging->worker, lesson->from, units);
	if (status != ND_OK || units->n > MOST_UNITS)
		return status;
	lesson->from = from;
	lesson->n = (uint32_t)units->n;
	return append_seen(&judging->seen, units->items, units->n);
}

/* Put lesson i of the source among the turns. */
static enum nd_status take_turn(struct judging *judging, size_t i, struct nd_array *units)
{
	struct turn turn = { ((const struct lesson *)judging->source->lessons.items)[i], 0, i };
	const enum nd_status status = take_units(judging, &turn.lesson, units);
	const struct nd_seen *seen;

	if (status != ND_OK || turn.lesson.n == LESSON_NOTED)
		return status;
	seen = (const struct nd_seen *)judging->seen.items + turn.lesson.from;
	for (size_t k = 0; k < turn.lesson.n; k++)
		turn.units += nd_mix(seen[k].hash ^ k);
	return nd_array_append(&judging->turns, &turn, 1) ? ND_OK : ND_ENOMEM;
}

/* Judge the windows of the turns, in order of time. */
static enum nd_status judge_windows(struct judging *judging)
{
	const size_t step = ND_TEMPLATE_WINDOW / 2, n = judging->turns.n;
	struct turn *const turn = judging->turns.items;
	enum nd_status status = ND_OK;

	qsort(turn, n, sizeof(*turn), by_time);
	for (size_t from = 0; status == ND_OK && (!from || from + step < n); from += step) {
		const size_t left = n - from;

		status = judge_window(judging, turn + from,
				      left < ND_TEMPLATE_WINDOW ? left : ND_TEMPLATE_WINDOW);
	}
	return status;
}

/* Of the lessons keep those of the last window, for articles to come. */
static void keep_window(struct judging *judging)
{
	struct turn *const last = (struct turn *)judging->turns.items + judging->turns.n -
				  ND_TEMPLATE_WINDOW;
	struct lesson *const lesson = judging->source->lessons.items;

	qsort(last, ND_TEMPLATE_WINDOW, sizeof(*last), by_number);
	for (size_t k = 0; k < ND_TEMPLATE_WINDOW; k++)
		lesson[k] = lesson[last[k].number];
	judging->source->lessons.n = ND_TEMPLATE_WINDOW;
	keep_sampled(judging->source);
}

/* Judge all windows of the source. */
static enum nd_status judge(struct judging *judging)
{
	struct source *const source = judging->source;
	struct nd_array units = ND_ARRAY_INIT(struct nd_unit, ND_TEXT_MAX);
	enum nd_status status = ND_OK;
	size_t n;

	source->fresh = 0;
	for (size_t i = 0; i < source->lessons.n && status == ND_OK; i++)
		status = take_turn(judging, i, &units);
	nd_array_release(&units);
	if (status != ND_OK)
		return status;
	n = judging->turns.n;
	source->repeats = n > 1 && n < ND_TEMPLATE_STORIES ?
			  nd_units_repeat(judging->seen.items, judging->seen.n, 2) : 0;
	if (n < ND_TEMPLATE_STORIES)
		return source->repeats < 0 ? ND_ENOMEM : ND_OK;
	status = judge_windows(judging);
	if (status == ND_OK && n > ND_TEMPLATE_WINDOW)
		keep_window(judging);
	return status;
}

static enum nd_status judge_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	struct settling *const settling = ctx;
	struct source *const *const source = settling->templates->sources;
	struct judging judging = {
		.settling = settling,
		.worker = worker,
		.turns = ND_ARRAY_INIT(struct turn, SIZE_MAX / 64),
		.seen = ND_ARRAY_INIT(struct nd_seen, UINT32_MAX),
	};
	enum nd_status status = ND_OK;

	for (size_t i = from; i < to && status == ND_OK; i++) {
		if (!source[i] || !source[i]->fresh)
			continue;
		judging.source = source[i];
		judging.turns.n = judging.seen.n = 0;
		status = judge(&judging);
	}
	nd_array_release(&judging.turns);
	nd_array_release(&judging.seen);
	return status;
}

enum nd_status nd_templates_settle(struct nd_templates *t, unsigned threads, nd_units_again *again,
				   void *ctx)
{
	struct settling settling = { t, PTHREAD_MUTEX_INITIALIZER, again, ctx };
	const enum nd_status status = !t->fresh ? ND_OK :
		nd_parallel(threads, t->source_slots, CHUNK, judge_some, &settling);

	t->fresh = status == ND_OK ? 0 : t->fresh;
	t->held = 0;
	for (size_t i = 0; i < t->source_slots; i++)
		t->held += t->sources[i] ? t->sources[i]->seen.n : 0;
	return status;
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
	const struct source *const source = find_source(t, source_key);

	return source && source->repeats > 0;
}

enum nd_status nd_templates_add(struct nd_templates *t, uint64_t source_key, uint64_t unit,
				unsigned in, unsigned of)
{
	struct source *const source = have_source(t, source_key);

	return !source ? ND_ENOMEM : keep_template(t, source, unit, (struct found){
		.in = (uint16_t)in, .of = (uint16_t)of });
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
	const struct found *const found = find_template(t, source, unit);

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
