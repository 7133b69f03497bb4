/*
 * saved.cpp - our own JSON, read with simdjson's DOM parser
 *
 * What is written by jsonl.c is read here; fields that are not known are passed
 * over, so that older readers can read what newer programs write.
 */
#include "input/saved.h"

#include <cstdlib>
#include <cstring>
#include <new>

#include <simdjson.h>

extern "C" {
#include "base/array.h"
#include "input/date.h"
}

using namespace simdjson;

struct nd_saved {
	dom::parser parser;
	struct nd_array terms, passages, members;
	char id[32];			/* of the story */
};

extern "C" struct nd_saved *nd_saved_open(void)
{
	struct nd_saved *const saved = new (std::nothrow) nd_saved;

	if (saved) {
		saved->terms = ND_ARRAY_INIT(struct nd_shared_term, 1 << 16);
		saved->passages = ND_ARRAY_INIT(struct nd_passage, 1 << 16);
		saved->members = ND_ARRAY_INIT(struct nd_member, UINT32_MAX);
	}
	return saved;
}

extern "C" void nd_saved_close(struct nd_saved *saved)
{
	if (!saved)
		return;
	nd_array_release(&saved->terms);
	nd_array_release(&saved->passages);
	nd_array_release(&saved->members);
	delete saved;
}

static bool take_text(dom::element from, const char *key, struct nd_text *out)
{
	std::string_view text;

	if (from[key].get(text))
		return false;
	*out = nd_text{ text.data(), text.size() };
	return true;
}

/* A number; 'otherwise' where it is null or not there. */
static double take_number(dom::element from, const char *key, double otherwise)
{
	double number;

	return from[key].get(number) ? otherwise : number;
}

static bool take_relation(dom::element from, enum nd_relation *out)
{
	struct nd_text name;

	if (!take_text(from, "relation", &name))
		return false;
	for (int i = 0; i < ND_RELATIONS; i++) {
		*out = (enum nd_relation)i;
		if (strlen(nd_relation_name(*out)) == name.len &&
		    !memcmp(nd_relation_name(*out), name.at, name.len))
			return true;
	}
	*out = ND_UNRELATED;
	return name.len == 9 && !memcmp(name.at, "unrelated", 9);
}

static bool take_share(dom::element from, const char *key, double *out)
{
	*out = take_number(from, key, -2);
	return *out >= 0 && *out <= 1;
}

static bool take_range(dom::element from, const char *key, size_t *begin, size_t *end)
{
	dom::array both;
	uint64_t at[2];

	if (from[key].get(both) || both.size() != 2 || both.at(0).get(at[0]) || both.at(1).get(at[1]) ||
	    at[0] > at[1] || at[1] > ND_TEXT_MAX)
		return false;
	*begin = at[0];
	*end = at[1];
	return true;
}

static bool take_terms(struct nd_saved *saved, dom::element from)
{
	dom::array terms;

	saved->terms.n = 0;
	if (from["terms"].get(terms))
		return true;
	for (dom::element one : terms) {
		struct nd_shared_term term;

		if (!take_text(one, "term", &term.term) || !take_share(one, "weight", &term.weight) ||
		    !nd_array_append(&saved->terms, &term, 1))
			return false;
	}
	return true;
}

static bool take_passages(struct nd_saved *saved, dom::element from)
{
	dom::array passages;

	saved->passages.n = 0;
	if (from["passages"].get(passages))
		return true;
	for (dom::element one : passages) {
		struct nd_passage passage;

		if (!take_text(one, "text", &passage.text) ||
		    !take_range(one, "a", &passage.a_from, &passage.a_to) ||
		    !take_range(one, "b", &passage.b_from, &passage.b_to) ||
		    !nd_array_append(&saved->passages, &passage, 1))
			return false;
	}
	return true;
}

static enum nd_status parse(struct nd_saved *saved, struct nd_text line, dom::element *out,
			    const char **why)
{
	const error_code error = saved->parser.parse(line.at, line.len, false).get(*out);

	*why = "broken JSON";
	if (error == MEMALLOC)
		return ND_ENOMEM;
	if (!error && !out->is_object())
		*why = "not a JSON object";
	return !error && out->is_object() ? ND_OK : ND_EFORMAT;
}

extern "C" enum nd_status nd_saved_pair(struct nd_saved *saved, struct nd_text line,
					struct nd_explanation *out, const char **why)
{
	struct nd_pair *const pair = &out->pair;
	dom::element from;
	const enum nd_status status = parse(saved, line, &from, why);

	*out = nd_explanation{};
	if (status != ND_OK)
		return status;
	*why = "not a pair: it needs a, b, relation and score";
	if (!take_text(from, "a", &pair->a) || !take_text(from, "b", &pair->b) ||
	    !take_relation(from, &pair->relation) || !take_share(from, "score", &pair->score))
		return ND_EFORMAT;
	pair->jaccard = take_number(from, "jaccard", -1);
	pair->containment = take_number(from, "containment", -1);
	pair->event = take_number(from, "event", -1);
	pair->hours_apart = take_number(from, "hours_apart", -1);
	*why = "terms or passages are not as 'neardup pairs --explain' writes them";
	if (!take_terms(saved, from) || !take_passages(saved, from))
		return ND_EFORMAT;
	out->terms = (const struct nd_shared_term *)saved->terms.items;
	out->n_terms = saved->terms.n;
	out->passages = (const struct nd_passage *)saved->passages.items;
	out->n_passages = saved->passages.n;
	return ND_OK;
}

static int64_t take_time(dom::element from, const char *key)
{
	struct nd_text text;
	int64_t seconds;

	if (!take_text(from, key, &text) || !nd_date_parse(text, &seconds))
		return ND_NO_TIME;
	return seconds;
}

static bool take_members(struct nd_saved *saved, dom::element from, struct nd_cluster *out)
{
	struct nd_text representative = { "", 0 };
	dom::array members;

	saved->members.n = 0;
	take_text(from, "representative", &representative);
	if (from["members"].get(members) || !members.size())
		return false;
	for (dom::element one : members) {
		struct nd_member member = {};

		if (!take_text(one, "id", &member.id) || !nd_array_append(&saved->members, &member, 1))
			return false;
		if (member.id.len == representative.len &&
		    !memcmp(member.id.at, representative.at, member.id.len))
			out->representative = saved->members.n - 1;
	}
	return true;
}

extern "C" enum nd_status nd_saved_cluster(struct nd_saved *saved, struct nd_text line,
					   struct nd_cluster *out, const char **why)
{
	dom::element from;
	struct nd_text id;
	const enum nd_status status = parse(saved, line, &from, why);

	*out = nd_cluster{};
	if (status != ND_OK)
		return status;
	*why = "not a story: it needs cluster and members";
	if (!take_text(from, "cluster", &id) || id.len != 16 ||
	    strspn(id.at, "0123456789abcdef") < 16 || !take_members(saved, from, out))
		return ND_EFORMAT;
	memcpy(saved->id, id.at, id.len);
	saved->id[id.len] = '\0';
	out->id = saved->id;
	out->members = (const struct nd_member *)saved->members.items;
	out->size = saved->members.n;
	out->first = take_time(from, "first");
	out->last = take_time(from, "last");
	return ND_OK;
}
