/* json_flat.c - strings by the kernel, everything else byte for byte */
#include "input/json_flat.h"

#include <assert.h>
#include <string.h>

#include "base/utf8.h"
#include "kernel/kernel.h"

struct scanner {
	const struct nd_kernels *kernels;
	const char *at, *end;
	char *to;		/* where the next string goes */
	uint64_t wide;		/* not 0: a byte beyond ASCII was there */
};

void nd_json_names_set(struct nd_json_names *names, const struct nd_text *name, size_t n)
{
	assert(n <= ND_JSON_NAMES);
	*names = (struct nd_json_names){ .n = n };
	for (size_t i = 0; i < n; i++) {
		names->name[i] = name[i];
		if (name[i].len)
			names->first[*name[i].at % ND_JSON_FIRST] |= (uint32_t)1 << i;
	}
}

static const char *skip_digits(const char *at, const char *end)
{
	while (at < end && *at >= '0' && *at <= '9')
		at++;
	return at;
}

size_t nd_json_number_length(struct nd_text text)
{
	const char *const end = text.at + text.len;
	const char *at = text.at, *from;

	if (at < end && *at == '-')
		at++;
	from = at;
	at = skip_digits(at, end);
	if (at == from || (*from == '0' && at > from + 1))
		return 0;
	if (at < end && *at == '.') {
		from = ++at;
		at = skip_digits(at, end);
		if (at == from)
			return 0;
	}
	if (at < end && (*at == 'e' || *at == 'E')) {
		at++;
		if (at < end && (*at == '+' || *at == '-'))
			at++;
		from = at;
		at = skip_digits(at, end);
		if (at == from)
			return 0;
	}
	return (size_t)(at - text.at);
}

static void skip_blanks(struct scanner *s)
{
	while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' || *s->at == '\n' || *s->at == '\r'))
		s->at++;
}

/* Is this the next byte but for blanks?  If so it is passed. */
static int next_is(struct scanner *s, char byte)
{
	skip_blanks(s);
	if (s->at == s->end || *s->at != byte)
		return 0;
	s->at++;
	return 1;
}

/* Four hexadecimal digits at 'at', or UINT32_MAX. */
static uint32_t hex4(const char *at)
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++) {
		const unsigned char c = (unsigned char)at[i], letter = c | 0x20;

		if (c >= '0' && c <= '9')
			value = value << 4 | (c - '0');
		else if (letter >= 'a' && letter <= 'f')
			value = value << 4 | (letter - 'a' + 10u);
		else
			return UINT32_MAX;
	}
	return value;
}

/* \u0041, of which the backslash is at hand; two where they are halves of one character.  NUL,
 * which needs a word of warning, is left to the other parser, as is what is wrong. */
static int take_code(struct scanner *s)
{
	uint32_t c = s->end - s->at >= 6 ? hex4(s->at + 2) : UINT32_MAX;

	if (c == 0 || c == UINT32_MAX || (c >= 0xdc00 && c < 0xe000))
		return 0;
	s->at += 6;
	if (c >= 0xd800 && c < 0xdc00) {
		const uint32_t low = s->end - s->at >= 6 && s->at[0] == '\\' && s->at[1] == 'u' ?
				     hex4(s->at + 2) : UINT32_MAX;

		if (low < 0xdc00 || low >= 0xe000)
			return 0;
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
		s->at += 6;
	}
	s->to += nd_utf8_put(s->to, c);
	return 1;
}

static int take_escape(struct scanner *s)
{
	static const char plain[256] = {
		['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['b'] = '\b', ['f'] = '\f',
		['n'] = '\n', ['r'] = '\r', ['t'] = '\t',
	};
	const unsigned char c = s->end - s->at >= 2 ? (unsigned char)s->at[1] : 0;

	if (c == 'u')
		return take_code(s);
	if (!plain[c])
		return 0;
	*s->to++ = plain[c];
	s->at += 2;
	return 1;
}

/* The string whose opening quote was passed. */
static int take_string(struct scanner *s, struct nd_text *out)
{
	char *const from = s->to;

	for (;;) {
		const size_t n = s->kernels->copy_plain(s->at, (size_t)(s->end - s->at), s->to, &s->wide);

		s->at += n;
		s->to += n;
		if (s->at == s->end)
			return 0;
		if (*s->at == '"')
			break;
		do {	/* they come in pairs: a blank line is two */
			if (*s->at != '\\' || !take_escape(s))
				return 0;
		} while (s->at < s->end && *s->at == '\\');
	}
	s->at++;
	*out = (struct nd_text){ from, (size_t)(s->to - from) };
	return 1;
}

/* A key, without escapes, stays where it is. */
static int take_key(struct scanner *s, struct nd_text *key)
{
	size_t n;

	if (!next_is(s, '"'))
		return 0;
	n = s->kernels->copy_plain(s->at, (size_t)(s->end - s->at), s->to, &s->wide);
	*key = (struct nd_text){ s->at, n };
	s->at += n;
	return next_is(s, '"') && next_is(s, ':');
}

static int take_word(struct scanner *s, const char *word, size_t len)
{
	if ((size_t)(s->end - s->at) < len || memcmp(s->at, word, len))
		return 0;
	s->at += len;
	return 1;
}

static int take_value(struct scanner *s, struct nd_json_value *value)
{
	*value = (struct nd_json_value){ ND_JSON_OTHER, 0, { "", 0 } };
	if (next_is(s, '"')) {
		value->kind = ND_JSON_STRING;
		return take_string(s, &value->text);
	}
	if (take_word(s, "null", 4)) {
		value->kind = ND_JSON_MISSING;
		return 1;
	}
	if (take_word(s, "true", 4) || take_word(s, "false", 5))
		return 1;
	value->kind = ND_JSON_NUMBER;
	value->text.at = s->at;
	value->text.len = nd_json_number_length((struct nd_text){ s->at, (size_t)(s->end - s->at) });
	s->at += value->text.len;
	return value->text.len != 0;
}

static int take_field(struct scanner *s, const struct nd_json_names *names,
		      struct nd_json_value *values)
{
	struct nd_json_value value;
	struct nd_text key;

	if (!take_key(s, &key) || !take_value(s, &value))
		return 0;
	for (uint32_t left = key.len ? names->first[*key.at % ND_JSON_FIRST] : 0; left; left &= left - 1) {
		const struct nd_text *const name = &names->name[__builtin_ctz(left)];

		if (name->len == key.len && !memcmp(name->at, key.at, key.len))
			values[__builtin_ctz(left)] = value;
	}
	return 1;
}

int nd_json_flat_take(struct nd_json_flat *flat, struct nd_text object,
		      const struct nd_json_names *names, struct nd_json_value *values)
{
	struct scanner s = { nd_kernel_table(), object.at, object.at + object.len, NULL, 0 };

	flat->bytes.n = 0;
	s.to = nd_array_reserve(&flat->bytes, object.len + ND_SLACK);
	if (!s.to || !next_is(&s, '{'))
		return 0;
	for (size_t i = 0; i < names->n; i++)
		values[i] = (struct nd_json_value){ ND_JSON_MISSING, 0, { "", 0 } };
	do {
		if (!take_field(&s, names, values))
			return 0;
	} while (next_is(&s, ','));
	if (!next_is(&s, '}'))
		return 0;
	skip_blanks(&s);
	flat->is_ascii = !s.wide;
	return s.at == s.end;
}

void nd_json_flat_release(struct nd_json_flat *flat)
{
	nd_array_release(&flat->bytes);
}
