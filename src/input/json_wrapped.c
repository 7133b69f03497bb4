/* json_wrapped.c - a walk along the keys, which skips what has another name */
#include "input/json_wrapped.h"

#include <string.h>

#include "input/json_span.h"
#include "input/reading.h"

#define DEEPEST 3	/* objects around the array */

struct walk {
	const char *at, *end;
};

enum found { NO, YES, MORE };

static int is_one_of(struct nd_text name, const char *const *names)
{
	for (; *names; names++)
		if (name.len == strlen(*names) && !memcmp(name.at, *names, name.len))
			return 1;
	return 0;
}

static int is_list(struct nd_text name)
{
	static const char *const names[] = {
		"articles", "items", "results", "docs", "data", "hits", "messages", NULL
	};

	return is_one_of(name, names);
}

static int is_around_list(struct nd_text name)
{
	static const char *const names[] = { "response", "result", "data", "hits", "feed", NULL };

	return is_one_of(name, names);
}

static int is_text(struct nd_text name)
{
	static const char *const names[] = { "text", "body", "content", NULL };

	return is_one_of(name, names);
}

/* What the first article of a list has at least one of. */
static int is_of_article(struct nd_text name)
{
	static const char *const names[] = {
		"title", "headline", "content_text", "content_html", "_source", NULL
	};

	return is_text(name) || is_one_of(name, names);
}

/* The next byte that is no white space; 0 at the end. */
static char next_byte(struct walk *w)
{
	while (w->at < w->end && nd_is_space(*w->at))
		w->at++;
	return w->at < w->end ? *w->at : '\0';
}

/* Behind the value that starts here. */
static enum found skip_value(struct walk *w)
{
	struct nd_json_span span = { 0 };
	const enum nd_span found = nd_json_span_scan(&span, w->at, (size_t)(w->end - w->at));

	w->at += span.pos;
	return found == ND_SPAN_DONE ? YES : found == ND_SPAN_MORE ? MORE : NO;
}

/* From the brace or comma before a key to its value; NO: none is there. */
static enum found take_key(struct walk *w, struct nd_text *key)
{
	enum found found;

	w->at++;
	if (next_byte(w) != '"')
		return w->at < w->end ? NO : MORE;
	key->at = w->at + 1;
	found = skip_value(w);
	if (found != YES)
		return found;
	key->len = (size_t)(w->at - key->at) - 1;
	if (next_byte(w) != ':')
		return w->at < w->end ? NO : MORE;
	w->at++;
	return next_byte(w) ? YES : MORE;
}

/* Over the value, to the comma behind it; NO: the object ends there, or is broken. */
static enum found pass_value(struct walk *w)
{
	const enum found found = skip_value(w);

	if (found != YES)
		return found;
	if (next_byte(w) == ',')
		return YES;
	return w->at < w->end ? NO : MORE;
}

/* Does the array that starts here have an object first, and looks that like an article? */
static enum found lists_articles(struct walk w)
{
	enum found found = YES;
	struct nd_text key;

	w.at++;
	if (next_byte(&w) != '{')
		return w.at < w.end ? NO : MORE;
	while (found == YES) {
		found = take_key(&w, &key);
		if (found == YES && is_of_article(key))
			return YES;
		if (found == YES)
			found = pass_value(&w);
	}
	return found;
}

/* Where in the object that starts here is the list?  Then the walk is there. */
static enum found find_list(struct walk *w, unsigned *depth)
{
	enum found found = YES;
	struct nd_text key;

	++*depth;
	while (found == YES) {
		struct walk inner;
		enum found within = NO;

		found = take_key(w, &key);
		if (found != YES || is_text(key))
			break;
		inner = *w;
		if (*w->at == '[' && is_list(key))
			within = lists_articles(inner);
		else if (*w->at == '{' && *depth < DEEPEST && is_around_list(key))
			within = find_list(&inner, depth);
		if (within != NO) {
			*w = inner;
			return within;
		}
		found = pass_value(w);
	}
	--*depth;
	return found == MORE ? MORE : NO;
}

struct nd_wrapped nd_json_wrapped(struct nd_text head)
{
	struct walk w = { head.at, head.at + head.len };
	struct nd_wrapped wrapped = { ND_WRAPPED_NO, 0, 0 };

	if (*head.at != '{')
		return wrapped;
	switch (find_list(&w, &wrapped.depth)) {
	case YES:
		wrapped.found = ND_WRAPPED_YES;
		wrapped.at = (size_t)(w.at - head.at);
		break;
	case MORE:
		wrapped.found = ND_WRAPPED_MORE;
		break;
	case NO:
		break;
	}
	return wrapped;
}
