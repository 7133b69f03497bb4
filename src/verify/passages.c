/*
 * passages.c - seeds of a few tokens, grown as far as both texts agree
 *
 * The places of every run of SEED tokens of b are sorted by hash.  A walk over
 * a looks up the run at each token, grows the places found to the right, keeps
 * the longest, and goes on behind it.
 */
#include "verify/passages.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/sort.h"

#define SEED	4	/* tokens; below the shortest passage, so that none is missed */
#define PLACES	32	/* of one run in b that are tried: a refrain is found, at a bounded cost */

/* The tokens of the text, without those of the title. */
struct body {
	const struct nd_token *token;
	size_t n;
};

static struct body body_of(const struct nd_tokens *tokens)
{
	struct body body = { tokens->list.items, tokens->list.n };

	while (body.n && body.token->flags & ND_TOKEN_TITLE) {
		body.token++;
		body.n--;
	}
	return body;
}

static uint64_t seed_hash(const struct nd_token *token)
{
	uint64_t hashes[SEED];

	for (unsigned i = 0; i < SEED; i++)
		hashes[i] = token[i].hash;
	return nd_hash_u64s(hashes, SEED, 0);
}

/* Every run of SEED tokens of b: hash and place, sorted by hash. */
static struct nd_keyed *index_runs(struct body b, size_t *n)
{
	struct nd_keyed *runs, *scratch;

	*n = b.n < SEED ? 0 : b.n - SEED + 1;
	runs = nd_calloc(*n, sizeof(*runs));
	scratch = nd_calloc(*n, sizeof(*scratch));
	for (size_t i = 0; runs && scratch && i < *n; i++)
		runs[i] = (struct nd_keyed){ seed_hash(&b.token[i]), i };
	if (runs && scratch) {
		nd_sort_keyed(runs, scratch, *n);
	} else {
		free(runs);
		runs = NULL;
	}
	free(scratch);
	return runs;
}

static size_t lower_bound(const struct nd_keyed *runs, size_t n, uint64_t key)
{
	size_t from = 0;

	while (n > 0) {
		const size_t half = n / 2;

		if (runs[from + half].key < key) {
			from += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return from;
}

static size_t common_run(struct body a, size_t i, struct body b, size_t j)
{
	size_t n = 0;

	while (i + n < a.n && j + n < b.n && a.token[i + n].hash == b.token[j + n].hash)
		n++;
	return n;
}

/* The longest run of b that begins like a at i: its place in *at, returns its tokens. */
static size_t longest(struct body a, size_t i, struct body b, const struct nd_keyed *runs,
		      size_t n_runs, size_t *at)
{
	const uint64_t key = seed_hash(&a.token[i]);
	size_t best = 0, tried = 0;

	for (size_t r = lower_bound(runs, n_runs, key);
	     r < n_runs && runs[r].key == key && tried < PLACES; r++, tried++) {
		const size_t n = common_run(a, i, b, runs[r].value);

		if (n > best) {
			best = n;
			*at = runs[r].value;
		}
	}
	return best;
}

static int long_enough(const struct nd_token *token, size_t n)
{
	return n >= (token->flags & ND_TOKEN_ALONE ? ND_PASSAGE_CHARS : ND_PASSAGE_WORDS);
}

static int by_length(const void *x, const void *y)
{
	const struct nd_passage *const p = x, *const q = y;

	if (p->text.len != q->text.len)
		return p->text.len > q->text.len ? -1 : 1;
	return (p->a_from > q->a_from) - (p->a_from < q->a_from);
}

/* Walk over a and append what is found, in the order of a. */
static enum nd_status collect(struct body a, struct nd_text a_text, struct body b,
			      const struct nd_keyed *runs, size_t n_runs, struct nd_array *out)
{
	for (size_t i = 0; i + SEED <= a.n;) {
		size_t at = 0;
		const size_t n = longest(a, i, b, runs, n_runs, &at);
		struct nd_passage passage;

		if (!long_enough(&a.token[i], n)) {
			i++;
			continue;
		}
		passage.a_from = a.token[i].from;
		passage.a_to = a.token[i + n - 1].to;
		passage.b_from = b.token[at].from;
		passage.b_to = b.token[at + n - 1].to;
		passage.text.at = a_text.at + passage.a_from;
		passage.text.len = passage.a_to - passage.a_from;
		if (!nd_array_append(out, &passage, 1))
			return ND_ENOMEM;
		i += n;
	}
	return ND_OK;
}

enum nd_status nd_passages(const struct nd_tokens *a, struct nd_text a_text,
			   const struct nd_tokens *b, size_t most, struct nd_array *out)
{
	const struct body body_a = body_of(a), body_b = body_of(b);
	size_t n_runs;
	struct nd_keyed *const runs = index_runs(body_b, &n_runs);
	const size_t before = out->n;
	enum nd_status status;

	if (!runs)
		return ND_ENOMEM;
	status = collect(body_a, a_text, body_b, runs, n_runs, out);
	free(runs);
	if (status == ND_OK && out->n > before) {
		qsort((struct nd_passage *)out->items + before, out->n - before,
		      sizeof(struct nd_passage), by_length);
		if (out->n - before > most)
			out->n = before + most;
	}
	return status;
}
