/*
 * unpack.c - a block becomes articles
 *
 * The checksums were right, but who wrote them is not known: no length is believed, and
 * what later stages rely on (order, ranges) is looked at.
 */
#include <string.h>

#include "base/bits.h"
#include "base/packed.h"
#include "engine/engine.h"
#include "shard/shard.h"

#define FLAGS_MOST	127	/* of a term: the eighth bit is the vocabulary's */

void nd_shard_reader_release(struct nd_shard_reader *reader)
{
	nd_array_release(&reader->columns);
	nd_array_release(&reader->texts);
	nd_array_release(&reader->numbers);
	nd_array_release(&reader->shingles);
	nd_array_release(&reader->terms);
}

static const struct nd_shard_head *heads_of(const struct nd_shard_block *block)
{
	return (const struct nd_shard_head *)(block + 1);
}

static size_t bits_bytes(const struct nd_shard_head *head, unsigned flag)
{
	return head->flags & flag ? nd_fill_up(((size_t)head->shingles + 7) / 8) : 0;
}

/* Bytes of an article's lists. */
static size_t lists_bytes(const struct nd_shard_head *head)
{
	return nd_packed_hashes_bytes(head->shingles) +
	       bits_bytes(head, ND_SHARD_MARKED) + bits_bytes(head, ND_SHARD_QUOTED) +
	       nd_packed_bytes(head->terms, ND_SHARD_KEY_BITS);
}

static size_t strings_bytes(const struct nd_shard_head *head)
{
	return (size_t)head->id + head->title + head->lead + head->source + head->url;
}

/* What all articles of a block have together. */
struct sums {
	size_t lists, terms, strings, texts;
};

/* 0: they do not make up the block. */
static int add_up(const struct nd_shard_block *block, struct sums *sums)
{
	const size_t inside = block->bytes - sizeof(*block);
	const struct nd_shard_head *const heads = heads_of(block);

	*sums = (struct sums){ 0, 0, 0, 0 };
	if (block->articles > inside / sizeof(*heads))
		return 0;
	for (uint32_t i = 0; i < block->articles; i++) {
		sums->lists += lists_bytes(&heads[i]);
		sums->terms += heads[i].terms;
		sums->strings += strings_bytes(&heads[i]);
		sums->texts += heads[i].text;
		if (sums->lists > inside || sums->strings + sums->texts > ND_SHARD_STRINGS)
			return 0;
	}
	return inside == block->articles * sizeof(*heads) + sums->lists +
			 nd_fill_up(block->columns) + nd_fill_up(block->texts);
}

static enum nd_status unzip(struct nd_zipper *zipper, struct nd_array *to, const void *from,
			    size_t n, size_t whole)
{
	to->n = 0;
	if (!nd_array_reserve(to, whole))
		return ND_ENOMEM;
	return whole ? nd_unzip(zipper, from, n, to->items, whole) : ND_OK;
}

enum nd_status nd_shard_begin(struct nd_shard_reader *reader, struct nd_zipper *zipper,
			      const struct nd_shard *shard, const struct nd_shard_block *block)
{
	struct sums sums;
	const uint8_t *columns;

	if (!add_up(block, &sums))
		return ND_EFORMAT;
	reader->shard = shard;
	reader->block = block;
	reader->next = 0;
	reader->term = reader->text = 0;
	reader->n_terms = sums.terms;
	reader->string = 3 * sums.terms;
	reader->whole = sums.texts;
	reader->has_texts = 0;
	reader->list = (const uint8_t *)(heads_of(block) + block->articles);
	columns = reader->list + sums.lists;
	reader->zipped_texts = columns + nd_fill_up(block->columns);
	return unzip(zipper, &reader->columns, columns, block->columns, reader->string + sums.strings);
}

/* Room for n numbers; NULL: out of memory. */
static uint32_t *room_for(struct nd_shard_reader *reader, uint32_t n)
{
	reader->numbers.n = 0;
	return nd_array_reserve(&reader->numbers, n);
}

/* The shingles: into the arena, or where they are only looked at, into the reader. */
static enum nd_status take_shingles(struct nd_shard_reader *reader, struct nd_arena *arena,
				    uint32_t n, struct nd_shard_article *out)
{
	uint32_t *const upper = room_for(reader, n);
	uint64_t *set;
	int in_order = 1;

	reader->shingles.n = 0;
	set = arena ? nd_arena_take(arena, n * sizeof(*set)) : nd_array_reserve(&reader->shingles, n);
	if (!upper || !set)
		return ND_ENOMEM;
	nd_packed_hashes_read(reader->list, n, set, upper);
	for (uint32_t i = 1; i < n; i++)
		in_order &= set[i - 1] < set[i];
	out->packed = reader->list;
	out->shingles = (struct nd_set){ set, n };
	reader->list += nd_packed_hashes_bytes(n);
	return in_order ? ND_OK : ND_EFORMAT;
}

/* Those of a set whose bit is set in the next list, if there is one and it is wanted. */
static enum nd_status take_part(struct nd_shard_reader *reader, struct nd_arena *arena,
				const struct nd_shard_head *head, unsigned flag, int wanted,
				struct nd_set all, struct nd_set *out)
{
	static const uint64_t nothing;
	const uint8_t *const bits = reader->list;
	uint64_t *part;
	size_t n = 0;

	*out = (struct nd_set){ &nothing, 0 };
	reader->list += bits_bytes(head, flag);
	if (!(head->flags & flag) || !wanted)
		return ND_OK;
	for (size_t i = 0; i < all.n; i++)
		n += bits[i / 8] >> i % 8 & 1;
	part = nd_arena_take(arena, n * sizeof(*part));
	if (!part)
		return ND_ENOMEM;
	*out = (struct nd_set){ part, n };
	for (size_t i = 0; i < all.n; i++)
		if (bits[i / 8] >> i % 8 & 1)
			*part++ = all.at[i];
	return ND_OK;
}

static int are_sound(const struct nd_terms *terms)
{
	int sound = 1;

	for (uint32_t i = 0; i < terms->n; i++)
		sound &= terms->tf[i] > 0 && terms->flags[i] <= FLAGS_MOST;
	for (uint32_t i = 1; i < terms->n; i++)
		sound &= terms->key[i - 1] < terms->key[i];
	return sound;
}

static enum nd_status take_terms(struct nd_shard_reader *reader, uint32_t n, int wanted,
				 struct nd_terms *out)
{
	const uint8_t *const level = (const uint8_t *)reader->columns.items + reader->term;
	void *block;

	*out = (struct nd_terms){ .n = 0 };
	reader->term += n;
	if (!wanted || !n)
		return ND_OK;
	reader->terms.n = 0;
	block = nd_array_reserve(&reader->terms, ND_TERMS_BYTES((size_t)n));
	if (!block)
		return ND_ENOMEM;
	*out = nd_terms_in(block, n);
	nd_packed_read(reader->list, n, ND_SHARD_KEY_BITS, out->key);
	memcpy(out->level, level, n);
	memcpy(out->tf, level + reader->n_terms, n);
	memcpy(out->flags, level + 2 * reader->n_terms, n);
	return are_sound(out) ? ND_OK : ND_EFORMAT;
}

static struct nd_text take_string(struct nd_shard_reader *reader, size_t n)
{
	const struct nd_text text = { (const char *)reader->columns.items + reader->string, n };

	reader->string += n;
	return text;
}

static void take_strings(struct nd_shard_reader *reader, const struct nd_shard_head *head,
			 struct nd_shard_article *out)
{
	struct nd_article *const article = &out->article;

	article->id = take_string(reader, head->id);
	article->title = take_string(reader, head->title);
	article->text = take_string(reader, head->lead);
	article->source = take_string(reader, head->source);
	article->url = take_string(reader, head->url);
	out->has_text = !!(head->flags & ND_SHARD_TEXT);
	out->text_at = reader->text;
	out->text_len = head->text;
	reader->text += head->text;
}

/* Could an article be like that? */
static int is_sound(const struct nd_shard_article *article)
{
	return nd_article_check(&article->article, NULL) == ND_OK &&
	       article->text_len <= ND_TEXT_MAX - article->article.title.len &&
	       (article->is_short || (article->content && article->shingles.n)) &&
	       article->coverage >= 0 && article->coverage <= 1;
}

enum nd_status nd_shard_next(struct nd_shard_reader *reader, struct nd_arena *arena,
			     unsigned parts, int keep, struct nd_shard_article *out)
{
	const struct nd_shard_head *const head = &heads_of(reader->block)[reader->next++];
	const int events = !!(parts & ND_SHARD_EVENTS);
	enum nd_status status;

	*out = (struct nd_shard_article){
		.article = { .published = head->published },
		.content = head->content,
		.tokens = head->tokens,
		.is_short = !!(head->flags & ND_SHARD_SHORT),
		.coverage = events ? head->coverage : 0,
	};
	take_strings(reader, head, out);
	status = take_shingles(reader, keep ? arena : NULL, head->shingles, out);
	if (status == ND_OK)
		status = take_part(reader, arena, head, ND_SHARD_MARKED,
				   !!(parts & ND_SHARD_FINGERPRINTS), out->shingles,
				   &out->fingerprints);
	if (status == ND_OK)
		status = take_part(reader, arena, head, ND_SHARD_QUOTED, events, out->shingles,
				   &out->quoted);
	if (status == ND_OK)
		status = take_terms(reader, head->terms, events, &out->terms);
	reader->list += nd_packed_bytes(head->terms, ND_SHARD_KEY_BITS);
	return status == ND_OK && !is_sound(out) ? ND_EFORMAT : status;
}

void nd_shard_document(const struct nd_shard_article *article, struct nd_document *document)
{
	struct nd_features *const features = document->features;

	document->content = article->is_short ? 0 : article->content;
	document->tokens = article->tokens;
	features->coverage = article->coverage;
	features->shingles = article->shingles;
	features->quoted = article->quoted;
	features->fingerprints = article->fingerprints;
}

enum nd_status nd_shard_text(struct nd_shard_reader *reader, struct nd_zipper *zipper,
			     const struct nd_shard_article *article, struct nd_text *text)
{
	enum nd_status status = ND_OK;

	if (!reader->has_texts)
		status = unzip(zipper, &reader->texts, reader->zipped_texts, reader->block->texts,
			       reader->whole);
	reader->has_texts = status == ND_OK;
	*text = (struct nd_text){ (const char *)reader->texts.items + article->text_at,
				  article->text_len };
	return status;
}
