/* model_units.c - a text as lines and sentences, byte by byte */
#include <string.h>

#include "base/hash.h"
#include "model/model.h"

#define LONG_WORDS	3	/* a unit of fewer words and bytes is short */
#define LONG_BYTES	24
#define WORD_BYTES	64	/* of a word that count */

enum class {
	OTHER,		/* punctuation */
	BLANK,
	LINE_END,
	STOP,		/* ends a sentence if a blank follows */
	WORD,		/* letters, digits, everything beyond ASCII */
	LEAD		/* as WORD, but a mark that ends a sentence may begin so */
};

static const uint8_t classes[256] = {
	[0 ... 9] = BLANK, ['\n'] = LINE_END, [11 ... 12] = BLANK, ['\r'] = LINE_END,
	[14 ... ' '] = BLANK, ['.'] = STOP, ['!'] = STOP, ['?'] = STOP,
	['0' ... '9'] = WORD, ['A' ... 'Z'] = WORD, ['a' ... 'z'] = WORD,
	[0x80 ... 0xd7] = WORD, [0xd8] = LEAD, [0xd9 ... 0xda] = WORD, [0xdb] = LEAD,
	[0xdc ... 0xdf] = WORD, [0xe0] = LEAD, [0xe1] = WORD, [0xe2 ... 0xe3] = LEAD,
	[0xe4 ... 0xee] = WORD, [0xef] = LEAD, [0xf0 ... 0xff] = WORD,
};

struct reader {
	const unsigned char *at;
	size_t n, i;
	struct nd_array *units;
	/* the unit at hand */
	size_t from, words, longest, longest_from;
};

static int blank_at(const struct reader *r, size_t i)
{
	return i < r->n && (classes[r->at[i]] == BLANK || classes[r->at[i]] == LINE_END);
}

/*
 * Bytes of the mark beyond ASCII at r->i, 0 where there is none.  The ellipsis and
 * the Arabic marks need a blank behind them, those of Chinese, Japanese and Hindi
 * do not.
 */
static size_t wide_mark(const struct reader *r)
{
	static const struct { char mark[4]; uint8_t len, bare; } marks[] = {
		{ "\xe2\x80\xa6", 3, 0 }, { "\xd8\x9f", 2, 0 }, { "\xdb\x94", 2, 0 },
		{ "\xe3\x80\x82", 3, 1 }, { "\xef\xbc\x81", 3, 1 }, { "\xef\xbc\x9f", 3, 1 },
		{ "\xe0\xa5\xa4", 3, 1 },
	};

	for (size_t k = 0; k < sizeof(marks) / sizeof(*marks); k++)
		if (r->n - r->i >= marks[k].len &&
		    !memcmp(r->at + r->i, marks[k].mark, marks[k].len))
			return marks[k].bare || blank_at(r, r->i + marks[k].len) ? marks[k].len : 0;
	return 0;
}

/* Move over a word; what stands at r->i belongs to one. */
static void take_word(struct reader *r)
{
	const size_t from = r->i;

	size_t to;

	do
		r->i++;
	while (r->i < r->n && (classes[r->at[r->i]] == WORD ||
			       (classes[r->at[r->i]] == LEAD && !wide_mark(r))));
	to = r->i < r->from + ND_UNIT_SEARCHED ? r->i : r->from + ND_UNIT_SEARCHED;
	if (from >= to)
		return;
	r->words++;
	if (to - from > r->longest) {
		r->longest = to - from;
		r->longest_from = from;
	}
}

/* Hash of the longest word, ASCII in lower case. */
static uint32_t longest_word(const struct reader *r)
{
	const size_t n = r->longest < WORD_BYTES ? r->longest : WORD_BYTES;
	unsigned char word[WORD_BYTES];

	for (size_t i = 0; i < n; i++) {
		const unsigned char byte = r->at[r->longest_from + i];

		word[i] = byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
	}
	return (uint32_t)nd_hash_word((const char *)word, n);
}

static int is_line(const struct reader *r, size_t to)
{
	size_t from = r->from;

	while (from > 0 && classes[r->at[from - 1]] == BLANK)
		from--;
	while (to < r->n && classes[r->at[to]] == BLANK)
		to++;
	return (from == 0 || classes[r->at[from - 1]] == LINE_END) &&
	       (to == r->n || classes[r->at[to]] == LINE_END);
}

static enum nd_unit_kind kind_of(const struct reader *r, size_t to)
{
	if (r->words >= LONG_WORDS || (r->words && to - r->from >= LONG_BYTES))
		return ND_UNIT_LONG;
	return is_line(r, to) ? ND_UNIT_SHORT : ND_UNIT_FRAGMENT;
}

static enum nd_status end_unit(struct reader *r)
{
	size_t to = r->i;
	struct nd_unit unit;

	while (to > r->from && classes[r->at[to - 1]] == BLANK)
		to--;
	unit = (struct nd_unit){
		.hash = nd_hash_bytes(r->at + r->from, to - r->from, 0),
		.word = longest_word(r),
		.from = (uint32_t)r->from,
		.to = (uint32_t)to,
		.kind = kind_of(r, to),
	};
	return to == r->from || nd_array_append(r->units, &unit, 1) ? ND_OK : ND_ENOMEM;
}

/* Move to the end of the unit that begins at r->i; its mark is part of it, a line end is not. */
static void take_unit(struct reader *r)
{
	r->from = r->i;
	r->words = r->longest = r->longest_from = 0;
	while (r->i < r->n) {
		const uint8_t class = classes[r->at[r->i]];
		const size_t wide = class == LEAD ? wide_mark(r) : 0;

		if (class == LINE_END)
			return;
		if (wide || (class == STOP && blank_at(r, r->i + 1))) {
			r->i += wide ? wide : 1;
			return;
		}
		if (class >= WORD)
			take_word(r);
		else
			r->i++;
	}
}

enum nd_status model_units(struct nd_array *units, struct nd_text text)
{
	struct reader r = { .at = (const unsigned char *)text.at, .n = text.len, .units = units };
	enum nd_status status = ND_OK;

	while (r.i < r.n && status == ND_OK) {
		if (blank_at(&r, r.i)) {
			r.i++;
			continue;
		}
		take_unit(&r);
		status = end_unit(&r);
	}
	return status;
}
