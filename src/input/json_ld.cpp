/*
 * json_ld.cpp - simdjson's tree, searched for an article
 *
 * A page may hold one object, an array of them, or an object with "@graph";
 * the article may be the mainEntity of a WebPage.  Compiled without
 * exceptions; no call of simdjson used here throws.
 */
#include "input/json_ld.h"

#include <simdjson.h>

#include <cstring>
#include <new>

using namespace simdjson;

static const unsigned MOST_DEPTH = 6;	/* objects within objects that are looked into */

struct search {
	struct nd_json_ld *out;
	struct nd_arena *arena;
	bool failed;
};

static bool ends_with(std::string_view text, std::string_view end)
{
	return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

static bool is_article_type(dom::element type)
{
	dom::array types;
	std::string_view name;

	if (!type.get(types)) {
		for (dom::element one : types)
			if (is_article_type(one))
				return true;
		return false;
	}
	return !type.get(name) && (ends_with(name, "Article") || ends_with(name, "BlogPosting") ||
				   ends_with(name, "Report"));
}

/* A string, or the "name", "@id" or first item of what stands in its place. */
static bool string_of(dom::element value, std::string_view &text, unsigned depth = 0)
{
	dom::element inner;
	dom::array array;

	if (!value.get(text))
		return true;
	if (depth == 2)
		return false;
	if (!value.get(array) && array.begin() != array.end())
		return string_of(*array.begin(), text, depth + 1);
	return (!value["name"].get(inner) || !value["@id"].get(inner)) &&
	       string_of(inner, text, depth + 1);
}

static void take(struct search *search, dom::object object, const char *key, struct nd_text *to)
{
	dom::element value;
	std::string_view text;
	char *copy;

	if (to->len || object[key].get(value) || !string_of(value, text) || text.empty())
		return;
	copy = static_cast<char *>(nd_arena_copy(search->arena, text.data(), text.size()));
	if (!copy) {
		search->failed = true;
		return;
	}
	for (size_t i = 0; i < text.size(); i++)
		if (!copy[i])
			copy[i] = ' ';
	to->at = copy;
	to->len = text.size();
}

static void take_article(struct search *search, dom::object object)
{
	take(search, object, "headline", &search->out->headline);
	take(search, object, "name", &search->out->headline);
	take(search, object, "articleBody", &search->out->body);
	take(search, object, "datePublished", &search->out->published);
	take(search, object, "dateCreated", &search->out->published);
	take(search, object, "publisher", &search->out->publisher);
	take(search, object, "url", &search->out->url);
	take(search, object, "mainEntityOfPage", &search->out->url);
	take(search, object, "inLanguage", &search->out->lang);
}

/* True where an article was found. */
static bool look(struct search *search, dom::element element, unsigned depth)
{
	static const char *const keys[] = { "@graph", "mainEntity", "mainEntityOfPage" };
	dom::array array;
	dom::object object;
	dom::element inner;

	if (depth == MOST_DEPTH)
		return false;
	if (!element.get(array)) {
		for (dom::element one : array)
			if (look(search, one, depth + 1))
				return true;
		return false;
	}
	if (element.get(object))
		return false;
	if (!object["@type"].get(inner) && is_article_type(inner)) {
		take_article(search, object);
		return true;
	}
	for (const char *key : keys)
		if (!object[key].get(inner) && look(search, inner, depth + 1))
			return true;
	return false;
}

/* The script with blanks for control characters, and without what hides it from old browsers. */
static char *clean(struct nd_text script, struct nd_arena *arena, size_t *len)
{
	const char *const open = static_cast<const char *>(memchr(script.at, '{', script.len));
	const char *const list = static_cast<const char *>(memchr(script.at, '[', script.len));
	const char *from = !open || (list && list < open) ? list : open;
	const char *end = script.at + script.len;
	char *copy;

	*len = 0;
	if (!from)
		from = end;
	while (end > from && end[-1] != '}' && end[-1] != ']')
		end--;
	copy = static_cast<char *>(nd_arena_take(arena, static_cast<size_t>(end - from)));
	if (!copy)
		return NULL;
	for (; from < end; from++, ++*len)
		copy[*len] = static_cast<unsigned char>(*from) < ' ' ? ' ' : *from;
	return copy;
}

extern "C" enum nd_status nd_json_ld_take(struct nd_json_ld *out, struct nd_text script,
					  struct nd_arena *arena)
{
	struct search search = { out, arena, false };
	dom::element root;
	size_t len;
	const char *const copy = clean(script, arena, &len);
	dom::parser parser;

	if (!copy)
		return ND_ENOMEM;
	/* Not JSON, or too much of it: nothing to be had here. */
	if (!len || parser.parse(copy, len).get(root))
		return ND_OK;
	look(&search, root, 0);
	return search.failed ? ND_ENOMEM : ND_OK;
}
