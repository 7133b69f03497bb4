/*
 * charmap.c - ICU's answers, kept in pages
 *
 * page[c >> 8] points to 256 entries, made when the first of them is asked
 * for.  Two threads may make the same page at once; the first to publish it
 * wins and the other frees its own, so a reader never waits.
 */
#include "text/charmap.h"

#include <stdatomic.h>
#include <stdlib.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "base/array.h"

#define UNICODE_END	0x110000u
#define PAGE_SIZE	256u
#define COMPOSE_MAX	512	/* UTF-16 units of one token that is normalised */

struct nd_charmap {
	const UNormalizer2 *fold, *nfc;
	_Atomic(uint32_t *) page[UNICODE_END / PAGE_SIZE];
};

enum nd_status nd_charmap_open(struct nd_charmap **out, struct nd_error *err)
{
	UErrorCode icu = U_ZERO_ERROR;
	struct nd_charmap *map = nd_calloc(1, sizeof(*map));

	*out = NULL;
	if (!map)
		return nd_fail_memory(err);
	map->fold = unorm2_getNFKCCasefoldInstance(&icu);
	map->nfc = unorm2_getNFCInstance(&icu);
	if (U_FAILURE(icu)) {
		free(map);
		return nd_fail(err, ND_EIO, "cannot load ICU's Unicode data: %s", u_errorName(icu));
	}
	*out = map;
	return ND_OK;
}

void nd_charmap_close(struct nd_charmap *map)
{
	if (!map)
		return;
	for (size_t i = 0; i < UNICODE_END / PAGE_SIZE; i++)
		free(atomic_load(&map->page[i]));
	free(map);
}

/* What Unicode's folding leaves alone but two spellings of one text differ in. */
static uint32_t fold_further(uint32_t c)
{
	switch (c) {
	case 0x0622: case 0x0623: case 0x0625: case 0x0671:
		return 0x0627;		/* alef with madda, hamza, wasla */
	case 0x0624:
		return 0x0648;		/* waw with hamza */
	case 0x0626: case 0x0649: case 0x06cc:
		return 0x064a;		/* ya with hamza, alef maqsura, Farsi ya */
	case 0x06a9:
		return 0x0643;		/* keheh, the Persian kaf */
	case 0x06c0:
		return 0x06d5;		/* ae with hamza */
	case 0x06c2:
		return 0x06c1;		/* heh goal with hamza */
	case 0x06d3:
		return 0x06d2;		/* yeh barree with hamza */
	}
	return u_isdigit((UChar32)c) ? (uint32_t)('0' + u_charDigitValue((UChar32)c)) : c;
}

static int is_vowel_mark(uint32_t c)
{
	return c == 0x0640 || (c >= 0x064b && c <= 0x065f) || c == 0x0670 ||	/* Arabic */
	       (c >= 0x0591 && c <= 0x05c7 && u_charType((UChar32)c) == U_NON_SPACING_MARK);
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

/* The class of a character that is its own folding. */
static uint32_t classify(uint32_t c)
{
	const uint32_t mask = U_MASK(u_charType((UChar32)c));

	if (is_vowel_mark(c))
		return ND_CHAR_SKIP;
	if (mask & U_GC_M_MASK)
		return ND_CHAR_MARK;
	if (mask & U_GC_ND_MASK)
		return ND_CHAR_WORD | ND_CHAR_DIGIT;
	if (mask & (U_GC_L_MASK | U_GC_N_MASK))
		return stands_alone(c) ? ND_CHAR_ALONE : ND_CHAR_WORD;
	return c == '_' ? ND_CHAR_WORD : ND_CHAR_BREAK;
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

unsigned nd_charmap_expand(const struct nd_charmap *map, uint32_t c, uint32_t out[ND_EXPAND_MAX])
{
	UErrorCode icu = U_ZERO_ERROR;
	UChar from[2], to[ND_EXPAND_MAX * 2];
	int32_t n_from = 0, n_to, i = 0;
	unsigned n = 0;

	U16_APPEND_UNSAFE(from, n_from, c);
	n_to = unorm2_normalize(map->fold, from, n_from, to, ND_EXPAND_MAX * 2, &icu);
	if (U_FAILURE(icu))
		return 0;
	while (i < n_to && n < ND_EXPAND_MAX) {
		U16_NEXT(to, i, n_to, out[n]);
		n++;
	}
	return n;
}

static uint32_t compute(const struct nd_charmap *map, uint32_t c)
{
	uint32_t folded[ND_EXPAND_MAX], entry = punctuation(c);
	const int is_scalar = c < UNICODE_END && (c < 0xd800 || c >= 0xe000);
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
	folded[0] = fold_further(folded[0]);
	return folded[0] == c ? entry : entry | folded[0];
}

uint32_t nd_charmap_get(struct nd_charmap *map, uint32_t c)
{
	uint32_t *page, *none = NULL;

	if (c >= UNICODE_END)
		return ND_CHAR_BREAK;
	page = atomic_load_explicit(&map->page[c / PAGE_SIZE], memory_order_acquire);
	if (page)
		return page[c % PAGE_SIZE];
	page = nd_calloc(PAGE_SIZE, sizeof(*page));
	if (!page)
		return compute(map, c);
	for (uint32_t i = 0; i < PAGE_SIZE; i++)
		page[i] = compute(map, c / PAGE_SIZE * PAGE_SIZE + i);
	if (!atomic_compare_exchange_strong(&map->page[c / PAGE_SIZE], &none, page)) {
		free(page);
		page = none;
	}
	return page[c % PAGE_SIZE];
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
	n_composed = unorm2_normalize(map->nfc, wide, n_wide, composed, COMPOSE_MAX, &icu);
	u_strToUTF8(out, (int32_t)room, &n_out, composed, n_composed, &icu);
	return U_FAILURE(icu) || icu == U_STRING_NOT_TERMINATED_WARNING ? 0 : (size_t)n_out;
}
