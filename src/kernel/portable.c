/* portable.c - the portable loops as the compiler takes them: runs everywhere */
#include <assert.h>

#include "kernel/event_loops.h"
#include "kernel/hash_loops.h"

/* Is it a small letter or a digit, or the like, that becomes itself?  0x20: its capital, too,
 * becomes it; -1: no. */
static int smallness(const struct nd_fold *fold, unsigned c)
{
	if (!c || fold->ascii[c] != c)
		return -1;
	return c & 0x20 && fold->ascii[c ^ 0x20] == c ? 0x20 : 0;
}

/* Note the runs of word characters of ASCII. */
static void arrange_runs(struct nd_fold *fold)
{
	int before = -1;

	fold->runs = 0;
	for (unsigned c = 0; c < 128; c++) {
		const int small = smallness(fold, c);

		if (small >= 0 && small == before) {
			memset(fold->run[fold->runs - 1].till,
			       fold->run[fold->runs - 1].till[0] + 1, 16);
		} else if (small >= 0) {
			assert(fold->runs < ND_FOLD_RUNS);
			memset(fold->run[fold->runs].small, small, 16);
			memset(fold->run[fold->runs].first, (int)(c + 128), 16);
			memset(fold->run[fold->runs++].till, -128 + 1, 16);
		}
		before = small;
	}
}

void nd_fold_arrange(struct nd_fold *fold)
{
	arrange_runs(fold);
	memset(fold->word_rows, 0, sizeof(fold->word_rows));
	memset(fold->capital_rows, 0, sizeof(fold->capital_rows));
	for (unsigned c = 0; c < 128; c++) {
		fold->word_rows[c % 16] |= (uint8_t)((fold->ascii[c] != 0) << c / 16);
		fold->capital_rows[c % 16] |= (uint8_t)((fold->ascii[c] && fold->ascii[c] != c) << c / 16);
	}
	for (unsigned c = 0; c < 0x800; c++) {
		const unsigned becomes = fold->two[c];
		const int hard = c < 0x80 || becomes == ND_FOLD_HARD;

		fold->first[c / 64][c % 64] = (uint8_t)(hard ? 1 : becomes ? 0xc0 | becomes >> 6 : 0);
		fold->second[c / 64][c % 64] =
			(uint8_t)(hard ? 1 : becomes ? 0x80 | (becomes & 0x3f) : 0);
	}
}

const struct nd_kernels nd_kernels_portable = {
	.name = "portable",
	.find_words = find_words_loop,
	.hash_words = hash_words_loop,
	.hash_shingles = hash_shingles_loop,
	.space_out = space_out_loop,
	.winnow = winnow_loop,
	.hash_sequence = nd_hash_sequence,
	.minhash = minhash_loop,
	.mark = mark_loop,
	.copy_plain = copy_plain_loop,
	.intersect = intersect_loop,
	.sift = sift_loop,
	.sift_halves = sift_halves_loop,
	.add_terms = add_terms_loop,
	.take_steps = take_steps_loop,
	.take_logs = take_logs_loop,
	.walk_trees = walk_trees_loop,
};
