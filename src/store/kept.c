/* kept.c - records out and in */
#include "store/kept.h"

#include <string.h>

#include "base/hash.h"
#include "store/packed.h"
#include "text/terms.h"

/*
 * Most terms are pairs of words that occur once: they are a bit.  The others
 * have a byte of flags, and where they occur more often a byte that says how
 * often, less one; above 20 it makes no difference.
 */
#define OFTEN 0x80

static int is_plain(const struct nd_kept_term *term)
{
	return term->tf == 1 && term->flags == ND_TERM_PAIR;
}

static size_t round_up(size_t n)
{
	return (n + 7) & ~(size_t)7;
}

static size_t marks_bytes(const struct nd_kept_term *terms, size_t n)
{
	size_t bytes = (n + 7) / 8;

	for (size_t i = 0; i < n; i++)
		bytes += is_plain(&terms[i]) ? 0 : terms[i].tf > 1 ? 2 : 1;
	return bytes;
}

static void write_marks(uint8_t *to, const struct nd_kept_term *terms, size_t n)
{
	uint8_t *next = to + (n + 7) / 8;

	for (size_t i = 0; i < n; i++) {
		const unsigned tf = terms[i].tf;

		if (is_plain(&terms[i])) {
			to[i / 8] |= (uint8_t)(1 << i % 8);
			continue;
		}
		*next++ = (uint8_t)(terms[i].flags | (tf > 1 ? OFTEN : 0));
		if (tf > 1)
			*next++ = (uint8_t)(tf - 1);
	}
}

struct nd_kept_marks nd_kept_marks(const struct nd_kept *kept)
{
	const uint8_t *const at = kept->term_marks;

	return (struct nd_kept_marks){
		at, at + (kept->head->terms + 7) / 8, at + kept->head->term_marks,
	};
}

struct nd_kept_term nd_kept_mark(struct nd_kept_marks *marks, uint32_t i)
{
	struct nd_kept_term term = { .tf = 1, .flags = ND_TERM_PAIR };

	if (marks->plain[i / 8] >> i % 8 & 1 || marks->next >= marks->end)
		return term;
	term.flags = *marks->next & (OFTEN - 1);
	if (*marks->next++ & OFTEN && marks->next < marks->end)
		term.tf = *marks->next++ + 1;
	return term;
}

/* The layout of a record: the same sums for writing and for reading. */
struct layout {
	size_t sketch, shingles, terms, marks, quoted, scores, texts, end;
};

static struct layout lay_out(const struct nd_kept_head *head)
{
	struct layout at = { .sketch = round_up(sizeof(*head)) };

	at.shingles = at.sketch + round_up(head->sketch);
	at.terms = at.shingles + nd_packed_bytes(head->shingles, ND_KEPT_SHINGLE_BITS);
	at.marks = at.terms + nd_packed_bytes(head->terms, ND_KEPT_TERM_BITS);
	at.quoted = at.marks + round_up(head->term_marks);
	at.scores = at.quoted + (size_t)head->quoted * sizeof(uint32_t);
	at.texts = at.scores + (size_t)head->scores * sizeof(uint16_t);
	at.end = round_up(at.texts + head->id + head->title + head->source + head->url);
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
	head.quoted = (uint32_t)keeping->n_quoted;
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
	nd_packed_write(to + at.shingles, keeping->shingles, head.shingles, ND_KEPT_SHINGLE_BITS);
	nd_packed_write(to + at.terms, keeping->term_keys, head.terms, ND_KEPT_TERM_BITS);
	write_marks(to + at.marks, keeping->terms, head.terms);
	if (head.quoted)
		memcpy(to + at.quoted, keeping->quoted, head.quoted * sizeof(uint32_t));
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
	    head->term_marks < (head->terms + 7) / 8)
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
		.quoted = (const uint32_t *)(bytes + at.quoted),
		.scores = (const uint16_t *)(bytes + at.scores),
	};
	kept->id = take(&text, head->id);
	kept->title = take(&text, head->title);
	kept->source = take(&text, head->source);
	kept->url = take(&text, head->url);
}
