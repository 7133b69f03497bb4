/* markup.c - one character after the other; nothing is ever written unlooked at */
#include "report/markup.h"

#include <stdlib.h>
#include <string.h>

#include <strings.h>

#include "report/characters.h"
#include "report/figures.h"

#define LINK_MAX 2048
#define ELLIPSIS "\xe2\x80\xa6"

static const char *entity(uint32_t c)
{
	switch (c) {
	case '&':	return "&amp;";
	case '<':	return "&lt;";
	case '>':	return "&gt;";
	case '"':	return "&quot;";
	case '\'':	return "&#39;";
	default:	return NULL;
	}
}

/* The character that stands at text.at[from, to). */
static void put_character(FILE *out, struct nd_text text, size_t from, size_t to, uint32_t c)
{
	const char *const name = entity(c);
	char room[ND_ESCAPE_ROOM];

	if (name)
		fputs(name, out);
	else if (c == ND_NOT_UTF8)
		fputs("\xef\xbf\xbd", out);
	else if (nd_character_acts(c))
		fputs(nd_character_escape(room, c), out);
	else
		fwrite(text.at + from, 1, to - from, out);
}

void nd_markup_line(FILE *out, struct nd_text text, size_t most)
{
	size_t shown = 0;
	int gap = 0;

	for (size_t i = 0; i < text.len;) {
		const size_t from = i;
		const uint32_t c = nd_next_character(text, &i);

		if (nd_character_is_space(c)) {
			gap = shown > 0;
			continue;
		}
		if (shown + (i - from) > most) {
			fputs(ELLIPSIS, out);
			return;
		}
		if (gap)
			putc(' ', out);
		gap = 0;
		put_character(out, text, from, i, c);
		shown += i - from;
	}
}

void nd_markup_string(FILE *out, const char *string)
{
	nd_markup_line(out, nd_text_of(string), SIZE_MAX);
}

void nd_markup_bdi(FILE *out, struct nd_text text, size_t most)
{
	fputs("<bdi>", out);
	nd_markup_line(out, text, most);
	fputs("</bdi>", out);
}

/* Bytes of "http://" or "https://" in front, or 0. */
static size_t scheme(struct nd_text url)
{
	static const char *const known[] = { "http://", "https://" };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		const size_t n = strlen(known[i]);

		if (url.len > n && !strncasecmp(url.at, known[i], n))
			return n;
	}
	return 0;
}

int nd_markup_is_link(struct nd_text url)
{
	if (url.len > LINK_MAX || !scheme(url))
		return 0;
	for (size_t i = 0; i < url.len;) {
		const uint32_t c = nd_next_character(url, &i);

		if (c == ND_NOT_UTF8 || nd_character_is_space(c) || nd_character_acts(c))
			return 0;
	}
	return 1;
}

struct nd_text nd_markup_host(struct nd_text url)
{
	struct nd_text host = { url.at, 0 };
	size_t from = scheme(url), end, at;

	if (!nd_markup_is_link(url))
		return host;
	for (end = from; end < url.len && !strchr("/?#\\", url.at[end]);)
		end++;
	for (at = from; at < end; at++)
		if (url.at[at] == '@')
			from = at + 1;
	if (end - from > 4 && !strncasecmp(url.at + from, "www.", 4))
		from += 4;
	for (at = from; at < end && url.at[at] != ':';)
		at++;
	host.at = url.at + from;
	host.len = at - from;
	return host;
}

void nd_markup_time(FILE *out, int64_t seconds)
{
	static const char *const months[] = {
		"January", "February", "March", "April", "May", "June", "July", "August",
		"September", "October", "November", "December",
	};
	char exact[ND_FIGURE_ROOM];
	const char *const date = nd_figure_time(exact, seconds);
	unsigned year, month, day, hour, minute;

	if (!date ||
	    sscanf(date, "%4u-%2u-%2uT%2u:%2u", &year, &month, &day, &hour, &minute) != 5 ||
	    month < 1 || month > 12) {
		fputs("<span>no date</span>", out);
		return;
	}
	fprintf(out, "<time datetime=\"%s\">%u %s %u, %02u:%02u</time>", date, day,
		months[month - 1], year, hour, minute);
}
