/* test_markup.c - text of the open web stays text */
#include <string.h>

#include "report/markup.h"
#include "report/written.h"

Suite *suite_report_markup(void);

static struct nd_text text_of(const char *string)
{
	return (struct nd_text){ string, strlen(string) };
}

static void line_is(const char *text, size_t most, const char *expected)
{
	struct written *const written = written_open();

	nd_markup_line(written->out, text_of(text), most);
	written_is(written, expected);
}

START_TEST(markup_becomes_text)
{
	line_is("<script>alert('1 & \"2\"')</script>", 400,
		"&lt;script&gt;alert(&#39;1 &amp; &quot;2&quot;&#39;)&lt;/script&gt;");
	line_is("</title><!-- ]]>", 400, "&lt;/title&gt;&lt;!-- ]]&gt;");
}
END_TEST

START_TEST(what_acts_is_shown)
{
	line_is("a\x1b[31mb", 400, "a\\x1b[31mb");
	line_is("\xe2\x80\xae" "gnp.exe\xe2\x81\xa9", 400, "\\u202egnp.exe\\u2069");
	line_is("a\xff" "b\xc3", 400, "a\xef\xbf\xbd" "b\xef\xbf\xbd");
}
END_TEST

START_TEST(white_space_is_one_blank)
{
	line_is("  a\n\n\tb\xc2\xa0\xe3\x80\x80" "c \r\n", 400, "a b c");
	line_is(" \n ", 400, "");
	line_is("", 400, "");
}
END_TEST

START_TEST(a_cut_is_between_characters)
{
	line_is("abcd", 4, "abcd");
	line_is("abcde", 4, "abcd\xe2\x80\xa6");
	line_is("ab\xe6\x97\xa5\xe6\x9c\xac", 4, "ab\xe2\x80\xa6");
	line_is("ab\xe6\x97\xa5\xe6\x9c\xac", 5, "ab\xe6\x97\xa5\xe2\x80\xa6");
}
END_TEST

START_TEST(links_are_http)
{
	static const char *const good[] = { "http://a", "https://a.example/b?c=d&e", "HTTPS://A/" };
	static const char *const bad[] = {
		"", "http://", "javascript:alert(1)", "JaVaScRiPt://x", " https://a.example/",
		"data:text/html,<script>", "//a.example", "/a", "vbscript:x", "ftp://a", "https:a",
		"https://a\n.example", "https://a\xe2\x80\xae.example", "https://a\x01", "https://a\xff",
		"java\tscript:alert(1)",
	};
	char *const longer = calloc(1, 2050);

	ck_assert_ptr_nonnull(longer);
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		ck_assert_msg(nd_markup_is_link(text_of(good[i])), "%s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_assert_msg(!nd_markup_is_link(text_of(bad[i])), "%s", bad[i]);
	memset(longer, 'a', 2049);
	memcpy(longer, "https://", 8);
	ck_assert(!nd_markup_is_link((struct nd_text){ longer, 2049 }));
	ck_assert(nd_markup_is_link((struct nd_text){ longer, 2048 }));
	free(longer);
}
END_TEST

static void host_is(const char *url, const char *expected)
{
	const struct nd_text host = nd_markup_host(text_of(url));

	ck_assert_msg(host.len == strlen(expected) && !memcmp(host.at, expected, host.len),
		      "%s: '%.*s'", url, (int)host.len, host.at);
}

START_TEST(hosts)
{
	host_is("https://www.daily.example/a/b", "daily.example");
	host_is("http://daily.example:8080?x", "daily.example");
	host_is("https://daily.example@evil.example/", "evil.example");
	host_is("https://evil.example\\@daily.example/", "evil.example");
	host_is("https://www./", "www.");
	host_is("ftp://daily.example/", "");
	host_is("", "");
}
END_TEST

static void time_is(int64_t seconds, const char *expected)
{
	struct written *const written = written_open();

	nd_markup_time(written->out, seconds);
	written_is(written, expected);
}

START_TEST(times)
{
	time_is(1431337800, "<time datetime=\"2015-05-11T09:50:00Z\">11 May 2015, 09:50</time>");
	time_is(0, "<time datetime=\"1970-01-01T00:00:00Z\">1 January 1970, 00:00</time>");
	time_is(ND_NO_TIME, "<span>no date</span>");
	time_is(INT64_MAX, "<span>no date</span>");
}
END_TEST

Suite *suite_report_markup(void)
{
	Suite *const suite = suite_create("report/markup");
	TCase *const tc = tcase_create("markup");

	tcase_add_test(tc, markup_becomes_text);
	tcase_add_test(tc, what_acts_is_shown);
	tcase_add_test(tc, white_space_is_one_blank);
	tcase_add_test(tc, a_cut_is_between_characters);
	tcase_add_test(tc, links_are_http);
	tcase_add_test(tc, hosts);
	tcase_add_test(tc, times);
	suite_add_tcase(suite, tc);
	return suite;
}
