/* test_utf8.c - the decoder against the table of the standard */
#include "base/utf8.h"

#include "testing.h"

START_TEST(every_code_point_comes_back)
{
	for (uint32_t c = 0; c < 0x110000; c++) {
		char bytes[ND_UTF8_MAX];
		const unsigned n = nd_utf8_put(bytes, c);
		const int is_surrogate = c >= 0xd800 && c < 0xe000;
		uint32_t back = 0;

		REQUIRE(n >= 1 && n <= ND_UTF8_MAX);
		REQUIRE(nd_utf8_get((const unsigned char *)bytes, n, &back) ==
			(is_surrogate ? 0 : n));
		REQUIRE(is_surrogate || back == c);
		for (unsigned cut = 1; cut < n; cut++)
			REQUIRE(nd_utf8_get((const unsigned char *)bytes, cut, &back) == 0);
	}
}
END_TEST

/* Unicode 15, table 3-7: which second byte may follow a first one. */
static int may_follow(unsigned first, unsigned second)
{
	switch (first) {
	case 0xe0: return second >= 0xa0 && second <= 0xbf;
	case 0xed: return second >= 0x80 && second <= 0x9f;
	case 0xf0: return second >= 0x90 && second <= 0xbf;
	case 0xf4: return second >= 0x80 && second <= 0x8f;
	default: return second >= 0x80 && second <= 0xbf;
	}
}

static unsigned length_after(unsigned first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef)
		return 3;
	return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

START_TEST(accepts_what_the_standard_does)
{
	for (unsigned first = 0; first < 256; first++) {
		for (unsigned second = 0; second < 256; second++) {
			for (unsigned third = 0x7f; third <= 0xc0; third += 0x41) {
				const unsigned char good[4] = {
					(unsigned char)first, (unsigned char)second, 0x80, 0xbf,
				};
				unsigned char bad[4];
				const unsigned n = length_after(first);
				const int follows = n == 1 || (n > 1 && may_follow(first, second));
				uint32_t c;

				memcpy(bad, good, 4);
				bad[2] = (unsigned char)third;
				REQUIRE(nd_utf8_get(good, 4, &c) == (follows ? n : 0));
				REQUIRE(nd_utf8_get(bad, 4, &c) == (follows && n < 3 ? n : 0));
			}
		}
	}
}
END_TEST

/* "aé€𝄞": characters begin at 0, 1, 3 and 6. */
START_TEST(cuts_between_characters)
{
	static const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9d\x84\x9e";
	static const size_t floor[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10 };

	for (size_t most = 0; most < sizeof(floor) / sizeof(*floor); most++)
		ck_assert_uint_eq(nd_utf8_floor(text, 10, most), floor[most]);
	ck_assert_uint_eq(nd_utf8_floor("\x80\x80\x80", 3, 2), 0);
	ck_assert_uint_eq(nd_utf8_floor("", 0, 0), 0);
}
END_TEST

Suite *suite_base_utf8(void)
{
	Suite *const suite = suite_create("base/utf8");
	TCase *const tcase = only_case(suite, "utf8");

	tcase_add_test(tcase, every_code_point_comes_back);
	tcase_add_test(tcase, accepts_what_the_standard_does);
	tcase_add_test(tcase, cuts_between_characters);
	return suite;
}
