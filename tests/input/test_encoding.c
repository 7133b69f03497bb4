/* test_encoding.c - what bytes are taken for, and what is said of it */
#include "input/collect.h"
#include "input/encoding.h"
#include "input/utf8.h"

Suite *suite_input_encoding(void);

#define RU1251 "\xcf\xf0\xe8\xe2\xe5\xf2"			/* windows-1251: Привет */
#define RUUTF8 "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82"

static const struct {
	const char *bytes, *told, *text, *name, *note;	/* note: how it starts, "" none */
	enum nd_markup markup;
	uint64_t broken;
} cases[] = {
	{ "plain", NULL, "plain", "utf-8", "", ND_MARKUP_NONE, 0 },
	{ RUUTF8, NULL, RUUTF8, "utf-8", "", ND_MARKUP_NONE, 0 },
	{ "\xef\xbb\xbf" RUUTF8, "windows-1251", RUUTF8, "utf-8", "", ND_MARKUP_NONE, 0 },
	{ RU1251, "windows-1251", RUUTF8, "windows-1251", "", ND_MARKUP_NONE, 0 },
	{ RU1251, " \"cp1251\"", RUUTF8, "cp1251", "", ND_MARKUP_NONE, 0 },
	{ "<meta charset=windows-1251>" RU1251, NULL, "<meta charset=windows-1251>" RUUTF8,
	  "windows-1251", "", ND_MARKUP_HTML, 0 },
	{ "<meta charset=koi8-r>" RU1251, "windows-1251", "<meta charset=koi8-r>" RUUTF8,
	  "windows-1251", "", ND_MARKUP_HTML, 0 },
	{ "<!-- <meta charset=koi8-r> --><META http-equiv='Content-Type' "
	  "content='text/html; charset=windows-1251'>" RU1251, NULL,
	  "<!-- <meta charset=koi8-r> --><META http-equiv='Content-Type' "
	  "content='text/html; charset=windows-1251'>" RUUTF8, "windows-1251", "",
	  ND_MARKUP_HTML, 0 },
	{ "<?xml version='1.0' encoding='windows-1251'?>" RU1251, NULL,
	  "<?xml version='1.0' encoding='windows-1251'?>" RUUTF8, "windows-1251", "",
	  ND_MARKUP_XML, 0 },
	/* Latin-1 is what browsers take it for: curly quotes and all */
	{ "\x93x\x94", "iso-8859-1", "\xe2\x80\x9cx\xe2\x80\x9d", "windows-1252", "",
	  ND_MARKUP_NONE, 0 },
	{ "\x82\xa0", "Shift_JIS", "\xe3\x81\x82", "windows-31j", "", ND_MARKUP_NONE, 0 },
	{ "\x1b$B$\"\x1b(B", "iso-2022-jp", "\xe3\x81\x82", "iso-2022-jp", "",
	  ND_MARKUP_NONE, 0 },
	/* declared wrongly */
	{ RUUTF8, "windows-1251", RUUTF8, "utf-8", "it says 'windows-1251', but is UTF-8",
	  ND_MARKUP_NONE, 0 },
	{ "plain", "no-such-thing", "plain", "no-such-thing", "it says 'no-such-thing', which is",
	  ND_MARKUP_NONE, 0 },
	/* a broken place or two in much UTF-8 */
	{ RUUTF8 "\xd0 " RUUTF8, NULL, RUUTF8 "\xef\xbf\xbd " RUUTF8, "utf-8", "",
	  ND_MARKUP_NONE, 1 },
	{ "\xff\xc0x", "utf-8", "\xef\xbf\xbd\xef\xbf\xbdx", "utf-8", "", ND_MARKUP_NONE, 2 },
	{ RUUTF8 "\xd0", "utf-8", RUUTF8 "\xef\xbf\xbd", "utf-8", "", ND_MARKUP_NONE, 1 },
	/* garbled before it came to us: not ours to mend */
	{ "caf\xc3\x83\xc2\xa9", NULL, "caf\xc3\x83\xc2\xa9", "utf-8", "", ND_MARKUP_NONE, 0 },
	{ "\xff\xfe" "a\0b", NULL, "ab", "utf-16le", "", ND_MARKUP_NONE, 0 },
};

START_TEST(decodes)
{
	struct nd_array out = ND_ARRAY_INIT(char, 1 << 20);
	const char *const at = cases[_i].bytes;
	/* the last case has a NUL in it */
	const struct nd_text bytes = { at, !memcmp(at, "\xff\xfe", 2) ? 6 : strlen(at) };
	struct nd_decoded decoded;

	ck_assert_int_eq(nd_decode(bytes, cases[_i].told, cases[_i].markup, &out, &decoded),
			 ND_OK);
	ck_assert_msg(decoded.text.len == strlen(cases[_i].text) &&
		      !memcmp(decoded.text.at, cases[_i].text, decoded.text.len),
		      "'%.*s'", (int)decoded.text.len, decoded.text.at);
	ck_assert_str_eq(decoded.name, cases[_i].name);
	ck_assert_uint_eq(decoded.broken, cases[_i].broken);
	ck_assert_msg(!strncmp(decoded.note, cases[_i].note, strlen(cases[_i].note)) &&
		      !*decoded.note == !*cases[_i].note, "'%s'", decoded.note);
	nd_array_release(&out);
}
END_TEST

/* Long enough to guess by: the same sentence in several encodings. */
START_TEST(guesses)
{
	static const struct { const char *bytes, *name; } guessed[] = {
		{ "Die F\xe4hre nach Baltrum ist am Montag auf Grund gelaufen; alle Fahrg\xe4ste "
		  "wurden gerettet, teilten die Beh\xf6rden mit. \xdc" "ber die Ursache ist noch "
		  "nichts bekannt.", "windows-1252" },
		{ "\xcf\xf0\xe5\xe7\xe8\xe4\xe5\xed\xf2 \xef\xee\xe4\xef\xe8\xf1\xe0\xeb "
		  "\xe7\xe0\xea\xee\xed \xee \xe1\xfe\xe4\xe6\xe5\xf2\xe5 \xed\xe0 "
		  "\xf1\xeb\xe5\xe4\xf3\xfe\xf9\xe8\xe9 \xe3\xee\xe4", "windows-1251" },
	};

	for (size_t i = 0; i < sizeof(guessed) / sizeof(*guessed); i++) {
		struct nd_array out = ND_ARRAY_INIT(char, 1 << 20);
		const struct nd_text bytes = { guessed[i].bytes, strlen(guessed[i].bytes) };
		struct nd_decoded decoded;

		ck_assert_int_eq(nd_decode(bytes, NULL, ND_MARKUP_NONE, &out, &decoded), ND_OK);
		ck_assert_str_eq(decoded.name, guessed[i].name);
		ck_assert_ptr_nonnull(strstr(decoded.note, "a guess"));
		ck_assert_uint_eq(decoded.broken, 0);
		nd_array_release(&out);
	}
}
END_TEST

START_TEST(finds_a_charset)
{
	static const struct { const char *header, *charset; } headers[] = {
		{ "text/html; charset=utf-8", "utf-8" },
		{ "text/html;charset = \"KOI8-R\"; x=y", "KOI8-R" },
		{ "text/html", "" }, { "", "" }, { "charset=", "" },
		{ "text/html; charset=<script>", "" },
	};
	char out[48];

	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++) {
		const struct nd_text header = { headers[i].header, strlen(headers[i].header) };
		ck_assert_str_eq(nd_charset(out, header), headers[i].charset);
	}
}
END_TEST

START_TEST(any_bytes_become_utf8)
{
	static const char *const told[] = { NULL, "utf-8", "windows-1252", "shift_jis", "gb18030",
					    "big5", "euc-jp", "iso-2022-kr", "hz", "utf-7",
					    "utf-16", "x" };
	uint64_t random = 1;

	for (int round = 0; round < 3000; round++) {
		struct nd_array out = ND_ARRAY_INIT(char, 1 << 20);
		char bytes[300];
		const struct nd_text text = { bytes, next_random(&random) % sizeof(bytes) };
		struct nd_decoded decoded;
		enum nd_status status;

		for (size_t i = 0; i < text.len; i++)
			bytes[i] = (char)next_random(&random);
		status = nd_decode(text, told[round % COUNT(told)],
				   (enum nd_markup)(next_random(&random) % 3), &out, &decoded);
		REQUIRE(status == ND_OK || status == ND_EFORMAT);
		REQUIRE(status == ND_OK || *decoded.note);
		if (status == ND_OK)
			REQUIRE(nd_utf8_valid(decoded.text) == decoded.text.len);
		nd_array_release(&out);
	}
}
END_TEST

Suite *suite_input_encoding(void)
{
	Suite *const suite = suite_create("input/encoding");
	TCase *const tcase = tcase_create("encoding");

	tcase_set_timeout(tcase, 600);
	tcase_add_loop_test(tcase, decodes, 0, COUNT(cases));
	tcase_add_test(tcase, guesses);
	tcase_add_test(tcase, finds_a_charset);
	tcase_add_test(tcase, any_bytes_become_utf8);
	suite_add_tcase(suite, tcase);
	return suite;
}
