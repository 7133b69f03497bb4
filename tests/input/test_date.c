/* test_date.c - dates as news writes them */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "input/collect.h"
#include "input/date.h"

Suite *suite_input_date(void);

#define MAY_8 1431043200	/* 2015-05-08T00:00:00Z */
#define AT(h, m, s) (MAY_8 + (h) * 3600 + (m) * 60 + (s))

static const struct { const char *date; int64_t seconds; } good[] = {
	{ "2015-05-08", MAY_8 },
	{ "20150508", MAY_8 },
	{ " 2015-05-08\n", MAY_8 },
	{ "2015-05-08T15:04:05Z", AT(15, 4, 5) },
	{ "2015-05-08t15:04:05z", AT(15, 4, 5) },
	{ "2015-05-08 15:04:05", AT(15, 4, 5) },
	{ "2015-05-08T15:04", AT(15, 4, 0) },
	{ "2015-05-08T15", AT(15, 0, 0) },
	{ "2015-05-08T15:04:05.999999999Z", AT(15, 4, 5) },
	{ "2015-05-08T15:04:05,25", AT(15, 4, 5) },
	{ "2015-05-08T15:04:05+02:00", AT(13, 4, 5) },
	{ "2015-05-08T15:04:05-0330", AT(18, 34, 5) },
	{ "2015-05-08T15:04:05+02", AT(13, 4, 5) },
	{ "2015-05-08 15:04:05 +0000", AT(15, 4, 5) },
	{ "2015-05-08 15:04:05 UTC", AT(15, 4, 5) },
	{ "20150508T150405Z", AT(15, 4, 5) },
	{ "20150508150405", AT(15, 4, 5) },
	{ "2015-05-08T24:00:00Z", AT(24, 0, 0) },
	{ "2015-05-08T23:59:60Z", AT(24, 0, 0) },
	{ "Fri, 08 May 2015 15:04:05 GMT", AT(15, 4, 5) },
	{ "Fri, 8 May 2015 15:04:05 +0200", AT(13, 4, 5) },
	{ "8 May 2015 15:04 EDT", AT(19, 4, 0) },
	{ "08 may 15 15:04:05 PST", AT(23, 4, 5) },
	{ "Friday, 08-May-15 15:04:05 GMT", AT(15, 4, 5) },
	{ "Fri, 8 May 2015", MAY_8 },
	{ "8 May 2015", MAY_8 },
	{ "Mon, 02 Jan 2006 15:04:05 GMT", 1136214245 },
	{ "2 January 2006", 1136160000 },
	{ "2015/05/08 15:04:05", AT(15, 4, 5) },
	{ "May 8, 2015", MAY_8 },
	{ "Friday, May 8, 2015 3:04 PM EST", AT(20, 4, 0) },
	{ "May 8, 2015, 12:04 am", AT(0, 4, 0) },
	{ "Fri May  8 15:04:05 2015", AT(15, 4, 5) },
	{ "Fri May 08 15:04:05 +0200 2015", AT(13, 4, 5) },
	{ "Fri May  8 15:04:05 EDT 2015", AT(19, 4, 5) },
	{ "Fri, 8 May 2015 17:04:05 CEST", AT(15, 4, 5) },
	{ "08.05.2015", MAY_8 },
	{ "8. 5. 2015, 15:04", AT(15, 4, 0) },
	{ "8.5.2015 15:04:05 CEST", AT(13, 4, 5) },
	{ "8. May 2015", MAY_8 },
	{ "8 May 2015, 15:04", AT(15, 4, 0) },
	{ "8 May 2015 3:04 pm", AT(15, 4, 0) },
	{ "Sept. 8, 2015", MAY_8 + 123 * 86400 },
	{ "May. 8, 2015, 12:04 p.m. ET", AT(17, 4, 0) },
	{ "May 8, 2015 3:04 a.m.", AT(3, 4, 0) },
	{ "5/20/2015", MAY_8 + 12 * 86400 },
	{ "20/05/2015 15:04", AT(15, 4, 0) + 12 * 86400 },
	{ "20-5-2015", MAY_8 + 12 * 86400 },
	{ "5/5/2015", MAY_8 - 3 * 86400 },
	{ "2015\u5e745\u67088\u65e5", MAY_8 },
	{ "2015\u5e7405\u670808\u65e5 15:04", AT(15, 4, 0) },
	{ "1431043200", MAY_8 },
	{ "1431043200000", MAY_8 },
	{ "1970-01-01", 0 },
	{ "1969-12-31T23:59:59Z", -1 },
	{ "0001-01-01", -62135596800 },
	{ "9999-12-31T23:59:59Z", 253402300799 },
	{ "2000-02-29", 951782400 },
	{ "2016-02-29", 1456704000 },
	{ "2016-03-01", 1456790400 },
};

START_TEST(reads)
{
	const struct nd_text date = { good[_i].date, strlen(good[_i].date) };
	int64_t seconds = 7;

	ck_assert_msg(nd_date_parse(date, &seconds), "'%s'", date.at);
	ck_assert_msg(seconds == good[_i].seconds, "'%s' is %lld", date.at, (long long)seconds);
}
END_TEST

static const char *const bad[] = {
	"5/8/2015", "05-08-2015", "13/13/2015", "5/20-2015", "0/20/2015", "31/02/2015", "5/20/15",
	"2015\u5e745\u6708", "2015\u5e7413\u67088\u65e5", "2015\u5e74", "May 8, 2015 3:04 p",
	"May 8, 2015 3:04 p.", "May 8, 2015 13:04 p.m.", "May 8, 2015 3:04 pmx",
	"", " ", "yesterday", "2015", "2015-05", "2015-13-01", "2015-00-01", "2015-02-29",
	"1900-02-29", "2015-04-31", "2015-05-00", "2015-05-32", "0000-01-01", "2015-05-08T",
	"2015-05-08T25:00", "2015-05-08T24:00:01", "2015-05-08T12:60", "2015-05-08T12:00:61",
	"2015-05-08T12:00:00.", "2015-05-08T12:00:00+", "2015-05-08T12:00:00+25:00",
	"2015-05-08T12:00:00+02:60", "2015-05-08T12:00:00+2", "2015-05-08T12:00:00+02:0",
	"2015-05-08T12:00:00 XYZ", "2015-05-08T12:00:00Z and more", "2015-0508", "201505-08",
	"2015-5-8", "2015/05-08", "May 8", "May 32, 2015", "May 8, 2015 13:00 PM", "May 8 12:00 15x",
	"Fri May 8 15:04:052015", "Fri May 8 15:04:05 EDT2015",
	"05/08/2015", "Fri, 32 May 2015", "Fri, 8 Mai 2015",
	"Fri, 8 M 2015", "Fri 8 May 201", "Fri, May 2015", "8 May", "-", "+", "1e5", "0x10",
	"99999999999999999999", "20150508150460x", "20151308", "12:00", "Mon,", "1431043200.5.5",
};

START_TEST(refuses)
{
	const struct nd_text date = { bad[_i], strlen(bad[_i]) };
	int64_t seconds = 7;

	ck_assert_msg(!nd_date_parse(date, &seconds), "'%s'", date.at);
	ck_assert_int_eq(seconds, 7);
}
END_TEST

static const struct { const char *number; int64_t seconds; } numbers[] = {
	{ "0", 0 }, { "-1", -1 }, { "1431043200", MAY_8 }, { "1431043200.75", MAY_8 },
	{ "-0.5", -1 }, { "1431043200999", MAY_8 }, { "1431043200999.5", MAY_8 },
	{ "1.4310432e9", MAY_8 }, { "1.4310432E+12", MAY_8 }, { "14310432e2", MAY_8 },
	{ "143104320000e-2", MAY_8 }, { "100000000000", 100000000000 },
	{ "100000000001", 100000000 }, { "-1431043200000", -MAY_8 }, { "0e9999", 0 },
	{ "1e-400", 0 }, { "0.00000000000000000000001", 0 },
	{ "1431043200.00000000000000000000000001", MAY_8 },
};

START_TEST(reads_numbers)
{
	const struct nd_text number = { numbers[_i].number, strlen(numbers[_i].number) };
	int64_t seconds = 7;

	ck_assert_msg(nd_date_number(number, &seconds), "'%s'", number.at);
	ck_assert_msg(seconds == numbers[_i].seconds, "'%s' is %lld", number.at,
		      (long long)seconds);
}
END_TEST

static const char *const bad_numbers[] = {
	"", "-", "1e", "1e+", "1.2.3", "1e99999", "1e400", "9e18", "99999999999999999999999", "1x",
	"-99999999999999999", "- 1", "e5", "1e19", "300000000000000",
};

START_TEST(refuses_numbers)
{
	const struct nd_text number = { bad_numbers[_i], strlen(bad_numbers[_i]) };
	int64_t seconds = 7;

	ck_assert_msg(!nd_date_number(number, &seconds), "'%s'", number.at);
}
END_TEST

/* Every day of 500 years, against the C library. */
START_TEST(agrees_with_timegm)
{
	for (int64_t day = -100000; day < 100000; day += 7) {
		const time_t t = day * 86400 + 3723;
		struct tm tm;
		char text[64];
		int64_t seconds = 0;

		gmtime_r(&t, &tm);
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
		REQUIRE(nd_date_parse((struct nd_text){ text, strlen(text) }, &seconds));
		REQUIRE(seconds == t);
	}
}
END_TEST

/* Changed at any byte and cut at any length: no crash, and what is read is a moment of 1-9999. */
START_TEST(survives_changes)
{
	uint64_t random = 1;

	for (int round = 0; round < 200000; round++) {
		const char *const from = good[next_random(&random) % COUNT(good)].date;
		const size_t len = strlen(from);
		char *const text = malloc(len);	/* exactly, for the sanitizer */
		size_t cut = len - next_random(&random) % 3 % len;
		int64_t seconds = 0;

		memcpy(text, from, len);
		text[next_random(&random) % len] = (char)next_random(&random);
		text[next_random(&random) % len] = "0123456789-+:TZ .,e"[next_random(&random) % 19];
		if (nd_date_parse((struct nd_text){ text, cut }, &seconds)) {
			REQUIRE(seconds >= -62135596800 - 86400);
			REQUIRE(seconds <= 253402300799 + 2 * 86400);
		}
		free(text);
	}
}
END_TEST

Suite *suite_input_date(void)
{
	Suite *const suite = suite_create("input/date");
	TCase *const tcase = tcase_create("date");

	tcase_add_loop_test(tcase, reads, 0, COUNT(good));
	tcase_add_loop_test(tcase, refuses, 0, COUNT(bad));
	tcase_add_loop_test(tcase, reads_numbers, 0, COUNT(numbers));
	tcase_add_loop_test(tcase, refuses_numbers, 0, COUNT(bad_numbers));
	tcase_add_test(tcase, agrees_with_timegm);
	tcase_add_test(tcase, survives_changes);
	suite_add_tcase(suite, tcase);
	return suite;
}
