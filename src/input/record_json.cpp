/*
 * record_json.cpp - simdjson's parser for what json_flat.h does not take
 *
 * simdjson's on-demand parser walks the object once and unescapes strings into
 * its own buffer, which we hand out.  On-demand checks only what is looked at,
 * so fields that nobody wants are walked too (check()): what is broken there
 * is broken JSON as well.  That costs nothing measurable on news, where the
 * wanted fields are most of a record, and on-demand gives numbers as they were
 * written, which the DOM parser does not.
 *
 * Compiled without exceptions; no call of simdjson used here throws.
 */
#include "input/json_flat.h"
#include "input/record_json.h"

#include <simdjson.h>

#include <cstring>
#include <new>

using namespace simdjson;

struct nd_json {
	struct nd_json_names names;
	struct nd_json_flat flat = ND_JSON_FLAT_INIT;
	struct nd_array joined = ND_ARRAY_INIT(char, SIZE_MAX / 4);	/* texts that are lists */
	ondemand::parser parser;
};

/* simdjson's DOM parser refuses more than 1,024 levels, and so do we. */
static const unsigned MAX_DEPTH = 1024;
static const size_t FIRST_CAPACITY = (size_t)64 << 10;

extern "C" struct nd_json *nd_json_open(const struct nd_text *names, size_t n)
{
	struct nd_json *const json = new (std::nothrow) nd_json;

	if (json)
		nd_json_names_set(&json->names, names, n);
	return json;
}

extern "C" void nd_json_close(struct nd_json *json)
{
	if (json) {
		nd_json_flat_release(&json->flat);
		nd_array_release(&json->joined);
	}
	delete json;
}

/* The number, whose token simdjson ends at the next structural character or later. */
static error_code take_number(ondemand::value value, std::string_view &number)
{
	const std::string_view token = value.raw_json_token();
	const size_t n = nd_json_number_length({ token.data(), token.size() });

	for (size_t i = n; i < token.size(); i++) {
		if (!strchr(" \n\r\t", token[i]) || !token[i])
			return NUMBER_ERROR;
	}
	number = token.substr(0, n);
	return n ? SUCCESS : NUMBER_ERROR;
}

static error_code check(ondemand::value value, unsigned depth);

static error_code check_array(ondemand::value value, unsigned depth)
{
	ondemand::array array;

	if (const error_code error = value.get_array().get(array))
		return error;
	for (simdjson_result<ondemand::value> result : array) {
		ondemand::value item;
		if (const error_code error = std::move(result).get(item))
			return error;
		if (const error_code error = check(item, depth + 1))
			return error;
	}
	return SUCCESS;
}

static error_code check_object(ondemand::value value, unsigned depth)
{
	ondemand::object object;

	if (const error_code error = value.get_object().get(object))
		return error;
	for (simdjson_result<ondemand::field> result : object) {
		ondemand::field field;
		std::string_view key;
		if (const error_code error = std::move(result).get(field))
			return error;
		if (const error_code error = field.unescaped_key().get(key))
			return error;
		if (const error_code error = check(field.value(), depth + 1))
			return error;
	}
	return SUCCESS;
}

/* The token of a boolean or null runs up to the next structural character, too. */
static error_code check_atom(ondemand::value value)
{
	std::string_view token = value.raw_json_token();

	while (!token.empty() && token.back() && strchr(" \n\r\t", token.back()))
		token.remove_suffix(1);
	return token == "true" || token == "false" || token == "null" ? SUCCESS : TAPE_ERROR;
}

static error_code check(ondemand::value value, unsigned depth)
{
	ondemand::json_type type;
	std::string_view text;

	if (depth >= MAX_DEPTH)
		return DEPTH_ERROR;
	if (const error_code error = value.type().get(type))
		return error;
	switch (type) {
	case ondemand::json_type::array:	return check_array(value, depth);
	case ondemand::json_type::object:	return check_object(value, depth);
	case ondemand::json_type::string:	return value.get_string().get(text);
	case ondemand::json_type::number:	return take_number(value, text);
	default:				return check_atom(value);
	}
}

static struct nd_json_value string_value(std::string_view text)
{
	const struct nd_text out = { text.data(), text.size() };
	struct nd_json_value value = { ND_JSON_STRING, 0, out };
	/* simdjson's buffer or ours, not the input */
	char *at = const_cast<char *>(text.data()), *const end = at + text.size();

	while ((at = static_cast<char *>(memchr(at, '\0', (size_t)(end - at))))) {
		*at++ = ' ';
		value.had_nul = 1;
	}
	return value;
}

/* The string that the object calls its text, as messengers write words in bold; empty: none. */
static error_code take_inner_text(ondemand::value value, std::string_view &text)
{
	ondemand::object object;

	if (const error_code error = value.get_object().get(object))
		return error;
	for (simdjson_result<ondemand::field> result : object) {
		ondemand::field field;
		ondemand::json_type type;
		std::string_view key;
		if (const error_code error = std::move(result).get(field))
			return error;
		if (const error_code error = field.unescaped_key().get(key))
			return error;
		ondemand::value inner = field.value();
		if (const error_code error = inner.type().get(type))
			return error;
		if (const error_code error = key == "text" && type == ondemand::json_type::string
					     ? inner.get_string().get(text) : check(inner, 3))
			return error;
	}
	return SUCCESS;
}

/*
 * A list of strings, and of objects with a text, as one string: two strings side by side are
 * paragraphs, what stands beside an object goes on in the same line.  Anything else in it: no
 * string.  'joined' has room, for it is never longer than it was written.
 */
static error_code join(ondemand::value value, struct nd_array *joined, struct nd_json_value &out)
{
	char *const from = static_cast<char *>(joined->items) + joined->n, *to = from;
	bool after_string = false, is_text = true;
	ondemand::array array;

	if (const error_code error = value.get_array().get(array))
		return error;
	for (simdjson_result<ondemand::value> result : array) {
		ondemand::value item;
		ondemand::json_type type;
		std::string_view piece;
		if (const error_code error = std::move(result).get(item))
			return error;
		if (const error_code error = item.type().get(type))
			return error;
		const bool is_string = type == ondemand::json_type::string;
		if (const error_code error = is_string ? item.get_string().get(piece) :
					     type == ondemand::json_type::object ?
					     take_inner_text(item, piece) : check(item, 2))
			return error;
		is_text = is_text && (is_string || type == ondemand::json_type::object);
		if (is_string && after_string)
			*to++ = '\n';
		if (!piece.empty())
			memcpy(to, piece.data(), piece.size());
		to += piece.size();
		after_string = is_string;
	}
	joined->n += (size_t)(to - from);
	if (is_text)
		out = string_value(std::string_view(from, (size_t)(to - from)));
	return SUCCESS;
}

/* Check a field's value and say what it is; its text where it is a scalar, or a list of texts. */
static error_code take_value(ondemand::value value, struct nd_array *joined,
			     struct nd_json_value &out)
{
	ondemand::json_type type;
	std::string_view text;
	error_code error;

	if ((error = value.type().get(type)))
		return error;
	out = nd_json_value{ ND_JSON_OTHER, 0, { "", 0 } };
	switch (type) {
	case ondemand::json_type::string:
		if ((error = value.get_string().get(text)))
			return error;
		out = string_value(text);
		return SUCCESS;
	case ondemand::json_type::number:
		if ((error = take_number(value, text)))
			return error;
		out = nd_json_value{ ND_JSON_NUMBER, 0, { text.data(), text.size() } };
		return SUCCESS;
	case ondemand::json_type::null:
		out.kind = ND_JSON_MISSING;
		return check_atom(value);
	case ondemand::json_type::array:
		return join(value, joined, out);
	default:
		return check(value, 1);
	}
}

/* The fields that are looked for, here or in an object further in. */
struct wanted {
	const struct nd_json_names *names;
	struct nd_json_value *values;
	struct nd_array *joined;
	size_t at[ND_JSON_NAMES];	/* where the part of a name begins that counts here */
	uint32_t here;			/* a bit for each name of which a part does */
	uint32_t first[ND_JSON_FIRST];	/* of those the ones whose part begins so, as in the names */
};

/* Note how the parts begin. */
static void list_first(struct wanted &wanted)
{
	memset(wanted.first, 0, sizeof(wanted.first));
	for (uint32_t left = wanted.here; left; left &= left - 1) {
		const int i = __builtin_ctz(left);
		const struct nd_text &name = wanted.names->name[i];

		if (wanted.at[i] < name.len)
			wanted.first[name.at[wanted.at[i]] % ND_JSON_FIRST] |= (uint32_t)1 << i;
	}
}

/* The names that a key is, and those that go on behind it with a dot: a bit each. */
struct matches {
	uint32_t whole, before_dot;
};

static struct matches match(const struct wanted &wanted, std::string_view key)
{
	struct matches matches = { 0, 0 };

	for (uint32_t left = key.empty() ? wanted.here : wanted.first[key[0] % ND_JSON_FIRST]; left;
	     left &= left - 1) {
		const int i = __builtin_ctz(left);
		const struct nd_text &name = wanted.names->name[i];
		const char *const at = name.at + wanted.at[i];
		const size_t len = name.len - wanted.at[i];

		if (len < key.size() || memcmp(at, key.data(), key.size()))
			continue;
		if (len == key.size())
			matches.whole |= left & -left;
		else if (at[key.size()] == '.')
			matches.before_dot |= left & -left;
	}
	return matches;
}

static error_code take_fields(ondemand::object object, const struct wanted &wanted,
			      unsigned depth);

/* An object whose key, so long, is the first part of some of the names: look into it. */
static error_code look_into(ondemand::value value, const struct wanted &wanted, size_t key_len,
			    uint32_t before_dot, unsigned depth)
{
	struct wanted inner = wanted;
	ondemand::object object;

	inner.here = before_dot;
	for (size_t i = 0; i < wanted.names->n; i++)
		inner.at[i] += key_len + 1;
	list_first(inner);
	if (const error_code error = value.get_object().get(object))
		return error;
	return take_fields(object, inner, depth + 1);
}

static void put(const struct wanted &wanted, uint32_t names, const struct nd_json_value &value)
{
	for (; names; names &= names - 1)
		wanted.values[__builtin_ctz(names)] = value;
}

static error_code take_field(ondemand::field &field, const struct wanted &wanted, unsigned depth)
{
	struct nd_json_value value = { ND_JSON_OTHER, 0, { "", 0 } };
	ondemand::value at = field.value();
	ondemand::json_type type;
	struct matches matches;
	std::string_view key;

	if (const error_code error = field.unescaped_key().get(key))
		return error;
	if (const error_code error = at.type().get(type))
		return error;
	matches = match(wanted, key);
	if (matches.before_dot && type == ondemand::json_type::object && depth < MAX_DEPTH) {
		put(wanted, matches.whole, value);
		return look_into(at, wanted, key.size(), matches.before_dot, depth);
	}
	if (!matches.whole)
		return check(at, depth);
	if (const error_code error = take_value(at, wanted.joined, value))
		return error;
	put(wanted, matches.whole, value);
	return SUCCESS;
}

static error_code take_fields(ondemand::object object, const struct wanted &wanted,
			      unsigned depth)
{
	for (simdjson_result<ondemand::field> result : object) {
		ondemand::field field;
		if (const error_code error = std::move(result).get(field))
			return error;
		if (const error_code error = take_field(field, wanted, depth))
			return error;
	}
	return SUCCESS;
}

static error_code take_object(ondemand::document &document, const struct wanted &wanted)
{
	ondemand::object object;

	if (const error_code error = document.get_object().get(object))
		return error;
	if (const error_code error = take_fields(object, wanted, 1))
		return error;
	return document.current_location().error() == OUT_OF_BOUNDS ? SUCCESS : TRAILING_CONTENT;
}

static const char *sentence(error_code error)
{
	switch (error) {
	case UTF8_ERROR:		return "invalid UTF-8";
	case EMPTY:
	case INCORRECT_TYPE:		return "not a JSON object";
	case TRAILING_CONTENT:		return "broken JSON: something follows the object";
	case UNCLOSED_STRING:		return "broken JSON: a string is not closed";
	case UNESCAPED_CHARS:		return "broken JSON: a control character in a string";
	case STRING_ERROR:		return "broken JSON: a wrong escape in a string";
	case NUMBER_ERROR:		return "broken JSON: a wrong number";
	case DEPTH_ERROR:		return "broken JSON: more than 1,024 levels deep";
	case INCOMPLETE_ARRAY_OR_OBJECT: return "broken JSON: an object or array is not closed";
	default:			return "broken JSON";
	}
}

/* Grow the parser by doubling: it would allocate anew for each record longer than all before. */
static error_code make_room(ondemand::parser &parser, size_t len)
{
	size_t capacity = parser.capacity() > FIRST_CAPACITY ? parser.capacity() : FIRST_CAPACITY;

	if (len <= parser.capacity())
		return SUCCESS;
	while (capacity < len)
		capacity *= 2;
	return parser.allocate(capacity, MAX_DEPTH);
}

static enum nd_status parse(struct nd_json *json, struct nd_text object,
			    struct nd_json_value *values, const char **why)
{
	const padded_string_view padded(object.at, object.len, object.len + SIMDJSON_PADDING);
	struct wanted wanted = { &json->names, values, &json->joined, { 0 }, 0, { 0 } };
	ondemand::document document;
	error_code error;

	for (size_t i = 0; i < json->names.n; i++) {
		values[i] = nd_json_value{ ND_JSON_MISSING, 0, { "", 0 } };
		wanted.here |= (uint32_t)(json->names.name[i].at != nullptr) << i;
	}
	memcpy(wanted.first, json->names.first, sizeof(wanted.first));
	json->joined.n = 0;
	if (!nd_array_reserve(&json->joined, object.len))
		return ND_ENOMEM;
	error = make_room(json->parser, object.len);
	if (!error)
		error = json->parser.iterate(padded).get(document);
	if (!error)
		error = take_object(document, wanted);
	if (error == MEMALLOC || error == CAPACITY)
		return ND_ENOMEM;
	*why = error ? sentence(error) : "";
	return error ? ND_EFORMAT : ND_OK;
}

extern "C" enum nd_status nd_json_take(struct nd_json *json, struct nd_text object,
				       struct nd_json_value *values, const char **why)
{
	if (nd_json_flat_take(&json->flat, object, &json->names, values) &&
	    (json->flat.is_ascii || validate_utf8(object.at, object.len))) {
		*why = "";
		return ND_OK;
	}
	return parse(json, object, values, why);
}
