/*
 * units.c - a text as lines and sentences, by bytes; see templates.h
 *
 * A kernel says what stands in each block of 64 bytes, as masks; then only the
 * places are looked at where a unit may end.
 */
#include <string.h>

#include "base/hash.h"
#include "kernel/kernel.h"
#include "text/templates.h"

#define LONG_WORDS	3	/* a unit of fewer words and bytes is short */
#define LONG_BYTES	24
#define WORD_BYTES	64	/* of a word that count */
#define BLOCK		64
#define AT_ONCE		16	/* blocks a call of the kernel */

/* A bit for each of the first ND_UNIT_SEARCHED bytes of a unit. */
typedef unsigned __int128 bits;

struct reader {
	const unsigned char *at;
	size_t n;
	struct nd_unit *next;	/* where the next one goes */
	size_t resume;		/* what is before this byte was read with the block before */
	/* the unit at hand */
	int is_open;
	size_t from;
	bits words;		/* which bytes are in words */
};

static int is_line_end(unsigned char byte)
{
	return byte == '\n' || byte == '\r';
}

static int is_blank(unsigned char byte)
{
	return byte <= ' ';
}

/*
 * Bytes of the mark beyond ASCII at i, 0 where there is none.  The ellipsis and the
 * Arabic marks need a blank behind them, those of Chinese, Japanese and Hindi do not.
 */
static size_t wide_mark(const struct reader *r, size_t i)
{
	static const struct { char mark[4]; uint8_t len, bare; } marks[] = {
		{ "\xe2\x80\xa6", 3, 0 }, { "\xd8\x9f", 2, 0 }, { "\xdb\x94", 2, 0 },
		{ "\xe3\x80\x82", 3, 1 }, { "\xef\xbc\x81", 3, 1 }, { "\xef\xbc\x9f", 3, 1 },
		{ "\xe0\xa5\xa4", 3, 1 },
	};

	for (size_t k = 0; k < sizeof(marks) / sizeof(*marks); k++) {
		const size_t len = marks[k].len;

		if (r->at[i] != (unsigned char)marks[k].mark[0] || r->n - i < len ||
		    memcmp(r->at + i, marks[k].mark, len))
			continue;
		return marks[k].bare || (i + len < r->n && is_blank(r->at[i + len])) ? len : 0;
	}
	return 0;
}

/* Where n + 'more' bytes in a row begin, if 'from' is where n do and 'rows' where 'more' do. */
static bits longer(bits from, bits rows, unsigned n)
{
	return n < ND_UNIT_SEARCHED ? from & rows >> n : 0;
}

/*
 * The first of the longest words of the unit: where it is in it, and its length; 0: none.
 * Its length is found bit by bit, without a branch that would be guessed wrong.
 */
static size_t longest_word(bits words, size_t *at)
{
	bits rows[6] = { words };	/* where so many bytes of words begin: 1, 2, 4, ..., 32 */
	bits from = ~(bits)0, next;
	unsigned len = 0;

	for (unsigned k = 1; k < 6; k++)
		rows[k] = longer(rows[k - 1], rows[k - 1], 1u << (k - 1));
	while ((next = longer(from, rows[5], len))) {	/* none is so long but a few */
		from = next;
		len += 32;
	}
	for (unsigned k = 5; k-- > 0;) {
		next = longer(from, rows[k], len);
		from = next ? next : from;
		len += next ? 1u << k : 0;
	}
	*at = (uint64_t)from ? (size_t)__builtin_ctzll((uint64_t)from) :
	      64 + (size_t)__builtin_ctzll((uint64_t)(from >> 64));
	return len;
}

/* Sixteen bytes as one value: XXH3 reads any eight of them without waiting for two stores. */
typedef unsigned char sixteen __attribute__((vector_size(16)));

static sixteen lower(sixteen x)
{
	return x | ((sixteen)(x >= 'A') & (sixteen)(x <= 'Z') & 0x20);
}

/* nd_hash_word() of a word of which 'left' bytes of text are left, ASCII in lower case. */
static uint32_t hash_of(const unsigned char *at, size_t len, size_t left)
{
	static const unsigned char within[2 * ND_SHORT_KEY] = {
		255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	};
	const size_t n = len < WORD_BYTES ? len : WORD_BYTES;
	sixteen word[WORD_BYTES / 16] = { 0 }, mask;

	if (n <= ND_SHORT_KEY && left >= ND_SHORT_KEY) {	/* nearly all: a load and a mask */
		memcpy(word, at, ND_SHORT_KEY);
		memcpy(&mask, within + ND_SHORT_KEY - n, sizeof(mask));
		word[0] = lower(word[0]) & mask;
		return (uint32_t)nd_hash_bytes(word, ND_SHORT_KEY, n);
	}
	memcpy(word, at, n);
	for (size_t i = 0; i < n; i += 16)
		word[i / 16] = lower(word[i / 16]);
	return (uint32_t)nd_hash_word((const char *)word, n);
}

static int is_line(const struct reader *r, size_t from, size_t to)
{
	while (from > 0 && is_blank(r->at[from - 1]) && !is_line_end(r->at[from - 1]))
		from--;
	while (to < r->n && is_blank(r->at[to]) && !is_line_end(r->at[to]))
		to++;
	return (from == 0 || is_line_end(r->at[from - 1])) && (to == r->n || is_line_end(r->at[to]));
}

/* Are there at least LONG_WORDS? */
static int has_words(bits words)
{
	bits begin = words & ~(words << 1);

	for (unsigned i = 1; i < LONG_WORDS; i++)
		begin &= begin - 1;
	return begin != 0;
}

static enum nd_unit_kind kind_of(const struct reader *r, bits words, size_t to)
{
	if (has_words(words) || (words && to - r->from >= LONG_BYTES))
		return ND_UNIT_LONG;
	return is_line(r, r->from, to) ? ND_UNIT_SHORT : ND_UNIT_FRAGMENT;
}

/* The unit ends at 'to'; a mark from 'mark' to there is no part of a word. */
static void end_unit(struct reader *r, size_t mark, size_t to)
{
	const size_t n = mark - r->from;
	const bits words = n < ND_UNIT_SEARCHED ? r->words & (((bits)1 << n) - 1) : r->words;
	size_t word, len = longest_word(words, &word);

	r->is_open = 0;
	while (is_blank(r->at[to - 1]))
		to--;
	*r->next++ = (struct nd_unit){
		.hash = nd_hash_bytes(r->at + r->from, to - r->from, 0),
		.word = hash_of(r->at + r->from + word, len, r->n - r->from - word),
		.from = (uint32_t)r->from,
		.to = (uint32_t)to,
		.kind = kind_of(r, words, to),
	};
}

/* End the unit if it ends at byte i, where something stands that may end one. */
static void may_end(struct reader *r, size_t i)
{
	const size_t len = r->at[i] >= 0x80 ? wide_mark(r, i) : !is_line_end(r->at[i]);

	r->resume = i + (len ? len : 1);
	if (len || is_line_end(r->at[i]))
		end_unit(r, i, i + len);
}

static void read_block(struct reader *r, size_t offset, const struct nd_marks *marks)
{
	const size_t left = r->n - offset;
	const uint64_t there = left < BLOCK ? ((uint64_t)1 << left) - 1 : UINT64_MAX;
	const uint64_t blank_behind = left > BLOCK && is_blank(r->at[offset + BLOCK]);
	const uint64_t ends = marks->line | marks->lead |
			      (marks->stop & (marks->blank >> 1 | blank_behind << 63));
	size_t i = r->resume > offset ? r->resume - offset : 0;

	if (r->is_open && offset - r->from < ND_UNIT_SEARCHED)
		r->words |= (bits)marks->word << (offset - r->from);
	while (i < BLOCK) {
		const uint64_t ahead = UINT64_MAX << i & (r->is_open ? ends : there & ~marks->blank);

		if (!ahead)
			break;
		i = (size_t)__builtin_ctzll(ahead);
		if (r->is_open) {
			may_end(r, offset + i);
			i = r->resume - offset;
		} else {
			r->is_open = 1;
			r->from = offset + i;
			r->words = marks->word >> i;
		}
	}
}

enum nd_status nd_template_units(struct nd_array *units, struct nd_text text)
{
	const struct nd_kernels *const kernels = nd_kernel_table();
	struct reader r = { .at = (const unsigned char *)text.at, .n = text.len };
	struct nd_marks marks[AT_ONCE];

	for (size_t from = 0; from < text.len; from += AT_ONCE * BLOCK) {
		const size_t left = text.len - from, n = left < AT_ONCE * BLOCK ? left : AT_ONCE * BLOCK;
		struct nd_unit *const first = nd_array_reserve(units, AT_ONCE * BLOCK);

		if (!first)	/* a unit has a byte at least */
			return ND_ENOMEM;
		r.next = first;
		kernels->mark(text.at + from, n, marks);
		for (size_t i = 0; i < n; i += BLOCK)
			read_block(&r, from + i, &marks[i / BLOCK]);
		if (r.is_open && left == n)
			end_unit(&r, text.len, text.len);
		units->n += (size_t)(r.next - first);
	}
	return ND_OK;
}

enum nd_status nd_template_units_of(struct nd_array *units, struct nd_text title,
				    struct nd_text text)
{
	enum nd_status status = nd_template_units(units, text);
	const size_t of_text = units->n;
	struct nd_unit *unit;

	if (status == ND_OK)
		status = nd_template_units(units, title);
	unit = units->items;
	for (size_t i = of_text; i < units->n && status == ND_OK; i++) {
		unit[i].kind = ND_UNIT_TITLE;
		unit[i].hash = nd_mix(unit[i].hash);
	}
	return status;
}
