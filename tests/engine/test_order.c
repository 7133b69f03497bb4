/*
 * test_order.c - the order of input changes nothing but what is documented
 *
 * Of articles of one time, or without, which of a pair is 'a' follows the input;
 * which pairs there are, their figures and the stories do not.
 */
#include <stdio.h>

#include "engine/address.h"
#include "engine/order.h"
#include "engine/pile.h"

/* By the ids of a, then of b. */
static int by_names(const void *x, const void *y)
{
	const struct nd_pair *const p = x, *const q = y;
	const int order = memcmp(p->a.at, q->a.at, p->a.len < q->a.len ? p->a.len : q->a.len);

	if (order || p->a.len != q->a.len)
		return order ? order : p->a.len < q->a.len ? -1 : 1;
	if (p->b.len != q->b.len)
		return p->b.len < q->b.len ? -1 : 1;
	return memcmp(p->b.at, q->b.at, p->b.len);
}

/* Pairs and clusters without the positions of input, figures to the last bit. */
static char *without_positions(struct nd_engine *engine, size_t n)
{
	struct pairs pairs = pairs_of(engine);
	struct place *const places = clusters_of(engine, n);
	char *text = NULL;
	size_t len = 0;
	FILE *const out = open_memstream(&text, &len);

	if (pairs.n)	/* those of equal score come in the order of input */
		qsort(pairs.pair, pairs.n, sizeof(*pairs.pair), by_names);
	for (size_t i = 0; i < pairs.n; i++) {
		const struct nd_pair *const p = &pairs.pair[i];

		fprintf(out, "%.*s %.*s %d %a %a %a %a\n", (int)p->a.len, p->a.at, (int)p->b.len,
			p->b.at, (int)p->relation, p->score, p->jaccard, p->containment, p->event);
	}
	for (size_t number = 0; number < n; number++) {	/* by id */
		for (size_t i = 0; i < n; i++) {
			char id[32];

			snprintf(id, sizeof(id), "a%zu", number);
			if (id_is(places[i].member.id, id))
				fprintf(out, "%s %s %zu %d\n", id, places[i].cluster,
					places[i].size, places[i].represents);
		}
	}
	fclose(out);
	pairs_release(&pairs);
	free(places);
	return text;
}

/* Pairs with the lesser id first, in order of ids. */
static void name_sorted(struct pairs *pairs)
{
	for (size_t i = 0; i < pairs->n; i++) {
		struct nd_pair *const p = &pairs->pair[i];
		struct nd_pair turned = *p;

		turned.a = p->b;
		turned.b = p->a;
		if (by_names(p, &turned) > 0)
			*p = turned;
	}
	if (pairs->n)
		qsort(pairs->pair, pairs->n, sizeof(*pairs->pair), by_names);
}

/* What is told of a pile of n articles, in a string that is the caller's. */
typedef char *tell(struct nd_engine *engine, size_t n);

static char *told_of(struct pile *pile, tell *fn)
{
	struct nd_engine *const engine = engine_of(pile, NULL);
	char *const text = fn(engine, pile->n);

	nd_engine_close(engine);
	return text;
}

/* Shuffled so many times, the pile gives the same. */
static void same_in_any_order(struct pile *pile, uint64_t shuffles, tell *fn)
{
	char *const first = told_of(pile, fn);

	for (uint64_t seed = 0; seed < shuffles; seed++) {
		char *shuffled;

		pile_shuffle(pile, seed);
		shuffled = told_of(pile, fn);
		same_text(first, shuffled);
		free(shuffled);
	}
	free(first);
}

START_TEST(dated_articles_in_any_order)
{
	struct pile pile = { NULL, 0, 0 };

	pile_make(&pile, 250, 21, DATED);
	same_in_any_order(&pile, 3, without_positions);
	pile_release(&pile);
}
END_TEST

START_TEST(undated_articles_in_any_order)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_engine *engine, *other;
	struct pairs first, shuffled;

	pile_make(&pile, 250, 22, UNDATED);
	engine = engine_of(&pile, NULL);
	first = pairs_of(engine);
	name_sorted(&first);
	for (uint64_t seed = 0; seed < 3; seed++) {
		pile_shuffle(&pile, seed);
		other = engine_of(&pile, NULL);
		shuffled = pairs_of(other);
		name_sorted(&shuffled);
		ck_assert_uint_eq(first.n, shuffled.n);
		for (size_t i = 0; i < first.n; i++) {
			const struct nd_pair *const p = &first.pair[i];
			const struct nd_pair *const q = &shuffled.pair[i];

			REQUIRE(by_names(p, q) == 0 && p->relation == q->relation);
			REQUIRE(p->jaccard == q->jaccard && p->containment == q->containment);
			REQUIRE(p->event == q->event);
		}
		pairs_release(&shuffled);
		nd_engine_close(other);
	}
	pairs_release(&first);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

#define DAY	86400

/* As pile_make(), but as feeds are: dated by days, some not at all, of a few papers, each with
 * lines of its own under its articles, one of them a while only. */
static struct pile feeds_of_papers(size_t n)
{
	struct pile made = { NULL, 0, 0 }, pile = { NULL, 0, 0 };
	static const char *const papers[] = { "The Daily", "The Weekly", "", "The Yearly" };

	pile_make(&made, n, 24, PART_DATED);
	for (size_t i = 0; i < n; i++) {
		const struct nd_article *const article = &made.articles[i];
		const char *const paper = papers[i % COUNT(papers)];
		const int64_t day = article->published == ND_NO_TIME ? ND_NO_TIME :
				    article->published / DAY * DAY;
		char *text = NULL;

		REQUIRE(asprintf(&text, "%.*s\nAll rights reserved by %s and its many partners.\n"
				 "Most read in part %zu of the year at %s.\n", (int)article->text.len,
				 article->text.at, paper, i * 3 / n, paper) > 0);
		pile_add(&pile, article->id.at, article->title.at, text, day);
		pile.articles[i].source = text_of(paper);
		free(text);
	}
	pile_release(&made);
	return pile;
}

static int same_id(struct nd_text x, struct nd_text y)
{
	return x.len == y.len && !memcmp(x.at, y.at, x.len);
}

/* Which pairs there are, with all figures, and who is in a story with whom. */
static char *pairs_and_stories(struct nd_engine *engine, size_t n)
{
	struct pairs pairs = pairs_of(engine);
	struct place *const places = clusters_of(engine, n);
	char *text = NULL;
	size_t len = 0;
	FILE *const out = open_memstream(&text, &len);

	name_sorted(&pairs);
	for (size_t i = 0; i < pairs.n; i++) {
		const struct nd_pair *const p = &pairs.pair[i];
		size_t x = 0, y = 0;

		while (!same_id(places[x].member.id, p->a))
			x++;
		while (!same_id(places[y].member.id, p->b))
			y++;
		fprintf(out, "%.*s %.*s %d %a %a %a %a %d\n", (int)p->a.len, p->a.at, (int)p->b.len,
			p->b.at, (int)p->relation, p->score, p->jaccard, p->containment, p->event,
			!strcmp(places[x].cluster, places[y].cluster));
	}
	fclose(out);
	pairs_release(&pairs);
	free(places);
	return text;
}

START_TEST(papers_in_any_order)
{
	struct pile pile = feeds_of_papers(400);
	struct nd_engine *const engine = engine_of(&pile, NULL);
	struct pairs pairs = pairs_of(engine);
	struct nd_stats stats;

	nd_engine_stats(engine, &stats);
	ck_assert_uint_ge(stats.templates, 6);
	pairs_release(&pairs);
	nd_engine_close(engine);
	same_in_any_order(&pile, 4, pairs_and_stories);
	pile_release(&pile);
}
END_TEST

/* Other seeds hash otherwise: what is found at a high recall is the same. */
START_TEST(seeds_find_the_same)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	size_t counts[3];

	opt.recall = .9999;
	opt.num_perm = 512;
	opt.relations = ND_RELATION_BIT(ND_IDENTICAL) | ND_RELATION_BIT(ND_NEAR_DUPLICATE);
	pile_make(&pile, 300, 23, UNDATED);
	for (size_t i = 0; i < 3; i++) {
		struct nd_engine *engine;
		struct pairs pairs;

		opt.seed = i * 12345;
		engine = engine_of(&pile, &opt);
		pairs = pairs_of(engine);
		counts[i] = pairs.n;
		pairs_release(&pairs);
		nd_engine_close(engine);
	}
	ck_assert_uint_gt(counts[0], 10);
	ck_assert_uint_eq(counts[0], counts[1]);
	ck_assert_uint_eq(counts[0], counts[2]);
	pile_release(&pile);
}
END_TEST

/* An engine that knows nothing of its n articles but when, where and what: few dates, of one nearly
 * all if 'crowded'. */
static struct nd_engine engine_of_columns(size_t n, uint64_t seed, int crowded)
{
	struct nd_engine engine = {
		.opt = usual(), .columns = ND_COLUMNS_INIT(n), .made = n,
		.same_address = ND_ARRAY_INIT(uint64_t, n), .addresses = ND_ARRAY_INIT(uint64_t, n),
	};

	engine.opt.threads = 3;
	engine.first = take(n, sizeof(*engine.first));
	for (size_t i = 0; i < n; i++) {
		const uint64_t any = next_random(&seed);
		const struct nd_document document = {
			.published = crowded && any % 50 ? 1000 : any % 7 ? (int64_t)(any % 100000) : ND_NO_TIME,
			.content = any % 5 ? next_random(&seed) : 0,
			.address = any % 3 ? nd_mix(any % n / 2) : 0,
			.tokens = (uint32_t)(any % 100),
		};

		REQUIRE(nd_columns_append(&engine.columns, &document) == ND_OK);
		engine.first[i] = (uint32_t)i;
	}
	return engine;
}

static void engine_of_columns_release(struct nd_engine *engine)
{
	nd_columns_release(&engine->columns);
	nd_array_release(&engine->same_address);
	nd_array_release(&engine->addresses);
	free(engine->by_rank);
	free(engine->rank);
	free(engine->first);
}

static int in_turn(const struct nd_engine *engine, uint32_t a, uint32_t b)
{
	const struct nd_document x = nd_columns_document(&engine->columns, a);
	const struct nd_document y = nd_columns_document(&engine->columns, b);

	if (x.published != y.published)
		return x.published < y.published;
	if (nd_document_lot(&x) != nd_document_lot(&y))
		return nd_document_lot(&x) < nd_document_lot(&y);
	return a < b;
}

/* However many parts it takes, articles are in order of time, and pairs of one address are found. */
START_TEST(many_articles_in_parts)
{
	static const size_t sizes[] = { 1, 1000, 140000, 1100000 };
	struct nd_engine engine = engine_of_columns(sizes[_i / 2], (uint64_t)_i, _i & 1);
	const uint64_t *keys;

	REQUIRE(nd_order_find(&engine) == ND_OK);
	for (uint32_t rank = 0; rank < engine.made; rank++) {
		REQUIRE(engine.rank[engine.by_rank[rank]] == rank);
		REQUIRE(!rank || in_turn(&engine, engine.by_rank[rank - 1], engine.by_rank[rank]));
	}
	REQUIRE(nd_address_find(&engine) == ND_OK);
	keys = engine.same_address.items;
	for (size_t i = 0; i < engine.same_address.n; i++) {
		const uint32_t a = engine.by_rank[(uint32_t)keys[i]], b = engine.by_rank[keys[i] >> 32];

		REQUIRE(nd_address_same(&engine, a, b) && nd_address_shared(&engine, keys[i]));
		REQUIRE(nd_columns_address(&engine.columns, a) &&
			nd_columns_address(&engine.columns, a) == nd_columns_address(&engine.columns, b));
	}
	for (uint32_t a = 0; a + 1 < engine.made && a < 2000; a++)
		REQUIRE(nd_address_same(&engine, a, a + 1) ==
			(nd_columns_address(&engine.columns, a) &&
			 nd_columns_address(&engine.columns, a) == nd_columns_address(&engine.columns, a + 1)));
	ck_assert_uint_eq(engine.same_address.n > 0, engine.made > 1);
	engine_of_columns_release(&engine);
}
END_TEST

Suite *suite_engine_order(void)
{
	Suite *const suite = suite_create("engine/order");
	TCase *const tcase = only_case(suite, "order");

	tcase_add_test(tcase, dated_articles_in_any_order);
	tcase_add_test(tcase, undated_articles_in_any_order);
	tcase_add_test(tcase, papers_in_any_order);
	tcase_add_test(tcase, seeds_find_the_same);
	tcase_add_loop_test(tcase, many_articles_in_parts, 0, 8);
	return suite;
}
