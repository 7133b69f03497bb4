/*
 * piles.c - articles in, rows of figures out
 *
 * All choices are drawn from one generator that starts from the set's number:
 * the same sets give the same piles.
 */
#include "train/piles.h"

#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"
#include "train/disguise.h"

#define SHORT_SENTENCES	2
#define SHORT_LEAST	60	/* bytes: what is shorter is no sentence but a dateline */
#define STRAY		(96 * 3600) /* seconds that a report may come late */
#define FEED		(72 * 3600) /* seconds in which all stories of a feed begin */
#define PARTS_MOST	4
#define FOREIGN_MOST	2000	/* articles in a made language; of more, only some stories */
#define PART_LEAST	20	/* bytes of a sentence after which the next part has its turn */

/* The articles of a pile before the engine has ranked them. */
struct heap {
	struct nd_array articles;	/* struct nd_article */
	struct nd_array members;	/* struct pile_member, beside them */
	struct nd_arena texts;
};

static struct heap heap_open(void)
{
	return (struct heap){
		ND_ARRAY_INIT(struct nd_article, UINT32_MAX),
		ND_ARRAY_INIT(struct pile_member, UINT32_MAX),
		ND_ARENA_INIT,
	};
}

static void heap_close(struct heap *heap)
{
	nd_array_release(&heap->articles);
	nd_array_release(&heap->members);
	nd_arena_release(&heap->texts);
}

static void heap_add(struct heap *heap, const struct nd_article *article, int32_t cluster,
		     uint32_t origin)
{
	const struct pile_member member = { cluster, origin };

	if (article->title.len + article->text.len == 0)
		return;
	if (!nd_array_append(&heap->articles, article, 1) ||
	    !nd_array_append(&heap->members, &member, 1))
		die("out of memory");
}

static struct nd_text first_sentences(struct nd_text text)
{
	size_t sentences = 0, from = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (!ends_at(text, i) || i - from < SHORT_LEAST)
			continue;
		from = i + 1;
		if (++sentences == SHORT_SENTENCES)
			return (struct nd_text){ text.at, from };
	}
	return text;
}

/* The article as a pile of this kind has it. */
static struct nd_article as_kind(const struct nd_article *article, enum pile_kind kind)
{
	struct nd_article out = *article;

	if (kind == PILE_BARE || kind == PILE_SHORT_BARE)
		out.title.len = 0;
	if (kind == PILE_BARE)
		out.published = ND_NO_TIME;
	if (kind == PILE_SHORT || kind == PILE_SHORT_BARE)
		out.text = first_sentences(out.text);
	return out;
}

/* Deal the text out, sentence by sentence, to n parts. */
static void deal(struct nd_arena *arena, struct nd_text text, size_t n, struct nd_text *parts)
{
	char *room[PARTS_MOST];
	size_t from = 0, part = 0;

	for (size_t p = 0; p < n; p++) {
		room[p] = nd_arena_take(arena, text.len + 1);
		if (!room[p])
			die("out of memory");
		parts[p] = (struct nd_text){ room[p], 0 };
	}
	for (size_t i = 0; i < text.len; i++) {
		const size_t len = i + 1 - from;

		if (i + 1 < text.len && !ends_at(text, i))
			continue;
		memcpy(room[part] + parts[part].len, text.at + from, len);
		parts[part].len += len;
		from = i + 1;
		if (len > PART_LEAST)
			part = (part + 1) % n;
	}
}

static enum pair_label label_of(const struct pile_member *a, const struct pile_member *b,
				const struct set *crowd)
{
	const struct silver *silver;

	if (a->cluster != NO_CLUSTER && b->cluster != NO_CLUSTER) {
		if (a->origin == b->origin)
			return PAIR_UNKNOWN;	/* parts of one article */
		return a->cluster == b->cluster ? PAIR_SAME : PAIR_OTHER;
	}
	if (a->cluster != NO_CLUSTER || b->cluster != NO_CLUSTER)
		return PAIR_OTHER;
	silver = set_silver(crowd, a->origin, b->origin);
	return silver ? (enum pair_label)(PAIR_SLUG + silver->kind) : PAIR_UNKNOWN;
}

static uint64_t count_true(const struct pile *pile)
{
	uint64_t pairs = 0;
	uint32_t *size;
	int32_t last = 0;

	for (uint32_t i = 0; i < pile->n_members; i++)
		if (pile->members[i].cluster > last)
			last = pile->members[i].cluster;
	size = nd_calloc((size_t)last + 1, sizeof(*size));
	if (!size)
		die("out of memory");
	for (uint32_t i = 0; i < pile->n_members; i++)
		if (pile->members[i].cluster != NO_CLUSTER)
			pairs += size[pile->members[i].cluster]++;
	free(size);
	return pairs;
}

/* What stands before a pile in the file: numbers only, no padding. */
struct pile_head {
	int32_t set;
	uint32_t kind, n_members, n_articles;
	uint64_t true_pairs, n_rows;
};

static void pile_write(const struct pile *pile, FILE *out)
{
	const struct nd_event_rows *const rows = &pile->rows;
	const size_t n = pile->n_members;
	const struct pile_head head = {
		pile->set, pile->kind, pile->n_members, rows->n_articles, pile->true_pairs, rows->n,
	};

	if (fwrite(&head, sizeof(head), 1, out) != 1 ||
	    fwrite(pile->members, sizeof(*pile->members), n, out) != n ||
	    fwrite(rows->edges, sizeof(*rows->edges), rows->n, out) != rows->n ||
	    fwrite(rows->figures, ND_EF_COUNT * sizeof(float), rows->n, out) != rows->n ||
	    fwrite(rows->first, sizeof(uint32_t), rows->n_articles + 2, out) !=
	    rows->n_articles + 2 ||
	    fwrite(rows->order, 2 * sizeof(uint32_t), rows->n, out) != rows->n ||
	    fwrite(pile->labels, 1, rows->n, out) != rows->n ||
	    fwrite(pile->copies, 1, rows->n, out) != rows->n)
		die("cannot write the figures");
}

/* Read n items of a size into fresh memory. */
static void *take(FILE *in, size_t n, size_t size)
{
	void *const items = nd_calloc(n + 1, size);

	if (!items)
		die("out of memory");
	if (fread(items, size, n, in) != n)
		die("the file of figures ends too soon");
	return items;
}

int pile_read(struct pile *pile, FILE *in)
{
	struct nd_event_rows *const rows = &pile->rows;
	struct pile_head head;

	if (fread(&head, sizeof(head), 1, in) != 1)
		return 0;
	*pile = (struct pile){
		.set = head.set, .kind = head.kind, .n_members = head.n_members,
		.true_pairs = head.true_pairs,
		.rows = { .n = head.n_rows, .n_articles = head.n_articles },
	};
	pile->members = take(in, pile->n_members, sizeof(*pile->members));
	rows->edges = take(in, rows->n, sizeof(*rows->edges));
	rows->figures = take(in, rows->n, ND_EF_COUNT * sizeof(float));
	rows->first = take(in, (size_t)rows->n_articles + 2, sizeof(uint32_t));
	rows->order = take(in, rows->n, 2 * sizeof(uint32_t));
	pile->labels = take(in, rows->n, 1);
	pile->copies = take(in, rows->n, 1);
	return 1;
}

void pile_release(struct pile *pile)
{
	free(pile->members);
	nd_event_rows_release(&pile->rows);
	free(pile->labels);
	free(pile->copies);
	*pile = (struct pile){ 0 };
}

/* Fill in a pile from an engine that has compared all. */
static void take_figures(struct pile *pile, const struct nd_engine *engine, const struct heap *heap,
			 const struct set *crowd)
{
	struct nd_compared *const pair = engine->compared.items;
	const struct pile_member *const member = heap->members.items;

	pile->n_members = (uint32_t)heap->members.n;
	pile->members = nd_calloc(pile->n_members, sizeof(*pile->members));
	if (!pile->members ||
	    nd_events_figures(engine->events, pair, engine->compared.n, &pile->rows) != ND_OK)
		die("out of memory");
	pile->labels = nd_calloc(pile->rows.n, 1);
	pile->copies = nd_calloc(pile->rows.n, 1);
	if (!pile->labels || !pile->copies)
		die("out of memory");
	for (uint32_t rank = 0; rank < pile->n_members; rank++)
		pile->members[rank] = member[engine->by_rank[rank]];
	for (size_t i = 0; i < pile->rows.n; i++) {
		pile->labels[i] = (uint8_t)label_of(&member[pair[i].a], &member[pair[i].b], crowd);
		pile->copies[i] = pair[i].relation < ND_SAME_EVENT;
	}
	pile->true_pairs = count_true(pile);
}

/* Run the heap through an engine and write what comes of it. */
static void heap_run(const struct heap *heap, int32_t set, enum pile_kind kind,
		     const struct set *crowd, FILE *out)
{
	struct nd_options opt = ND_OPTIONS_INIT;
	struct nd_article *const article = heap->articles.items;
	struct pile pile = { .set = set, .kind = kind };
	struct nd_engine *engine;
	struct nd_error err;

	if (heap->articles.n < 2)
		return;
	opt.threads = 1;
	opt.keep_strangers = 1;
	opt.keep_text = 1;	/* figures are asked for after pairs were judged */
	if (nd_engine_open(&engine, &opt, &err) != ND_OK)
		die("%s", err.message);
	for (size_t i = 0; i < heap->articles.n; i++) {
		char id[32];

		article[i].id = (struct nd_text){ id, (size_t)snprintf(id, sizeof(id), "%zu", i) };
		if (nd_engine_add(engine, &article[i], &err) != ND_OK)
			die("%s", err.message);
	}
	if (nd_engine_compare(engine) != ND_OK)
		die("out of memory");
	take_figures(&pile, engine, heap, crowd);
	nd_engine_close(engine);
	pile_write(&pile, out);
	pile_release(&pile);
}

/*
 * Make the heap one feed of three days: stories keep the hours between
 * their reports, strangers have a date each.
 */
static void heap_to_feed(struct heap *heap, const struct set *set,
			 struct drawing *drawing)
{
	struct nd_article *const article = heap->articles.items;
	const struct pile_member *const member = heap->members.items;
	int64_t *const begins = nd_calloc((size_t)set->clusters + 1, sizeof(*begins));

	if (!begins)
		die("out of memory");
	for (size_t i = 0; i < set->clusters; i++)
		begins[i] = INT64_MAX;
	for (size_t i = 0; i < heap->articles.n; i++)
		if (member[i].cluster != NO_CLUSTER && article[i].published != ND_NO_TIME &&
		    article[i].published < begins[member[i].cluster])
			begins[member[i].cluster] = article[i].published;
	for (size_t i = 0; i < set->clusters; i++)
		begins[i] -= (int64_t)draw(drawing, FEED);
	for (size_t i = 0; i < heap->articles.n; i++) {
		if (article[i].published == ND_NO_TIME)
			continue;
		if (member[i].cluster == NO_CLUSTER)
			article[i].published = (int64_t)draw(drawing, FEED);
		else
			article[i].published -= begins[member[i].cluster];
	}
	free(begins);
}

/* Put the heap into a made language. */
static void heap_disguise(struct heap *heap, enum disguise_kind kind, struct drawing *drawing)
{
	struct nd_article *const article = heap->articles.items;
	struct disguise disguise;

	disguise_start(&disguise, kind, drawing);
	for (size_t i = 0; i < heap->articles.n; i++) {
		article[i].title = disguise_text(&disguise, article[i].title, &heap->texts);
		article[i].text = disguise_text(&disguise, article[i].text, &heap->texts);
	}
}

/* Put all articles of the set on the heap; of every third, a SHORT_BARE pile has no date. */
static void heap_whole(struct heap *heap, const struct set *set, enum pile_kind kind)
{
	for (uint32_t i = 0; i < set->articles.n; i++) {
		struct nd_article article = as_kind(&set_at(set, i)->article, kind);

		if (kind == PILE_SHORT_BARE && i % 3 == 0)
			article.published = ND_NO_TIME;
		heap_add(heap, &article, set_at(set, i)->cluster, i);
	}
}

/* Pour one in 'share' articles of the crowd over the heap. */
static void heap_crowd(struct heap *heap, const struct set *crowd, struct drawing *drawing,
		       uint32_t share)
{
	for (uint32_t i = 0; i < crowd->articles.n; i++)
		if (draw(drawing, share) == 0)
			heap_add(heap, &set_at(crowd, i)->article, NO_CLUSTER, i);
}

static void make_whole(const struct set *set, int32_t number, enum pile_kind kind,
		       const struct set *crowd, struct drawing *drawing, FILE *out)
{
	struct heap heap = heap_open();

	heap_whole(&heap, set, kind);
	if (kind == PILE_CROWD || kind == PILE_EIGHTH)
		heap_crowd(&heap, crowd, drawing, kind == PILE_CROWD ? 1 : 8);
	if (kind == PILE_EIGHTH || kind == PILE_SHORT)
		heap_to_feed(&heap, set, drawing);
	heap_run(&heap, number, kind, crowd, out);
	heap_close(&heap);
}

static void make_parts(const struct set *set, int32_t number, size_t n, const struct set *crowd,
		       FILE *out)
{
	struct heap heap = heap_open();
	struct nd_text parts[PARTS_MOST];

	for (uint32_t i = 0; i < set->articles.n; i++) {
		struct nd_article article = set_at(set, i)->article;

		deal(&heap.texts, article.text, n, parts);
		if (i % 4 == 0)
			article.published = ND_NO_TIME;
		for (size_t p = 0; p < n; p++) {
			article.text = parts[p];
			heap_add(&heap, &article, set_at(set, i)->cluster, i);
		}
	}
	heap_run(&heap, number, PILE_PARTS, crowd, out);
	heap_close(&heap);
}

/* The whole set, or of a large one a part of its stories, in a made language. */
static void make_foreign(const struct set *set, int32_t number, enum disguise_kind kind,
			 const struct set *crowd, struct drawing *drawing, FILE *out)
{
	const uint32_t share = (uint32_t)set->articles.n / FOREIGN_MOST + 1;
	struct heap heap = heap_open();

	for (uint32_t i = 0; i < set->articles.n; i++)
		if (set_at(set, i)->cluster == NO_CLUSTER ||
		    (uint32_t)set_at(set, i)->cluster % share == 0)
			heap_add(&heap, &set_at(set, i)->article, set_at(set, i)->cluster, i);
	heap_disguise(&heap, kind, drawing);
	if (kind != DISGUISE_WORDS)
		heap_to_feed(&heap, set, drawing);
	heap_run(&heap, number, PILE_FOREIGN, crowd, out);
	heap_close(&heap);
}

/* One small pile: at most 'stories' stories; of one to three stories not all their articles.
 * In some the dates stray or are of one feed, so that the hours apart do not tell too much;
 * every third is in a made language. */
static void make_small(const struct set *set, int32_t number, uint32_t stories, unsigned turn,
		       const struct set *crowd, struct drawing *drawing, FILE *out)
{
	static const enum pile_kind kinds[] = { PILE_ALONE, PILE_BARE, PILE_SHORT, PILE_ALONE };
	const enum pile_kind kind = kinds[turn % 4];
	const uint32_t keep = stories < 4 ? 400 + draw(drawing, 600) : 1000;
	char *const taken = nd_calloc(set->clusters, 1);
	struct heap heap = heap_open();

	if (!taken)
		die("out of memory");
	for (uint32_t k = 0; k < stories; k++)
		taken[draw(drawing, set->clusters)] = 1;
	for (uint32_t i = 0; i < set->articles.n; i++) {
		struct nd_article article = as_kind(&set_at(set, i)->article, kind);

		if (set_at(set, i)->cluster == NO_CLUSTER || !taken[set_at(set, i)->cluster] ||
		    draw(drawing, 1000) >= keep)
			continue;
		if (turn % 3 == 1 || (turn % 3 == 2 && draw(drawing, 3) == 0))
			article.published = ND_NO_TIME;
		if (turn % 4 == 0 && article.published != ND_NO_TIME)
			article.published += (int64_t)draw(drawing, STRAY);
		heap_add(&heap, &article, set_at(set, i)->cluster, i);
	}
	if (turn % 4 == 3)
		heap_to_feed(&heap, set, drawing);
	if (turn % 3 == 0)
		heap_disguise(&heap, (enum disguise_kind)(turn / 3 % DISGUISE_KINDS), drawing);
	heap_run(&heap, number, PILE_SMALL, crowd, out);
	heap_close(&heap);
	free(taken);
}

static void make_all_small(const struct set *set, int32_t number, const struct set *crowd,
			   struct drawing *drawing, FILE *out)
{
	static const struct {
		uint32_t stories;
		unsigned times;
	} plan[] = {
		{ 1, 40 }, { 2, 40 }, { 3, 40 }, { 4, 12 }, { 6, 12 }, { 8, 12 },
		{ 12, 4 }, { 20, 4 }, { 35, 4 }, { 60, 2 }, { 100, 2 },
	};

	for (size_t i = 0; i < sizeof(plan) / sizeof(plan[0]); i++)
		for (unsigned turn = 0; turn < plan[i].times; turn++)
			make_small(set, number, plan[i].stories, turn, crowd, drawing, out);
}

/* A small pile of the crowd: both articles of some silver pairs, so that columns are met
 * also where few others are about; in every second the dates stray. */
static void make_silver(const struct set *crowd, int32_t number, uint32_t pairs, unsigned turn,
			struct drawing *drawing, FILE *out)
{
	const struct silver *const silver = crowd->silver.items;
	char *const taken = nd_calloc(crowd->articles.n, 1);
	struct heap heap = heap_open();

	if (!taken)
		die("out of memory");
	for (uint32_t k = 0; k < pairs; k++) {
		const struct silver *const pair = &silver[draw(drawing, (uint32_t)crowd->silver.n)];

		taken[pair->a] = taken[pair->b] = 1;
	}
	for (uint32_t i = 0; i < crowd->articles.n; i++) {
		struct nd_article article = set_at(crowd, i)->article;

		if (!taken[i])
			continue;
		if (turn % 2 && article.published != ND_NO_TIME)
			article.published += (int64_t)draw(drawing, STRAY);
		heap_add(&heap, &article, NO_CLUSTER, i);
	}
	heap_run(&heap, number, PILE_SMALL, crowd, out);
	heap_close(&heap);
	free(taken);
}

static void make_all_silver(const struct set *crowd, int32_t number, struct drawing *drawing,
			    FILE *out)
{
	static const struct {
		uint32_t pairs;
		unsigned times;
	} plan[] = { { 1, 100 }, { 3, 60 }, { 10, 30 }, { 30, 20 }, { 100, 10 }, { 400, 4 } };

	for (size_t i = 0; crowd->silver.n && i < sizeof(plan) / sizeof(plan[0]); i++)
		for (unsigned turn = 0; turn < plan[i].times; turn++)
			make_silver(crowd, number, plan[i].pairs, turn, drawing, out);
}

/*
 * Columns of one to five days, some instalments with an update of the same day,
 * among the articles of as many silver pairs.
 */
static void make_columns(const struct set *crowd, int32_t number, uint32_t columns,
			 unsigned turn, struct drawing *drawing, FILE *out)
{
	struct heap heap = heap_open();
	int32_t story = 0;

	for (uint32_t k = 0; k < columns; k++) {
		const struct set_article *const base = column_base(crowd, drawing);
		const struct silver *const silver = crowd->silver.items;
		const struct silver *const pair = &silver[draw(drawing, (uint32_t)crowd->silver.n)];
		struct column column;

		column_start(&column, crowd, &base->article, drawing);
		for (unsigned day = 0, days = 2 + draw(drawing, 4); day < days; day++, story++) {
			struct nd_article one = column_next(&column, &heap.texts), again;
			const int is_told_again = draw(drawing, 2) == 0;

			if (is_told_again)
				again = column_update(&column, &one, &heap.texts);
			heap_add(&heap, &one, story, (uint32_t)heap.articles.n);
			if (is_told_again)
				heap_add(&heap, &again, story, (uint32_t)heap.articles.n);
		}
		heap_add(&heap, &set_at(crowd, pair->a)->article, NO_CLUSTER, pair->a);
		heap_add(&heap, &set_at(crowd, pair->b)->article, NO_CLUSTER, pair->b);
	}
	for (size_t i = 0; turn % 4 == 3 && i < heap.articles.n; i++)
		((struct nd_article *)heap.articles.items)[i].published = ND_NO_TIME;
	heap_run(&heap, number, PILE_COLUMNS, crowd, out);
	heap_close(&heap);
}

static void make_all_columns(const struct set *crowd, int32_t number, struct drawing *drawing,
			     FILE *out)
{
	static const struct {
		uint32_t columns;
		unsigned times;
	} plan[] = { { 1, 80 }, { 3, 60 }, { 10, 40 }, { 40, 20 }, { 150, 4 } };

	for (size_t i = 0; crowd->silver.n && i < sizeof(plan) / sizeof(plan[0]); i++)
		for (unsigned turn = 0; turn < plan[i].times; turn++)
			make_columns(crowd, number, plan[i].columns, turn, drawing, out);
}

/* Sets of excerpts, which have no more than two sentences as they are. */
static int is_short(const struct set *set)
{
	size_t bytes = 0;

	for (size_t i = 0; i < set->articles.n; i++)
		bytes += set_at(set, i)->article.text.len;
	return bytes < 600 * set->articles.n;
}

void piles_make(const struct set *set, int32_t number, const struct set *crowd, FILE *out)
{
	struct drawing drawing = { (uint64_t)(number + 1) << 32 };

	make_whole(set, number, PILE_ALONE, crowd, &drawing, out);
	if (set == crowd) {
		struct drawing columns = { (uint64_t)(number + 2) << 32 };

		make_all_silver(crowd, number, &drawing, out);
		make_all_columns(crowd, number, &columns, out);
		return;
	}
	make_whole(set, number, PILE_CROWD, crowd, &drawing, out);
	make_whole(set, number, PILE_EIGHTH, crowd, &drawing, out);
	make_whole(set, number, PILE_BARE, crowd, &drawing, out);
	if (!is_short(set)) {
		make_whole(set, number, PILE_SHORT, crowd, &drawing, out);
		make_whole(set, number, PILE_SHORT_BARE, crowd, &drawing, out);
		make_parts(set, number, 2, crowd, out);
		make_parts(set, number, 4, crowd, out);
	}
	for (unsigned kind = 0; kind < DISGUISE_KINDS; kind++)
		make_foreign(set, number, (enum disguise_kind)kind, crowd, &drawing, out);
	make_all_small(set, number, crowd, &drawing, out);
}
