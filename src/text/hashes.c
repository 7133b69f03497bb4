/*
 * hashes.c - easy stretches by the kernel, words with hard characters one by one
 *
 * The kernel stops at the first hard character.  The reader goes back to where
 * the open word began and takes character after character until it stands
 * between two tokens and has met nothing hard for a while: in Chinese every
 * character is hard, in French one in 30, and calling the kernel costs as much
 * as some ten characters.
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
	int alone;		/* kind of the run at hand */
	int no_memory;
	/* the open token */
	size_t len;		/* bytes folded so far; 0: no token is open */
	int open_alone, joins;
	int touches;		/* nothing came since the last token */
};

/* From token 'at' on the run is of this kind. */
static void turn(struct reader *r, size_t at, int alone)
{
	const uint32_t place = (uint32_t)at;

	if (r->alone == alone)
		return;
	r->alone = alone;
	if (!nd_array_append(&r->hashes->turns, &place, 1))
		r->no_memory = 1;
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

/* Room for so many tokens behind those that are there, and the slack. */
static void token_room(struct reader *r, size_t more)
{
	struct nd_array *const begin = &r->hashes->begin, *const end = &r->hashes->end;

	begin->n = end->n = r->spans.n;
	if (!nd_array_reserve(begin, more + ND_SLACK) || !nd_array_reserve(end, more + ND_SLACK))
		r->no_memory = 1;
	r->spans.begin = begin->items;
	r->spans.end = end->items;
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
	turn(r, spans->n, r->open_alone);
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
	return c < 0x2000 || c >= 0x2040 || fold->mark[c & 0x3f];
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

/* Read from a hard character, or from the word it is in, until it is calm; returns where that is. */
static size_t take_hard(struct reader *r, struct nd_text text, size_t at)
{
	size_t calm = at;	/* since when nothing hard was met */

	while (at < text.len && !r->no_memory && (r->len || at - calm < CALM)) {
		int hard;

		at += take_character(r, text, at, &hard);
		calm = hard ? at : calm;
	}
	if (at == text.len)
		end_token(r);
	return at;
}

static void read_field(struct reader *r, struct nd_text text, uint32_t base)
{
	struct nd_spans *const spans = &r->spans;
	const struct nd_fold *const fold = nd_charmap_fold(r->map);
	size_t at = 0;

	while (at < text.len && !r->no_memory) {
		const size_t before = spans->n;

		at = r->kernels->find_words(fold, text.at, at, text.len, base, spans);
		if (spans->n + (size_t)spans->open > before)
			turn(r, before, 0);
		if (at == text.len && spans->open)
			spans->end[spans->n++] = base + (uint32_t)at;
		else if (spans->open)
			at = spans->begin[spans->n] - base;	/* the word with the hard one */
		spans->open = 0;
		r->touches = 0;	/* the kernel ends before a token */
		if (at < text.len)
			at = take_hard(r, text, at);
	}
}

/* A word counts with its first ND_WORD_MAX bytes at most: as many whole characters as take()
 * takes.  Those in the annex are cut. */
static void cut_long_words(struct nd_spans *spans, size_t annex)
{
	const uint32_t most = ND_WORD_MAX - ND_UTF8_MAX;
	uint32_t longest = 0;

	for (size_t i = 0; i < spans->n; i++) {	/* without a branch: a vector loop */
		const uint32_t len = spans->end[i] - spans->begin[i];

		longest = len > longest ? len : longest;
	}
	for (size_t i = 0; longest > most && i < spans->n; i++) {
		uint32_t end = spans->begin[i] + most + 1;

		if (end >= spans->end[i] || end >= annex)
			continue;
		while (end < spans->end[i] && (spans->folded[end] & 0xc0) == 0x80)
			end++;
		spans->end[i] = end;
	}
}

static enum nd_status list_elements(struct nd_hashes *hashes, const struct nd_spans *spans)
{
	const uint64_t *const hash = hashes->list.items;
	const uint32_t *const turn = hashes->turns.items;
	size_t room = 0, run = 0;

	for (size_t i = 0; i < hashes->n; i++) {
		run += run < hashes->turns.n && turn[run] == i;
		room += ND_ELEMENTS_MOST(run & 1, spans->end[i] - spans->begin[i]);
	}
	if (nd_elements_begin(&hashes->elements, room) != ND_OK)
		return ND_ENOMEM;
	run = 0;
	for (size_t i = 0; i < hashes->n; i++) {
		struct nd_piece piece = {
			.hash = hash[i],
			.folded = (const char *)spans->folded + spans->begin[i],
			.len = spans->end[i] - spans->begin[i],
		};

		run += run < hashes->turns.n && turn[run] == i;
		piece.alone = run & 1;
		piece.glued = i && spans->begin[i] == spans->end[i - 1];
		piece.next_glued = i + 1 < hashes->n && spans->begin[i + 1] == spans->end[i];
		nd_elements_add(&hashes->elements, i, &piece);
	}
	return ND_OK;
}

enum nd_status nd_hashes_read(struct nd_hashes *hashes, struct nd_charmap *map,
			     const struct nd_kernels *kernels, struct nd_text title,
			     struct nd_text text)
{
	const size_t bytes = title.len + text.len;
	struct reader r = { .hashes = hashes, .map = map, .kernels = kernels, .behind = text.len };

	hashes->turns.n = hashes->list.n = 0;
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
	if (r.no_memory || !nd_array_reserve(&hashes->list, hashes->n + ND_SLACK))
		return ND_ENOMEM;
	cut_long_words(&r.spans, bytes + 2 * ND_SLACK);
	kernels->hash_words(r.spans.folded, r.spans.begin, r.spans.end, hashes->n,
			    hashes->list.items);
	hashes->list.n = hashes->n;
	return hashes->turns.n ? list_elements(hashes, &r.spans) : ND_OK;
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
