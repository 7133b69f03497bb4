/* test_json.c - the JSON writer */
#include <math.h>
#include <string.h>

#include "report/json.h"
#include "report/written.h"

Suite *suite_report_json(void);

static void text_is(const char *bytes, size_t len, const char *expected)
{
	struct written *const written = written_open();
	struct nd_json json = ND_JSON_INIT(written->out);

	nd_json_text(&json, (struct nd_text){ bytes, len });
	written_is(written, expected);
}

#define TEXT_IS(literal, expected) text_is(literal, sizeof(literal) - 1, expected)

START_TEST(commas_and_brackets)
{
	struct written *const written = written_open();
	struct nd_json json = ND_JSON_INIT(written->out);

	for (int line = 0; line < 2; line++) {
		nd_json_begin(&json, '{');
		nd_json_key(&json, "none");
		nd_json_begin(&json, '[');
		nd_json_end(&json, ']');
		nd_json_key(&json, "some");
		nd_json_begin(&json, '[');
		nd_json_count(&json, UINT64_MAX);
		nd_json_number(&json, 0.25, 4);
		nd_json_null(&json);
		nd_json_bool(&json, 1);
		nd_json_string(&json, NULL);
		nd_json_begin(&json, '{');
		nd_json_end(&json, '}');
		nd_json_begin(&json, '{');
		nd_json_key(&json, "t");
		nd_json_time(&json, 0);
		nd_json_end(&json, '}');
		nd_json_end(&json, ']');
		nd_json_end(&json, '}');
		nd_json_end_line(&json);
	}
#define LINE "{\"none\":[],\"some\":[18446744073709551615,0.25,null,true,null,{}," \
	     "{\"t\":\"1970-01-01T00:00:00Z\"}]}\n"
	written_is(written, LINE LINE);
}
END_TEST

START_TEST(no_number_is_null)
{
	struct written *const written = written_open();
	struct nd_json json = ND_JSON_INIT(written->out);

	nd_json_number(&json, NAN, 4);
	nd_json_number(&json, -INFINITY, 4);
	nd_json_time(&json, ND_NO_TIME);
	written_is(written, "null,null,null");
}
END_TEST

START_TEST(escapes)
{
	TEXT_IS("", "\"\"");
	TEXT_IS("plain text", "\"plain text\"");
	TEXT_IS("a\"b\\c/d", "\"a\\\"b\\\\c/d\"");
	TEXT_IS("\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"");
	TEXT_IS("\0\x01\x1f\x7f", "\"\\u0000\\u0001\\u001f\\u007f\"");
	TEXT_IS("\x1b[31m", "\"\\u001b[31m\"");
	/* C1 controls, a line separator, an override: they act on terminals or on JavaScript */
	TEXT_IS("\xc2\x9b\xe2\x80\xa8\xe2\x80\xae", "\"\\u009b\\u2028\\u202e\"");
}
END_TEST

START_TEST(unicode_passes)
{
	TEXT_IS("\xc3\xa9 \xe6\x97\xa5 \xf0\x9f\x98\x80",
		"\"\xc3\xa9 \xe6\x97\xa5 \xf0\x9f\x98\x80\"");
	TEXT_IS("\xf4\x8f\xbf\xbf", "\"\xf4\x8f\xbf\xbf\"");	/* U+10FFFF */
}
END_TEST

#define FFFD "\xef\xbf\xbd"

START_TEST(what_is_not_utf8_is_replaced)
{
	TEXT_IS("a\xff" "b", "\"a" FFFD "b\"");
	TEXT_IS("\x80\x80", "\"" FFFD FFFD "\"");
	TEXT_IS("\xc3", "\"" FFFD "\"");			/* cut */
	TEXT_IS("\xe6\x97", "\"" FFFD "\"");
	TEXT_IS("\xc0\xaf", "\"" FFFD FFFD "\"");		/* overlong */
	TEXT_IS("\xed\xa0\x80", "\"" FFFD FFFD FFFD "\"");	/* a surrogate */
	TEXT_IS("\xf4\x90\x80\x80", "\"" FFFD FFFD FFFD FFFD "\""); /* above U+10FFFF */
	TEXT_IS("\xc3\"", "\"" FFFD "\\\"\"");			/* swallows no quote */
}
END_TEST

/* Is it a JSON string of valid UTF-8 and nothing else?  By the grammar, byte for byte. */
static int is_json_string(const unsigned char *s, size_t len)
{
	size_t i = 1;

	if (len < 2 || s[0] != '"' || s[len - 1] != '"')
		return 0;
	while (i < len - 1) {
		if (s[i] == '\\' && s[i + 1] == 'u') {
			if (strspn((const char *)s + i + 2, "0123456789abcdef") < 4)
				return 0;
			i += 6;
		} else if (s[i] == '\\') {
			if (!strchr("\"\\bfnrt", s[i + 1]))
				return 0;
			i += 2;
		} else if (s[i] < 0x80) {
			if (s[i] < ' ' || s[i] == '"')
				return 0;
			i++;
		} else {
			const size_t more = s[i] >= 0xf0 ? 3 : s[i] >= 0xe0 ? 2 : 1;

			if (s[i] < 0xc2 || s[i] > 0xf4)
				return 0;
			for (size_t k = 1; k <= more; k++)
				if ((s[i + k] & 0xc0) != 0x80)
					return 0;
			i += more + 1;
		}
	}
	return i == len - 1;
}

START_TEST(any_bytes_become_a_string)
{
	srand(11);
	for (int i = 0; i < 3000; i++) {
		struct written *const written = written_open();
		struct nd_json json = ND_JSON_INIT(written->out);
		const size_t len = (size_t)rand() % 40;
		char *const bytes = malloc(len + 1);	/* as long as it is, for the sanitizer */

		for (size_t k = 0; k < len; k++)
			bytes[k] = (char)(rand() % 3 ? rand() : "\"\\\xe2\x80\xf0"[rand() % 5]);
		nd_json_text(&json, (struct nd_text){ bytes, len });
		fclose(written->out);
		if (!is_json_string((const unsigned char *)written->text, written->len))
			ck_abort_msg("not a string: %s", written->text);
		free(written->text);
		free(written);
		free(bytes);
	}
}
END_TEST

Suite *suite_report_json(void)
{
	Suite *const suite = suite_create("report/json");
	TCase *const tcase = tcase_create("json");

	tcase_add_test(tcase, commas_and_brackets);
	tcase_add_test(tcase, no_number_is_null);
	tcase_add_test(tcase, escapes);
	tcase_add_test(tcase, unicode_passes);
	tcase_add_test(tcase, what_is_not_utf8_is_replaced);
	tcase_add_test(tcase, any_bytes_become_a_string);
	suite_add_tcase(suite, tcase);
	return suite;
}
