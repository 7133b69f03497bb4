/*
 * charmap.c - ICU's answers, kept in pages
 *
 * page[c >> 8] points to 256 entries, made when the first of them is asked
 * for.  Two threads may make the same page at once; the first to publish it
 * wins and the other frees its own, so a reader never waits.
 */
#include "text/charmap.h"

#include <stdlib.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "base/array.h"
#include "text/folding.h"

#define COMPOSE_MAX	512	/* UTF-16 units of one token that is normalised */

struct nd_charmap {
	const UNormalizer2 *fold, *nfd, *nfc;
	struct nd_charmap_pages pages;
	struct nd_fold fold_table;
};

void nd_charmap_close(struct nd_charmap *map)
{
	if (!map)
		return;
	for (size_t i = 0; i < ND_CHAR_END / ND_CHAR_PAGE; i++)
		free(atomic_load(&map->pages.at[i]));
	free(map);
}

static int stands_alone(uint32_t c)
{
	UErrorCode icu = U_ZERO_ERROR;

	switch (uscript_getScript((UChar32)c, &icu)) {
	case USCRIPT_HAN: case USCRIPT_HIRAGANA: case USCRIPT_KATAKANA: case USCRIPT_BOPOMOFO:
	case USCRIPT_YI: case USCRIPT_THAI: case USCRIPT_LAO: case USCRIPT_KHMER:
	case USCRIPT_MYANMAR:
		return 1;
	default:
		return c == 0x30fc;	/* the long vowel mark of both kana */
	}
}

/* Letters to Unicode, but typed where others type an apostrophe: Ukrainian, Hawaiian, Uzbek. */
static int is_apostrophe(uint32_t c)
{
	return c >= 0x02b9 && c <= 0x02bf;
}

/* Digits, and what counts as a number in Han: one, ten, ten thousand. */
static int is_numeral(uint32_t c, uint32_t mask)
{
	return (mask & U_GC_N_MASK) ||
	       (stands_alone(c) && u_getNumericValue((UChar32)c) != U_NO_NUMERIC_VALUE);
}

/* The class of a character that is its own folding. */
static uint32_t classify(uint32_t c)
{
	const uint32_t mask = U_MASK(u_charType((UChar32)c));

	if (nd_folding_drops(c))
		return ND_CHAR_SKIP;
	if (mask & U_GC_M_MASK)
		return ND_CHAR_MARK;
	if (c == '_')
		return ND_CHAR_WORD;
	if (!(mask & (U_GC_L_MASK | U_GC_N_MASK)) || is_apostrophe(c))
		return ND_CHAR_BREAK;
	return (stands_alone(c) ? ND_CHAR_ALONE : ND_CHAR_WORD) |
	       (is_numeral(c, mask) ? ND_CHAR_DIGIT : 0);
}

/* Marks of punctuation that the tokenizer takes note of. */
static uint32_t punctuation(uint32_t c)
{
	switch (c) {
	case '.': case '!': case '?': case '\n': case 0x2026: case 0x203c:
	case 0x3002: case 0xff0e: case 0xff01: case 0xff1f: case 0x061f: case 0x06d4:
	case 0x0964: case 0x2028: case 0x2029:
		return ND_CHAR_STOP;
	case '"': case 0xff02:
		return ND_CHAR_OPEN | ND_CHAR_CLOSE;
	case 0x201c:			/* opens in English, closes in German */
		return ND_CHAR_OPEN | ND_CHAR_CLOSE;
	case 0x201e: case 0x00ab: case 0x300c: case 0x300e:
		return ND_CHAR_OPEN;
	case 0x201d: case 0x00bb: case 0x300d: case 0x300f:
		return ND_CHAR_CLOSE;
	}
	return 0;
}

/* Decompose n units, fold them further and compose; returns how many are in 'out', 0: too many. */
static int32_t respell(const struct nd_charmap *map, const UChar *from, int32_t n, UChar *out,
		       int32_t room)
{
	UErrorCode icu = U_ZERO_ERROR;
	UChar apart[COMPOSE_MAX], folded[2 * COMPOSE_MAX];
	const int32_t n_apart = unorm2_normalize(map->nfd, from, n, apart, COMPOSE_MAX, &icu);
	int32_t n_folded, n_out;

	if (U_FAILURE(icu))
		return 0;
	n_folded = nd_folding(apart, n_apart, folded);
	n_out = unorm2_normalize(map->nfc, folded, n_folded, out, room, &icu);
	return U_FAILURE(icu) ? 0 : n_out;
}

unsigned nd_charmap_expand(const struct nd_charmap *map, uint32_t c, uint32_t out[ND_EXPAND_MAX])
{
	UErrorCode icu = U_ZERO_ERROR;
	UChar from[2], plain[ND_EXPAND_MAX * 2], to[ND_EXPAND_MAX * 2];
	int32_t n_from = 0, n_plain, n_to, i = 0;
	unsigned n = 0;

	U16_APPEND_UNSAFE(from, n_from, c);
	n_plain = unorm2_normalize(map->fold, from, n_from, plain, ND_EXPAND_MAX * 2, &icu);
	if (U_FAILURE(icu))
		return 0;
	n_to = respell(map, plain, n_plain, to, ND_EXPAND_MAX * 2);
	while (i < n_to && n < ND_EXPAND_MAX) {
		U16_NEXT(to, i, n_to, out[n]);
		n++;
	}
	return n;
}

static uint32_t compute(const struct nd_charmap *map, uint32_t c)
{
	uint32_t folded[ND_EXPAND_MAX], entry = punctuation(c);
	const int is_scalar = c < ND_CHAR_END && (c < 0xd800 || c >= 0xe000);
	const unsigned n = is_scalar ? nd_charmap_expand(map, c, folded) : 1;
	unsigned breaks = 0;

	if (!is_scalar)
		return ND_CHAR_BREAK;
	if (n == 0)
		return ND_CHAR_SKIP;
	for (unsigned i = 0; i < n; i++)
		breaks += classify(folded[i]) == ND_CHAR_BREAK;
	if (breaks == n)
		return entry | ND_CHAR_BREAK;
	if (u_isupper((UChar32)c) || u_istitle((UChar32)c))
		entry |= ND_CHAR_UPPER;
	if (n > 1)
		return entry | ND_CHAR_EXPAND;
	entry |= classify(folded[0]);
	if (!unorm2_hasBoundaryBefore(map->nfc, (UChar32)folded[0]))
		entry |= ND_CHAR_JOINS;
	return folded[0] == c ? entry : entry | folded[0];
}

uint32_t nd_charmap_get(struct nd_charmap *map, uint32_t c)
{
	uint32_t *page, *none = NULL;

	if (c >= ND_CHAR_END)
		return ND_CHAR_BREAK;
	page = atomic_load_explicit(&map->pages.at[c / ND_CHAR_PAGE], memory_order_acquire);
	if (page)
		return page[c % ND_CHAR_PAGE];
	page = nd_calloc(ND_CHAR_PAGE, sizeof(*page));
	if (!page)
		return compute(map, c);
	for (uint32_t i = 0; i < ND_CHAR_PAGE; i++)
		page[i] = compute(map, c / ND_CHAR_PAGE * ND_CHAR_PAGE + i);
	if (!atomic_compare_exchange_strong(&map->pages.at[c / ND_CHAR_PAGE], &none, page)) {
		free(page);
		page = none;
	}
	return page[c % ND_CHAR_PAGE];
}

/* What a character becomes if it is easy: one word character of the same length or 0, a break. */
static uint16_t easy(struct nd_charmap *map, uint32_t c, uint32_t from, uint32_t to)
{
	const uint32_t entry = nd_charmap_get(map, c);
	const uint32_t folded = entry & ND_CHAR_FOLD ? entry & ND_CHAR_FOLD : c;

	if ((entry & ND_CHAR_CLASS) == ND_CHAR_BREAK)
		return 0;
	if ((entry & ND_CHAR_CLASS) != ND_CHAR_WORD || entry & ND_CHAR_JOINS ||
	    folded < from || folded >= to)
		return ND_FOLD_HARD;
	return (uint16_t)folded;
}

static void fill_fold(struct nd_charmap *map)
{
	static const uint32_t marks[3] = { 0x2000, 0x3000, 0xff00 };

	for (uint32_t c = 0; c < 0x80; c++)
		map->fold_table.ascii[c] = (uint8_t)easy(map, c, 0, 0x80);
	for (uint32_t c = 0x80; c < 0x800; c++)
		map->fold_table.two[c] = easy(map, c, 0x80, 0x800);
	for (uint32_t block = 0; block < 3; block++)
		for (uint32_t i = 0; i < 64; i++)
			map->fold_table.mark[block][i] = easy(map, marks[block] + i, 0, 0) != 0;
	nd_fold_arrange(&map->fold_table);
}

enum nd_status nd_charmap_open(struct nd_charmap **out, struct nd_error *err)
{
	UErrorCode icu = U_ZERO_ERROR;
	struct nd_charmap *map = nd_calloc(1, sizeof(*map));

	*out = NULL;
	if (!map)
		return nd_fail_memory(err);
	map->fold = unorm2_getNFKCCasefoldInstance(&icu);
	map->nfd = unorm2_getNFDInstance(&icu);
	map->nfc = unorm2_getNFCInstance(&icu);
	if (U_FAILURE(icu)) {
		free(map);
		return nd_fail(err, ND_EIO, "cannot load ICU's Unicode data: %s", u_errorName(icu));
	}
	fill_fold(map);
	*out = map;
	return ND_OK;
}

const struct nd_charmap_pages *nd_charmap_pages(const struct nd_charmap *map)
{
	return &map->pages;
}

const struct nd_fold *nd_charmap_fold(const struct nd_charmap *map)
{
	return &map->fold_table;
}

size_t nd_charmap_compose(const struct nd_charmap *map, const char *at, size_t n,
			  char *out, size_t room)
{
	UErrorCode icu = U_ZERO_ERROR;
	UChar wide[COMPOSE_MAX], composed[COMPOSE_MAX];
	int32_t n_wide, n_composed, n_out;

	if (n > COMPOSE_MAX)
		return 0;
	u_strFromUTF8(wide, COMPOSE_MAX, &n_wide, at, (int32_t)n, &icu);
	if (U_FAILURE(icu))
		return 0;
	n_composed = respell(map, wide, n_wide, composed, COMPOSE_MAX);
	u_strToUTF8(out, (int32_t)room, &n_out, composed, n_composed, &icu);
	return U_FAILURE(icu) || icu == U_STRING_NOT_TERMINATED_WARNING ? 0 : (size_t)n_out;
}
