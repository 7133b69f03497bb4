/*
 * hashes.c - easy stretches by the kernel, words with hard characters one by one
 *
 * The kernel stops at the first hard character.  The reader goes back to where
 * the open word began, or the first of the characters that touch it, and takes
 * character after character until it stands behind a break and has met nothing
 * hard for a while: in Japanese and Thai every other character is hard, in French one
 * in 30, and calling the kernel costs as much as some ten characters.
 */
#include "text/hashes.h"

#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"

#define CALM 24		/* bytes without a hard character after which the kernel is asked again */

struct reader {
	struct nd_hashes *hashes;
	struct nd_charmap *map;
	const struct nd_kernels *kernels;
	struct nd_spans spans;
	size_t behind;		/* bytes of the fields that follow the one at hand */
	size_t annex;		/* where in spans.folded the next word goes */
	int no_memory;
	/* the open token */
	size_t len;		/* bytes folded so far; 0: no token is open */
	int open_alone, joins;
	int touches;		/* nothing came since the last token */
};

/* From token 'at' on the run is of this kind. */
static void turn(struct nd_spans *spans, size_t at, int alone)
{
	if (spans->alone != alone)
		spans->turn[spans->n_turns++] = (uint32_t)at;
	spans->alone = alone;
}

/* Room for 'more' bytes and the slack in the annex.  The spans move with it. */
static void annex_room(struct reader *r, size_t more)
{
	struct nd_array *const folded = &r->hashes->folded;

	folded->n = r->annex;
	if (!nd_array_reserve(folded, more + ND_SLACK))
		r->no_memory = 1;
	r->spans.folded = folded->items;
}

/* Room for so many numbers behind the n that are there, and the slack; returns all. */
static uint32_t *room_behind(struct reader *r, struct nd_array *list, size_t n, size_t more)
{
	list->n = n;
	if (!nd_array_reserve(list, more + ND_SLACK))
		r->no_memory = 1;
	return list->items;
}

/* Room for so many tokens behind those that are there. */
static void token_room(struct reader *r, size_t more)
{
	struct nd_spans *const spans = &r->spans;

	spans->begin = room_behind(r, &r->hashes->begin, spans->n, more);
	spans->end = room_behind(r, &r->hashes->end, spans->n, more);
	spans->turn = room_behind(r, &r->hashes->turns, spans->n_turns, more);
}

static void compose(struct reader *r)
{
	char composed[ND_WORD_MAX];
	char *const at = (char *)r->spans.folded + r->annex;
	const size_t n = nd_charmap_compose(r->map, at, r->len, composed, sizeof(composed));

	if (n) {
		memcpy(at, composed, n);
		r->len = n;
	}
}

static void end_token(struct reader *r)
{
	struct nd_spans *const spans = &r->spans;

	if (!r->len)
		return;
	if (r->joins)
		compose(r);
	turn(spans, spans->n, r->open_alone);
	spans->begin[spans->n] = (uint32_t)r->annex;
	spans->end[spans->n++] = (uint32_t)(r->annex + r->len);
	r->annex += r->len;
	r->len = 0;
	r->open_alone = r->joins = 0;
	r->touches = 1;
	annex_room(r, ND_WORD_MAX + 1);
}

/* Take one folded character, whose entry says what it is. */
static void take(struct reader *r, uint32_t entry, uint32_t c)
{
	const uint32_t folded = entry & ND_CHAR_FOLD ? entry & ND_CHAR_FOLD : c;
	const uint32_t class = entry & ND_CHAR_CLASS;

	if (class == ND_CHAR_SKIP || (class == ND_CHAR_MARK && !r->len))
		return;
	if (class == ND_CHAR_BREAK || class == ND_CHAR_ALONE ||
	    (class == ND_CHAR_WORD && r->open_alone))
		end_token(r);
	if (class == ND_CHAR_BREAK)
		r->touches = 0;
	if (class == ND_CHAR_BREAK || r->no_memory)
		return;
	r->annex += !r->len && !r->touches;
	r->open_alone |= class == ND_CHAR_ALONE;
	r->joins |= !!(entry & ND_CHAR_JOINS);
	if (r->len + ND_UTF8_MAX <= ND_WORD_MAX)
		r->len += nd_utf8_put((char *)r->spans.folded + r->annex + r->len, folded);
}

/* A character that becomes several; seven kana may come from three bytes. */
static void take_expanded(struct reader *r, uint32_t c, size_t left)
{
	uint32_t parts[ND_EXPAND_MAX];
	const unsigned n = nd_charmap_expand(r->map, c, parts);

	token_room(r, left + ND_EXPAND_MAX);
	for (unsigned i = 0; i < n && !r->no_memory; i++)
		take(r, nd_charmap_get(r->map, parts[i]), parts[i]);
}

static int is_hard(const struct nd_fold *fold, uint32_t c)
{
	if (c < 0x800)
		return c >= 0x80 && fold->two[c] == ND_FOLD_HARD;
	if (c >= 0x4e00 && c < 0x9fc0)
		return 0;
	switch (c & ~0x3fu) {
	case 0x2000: return fold->mark[0][c & 0x3f];
	case 0x3000: return fold->mark[1][c & 0x3f];
	case 0xff00: return fold->mark[2][c & 0x3f];
	}
	return 1;
}

/* Take the character at 'at', or a byte that is none; returns how many bytes, and if it was hard. */
static unsigned take_character(struct reader *r, struct nd_text text, size_t at, int *hard)
{
	uint32_t c;
	const unsigned len = nd_utf8_get((const unsigned char *)text.at + at, text.len - at, &c);
	uint32_t entry;

	*hard = !len || is_hard(nd_charmap_fold(r->map), c);
	if (!len) {
		end_token(r);
		r->touches = 0;
		return 1;
	}
	entry = nd_charmap_get(r->map, c);
	if ((entry & ND_CHAR_CLASS) == ND_CHAR_EXPAND)
		take_expanded(r, c, text.len - at + r->behind);
	else
		take(r, entry, c);
	return len;
}

/*
 * Take characters of three bytes that are a token each as they stand, and the
 * breaks among them: most of Japanese and Thai.  Returns where something else
 * stands or it has been calm since *calm.  3 ns a character instead of 12 one by one.
 */
static size_t take_alone(struct reader *r, struct nd_text text, size_t at, size_t *calm)
{
	const struct nd_fold *const fold = nd_charmap_fold(r->map);
	const struct nd_charmap_pages *const pages = nd_charmap_pages(r->map);
	const size_t first = r->spans.n, left = text.len - at;
	size_t n = first, annex = r->annex, before = annex;
	int touches = r->touches, touched = touches;

	annex_room(r, left + left / 3 + ND_WORD_MAX + 1);	/* a byte between two that do not touch */
	for (uint32_t c; text.len - at >= 3 && !r->no_memory; at += 3) {
		const unsigned char *const byte = (const unsigned char *)text.at + at;
		uint32_t entry;

		if (byte[0] < 0xe0 || nd_utf8_get(byte, 3, &c) != 3 || (!touches && at - *calm >= CALM))
			break;
		*calm = is_hard(fold, c) ? at + 3 : *calm;
		entry = nd_charmap_look(pages, r->map, c);
		if ((entry & ND_CHAR_CLASS) == ND_CHAR_BREAK) {
			touches = 0;
			continue;
		}
		if ((entry & (ND_CHAR_CLASS | ND_CHAR_FOLD | ND_CHAR_JOINS)) != ND_CHAR_ALONE)
			break;
		before = annex;
		touched = touches;
		annex += !touches;
		memcpy(r->spans.folded + annex, byte, 3);
		r->spans.begin[n] = (uint32_t)annex;
		r->spans.end[n++] = (uint32_t)(annex += 3);
		touches = 1;
	}
	/* what stands here may be a mark that belongs to the last one: that is for others to see */
	if (at < text.len && (unsigned char)text.at[at] >= 0x80 && n > first && touches) {
		n--;
		at -= 3;
		annex = before;
		touches = touched;
	}
	if (n > first)
		turn(&r->spans, first, 1);
	r->spans.n = n;
	r->annex = annex;
	r->touches = touches;
	return at;
}

/* Does a character of three bytes stand here that ends the open token, whatever it is? */
static int stands_alone(struct reader *r, struct nd_text text, size_t at)
{
	const unsigned char *const byte = (const unsigned char *)text.at + at;
	uint32_t c;

	return byte[0] >= 0xe0 && nd_utf8_get(byte, text.len - at, &c) == 3 &&
	       (nd_charmap_look(nd_charmap_pages(r->map), r->map, c) & ND_CHAR_CLASS) == ND_CHAR_ALONE;
}

/* Read from a hard character, or from the word it is in, until it is calm; returns where that is. */
static size_t take_hard(struct reader *r, struct nd_text text, size_t at)
{
	size_t calm = at;	/* since when nothing hard was met */

	while (at < text.len && !r->no_memory && (r->len || r->touches || at - calm < CALM)) {
		int hard;

		if (r->len && stands_alone(r, text, at))
			end_token(r);
		if (!r->len)
			at = take_alone(r, text, at, &calm);
		if (at == text.len)
			break;
		at += take_character(r, text, at, &hard);
		calm = hard ? at : calm;
	}
	if (at == text.len)
		end_token(r);
	return at;
}

/* The kernel stopped within an open token: drop those it found from 'first' on that touch it and
 * each other.  Returns where in spans->folded they began. */
static size_t drop_touching(struct nd_spans *spans, size_t first)
{
	while (spans->n > first && spans->begin[spans->n] == spans->end[spans->n - 1])
		spans->n--;
	while (spans->n_turns && spans->turn[spans->n_turns - 1] >= spans->n) {
		spans->n_turns--;
		spans->alone ^= 1;
	}
	return spans->begin[spans->n];
}

static void read_field(struct reader *r, struct nd_text text, uint32_t base)
{
	struct nd_spans *const spans = &r->spans;
	const struct nd_fold *const fold = nd_charmap_fold(r->map);
	size_t at = 0;

	while (at < text.len && !r->no_memory) {
		const size_t before = spans->n;

		at = r->kernels->find_words(fold, text.at, at, text.len, base, spans);
		if (at == text.len && spans->open)
			spans->end[spans->n++] = base + (uint32_t)at;
		else if (spans->open)
			at = drop_touching(spans, before) - base;
		spans->open = 0;
		r->touches = 0;	/* the kernel ends before a token */
		if (at < text.len)
			at = take_hard(r, text, at);
	}
}

static int glued(const struct nd_spans *spans, size_t i)
{
	return i && i < spans->n && spans->begin[i] == spans->end[i - 1];
}

/* The elements of the words from..to - 1. */
static void list_words(struct nd_hashes *hashes, const struct nd_spans *spans, size_t from, size_t to)
{
	const uint64_t *const hash = hashes->list.items;

	for (size_t i = from; i < to; i++) {
		const struct nd_piece piece = {
			.hash = hash[i],
			.folded = (const char *)spans->folded + spans->begin[i],
			.len = spans->end[i] - spans->begin[i],
			.glued = glued(spans, i),
			.next_glued = glued(spans, i + 1),
		};

		nd_elements_add(&hashes->elements, i, &piece);
	}
}

/* The tokens' elements, a run of one kind after the other. */
static enum nd_status list_elements(struct nd_hashes *hashes, const struct nd_kernels *kernels,
				    const struct nd_spans *spans)
{
	const uint32_t *const turn = hashes->turns.items;
	const size_t runs = hashes->turns.n + 1;
	size_t room = 2 * hashes->n;	/* of a word there may be more: its characters */

	for (size_t run = 0; run < runs; run += 2)
		for (size_t i = run ? turn[run - 1] : 0; i < (run + 1 < runs ? turn[run] : hashes->n); i++)
			room += ND_ELEMENTS_MOST(0, spans->end[i] - spans->begin[i]);
	if (nd_elements_begin(&hashes->elements, room) != ND_OK)
		return ND_ENOMEM;
	for (size_t run = 0, from = 0; run < runs; run++) {
		const size_t to = run + 1 < runs ? turn[run] : hashes->n;

		if (run & 1)
			nd_elements_add_alone(&hashes->elements, kernels, hashes->list.items,
					      spans->begin, spans->end, from, to);
		else
			list_words(hashes, spans, from, to);
		from = to;
	}
	return ND_OK;
}

enum nd_status nd_hashes_read(struct nd_hashes *hashes, struct nd_charmap *map,
			     const struct nd_kernels *kernels, struct nd_text title,
			     struct nd_text text)
{
	const size_t bytes = title.len + text.len;
	struct reader r = { .hashes = hashes, .map = map, .kernels = kernels, .behind = text.len };

	hashes->list.n = 0;
	r.annex = 0;
	annex_room(&r, bytes + 2 * ND_SLACK + ND_WORD_MAX + 1);
	token_room(&r, bytes + 2);
	r.annex = bytes + 2 * ND_SLACK;
	if (!r.no_memory)
		read_field(&r, title, 0);
	r.behind = 0;
	if (!r.no_memory)
		read_field(&r, text, (uint32_t)title.len + ND_SLACK);
	hashes->n = r.spans.n;
	hashes->turns.n = r.spans.n_turns;
	if (r.no_memory || !nd_array_reserve(&hashes->list, hashes->n + ND_SLACK))
		return ND_ENOMEM;
	kernels->hash_words(r.spans.folded, r.spans.begin, r.spans.end, hashes->n,
			    hashes->list.items);
	hashes->list.n = hashes->n;
	return hashes->turns.n ? list_elements(hashes, kernels, &r.spans) : ND_OK;
}

struct nd_elements nd_hashes_elements(const struct nd_hashes *hashes)
{
	struct nd_elements elements = hashes->elements;

	if (!hashes->turns.n) {
		elements.hash = hashes->list;
		elements.turns.n = 0;
	}
	return elements;
}

void nd_hashes_release(struct nd_hashes *hashes)
{
	nd_array_release(&hashes->folded);
	nd_array_release(&hashes->begin);
	nd_array_release(&hashes->end);
	nd_array_release(&hashes->list);
	nd_array_release(&hashes->turns);
	nd_elements_release(&hashes->elements);
}
