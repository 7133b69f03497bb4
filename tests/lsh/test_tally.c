/*
 * test_tally.c - sums of a small pile and of a large one against the model
 *
 * Sums are compared bit for bit: they are added in the order of the runs.
 */
#include "lsh/tally.h"

#include "model/model.h"
#include "testing.h"

#define MOST_RUNS	30
#define MOST_MEMBERS	40
#define MOST_MEETINGS	(MOST_RUNS * MOST_MEMBERS)

struct turn {
	struct nd_listed members[MOST_MEETINGS];
	size_t from[MOST_RUNS + 1];
	float own[MOST_RUNS];
	size_t runs;
};

/*
 * Runs of ranks, of which there are 'kinds': some beside each other, some that agree in
 * their lowest bits, as far as the pile reaches.
 */
static void make_turn(struct turn *turn, size_t articles, size_t kinds, uint64_t *random)
{
	const size_t step = random_below(random, 2) || articles < 1 << 18 ? 1 : 1 << 17;
	size_t n = 0;

	turn->runs = random_below(random, MOST_RUNS + 1);
	for (size_t run = 0; run < turn->runs; run++) {
		const size_t end = n + MOST_MEMBERS;

		turn->from[run] = n;
		turn->own[run] = (float)random_share(random) + 0.1f;
		for (size_t kind = 0; kind < kinds && n < end; kind++) {
			const size_t rank = step == 1 ? kind * 7 : kind % 5 + kind / 5 * step;

			if (random_below(random, 3) == 0 && rank < articles)
				turn->members[n++] = (struct nd_listed){
					(uint32_t)rank, (float)random_share(random) + 0.1f,
				};
		}
	}
	turn->from[turn->runs] = n;
}

/* What the model makes of a turn. */
static size_t expect(const struct turn *turn, unsigned least, struct nd_listed *out)
{
	static struct nd_listed meetings[MOST_MEETINGS];
	size_t n = 0;

	for (size_t run = 0; run < turn->runs; run++)
		for (; n < turn->from[run + 1]; n++)
			meetings[n] = (struct nd_listed){
				turn->members[n].rank, turn->own[run] * turn->members[n].weight,
			};
	return model_tally(meetings, n, least, out);
}

static void check_turn(struct nd_tally *tally, const struct turn *turn, unsigned least)
{
	static struct nd_listed model[MOST_MEETINGS];
	const size_t n = expect(turn, least, model);
	const struct nd_listed *met;
	size_t n_met;

	REQUIRE(nd_tally_begin(tally, turn->runs) == ND_OK);
	for (size_t run = 0; run < turn->runs; run++)
		nd_tally_meet(tally, turn->members + turn->from[run],
			      turn->from[run + 1] - turn->from[run], turn->own[run]);
	REQUIRE(nd_tally_end(tally, &met, &n_met) == ND_OK);
	REQUIRE(n_met == n);
	for (size_t i = 0; i < n; i++) {
		size_t at = 0;

		while (at < n && met[at].rank != model[i].rank)
			at++;
		REQUIRE(at < n && !memcmp(&met[at], &model[i], sizeof(*met)));
	}
}

START_TEST(sums_are_the_model)
{
	static const size_t articles[] = { 1, 300, ND_TALLY_SMALL, ND_TALLY_SMALL + 1, 1 << 20 };
	struct turn *const turn = take(1, sizeof(*turn));
	uint64_t random = (uint64_t)_i;

	for (size_t k = 0; k < COUNT(articles); k++) {
		const unsigned least = 1 + (unsigned)random_below(&random, ND_TALLY_SHARED);
		struct nd_tally *const tally = nd_tally_open(articles[k], least);

		REQUIRE(tally);
		for (int round = 0; round < 20; round++) {
			make_turn(turn, articles[k], 1 + random_below(&random, 60), &random);
			check_turn(tally, turn, least);
		}
		nd_tally_close(tally);
	}
	free(turn);
}
END_TEST

/* A byte has eight ones; an article that is met more often stays, and is given once. */
START_TEST(met_very_often)
{
	enum { TIMES = 1000 };
	static const size_t articles[] = { 10, 1 << 20 };
	const struct nd_listed member = { 7, 1 };

	for (size_t k = 0; k < COUNT(articles); k++) {
		for (unsigned least = 1; least <= ND_TALLY_SHARED; least++) {
			struct nd_tally *const tally = nd_tally_open(articles[k], least);
			const struct nd_listed *met;
			size_t n;

			REQUIRE(tally && nd_tally_begin(tally, TIMES) == ND_OK);
			for (int i = 0; i < TIMES; i++)
				nd_tally_meet(tally, &member, 1, 2);
			REQUIRE(nd_tally_end(tally, &met, &n) == ND_OK);
			REQUIRE(n == 1 && met->rank == 7 && (int)met->weight == 2 * TIMES);
			nd_tally_close(tally);
		}
	}
}
END_TEST

Suite *suite_lsh_tally(void)
{
	Suite *const suite = suite_create("lsh/tally");
	TCase *const tcase = only_case(suite, "tally");

	tcase_add_loop_test(tcase, sums_are_the_model, 0, 8);
	tcase_add_test(tcase, met_very_often);
	return suite;
}
