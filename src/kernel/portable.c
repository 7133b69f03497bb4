/* portable.c - the loops of loops.h as the compiler takes them: runs everywhere */
#include "kernel/event_loops.h"
#include "kernel/loops.h"

void nd_fold_arrange(struct nd_fold *fold)
{
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

static size_t find_words(const struct nd_fold *fold, const char *text, size_t from, size_t n,
			 uint32_t base, struct nd_spans *spans)
{
	return find_words_loop(fold, text, from, n, base, spans);
}

static void hash_words(const uint8_t *folded, const uint32_t *begin, const uint32_t *end,
		       size_t n, uint64_t *out)
{
	hash_words_loop(folded, begin, end, n, out);
}

static void hash_shingles(const uint64_t *token, size_t n, unsigned w, uint64_t seed,
			  uint64_t *out)
{
	hash_shingles_loop(token, n, w, seed, out);
}

static void minhash(uint32_t *slot, size_t slots, const uint64_t *x, size_t n,
		    const struct nd_hash_family *family)
{
	minhash_loop(slot, slots, x, n, family);
}

static void mark(const char *text, size_t n, struct nd_marks *marks)
{
	mark_loop(text, n, marks);
}

static size_t intersect(const uint64_t *a, size_t na, const uint64_t *b, size_t nb)
{
	return intersect_loop(a, na, b, nb);
}

static size_t sift(const uint64_t *board, const uint32_t *key, size_t n, uint32_t *place)
{
	return sift_loop(board, key, n, place);
}

static void add_terms(const struct nd_shared_terms *block, size_t n, float (*sum)[ND_LANES])
{
	add_terms_loop(block, n, sum);
}

static void take_steps(const float *boundary, unsigned n, const float *figure, uint8_t *step)
{
	take_steps_loop(boundary, n, figure, step);
}

static void walk_trees(const struct nd_event_node *node, const int16_t *leaf, unsigned n,
		       const uint8_t (*step)[ND_ROWS], int32_t *sum)
{
	walk_trees_loop(node, leaf, n, step, sum);
}

const struct nd_kernels nd_kernels_portable = {
	.name = "portable",
	.find_words = find_words,
	.hash_words = hash_words,
	.hash_shingles = hash_shingles,
	.minhash = minhash,
	.mark = mark,
	.intersect = intersect,
	.sift = sift,
	.add_terms = add_terms,
	.take_steps = take_steps,
	.walk_trees = walk_trees,
};
