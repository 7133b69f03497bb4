/* spell.c - everything is copied in blocks of one size: no branch a token */
#include "speed/spell.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define AHEAD	12	/* tokens */

struct marks {
	const char *open, *close, *apostrophe, *comma, *stop, *space;
};

static const struct marks straight = { "\\\"", "\\\"", "'", ",", ".", " " };
static const struct marks curly = { "“", "”", "’", ",", ".", " " };
static const struct marks escaped = { "\\u201c", "\\u201d", "\\u2019", ",", ".", " " };
static const struct marks chinese = { "“", "”", "’", "，", "。", "" };

static void set_behind(struct punctuation *punctuation, int style, const struct marks *marks)
{
	for (uint32_t flags = 0; flags < 256; flags++) {
		const uint32_t token = flags << 24;
		char text[64];
		int len;

		if (token & TOKEN_JOINED)
			len = snprintf(text, sizeof(text), "%s", marks->apostrophe);
		else
			len = snprintf(text, sizeof(text), "%s%s%s%s",
				       token & TOKEN_COMMA ? marks->comma : "",
				       token & TOKEN_STOP ? marks->stop : "",
				       token & TOKEN_CLOSE ? marks->close : "",
				       token & TOKEN_LAST ? "" :
				       token & TOKEN_PARAGRAPH ? "\\n\\n" : marks->space);
		if (len > 15)	/* a comma before a full stop: no token has both */
			len = 15;
		memcpy(punctuation->behind[style][flags].at, text, (size_t)len);
		punctuation->behind[style][flags].len = (uint8_t)len;
	}
	punctuation->before[style].len = (uint8_t)strlen(marks->open);
	memcpy(punctuation->before[style].at, marks->open, strlen(marks->open));
}

void punctuation_init(struct punctuation *punctuation, enum script script, enum accents accents)
{
	memset(punctuation, 0, sizeof(*punctuation));
	set_behind(punctuation, 0, script == SCRIPT_HAN ? &chinese : &straight);
	set_behind(punctuation, 1, script == SCRIPT_HAN ? &chinese :
				   accents == ACCENTS_ESCAPED ? &escaped : &curly);
}

static char *put_tokens(char *out, const uint32_t *token, size_t n, int style,
			const struct words *words, const struct punctuation *punctuation)
{
	const struct spelling *const by_case[2] = { words->small, words->capital };

	for (size_t i = 0; i < n; i++) {
		const uint32_t t = token[i] | (uint32_t)(i + 1 == n) << 31;
		const struct spelling *const word = &by_case[!!(t & TOKEN_CAPITAL)][t & TOKEN_WORD];

		/* the table is larger than the cache: a third of the time without this */
		if (i + AHEAD < n)
			__builtin_prefetch(&by_case[!!(token[i + AHEAD] & TOKEN_CAPITAL)]
						   [token[i + AHEAD] & TOKEN_WORD]);
		memcpy(out, &punctuation->before[style], sizeof(punctuation->before[style]));
		out += t & TOKEN_OPEN ? punctuation->before[style].len : 0;
		memcpy(out, word, sizeof(*word));
		out += word->len;
		memcpy(out, &punctuation->behind[style][t >> 24], 16);
		out += punctuation->behind[style][t >> 24].len;
	}
	return out;
}

size_t spell_id(char *out, uint64_t i)
{
	return (size_t)snprintf(out, SPELL_ID, "n%08llu", (unsigned long long)i);
}

static size_t put_date(char *out, int64_t published)
{
	const time_t seconds = (time_t)published;
	struct tm tm;

	gmtime_r(&seconds, &tm);
	return strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

size_t spell_article(char *out, const struct article *article, uint64_t i,
		     const struct corpus *corpus, const struct punctuation *punctuation)
{
	static const char *const papers[] = { "Courier", "Herald", "Post", "Tribune", "Wire" };
	const struct words *const words = corpus->words;
	/* 500 sources, named by two of the more frequent words */
	const struct spelling *const place = &words->small[300 + random_mix(i) % 100];
	const char *const paper = papers[random_mix(i) / 100 % 5];
	char *at = out;

	at += sprintf(at, "{\"id\":\"");
	at += spell_id(at, i);
	at += sprintf(at, "\",\"url\":\"https://%s.example/%llu\",\"source\":\"%.*s %s\",\"date\":\"",
		      paper, (unsigned long long)i, place->len, place->at, paper);
	at += put_date(at, article->published);
	at += sprintf(at, "\",\"title\":\"");
	at = put_tokens(at, article->token, article->title, article->curly, words, punctuation);
	at += sprintf(at, "\",\"text\":\"");
	at = put_tokens(at, article->token + article->title, article->n - article->title,
			article->curly, words, punctuation);
	at += sprintf(at, "\"}\n");
	return (size_t)(at - out);
}
