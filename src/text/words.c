/*
 * words.c - all runs of characters of an article, one iterator, one pass
 *
 * The folded characters of all runs are written out in UTF-16 with a line end
 * between runs, broken at once, and the boundaries led back to tokens.
 */
#include "text/words.h"

#include <unicode/ubrk.h>
#include <unicode/utf16.h>

#include "base/utf8.h"

/* NFKC takes sara am apart, but the dictionaries have it whole. */
#define THAI_NIKHAHIT	0x0e4d
#define THAI_AA		0x0e32
#define THAI_AM		0x0e33
#define LAO_NIGGAHITA	0x0ecd
#define LAO_AA		0x0eb2
#define LAO_AM		0x0eb3

static const struct nd_token *token_at(const struct nd_tokens *tokens, size_t i)
{
	return (const struct nd_token *)tokens->list.items + i;
}

/* Does the run go on from token i - 1 to i? */
static int joined(const struct nd_tokens *tokens, size_t i)
{
	const struct nd_token *const token = token_at(tokens, i);

	return i > 0 && (token[-1].flags & ND_TOKEN_ALONE) && token->from <= token[-1].to &&
	       !((token->flags ^ token[-1].flags) & ND_TOKEN_TITLE);
}

/* Make the sara am of its two parts: the first ends the text so far, c is the second. */
static uint32_t join_am(struct nd_array *text, uint32_t c)
{
	const uint16_t *const unit = text->items;
	const uint16_t last = text->n ? unit[text->n - 1] : 0;

	if (!(c == THAI_AA && last == THAI_NIKHAHIT) && !(c == LAO_AA && last == LAO_NIGGAHITA))
		return c;
	text->n--;
	return c == THAI_AA ? THAI_AM : LAO_AM;
}

static enum nd_status write_token(struct nd_words *words, const struct nd_tokens *tokens, size_t i)
{
	const struct nd_token *const token = token_at(tokens, i);
	const unsigned char *const folded = (const unsigned char *)tokens->folded.items + token->folded;
	uint32_t *const place = words->place.items;
	uint32_t c;

	if (!joined(tokens, i) && !nd_array_append(&words->text, &(uint16_t){ '\n' }, 1))
		return ND_ENOMEM;
	for (size_t at = 0, len; at < token->folded_len; at += len) {
		uint16_t units[2];
		int32_t n = 0;

		len = nd_utf8_get(folded + at, token->folded_len - at, &c);
		if (!len)
			break;
		if (at == 0) {
			c = join_am(&words->text, c);
			place[i] = (uint32_t)words->text.n;
		}
		U16_APPEND_UNSAFE(units, n, c);
		if (!nd_array_append(&words->text, units, (size_t)n))
			return ND_ENOMEM;
	}
	return ND_OK;
}

/* Write out the tokens that stand alone, from the first of them on. */
static enum nd_status write_runs(struct nd_words *words, const struct nd_tokens *tokens, size_t first)
{
	enum nd_status status = ND_OK;

	words->text.n = 0;
	for (size_t i = first; i < tokens->list.n && status == ND_OK; i++)
		if (token_at(tokens, i)->flags & ND_TOKEN_ALONE)
			status = write_token(words, tokens, i);
	return status;
}

/* Find the boundaries and the tokens that begin there. */
static enum nd_status break_runs(struct nd_words *words, const struct nd_tokens *tokens, size_t first)
{
	const uint32_t *const place = words->place.items;
	uint8_t *const width = words->width.items;
	UErrorCode icu = U_ZERO_ERROR;
	int32_t boundary = 0;
	size_t begun = first;

	ubrk_setText(words->iterator, words->text.items, (int32_t)words->text.n, &icu);
	if (U_FAILURE(icu))
		return ND_ENOMEM;
	for (size_t i = first; i < tokens->list.n; i++) {
		if (!(token_at(tokens, i)->flags & ND_TOKEN_ALONE))
			continue;
		while (boundary != UBRK_DONE && (uint32_t)boundary < place[i])
			boundary = ubrk_next(words->iterator);
		width[i] = 0;
		if ((uint32_t)boundary == place[i] || width[begun] == ND_WORD_TOKENS)
			begun = i;
		width[begun]++;
	}
	return ND_OK;
}

enum nd_status nd_words_find(struct nd_words *words, const struct nd_tokens *tokens)
{
	const size_t n = tokens->list.n;
	UErrorCode icu = U_ZERO_ERROR;
	size_t first = 0;

	while (first < n && !(token_at(tokens, first)->flags & ND_TOKEN_ALONE))
		first++;
	if (first == n)
		return ND_OK;
	if (!words->iterator)	/* charmap.c has seen that ICU's data are there */
		words->iterator = ubrk_open(UBRK_WORD, "", NULL, 0, &icu);
	words->width.n = words->place.n = 0;
	if (U_FAILURE(icu) || !nd_array_reserve(&words->width, n) ||
	    !nd_array_reserve(&words->place, n) || write_runs(words, tokens, first) != ND_OK)
		return ND_ENOMEM;
	return break_runs(words, tokens, first);
}

void nd_words_release(struct nd_words *words)
{
	nd_array_release(&words->width);
	nd_array_release(&words->text);
	nd_array_release(&words->place);
	if (words->iterator)
		ubrk_close(words->iterator);
	words->iterator = NULL;
}
