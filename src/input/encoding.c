/* encoding.c - see encoding.h for what is believed */
#include "input/encoding.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <unicode/ucsdet.h>

#include "base/utf8.h"
#include "input/utf8.h"

#define HEAD ((size_t)4096)	/* where a page may declare its encoding; browsers look at 1,024 */
#define SAMPLE ((size_t)64 << 10) /* bytes for the detector */
#define SURE 10			/* ICU's confidence below which a guess is none: it starts at 10 */
#define SHORT 10		/* bytes; fewer tell nothing */
#define NAME sizeof(((struct nd_decoded *)0)->name)

/* Labels that mean more than they say, from the table of the Encoding Standard. */
static const struct { const char *label, *name; } wider[] = {
	{ "ascii", "windows-1252" }, { "us-ascii", "windows-1252" },
	{ "iso-8859-1", "windows-1252" }, { "iso8859-1", "windows-1252" },
	{ "latin1", "windows-1252" }, { "iso-8859-9", "windows-1254" },
	{ "iso-8859-11", "windows-874" }, { "tis-620", "windows-874" },
	{ "gb2312", "gb18030" }, { "gbk", "gb18030" }, { "x-gbk", "gb18030" },
	{ "big5", "big5-hkscs" }, { "euc-kr", "windows-949" }, { "ks_c_5601-1987", "windows-949" },
	{ "shift_jis", "windows-31j" }, { "shift-jis", "windows-31j" }, { "x-sjis", "windows-31j" },
	{ "utf8", "utf-8" }, { "unicode", "utf-16le" }, { "utf-16", "utf-16le" },
};

static const char *widened(const char *label)
{
	for (size_t i = 0; i < sizeof(wider) / sizeof(*wider); i++)
		if (!strcasecmp(label, wider[i].label))
			return wider[i].name;
	return label;
}

static int is_label(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_' || c == '.' || c == ':';
}

/* The label that 'text' starts with, quotes and blanks in front left out. */
static const char *take_label(char out[NAME], struct nd_text text)
{
	size_t n = 0;

	while (text.len && strchr(" \t\"'", *text.at) && *text.at)
		text.at++, text.len--;
	while (n < text.len && n < NAME - 1 && is_label(text.at[n])) {
		out[n] = text.at[n];
		n++;
	}
	out[n] = '\0';
	return out;
}

/* Behind "name" and '=', or empty. */
static struct nd_text value_of(struct nd_text text, const char *name)
{
	const size_t len = strlen(name);

	for (size_t i = 0; i + len < text.len; i++) {
		size_t at = i + len;
		if (strncasecmp(text.at + i, name, len))
			continue;
		while (at < text.len && (text.at[at] == ' ' || text.at[at] == '\t'))
			at++;
		if (at < text.len && text.at[at] == '=')
			return (struct nd_text){ text.at + at + 1, text.len - at - 1 };
	}
	return (struct nd_text){ "", 0 };
}

const char *nd_charset(char out[NAME], struct nd_text content_type)
{
	return take_label(out, value_of(content_type, "charset"));
}

/* The label in a <meta> of the head; comments are not looked into. */
static const char *meta_label(char out[NAME], struct nd_text head)
{
	*out = '\0';
	for (size_t i = 0; i + 5 < head.len && !*out; i++) {
		const char *const at = head.at + i, *end;
		const size_t left = head.len - i;

		if (*at != '<')
			continue;
		if (left > 4 && !memcmp(at, "<!--", 4)) {
			end = memmem(at, left, "-->", 3);
			i = end ? (size_t)(end - head.at) + 2 : head.len;
		} else if (!strncasecmp(at, "<meta", 5)) {
			end = memchr(at, '>', left);
			nd_charset(out, (struct nd_text){ at, end ? (size_t)(end - at) : left });
		}
	}
	return out;
}

static const char *xml_label(char out[NAME], struct nd_text head)
{
	const char *end;

	*out = '\0';
	if (head.len < 5 || memcmp(head.at, "<?xml", 5))
		return out;
	end = memmem(head.at, head.len, "?>", 2);
	if (!end)
		return out;
	return take_label(out, value_of((struct nd_text){ head.at, (size_t)(end - head.at) },
					"encoding"));
}

static const char *declared(char out[NAME], struct nd_text bytes, const char *told,
			    enum nd_markup markup)
{
	const struct nd_text head = { bytes.at, bytes.len < HEAD ? bytes.len : HEAD };

	*out = '\0';
	if (told)
		take_label(out, (struct nd_text){ told, strlen(told) });
	if (!*out && markup != ND_MARKUP_NONE)
		xml_label(out, head);
	if (!*out && markup == ND_MARKUP_HTML)
		meta_label(out, head);
	/* A declaration that could be read was not in UTF-16. */
	if (!told && !strncasecmp(out, "utf-16", 6))
		strcpy(out, "utf-8");
	if (widened(out) != out)
		strcpy(out, widened(out));
	return out;
}

static int is_utf8_label(const char *label)
{
	return !strcasecmp(label, "utf-8");
}

/* The encoding that a byte order mark gives, its length in *skip; "" where there is none. */
static const char *marked(struct nd_text bytes, size_t *skip)
{
	static const struct { const char *mark; size_t len; const char *name; } marks[] = {
		{ "\xef\xbb\xbf", 3, "utf-8" }, { "\xff\xfe\0\0", 4, "utf-32le" },
		{ "\0\0\xfe\xff", 4, "utf-32be" }, { "\xff\xfe", 2, "utf-16le" },
		{ "\xfe\xff", 2, "utf-16be" },
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		*skip = marks[i].len;
		if (bytes.len >= *skip && !memcmp(bytes.at, marks[i].mark, *skip))
			return marks[i].name;
	}
	*skip = 0;
	return "";
}

/* For ICU: count what cannot be converted, and put U+FFFD there. */
static void U_CALLCONV on_broken(const void *ctx, UConverterToUnicodeArgs *args,
				 const char *units, int32_t length,
				 UConverterCallbackReason reason, UErrorCode *error)
{
	if (reason <= UCNV_IRREGULAR)
		++*(uint64_t *)ctx;
	UCNV_TO_U_CALLBACK_SUBSTITUTE(NULL, args, units, length, reason, error);
}

/* Convert with ICU.  ND_EFORMAT: it knows no such encoding. */
static enum nd_status convert(struct nd_text bytes, const char *name, struct nd_array *out,
			      uint64_t *broken)
{
	enum { PIVOT = 4096, ROOM = 16384 };
	UErrorCode error = U_ZERO_ERROR;
	UConverter *const from = ucnv_open(name, &error), *const to = ucnv_open("UTF-8", &error);
	UChar pivot[PIVOT], *source = pivot, *target = pivot;
	const char *at = bytes.at, *const end = bytes.at + bytes.len;
	enum nd_status status = U_FAILURE(error) ? ND_EFORMAT : ND_OK;
	UBool first = 1;

	*broken = 0;
	if (status == ND_OK)
		ucnv_setToUCallBack(from, on_broken, broken, NULL, NULL, &error);
	while (status == ND_OK) {
		char *const start = nd_array_reserve(out, ROOM), *here = start;
		if (!start) {
			status = ND_ENOMEM;
			break;
		}
		ucnv_convertEx(to, from, &here, start + ROOM, &at, end, pivot, &source, &target,
			       pivot + PIVOT, first, 1, &error);
		first = 0;
		out->n += (size_t)(here - start);
		if (error != U_BUFFER_OVERFLOW_ERROR)
			break;
		error = U_ZERO_ERROR;
	}
	if (status == ND_OK && U_FAILURE(error))
		status = error == U_MEMORY_ALLOCATION_ERROR ? ND_ENOMEM : ND_EFORMAT;
	ucnv_close(from);
	ucnv_close(to);
	return status;
}

/* Copy what claims to be UTF-8, with U+FFFD for every byte that is not. */
static enum nd_status mend(struct nd_text bytes, struct nd_array *out, uint64_t *broken)
{
	*broken = 0;
	while (bytes.len) {
		const size_t valid = nd_utf8_valid(bytes);

		if (!nd_array_append(out, bytes.at, valid))
			return ND_ENOMEM;
		bytes.at += valid;
		bytes.len -= valid;
		if (!bytes.len)
			break;
		if (!nd_array_append(out, "\xef\xbf\xbd", 3))
			return ND_ENOMEM;
		bytes.at++;
		bytes.len--;
		++*broken;
	}
	return ND_OK;
}

/* UTF-16 and UTF-32 come with a mark, that it is no UTF-8 is known, and EBCDIC is no guess. */
static int can_be(const char *name)
{
	return strncasecmp(name, "utf-", 4) && strncasecmp(name, "ibm4", 4);
}

/* ICU's guess, or "". */
static const char *guess(char out[NAME], struct nd_text bytes, int markup)
{
	UErrorCode error = U_ZERO_ERROR;
	UCharsetDetector *const detector = ucsdet_open(&error);
	const int32_t n = (int32_t)(bytes.len < SAMPLE ? bytes.len : SAMPLE);
	const UCharsetMatch **matches = NULL;
	int32_t found = 0, i = 0;

	*out = '\0';
	if (U_SUCCESS(error) && n >= SHORT) {
		ucsdet_setText(detector, bytes.at, n, &error);
		ucsdet_enableInputFilter(detector, (UBool)markup);
		matches = ucsdet_detectAll(detector, &found, &error);
	}
	while (U_SUCCESS(error) && i < found && !can_be(ucsdet_getName(matches[i], &error)))
		i++;
	if (U_SUCCESS(error) && i < found && ucsdet_getConfidence(matches[i], &error) >= SURE)
		snprintf(out, NAME, "%s", widened(ucsdet_getName(matches[i], &error)));
	ucsdet_close(detector);
	return out;
}

static int is_ascii(struct nd_text bytes)
{
	unsigned char all = 0;

	for (size_t i = 0; i < bytes.len; i++)
		all |= (unsigned char)bytes.at[i];
	return all < 0x80;
}

/* Encodings in which the bytes of ASCII are ASCII, always.  Not so ISO-2022-JP or HZ. */
static int holds_ascii(const char *name)
{
	static const char *const families[] = { "utf-8", "windows-", "iso-8859-", "koi8-", "gb",
						"big5", "euc-", "macintosh" };

	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (!strncasecmp(name, families[i], strlen(families[i])))
			return 1;
	return 0;
}

/* Is it UTF-8 with a few broken places? */
static int nearly_utf8(struct nd_text bytes)
{
	const unsigned char *const at = (const unsigned char *)bytes.at;
	const size_t n = bytes.len < SAMPLE ? bytes.len : SAMPLE;
	size_t outside = 0, right = 0, wrong = 0;
	uint32_t c;

	for (size_t i = 0; i < n;) {
		const unsigned len = nd_utf8_get(at + i, n - i, &c);
		outside += at[i] >= 0x80;
		right += len > 1;
		wrong += !len && i + ND_UTF8_MAX <= n;	/* the last one may be cut */
		i += len ? len : 1;
	}
	return right && wrong * 10 <= outside;
}

/* Decode as what is written in decoded->name. */
static enum nd_status decode_as(struct nd_text bytes, struct nd_array *out,
				struct nd_decoded *decoded)
{
	enum nd_status status;

	out->n = 0;
	if (is_utf8_label(decoded->name))
		status = mend(bytes, out, &decoded->broken);
	else
		status = convert(bytes, decoded->name, out, &decoded->broken);
	decoded->text = (struct nd_text){ out->n ? out->items : "", out->n };
	return status;
}

#define NOTE(decoded, ...) snprintf((decoded)->note, sizeof((decoded)->note), __VA_ARGS__)

static enum nd_status decode_guessed(struct nd_text bytes, enum nd_markup markup,
				     struct nd_array *out, struct nd_decoded *decoded,
				     const char *label)
{
	guess(decoded->name, bytes, markup != ND_MARKUP_NONE);
	if (!*decoded->name && is_utf8_label(label)) {
		strcpy(decoded->name, label);
		return decode_as(bytes, out, decoded);
	}
	if (!*decoded->name) {
		NOTE(decoded, "in no encoding that is known");
		return ND_EFORMAT;
	}
	if (*label)
		NOTE(decoded, "it says '%s', which it is not; read as %s, a guess", label,
		     decoded->name);
	else
		NOTE(decoded, "not UTF-8, and it does not say what; read as %s, a guess",
		     decoded->name);
	return decode_as(bytes, out, decoded);
}

/* The bytes are valid UTF-8, whatever they say they are. */
static enum nd_status decode_valid(struct nd_text bytes, struct nd_array *out,
				   struct nd_decoded *decoded, const char *label)
{
	enum nd_status status;

	decoded->text = bytes;
	if (!is_ascii(bytes)) {
		if (!is_utf8_label(decoded->name))
			NOTE(decoded, "it says '%s', but is UTF-8 and read as that", label);
		strcpy(decoded->name, "utf-8");
		return ND_OK;
	}
	if (holds_ascii(decoded->name))
		return ND_OK;
	status = decode_as(bytes, out, decoded);
	if (status != ND_EFORMAT)
		return status;
	NOTE(decoded, "it says '%s', which is not known; it is ASCII", label);
	decoded->text = bytes;
	return ND_OK;
}

enum nd_status nd_decode(struct nd_text bytes, const char *told, enum nd_markup markup,
			 struct nd_array *out, struct nd_decoded *decoded)
{
	size_t skip;
	const char *const mark = marked(bytes, &skip);
	char label[NAME];
	enum nd_status status;

	*decoded = (struct nd_decoded){ .broken = 0 };
	bytes.at += skip;
	bytes.len -= skip;
	snprintf(label, sizeof(label), "%s", mark);
	if (!*mark)
		declared(label, bytes, told, markup);
	snprintf(decoded->name, sizeof(decoded->name), "%s", *label ? label : "utf-8");
	if ((!*mark || is_utf8_label(mark)) && nd_utf8_valid(bytes) == bytes.len)
		return decode_valid(bytes, out, decoded, label);
	if (is_utf8_label(decoded->name) && !*mark && !nearly_utf8(bytes))
		return decode_guessed(bytes, markup, out, decoded, label);
	status = decode_as(bytes, out, decoded);
	return status == ND_EFORMAT ? decode_guessed(bytes, markup, out, decoded, label) : status;
}
