/* shingles.c - windows over the hashes of elements, a run of one kind after the other */
#include "text/shingles.h"

unsigned nd_shingle_width(int character, unsigned ngram_size)
{
	if (ngram_size)
		return ngram_size;
	return character ? ND_NGRAM_CHARS : ND_NGRAM_WORDS;
}

size_t nd_shingles(const struct nd_elements *elements, const struct nd_kernels *kernels,
		   unsigned ngram_size, uint64_t seed, uint64_t *out)
{
	const uint64_t *const hash = elements->hash.items;
	const uint32_t *const turn = elements->turns.items;
	const size_t n = elements->hash.n;
	size_t from = 0, shingles = 0;

	for (size_t run = 0; run <= elements->turns.n; run++) {
		const size_t end = run < elements->turns.n ? turn[run] : n;
		const unsigned w = nd_shingle_width(run & 1, ngram_size);
		const size_t last = n < w ? 0 : n - w + 1;	/* none begins there */
		const size_t to = end < last ? end : last;

		if (from < to) {
			kernels->hash_shingles(hash + from, to - from, w, seed, out + shingles);
			shingles += to - from;
		}
		from = end;
	}
	return shingles;
}
