/*
 * tags.c - two sorted tables
 *
 * The words are those that templates of news sites use for what stands beside
 * an article.  A word counts only as a whole, as cut by case, digits and
 * punctuation: "nav" is in "main-nav" and in "mainNav", not in "navy".
 */
#include "input/tags.h"

#include <stdlib.h>
#include <string.h>

#define B ND_TAG_BLOCK

static const struct nd_tag tags[] = {
	{ "a", 0, ND_TAG_A }, { "address", B, 0 }, { "amp-ad", ND_TAG_SKIP, 0 },
	{ "amp-sidebar", B | ND_TAG_AWAY, 0 }, { "article", B, ND_TAG_ARTICLE },
	{ "aside", B | ND_TAG_AWAY, 0 }, { "audio", ND_TAG_SKIP, 0 },
	{ "base", 0, ND_TAG_BASE }, { "blockquote", B, 0 }, { "body", B, ND_TAG_BODY },
	{ "br", 0, ND_TAG_BR }, { "button", ND_TAG_SKIP, 0 }, { "canvas", ND_TAG_SKIP, 0 },
	{ "caption", B | ND_TAG_CAPTION, 0 }, { "center", B, 0 },
	{ "datalist", ND_TAG_SKIP, 0 }, { "dd", B | ND_TAG_ITEM, 0 }, { "details", B, 0 },
	{ "dialog", B | ND_TAG_AWAY, 0 }, { "dir", B, 0 }, { "div", B, 0 }, { "dl", B, 0 },
	{ "dt", B | ND_TAG_ITEM, 0 }, { "embed", ND_TAG_SKIP, 0 }, { "fieldset", B, 0 },
	{ "figcaption", B | ND_TAG_CAPTION, 0 }, { "figure", B, 0 },
	{ "footer", B, ND_TAG_FOOTER }, { "form", B, 0 },
	{ "h1", B | ND_TAG_HEADING, ND_TAG_H1 }, { "h2", B | ND_TAG_HEADING, 0 },
	{ "h3", B | ND_TAG_HEADING, 0 }, { "h4", B | ND_TAG_HEADING, 0 },
	{ "h5", B | ND_TAG_HEADING, 0 }, { "h6", B | ND_TAG_HEADING, 0 },
	{ "header", B, ND_TAG_HEADER }, { "hr", B, 0 }, { "html", B, ND_TAG_HTML },
	{ "iframe", ND_TAG_SKIP, 0 }, { "legend", B, 0 }, { "li", B | ND_TAG_ITEM, 0 },
	{ "link", 0, ND_TAG_LINK }, { "main", B, ND_TAG_MAIN }, { "map", ND_TAG_SKIP, 0 },
	{ "menu", B | ND_TAG_AWAY, 0 }, { "meta", 0, ND_TAG_META },
	{ "nav", B | ND_TAG_AWAY, 0 }, { "noscript", ND_TAG_SKIP, 0 },
	{ "object", ND_TAG_SKIP, 0 }, { "ol", B, 0 }, { "option", ND_TAG_SKIP, 0 },
	{ "p", B, ND_TAG_P }, { "pre", B, 0 }, { "script", ND_TAG_SKIP, ND_TAG_SCRIPT },
	{ "section", B, 0 }, { "select", ND_TAG_SKIP, 0 }, { "style", ND_TAG_SKIP, 0 },
	{ "summary", B, 0 }, { "svg", ND_TAG_SKIP, 0 }, { "table", B, ND_TAG_TABLE },
	{ "tbody", B, 0 }, { "td", B | ND_TAG_CELL, 0 }, { "template", ND_TAG_SKIP, 0 },
	{ "textarea", ND_TAG_SKIP, 0 }, { "tfoot", B, 0 },
	{ "th", B | ND_TAG_CELL, ND_TAG_TH }, { "thead", B, 0 }, { "time", 0, ND_TAG_TIME },
	{ "title", 0, ND_TAG_TITLE }, { "tr", B, 0 }, { "ul", B, 0 },
	{ "video", ND_TAG_SKIP, 0 },
};

static int compare_tag(const void *name, const void *tag)
{
	return strcmp(name, ((const struct nd_tag *)tag)->name);
}

const struct nd_tag *nd_tag(const char *name)
{
	static const struct nd_tag other = { "", 0, ND_TAG_OTHER };
	const struct nd_tag *const found = bsearch(name, tags, sizeof(tags) / sizeof(*tags),
						   sizeof(*tags), compare_tag);

	return found ? found : &other;
}

struct hint_word {
	char word[16];
	unsigned char hint;
};

#define AWAY ND_HINT_AWAY
#define ABOUT ND_HINT_ABOUT

static const struct hint_word words[] = {
	{ "ad", AWAY }, { "ads", AWAY }, { "adslot", AWAY }, { "advert", AWAY },
	{ "advertisement", AWAY }, { "advertorial", AWAY }, { "also", AWAY },
	{ "articlebody", ND_HINT_BODY }, { "author", ABOUT }, { "authors", ABOUT },
	{ "banner", AWAY }, { "bio", ABOUT }, { "bookmark", AWAY }, { "breadcrumb", AWAY },
	{ "breadcrumbs", AWAY }, { "by", ABOUT }, { "byline", ABOUT }, { "caption", ABOUT },
	{ "categories", AWAY }, { "comment", AWAY }, { "comments", AWAY },
	{ "consent", AWAY }, { "cookie", AWAY }, { "cookies", AWAY }, { "copyright", AWAY },
	{ "credit", ABOUT }, { "credits", ABOUT }, { "cta", AWAY }, { "date", ABOUT },
	{ "dateline", ABOUT }, { "disclaimer", AWAY }, { "disqus", AWAY }, { "donate", AWAY },
	{ "donation", AWAY }, { "facebook", AWAY }, { "factbox", AWAY }, { "follow", AWAY },
	{ "footer", AWAY }, { "gdpr", AWAY },
	{ "infobox", AWAY }, { "kicker", ABOUT }, { "login", AWAY },
	{ "masthead", AWAY }, { "menu", AWAY }, { "meta", ABOUT }, { "metadata", ABOUT },
	{ "modal", AWAY }, { "mostread", AWAY }, { "nav", AWAY }, { "navbar", AWAY },
	{ "navigation", AWAY }, { "newsletter", AWAY }, { "outbrain", AWAY },
	{ "overlay", AWAY }, { "pager", AWAY }, { "pagination", AWAY }, { "paywall", AWAY },
	{ "poll", AWAY }, { "popular", AWAY }, { "popup", AWAY },
	{ "promo", AWAY }, { "promos", AWAY }, { "promoted", AWAY }, { "promotion", AWAY },
	{ "pubdate", ABOUT }, { "pullquote", AWAY }, { "quiz", AWAY }, { "rail", AWAY },
	{ "rating", AWAY }, { "readmore", AWAY }, { "readnext", AWAY },
	{ "recirc", AWAY }, { "recirculation", AWAY }, { "recommend", AWAY },
	{ "recommendations", AWAY }, { "recommended", AWAY }, { "register", AWAY },
	{ "related", AWAY }, { "replies", AWAY }, { "reply", AWAY }, { "screenreader", AWAY },
	{ "search", AWAY }, { "share", AWAY }, { "sharebar", AWAY }, { "sharing", AWAY },
	{ "sidebar", AWAY }, { "signin", AWAY }, { "signup", AWAY }, { "skip", AWAY },
	{ "social", AWAY }, { "sponsor", AWAY }, { "sponsored", AWAY }, { "subnav", AWAY },
	{ "subscribe", AWAY }, { "subscription", AWAY }, { "taboola", AWAY }, { "tags", AWAY },
	{ "teaser", AWAY }, { "teasers", AWAY }, { "ticker", AWAY }, { "timestamp", ABOUT },
	{ "toolbar", AWAY }, { "topics", AWAY }, { "trending", AWAY }, { "twitter", AWAY },
	{ "weather", AWAY }, { "whatsapp", AWAY }, { "widget", AWAY },
};

static int compare_word(const void *word, const void *entry)
{
	return strcmp(word, ((const struct hint_word *)entry)->word);
}

static int is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static int is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || is_upper(c);
}

static unsigned hint_of(const char word[sizeof(words->word)])
{
	const struct hint_word *const found = bsearch(word, words, sizeof(words) / sizeof(*words),
						      sizeof(*words), compare_word);

	return found ? found->hint : 0;
}

unsigned nd_hints(const char *names)
{
	enum { LONGEST = sizeof(words->word) };
	char word[LONGEST], whole[LONGEST];	/* cut by case too; by punctuation only */
	size_t n = 0, m = 0;
	unsigned hints = 0;

	for (const char *at = names;; at++) {
		const int letter = is_letter(*at);

		if (n && (!letter || (is_upper(*at) && !is_upper(at[-1])))) {
			word[n < LONGEST ? n : 0] = '\0';
			hints |= hint_of(word);
			n = 0;
		}
		if (!letter && m) {
			whole[m < LONGEST ? m : 0] = '\0';
			hints |= hint_of(whole);
			m = 0;
		}
		if (!*at)
			return hints;
		if (letter) {
			const char lower = (char)(*at | 0x20);
			if (n < LONGEST)
				word[n++] = lower;
			if (m < LONGEST)
				whole[m++] = lower;
		}
	}
}
