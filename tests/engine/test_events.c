/* test_events.c - reports of one event in different words, and how the window parts them */
#include "engine/pile.h"

/* Two invented reports of one event in different words, and reports of like events. */
static const struct { const char *id, *title, *text; } invented[] = {
	{ "ferry-1", "Ferry runs aground off Skarholm, 214 passengers rescued",
	  "The car ferry Aurelia ran aground on a reef off Skarholm early on Tuesday, and all 214 "
	  "passengers were taken off by lifeboats, the coast guard said. Captain Henrik Maalstrom "
	  "reported a failure of the rudder shortly before the ship struck the Torn reef. Two crew "
	  "members were treated for broken bones. The Skarholm harbour office closed the strait to "
	  "shipping, and divers are to look at the hull on Wednesday." },
	{ "ferry-2", "Rudder failure blamed as Aurelia strands near Skarholm",
	  "Lifeboats brought more than two hundred people ashore after the Aurelia, a ferry on the "
	  "Skarholm route, got stuck on the Torn reef before dawn. Maalstrom, her captain for nine "
	  "years, told the coast guard that the rudder had stopped answering. None of the 214 "
	  "travellers was hurt, though two sailors suffered fractures. Traffic through the strait "
	  "is halted until divers have inspected the damaged hull." },
	{ "ferry-other", "Ferry catches fire in Port Elmira",
	  "A fire broke out in the engine room of the ferry Constance while she lay at the quay of "
	  "Port Elmira on Friday. Nobody was on board but a watchman, who raised the alarm. The "
	  "blaze was put out within an hour by the harbour brigade, and the owners said the ship "
	  "would be back in service by the end of the month." },
	{ "budget", "Council of Verne passes budget after long night",
	  "After eleven hours of debate the council of Verne passed its budget with one vote to "
	  "spare. Mayor Ilse Drummond thanked the members who had changed their minds over the "
	  "library, which is to stay open. Taxes on parking rise by a tenth, and the plan for a "
	  "new swimming hall is put off to next year." },
	{ "harvest", "Apple growers expect the best harvest in ten years",
	  "A mild spring and rain at the right time have given the orchards of the lower valley "
	  "their best prospects for a decade, the growers' union said. Picking begins two weeks "
	  "early. Prices are likely to fall, which worries the small farms along the river." },
};

START_TEST(one_event_in_different_words)
{
	struct pile pile = { NULL, 0, 0 };
	const size_t n = _i ? COUNT(invented) : 2;
	struct nd_engine *engine;
	struct pairs pairs;
	struct place *places;

	for (size_t i = 0; i < n; i++)
		pile_add(&pile, invented[i].id, invented[i].title, invented[i].text, ND_NO_TIME);
	engine = engine_of(&pile, NULL);
	pairs = pairs_of(engine);
	ck_assert_uint_ge(pairs.n, 1);
	ck_assert(id_is(pairs.pair[0].a, "ferry-1") && id_is(pairs.pair[0].b, "ferry-2"));
	ck_assert_int_eq(pairs.pair[0].relation, ND_SAME_EVENT);
	ck_assert(pairs.pair[0].score == pairs.pair[0].event && pairs.pair[0].event > .8);
	ck_assert(pairs.pair[0].jaccard < .3);
	for (size_t i = 0; i < pairs.n; i++)
		ck_assert(pairs.pair[i].a_index < 3 && pairs.pair[i].b_index < 3);
	places = clusters_of(engine, n);
	ck_assert_str_eq(places[0].cluster, places[1].cluster);
	for (size_t i = 3; i < n; i++)
		ck_assert_uint_eq(places[i].size, 1);
	free(places);
	pairs_release(&pairs);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

/* The first printing is out of the window, the reprint is in: it is the reprint that counts. */
START_TEST(a_reprint_in_the_window)
{
	const int64_t day = 86400;
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	struct nd_engine *engine;
	const struct nd_pair *pair;
	struct pairs pairs;

	pile_add(&pile, "first", invented[0].title, invented[0].text, 100 * day);
	pile_add(&pile, "reprint", invented[0].title, invented[0].text, 110 * day);
	pile_add(&pile, "other", invented[1].title, invented[1].text, 110 * day + 3600);
	opt.window = 2 * day;
	engine = engine_of(&pile, &opt);
	pairs = pairs_of(engine);
	ck_assert_ptr_nonnull(pair_with(&pairs, "first", "reprint"));
	ck_assert_ptr_null(pair_with(&pairs, "first", "other"));
	pair = pair_with(&pairs, "reprint", "other");
	ck_assert_msg(pair && pair->relation == ND_SAME_EVENT,
		      "the reprint and the other did not meet");
	pairs_release(&pairs);
	nd_engine_close(engine);
	pile_release(&pile);
}
END_TEST

/* With a threshold of 0 every candidate is the same event, unless the window says no. */
START_TEST(the_window_parts_events)
{
	struct pile pile = { NULL, 0, 0 };
	struct nd_options opt = usual();
	size_t counts[3];

	pile_make(&pile, 200, 14, PART_DATED);
	opt.event_threshold = 0;
	for (int w = 0; w < 3; w++) {
		struct nd_engine *engine;
		struct pairs pairs;

		opt.window = w == 0 ? 0 : w == 1 ? 48 * 3600 : 1;
		engine = engine_of(&pile, &opt);
		pairs = pairs_of(engine);
		counts[w] = count_relation(&pairs, ND_SAME_EVENT);
		for (size_t i = 0; i < pairs.n && w; i++)
			REQUIRE(pairs.pair[i].relation != ND_SAME_EVENT ||
				pairs.pair[i].hours_apart < 0 ||
				pairs.pair[i].hours_apart * 3600 <= (double)opt.window);
		if (w)		/* copies stay what they are */
			REQUIRE(count_relation(&pairs, ND_IDENTICAL) > 0);
		pairs_release(&pairs);
		nd_engine_close(engine);
	}
	ck_assert_uint_gt(counts[0], counts[1]);
	ck_assert_uint_gt(counts[1], counts[2]);
	ck_assert_uint_gt(counts[2], 0);		/* those without a date */
	pile_release(&pile);
}
END_TEST

Suite *suite_engine_events(void)
{
	Suite *const suite = suite_create("engine/events");
	TCase *const tcase = only_case(suite, "events");

	tcase_add_loop_test(tcase, one_event_in_different_words, 0, 2);
	tcase_add_test(tcase, a_reprint_in_the_window);
	tcase_add_test(tcase, the_window_parts_events);
	return suite;
}
