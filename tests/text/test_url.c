/* test_url.c - many addresses of one article, and addresses of many */
#include "text/url.h"

#include <stdio.h>

#include "testing.h"

#define ROOM 20000

static char *canonical(const char *url)
{
	char *const out = take(ROOM + 1, 1);
	const size_t n = nd_url_canonical(text_of(url), out, ROOM);

	REQUIRE(n <= ROOM);
	out[n] = '\0';
	return out;
}

static const struct { const char *url, *becomes; } examples[] = {
	{ "https://example.org/news/1", "example.org/news/1" },
	{ "http://example.org/news/1/", "example.org/news/1" },
	{ "HTTPS://WWW.Example.ORG:443/news/1#top", "example.org/news/1" },
	{ "http://example.org:80/news/1", "example.org/news/1" },
	{ "http://example.org:8080/news/1", "example.org:8080/news/1" },
	{ "http://example.org:/news/1", "example.org/news/1" },
	{ "//example.org/news/1", "example.org/news/1" },
	{ "  https://example.org./news/1\n", "example.org/news/1" },
	{ "https://user:pass@example.org/news/1", "example.org/news/1" },
	{ "https://user@home@example.org/news/1", "example.org/news/1" },
	/* devices */
	{ "https://m.example.org/news/1", "example.org/news/1" },
	{ "https://en.m.example.org/news/1", "en.example.org/news/1" },
	{ "https://www.amp.example.co.uk/news/1", "example.co.uk/news/1" },
	{ "https://m.org/news/1", "m.org/news/1" },
	{ "https://example.org/m/news/1", "example.org/news/1" },
	{ "https://example.org/m", "example.org/m" },
	{ "https://example.org/amp/news/1", "example.org/news/1" },
	{ "https://example.org/news/1/amp/", "example.org/news/1" },
	{ "https://example.org/news/1/amp.html", "example.org/news/1" },
	{ "https://example.org/news/1.amp", "example.org/news/1" },
	{ "https://example.org/news/1.amp.html", "example.org/news/1.html" },
	{ "https://example.org/news/1?amp=1&outputType=amp", "example.org/news/1" },
	{ "https://example.org/news/champ", "example.org/news/champ" },
	{ "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/news/1?usqp=x",
	  "example.org/news/1" },
	{ "https://www.google.com/amp/s/amp.example.org/news/1.amp?id=7", "example.org/news/1?id=7" },
	{ "https://www.google.com/news/1", "google.com/news/1" },
	{ "https://example.org/print/news/1", "example.org/news/1" },
	{ "https://example.org/news/1/print", "example.org/news/1" },
	{ "https://example.org/news/1?print=true", "example.org/news/1" },
	/* what counts the clicks */
	{ "https://example.org/n?utm_source=a&utm_medium=b&id=3", "example.org/n?id=3" },
	{ "https://example.org/n?id=3&fbclid=Iw&gclid=1", "example.org/n?id=3" },
	{ "https://example.org/n?FBCLID=Iw", "example.org/n" },
	{ "https://example.org/n?b=2&a=1", "example.org/n?a=1&b=2" },
	{ "https://example.org/n?&&a=1&", "example.org/n?a=1" },
	{ "https://example.org/n?", "example.org/n" },
	{ "https://example.org/?p=123", "example.org?p=123" },
	{ "https://example.org/index.php?id=5", "example.org?id=5" },
	{ "https://example.org/news/index.html", "example.org/news" },
	{ "https://example.org/n;jsessionid=0A1B?x=1", "example.org/n?x=1" },
	/* spelling */
	{ "https://example.org/%6eews/%7Ea", "example.org/news/~a" },
	{ "https://example.org/a%2fb%c3%a9", "example.org/a%2Fb%C3%A9" },
	{ "https://example.org/é b", "example.org/%C3%A9%20b" },
	{ "https://example.org/100%", "example.org/100%25" },
	{ "https://example.org/a//b/./c/../d", "example.org/a/b/d" },
	{ "https://example.org/../../a", "example.org/a" },
	{ "https://example.org/News/One", "example.org/News/One" },
	{ "https://новости.example/статья", "новости.example/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F" },
	{ "https://xn--b1amarcd.example/a", "xn--b1amarcd.example/a" },
	/* no address of an article */
	{ "", "" },
	{ "https://example.org", "" },
	{ "https://www.example.org/", "" },
	{ "https://example.org/index.html", "" },
	{ "https://example.org/?utm_source=feed", "" },
	{ "https://example.org/#/news/1", "" },
	{ "https:///news/1", "" },
	{ "https://", "" },
	{ "ftp://example.org/news/1", "" },
	{ "mailto:news@example.org", "" },
	{ "example.org/news/1", "" },
	{ "tag:example.org,2005:1", "" },
};

START_TEST(examples_are_as_they_should)
{
	char *const is = canonical(examples[_i].url);

	ck_assert_msg(!strcmp(is, examples[_i].becomes), "%s became %s, not %s", examples[_i].url, is,
		      examples[_i].becomes);
	free(is);
}
END_TEST

static const struct { const char *one, *other; } differing[] = {
	{ "https://example.org/news/1", "https://example.org/news/2" },
	{ "https://example.org/n?id=1", "https://example.org/n?id=2" },
	{ "https://example.org/n?id=1", "https://example.org/n" },
	{ "https://example.org/news/1", "https://example.com/news/1" },
	{ "https://sport.example.org/1", "https://example.org/1" },
	{ "https://example.org/a%2Fb", "https://example.org/a/b" },
	{ "https://example.org/n?a=1%26b=2", "https://example.org/n?a=1&b=2" },
	{ "https://example.org/News", "https://example.org/news" },
};

START_TEST(different_pages_stay_so)
{
	ck_assert_uint_ne(nd_url_hash(text_of(differing[_i].one)),
			  nd_url_hash(text_of(differing[_i].other)));
	ck_assert_uint_ne(nd_url_hash(text_of(differing[_i].one)), 0);
}
END_TEST

START_TEST(no_address_has_no_hash)
{
	ck_assert_uint_eq(nd_url_hash((struct nd_text){ NULL, 0 }), 0);
	ck_assert_uint_eq(nd_url_hash(text_of("https://example.org/")), 0);
	ck_assert_uint_eq(nd_url_hash(text_of("https://example.org/a")),
			  nd_url_hash(text_of("http://www.example.org/a/")));
}
END_TEST

START_TEST(limits)
{
	char *const url = take(5000, 1), out[64];
	size_t n;

	memset(url, 'a', 5000);
	memcpy(url, "https://example.org/", 20);
	ck_assert_uint_eq(nd_url_canonical((struct nd_text){ url, 4097 }, out, sizeof(out)), 0);
	ck_assert_uint_eq(nd_url_hash((struct nd_text){ url, 4097 }), 0);
	ck_assert_uint_ne(nd_url_hash((struct nd_text){ url, 4096 }), 0);
	n = nd_url_canonical((struct nd_text){ url, 40 }, out, 32);
	ck_assert_uint_eq(n, 32);
	ck_assert_uint_eq(nd_url_canonical((struct nd_text){ url, 40 }, out, 31), 0);
	for (size_t i = 20; i < 4000; i++)
		url[i] = i % 2 ? '/' : 'a';
	ck_assert_uint_eq(nd_url_hash((struct nd_text){ url, 4000 }), 0);	/* too many segments */
	url[20] = '?';
	for (size_t i = 21; i < 4000; i++)
		url[i] = i % 2 ? '&' : 'a';
	ck_assert_uint_eq(nd_url_hash((struct nd_text){ url, 4000 }), 0);	/* or parameters */
	free(url);
}
END_TEST

/* Pieces that mean something, in any order: nothing is read beyond the end, and what is
 * canonical does not grow when it is an address again. */
START_TEST(any_address_is_survived)
{
	static const char *const pieces[] = {
		"http", "https", ":", "/", "//", "?", "&", "=", "#", "@", ".", "..", "%", "%4", "%41",
		"%2e", "%2F", "m", "www", "amp", ".amp", ".html", "index.html", "print", "utm_x", "a",
		"B", "example", "org", ":80", ":443", ";", "\\", " ", "\xc3\xa9", "\xff", "s/", "/c/",
		".cdn.ampproject.org", "www.google.com/amp/",
	};
	uint64_t random = 3;

	for (int round = 0; round < 20000; round++) {
		const size_t n = random_below(&random, 16);
		char text[1000] = "", *exact, *first, *second;
		size_t len;

		if (random_below(&random, 4))
			strcpy(text, "http://a.b/");
		for (size_t i = 0; i < n; i++)
			strcat(text, pieces[random_below(&random, COUNT(pieces))]);
		len = strlen(text);
		exact = take(len, 1);	/* for the sanitizer */
		memcpy(exact, text, len);
		first = take(ROOM, 1);
		len = nd_url_canonical((struct nd_text){ exact, len }, first, ROOM - 1);
		first[len] = '\0';
		if (len) {
			snprintf(text, sizeof(text), "http://%s", first);
			second = canonical(text);
			REQUIRE(!*second || strlen(second) <= len);
			free(second);
		}
		free(exact);
		free(first);
	}
}
END_TEST

Suite *suite_text_url(void)
{
	Suite *const suite = suite_create("text/url");
	TCase *const tcase = only_case(suite, "url");

	tcase_add_loop_test(tcase, examples_are_as_they_should, 0, COUNT(examples));
	tcase_add_loop_test(tcase, different_pages_stay_so, 0, COUNT(differing));
	tcase_add_test(tcase, no_address_has_no_hash);
	tcase_add_test(tcase, limits);
	tcase_add_test(tcase, any_address_is_survived);
	return suite;
}
