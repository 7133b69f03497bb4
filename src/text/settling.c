/*
 * settling.c - the samples of all sources, judged window by window
 *
 * A source is judged by one thread; what threads share is the table of what was found.
 */
#include "text/lessons.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/parallel.h"

#define CHUNK	16	/* slots of sources a thread takes at once */

/* A lesson when it is judged. */
struct turn {
	struct nd_lesson lesson;
	uint64_t units;		/* a hash of all of them: two of one content may differ */
	size_t number;		/* of the lesson in its source */
};

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
	struct nd_sampled_source *source;
	unsigned worker;
	struct nd_array turns;	/* struct turn */
	struct nd_array seen;	/* struct nd_seen: of those turns */
};

/* Where the templates of a window are kept. */
struct keeping {
	struct settling *settling;
	struct nd_sampled_source *source;
	unsigned articles;
};

static enum nd_status on_template(void *ctx, uint64_t unit, unsigned in)
{
	const struct keeping *const keeping = ctx;
	enum nd_status status;

	pthread_mutex_lock(&keeping->settling->keeping);
	status = nd_templates_keep(keeping->settling->templates, keeping->source, unit, in,
				   keeping->articles);
	pthread_mutex_unlock(&keeping->settling->keeping);
	return status;
}

/* Judge the window of so many articles of the source that begins with this one. */
static enum nd_status judge_window(struct judging *judging, const struct turn *turn,
				   size_t articles)
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

/* Put the units of a lesson behind those that are there, and say in it where; ND_LESSON_NOTED
 * stays where there are too many. */
static enum nd_status take_units(struct judging *judging, struct nd_lesson *lesson,
				 struct nd_array *units)
{
	const struct nd_seen *const seen = judging->source->seen.items;
	const uint32_t from = (uint32_t)judging->seen.n;
	enum nd_status status;

	if (lesson->n != ND_LESSON_NOTED) {
		if (lesson->n && !nd_array_append(&judging->seen, seen + lesson->from, lesson->n))
			return ND_ENOMEM;
		lesson->from = from;
		return ND_OK;
	}
	units->n = 0;
	status = judging->settling->again(judging->settling->ctx, judging->worker, lesson->from,
					  units);
	if (status != ND_OK || units->n > ND_LESSON_UNITS)
		return status;
	lesson->from = from;
	lesson->n = (uint32_t)units->n;
	return nd_seen_append(&judging->seen, units->items, units->n);
}

/* Put lesson i of the source among the turns. */
static enum nd_status take_turn(struct judging *judging, size_t i, struct nd_array *units)
{
	struct turn turn = { ((const struct nd_lesson *)judging->source->lessons.items)[i], 0, i };
	const enum nd_status status = take_units(judging, &turn.lesson, units);
	const struct nd_seen *seen;

	if (status != ND_OK || turn.lesson.n == ND_LESSON_NOTED)
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
	struct nd_lesson *const lesson = judging->source->lessons.items;

	qsort(last, ND_TEMPLATE_WINDOW, sizeof(*last), by_number);
	for (size_t k = 0; k < ND_TEMPLATE_WINDOW; k++)
		lesson[k] = lesson[last[k].number];
	judging->source->lessons.n = ND_TEMPLATE_WINDOW;
	nd_sampled_source_trim(judging->source);
}

/* Judge all windows of the source. */
static enum nd_status judge(struct judging *judging)
{
	struct nd_sampled_source *const source = judging->source;
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
	struct nd_sampled_source *const *const source = settling->templates->sources;
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

