/* test_explain.c - two articles explained, candidates or not */
#include <stdio.h>

#include "engine/pile.h"
#include "text/tokenizing.h"

static struct nd_engine *explaining_engine(const struct pile *pile)
{
	struct nd_options opt = usual();

	opt.keep_text = 1;
	return engine_of(pile, &opt);
}

/* What a callback looks at, and what it leaves. */
struct looking {
	const struct pile *pile;
	struct nd_pair pair;
	int calls, was_candidate;
	size_t n_terms, n_passages;
	char reasons[2048];
};

/* Folded tokens of a piece of text; free() it. */
static char *folded_piece(struct nd_text text, size_t from, size_t to)
{
	struct tokenizing t = tokenizing_open();
	char *const out = folded(&t, text.at + from, to - from, ' ');

	tokenizing_close(&t);
	return out;
}

/* The offsets point at equal words in both texts. */
static void passages_are_right(const struct looking *looking, const struct nd_explanation *why)
{
	const struct nd_text a = looking->pile->articles[why->pair.a_index].text;
	const struct nd_text b = looking->pile->articles[why->pair.b_index].text;

	REQUIRE(why->n_passages <= 20);
	for (size_t i = 0; i < why->n_passages; i++) {
		const struct nd_passage *const p = &why->passages[i];
		char *in_a, *in_b;

		REQUIRE(p->a_from < p->a_to && p->a_to <= a.len);
		REQUIRE(p->b_from < p->b_to && p->b_to <= b.len);
		REQUIRE(p->text.len == p->a_to - p->a_from);
		REQUIRE(memcmp(p->text.at, a.at + p->a_from, p->text.len) == 0);
		REQUIRE(i == 0 || why->passages[i - 1].text.len >= p->text.len);
		in_a = folded_piece(a, p->a_from, p->a_to);
		in_b = folded_piece(b, p->b_from, p->b_to);
		REQUIRE(*in_a && strcmp(in_a, in_b) == 0);
		free(in_a);
		free(in_b);
	}
}

static int stands_in(struct nd_text term, const struct nd_article *article)
{
	char *const title = folded_piece(article->title, 0, article->title.len);
	char *const text = folded_piece(article->text, 0, article->text.len);
	char *const wanted = folded_piece(term, 0, term.len);
	const int found = strstr(title, wanted) || strstr(text, wanted);

	free(title);
	free(text);
	free(wanted);
	return found;
}

/* Terms stand in both, the heaviest first, and their weights are shares. */
static void terms_are_right(const struct looking *looking, const struct nd_explanation *why)
{
	double sum = 0;

	REQUIRE(why->n_terms <= 20);
	for (size_t i = 0; i < why->n_terms; i++) {
		const struct nd_shared_term *const term = &why->terms[i];

		REQUIRE(term->weight > 0 && (i == 0 || why->terms[i - 1].weight >= term->weight));
		REQUIRE(term->term.len > 0);
		REQUIRE(stands_in(term->term, &looking->pile->articles[why->pair.a_index]));
		REQUIRE(stands_in(term->term, &looking->pile->articles[why->pair.b_index]));
		sum += term->weight;
	}
	REQUIRE(sum <= 1 + 1e-6);
}

static void measures_are_right(const struct nd_explanation *why)
{
	int jaccard = 0;

	for (size_t i = 0; i < why->n_measures; i++) {
		REQUIRE(why->measures[i].name && why->measures[i].says && *why->measures[i].says);
		if (strcmp(why->measures[i].name, "jaccard") == 0)
			jaccard += why->measures[i].value == why->pair.jaccard;
	}
	REQUIRE(jaccard == 1 && why->n_reasons >= 1);
}

static int look(void *ctx, const struct nd_explanation *why)
{
	struct looking *const looking = ctx;

	looking->calls++;
	looking->pair = why->pair;
	looking->was_candidate = why->was_candidate;
	looking->n_terms = why->n_terms;
	looking->n_passages = why->n_passages;
	looking->reasons[0] = '\0';
	for (size_t i = 0; i < why->n_reasons; i++) {
		strncat(looking->reasons, why->reasons[i], 200);
		strcat(looking->reasons, "\n");
	}
	passages_are_right(looking, why);
	terms_are_right(looking, why);
	measures_are_right(why);
	return 0;
}

static void explain(struct nd_engine *engine, struct looking *looking, struct nd_text a,
		    struct nd_text b)
{
	struct nd_error err;

	looking->calls = 0;
	if (nd_engine_explain(engine, a, b, look, looking, &err) != ND_OK)
		ck_abort_msg("%s", err.message);
	ck_assert_int_eq(looking->calls, 1);
}

/* What is explained of a pair is what was reported of it, from either side. */
START_TEST(explains_what_was_reported)
{
	struct pile pile = { NULL, 0, 0 };
	struct looking looking = { .pile = &pile };
	struct nd_engine *engine;
	struct pairs pairs;

	pile_make(&pile, 120, 51, DATED);
	engine = explaining_engine(&pile);
	pairs = pairs_of(engine);
	ck_assert_uint_gt(pairs.n, 10);
	for (size_t i = 0; i < pairs.n; i++) {
		const struct nd_pair *const p = &pairs.pair[i];

		explain(engine, &looking, i % 2 ? p->a : p->b, i % 2 ? p->b : p->a);
		REQUIRE(looking.was_candidate);
		REQUIRE(looking.pair.a_index == p->a_index && looking.pair.b_index == p->b_index);
		REQUIRE(looking.pair.relation == p->relation && looking.pair.score == p->score);
		REQUIRE(looking.pair.jaccard == p->jaccard && looking.pair.event == p->event);
		REQUIRE(p->jaccard < .6 || looking.n_passages > 0);
		REQUIRE(looking.n_terms > 0);
		REQUIRE(strstr(looking.reasons, p->relation == ND_SAME_EVENT ? "same event" :
			       nd_relation_name(p->relation)) != NULL);
	}
	pairs_release(&pairs);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

/* Asking for a pair that never met says so, and leaves no trace in pairs() or clusters(). */
START_TEST(explains_what_never_met)
{
	struct pile pile = { NULL, 0, 0 };
	struct looking looking = { .pile = &pile };
	struct nd_engine *engine;
	char *before, *after;
	size_t strangers = 0;

	pile_make(&pile, 80, 52, DATED);
	engine = explaining_engine(&pile);
	before = everything_of(engine);
	for (size_t i = 0; i + 1 < pile.n; i += 7) {
		explain(engine, &looking, pile.articles[i].id, pile.articles[i + 1].id);
		strangers += !looking.was_candidate;
		REQUIRE(looking.was_candidate || strstr(looking.reasons, "no candidates"));
	}
	ck_assert_uint_gt(strangers, 0);
	after = everything_of(engine);
	same_text(before, after);
	free(before);
	free(after);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

/* The first two articles too: their places are 0 and 1. */
START_TEST(explains_without_a_run_before)
{
	struct pile pile = { NULL, 0, 0 };
	struct looking looking = { .pile = &pile };
	struct nd_engine *engine;

	pile_add(&pile, "a", "Storm", "The storm hit the coast on Monday and took two roofs.",
		 ND_NO_TIME);
	pile_add(&pile, "b", "Chess", "Nobody expected the old master to win again.", ND_NO_TIME);
	engine = explaining_engine(&pile);
	explain(engine, &looking, text_of("a"), text_of("b"));
	ck_assert_int_eq(looking.pair.relation, ND_UNRELATED);
	ck_assert_int_eq(looking.was_candidate, 0);
	ck_assert(looking.pair.jaccard == 0);
	explain(engine, &looking, text_of("b"), text_of("a"));
	ck_assert(id_is(looking.pair.a, "a"));
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

static int stop(void *ctx, const struct nd_explanation *why)
{
	(void)ctx;
	(void)why;
	return 1;
}

START_TEST(errors)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_engine *engine;
	struct nd_error err;

	pile_make(&pile, 5, 53, DATED);
	engine = engine_of(&pile, NULL);
	ck_assert_int_eq(nd_engine_explain(engine, text_of("a0"), text_of("a1"), stop, NULL, &err),
			 ND_EINVAL);
	ck_assert_ptr_nonnull(strstr(err.message, "keep_text"));
	nd_engine_close(engine);
	engine = explaining_engine(&pile);
	ck_assert_int_eq(nd_engine_explain(engine, text_of("a0"), text_of("no"), stop, NULL, &err),
			 ND_ENOENT);
	ck_assert_ptr_nonnull(strstr(err.message, "'no'"));
	ck_assert_int_eq(nd_engine_explain(engine, text_of("no"), text_of("a0"), stop, NULL, &err),
			 ND_ENOENT);
	ck_assert_int_eq(nd_engine_explain(engine, text_of(""), text_of("a0"), stop, NULL, NULL),
			 ND_ENOENT);
	ck_assert_int_eq(nd_engine_explain(engine, text_of("a0"), text_of("a0"), stop, NULL, &err),
			 ND_EINVAL);
	ck_assert_int_eq(nd_engine_explain(engine, text_of("a0"), text_of("a1"), stop, NULL, &err),
			 ND_ESTOPPED);
	ck_assert_int_eq(err.status, ND_ESTOPPED);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

/* Articles without words, without text, of one sign: explained, if by little. */
START_TEST(explains_the_empty)
{
	static const char *const texts[] = { "...", "", "x", "\xff", "北" };
	struct pile pile = { NULL, 0, 0 };
	struct looking looking = { .pile = &pile };
	struct nd_engine *engine;
	char id[] = "a";

	for (size_t i = 0; i < COUNT(texts); i++, id[0]++)
		pile_add(&pile, id, *texts[i] ? "" : "A title", texts[i], ND_NO_TIME);
	engine = explaining_engine(&pile);
	for (size_t i = 0; i < pile.n; i++)
		for (size_t k = 0; k < pile.n; k++)
			if (i != k)
				explain(engine, &looking, pile.articles[i].id, pile.articles[k].id);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

START_TEST(explains_every_script)
{
	static const char *const texts[][2] = {
		{ "北京市长今天宣布新的地铁线路将于明年开通，市民表示欢迎。",
		  "据报道，北京市长今天宣布新的地铁线路将于明年开通。" },
		{ "أعلنَ رئيسُ البلدية اليوم افتتاح خط جديد للمترو في العام المقبل",
		  "اعلن رئيس البلدية اليوم افتتاح خط جديد للمترو" },
		{ "Thủ đô sẽ mở tuyến tàu điện mới vào năm sau",
		  "THU\xcc\x89 \xc4\x91o\xcc\x82 se\xcc\x83 mo\xcc\x9b\xcc\x89 tuyê\xcc\x81n ta\xcc\x80u đi\xe1\xbb\x87n mới vào" },
	};

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct pile pile = { NULL, 0, 0 };
		struct looking looking = { .pile = &pile };
		struct nd_engine *engine;

		pile_add(&pile, "a", "", texts[i][0], ND_NO_TIME);
		pile_add(&pile, "b", "", texts[i][1], ND_NO_TIME);
		engine = explaining_engine(&pile);
		explain(engine, &looking, text_of("a"), text_of("b"));
		ck_assert_uint_ge(looking.n_passages, 1);
		nd_engine_close(engine);
		pile_release(&pile);
	}
}
END_TEST

Suite *suite_engine_explain(void)
{
	Suite *const suite = suite_create("engine/explain");
	TCase *const tcase = only_case(suite, "explain");

	tcase_add_test(tcase, explains_what_was_reported);
	tcase_add_test(tcase, explains_what_never_met);
	tcase_add_test(tcase, explains_without_a_run_before);
	tcase_add_test(tcase, errors);
	tcase_add_test(tcase, explains_the_empty);
	tcase_add_test(tcase, explains_every_script);
	return suite;
}
