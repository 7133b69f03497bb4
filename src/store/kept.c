/* kept.c - records out and in */
#include "store/kept.h"

#include <string.h>

#include "base/bits.h"
#include "base/hash.h"

/*
 * Most terms are pairs of words that occur once, or words that occur once
 * somewhere below: their class says it all.  Of the others a byte tells the step
 * of tf, and above it the flags of a word.
 */
enum class { PAIR_ONCE, WORD_ONCE, PAIR, WORD };

_Static_assert(ND_KEPT_FLAGS == 15, "the flags of a word have 4 bits");

static const uint8_t tf_of_step[16] = { 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 20, 20, 20, 20, 20, 20 };

static unsigned step_of(unsigned tf)
{
	return tf < 9 ? tf : tf < 20 ? 9 : 10;
}

static enum class class_of(const struct nd_kept_term *term)
{
	if (term->flags & ND_TERM_PAIR)
		return term->tf == 1 ? PAIR_ONCE : PAIR;
	return term->tf == 1 && !(term->flags & ND_KEPT_FLAGS) ? WORD_ONCE : WORD;
}

static size_t classes_bytes(size_t n)
{
	return (n + 3) / 4;
}

static size_t marks_bytes(const struct nd_kept_term *terms, size_t n)
{
	size_t bytes = classes_bytes(n);

	for (size_t i = 0; i < n; i++)
		bytes += class_of(&terms[i]) >= PAIR;
	return bytes;
}

static void write_marks(uint8_t *to, const struct nd_kept_term *terms, size_t n)
{
	uint8_t *next = to + classes_bytes(n);

	for (size_t i = 0; i < n; i++) {
		const enum class class = class_of(&terms[i]);

		to[i / 4] |= (uint8_t)(class << i % 4 * 2);
		if (class >= PAIR)
			*next++ = (uint8_t)(step_of(terms[i].tf) | (terms[i].flags & ND_KEPT_FLAGS) << 4);
	}
}

/* The upper bits of classes: set where a byte follows. */
#define HAS_BYTE 0xaaaaaaaaaaaaaaaau

void nd_kept_marks(const struct nd_kept *kept, const uint32_t *places, size_t n, uint32_t *scratch,
		   uint8_t *tf, uint8_t *flags)
{
	const uint8_t *const classes = kept->term_marks;
	const uint8_t *const bytes = classes + classes_bytes(kept->head->terms);
	const size_t most = kept->head->term_marks - classes_bytes(kept->head->terms);

	/* 32 terms a word; behind the last one there are other parts of the record */
	nd_bits_before(classes, n ? (size_t)places[n - 1] / 32 + 1 : 0, HAS_BYTE, scratch);
	for (size_t k = 0; k < n; k++) {
		const uint32_t i = places[k], shift = i % 32 * 2;
		const uint64_t word = nd_bits_word(classes, i / 32);
		const enum class class = word >> shift & 3;
		const size_t at = scratch[i / 32] +
				  nd_count_ones(word & HAS_BYTE & (((uint64_t)1 << shift) - 1));
		const uint8_t byte = class >= PAIR && at < most ? bytes[at] : 1;

		tf[k] = tf_of_step[byte & 15];
		flags[k] = class & 1 ? byte >> 4 : ND_TERM_PAIR;
	}
}

/* The layout of a record: the same sums for writing and for reading. */
struct layout {
	size_t sketch, shingles, terms, marks, quoted, scores, texts, end;
};

static struct layout lay_out(const struct nd_kept_head *head)
{
	struct layout at = { .sketch = nd_fill_up(sizeof(*head)) };

	at.shingles = at.sketch + nd_fill_up(head->sketch);
	at.terms = at.shingles + nd_split_bytes(head->shingles);
	at.marks = at.terms + nd_split_bytes(head->terms);
	at.quoted = at.marks + nd_fill_up(head->term_marks);
	at.scores = at.quoted + (head->quoted ? ((size_t)head->shingles + 15) / 16 * 2 : 0);
	at.texts = at.scores + (size_t)head->scores * sizeof(uint16_t);
	at.end = nd_fill_up(at.texts + head->id + head->title + head->source + head->url);
	return at;
}

static uint64_t check_of(const struct nd_kept_head *head)
{
	return nd_hash_bytes((const char *)head + sizeof(head->check),
			     head->bytes - sizeof(head->check), 0);
}

enum nd_status nd_kept_write(struct nd_array *out, const struct nd_keeping *keeping)
{
	struct nd_kept_head head = keeping->head, *written;
	struct layout at;
	uint8_t *to, *text;

	head.sketch = (uint16_t)keeping->sketch_bytes;
	head.shingles = (uint32_t)keeping->n_shingles;
	head.terms = (uint32_t)keeping->n_terms;
	head.term_marks = (uint32_t)marks_bytes(keeping->terms, keeping->n_terms);
	head.quoted = keeping->quoted != NULL;
	head.scores = (uint16_t)keeping->n_scores;
	head.id = (uint16_t)keeping->id.len;
	head.title = (uint16_t)keeping->title.len;
	head.source = (uint16_t)keeping->source.len;
	head.url = (uint16_t)keeping->url.len;
	at = lay_out(&head);
	if (at.end > UINT32_MAX)
		return ND_ENOMEM;
	head.bytes = (uint32_t)at.end;
	to = nd_array_append(out, NULL, at.end);
	if (!to)
		return ND_ENOMEM;
	memcpy(to, &head, sizeof(head));
	if (head.sketch)
		memcpy(to + at.sketch, keeping->sketch, head.sketch);
	nd_split_write(to + at.shingles, keeping->shingles, head.shingles);
	nd_split_write(to + at.terms, keeping->term_keys, head.terms);
	write_marks(to + at.marks, keeping->terms, head.terms);
	if (head.quoted)
		memcpy(to + at.quoted, keeping->quoted, (head.shingles + 7) / 8);
	if (head.scores)
		memcpy(to + at.scores, keeping->scores, head.scores * sizeof(uint16_t));
	text = to + at.texts;
	text = (uint8_t *)mempcpy(text, keeping->id.at, head.id);
	text = (uint8_t *)mempcpy(text, keeping->title.len ? keeping->title.at : "", head.title);
	text = (uint8_t *)mempcpy(text, keeping->source.len ? keeping->source.at : "", head.source);
	mempcpy(text, keeping->url.len ? keeping->url.at : "", head.url);
	written = (struct nd_kept_head *)to;
	written->check = check_of(written);
	return ND_OK;
}

static struct nd_text take(const char **at, size_t n)
{
	const struct nd_text text = { *at, n };

	*at += n;
	return text;
}

int nd_kept_read(struct nd_kept *kept, const void *from, size_t n)
{
	const struct nd_kept_head *const head = from;

	if (n < sizeof(*head) || head->bytes > n || head->bytes < sizeof(*head) ||
	    head->check != check_of(head) || lay_out(head).end != head->bytes ||
	    head->term_marks < classes_bytes(head->terms))
		return 0;
	nd_kept_find(kept, from);
	return 1;
}

void nd_kept_find(struct nd_kept *kept, const void *from)
{
	const struct nd_kept_head *const head = from;
	const struct layout at = lay_out(head);
	const uint8_t *const bytes = from;
	const char *text = (const char *)bytes + at.texts;

	*kept = (struct nd_kept){
		.head = head,
		.sketch = head->sketch ? bytes + at.sketch : NULL,
		.shingles = bytes + at.shingles,
		.terms = bytes + at.terms,
		.term_marks = bytes + at.marks,
		.quoted = head->quoted ? bytes + at.quoted : NULL,
		.scores = (const uint16_t *)(bytes + at.scores),
	};
	kept->id = take(&text, head->id);
	kept->title = take(&text, head->title);
	kept->source = take(&text, head->source);
	kept->url = take(&text, head->url);
}

static void ask_for(const uint8_t *from, const uint8_t *end)
{
	for (const uint8_t *at = from; at < end && at < from + 4096; at += 64)
		__builtin_prefetch(at);
}

void nd_kept_ask_for_terms(const struct nd_kept *kept)
{
	ask_for(kept->terms, kept->term_marks + kept->head->term_marks);
}

void nd_kept_ask_for_shingles(const struct nd_kept *kept)
{
	ask_for(kept->shingles, kept->terms);
}
