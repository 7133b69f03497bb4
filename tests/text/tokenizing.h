/*
 * tokenizing.h - tokens of a string, written so that they can be compared
 */
#ifndef ND_TESTS_TEXT_TOKENIZING_H
#define ND_TESTS_TEXT_TOKENIZING_H

#include "testing.h"
#include "text/tokens.h"

/* A charmap and the tokens of the last text. */
struct tokenizing {
	struct nd_charmap *map;
	struct nd_tokens tokens;
};

static inline struct tokenizing tokenizing_open(void)
{
	struct tokenizing t = { NULL, ND_TOKENS_INIT };

	REQUIRE(nd_charmap_open(&t.map, NULL) == ND_OK);
	return t;
}

static inline void tokenizing_close(struct tokenizing *t)
{
	nd_tokens_release(&t->tokens);
	nd_charmap_close(t->map);
}

static inline const struct nd_token *tokenize(struct tokenizing *t, struct nd_text title,
					      struct nd_text text)
{
	REQUIRE(nd_tokenize(&t->tokens, t->map, title, text) == ND_OK);
	return t->tokens.list.items;
}

/* The folded tokens of a text, each followed by 'end'; free() it. */
static inline char *folded(struct tokenizing *t, const char *at, size_t len, char end)
{
	const struct nd_token *const token =
		tokenize(t, (struct nd_text){ NULL, 0 }, (struct nd_text){ at, len });
	char *const out = take(t->tokens.folded.n + t->tokens.list.n + 1, 1), *to = out;

	for (size_t i = 0; i < t->tokens.list.n; i++) {
		memcpy(to, (const char *)t->tokens.folded.items + token[i].folded,
		       token[i].folded_len);
		to += token[i].folded_len;
		*to++ = end;
	}
	return out;
}

#endif
