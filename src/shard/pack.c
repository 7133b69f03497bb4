/*
 * pack.c - articles become a block
 *
 * Hashes do not get shorter by zipping: those of an article are written in order, their
 * upper halves as packed lists.  What is known of each term, and strings, are zipped in
 * columns, one for all articles of the block.
 */
#include <string.h>

#include "base/bits.h"
#include "base/hash.h"
#include "base/packed.h"
#include "base/utf8.h"
#include "shard/shard.h"

void nd_shard_packer_release(struct nd_shard_packer *packer)
{
	nd_zipper_release(&packer->zipper);
	nd_array_release(&packer->heads);
	nd_array_release(&packer->lists);
	nd_array_release(&packer->levels);
	nd_array_release(&packer->tf);
	nd_array_release(&packer->flags);
	nd_array_release(&packer->strings);
	nd_array_release(&packer->texts);
	nd_array_release(&packer->upper);
	nd_array_release(&packer->columns);
}

/* Append n ascending numbers as a packed list. */
static enum nd_status put_numbers(struct nd_array *lists, const uint32_t *numbers, size_t n)
{
	uint8_t *const to = nd_array_append(lists, NULL, nd_packed_bytes((uint32_t)n, ND_SHARD_KEY_BITS));

	if (!to)
		return ND_ENOMEM;
	nd_packed_write(to, numbers, (uint32_t)n, ND_SHARD_KEY_BITS);
	return ND_OK;
}

static enum nd_status put_set(struct nd_shard_packer *packer, struct nd_set set)
{
	const uint32_t n = (uint32_t)set.n;
	uint32_t *upper;
	uint8_t *to;

	packer->upper.n = 0;
	upper = nd_array_reserve(&packer->upper, n);
	to = upper ? nd_array_append(&packer->lists, NULL, nd_packed_hashes_bytes(n)) : NULL;
	if (!to)
		return ND_ENOMEM;
	nd_packed_hashes_write(to, set.at, n, upper);
	return ND_OK;
}

/* Append a bit for each of a set: is it in this part of it?  Nothing where the part is empty. */
static enum nd_status put_part(struct nd_array *lists, struct nd_set set, struct nd_set part)
{
	uint8_t *const to = part.n ? nd_array_append(lists, NULL, nd_fill_up((set.n + 7) / 8)) : NULL;

	if (!part.n)
		return ND_OK;
	for (size_t i = 0, k = 0; to && i < set.n && k < part.n; i++) {
		if (set.at[i] != part.at[k])
			continue;
		to[i / 8] |= (uint8_t)(1 << i % 8);
		k++;
	}
	return to ? ND_OK : ND_ENOMEM;
}

static enum nd_status put_terms(struct nd_shard_packer *packer, const struct nd_terms *terms)
{
	if (put_numbers(&packer->lists, terms->key, terms->n) != ND_OK ||
	    !nd_array_append(&packer->levels, terms->level, terms->n) ||
	    !nd_array_append(&packer->tf, terms->tf, terms->n) ||
	    !nd_array_append(&packer->flags, terms->flags, terms->n))
		return ND_ENOMEM;
	return ND_OK;
}

static struct nd_text begin_of(struct nd_text text, size_t most)
{
	return (struct nd_text){ text.at, nd_utf8_floor(text.at, text.len, most) };
}

/* Forget what came since then. */
static void cut(struct nd_shard_packer *packer, const struct nd_shard_packer *before)
{
	packer->lists.n = before->lists.n;
	packer->levels.n = packer->tf.n = packer->flags.n = before->levels.n;
	packer->strings.n = before->strings.n;
	packer->texts.n = before->texts.n;
}

enum nd_status nd_shard_pack(struct nd_shard_packer *packer, const struct nd_article *article,
			     const struct nd_document *document, const struct nd_terms *terms,
			     int with_text)
{
	static const struct nd_text none = { "", 0 };
	const struct nd_features *const features = document->features;
	const struct nd_text url = begin_of(article->url, ND_SHARD_URL);
	const struct nd_text lead = article->title.len ? none : begin_of(article->text, ND_SHARD_LEAD);
	const struct nd_text text = with_text ? article->text : none;
	const struct nd_shard_head head = {
		.published = article->published,
		.content = document->content ? document->content : nd_article_hash(article),
		.tokens = document->tokens,
		.coverage = features->coverage,
		.shingles = (uint32_t)features->shingles.n,
		.terms = terms->n,
		.text = (uint32_t)text.len,
		.title = (uint32_t)article->title.len,
		.source = (uint32_t)article->source.len,
		.url = (uint32_t)url.len,
		.id = (uint16_t)article->id.len,
		.lead = (uint16_t)lead.len,
		.flags = (uint16_t)((document->content ? 0 : ND_SHARD_SHORT) |
				    (features->quoted.n ? ND_SHARD_QUOTED : 0) |
				    (features->fingerprints.n ? ND_SHARD_MARKED : 0) |
				    (with_text ? ND_SHARD_TEXT : 0)),
	};
	const struct nd_shard_packer before = *packer;

	if (put_set(packer, features->shingles) != ND_OK ||
	    put_part(&packer->lists, features->shingles, features->fingerprints) != ND_OK ||
	    put_part(&packer->lists, features->shingles, features->quoted) != ND_OK ||
	    put_terms(packer, terms) != ND_OK ||
	    !nd_array_append(&packer->strings, article->id.at, article->id.len) ||
	    !nd_array_append(&packer->strings, article->title.at, article->title.len) ||
	    !nd_array_append(&packer->strings, lead.at, lead.len) ||
	    !nd_array_append(&packer->strings, article->source.at, article->source.len) ||
	    !nd_array_append(&packer->strings, url.at, url.len) ||
	    !nd_array_append(&packer->texts, text.at, text.len) ||
	    !nd_array_append(&packer->heads, &head, 1)) {
		cut(packer, &before);
		return ND_ENOMEM;
	}
	return ND_OK;
}

int nd_shard_is_full(const struct nd_shard_packer *packer)
{
	/* without texts the lists are what is large: 5 to 7 times the text */
	return packer->texts.n + packer->strings.n >= ND_SHARD_BLOCK ||
	       packer->lists.n >= 4 * ND_SHARD_BLOCK;
}

static void forget(struct nd_shard_packer *packer)
{
	packer->heads.n = packer->lists.n = packer->levels.n = packer->tf.n = 0;
	packer->flags.n = packer->strings.n = packer->texts.n = 0;
}

/* Append zipped bytes, filled up to 8; returns how many they are, or SIZE_MAX. */
static size_t put_zipped(struct nd_shard_packer *packer, struct nd_array *out,
			 const struct nd_array *bytes)
{
	const size_t before = out->n;
	size_t zipped;

	if (bytes->n && nd_zip(&packer->zipper, out, bytes->items, bytes->n) != ND_OK)
		return SIZE_MAX;
	zipped = out->n - before;
	return nd_array_append(out, NULL, nd_fill_up(zipped) - zipped) ? zipped : SIZE_MAX;
}

static int join_columns(struct nd_shard_packer *packer)
{
	struct nd_array *const all = &packer->columns;

	all->n = 0;
	return nd_array_append(all, packer->levels.items, packer->levels.n) &&
	       nd_array_append(all, packer->tf.items, packer->tf.n) &&
	       nd_array_append(all, packer->flags.items, packer->flags.n) &&
	       nd_array_append(all, packer->strings.items, packer->strings.n);
}

/* The block, and how long its zipped parts are. */
static enum nd_status put_block(struct nd_shard_packer *packer, struct nd_array *out,
				struct nd_shard_block *block)
{
	size_t columns, texts;

	if (!join_columns(packer) || !nd_array_append(out, NULL, sizeof(*block)) ||
	    !nd_array_append(out, packer->heads.items,
			     packer->heads.n * sizeof(struct nd_shard_head)) ||
	    !nd_array_append(out, packer->lists.items, packer->lists.n))
		return ND_ENOMEM;
	columns = put_zipped(packer, out, &packer->columns);
	texts = columns == SIZE_MAX ? SIZE_MAX : put_zipped(packer, out, &packer->texts);
	block->columns = (uint32_t)columns;
	block->texts = (uint32_t)texts;
	return texts == SIZE_MAX ? ND_ENOMEM : ND_OK;
}

enum nd_status nd_shard_seal(struct nd_shard_packer *packer, struct nd_array *out)
{
	struct nd_shard_block block = { .articles = (uint32_t)packer->heads.n };
	const size_t before = out->n;

	if (!block.articles)
		return ND_OK;
	if (put_block(packer, out, &block) != ND_OK || out->n - before > UINT32_MAX) {
		out->n = before;
		return ND_ENOMEM;
	}
	block.bytes = (uint32_t)(out->n - before);
	memcpy((uint8_t *)out->items + before, &block, sizeof(block));
	forget(packer);
	return ND_OK;
}

uint64_t nd_shard_check(const struct nd_shard_header *header, const struct nd_shard_block *block,
			uint64_t number)
{
	return nd_hash_bytes((const char *)block + sizeof(block->check),
			     block->bytes - sizeof(block->check), header->check + number);
}
