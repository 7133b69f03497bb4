/*
 * model.h - slow and obvious versions of what src/ does fast
 *
 * Each is written down from the definition, shares no code with what it is
 * compared to, and takes time that grows with the square or the cube.
 */
#ifndef ND_TESTS_MODEL_MODEL_H
#define ND_TESTS_MODEL_MODEL_H

#include "cluster/average.h"
#include "lsh/tally.h"
#include "text/templates.h"
#include "text/terms.h"

/* Sets of strings: the shingles of a text whose words have one blank between them. */
struct model_set {
	char **shingle;	/* sorted */
	size_t n;
};
struct model_set model_shingles(const char *text, size_t words_each);
void model_set_release(struct model_set *set);
size_t model_common(const struct model_set *a, const struct model_set *b);
double model_jaccard(const struct model_set *a, const struct model_set *b);
double model_containment(const struct model_set *a, const struct model_set *b);

/* Plain MinHash with k permutations: the smallest of k mixings of all x. */
void model_minhash(const uint64_t *x, size_t n, size_t k, uint64_t *slots);

/* One-permutation MinHash with plain MinHash in empty bins, slot after slot. */
void model_hybrid(const uint64_t *x, size_t n, size_t slots, const uint32_t *a,
		  const uint32_t *b, uint32_t *out);

/* nd_template_units() byte by byte. */
enum nd_status model_units(struct nd_array *units, struct nd_text text);

/* Of n shingles those that are the smallest of some window: sorted, each once; returns how many. */
size_t model_winnow(const uint64_t *shingles, size_t n, size_t window, uint64_t *out);

/* A key that an article has, each once. */
struct model_entry {
	uint64_t key;
	uint32_t rank;
	float weight;
};
/* Which pairs stay: those that share so many keys, this share of those of the one that has
 * fewer, and are among so many (0: all) of most weight of either article.  Members of a
 * key that are further apart than 'crowd' places do not meet. */
struct model_rule {
	uint32_t min_shared;
	double min_share;
	uint32_t per_article, crowd;
	const double *hours;	/* by rank, negative: not known; or NULL */
};
/* Every pair of articles that meets under the rule (later rank above the earlier), ascending;
 * returns how many. */
size_t model_candidates(const struct model_entry *entries, size_t n, size_t articles,
			const struct model_rule *rule, uint64_t *out);

/* Of n meetings, with their products: the sum of each rank that was met 'least' times or more, in
 * the order in which they were met first; returns how many. */
size_t model_tally(const struct nd_listed *meetings, size_t n, unsigned least,
		   struct nd_listed *out);

/* Join the two groups of greatest mean while it is at least the cut. */
void model_average(const struct nd_link *links, size_t n_links, uint32_t n, double cut,
		   double trust, uint32_t *story);

/* A run of equal tokens: places in a and b, and how many. */
struct model_run {
	size_t a, b, n;
};

/* From left to right in a, the longest run that begins there and is long enough;
 * returns how many, out has room for n_a. */
size_t model_runs(const uint64_t *a, size_t n_a, const uint64_t *b, size_t n_b, size_t shortest,
		  struct model_run *out);

/* In how many of the articles a term stands. */
size_t model_document_count(const struct nd_terms *terms, size_t articles, uint32_t key);

/* A text as tokens, by ICU alone: each folded token followed by a newline; free() it. */
char *model_tokens(const char *text, size_t len);

#endif
