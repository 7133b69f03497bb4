/*
 * model_tokens.c - tokens by ICU alone
 *
 * The whole text is folded at once by NFKC_Casefold; then every code point is
 * asked what it is; then every token is normalised.  What is folded beyond
 * Unicode is the list in charmap.h, written down again.
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

static int is_dropped(UChar32 c)
{
	if (c == 0x0640)	/* tatweel */
		return 1;
	if (u_charType(c) != U_NON_SPACING_MARK)
		return 0;
	return (c >= 0x064b && c <= 0x065f) || c == 0x0670 || (c >= 0x0591 && c <= 0x05c7);
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
	switch (u_charType(c)) {
	case U_NON_SPACING_MARK: case U_ENCLOSING_MARK: case U_COMBINING_SPACING_MARK:
		return MARK;
	case U_UPPERCASE_LETTER: case U_LOWERCASE_LETTER: case U_TITLECASE_LETTER:
	case U_MODIFIER_LETTER: case U_OTHER_LETTER: case U_LETTER_NUMBER: case U_OTHER_NUMBER:
		return has_no_spaces(c) ? ALONE : WORD;
	case U_DECIMAL_DIGIT_NUMBER:
		return WORD;
	default:
		return c == '_' ? WORD : BREAK;
	}
}

static UChar32 fold_more(UChar32 c)
{
	static const struct { UChar32 from, to; } letters[] = {
		{ 0x0622, 0x0627 }, { 0x0623, 0x0627 }, { 0x0625, 0x0627 }, { 0x0671, 0x0627 },
		{ 0x0624, 0x0648 }, { 0x0626, 0x064a }, { 0x0649, 0x064a }, { 0x06cc, 0x064a },
		{ 0x06a9, 0x0643 }, { 0x06c0, 0x06d5 }, { 0x06c2, 0x06c1 }, { 0x06d3, 0x06d2 },
	};

	for (size_t i = 0; i < COUNT(letters); i++)
		if (letters[i].from == c)
			return letters[i].to;
	return u_charType(c) == U_DECIMAL_DIGIT_NUMBER ? '0' + u_charDigitValue(c) : c;
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
	const UNormalizer2 *nfc;
	UChar *token;
	int32_t n;
	char *out, *end;
};

static void end_token(struct writer *w)
{
	UErrorCode icu = U_ZERO_ERROR;
	UChar *composed;
	int32_t n, bytes;

	if (!w->n)
		return;
	composed = normalized(w->nfc, w->token, w->n, &n);
	u_strToUTF8(w->end, n * 3 + 1, &bytes, composed, n, &icu);
	REQUIRE(U_SUCCESS(icu));
	w->end += bytes;
	*w->end++ = '\n';
	w->n = 0;
	free(composed);
}

static void put(struct writer *w, UChar32 c)
{
	U16_APPEND_UNSAFE(w->token, w->n, fold_more(c));
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
