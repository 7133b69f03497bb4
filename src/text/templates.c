/*
 * templates.c - a sample of articles for each source, judged window by window
 *
 * The sources and what was found of them are open-addressing tables.  A source has
 * a list of the articles in its sample and their units, one after the other.
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

/* An article of the sample. */
struct lesson {
	int64_t published;
	uint64_t content;
	uint64_t units;		/* a hash of all of them: two of one content may differ */
	size_t from, n;		/* which */
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
static enum nd_status judge_window(struct settling *settling, struct source *source,
				   const struct lesson *lesson, size_t articles)
{
	struct keeping keeping = { settling, source, (unsigned)articles };
	struct nd_seen *window;
	enum nd_status status;
	size_t n = 0;

	for (size_t i = 0; i < articles; i++)
		n += lesson[i].n;
	window = nd_calloc(n, sizeof(*window));
	if (!window)
		return ND_ENOMEM;
	n = 0;
	for (size_t i = 0; i < articles; i++) {
		const struct nd_seen *const seen =
			(const struct nd_seen *)source->seen.items + lesson[i].from;

		for (size_t k = 0; k < lesson[i].n; k++) {
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
	const struct lesson *const p = x, *const q = y;

	if (p->published != q->published)
		return p->published < q->published ? -1 : 1;
	if (p->content != q->content)
		return p->content < q->content ? -1 : 1;
	return (p->units > q->units) - (p->units < q->units);
}

static int by_place(const void *x, const void *y)
{
	const struct lesson *const p = x, *const q = y;

	return (p->from > q->from) - (p->from < q->from);
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
		memmove(seen + units, seen + one.from, one.n * sizeof(*seen));
		one.from = units;
		units += one.n;
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
		keep_sampled(source);
	}
	return is_sampled(source, content);
}

uint64_t nd_templates_every(const struct nd_templates *t, uint64_t source_key)
{
	const struct source *const source = t->last && t->last->key == source_key ? t->last :
					    find_source(t, source_key);

	return source ? source->every : 1;
}

enum nd_status nd_templates_learn(struct nd_templates *t, uint64_t source_key, int64_t published,
				  uint64_t content, const struct nd_unit *units, size_t n)
{
	struct source *const source = have_source(t, source_key);
	struct lesson lesson = { .published = published, .content = content, .n = n };
	struct nd_seen *seen;

	if (!source)
		return ND_ENOMEM;
	if (n > MOST_UNITS)
		return ND_OK;
	seen = nd_array_reserve(&source->seen, n);
	if (!seen)
		return ND_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		seen[i] = (struct nd_seen){ units[i].hash, units[i].word, 0, (uint16_t)units[i].kind };
		lesson.units += nd_mix(units[i].hash ^ i);
	}
	lesson.from = source->seen.n;
	if (!nd_array_append(&source->lessons, &lesson, 1))
		return ND_ENOMEM;
	source->seen.n += n;
	source->fresh++;
	t->fresh++;
	return ND_OK;
}

/* Judge the windows of n lessons, which are in order of time. */
static enum nd_status judge_windows(struct settling *settling, struct source *source,
				    const struct lesson *lesson, size_t n)
{
	const size_t step = ND_TEMPLATE_WINDOW / 2;
	enum nd_status status = ND_OK;

	for (size_t from = 0; status == ND_OK && (!from || from + step < n); from += step) {
		const size_t left = n - from;

		status = judge_window(settling, source, lesson + from,
				      left < ND_TEMPLATE_WINDOW ? left : ND_TEMPLATE_WINDOW);
	}
	return status;
}

/* Judge all windows of the source; of its articles the last window is kept for those to come. */
static enum nd_status judge(struct settling *settling, struct source *source)
{
	const size_t n = source->lessons.n;
	struct lesson *lesson;
	enum nd_status status;

	source->fresh = 0;
	source->repeats = n > 1 && n < ND_TEMPLATE_STORIES ?
			  nd_units_repeat(source->seen.items, source->seen.n, 2) : 0;
	if (n < ND_TEMPLATE_STORIES)
		return source->repeats < 0 ? ND_ENOMEM : ND_OK;
	lesson = nd_calloc(n, sizeof(*lesson));
	if (!lesson)
		return ND_ENOMEM;
	memcpy(lesson, source->lessons.items, n * sizeof(*lesson));
	qsort(lesson, n, sizeof(*lesson), by_time);
	status = judge_windows(settling, source, lesson, n);
	if (status == ND_OK && n > ND_TEMPLATE_WINDOW) {
		struct lesson *const last = lesson + n - ND_TEMPLATE_WINDOW;

		qsort(last, ND_TEMPLATE_WINDOW, sizeof(*last), by_place);
		memcpy(source->lessons.items, last, ND_TEMPLATE_WINDOW * sizeof(*last));
		source->lessons.n = ND_TEMPLATE_WINDOW;
		keep_sampled(source);
	}
	free(lesson);
	return status;
}

static enum nd_status judge_some(void *ctx, unsigned worker, size_t from, size_t to)
{
	struct settling *const settling = ctx;
	struct source *const *const source = settling->templates->sources;
	enum nd_status status = ND_OK;

	(void)worker;
	for (size_t i = from; i < to && status == ND_OK; i++)
		if (source[i] && source[i]->fresh)
			status = judge(settling, source[i]);
	return status;
}

enum nd_status nd_templates_settle(struct nd_templates *t, unsigned threads)
{
	struct settling settling = { t, PTHREAD_MUTEX_INITIALIZER };
	const enum nd_status status = !t->fresh ? ND_OK :
		nd_parallel(threads, t->source_slots, CHUNK, judge_some, &settling);

	t->fresh = status == ND_OK ? 0 : t->fresh;
	return status;
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
