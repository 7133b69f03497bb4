/* test_events.c - figures of a pair do not depend on its order; probabilities are 0-1 */
#include <math.h>
#include <string.h>

#include "model/event_model.h"
#include "testing.h"
#include "text/terms.h"
#include "verify/event_figures.h"
#include "verify/event_model.h"

#define WORDS 80

/* A random article and the weights of all terms. */
struct random_article {
	uint32_t numbers[WORDS];
	uint8_t stamps[WORDS];
	uint64_t quoted[20];
	struct nd_event_view view;
};

static void make_weights(uint64_t *random, struct nd_idf *weights)
{
	for (size_t i = 0; i < WORDS; i++) {
		weights[i].mixed = (float)random_share(random) * 8 + .01f;
		weights[i].background = (float)random_share(random) * 8 + .01f;
	}
}

static void make_article(uint64_t *random, const struct nd_idf *weights,
			 struct random_article *article)
{
	struct nd_event_view *const view = &article->view;

	*view = (struct nd_event_view){
		.numbers = article->numbers,
		.stamps = article->stamps,
		.length = (uint32_t)random_below(random, 500),
		.dated = random_below(random, 3) > 0,
		.hours = random_share(random) * 1000,
		.quoted = { article->quoted, random_below(random, 20) },
	};
	for (size_t i = 0; i < view->quoted.n; i++)
		article->quoted[i] = i * 3 + random_below(random, 3);
	for (uint32_t number = 0; number < WORDS; number++) {
		const unsigned tf = (unsigned)(1 + random_below(random, 12));
		const unsigned any = (unsigned)random_below(random, ND_TERM_PAIR);
		const unsigned flags = number % 2 ? (any & ~(unsigned)ND_TERM_NAME) | ND_TERM_PAIR : any;

		if (random_below(random, 3))
			continue;
		article->numbers[view->n_terms] = number;
		article->stamps[view->n_terms++] = nd_event_stamp(tf, flags);
		nd_event_norms_add(&view->norms, tf, flags, weights[number].mixed,
				   weights[number].background);
	}
}

/* The figures of a pair by a focus made for it alone. */
static void figures_of(const struct nd_event_view *a, const struct nd_event_view *b,
		       const struct nd_idf *weights, double jaccard, double containment,
		       float *f)
{
	struct nd_event_focus focus = ND_EVENT_FOCUS_INIT;

	REQUIRE(nd_event_focus_on(&focus, b, weights) == ND_OK);
	REQUIRE(nd_event_pair_figures(&focus, a, jaccard, containment, f) == ND_OK);
	nd_event_focus_release(&focus);
}

START_TEST(stamps_say_what_counts)
{
	for (unsigned tf = 1; tf <= UINT8_MAX; tf++)
		for (unsigned flags = 0; flags < 2 * ND_TERM_PAIR; flags++) {
			const uint8_t stamp = nd_event_stamp(tf, flags);

			if ((flags & ND_TERM_PAIR && flags & ND_TERM_NAME) || flags & ND_TERM_QUOTED)
				continue;
			REQUIRE(nd_event_stamp_tf[stamp] == nd_event_tf(tf));
			REQUIRE(nd_event_stamp_flags[stamp] == flags);
		}
}
END_TEST

START_TEST(order_of_the_pair_does_not_matter)
{
	float f[ND_EF_COUNT] = { 0 }, g[ND_EF_COUNT] = { 0 };
	struct nd_idf weights[WORDS];
	struct random_article a, b;
	uint64_t random = 1;

	for (int round = 0; round < 2000; round++) {
		make_weights(&random, weights);
		make_article(&random, weights, &a);
		make_article(&random, weights, &b);
		figures_of(&a.view, &b.view, weights, .2, .4, f);
		figures_of(&b.view, &a.view, weights, .2, .4, g);
		for (int i = 0; i < ND_EF_PAIR_END; i++) {
			REQUIRE(isfinite(f[i]));
			if (f[i] != g[i])
				ck_abort_msg("figure %d is %a one way, %a the other", i, f[i],
					     g[i]);
		}
	}
}
END_TEST

START_TEST(figures_are_what_a_plain_sum_gives)
{
	float f[ND_EF_COUNT] = { 0 }, g[ND_EF_COUNT] = { 0 };
	struct nd_idf weights[WORDS];
	struct random_article a, b;
	uint64_t random = 3;

	for (int round = 0; round < 300; round++) {
		make_weights(&random, weights);
		make_article(&random, weights, &a);
		make_article(&random, weights, &b);
		figures_of(&a.view, &b.view, weights, .2, .4, f);
		memcpy(g, f, sizeof(g));
		model_event_figures(&a.view, &b.view, weights, g);
		for (int i = 0; i < ND_EF_PAIR_END; i++)
			if (fabsf(f[i] - g[i]) > 1e-4f * fmaxf(1, fabsf(g[i])))
				ck_abort_msg("figure %d is %g, should be %g", i, f[i], g[i]);
	}
}
END_TEST

START_TEST(an_article_is_like_itself)
{
	float f[ND_EF_COUNT] = { 0 };
	struct nd_idf weights[WORDS];
	struct random_article a;
	uint64_t random = 2;

	for (int round = 0; round < 200; round++) {
		make_weights(&random, weights);
		make_article(&random, weights, &a);
		figures_of(&a.view, &a.view, weights, 1, 1, f);
		for (int i = ND_EF_COS_WORDS; i <= ND_EF_COS_TITLE; i++)
			REQUIRE(f[i] == -1 || fabsf(f[i] - 1) < 1e-5f);
		REQUIRE(a.view.dated ? f[ND_EF_HOURS] == 0 : f[ND_EF_HOURS] == -1);
	}
}
END_TEST

START_TEST(empty_articles_have_figures)
{
	const struct nd_event_view empty = { 0 };
	float f[ND_EF_COUNT] = { 0 };

	figures_of(&empty, &empty, NULL, 0, 0, f);
	for (int i = 0; i < ND_EF_PAIR_END; i++)
		ck_assert(isfinite(f[i]));
	ck_assert(f[ND_EF_COS_WORDS] == -1);
}
END_TEST

/* The sparse graph of three articles, and one with nothing in it. */
START_TEST(graphs_of_any_size)
{
	static const struct nd_event_edge edges[] = { { 0, 1, .9f }, { 0, 2, .4f }, { 1, 2, .6f } };
	static const uint32_t first[] = { 0, 2, 4, 6 }, order[] = { 0, 1, 0, 2, 1, 2 };
	const struct nd_event_graph graph = { edges, 3, 3, first, order };
	const struct nd_event_graph empty = { NULL, 0, 0, first, NULL };
	struct nd_event_standing of[3];
	float f[3 * ND_EF_COUNT] = { 0 };

	ck_assert_int_eq(nd_event_stand_all(of, &empty, 2), 0);
	ck_assert_int_eq(nd_event_graph_figures(&empty, 2, f), 0);
	ck_assert_int_eq(nd_event_stand_all(of, &graph, 2), 0);
	ck_assert(of[2].best == .6f && of[2].second == .4f && of[2].noise == 0);
	for (size_t e = 0; e < 3; e++)
		nd_event_rank_pair(&of[edges[e].a], &of[edges[e].b], edges[e].score,
				   f + e * ND_EF_COUNT);
	ck_assert_int_eq(nd_event_graph_figures(&graph, 2, f), 0);
	for (size_t i = 0; i < COUNT(f); i++)
		ck_assert(isfinite(f[i]));
}
END_TEST

/* Some edges get what they get among all. */
START_TEST(graph_figures_of_some_edges)
{
	static const struct nd_event_edge edges[] = { { 0, 1, .9f }, { 0, 2, .4f }, { 1, 2, .6f } };
	static const uint32_t first[] = { 0, 2, 4, 6 }, order[] = { 0, 1, 0, 2, 1, 2 };
	static const uint32_t which[] = { 0, 2 };
	const struct nd_event_graph graph = { edges, 3, 3, first, order };
	float all[3][ND_EF_COUNT] = { { 0 } }, some[2][ND_EF_COUNT] = { { 0 } };
	struct nd_event_beliefs *beliefs;

	ck_assert_int_eq(nd_event_graph_figures(&graph, 1, all[0]), 0);
	ck_assert_int_eq(nd_event_beliefs_open(&beliefs, &graph, 1), 0);
	ck_assert_int_eq(nd_event_graph_some(beliefs, 0, which, 2, some[0]), 0);
	nd_event_beliefs_close(beliefs);
	ck_assert(all[0][ND_EF_COMMON] > 0);
	ck_assert_mem_eq(some[0], all[0], sizeof(all[0]));
	ck_assert_mem_eq(some[1], all[2], sizeof(all[2]));
}
END_TEST

/* A neighbour that is hardly believed in changes nothing for the others. */
START_TEST(faint_neighbours_do_not_count)
{
	const struct nd_event_edge edges[] = { { 0, 1, .9f }, { 0, 2, .04f }, { 1, 2, .03f } };
	static const uint32_t first[] = { 0, 2, 4, 6 }, order[] = { 0, 1, 0, 2, 1, 2 };
	static const uint32_t first_alone[] = { 0, 1, 2 }, order_alone[] = { 0, 0 };
	const struct nd_event_graph graph = { edges, 3, 3, first, order };
	const struct nd_event_graph alone = { edges, 1, 2, first_alone, order_alone };
	float f[3 * ND_EF_COUNT] = { 0 }, g[ND_EF_COUNT] = { 0 };

	ck_assert_int_eq(nd_event_graph_figures(&graph, 1, f), 0);
	ck_assert_int_eq(nd_event_graph_figures(&alone, 1, g), 0);
	for (int i = ND_EF_COMMON; i < ND_EF_COUNT; i++)
		ck_assert(f[i] == g[i]);
	ck_assert(nd_event_belief(.04f) == 0 && nd_event_belief(.06f) == .06f);
}
END_TEST

START_TEST(probabilities_are_shares)
{
	const struct nd_event_forest *const forests[] = { &nd_event_first, &nd_event_second };
	static const float extremes[] = { -1, 0, 1e-30f, 1e30f, -1e30f, INFINITY, -INFINITY };
	uint64_t random = 1;

	for (size_t m = 0; m < COUNT(forests); m++) {
		for (int round = 0; round < 5000; round++) {
			float f[ND_EF_COUNT], p;

			for (size_t i = 0; i < ND_EF_COUNT; i++)
				f[i] = round % 2 ? (float)random_share(&random) :
				       extremes[random_below(&random, COUNT(extremes))];
			p = nd_event_probability(forests[m], f);
			REQUIRE(p >= 0 && p <= 1);
		}
	}
}
END_TEST

START_TEST(many_pairs_are_judged_as_one_is)
{
	const struct nd_event_forest *const forests[] = { &nd_event_first, &nd_event_second };
	static float rows[200][ND_EF_COUNT], out[200];
	float *const all = &rows[0][0];
	uint64_t random = 5;

	for (size_t n = 0; n <= COUNT(rows); n += 1 + n / 3) {
		for (size_t i = 0; i < n * ND_EF_COUNT; i++)
			all[i] = random_below(&random, 5) ? (float)random_share(&random) : -1;
		for (size_t m = 0; m < COUNT(forests); m++) {
			nd_event_probabilities(forests[m], rows[0], ND_EF_COUNT, n, out);
			for (size_t i = 0; i < n; i++)
				REQUIRE(out[i] == nd_event_probability(forests[m], rows[i]));
		}
	}
}
END_TEST

/* On the common scale both forests answer as on their own. */
START_TEST(one_scale_serves_both_forests)
{
	const struct nd_event_forest *const forests[] = { &nd_event_first, &nd_event_second };
	static float rows[ND_ROWS][ND_EF_COUNT], out[ND_ROWS];
	uint8_t steps[ND_EF_COUNT][ND_ROWS];
	struct nd_event_scale scale;
	uint64_t random = 7;

	ck_assert_int_eq(nd_event_scale_open(&scale, forests[0], forests[1]), 0);
	for (int round = 0; round < 50; round++) {
		for (size_t i = 0; i < ND_ROWS * ND_EF_COUNT; i++) {
			const size_t figure = i % ND_EF_COUNT, m = random_below(&random, 2);
			const float *const boundary = forests[m]->boundaries + figure * (ND_MODEL_BINS - 1);
			const uint8_t n = forests[m]->n_steps[figure];

			/* at a boundary or between two */
			rows[i / ND_EF_COUNT][figure] = n ?
				boundary[random_below(&random, n)] + (float)random_below(&random, 2) * 1e-3f :
				(float)random_share(&random);
		}
		nd_event_scale_steps(&scale, rows[0], ND_EF_COUNT, ND_ROWS, 0, ND_EF_COUNT, steps);
		for (size_t m = 0; m < COUNT(forests); m++) {
			nd_event_walk(m ? &scale.second : &scale.first,
				      (const uint8_t (*)[ND_ROWS])steps, ND_ROWS, out);
			for (size_t r = 0; r < ND_ROWS; r++)
				REQUIRE(out[r] == nd_event_probability(forests[m], rows[r]));
		}
	}
	nd_event_scale_close(&scale);
}
END_TEST

START_TEST(weights_rise)
{
	for (unsigned tf = 1; tf < 100; tf++)
		REQUIRE(nd_event_tf(tf) >= nd_event_tf(tf - 1));
	for (float weight = 0; weight < 10; weight += .1f)
		REQUIRE(nd_event_steepen(weight + .1f) > nd_event_steepen(weight));
}
END_TEST

Suite *suite_verify_events(void)
{
	Suite *const suite = suite_create("verify/events");
	TCase *const tcase = only_case(suite, "events");

	tcase_add_test(tcase, stamps_say_what_counts);
	tcase_add_test(tcase, order_of_the_pair_does_not_matter);
	tcase_add_test(tcase, figures_are_what_a_plain_sum_gives);
	tcase_add_test(tcase, an_article_is_like_itself);
	tcase_add_test(tcase, empty_articles_have_figures);
	tcase_add_test(tcase, graphs_of_any_size);
	tcase_add_test(tcase, graph_figures_of_some_edges);
	tcase_add_test(tcase, faint_neighbours_do_not_count);
	tcase_add_test(tcase, probabilities_are_shares);
	tcase_add_test(tcase, many_pairs_are_judged_as_one_is);
	tcase_add_test(tcase, one_scale_serves_both_forests);
	tcase_add_test(tcase, weights_rise);
	return suite;
}
