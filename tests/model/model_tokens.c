/*
 * model_tokens.c - tokens by ICU alone
 *
 * The whole text is folded at once by NFKC_Casefold; then every code point is
 * asked what it is; then every token is taken apart, folded as folding.h says,
 * written down again here, and normalised.
 */
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include "model/model.h"
#include "testing.h"

enum class { BREAK, WORD, ALONE, MARK, DROPPED };

static int is_mark(UChar32 c)
{
	const int8_t type = u_charType(c);

	return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK ||
	       type == U_COMBINING_SPACING_MARK;
}

/* Tatweel, nukta; vowel and Quranic marks of Arabic, points of Hebrew. */
static int is_dropped(UChar32 c)
{
	static const struct { UChar32 from, to; } marks[] = {
		{ 0x591, 0x5c7 }, { 0x610, 0x61a }, { 0x64b, 0x65f }, { 0x670, 0x670 },
		{ 0x6d6, 0x6ed }, { 0x898, 0x8ff },
	};

	if (c == 0x0640 || c == 0x093c)
		return 1;
	for (size_t i = 0; i < COUNT(marks); i++)
		if (c >= marks[i].from && c <= marks[i].to)
			return u_charType(c) == U_NON_SPACING_MARK;
	return 0;
}

static int has_no_spaces(UChar32 c)
{
	static const UScriptCode scripts[] = {
		USCRIPT_HAN, USCRIPT_HIRAGANA, USCRIPT_KATAKANA, USCRIPT_BOPOMOFO, USCRIPT_YI,
		USCRIPT_THAI, USCRIPT_LAO, USCRIPT_KHMER, USCRIPT_MYANMAR,
	};
	UErrorCode icu = U_ZERO_ERROR;
	const UScriptCode script = uscript_getScript(c, &icu);

	for (size_t i = 0; i < COUNT(scripts); i++)
		if (script == scripts[i])
			return 1;
	return c == 0x30fc;
}

static enum class class_of(UChar32 c)
{
	if (is_dropped(c))
		return DROPPED;
	if (is_mark(c))
		return MARK;
	if (c >= 0x2b9 && c <= 0x2bf)	/* apostrophes */
		return BREAK;
	switch (u_charType(c)) {
	case U_UPPERCASE_LETTER: case U_LOWERCASE_LETTER: case U_TITLECASE_LETTER:
	case U_MODIFIER_LETTER: case U_OTHER_LETTER: case U_LETTER_NUMBER: case U_OTHER_NUMBER:
		return has_no_spaces(c) ? ALONE : WORD;
	case U_DECIMAL_DIGIT_NUMBER:
		return WORD;
	default:
		return c == '_' ? WORD : BREAK;
	}
}

static UChar32 other_letter(UChar32 c)
{
	static const struct { UChar32 from, to; } letters[] = {
		{ 0x0671, 0x0627 }, { 0x0672, 0x0627 }, { 0x0673, 0x0627 }, { 0x0649, 0x064a },
		{ 0x06cc, 0x064a }, { 0x06a9, 0x0643 }, { 0x06aa, 0x0643 }, { 0x0629, 0x0647 },
		{ 0x06c1, 0x0647 }, { 0x06c3, 0x0647 }, { 0x06d5, 0x0647 }, { 0x0131, 'i' },
		{ 0x0326, 0x0327 }, { 0x0901, 0x0902 },
	};

	for (size_t i = 0; i < COUNT(letters); i++)
		if (letters[i].from == c)
			return letters[i].to;
	return u_charType(c) == U_DECIMAL_DIGIT_NUMBER ? '0' + u_charDigitValue(c) : c;
}

/* Is the mark dropped on that letter?  Strings of the letters, and of the marks. */
static int dropped_on(UChar32 letter, UChar32 mark)
{
	static const struct { const UChar *letters, *marks; } rules[] = {
		{ u"ij", u"\u0307" },
		{ u"\u0435", u"\u0308" },
		{ u"\u0430\u0435\u0438\u043e\u0443\u044b\u044d\u044e\u044f\u0454\u0456", u"\u0301" },
	};
	static const UChar greek[] = u"\u0300\u0301\u0304\u0306\u0308\u0313\u0314\u0342";

	if (letter >= 0x370 && letter < 0x400)
		return u_strchr32(greek, mark) != NULL;
	for (size_t i = 0; letter && i < COUNT(rules); i++)
		if (u_strchr32(rules[i].letters, letter) && u_strchr32(rules[i].marks, mark))
			return 1;
	return 0;
}

/* The five nasals of Devanagari, each followed by the stops of its class. */
static int is_nasal_before(const UChar *at)
{
	static const UChar *const classes[] = {
		u"ङकखगघ", u"ञचछजझ", u"णटठडढ", u"नतथदध", u"मपफबभ",
	};

	for (size_t i = 0; at[0] && at[1] == 0x94d && at[2] && i < COUNT(classes); i++)
		if (classes[i][0] == at[0])
			return u_strchr(classes[i] + 1, at[2]) != NULL;
	return 0;
}

/* The second spellings of folding.h: n units in NFD become as many as are returned. */
static int32_t fold_more(const UChar *from, int32_t n, UChar *out)
{
	UChar32 last_letter = 0, c;
	int32_t n_out = 0, kept = 0;

	for (int32_t i = 0; i < n;) {
		U16_NEXT(from, i, n, c);
		if (is_dropped(c) || dropped_on(is_mark(c) ? last_letter : 0, c))
			continue;
		c = other_letter(c);
		if (!is_mark(c))
			last_letter = c;
		if (c == 0x153)
			out[n_out++] = 'o';
		U16_APPEND_UNSAFE(out, n_out, c == 0x153 ? 'e' : c);
	}
	out[n_out] = 0;
	for (int32_t i = 0; i < n_out; i++) {
		const int nasal = is_nasal_before(out + i);

		out[kept++] = nasal ? 0x902 : out[i];
		i += nasal;	/* the virama goes */
	}
	return kept;
}

/* The text in UTF-16, a blank for bytes that are not UTF-8. */
static UChar *decode(const char *text, size_t len, int32_t *n)
{
	UChar *const out = take(len * 2 + 1, sizeof(*out));

	*n = 0;
	for (int32_t i = 0; i < (int32_t)len;) {
		UChar32 c;

		U8_NEXT(text, i, (int32_t)len, c);
		if (c < 0)
			c = ' ';
		U16_APPEND_UNSAFE(out, *n, c);
	}
	return out;
}

static UChar *normalized(const UNormalizer2 *how, const UChar *from, int32_t n, int32_t *n_out)
{
	const int32_t room = n * 18 + 16;
	UChar *const out = take((size_t)room, sizeof(*out));
	UErrorCode icu = U_ZERO_ERROR;

	*n_out = unorm2_normalize(how, from, n, out, room, &icu);
	REQUIRE(U_SUCCESS(icu));
	return out;
}

struct writer {
	const UNormalizer2 *nfc, *nfd;
	UChar *token;
	int32_t n;
	char *out, *end;
};

static void end_token(struct writer *w)
{
	UErrorCode icu = U_ZERO_ERROR;
	UChar *apart, *composed, *folded;
	int32_t n, bytes;

	if (!w->n)
		return;
	apart = normalized(w->nfd, w->token, w->n, &n);
	folded = take((size_t)n * 2 + 3, sizeof(*folded));
	n = fold_more(apart, n, folded);
	composed = normalized(w->nfc, folded, n, &n);
	u_strToUTF8(w->end, n * 3 + 1, &bytes, composed, n, &icu);
	REQUIRE(U_SUCCESS(icu));
	w->end += bytes;
	*w->end++ = '\n';
	w->n = 0;
	free(apart);
	free(folded);
	free(composed);
}

static void put(struct writer *w, UChar32 c)
{
	U16_APPEND_UNSAFE(w->token, w->n, c);
}

static void write_tokens(struct writer *w, const UChar *folded, int32_t n)
{
	int is_alone = 0;

	for (int32_t i = 0; i < n;) {
		UChar32 c;
		enum class class;

		U16_NEXT(folded, i, n, c);
		class = class_of(c);
		if (class == BREAK || class == ALONE || (class == WORD && is_alone))
			end_token(w);
		if (class == ALONE || class == WORD || (class == MARK && w->n)) {
			if (class != MARK)
				is_alone = class == ALONE;
			put(w, c);
		}
	}
	end_token(w);
}

char *model_tokens(const char *text, size_t len)
{
	UErrorCode icu = U_ZERO_ERROR;
	int32_t n, n_folded;
	UChar *const wide = decode(text, len, &n);
	UChar *const folded = normalized(unorm2_getNFKCCasefoldInstance(&icu), wide, n, &n_folded);
	struct writer w = {
		.nfc = unorm2_getNFCInstance(&icu),
		.nfd = unorm2_getNFDInstance(&icu),
		.token = take((size_t)n_folded * 2 + 1, sizeof(UChar)),
		.out = take((size_t)n_folded * 16 + 16, 1),
	};

	REQUIRE(U_SUCCESS(icu));
	w.end = w.out;
	write_tokens(&w, folded, n_folded);
	*w.end = '\0';
	free(wide);
	free(folded);
	free(w.token);
	return w.out;
}
