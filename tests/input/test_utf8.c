/* test_utf8.c - the validator against RFC 3629's definition by code points */
#include "input/collect.h"
#include "input/utf8.h"

Suite *suite_input_utf8(void);

/* Encode by the rule, without the exceptions: also surrogates and what is too great. */
static size_t encode(uint32_t code, size_t len, unsigned char *to)
{
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = len; i-- > 1; code >>= 6)
		to[i] = (unsigned char)(0x80 | (code & 0x3f));
	to[0] = (unsigned char)(len == 1 ? code : lead[len] | code);
	return len;
}

static size_t shortest(uint32_t code)
{
	return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

START_TEST(takes_code_points_and_nothing_else)
{
	for (size_t len = 1; len <= 4; len++) {
		static const uint32_t greatest[] = { 0, 0x7f, 0x7ff, 0xffff, 0x1fffff };
		const uint32_t most = greatest[len];
		for (uint32_t code = 0; code <= most; code++) {
			unsigned char bytes[4];
			const struct nd_text text = { (char *)bytes, encode(code, len, bytes) };
			const int valid = shortest(code) == len && code <= 0x10ffff &&
					  !(code >= 0xd800 && code <= 0xdfff);
			REQUIRE(nd_utf8_valid(text) == (valid ? len : 0));
		}
	}
}
END_TEST

START_TEST(names_the_first_wrong_byte)
{
	for (size_t at = 0; at < 40; at++) {
		for (size_t len = at; len < 40; len++) {
			char *const bytes = malloc(len + 1);
			memset(bytes, 'a', len + 1);
			bytes[at] = (char)0xc3;	/* of a pair that lacks its second byte */
			ck_assert_uint_eq(nd_utf8_valid((struct nd_text){ bytes, len + 1 }), at);
			free(bytes);
		}
	}
}
END_TEST

Suite *suite_input_utf8(void)
{
	Suite *const suite = suite_create("input/utf8");
	TCase *const tcase = tcase_create("utf8");

	tcase_add_test(tcase, takes_code_points_and_nothing_else);
	tcase_add_test(tcase, names_the_first_wrong_byte);
	suite_add_tcase(suite, tcase);
	return suite;
}
