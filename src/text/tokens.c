/*
 * tokens.c - from bytes to tokens in one pass
 *
 * The scanner holds one open token at most.  A word character continues it, a
 * character that stands alone or a break ends it.  ASCII, most of most news,
 * is looked up in a table of 128, and the letters of a word that follow each
 * other are taken at once; everything else is decoded and asked from the
 * charmap.  The folded forms are hashed at the end, all by one kernel.
 */
#include "text/tokens.h"

#include <string.h>

#include "base/utf8.h"

struct scanner {
	struct nd_tokens *tokens;
	struct nd_charmap *map;
	uint32_t letters[256];	/* by byte: letter_of() */
	const unsigned char *bytes;
	size_t n;
	uint32_t field;		/* ND_TOKEN_TITLE or 0 */
	int no_memory;
	/* the open token */
	char *folded;		/* room for ND_WORD_MAX bytes at the end of tokens->folded */
	size_t len;		/* bytes folded so far; 0: no token is open */
	uint32_t from, to;
	unsigned characters;
	uint32_t flags;
	int joins;		/* has a character that may compose */
	/* between tokens */
	unsigned last_characters;
	int at_start, at_line, quoted, glued;
};

static void compose(struct scanner *s)
{
	char composed[ND_WORD_MAX];
	const size_t n = nd_charmap_compose(s->map, s->folded, s->len, composed, sizeof(composed));

	if (n) {
		memcpy(s->folded, composed, n);
		s->len = n;
	}
}

static void end_token(struct scanner *s)
{
	struct nd_token *token;
	char *room;

	if (!s->len)
		return;
	if (s->joins)
		compose(s);
	token = nd_array_reserve(&s->tokens->list, 1);
	if (token) {
		*token = (struct nd_token){
			.from = s->from,
			.to = s->to,
			.folded = (uint32_t)s->tokens->folded.n,
			.folded_len = (uint16_t)s->len,
			.flags = (uint16_t)(s->flags | s->field | (s->quoted ? ND_TOKEN_QUOTED : 0) |
					    (s->at_start ? ND_TOKEN_START : 0) |
					    (s->at_line ? ND_TOKEN_LINE : 0) |
					    (s->characters == 1 ? ND_TOKEN_LETTER : 0)),
		};
		s->tokens->list.n++;
	}
	s->tokens->folded.n += s->len;
	room = nd_array_reserve(&s->tokens->folded, ND_WORD_MAX);
	if (room)	/* if not, the rest of this character may still go to the old place */
		s->folded = room;
	if (!room || !token)
		s->no_memory = 1;
	s->last_characters = s->characters;
	s->len = 0;
	s->characters = 0;
	s->flags = 0;
	s->joins = 0;
	s->at_start = s->at_line = 0;
	s->glued = 1;
}

/* A full stop after one or two letters ends an abbreviation ("U.S.", "Mr."), not a sentence. */
static int ends_sentence(const struct scanner *s, uint32_t c)
{
	return c != '.' || s->last_characters > 2;
}

static void take_break(struct scanner *s, uint32_t entry, uint32_t c)
{
	end_token(s);
	s->glued = 0;
	if ((entry & ND_CHAR_STOP) && ends_sentence(s, c))
		s->at_start = 1;
	if ((entry & ND_CHAR_OPEN) && (entry & ND_CHAR_CLOSE))
		s->quoted = !s->quoted;
	else if (entry & ND_CHAR_OPEN)
		s->quoted = 1;
	else if (entry & ND_CHAR_CLOSE)
		s->quoted = 0;
	if (c == '\n') {
		s->at_line = 1;
		s->quoted = 0;	/* a quotation that nobody closed ends with its paragraph */
	}
}

/* A token begins, if none is open, with this character at 'from' in the source. */
static void open_token(struct scanner *s, uint32_t entry, size_t from)
{
	if (s->len)
		return;
	s->from = (uint32_t)from;
	s->flags |= s->glued ? ND_TOKEN_GLUED : 0;
	if (entry & ND_CHAR_UPPER)
		s->flags |= ND_TOKEN_UPPER;
}

/* Add a folded character to the open token, or open one; [from, to) are its bytes in the source. */
static void take_letter(struct scanner *s, uint32_t entry, uint32_t c, size_t from, size_t to)
{
	open_token(s, entry, from);
	s->to = (uint32_t)to;
	if (entry & ND_CHAR_DIGIT)
		s->flags |= ND_TOKEN_DIGIT;
	if (entry & ND_CHAR_JOINS)
		s->joins = 1;
	s->characters++;
	if (s->len + ND_UTF8_MAX <= ND_WORD_MAX)
		s->len += nd_utf8_put(s->folded + s->len, c);
}

static void take(struct scanner *s, uint32_t entry, uint32_t c, size_t from, size_t to)
{
	const uint32_t folded = entry & ND_CHAR_FOLD ? entry & ND_CHAR_FOLD : c;

	switch (entry & ND_CHAR_CLASS) {
	case ND_CHAR_WORD:
		if (s->flags & ND_TOKEN_ALONE)
			end_token(s);
		take_letter(s, entry, folded, from, to);
		break;
	case ND_CHAR_ALONE:
		end_token(s);
		take_letter(s, entry, folded, from, to);
		s->flags |= ND_TOKEN_ALONE;
		break;
	case ND_CHAR_MARK:
		if (s->len)
			take_letter(s, entry, folded, from, to);
		break;
	case ND_CHAR_SKIP:
		break;
	default:
		take_break(s, entry, c);
	}
}

/* A character of two bytes or more, or bytes that are none; returns how many bytes. */
static size_t take_wide(struct scanner *s, size_t at)
{
	uint32_t c, parts[ND_EXPAND_MAX];
	const unsigned len = nd_utf8_get(s->bytes + at, s->n - at, &c);
	uint32_t entry;
	unsigned n;

	if (!len) {
		take_break(s, 0, 0);
		return 1;
	}
	entry = nd_charmap_get(s->map, c);
	if ((entry & ND_CHAR_CLASS) != ND_CHAR_EXPAND) {
		take(s, entry, c, at, at + len);
		return len;
	}
	n = nd_charmap_expand(s->map, c, parts);
	for (unsigned i = 0; i < n; i++)
		take(s, nd_charmap_get(s->map, parts[i]) | (entry & ND_CHAR_UPPER), parts[i],
		     at, at + len);
	return len;
}

/* What an ASCII character becomes in a word, with the bits that say more of it; 0: it is in none. */
static uint32_t letter_of(uint32_t entry, uint32_t c)
{
	const uint32_t folded = entry & ND_CHAR_FOLD ? entry & ND_CHAR_FOLD : c;

	if ((entry & ND_CHAR_CLASS) != ND_CHAR_WORD || folded >= 0x80)
		return 0;
	return folded | (entry & (ND_CHAR_UPPER | ND_CHAR_DIGIT | ND_CHAR_JOINS));
}

/* take_letter() of all ASCII letters from 'from' on, one at least; returns the place behind them. */
static size_t take_letters(struct scanner *s, size_t from)
{
	const uint32_t *const letters = s->letters;
	uint32_t seen = 0, letter = letters[s->bytes[from]];
	size_t at = from, len;

	if (s->flags & ND_TOKEN_ALONE)
		end_token(s);
	open_token(s, letter, from);
	len = s->len;
	do {
		seen |= letter;
		s->folded[len] = (char)letter;
		len += len + ND_UTF8_MAX <= ND_WORD_MAX;
		at++;
	} while (at < s->n && (letter = letters[s->bytes[at]]));
	s->len = len;
	s->to = (uint32_t)at;
	s->characters += (unsigned)(at - from);
	s->flags |= seen & ND_CHAR_DIGIT ? ND_TOKEN_DIGIT : 0;
	s->joins |= !!(seen & ND_CHAR_JOINS);
	return at;
}

static void scan(struct scanner *s, struct nd_text field, uint32_t flag, const uint32_t ascii[128])
{
	s->bytes = (const unsigned char *)field.at;
	s->n = field.len;
	s->field = flag;
	s->at_start = s->at_line = 1;
	s->quoted = s->glued = 0;
	for (size_t i = 0; i < field.len && !s->no_memory;) {
		const unsigned char byte = s->bytes[i];

		if (s->letters[byte]) {
			i = take_letters(s, i);
		} else if (byte < 0x80) {
			take(s, ascii[byte], byte, i, i + 1);
			i++;
		} else {
			i += take_wide(s, i);
		}
	}
	end_token(s);
}

static enum nd_status hash_tokens(struct nd_tokens *tokens)
{
	const size_t n = tokens->list.n;
	struct nd_token *const token = tokens->list.items;
	uint32_t *begin, *end;
	uint64_t *hash;

	tokens->begin.n = tokens->end.n = tokens->hashes.n = 0;
	begin = nd_array_reserve(&tokens->begin, n + ND_SLACK);
	end = nd_array_reserve(&tokens->end, n + ND_SLACK);
	hash = nd_array_reserve(&tokens->hashes, n + ND_SLACK);
	if (!begin || !end || !hash)
		return ND_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		begin[i] = token[i].folded;
		end[i] = token[i].folded + token[i].folded_len;
	}
	nd_kernel_table()->hash_words(tokens->folded.items, begin, end, n, hash);
	for (size_t i = 0; i < n; i++)
		token[i].hash = hash[i];
	tokens->hashes.n = n;
	return ND_OK;
}

enum nd_status nd_tokenize(struct nd_tokens *tokens, struct nd_charmap *map,
			   struct nd_text title, struct nd_text text)
{
	struct scanner s = { .tokens = tokens, .map = map };
	uint32_t ascii[128];

	tokens->list.n = tokens->folded.n = 0;
	s.folded = nd_array_reserve(&tokens->folded, ND_WORD_MAX);
	if (!s.folded)
		return ND_ENOMEM;
	for (uint32_t c = 0; c < 128; c++) {
		ascii[c] = nd_charmap_get(map, c);
		s.letters[c] = letter_of(ascii[c], c);
	}
	scan(&s, title, ND_TOKEN_TITLE, ascii);
	scan(&s, text, 0, ascii);
	return s.no_memory ? ND_ENOMEM : hash_tokens(tokens);
}

void nd_tokens_release(struct nd_tokens *tokens)
{
	nd_array_release(&tokens->list);
	nd_array_release(&tokens->folded);
	nd_array_release(&tokens->begin);
	nd_array_release(&tokens->end);
	nd_array_release(&tokens->hashes);
}
