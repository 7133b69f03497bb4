/* test_event.c - the kernels of the event channel against the plainest way, every table */
#include <math.h>

#include "base/real.h"
#include "kernel/kernel.h"

#include "tables.h"
#include "testing.h"

START_TEST(sift_leaves_those_whose_bit_is_set)
{
	uint64_t random = 1;

	for (int round = 0; round < 600; round++) {
		const size_t n = random_below(&random, 200), set = random_below(&random, 3000);
		uint64_t board[ND_BOARD_BITS / 64] = { 0 };
		uint32_t *const key = take(n, sizeof(*key));
		uint16_t *const half = take(n, sizeof(*half));
		uint32_t *const place = take(n + ND_SLACK, sizeof(*place));
		uint32_t *const same = take(n + ND_SLACK, sizeof(*same));
		size_t kept = 0, found;

		for (size_t i = 0; i < set; i++) {
			const size_t bit = random_below(&random, ND_BOARD_BITS);

			board[bit / 64] |= (uint64_t)1 << (bit % 64);
		}
		if (round % 50 == 0)
			memset(board, round % 100 ? 0 : 0xff, sizeof(board));
		for (size_t i = 0; i < n; i++) {
			key[i] = (uint32_t)next_random(&random);
			half[i] = (uint16_t)key[i];
		}
		found = table(_i)->sift(board, key, n, place);
		for (size_t i = 0; i < n; i++) {
			const uint32_t bit = key[i] % ND_BOARD_BITS;

			if (!(board[bit / 64] >> (bit % 64) & 1))
				continue;
			REQUIRE(kept < found && place[kept] == i);
			kept++;
		}
		REQUIRE(kept == found);
		REQUIRE(table(_i)->sift_halves(board, half, n, same) == found &&
			!memcmp(same, place, found * sizeof(*same)));
		free(key);
		free(half);
		free(place);
		free(same);
	}
}
END_TEST

/* Every table adds what the portable one adds, bit by bit. */
START_TEST(terms_are_added_as_by_portable)
{
	uint64_t random = 4;

	for (int round = 0; round < 300; round++) {
		const size_t n = random_below(&random, 5);
		struct nd_shared_terms *const block = take(n, sizeof(*block));
		float sum[ND_SUMS][ND_LANES], expected[ND_SUMS][ND_LANES];

		for (size_t i = 0; i < n * ND_LANES; i++) {
			struct nd_shared_terms *const in = &block[i / ND_LANES];

			in->mark[i % ND_LANES] = (struct nd_event_mark){
				(float)random_share(&random) * 12, (float)random_share(&random) * 12,
				(float)random_below(&random, 5), (int32_t)random_below(&random, 128),
			};
			in->tf[i % ND_LANES] = (float)random_below(&random, 5);
			in->flags[i % ND_LANES] = (int32_t)random_below(&random, 128);
		}
		for (int i = 0; i < ND_SUMS * ND_LANES; i++)
			sum[i / ND_LANES][i % ND_LANES] = (float)random_share(&random);
		memcpy(expected, sum, sizeof(sum));
		table(_i)->add_terms(block, n, sum);
		nd_kernels_portable.add_terms(block, n, expected);
		REQUIRE(!memcmp(sum, expected, sizeof(sum)));
		free(block);
	}
}
END_TEST

/* One term, in its lane only: what is said of words, pairs and numbers. */
START_TEST(a_term_is_added_to_what_it_is)
{
	struct nd_shared_terms block;
	float sum[ND_SUMS][ND_LANES] = { { 0 } };

	memset(&block, 0, sizeof(block));
	block.mark[3] = (struct nd_event_mark){ 4, 9, 1, ND_MARK_NAME | ND_MARK_TITLE };
	block.tf[3] = 1;
	block.flags[3] = ND_MARK_NAME | ND_MARK_LEAD;
	table(_i)->add_terms(&block, 1, sum);
	ck_assert(sum[ND_SUM_STEEP][3] == 64 && sum[ND_SUM_STEEP_BG][3] == 729);
	ck_assert(sum[ND_SUM_WORDS][3] == 16 && sum[ND_SUM_NAMES][3] == 16 && sum[ND_SUM_RARE][3] == 3);
	ck_assert(sum[ND_SUM_TITLE][3] == 0 && sum[ND_SUM_PAIRS][3] == 0);
	ck_assert(sum[ND_SUM_LEAD_OF][3] == 4 && sum[ND_SUM_LEAD_OF + 1][3] == 0);
	ck_assert(sum[ND_SUM_TITLE_OF][3] == 0 && sum[ND_SUM_TITLE_OF + 1][3] == 4);
	block.flags[3] |= ND_MARK_PAIR;
	block.mark[3].flags |= ND_MARK_PAIR;
	memset(sum, 0, sizeof(sum));
	table(_i)->add_terms(&block, 1, sum);
	ck_assert(sum[ND_SUM_WORDS][3] == 0 && sum[ND_SUM_PAIRS][3] == 16 && sum[ND_SUM_PHRASES][3] == 9);
	for (int i = 0; i < ND_SUMS; i++)
		for (int l = 0; l < ND_LANES; l++)
			ck_assert(l == 3 || sum[i][l] == 0);
}
END_TEST

START_TEST(steps_are_boundaries_below)
{
	uint64_t random = 2;

	for (int round = 0; round < 300; round++) {
		const unsigned n = (unsigned)random_below(&random, 64);
		float *const boundary = take(n, sizeof(*boundary)), figure[ND_ROWS];
		uint8_t step[ND_ROWS];

		for (unsigned k = 0; k < n; k++)
			boundary[k] = (k ? boundary[k - 1] : -1) + (float)random_share(&random);
		for (int r = 0; r < ND_ROWS; r++)
			figure[r] = n && random_below(&random, 3) == 0 ?
				    boundary[random_below(&random, n)] :
				    (float)random_share(&random) * 40 - 2;
		table(_i)->take_steps(boundary, n, figure, step);
		for (int r = 0; r < ND_ROWS; r++) {
			unsigned below = 0;

			for (unsigned k = 0; k < n; k++)
				below += boundary[k] < figure[r];
			REQUIRE(step[r] == below);
		}
		free(boundary);
	}
}
END_TEST

/* To the last bit: what is weighed must not depend on the machine. */
START_TEST(logs_are_those_of_real)
{
	uint64_t random = 7;

	for (int round = 0; round < 300; round++) {
		const size_t n = random_below(&random, 40);
		double *const x = take(n, sizeof(*x)), *const wanted = take(n, sizeof(*wanted));

		for (size_t i = 0; i < n; i++) {
			x[i] = random_share(&random) * pow(10, (double)random_below(&random, 20) - 10) +
			       ND_LEAST_NORMAL;
			wanted[i] = nd_log(x[i]);
		}
		table(_i)->take_logs(x, n);
		REQUIRE(!memcmp(x, wanted, n * sizeof(*x)));
		free(x);
		free(wanted);
	}
}
END_TEST

static int16_t walk(const struct nd_event_node *node, const int16_t *leaf,
		    const uint8_t (*step)[ND_ROWS], int row)
{
	unsigned at = 0;

	while (at < ND_TREE_NODES)
		at = 2 * at + 1 + (step[node[at].figure][row] > node[at].step);
	return leaf[at - ND_TREE_NODES];
}

START_TEST(trees_are_walked_from_the_root)
{
	enum { TREES = 9, FIGURES = 20 };
	uint64_t random = 3;

	for (int round = 0; round < 100; round++) {
		struct nd_event_node node[TREES * ND_TREE_NODES];
		int16_t leaf[TREES * ND_TREE_LEAVES];
		uint8_t step[FIGURES][ND_ROWS];
		int32_t sum[ND_ROWS], before[ND_ROWS];
		const unsigned n = (unsigned)random_below(&random, TREES + 1);

		for (size_t i = 0; i < COUNT(node); i++)
			node[i] = (struct nd_event_node){
				(uint8_t)random_below(&random, FIGURES),
				random_below(&random, 9) ? (uint8_t)random_below(&random, 64) : 255,
			};
		for (size_t i = 0; i < COUNT(leaf); i++)
			leaf[i] = (int16_t)next_random(&random);
		for (int f = 0; f < FIGURES; f++)
			for (int r = 0; r < ND_ROWS; r++)
				step[f][r] = (uint8_t)random_below(&random, 65);
		for (int r = 0; r < ND_ROWS; r++)
			sum[r] = before[r] = (int32_t)random_below(&random, 1000);
		table(_i)->walk_trees(node, leaf, n, (const uint8_t (*)[ND_ROWS])step, sum);
		for (int r = 0; r < ND_ROWS; r++) {
			for (unsigned t = 0; t < n; t++)
				before[r] += walk(node + t * ND_TREE_NODES, leaf + t * ND_TREE_LEAVES,
						  (const uint8_t (*)[ND_ROWS])step, r);
			REQUIRE(sum[r] == before[r]);
		}
	}
}
END_TEST

Suite *suite_kernel_event(void)
{
	Suite *const suite = suite_create("kernel/event");
	TCase *const tcase = only_case(suite, "event");

	tcase_add_loop_test(tcase, sift_leaves_those_whose_bit_is_set, 0, tables());
	tcase_add_loop_test(tcase, terms_are_added_as_by_portable, 0, tables());
	tcase_add_loop_test(tcase, a_term_is_added_to_what_it_is, 0, tables());
	tcase_add_loop_test(tcase, steps_are_boundaries_below, 0, tables());
	tcase_add_loop_test(tcase, logs_are_those_of_real, 0, tables());
	tcase_add_loop_test(tcase, trees_are_walked_from_the_root, 0, tables());
	return suite;
}
