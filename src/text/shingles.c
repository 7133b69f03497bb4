/* shingles.c - windows over the token hashes */
#include "text/shingles.h"

#include "base/hash.h"

unsigned nd_shingle_width(unsigned flags, unsigned ngram_size)
{
	if (ngram_size)
		return ngram_size;
	return flags & ND_TOKEN_ALONE ? ND_NGRAM_CHARS : ND_NGRAM_WORDS;
}

size_t nd_shingles(const struct nd_tokens *tokens, unsigned ngram_size, uint64_t seed,
		   uint64_t *out)
{
	const struct nd_token *const token = tokens->list.items;
	const size_t n = tokens->list.n;
	uint64_t window[ND_NGRAM_MAX];
	size_t shingles = 0;

	for (size_t i = 0; i < n; i++) {
		const unsigned w = nd_shingle_width(token[i].flags, ngram_size);

		if (w > n - i)
			continue;
		for (unsigned j = 0; j < w; j++)
			window[j] = token[i + j].hash;
		out[shingles++] = nd_hash_u64s(window, w, seed);
	}
	return shingles;
}
